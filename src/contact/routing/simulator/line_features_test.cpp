// The whole router in the simulator: several phones at once, several contacts in one pair of hands,
// skills, tiers and needs.
#include <gtest/gtest.h>

#include <cmath>

#include "contact/routing/simulator/simulator.hpp"

namespace ol::simulator {
namespace line_features_test {

/// A build with sanitizers is a hundred times slower: it runs fewer days of the same.
constexpr int days(int all) {
#ifdef __OPTIMIZE__
    return all;
#else
    return all / 5;
#endif
}

SimModel one_queue(double per_hour, double handle_s, int agents) {
    SimModel m;
    m.name = "one queue";
    m.opens = "09:00", m.closes = "19:00";
    m.warm_up_s = 3600;
    m.days = days(20), m.seed = 5;
    SimQueue q;
    q.name = "q";
    q.arrivals = {{"09:00", per_hour}};
    q.handle = {Shape::exponential, handle_s, 1};
    m.queues = {q};
    SimTeam t;
    t.name = "t";
    t.agents = agents;
    t.queues = {"q"};
    m.teams = {t};
    return m;
}

const SimFigure& figure(const SimResult& r, const std::string& what,
                        const std::string& kind = "all", const std::string& name = "") {
    for (const SimSubject& s : r.subjects)
        if (s.kind == kind && s.name == name)
            for (const SimFigure& f : s.figures)
                if (f.name == what) return f;
    throw std::out_of_range(what);
}
double mean(const SimResult& r, const std::string& what, const std::string& kind = "all",
            const std::string& name = "") {
    return figure(r, what, kind, name).mean.value_or(-1);
}
SimResult run(const SimModel& m) {
    auto r = simulate(m);
    EXPECT_TRUE(r) << (r ? "" : r.error().field + ": " + r.error().detail);
    return r ? *r : SimResult{};
}
routing::QueueConfig with(routing::Strategy strategy) {
    routing::QueueConfig settings;
    settings.strategy = strategy;
    return settings;
}

/// Who is chosen does not matter to the buyers when all answer at once: one server is as good as
/// the other, whatever the strategy.
TEST(LineFeatures, AStrategyAloneDoesNotChangeTheWaits) {
    SimModel m = one_queue(100, 240, 8);
    const SimResult base = run(m);
    EXPECT_GT(mean(base, "wait_s"), 1);
    for (const auto strategy :
         {routing::Strategy::ring_all, routing::Strategy::ring_progressively,
          routing::Strategy::random, routing::Strategy::fewest_calls, routing::Strategy::linear}) {
        m.queues[0].settings = with(strategy);
        const SimResult other = run(m);
        EXPECT_EQ(mean(other, "wait_s"), mean(base, "wait_s"));
        EXPECT_EQ(mean(other, "answered"), mean(base, "answered"));
        EXPECT_EQ(mean(other, "p90_wait_s"), mean(base, "p90_wait_s"));
    }
}

/// Twenty phones ring, each is taken up after an exponential length of 20 s: the earliest of twenty
/// comes after 1 s on average.
TEST(LineFeatures, RingAllEndsWithTheEarliestAnswer) {
    SimModel m = one_queue(12, 5, 20);
    m.teams[0].answer = {Shape::exponential, 20, 1};
    m.queues[0].settings = with(routing::Strategy::ring_all);
    m.queues[0].settings->ring_timeout = Ms{600000};
    const SimResult all = run(m);
    EXPECT_NEAR(mean(all, "asa_s"), 1.0, 0.1);
    m.queues[0].settings->strategy = routing::Strategy::longest_idle;
    EXPECT_NEAR(mean(run(m), "asa_s"), 20, 2);
}

/// A further phone every ten seconds, each taken up after exactly 25 s: the first one wins; when it
/// is let ring out, the second is taken up at 35 s.
TEST(LineFeatures, RingProgressivelyAddsPhones) {
    SimModel m = one_queue(2, 5, 4);
    m.teams[0].answer = {Shape::constant, 25, 1};
    m.queues[0].settings = with(routing::Strategy::ring_progressively);
    m.queues[0].settings->ring_timeout = Ms{60000};
    m.queues[0].settings->progress_every = Ms{10000};
    EXPECT_NEAR(mean(run(m), "asa_s"), 25, 0.2);
    m.teams[0].misses = 0.5;
    const SimResult half = run(m);
    EXPECT_GT(mean(half, "asa_s"), 31);
    EXPECT_LT(mean(half, "asa_s"), 40);
    EXPECT_GT(mean(half, "answered"), 0.85 * mean(half, "offered"));
}

/// Ring-all in which everybody misses: every phone rings out, nobody is answered, nothing hangs.
TEST(LineFeatures, RingAllThatNobodyAnswersEnds) {
    SimModel m = one_queue(6, 5, 5);
    m.days = 2;
    m.teams[0].misses = 1;
    m.queues[0].settings = with(routing::Strategy::ring_all);
    const SimResult r = run(m);
    EXPECT_EQ(mean(r, "answered"), 0);
    EXPECT_NEAR(mean(r, "flow_out") + mean(r, "unserved"), mean(r, "offered"), 1e-9);
    EXPECT_GT(mean(r, "missed"), 0);
}

/// Callers who hang up while several phones ring.
TEST(LineFeatures, HangingUpStopsEveryPhone) {
    SimModel m = one_queue(60, 120, 6);
    m.teams[0].answer = {Shape::exponential, 15, 1};
    m.queues[0].patience = {Shape::exponential, 10, 1};
    m.queues[0].settings = with(routing::Strategy::ring_all);
    const SimResult r = run(m);
    EXPECT_GT(mean(r, "abandoned"), 20);
    EXPECT_NEAR(mean(r, "answered") + mean(r, "abandoned"), mean(r, "offered"), 1e-9);
}

/// n operators with k chats each serve like n*k: the line of M/M/(n*k), Erlang C.
TEST(LineFeatures, ChatsAtOnceAreServersSideBySide) {
    SimModel chats = one_queue(140, 300, 4);
    chats.queues[0].channel = routing::Channel::chat;
    chats.teams[0].limits = {{routing::Channel::chat, 3}};
    SimModel calls = one_queue(140, 300, 12);
    for (SimModel* m : {&chats, &calls}) m->days = days(30);
    const SimResult a = run(chats), b = run(calls);
    EXPECT_EQ(mean(a, "wait_s"), mean(b, "wait_s"));  // the same chance, buyer by buyer
    EXPECT_EQ(mean(a, "p90_wait_s"), mean(b, "p90_wait_s"));
    // Erlang C of 12 servers at a load of 11.667: P(wait) 0.8726, mean wait 785 s in the limit;
    // a ten-hour day from empty stays below it.
    EXPECT_GT(mean(a, "wait_share"), 0.5);
    EXPECT_LT(mean(a, "wait_s"), 785);
}

/// The wrap-up of one chat does not hold the others when its scope is the slot.
TEST(LineFeatures, WrapUpOfASlotHoldsOnlyTheSlot) {
    SimModel m = one_queue(30, 120, 3);
    m.queues[0].channel = routing::Channel::chat;
    m.queues[0].wrap_up = {Shape::constant, 120, 1};
    m.teams[0].limits = {{routing::Channel::chat, 3}};
    m.queues[0].settings = routing::QueueConfig{};
    m.queues[0].settings->wrap_up_scope = routing::WrapUpScope::slot;
    const SimResult slot = run(m);
    m.queues[0].settings->wrap_up_scope = routing::WrapUpScope::agent;
    const SimResult agent = run(m);
    EXPECT_LT(mean(slot, "wait_s"), mean(agent, "wait_s"));
    EXPECT_NEAR(mean(slot, "answered"), mean(slot, "offered"), 1.5);
}

TEST(LineFeatures, SkillsOfTeamsAndNeedsOfBuyers) {
    SimModel m = one_queue(60, 120, 6);
    m.queues[0].patience = {Shape::exponential, 120, 1};
    m.queues[0].needs = {{0.25, "english > 50", 0}};
    const SimResult nobody = run(m);  // a quarter waits until it hangs up
    EXPECT_NEAR(mean(nobody, "abandon_rate"), 0.25, 0.03);
    m.teams[0].skills = {{"english", 80}};
    EXPECT_LT(mean(run(m), "abandon_rate"), 0.1);
    m.queues[0].needs = {{0.25, "", 5}};  // who goes first waits less: the rest waits for them
    EXPECT_LT(mean(run(m), "abandon_rate"), 0.1);
}

/// The second team helps only after 30 s of waiting.
TEST(LineFeatures, ATierOpensByWaiting) {
    SimModel m = one_queue(40, 300, 2);
    m.queues[0].patience = {Shape::exponential, 300, 1};
    m.queues[0].settings = routing::QueueConfig{};
    m.queues[0].settings->tier_wait = Ms{30000};
    SimTeam help = m.teams[0];
    help.name = "help";
    help.agents = 4;
    help.terms = {{"q", 1, 0, 1, 0, 0}};
    m.teams.push_back(help);
    const SimResult tiers = run(m);
    m.teams[1].terms.clear();
    const SimResult flat = run(m);
    EXPECT_GT(mean(tiers, "asa_s"), mean(flat, "asa_s") + 5);
    EXPECT_LT(mean(tiers, "occupancy", "team", "help"), mean(flat, "occupancy", "team", "help"));
}

/// Overflow to a further queue: who waited 20 s is served by the others as well.
TEST(LineFeatures, OverflowReachesTheOtherQueue) {
    SimModel m = one_queue(40, 300, 2);
    m.queues[0].patience = {Shape::exponential, 200, 1};
    SimQueue second = m.queues[0];
    second.name = "second";
    second.arrivals = {{"09:00", 1}};
    m.queues.push_back(second);
    SimTeam others = m.teams[0];
    others.name = "others", others.queues = {"second"}, others.agents = 5;
    m.teams.push_back(others);
    const SimResult apart = run(m);
    m.queues[0].settings = routing::QueueConfig{};
    routing::OverflowStep step;
    step.after = Ms{20000};
    step.action = routing::StepAction::add_queue;
    step.queue = QueueId{2};
    m.queues[0].settings->overflow = {step};
    const SimResult helped = run(m);
    EXPECT_LT(mean(helped, "abandon_rate", "queue", "q"),
              mean(apart, "abandon_rate", "queue", "q") / 2);
}

/// Hour by hour the same day: counts add up, busy time too, and the whole is what it was.
TEST(LineFeatures, HoursAddUpToTheDay) {
    SimModel m = one_queue(40, 300, 4);
    m.warm_up_s = 0;
    m.queues[0].patience = {Shape::exponential, 200, 1};
    const SimResult whole = run(m);
    Options options;
    options.by_hour = true;
    const SimResult hours = *simulate(m, options);
    double offered = 0, answered = 0, occupancy = 0;
    int seen = 0;
    for (const SimSubject& s : hours.subjects) {
        if (!s.hour || s.kind != "all") continue;
        EXPECT_EQ(*s.hour, 9 + seen++);
        offered += *s.figures[0].mean;
        answered += *s.figures[1].mean;
        occupancy += *s.figures.back().mean;
    }
    EXPECT_EQ(seen, 10);
    EXPECT_NEAR(offered, mean(whole, "offered"), 1e-9);
    EXPECT_NEAR(answered, mean(whole, "answered"), 1e-9);
    EXPECT_NEAR(occupancy / 10, mean(whole, "occupancy"), 1e-9);
    EXPECT_EQ(mean(hours, "asa_s"), mean(whole, "asa_s"));
}

TEST(LineFeatures, ErrorsNameTheField) {
    const auto error = [](auto&& change) {
        SimModel m = one_queue(10, 60, 2);
        m.queues[0].settings = routing::QueueConfig{};
        change(m);
        auto ok = check(m);
        return ok ? std::string("fine") : ok.error().code + " " + ok.error().field;
    };
    EXPECT_EQ(error([](SimModel&) {}), "fine");
    EXPECT_EQ(error([](SimModel& m) { m.queues[0].needs = {{0.7, "", 0}, {0.7, "", 0}}; }),
              "simulator.share queues[0].needs[1].share");
    EXPECT_EQ(error([](SimModel& m) { m.queues[0].needs = {{0.7, "a > (", 0}}; }),
              "simulator.settings queues[0].needs[0].skill_steps[0]");
    EXPECT_EQ(error([](SimModel& m) { m.queues[0].settings->skill_steps = {{Ms{0}, "&"}}; }),
              "simulator.settings queues[0].settings.skill_steps[0]");
    EXPECT_EQ(error([](SimModel& m) {
                  routing::OverflowStep step;
                  step.action = routing::StepAction::to_queue;
                  step.queue = QueueId{2};
                  m.queues[0].settings->overflow = {step};
              }),
              "simulator.unknown_queue queues[0].settings.overflow");
    EXPECT_EQ(error([](SimModel& m) { m.teams[0].terms = {{"q", 0, 0, 1, 0, 0, 0, "r", 1}}; }),
              "simulator.unknown_queue teams[0].terms[0].lent_by");
    EXPECT_EQ(error([](SimModel& m) { m.teams[0].terms = {{"r", 0, 0, 1, 0, 0}}; }),
              "simulator.unknown_queue teams[0].terms[0].queue");
}

}  // namespace line_features_test
}  // namespace ol::simulator
