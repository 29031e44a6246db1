// Sums of the roll-ups, put together into a report.
#include "insight/reports.hpp"

#include <algorithm>

#include "insight/store.hpp"
#include "platform/base/names.hpp"

namespace ol::insight {

namespace {

/// A cell of the report: its period and group.
struct Cell {
    Day period = 0;
    int hour = -1, again = 0;
    std::int64_t group = 0;
    std::string channel;
    friend auto operator<=>(const Cell&, const Cell&) = default;
};
struct Filled {
    Sums sums;
    std::map<std::string, std::int64_t> pauses;
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> money;
    bool late = false;
    void add(const Filled& o) {
        sums.add(o.sums);
        for (const auto& [reason, ms] : o.pauses) pauses[reason] += ms;
        for (const auto& [currency, both] : o.money) {
            money[currency].first += both.first;
            money[currency].second += both.second;
        }
        late = late || o.late;
    }
};
using Cells = std::map<Cell, Filled>;

std::string list_of(const std::set<std::int64_t>& ids) {
    std::string out;
    for (const auto id : ids) out += (out.empty() ? "" : ",") + std::to_string(id);
    return out;
}

Level level_of(const ReportQuery& q) {
    if (q.by == By::person || q.person) return Level::agent;
    if (q.by == By::department || q.department) return Level::department;
    return Level::whole;
}
/// Who is only bound by shops and queues sees no single person's time.
bool shows_people(const ReportQuery& q) {
    return q.by != By::queue && q.by != By::shop && q.by != By::channel && !q.queue && !q.shop;
}
bool shows_orders(const ReportQuery& q) {
    return q.by != By::queue && q.by != By::channel && !q.queue;
}

Day period_of(Step step, Day day) {
    switch (step) {
        case Step::none: return 0;
        case Step::hour:
        case Step::day: return day;
        case Step::week: return week_of(day);
        case Step::month: return month_of(day);
    }
    return day;
}

class Gather {
public:
    /// `people`: whose time she may see when she is bound to shops.
    Gather(db::Conn& conn, const http::Principal& who, const ReportQuery& query,
           std::set<std::int64_t> people)
        : conn_(conn), who_(who), q_(query), level_(level_of(query)), people_(std::move(people)) {}

    Cells run() {
        const bool bound = !who_.departments.empty(), shops = !who_.shops.empty();
        // A queue's figures are whole whoever answered; people and their time are not.
        const bool apart = shows_people(q_) &&
                           ((level_ == Level::whole && bound) || (shops && level_ != Level::agent));
        std::string where = filters(level_);
        if (apart || !shows_people(q_)) where += " and shop_id <> 0";
        if (shops) where += " and (shop_id in (" + list_of(who_.shops) + ")" + hers() + ")";
        if (level_ != Level::whole && bound)
            where += " and department_id in (" + list_of(who_.departments) + ")";
        for (const auto& stretch : stretches_of(q_)) read(stretch, level_, where);
        if (apart) {
            const Level level = shops ? Level::agent : Level::department;
            std::string mine = filters(level) + " and shop_id = 0";
            if (bound) mine += " and department_id in (" + list_of(who_.departments) + ")";
            if (shops) mine += " and (false" + hers() + ")";
            for (const auto& stretch : stretches_of(q_)) read(stretch, level, mine);
        }
        return std::move(cells_);
    }

private:
    /// Time is of no shop: within shops it is that of their people.
    std::string hers() const {
        if (people_.empty()) return "";
        return " or (shop_id = 0 and agent_id in (" + list_of(people_) + "))";
    }
    std::string filters(Level level) const {
        std::string out;
        const auto equal = [&out](const char* column, std::int64_t id) {
            if (id) out += std::string(" and ") + column + " = " + std::to_string(id);
        };
        equal("shop_id", q_.shop.value);
        equal("queue_id", q_.queue.value);
        if (level != Level::whole) equal("department_id", q_.department.value);
        equal("agent_id", q_.person.value);
        if (!q_.channel.empty()) out += " and (channel = ?5 or channel = '')";
        if (q_.as_closed) out += " and not late";
        if (q_.by == By::queue || (q_.by == By::channel)) out += " and queue_id <> 0";
        if (q_.by == By::person) out += " and agent_id <> 0";
        return out;
    }
    std::string group_column() const {
        switch (q_.by) {
            case By::none:
            case By::channel: return "0";
            case By::queue: return "queue_id";
            case By::department: return "department_id";
            case By::person: return "agent_id";
            case By::shop: return "shop_id";
        }
        return "0";
    }

    /// What every row of the result is told apart by; the sums of SQL are per these.
    std::string keys() const {
        const bool day = q_.step == Step::day || q_.step == Step::week || q_.step == Step::hour;
        std::string out = (day || q_.step == Step::month) ? "day" : "0";
        out += q_.step == Step::hour ? ", minute" : ", 0";
        out += ", " + group_column();
        out += q_.by == By::channel ? ", channel" : ", ''";
        return out + ", tag";
    }
    std::string grouping() const {
        std::string out = "tag";
        if (q_.step != Step::none) out += ", day";
        if (q_.step == Step::hour) out += ", minute";
        if (q_.by == By::channel)
            out += ", channel";
        else if (q_.by != By::none)
            out += ", " + group_column();
        return out;
    }

    void read(const Stretch& s, Level level, const std::string& where) {
        const std::string range =
            " from insight_sum where grain = ?1 and level = ?2 and day >= ?3 and day < ?4" + where;
        std::string sql = "select " + keys() +
                          ", max(case when late then 1 else 0 end), "
                          "max(longest_ms)";
        for (std::size_t i = 0; i < sum_count; ++i)
            sql += ", sum(" + std::string(to_name(static_cast<Sum>(i))) + ")";
        const auto sums = run(sql + range + " group by " + grouping(), s, level);
        for (std::size_t i = 0; i < sums.size(); ++i) take(sums, i);
        const auto waits =
            run("select " + keys() + ", waits" + range + " and waits <> ''", s, level);
        for (std::size_t i = 0; i < waits.size(); ++i)
            (void)cells_[cell(waits, i)].sums.waits.add_text(waits.text(i, 5));
    }
    db::Rows run(const std::string& sql, const Stretch& s, Level level) {
        std::vector<db::Value> values{std::string(s.grain), db::to_value(level),
                                      std::int64_t{s.from}, std::int64_t{s.to}};
        if (!q_.channel.empty()) values.emplace_back(q_.channel);
        return conn_.run(sql, values);
    }
    Cell cell(const db::Rows& r, std::size_t i) const {
        Cell c;
        c.period = period_of(q_.step, static_cast<Day>(r.i64(i, 0)));
        if (q_.step == Step::hour) {
            c.hour = static_cast<int>(r.i64(i, 1) % 1440 / 60);
            c.again = r.i64(i, 1) >= 1440 ? 1 : 0;
        }
        c.group = r.i64(i, 2);
        c.channel = r.text(i, 3);
        return c;
    }
    void take(const db::Rows& r, std::size_t i) {
        using enum Sum;
        Filled part;
        for (std::size_t k = 0; k < sum_count; ++k)
            part.sums.n[k] = r.i64(i, static_cast<int>(k) + 7);
        part.sums.longest_ms = r.i64(i, 6);
        part.late = r.i64(i, 5) != 0;
        const std::string tag = r.text(i, 4);
        const auto& s = part.sums;
        if (!tag.empty() && s[paused_ms]) part.pauses[tag] = s[paused_ms];
        if (!tag.empty() && (s[confirmed] || s[cancelled] || s[confirmed_minor]))
            part.money[tag] = {s[confirmed_minor], s[cancelled_minor]};
        cells_[cell(r, i)].add(part);
    }

    db::Conn& conn_;
    const http::Principal& who_;
    const ReportQuery& q_;
    Level level_;
    std::set<std::int64_t> people_;
    Cells cells_;
};

/// What people do at this moment, counted up to now.
void add_open(db::Conn& conn, const http::Principal& who, const ReportQuery& q,
              const Rollups::Deps& deps, Cells& cells) {
    if (!shows_people(q)) return;
    const Time now = deps.clock.now();
    for (const auto& s : store::states(conn)) {
        if (s.state == "signed_out") continue;
        if (q.person && s.person != q.person) continue;
        if (q.department && s.department != q.department) continue;
        if (!who.departments.empty() && !who.departments.contains(s.department.value)) continue;
        for (const auto& piece : pieces_of(std::max(s.since, now - Ms{86400000LL * 31}), now,
                                           deps.person(s.person).zone)) {
            if (piece.slot.day < q.from || piece.slot.day >= q.to) continue;
            Cell c;
            c.period = period_of(q.step, piece.slot.day);
            if (q.step == Step::hour) {
                c.hour = piece.slot.minute % 1440 / 60;
                c.again = piece.slot.minute >= 1440 ? 1 : 0;
            }
            c.group = q.by == By::person       ? s.person.value
                      : q.by == By::department ? s.department.value
                                               : 0;
            Filled part;
            part.sums = time_sums(s.state, piece.length);
            if (s.state == "paused") part.pauses[s.reason] = piece.length.count();
            cells[c].add(part);
        }
    }
}

/// Of one person or department only what they did: the line's offered and lost are nobody's own.
bool fits(const Definition& d, const ReportQuery& q) {
    if (d.part == Part::people) return shows_people(q);
    if (d.part == Part::orders) return shows_orders(q);
    if (level_of(q) == Level::whole || d.moment != Moment::entry) return true;
    for (const char* own :
         {"answered", "in_three_rings", "sl_answered", "asa", "wait_median", "wait_p90"})
        if (d.code == own) return true;
    return false;
}

ReportRow row_of(const Filled& f, const ReportQuery& q) {
    ReportRow row;
    for (const auto& d : definitions())
        row.values.push_back(fits(d, q) ? value_of(d, f.sums) : std::nullopt);
    if (shows_people(q))
        for (const auto& [reason, ms] : f.pauses) row.pauses.push_back({reason, ms});
    if (shows_orders(q))
        for (const auto& [currency, both] : f.money)
            row.money.push_back({currency, both.first, both.second});
    row.corrected = f.late;
    return row;
}

/// When each period of a group was counted anew the last time, after its days had closed.
using Recomputed = std::map<std::pair<Day, std::int64_t>, Time>;
Recomputed recomputed(db::Conn& conn, const ReportQuery& q) {
    const char* group = q.by == By::queue ? "queue_id" : q.by == By::person ? "agent_id" : "0";
    const auto r = conn.query(
        std::string("select day, ") + group +
            ", max(at) from insight_correction where day >= ?1 and day < ?2 and (?3 = 0 or "
            "shop_id = ?3) and (?4 = 0 or queue_id = ?4) and (?5 = 0 or agent_id = ?5) group by "
            "day" +
            (group[0] == '0' ? "" : std::string(", ") + group),
        std::int64_t{q.from}, std::int64_t{q.to}, q.shop, q.queue, q.person);
    Recomputed out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const Day period = period_of(q.step, static_cast<Day>(r.i64(i, 0)));
        auto& at = out[{period, r.i64(i, 1)}];
        at = std::max(at, from_ms(r.i64(i, 2)));
    }
    return out;
}
std::optional<Time> recomputed_at(const Recomputed& known, const ReportQuery& q, const Cell& c) {
    const bool grouped = q.by == By::queue || q.by == By::person;
    const auto it = known.find({c.period, grouped ? c.group : 0});
    return it == known.end() ? std::nullopt : std::optional(it->second);
}

std::string name_of(const Reports::Deps& d, By by, const Cell& c) {
    switch (by) {
        case By::none: return "";
        case By::queue: return d.queue_name(QueueId{c.group});
        case By::department: return d.department_name(DepartmentId{c.group});
        case By::person: return d.person_name(PersonId{c.group});
        case By::shop: return d.shop_name(ShopId{c.group});
        case By::channel: return c.channel;
    }
    return "";
}

std::vector<ReportColumn> columns() {
    std::vector<ReportColumn> out;
    for (const auto& d : definitions())
        out.push_back({std::string(d.code), std::string(d.code) + "/" + std::to_string(d.version),
                       std::string(d.formula), d.kind, d.part, d.moment, std::string(d.opens)});
    return out;
}

std::vector<ReportLimits> limits_of(db::Conn& conn, const ReportQuery& q) {
    const auto r = conn.query(
        "select distinct sl_ms, short_ms from insight_limits where day >= ?1 and day < ?2 and (?3 "
        "= 0 or shop_id = ?3) and (?4 = 0 or queue_id = ?4) order by sl_ms, short_ms limit 20",
        std::int64_t{q.from}, std::int64_t{q.to}, q.shop, q.queue);
    std::vector<ReportLimits> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0), r.i64(i, 1)});
    return out;
}

}  // namespace

Result<Report> Reports::report(const http::Principal& who, const ReportQuery& q) const {
    if ((q.by == By::person || q.person) && !who.may("people.view") &&
        !(q.person && who.person == q.person))
        return forbidden("insight.people", "Figures of single people need the right people.view.");
    Report out{to_text(q.from),
               to_text(q.to),
               q.step,
               q.by,
               q.channel.empty() ? "all" : q.channel,
               {},
               {},
               columns(),
               {},
               {}};
    Cells cells;
    Recomputed anew;
    const auto read = d_.rollups.deps().db.read([&](db::Conn& conn) -> Result<> {
        if (const auto at = store::cursor(conn)) out.as_of = at->as_of;
        const auto people = who.shops.empty() ? std::set<std::int64_t>{} : d_.people_of(who.shops);
        cells = Gather(conn, who, q, people).run();
        add_open(conn, who, q, d_.rollups.deps(), cells);
        out.limits = limits_of(conn, q);
        anew = recomputed(conn, q);
        return {};
    });
    if (!read) return read.error();
    if (cells.size() > report_rows_max)
        return invalid("insight.too_many_rows", "by",
                       "This report would have " + std::to_string(cells.size()) +
                           " rows; take a larger step, a shorter period or a filter.");
    Filled total;
    for (const auto& [cell, filled] : cells) {
        total.add(filled);
        ReportRow row = row_of(filled, q);
        if (cell.period) row.period = to_text(cell.period);
        if (cell.hour >= 0) row.hour = cell.hour;
        row.again = cell.again != 0;
        if (q.by == By::channel)
            row.group_id = cell.channel;
        else if (q.by != By::none)
            row.group_id = std::to_string(cell.group);
        row.group_name = name_of(d_, q.by, cell);
        if (row.corrected) row.recomputed_at = recomputed_at(anew, q, cell);
        out.rows.push_back(std::move(row));
    }
    out.total = row_of(total, q);
    if (out.total.corrected)
        for (const auto& [of, at] : anew)
            out.total.recomputed_at = std::max(out.total.recomputed_at.value_or(at), at);
    return out;
}

}  // namespace ol::insight
