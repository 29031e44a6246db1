// Ten million contacts of 250 days in a temporary SQLite, and what a report over them costs.
//   bench_reports FOLDER    prints JSON; exit code 1: a report takes over 300 ms of processor time
//                           (other work on the machine blurs that least) or does not add up
// 400 operators, 40 queues, 20 half-hours a day. Each half-hour an operator answers four contacts
// and one is lost. The rows of sums are made first, as the ledger keeps them (three grains, three
// levels); the contacts are made from these, so that every number opens to its rows.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "insight/reports.hpp"
#include "insight/store.hpp"
#include "platform/base/names.hpp"

namespace ol::insight {
namespace {

constexpr int days = 250, operators = 400, queues = 40, slots = 20, rounds = 15;
constexpr std::int64_t contacts = std::int64_t{days} * operators * slots * 5;
constexpr double report_ms_max = 300;
constexpr Day first_day = 20260101;

struct Figure {
    std::string name;
    std::size_t rows = 0;
    double cpu_ms = 0, wall_ms = 0;  // medians
};

/// Named sums of one row, everything else zero.
std::string sums_text(const std::vector<std::pair<Sum, std::string>>& given) {
    std::string out;
    for (std::size_t i = 0; i < sum_count; ++i) {
        std::string value = "0";
        for (const auto& [sum, text] : given)
            if (sum == static_cast<Sum>(i)) value = text;
        out += (i ? ", " : "") + value;
    }
    return out;
}
std::string columns() {
    return "grain, level, day, minute, shop_id, queue_id, department_id, agent_id, channel, tag, "
           "late, " +
           std::string(store::sum_columns()) + ", longest_ms, waits";
}

/// The half-hours of one day, whole and by person.
void half_hours(db::Tx& tx, Day day) {
    const std::string grid =
        " from (with recursive a(n) as (select 0 union all select n + 1 from a where n < " +
        std::to_string(operators - 1) + ") select n from a), (with recursive s(m) as (select 0 "
        "union all select m + 1 from s where m < " + std::to_string(slots - 1) +
        ") select m from s)";
    const std::string answered_sums = sums_text(
        {{Sum::offered, "4"}, {Sum::answered, "4"}, {Sum::in_three_rings, "3"},
         {Sum::answered_in_t, "3"}, {Sum::wait_ms, "48000"}, {Sum::handled, "4"},
         {Sum::talk_ms, "960000"}, {Sum::wrap_up_ms, "120000"}, {Sum::unit_ms, "108000000"},
         {Sum::offers, "4"}});
    const std::string lost_sums = sums_text(
        {{Sum::offered, "10"}, {Sum::abandoned, "10"}, {Sum::abandon_wait_ms, "400000"}});
    const std::string head = "insert into insight_sum (" + columns() + ") select 'half_hour', ";
    tx.exec(head +
                "'agent', ?1, 480 + m * 30, 1, 1 + n % 40, 1 + n % 8, 1000 + n, 'call', '', 0, " +
                answered_sums + ", 30000, '30:1 60:1 90:1 ' || (180 + n % 100) || ':1'" + grid,
            std::int64_t{day});
    tx.exec(head + "'agent', ?1, 480 + m * 30, 1, 1 + n, 0, 0, 'call', '', 0, " + lost_sums +
                ", 60000, ''" + grid + " where n < " + std::to_string(queues),
            std::int64_t{day});
}

/// Sums of the rows before, by other keys; histograms as one line stands for all of its kind.
void roll_up(db::Tx& tx, const char* grain, const char* level, const std::string& from,
             const std::string& day, const std::string& minute, bool department, bool agent) {
    std::string sums;
    for (std::size_t i = 0; i < sum_count; ++i)
        sums += ", sum(" + std::string(to_name(static_cast<Sum>(i))) + ")";
    tx.exec("insert into insight_sum (" + columns() + ") select '" + grain + "', '" + level +
            "', " + day + ", " + minute + ", shop_id, queue_id, " +
            (department ? "department_id" : "0") + ", " + (agent ? "agent_id" : "0") +
            ", 'call', '', 0" + sums +
            ", max(longest_ms), case when sum(answered) > 0 then '30:' || (sum(answered) / 4) || "
            "' 60:' || (sum(answered) / 4) || ' 90:' || (sum(answered) / 4) || ' 200:' || "
            "(sum(answered) / 4) else '' end from insight_sum where " + from +
            " group by 3, 4, shop_id, queue_id, 7, 8");
}

void day_of(db::Tx& tx, Day day) {
    half_hours(tx, day);
    const std::string one = " and day = " + std::to_string(day);
    const std::string people = "grain = 'half_hour' and level = 'agent'" + one;
    roll_up(tx, "half_hour", "department", people, "day", "minute", true, false);
    roll_up(tx, "half_hour", "whole", people, "day", "minute", false, false);
    roll_up(tx, "day", "agent", people, "day", "0", true, true);
    roll_up(tx, "day", "department", people, "day", "0", true, false);
    roll_up(tx, "day", "whole", people, "day", "0", false, false);
}

/// The contacts behind the half-hours of one day, the lost ones without an operator.
void contacts_of(db::Tx& tx, Day day) {
    tx.exec(
        "insert into insight_visit (contact_id, queue_id, shop_id, channel, kind, entered_at, "
        "answered_at, exited_at, done_at, exit, wait_ms, talk_ms, hold_ms, wrap_up_ms, rings, "
        "callback_met, agent_id, department_id, source_contact_id, sl_ms, short_ms, test) select "
        "?2 + row_number() over (), queue_id, 1, 'call', 'inbound_call', t, case when agent_id > 0 "
        "then t + 12000 end, t + 12000, t + 282000, case when agent_id > 0 then 'answered' else "
        "'abandoned' end, 12000, case when agent_id > 0 then 240000 else 0 end, 0, case when "
        "agent_id > 0 then 30000 else 0 end, 2, false, agent_id, department_id, 0, 20000, 5000, "
        "false from (select queue_id, agent_id, department_id, ?3 + minute * 60000 + k * 150000 t "
        "from insight_sum, (with recursive c(k) as (select 0 union all select k + 1 from c where k "
        "< 9) select k from c) where grain = 'half_hour' and level = 'agent' and day = ?1 and k < "
        "offered)",
        std::int64_t{day}, std::int64_t{day} * 1000000, start_of(day, "UTC"));
}

void each_day(db::Database& db, void (*fill)(db::Tx&, Day)) {
    Day day = first_day;
    for (int i = 0; i < days; ++i, day = next_day(day)) {
        const auto done = db.write([&](db::Tx& tx) -> Result<> {
            fill(tx, day);
            return {};
        });
        if (!done) throw std::runtime_error(done.error().detail);
    }
}

void fill_sums(db::Database& db) {
    each_day(db, day_of);
    const auto done = db.write([&](db::Tx& tx) -> Result<> {
        const std::string month = "day / 100 * 100 + 1";
        roll_up(tx, "month", "agent", "grain = 'day' and level = 'agent'", month, "0", true, true);
        roll_up(tx, "month", "department", "grain = 'day' and level = 'department'", month, "0",
                true, false);
        roll_up(tx, "month", "whole", "grain = 'day' and level = 'whole'", month, "0", false,
                false);
        return {};
    });
    if (!done) throw std::runtime_error(done.error().detail);
}

template <class Run>
Figure measured(const std::string& name, const Run& run) {
    Figure f{name, run(), 0, 0};  // the first one warms the page cache
    std::vector<double> cpu, wall;
    for (int i = 0; i < rounds; ++i) {
        const std::clock_t ticks = std::clock();
        const Time began = system_clock().steady();
        (void)run();
        wall.push_back(static_cast<double>((system_clock().steady() - began).count()));
        cpu.push_back(static_cast<double>(std::clock() - ticks) * 1000.0 / CLOCKS_PER_SEC);
    }
    std::sort(cpu.begin(), cpu.end());
    std::sort(wall.begin(), wall.end());
    f.cpu_ms = cpu[rounds / 2], f.wall_ms = wall[rounds / 2];
    return f;
}

class Bench {
public:
    explicit Bench(db::Database& db)
        : rollups_({db,
                    system_clock(),
                    [](ShopId) { return std::string("UTC"); },
                    [](PersonId p) {
                        return PersonFacts{"UTC", DepartmentId{1 + (p.value - 1000) % 8}};
                    },
                    {}}),
          reports_({rollups_, [](PersonId p) { return "operator " + std::to_string(p.value); },
                    [](QueueId q) { return "queue " + std::to_string(q.value); },
                    [](ShopId) { return std::string("shop"); },
                    [](DepartmentId) { return std::string("department"); },
                    [](const std::set<std::int64_t>&) { return std::set<std::int64_t>{}; }}) {
        who_.permissions = {"board.view", "people.view"};
    }

    void reports() {
        const Day end = next_day(first_day, days), week = next_day(first_day, 7);
        report("250 days in one sum", {first_day, end, Step::none, By::none});
        report("250 days by day", {first_day, end, Step::day, By::none});
        report("250 days by month and queue", {first_day, end, Step::month, By::queue});
        report("250 days by operator", {first_day, end, Step::none, By::person});
        report("a month by day and queue", {20260301, 20260401, Step::day, By::queue});
        report("a week by hour and queue", {first_day, week, Step::hour, By::queue});
        report("a week by day and operator", {first_day, week, Step::day, By::person});
    }
    void report(const std::string& name, const ReportQuery& q) {
        std::int64_t offered = 0;
        figures_.push_back(measured(name, [&] {
            const auto r = reports_.report(who_, q);
            if (!r) throw std::runtime_error(r.error().detail);
            offered = 0;
            for (const auto& row : r->rows)
                offered += row.values[q.by == By::person ? 1 : 0].value_or(0);
            return r->rows.size();
        }));
        tell();
        // Offered of all; by person only the answered, which are four of five.
        std::int64_t wanted = contacts / days * days_between(q.from, q.to);
        if (q.by == By::person) wanted = wanted / 5 * 4;
        check(offered == wanted, name + " does not add up: " + std::to_string(offered));
        check(figures_.back().cpu_ms < report_ms_max, name + " is over 300 ms");
    }
    /// The first page behind a number of all days, and of one queue on one day.
    void rows() {
        Reports::RowsQuery q{{first_day, next_day(first_day, days), Step::none, By::none},
                             "abandoned", ""};
        const auto page = [&] {
            const auto r = reports_.rows(who_, q);
            if (!r) throw std::runtime_error(r.error().detail);
            return r->contacts.size();
        };
        figures_.push_back(measured("rows behind 2 million lost", page));
        check(figures_.back().rows == 50, "a page has 50 rows");
        tell();
        q.report.queue = QueueId{7};
        q.report.from = 20260615, q.report.to = 20260616;
        q.limit = 200;
        figures_.push_back(measured("rows behind a day's lost of a queue", page));
        check(figures_.back().rows == 200, "200 were lost that day in this queue");
        tell();
    }
    bool fault() const { return fault_; }

private:
    void tell() {
        const auto& f = figures_.back();
        std::printf("{\"what\":\"%s\",\"rows\":%zu,\"cpu_ms\":%.1f,\"wall_ms\":%.0f}\n",
                    f.name.c_str(), f.rows, f.cpu_ms, f.wall_ms);
        std::fflush(stdout);
    }
    void check(bool fine, const std::string& what) {
        if (fine) return;
        fault_ = true;
        std::fprintf(stderr, "fault: %s\n", what.c_str());
    }

    Rollups rollups_;
    Reports reports_;
    http::Principal who_;
    std::vector<Figure> figures_;
    bool fault_ = false;
};

int run(const std::string& folder) {
    db::Database::Options options;
    options.url = "sqlite:" + folder + "/reports.db";
    auto opened = db::Database::open(options, system_clock());
    if (!opened) throw std::runtime_error(opened.error().detail);
    auto& db = **opened;
    if (auto ok = db.migrate(migrations()); !ok) throw std::runtime_error(ok.error().detail);
    const Time began = system_clock().steady();
    fill_sums(db);
    const std::chrono::duration<double> took = system_clock().steady() - began;
    std::printf("{\"contacts\":%lld,\"sums_filled_s\":%.0f}\n", static_cast<long long>(contacts),
                took.count());
    std::fflush(stdout);
    Bench bench(db);
    bench.reports();
    each_day(db, contacts_of);
    std::fprintf(stderr, "%llu bytes\n",
                 static_cast<unsigned long long>(
                     std::filesystem::file_size(folder + "/reports.db")));
    bench.rows();
    return bench.fault() ? 1 : 0;
}

}  // namespace
}  // namespace ol::insight

int main(int argc, char** argv) {
    if (argc != 2) return std::fprintf(stderr, "bench_reports FOLDER\n"), 2;
    try {
        return ol::insight::run(argv[1]);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 2;
    }
}
