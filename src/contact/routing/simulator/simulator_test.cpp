// What the simulator promises beside its figures: the same bits, the same chance for two plans,
// shifts and breaks, clear errors, a clean stop.
#include "contact/routing/simulator/simulator.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "contact/routing/simulator/draw.hpp"
#include "contact/routing/simulator/figures.hpp"
#include "platform/base/json.hpp"

namespace ol::simulator {
namespace simulator_test {

SimModel small() {
    SimModel m;
    m.name = "small";
    m.opens = "09:00", m.closes = "13:00";
    m.days = 3, m.seed = 7;
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
    auto r = simulate(m, {.threads = threads, .progress = {}, .stop = {}});
    EXPECT_TRUE(r) << (r ? "" : r.error().field + ": " + r.error().detail);
    return r ? *r : SimResult{};
}

TEST(Simulator, SameSeedSameBitsOnOneThreadOrTwo) {
    const SimModel m = small();
    const SimResult one = run(m, 1), two = run(m, 2), again = run(m, 1);
    EXPECT_EQ(one.hash, two.hash);
    EXPECT_EQ(one.hash, again.hash);
    EXPECT_EQ(json::write(one), json::write(two));
    SimModel other = m;
    other.seed = 8;
    EXPECT_NE(run(other).hash, one.hash);
}

TEST(Simulator, TheFirstDaysAreTheFirstDays) {
    SimModel m = small();
    const SimResult few = run(m);
    m.days = 6;
    std::stop_source stop;
    Options options;
    options.stop = stop.get_token();
    options.progress = [&](int done, int) {
        if (done == 3) stop.request_stop();
    };
    const SimResult cut = *simulate(m, options);
    EXPECT_EQ(cut.days, 3);
    EXPECT_EQ(cut.hash, few.hash);
}

TEST(Simulator, CancelledBeforeTheFirstDay) {
    std::stop_source stop;
    stop.request_stop();
    Options options;
    options.stop = stop.get_token();
    EXPECT_EQ(simulate(small(), options).error().code, "simulator.cancelled");
}

TEST(Simulator, EveryContactHasOneEnd) {
    const SimResult r = run(small());
    for (const auto& [kind, name] :
         {std::pair{"all", ""}, std::pair{"queue", "sales"}, std::pair{"queue", "vip"}}) {
        const double ends = mean(r, "answered", kind, name) + mean(r, "abandoned", kind, name) +
                            mean(r, "flow_out", kind, name) + mean(r, "unserved", kind, name);
        EXPECT_NEAR(ends, mean(r, "offered", kind, name), 1e-9);
    }
    EXPECT_NEAR(mean(r, "offered"), 360, 55);
    EXPECT_NEAR(mean(r, "offered"),
                mean(r, "offered", "queue", "sales") + mean(r, "offered", "queue", "vip"), 1e-9);
    EXPECT_GT(mean(r, "missed", "team", "all day"), 0);
    EXPECT_EQ(mean(r, "missed", "team", "early"), 0);
}

/// Shifts and breaks: three agents three hours less a quarter each, and the other three four hours.
TEST(Simulator, ShiftsAndBreaksAreKept) {
    SimModel m = small();
    m.volume = 0;
    const SimResult r = run(m);
    EXPECT_NEAR(mean(r, "present_h", "team", "early"), 3 * 2.75, 1e-6);
    EXPECT_NEAR(mean(r, "present_h", "team", "all day"), 12, 1e-6);
    EXPECT_EQ(mean(r, "offered"), 0);
    EXPECT_FALSE(figure(r.subjects, "all", "", "sl_strict").mean);  // null, not zero
    EXPECT_FALSE(figure(r.subjects, "all", "", "asa_s").mean);
}

TEST(Simulator, ABreakWaitsForTheContactAndLastsItsWholeLength) {
    SimModel m;
    m.opens = "09:00", m.closes = "12:00";
    m.days = 1;
    m.queues.resize(1);
    m.queues[0].name = "q";
    m.queues[0].arrivals = {{"09:00", 3600}, {"09:01", 0}};
    m.queues[0].handle = {Shape::constant, 3600, 1};  // the first caller talks until ten and more
    m.queues[0].patience = {Shape::constant, 60, 1};
    m.teams = {{"t", 1, {"q"}, {}, {}, {{"09:30", 30, 1}}, {}, 0, 60}};
    const SimResult r = run(m);
    EXPECT_EQ(mean(r, "answered"), 1);
    EXPECT_NEAR(mean(r, "busy_h"), 1, 1e-6);
    EXPECT_NEAR(mean(r, "present_h"), 2.5, 1e-6);  // 09:00-12:00 less the half hour
}

/// A new queue in front must not shuffle the chance of those that were there.
TEST(Simulator, StreamsGoByName) {
    SimModel base = small(), other = small();
    SimQueue extra = other.queues[0];
    extra.name = "new";
    other.queues.insert(other.queues.begin(), extra);
    const SimComparison c = *compare(base, other);
    EXPECT_EQ(figure(c.change, "queue", "sales", "offered").mean, 0);
    for (const SimSubject& s : c.change) EXPECT_NE(s.name, "new");
}

TEST(Simulator, TheQueuesOwnSettingsHold) {
    SimModel m = small();
    routing::QueueConfig settings;
    settings.max_wait = Ms{30000};
    settings.max_waiting = 4;
    for (SimQueue& q : m.queues) q.settings = settings, q.patience.shape = Shape::endless;
    m.volume = 2;
    const SimResult r = run(m);
    EXPECT_GT(mean(r, "flow_out"), 10);
    EXPECT_GT(mean(r, "refused"), 1);
    EXPECT_LE(mean(r, "p90_wait_s"), 30.001);
    EXPECT_EQ(mean(r, "unserved"), 0);
}

TEST(Simulator, NobodyThere) {
    SimModel m = small();
    m.teams.clear();
    const SimResult r = run(m);
    EXPECT_EQ(mean(r, "answered"), 0);
    EXPECT_FALSE(figure(r.subjects, "all", "", "occupancy").mean);
    for (SimQueue& q : m.queues) q.patience.shape = Shape::endless;
    const SimResult patient = run(m);
    EXPECT_EQ(mean(patient, "unserved"), mean(patient, "offered"));
}

TEST(Simulator, WhoAlwaysMissesServesNobody) {
    SimModel m = small();
    for (SimTeam& t : m.teams) t.misses = 1;
    const SimResult r = run(m);
    EXPECT_EQ(mean(r, "answered"), 0);
    EXPECT_GT(mean(r, "missed"), 10);
}

TEST(Simulator, ErrorsNameTheField) {
    const auto error = [](auto&& change) {
        SimModel m = small();
        change(m);
        auto ok = check(m);
        return ok ? std::string("fine") : ok.error().code + " " + ok.error().field;
    };
    const auto field = [](const char* code, const char* path) {
        return "simulator." + std::string(code) + " " + path;
    };
    EXPECT_EQ(error([](SimModel&) {}), "fine");
    EXPECT_EQ(error([](SimModel& m) { m.opens = "9:00"; }), field("time", "opens"));
    EXPECT_EQ(error([](SimModel& m) { m.closes = "48:00"; }), field("time", "closes"));
    EXPECT_EQ(error([](SimModel& m) { m.closes = "08:00"; }), field("time", "closes"));
    EXPECT_EQ(error([](SimModel& m) { m.days = 0; }), field("count", "days"));
    EXPECT_EQ(error([](SimModel& m) { m.volume = std::nan(""); }), field("count", "volume"));
    EXPECT_EQ(error([](SimModel& m) { m.queues.clear(); }), field("too_large", "queues"));
    EXPECT_EQ(error([](SimModel& m) { m.queues[1].name = "sales"; }),
              field("name", "queues[1].name"));
    EXPECT_EQ(error([](SimModel& m) { m.queues[1].handle.mean_s = 0; }),
              field("spread", "queues[1].handle.mean_s"));
    EXPECT_EQ(error([](SimModel& m) { m.queues[0].handle.shape = Shape::endless; }),
              field("spread", "queues[0].handle.shape"));
    EXPECT_EQ(error([](SimModel& m) { m.queues[0].patience = {Shape::lognormal, 60, 99}; }),
              field("spread", "queues[0].patience.cv"));
    EXPECT_EQ(error([](SimModel& m) { m.queues[0].arrivals[1].from = "08:30"; }),
              field("rate", "queues[0].arrivals[1].from"));
    EXPECT_EQ(error([](SimModel& m) { m.queues[0].arrivals[0].per_hour = -1; }),
              field("count", "queues[0].arrivals[0].per_hour"));
    EXPECT_EQ(error([](SimModel& m) { m.queues[0].arrivals[0].per_hour = 1e6; }),
              field("too_large", "queues"));
    EXPECT_EQ(error([](SimModel& m) { m.teams[0].queues[1] = "nobody"; }),
              field("unknown_queue", "teams[0].queues[1]"));
    EXPECT_EQ(error([](SimModel& m) { m.teams[0].agents = 30000; }),
              field("count", "teams[0].agents"));
    EXPECT_EQ(error([](SimModel& m) { m.teams[0].to = "09:00"; }), field("time", "teams[0].to"));
    EXPECT_EQ(error([](SimModel& m) { m.teams[0].breaks[0].minutes = 0; }),
              field("count", "teams[0].breaks[0].minutes"));
    EXPECT_EQ(error([](SimModel& m) { m.teams[1].misses = 5; }), field("share", "teams[1].misses"));
}

TEST(Simulator, JsonIsReadWithItsPath) {
    const auto m = read_model(
        R"({"queues":[{"name":"q","arrivals":[{"from":"09:00","per_hour":60}],)"
        R"("handle":{"mean_s":200}}],"teams":[{"name":"t","agents":4,"queues":["q"]}],"days":2})");
    ASSERT_TRUE(m) << m.error().detail;
    EXPECT_EQ(m->queues[0].handle.shape, Shape::lognormal);
    EXPECT_TRUE(check(*m));
    EXPECT_EQ(read_model(R"({"queues":[{"nam":"q"}]})").error().field, "queues[0].nam");
    EXPECT_EQ(read_model(R"({"queues":[{"handle":{"shape":"weird"}}]})").error().field,
              "queues[0].handle.shape");
}

// ---- its parts ----

TEST(SimulatorDraw, QuantilesAreTheInverse) {
    EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
    EXPECT_NEAR(normal_quantile(1e-10), -6.361340902404056, 1e-12);
    for (double p = 0.0005; p < 1; p += 0.0037)
        EXPECT_NEAR(std::erfc(-normal_quantile(p) * std::sqrt(0.5)) / 2, p, 1e-14);
}

TEST(SimulatorDraw, SpreadsHaveTheirMeanAndSpread) {
    const Stream stream(1, 2, 3, Purpose::handle);
    for (const SimSpread& spread :
         {SimSpread{Shape::exponential, 60, 1}, SimSpread{Shape::lognormal, 60, 0.5},
          SimSpread{Shape::constant, 60, 1}}) {
        const Draw draw(spread);
        double sum = 0, squares = 0;
        constexpr int n = 50000;
        for (int i = 0; i < n; ++i) {
            const double s = static_cast<double>(draw.us(stream.at(i))) / 1e6;
            sum += s, squares += s * s;
        }
        const double mean = sum / n, cv = std::sqrt(squares / n - mean * mean) / mean;
        EXPECT_NEAR(mean, 60, 1.2);
        EXPECT_NEAR(cv, spread.shape == Shape::constant ? 0 : spread.cv, 0.03);
    }
}

TEST(SimulatorDraw, StreamsAreApart) {
    const Stream a(1, 0, 5, Purpose::handle), b(1, 1, 5, Purpose::handle),
        c(1, 0, 5, Purpose::patience);
    double ab = 0, ac = 0, next = 0;
    constexpr int n = 50000;
    for (int i = 0; i < n; ++i) {
        ab += (a.at(i) - 0.5) * (b.at(i) - 0.5);
        ac += (a.at(i) - 0.5) * (c.at(i) - 0.5);
        next += (a.at(i) - 0.5) * (a.at(i + 1) - 0.5);
    }
    for (const double sum : {ab, ac, next}) EXPECT_LT(std::abs(sum / n * 12), 0.023);  // 5 sigma
}

TEST(SimulatorFigures, Student) {
    EXPECT_NEAR(student_95(1), 12.706, 1e-3);
    EXPECT_NEAR(student_95(9), 2.2622, 1e-3);
    EXPECT_NEAR(student_95(30), 2.0423, 1e-4);
    EXPECT_NEAR(student_95(100000), 1.95998, 1e-4);
}

TEST(SimulatorCalendar, IsInOrderOfTimeThenKindThenIndex) {
    Calendar calendar;
    std::uint64_t x = 1;
    for (int i = 0; i < 3000; ++i) {
        x = mix(x + 1);
        calendar.add(static_cast<std::int64_t>(x % 500), static_cast<Happens>(x / 500 % 9),
                     static_cast<std::uint32_t>(i));
        if (i % 3 == 0) calendar.take();
    }
    Calendar::Entry last{-1, 0};
    for (int i = 0; !calendar.empty(); ++i) {
        const Calendar::Entry entry = calendar.take();
        ASSERT_TRUE(last < entry);
        last = entry;
    }
}

}  // namespace simulator_test
}  // namespace ol::simulator
