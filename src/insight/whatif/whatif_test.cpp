// A day's record becomes the plan it came from; changes do what they say; runs go in the
// background, can be stopped, and belong to whoever started them.
#include "insight/whatif/whatif.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <condition_variable>
#include <mutex>
#include <random>
#include <set>

#include "insight/calendar.hpp"

namespace ol::whatif {
namespace {

const Time midnight = *parse_iso8601("2026-11-20T00:00:00Z");
constexpr Ms day{86400000};

QueueOfDay queue(std::int64_t id, const char* name) {
    QueueOfDay q;
    q.id = {id};
    q.shop = {1};
    q.name = name;
    return q;
}

insight::Visit visit(std::int64_t id, std::int64_t queue, double at_s, double wait_s, double talk_s,
                     double wrap_s, std::int64_t agent) {
    insight::Visit v;
    v.contact = {id};
    v.queue = {queue};
    v.kind = "inbound_call";
    v.entered_at = midnight + Ms{std::llround(at_s * 1000)};
    v.wait_ms = std::llround(wait_s * 1000);
    v.exited_at = v.entered_at + Ms{v.wait_ms};
    if (agent == 0) return v;  // she hung up
    v.agent = {agent};
    v.answered_at = v.exited_at;
    v.exit = routing::Exit::answered;
    v.talk_ms = std::llround(talk_s * 1000);
    v.wrap_ms = std::llround(wrap_s * 1000);
    v.done_at = *v.answered_at + Ms{v.talk_ms + v.wrap_ms};
    return v;
}

/// From nine to five: 60 an hour, 120 from noon; talks lognormal of 200 s (cv 0.8), patience
/// exponential of 90 s against waits that are exponential of 30 s; five people.
std::vector<insight::Visit> a_day() {
    std::mt19937_64 chance(7);
    std::exponential_distribution<double> early(60 / 3600.0), late(120 / 3600.0);
    const double s2 = std::log1p(0.64);
    std::lognormal_distribution<double> talk(std::log(200) - s2 / 2, std::sqrt(s2));
    std::exponential_distribution<double> patience(1 / 90.0), wait(1 / 30.0);
    std::vector<insight::Visit> visits;
    for (double at = 9 * 3600; at < 17 * 3600;) {
        const double p = patience(chance), w = wait(chance);
        const auto n = static_cast<std::int64_t>(visits.size()) + 1;
        visits.push_back(
            visit(n, 1, at, std::min(p, w), talk(chance), 20 + n % 20, p < w ? 0 : 100 + n % 5));
        at += (at < 12 * 3600 ? early : late)(chance);
    }
    return visits;
}

TEST(RecordedDay, BecomesThePlanItCameFrom) {
    const auto visits = a_day();
    const QueueOfDay queues[] = {queue(1, "sales")};
    const auto found = recorded_day("day", midnight, midnight + day, queues, visits);
    ASSERT_TRUE(found) << found.error().detail;
    const simulator::SimModel& m = found->model;
    EXPECT_TRUE(simulator::check(m));
    EXPECT_EQ(m.opens, "09:00");
    EXPECT_EQ(m.closes, "17:00");
    ASSERT_EQ(m.queues.size(), 1u);
    double expected = 0;
    for (std::size_t i = 0; i < m.queues[0].arrivals.size(); ++i) {
        const auto minutes = [](const std::string& t) {
            return std::stoi(t.substr(0, 2)) * 60 + std::stoi(t.substr(3));
        };
        const auto& rates = m.queues[0].arrivals;
        const int until = i + 1 < rates.size() ? minutes(rates[i + 1].from) : 17 * 60;
        expected += rates[i].per_hour * (until - minutes(rates[i].from)) / 60;
    }
    EXPECT_NEAR(expected, static_cast<double>(visits.size()), 1e-6);  // nobody is lost
    EXPECT_NEAR(m.queues[0].handle.mean_s, 200, 25);
    EXPECT_NEAR(m.queues[0].handle.cv, 0.8, 0.1);
    EXPECT_NEAR(m.queues[0].wrap_up.mean_s, 29.5, 1.5);
    EXPECT_NEAR(m.queues[0].patience.mean_s, 90, 15);  // not the 22 s that those who left waited
    int agents = 0;
    for (const auto& team : m.teams) agents += team.agents;
    EXPECT_EQ(agents, 5);
    EXPECT_EQ(m.teams[0].from, "09:00");
    EXPECT_EQ(found->recorded.offered, static_cast<std::int64_t>(visits.size()));
    EXPECT_EQ(found->recorded.answered + found->recorded.abandoned, found->recorded.offered);
    std::set<std::string> codes;
    for (const Assumption& a : found->assumptions) codes.insert(a.code);
    EXPECT_EQ(codes,
              (std::set<std::string>{"shifts_from_contacts", "no_breaks", "answer_assumed"}));
}

TEST(RecordedDay, SaysWhatTooFewContactsCannotTell) {
    const QueueOfDay queues[] = {queue(1, "sales"), queue(2, "rare")};
    auto visits = a_day();
    visits.push_back(visit(9001, 2, 10 * 3600, 5, 60, 0, 101));
    visits.push_back(visit(9002, 2, 26 * 3600, 5, 60, 0, 101));  // the next day
    visits.push_back(visit(9003, 3, 10 * 3600, 5, 60, 0, 102));  // another queue
    const auto both = *recorded_day("day", midnight, midnight + day, queues, visits);
    ASSERT_EQ(both.model.queues.size(), 2u);
    EXPECT_NEAR(both.model.queues[1].handle.mean_s, both.model.queues[0].handle.mean_s, 2);
    std::set<std::string> codes;
    for (const Assumption& a : both.assumptions)
        if (a.queue == "rare") codes.insert(a.code);
    EXPECT_EQ(codes, (std::set<std::string>{"handle_of_all", "wrap_up_of_all", "patience_of_all"}));
    const insight::Visit alone[] = {visit(1, 2, 10 * 3600, 5, 60, 0, 101)};
    const auto rare = *recorded_day("day", midnight, midnight + day, queues, alone);
    EXPECT_EQ(rare.model.queues[0].handle.mean_s, 180);
    EXPECT_TRUE(simulator::check(rare.model));
    EXPECT_EQ(recorded_day("day", midnight, midnight + day, queues, {}).error().code,
              "whatif.nobody_came");
}

TEST(Change, DoesWhatItSays) {
    const QueueOfDay queues[] = {queue(1, "sales")};
    const auto base = recorded_day("day", midnight, midnight + day, queues, a_day())->model;
    Change more;
    more.what = "agents", more.queue = "sales", more.count = 2, more.from = "12:00";
    Change rule;
    rule.what = "rule", rule.queue = "sales", rule.field = "max_wait", rule.value = 60000;
    Change strategy;
    strategy.what = "strategy", strategy.queue = "sales", strategy.text = "ring_all";
    Change skill;
    skill.what = "skill", skill.team = base.teams[0].name, skill.text = "en", skill.value = 80;
    const Change all[] = {more, rule, strategy, skill};
    const auto other = changed(base, all);
    ASSERT_TRUE(other) << other.error().field;
    EXPECT_TRUE(simulator::check(*other));
    ASSERT_EQ(other->teams.size(), base.teams.size() + 1);
    EXPECT_EQ(other->teams.back().agents, 2);
    EXPECT_EQ(other->teams.back().from, "12:00");
    EXPECT_EQ(other->queues[0].settings->max_wait, Ms{60000});
    EXPECT_EQ(other->queues[0].settings->strategy, routing::Strategy::ring_all);
    EXPECT_EQ(other->teams[0].skills[0].name, "en");

    const auto refused = [&](Change c) {
        const Change one[] = {more, c};
        const auto result = changed(base, one);
        return result ? std::string("fine") : result.error().field;
    };
    Change bad = rule;
    bad.field = "colour";
    EXPECT_EQ(refused(bad), "change[1].field");
    bad = rule, bad.queue = "nobody";
    EXPECT_EQ(refused(bad), "change[1].queue");
    bad = strategy, bad.text = "by_weather";
    EXPECT_EQ(refused(bad), "change[1].text");
    bad = {}, bad.what = "magic";
    EXPECT_EQ(refused(bad), "change[1].what");
    bad = more, bad.count = -1;
    EXPECT_EQ(refused(bad), "change[1].team");
}

class Runs : public ::testing::Test {
protected:
    Runs() {
        WhatIf::Deps deps{system_clock(), [] { return std::vector{queue(1, "sales")}; },
                          [](Time) { return a_day(); },
                          [this](PersonId, std::int64_t id) {
                              const std::lock_guard lock(mutex_);
                              ended_.insert(id);
                              changed_.notify_all();
                          }};
        whatif_ = std::make_unique<WhatIf>(std::move(deps));
        her_.person = {5};
    }
    void wait_for(std::int64_t id) {
        std::unique_lock lock(mutex_);
        ASSERT_TRUE(changed_.wait_for(lock, std::chrono::seconds(120),
                                      [&] { return ended_.contains(id); }));
    }
    SimulationIn two_more(int days) {
        SimulationIn in;
        in.recorded = RecordedDay{"2026-11-20", {}};
        Change more;
        more.what = "agents", more.queue = "sales", more.count = 2;
        in.change = {more};
        in.days = days;
        return in;
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    std::set<std::int64_t> ended_;
    http::Principal her_;
    std::unique_ptr<WhatIf> whatif_;
};

TEST_F(Runs, TwoMorePeopleAnswerMore) {
    const auto started = whatif_->start(her_, two_more(12));
    ASSERT_TRUE(started) << started.error().detail;
    wait_for(started->id);
    const auto done = *whatif_->find(her_, started->id);
    EXPECT_EQ(done.state, RunState::done);
    EXPECT_EQ(done.days_done, 12);
    ASSERT_TRUE(done.result);
    EXPECT_EQ(done.result->base.days, 12);
    const auto& answered = done.result->change[0].figures[1];
    EXPECT_EQ(answered.name, "answered");
    EXPECT_GT(*answered.low, 0);  // surely more
    bool hours = false;
    for (const auto& s : done.result->change) hours |= s.hour.has_value();
    EXPECT_TRUE(hours);
    ASSERT_TRUE(done.recorded);
    // The simulated day is like the recorded one in what comes.
    EXPECT_NEAR(*done.result->base.subjects[0].figures[0].mean,
                static_cast<double>(done.recorded->offered), 40);
    http::Principal other;
    other.person = {6};
    EXPECT_EQ(whatif_->find(other, started->id).error().code, "whatif.not_found");
}

TEST_F(Runs, AreStoppedAndQueuedAndBounded) {
    std::vector<std::int64_t> ids;
    for (int i = 0; i < waiting_limit + 2; ++i)
        if (const auto run = whatif_->start(her_, two_more(1000))) ids.push_back(run->id);
    EXPECT_LE(ids.size(), static_cast<std::size_t>(waiting_limit) + 1);
    EXPECT_EQ(whatif_->start(her_, two_more(1000)).error().code, "whatif.busy");
    for (auto id = ids.rbegin(); id != ids.rend(); ++id) EXPECT_TRUE(whatif_->cancel(her_, *id));
    wait_for(ids.front());
    for (const auto id : ids) EXPECT_EQ(whatif_->find(her_, id)->state, RunState::cancelled);
    EXPECT_EQ(whatif_->start(her_, two_more(1)).error().field, "days");
    SimulationIn none;
    none.days = 10;
    EXPECT_EQ(whatif_->start(her_, none).error().code, "whatif.base");
    her_.shops = {77};
    EXPECT_EQ(whatif_->start(her_, two_more(10)).error().code, "whatif.no_queue");
}

}  // namespace
}  // namespace ol::whatif
