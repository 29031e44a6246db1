// The simulator against the formulas: what Erlang B, C and A know exactly, many days through the
// production router must say too, within three standard errors. Where OL_FULL is set, for longer.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "contact/routing/simulator/simulator.hpp"
#include "team/workforce/workforce.hpp"

namespace ol::simulator {
namespace reference_test {

/// A centre in its steady state: constant rate, one line, `agents` all day.
struct Steady {
    int agents = 1;
    double load = 0, handle_s = 180, threshold_s = 20;
    SimSpread patience{Shape::endless, 0, 1};
};

/// How long a line remembers: 1 / (mu (sqrt n - sqrt a)^2) without hanging up (Morse 1958), at most
/// a talk and a patience with it. In seconds.
double memory_s(const Steady& s) {
    const double roots = std::sqrt(s.agents) - std::sqrt(s.load);
    const double endless = s.handle_s * std::max(1.0, 1 / (roots * roots));
    return s.patience.shape == Shape::endless ? endless
                                              : std::min(endless, s.handle_s + s.patience.mean_s);
}

enum class Length { brief, usual, full };
Length length() {
#ifdef __OPTIMIZE__
    constexpr bool fast = true;
#else
    constexpr bool fast = false;
#endif
    const bool more = std::getenv("OL_FULL") != nullptr;
    if (fast) return more ? Length::full : Length::usual;
    return more ? Length::usual : Length::brief;
}
bool within_reach(double load) { return length() != Length::brief || load <= 20; }

/// Days that begin empty, are not counted for some memories, then as long again or longer.
SimModel model_of(const Steady& s, std::int64_t seed) {
    SimModel m;
    m.name = "steady";
    const bool brief = length() == Length::brief, full = length() == Length::full;
    m.warm_up_s = (full ? 12 : brief ? 2 : 4) * memory_s(s) + 2 * s.handle_s;
    const bool slow = s.load * m.warm_up_s / s.handle_s > 5000;
    m.days = full ? 120 : brief ? 8 : slow ? 12 : 30;
    const double per_hour = s.load / s.handle_s * 3600;
    const double contacts = full ? 8000 : brief ? 60 : 200;
    const double counted = std::max(m.warm_up_s, contacts / per_hour * 3600);
    const auto closes = static_cast<int>(std::min(46 * 3600.0, m.warm_up_s + counted));
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d:%02d", closes / 3600, closes / 60 % 60,
                  closes % 60);
    m.opens = "00:00", m.closes = text;
    m.seed = seed;
    SimQueue q;
    q.name = "line";
    q.arrivals = {{"00:00", per_hour}};
    q.handle = {Shape::exponential, s.handle_s, 1};
    q.patience = s.patience;
    q.threshold_s = s.threshold_s;
    m.queues = {q};
    m.teams.resize(1);
    m.teams[0].name = "team", m.teams[0].queues = {"line"};
    m.teams[0].agents = s.agents;
    m.teams[0].to = "47:59";  // whoever was counted is served to the end
    return m;
}

const SimFigure& figure(const SimResult& r, const std::string& name) {
    for (const SimFigure& f : r.subjects.at(0).figures)
        if (f.name == name) return f;
    throw std::out_of_range(name);
}

struct Tally {
    int compared = 0;
    double squares = 0;
};

/// A deviation of t errors over so many days, as the equally rare number of a normal law (Wallace
/// 1959): with few days the error itself is a guess.
double as_normal(double t, int days) {
    const double v = days - 1;
    return std::sqrt(v * std::log1p(t * t / v)) * (8 * v + 1) / (8 * v + 3);
}

void expect_near(const SimResult& r, const std::string& name, double want, Tally& tally) {
    const SimFigure& f = figure(r, name);
    ASSERT_TRUE(f.mean && f.error) << name;
    const double z = as_normal((*f.mean - want) / *f.error, r.days);
    EXPECT_LT(z, 3) << name << ": simulated " << *f.mean << " +- " << *f.error << ", exact "
                    << want;
    ++tally.compared;
    tally.squares += z * z;
}

SimResult run(const Steady& s, std::int64_t seed) {
    auto r = simulate(model_of(s, seed), {.threads = 2, .progress = {}, .stop = {}});
    EXPECT_TRUE(r) << (r ? "" : r.error().detail);
    return r ? *r : SimResult{};
}

/// All that the formulas know of such a centre.
void check_all(const Steady& s, std::int64_t seed, Tally& tally) {
    SCOPED_TRACE(testing::Message()
                 << s.agents << " agents, load " << s.load << ", patience " << s.patience.mean_s);
    const SimResult r = run(s, seed);
    workforce::Work work{s.load, s.handle_s, {}};
    if (s.patience.shape == Shape::constant && s.patience.mean_s == 0) {
        const double blocked = *workforce::blocking(s.load, s.agents);
        return expect_near(r, "wait_share", blocked, tally);
    }
    if (s.patience.shape == Shape::exponential)
        work.patience = workforce::Patience::exponential(s.patience.mean_s);
    if (s.patience.shape == Shape::lognormal)
        work.patience = workforce::Patience::lognormal(s.patience.mean_s, s.patience.cv);
    const auto o = *workforce::outcome(work, s.agents);
    const auto levels = *workforce::service_levels(work, s.agents, s.threshold_s);
    expect_near(r, "wait_share", o.wait_share, tally);
    expect_near(r, "wait_s", o.mean_wait_s, tally);
    expect_near(r, "queue", o.mean_queue, tally);
    expect_near(r, "occupancy", o.occupancy, tally);
    expect_near(r, "sl_connect", levels.short_as_served, tally);
    expect_near(r, "sl_answered", levels.of_answered, tally);
    expect_near(r, "sl_ignore", levels.without_short, tally);
    if (s.patience.shape != Shape::endless) expect_near(r, "sl_negative", levels.of_offered, tally);
}

/// A deviation beyond three errors is rare; deviations that are all too small, or on the whole too
/// large, would show errors that are told wrong.
void expect_honest_errors(const Tally& tally) {
    ASSERT_GT(tally.compared, 0);
    const double mean_square = tally.squares / tally.compared;
    EXPECT_GT(mean_square, 0.3) << "of " << tally.compared;
    EXPECT_LT(mean_square, 2.2) << "of " << tally.compared;
}

constexpr SimSpread at_once{Shape::constant, 0, 1};

SimSpread patience(double mean_s) { return {Shape::exponential, mean_s, 1}; }

TEST(SimulatorReference, ErlangsKnowTheSame) {
    Tally tally;
    check_all({17, 10, 60, 20, at_once}, 1, tally);                               // B
    check_all({14, 10, 180, 20, {Shape::endless, 0, 1}}, 2, tally);               // C
    check_all({14, 10, 180, 20, patience(300)}, 3, tally);                        // A
    if (within_reach(50)) check_all({50, 50, 180, 20, patience(120)}, 4, tally);  // A, full
    check_all({20, 25, 240, 20, {Shape::lognormal, 90, 2}}, 5, tally);  // M/M/n+G, overload
    expect_honest_errors(tally);
}

TEST(SimulatorReference, FourServiceLevelsAreFive) {
    if (!within_reach(50)) return;
    // load 50, 50 agents, 180 s, patience 120 s, T 20 s: .8071, .8480, .8553, .8604
    const Steady s{50, 50, 180, 20, patience(120)};
    const SimResult r = run(s, 4);
    Tally tally;
    expect_near(r, "sl_negative", 0.8071, tally);
    expect_near(r, "sl_ignore", 0.8480, tally);
    expect_near(r, "sl_positive", 0.8553, tally);
    expect_near(r, "sl_answered", 0.8604, tally);
}

using Row = std::vector<std::string>;

std::vector<Row> reference_rows() {
    const char* dir = std::getenv("OL_SOURCE_DIR");
    std::ifstream in(std::string(dir ? dir : ".") +
                     "/../shared/data/workforce/erlang_reference.csv");
    std::vector<Row> rows;
    for (std::string line; std::getline(in, line);) {
        Row row;
        std::stringstream cells(line);
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
        rows.push_back(row);
    }
    if (!rows.empty()) rows.erase(rows.begin());
    return rows;
}

std::string figure_name(const std::string& quantity) {
    if (quantity == "blocking" || quantity == "P(wait)") return "wait_share";
    if (quantity.starts_with("mean wait")) return "wait_s";
    if (quantity == "mean queue") return "queue";
    if (quantity == "P(abandon)") return "abandon_raw";
    if (quantity == "occupancy") return quantity;
    return "sl_negative";
}

/// Every row of the file that is a queue of buyers and agents; square roots and shrinkage are not.
TEST(SimulatorReference, EveryRowOfTheReferenceFile) {
    if (length() == Length::brief) return;  // needs more days than a slow build has time for
    const auto rows = reference_rows();
    if (rows.empty()) {
        std::puts("skipped: no ../shared/data");
        return;
    }
    std::map<std::string, SimResult> done;  // rows of one centre share its run
    Tally tally;
    int left_out = 0;
    for (const Row& row : rows) {
        if (row[1] != "B" && row[1] != "C" && row[1] != "A") continue;
        SCOPED_TRACE(testing::PrintToString(row));
        const auto number = [&](int column, double otherwise) {
            return row[column].empty() ? otherwise : std::stod(row[column]);
        };
        Steady s{std::stoi(row[2]), number(3, 0), number(4, 60), number(6, 20), {}};
        if (!within_reach(s.load)) {
            ++left_out;
            continue;
        }
        s.patience = row[1] == "B"   ? at_once
                     : row[1] == "A" ? patience(number(5, 1))
                                     : SimSpread{Shape::endless, 0, 1};
        if (s.handle_s == 1) s.handle_s = s.patience.mean_s = 60;  // only their ratio counts
        const std::string key = row[1] + row[2] + "/" + row[3] + "/" + row[6];
        if (!done.contains(key)) done[key] = run(s, std::stoi(row[0]));
        const std::string name = figure_name(row[7]);
        if (name == "abandon_raw") {  // short ones too, which abandon_rate leaves out
            const SimResult& r = done[key];
            const double offered = *figure(r, "offered").mean;
            const SimFigure& gone = figure(r, "abandoned");
            const double z = as_normal(
                (*gone.mean / offered - std::stod(row[8])) / (*gone.error / offered), r.days);
            EXPECT_LT(z, 3);
            ++tally.compared;
            tally.squares += z * z;
            continue;
        }
        expect_near(done[key], name, std::stod(row[8]), tally);
    }
    if (left_out) std::printf("left out in this slow build: %d rows\n", left_out);
    EXPECT_EQ(tally.compared + left_out, 25);
    expect_honest_errors(tally);
}

// ---- plans that differ ----

SimModel small() {
    SimModel m;
    m.name = "small";
    m.opens = "09:00", m.closes = "13:00";
    m.days = length() == Length::brief ? 6 : 12, m.seed = 7;
    m.queues.resize(2);
    for (int i = 0; i < 2; ++i) {
        SimQueue& q = m.queues[i];
        q.name = i ? "vip" : "sales";
        q.priority = i;
        q.arrivals = {{"09:00", i ? 10.0 : 60.0}, {"11:00", i ? 20.0 : 90.0}};
        q.handle = {Shape::lognormal, 180, 1};
        q.wrap_up = {Shape::lognormal, 30, 0.5};
        q.patience = {Shape::exponential, 120, 1};
    }
    m.teams.resize(2);
    m.teams[0] = {"early", 3, {"sales", "vip"}, "09:00", "12:00", {{"10:00", 15, 3}}, {}, 0, 60};
    m.teams[1] = {"all day", 3, {"sales"}, {}, {}, {}, {Shape::lognormal, 4, 0.5}, 0.05, 60};
    return m;
}

const SimFigure& figure(const std::vector<SimSubject>& subjects, const std::string& kind,
                        const std::string& name, const std::string& what) {
    for (const SimSubject& s : subjects)
        if (s.kind == kind && s.name == name)
            for (const SimFigure& f : s.figures)
                if (f.name == what) return f;
    throw std::out_of_range(kind + " " + name + " " + what);
}
double mean(const SimResult& r, const std::string& what, const std::string& kind = "all",
            const std::string& name = "") {
    return figure(r.subjects, kind, name, what).mean.value_or(-1);
}
SimResult run(const SimModel& m, int threads = 1) {
    return *simulate(m, {.threads = threads, .progress = {}, .stop = {}});
}

TEST(SimulatorPlans, AnotherAgentNeverLooksWorseByChance) {
    if (length() == Length::brief) return;  // needs more days than a slow build has time for
    SimModel base = small(), more = small();
    more.teams[1].agents += 1;
    const SimComparison c = *compare(base, more);
    EXPECT_EQ(c.base.hash, run(base).hash);
    const SimFigure& change = figure(c.change, "all", "", "sl_strict");
    ASSERT_TRUE(change.low);
    EXPECT_GT(*change.low, 0) << "an agent more must show within some days";
    EXPECT_EQ(figure(c.change, "all", "", "offered").mean, 0);  // the same buyers came
    const double apart = std::hypot(*figure(c.base.subjects, "all", "", "sl_strict").error,
                                    *figure(c.other.subjects, "all", "", "sl_strict").error);
    EXPECT_LT(*change.error, 0.8 * apart);  // and the difference is surer than its parts
}

TEST(SimulatorPlans, PriorityGoesFirst) {
    if (length() == Length::brief) return;  // needs more days than a slow build has time for
    SimModel m = small();
    m.teams[1].queues = {"sales", "vip"};
    m.teams[1].answer = {}, m.teams[1].misses = 0;  // only waiting counts
    m.volume = 1.3;
    const SimResult r = run(m);
    EXPECT_LT(mean(r, "asa_s", "queue", "vip"), 0.75 * mean(r, "asa_s", "queue", "sales"));
}

TEST(SimulatorPlans, DaysDifferByTheirSpread) {
    if (length() == Length::brief) return;  // needs more days than a slow build has time for
    SimModel m = small();
    m.days = length() == Length::brief ? 15 : 60;
    const double plain = *figure(run(m).subjects, "all", "", "offered").error;
    m.day_spread = 0.3;
    const SimResult r = run(m);
    EXPECT_GT(*figure(r.subjects, "all", "", "offered").error, 2.5 * plain);
    EXPECT_NEAR(mean(r, "offered"), 360, 90);
}

}  // namespace reference_test
}  // namespace ol::simulator
