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

constexpr insight::Day day = 20261120;
const Time midnight = *parse_iso8601("2026-11-20T00:00:00Z");

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

insight::Record record_of(const std::vector<insight::Visit>& visits,
                          std::vector<insight::Interval> presence = {}) {
    insight::Record record;
    for (const auto& v : visits) record.visits.push_back({.visit = v, .shop = ShopId{1}});
    record.presence = std::move(presence);
    return record;
}
Standing with(std::vector<QueueOfDay> queues) { return {std::move(queues), {}, {}}; }

std::set<std::string> codes_of(const BaseDay& base, const std::string& queue = "") {
    std::set<std::string> codes;
    for (const Assumption& a : base.assumptions)
        if (a.queue == queue) codes.insert(a.code);
    return codes;
}

/// "ready 09:00 12:00": of that person, on that day in UTC.
insight::Interval stay(std::int64_t person, const char* state, const char* from, const char* to) {
    const auto at = [](const char* clock) {
        return *parse_iso8601("2026-11-20T" + std::string(clock) + ":00Z");
    };
    return {{person}, state, "", at(from), at(to)};
}

double hours_of(const simulator::SimTeam& t) {
    const auto hour = [](const std::string& clock) {
        return std::stoi(clock.substr(0, 2)) + std::stoi(clock.substr(3)) / 60.0;
    };
    double away = 0;
    for (const auto& b : t.breaks) away += b.minutes / 60;
    return t.agents * (hour(*t.to) - hour(*t.from) - away);
}

TEST(RecordedDay, BecomesThePlanItCameFrom) {
    const auto visits = a_day();
    const auto found = recorded_day(day, with({queue(1, "sales")}), record_of(visits));
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
    EXPECT_EQ(codes_of(*found),
              (std::set<std::string>{"shifts_from_contacts", "settings_of_now", "answer_assumed"}));
}

TEST(RecordedDay, ShiftsAndBreaksComeFromPresence) {
    QueueOfDay sales = queue(1, "sales");
    for (std::int64_t person = 100; person < 108; ++person)
        sales.config.members.push_back({person});
    std::vector<insight::Interval> presence;
    for (std::int64_t person = 100; person < 104; ++person) {  // a meal one after another
        const bool early = person < 102;
        presence.push_back(stay(person, "ready", "08:02", early ? "12:00" : "12:30"));
        presence.push_back(
            stay(person, "paused", early ? "12:00" : "12:30", early ? "12:30" : "13:00"));
        presence.push_back(stay(person, "talking", early ? "12:30" : "13:00", "14:00"));
        presence.push_back(stay(person, "ready", "14:00", "17:05"));
    }
    presence.push_back(stay(104, "ready", "09:00", "11:00"));  // a divided day
    presence.push_back(stay(104, "wrap_up", "15:00", "18:00"));
    presence.push_back(stay(105, "paused", "09:00", "17:00"));  // could take nothing all day
    presence.push_back(stay(200, "ready", "09:00", "17:00"));   // serves no queue of these
    const auto base = *recorded_day(day, with({sales}), record_of(a_day(), presence));
    const auto& teams = base.model.teams;
    ASSERT_EQ(teams.size(), 3u);
    EXPECT_EQ(teams[0].agents, 4);
    EXPECT_EQ(teams[0].from, "08:00");
    EXPECT_EQ(teams[0].to, "17:00");
    ASSERT_EQ(teams[0].breaks.size(), 1u);
    EXPECT_EQ(teams[0].breaks[0].from, "12:00");
    EXPECT_EQ(teams[0].breaks[0].minutes, 30);
    EXPECT_EQ(teams[0].breaks[0].waves, 2);
    EXPECT_EQ(teams[1].from, "09:00");
    EXPECT_EQ(teams[1].to, "11:00");
    EXPECT_EQ(teams[2].from, "15:00");
    EXPECT_EQ(teams[2].to, "18:00");
    double hours = 0;
    for (const auto& team : teams) hours += hours_of(team);
    EXPECT_EQ(hours, 4 * 8.5 + 2 + 3);
    EXPECT_FALSE(codes_of(base).contains("shifts_from_contacts"));
    EXPECT_TRUE(simulator::check(base.model));
}

TEST(RecordedDay, PeopleCarrySkillsAndTerms) {
    QueueOfDay sales = queue(1, "sales"), orders = queue(2, "orders");
    sales.config.skill_steps = {{Ms{0}, "english > 50"}};
    sales.config.yields_to = {{2}, {9}};
    sales.config.overflow = {{Ms{60000}, routing::StepAction::to_queue, {2}, true, 0, ""},
                             {Ms{90000}, routing::StepAction::to_queue, {9}, true, 0, ""}};
    routing::Membership second;
    second.agent = {101}, second.tier = 1, second.penalty = 3, second.grade = 2;
    second.priority = 4, second.delay = Ms{15000}, second.lent_by = {2}, second.lent_up_to = 1;
    sales.config.memberships = {{PersonId{100}}, second};
    orders.config.members = {{101}, {102}};
    Standing standing = with({sales, orders});
    standing.agents.push_back({{100}, {{"english", 80}}, {}, {}, {}});
    standing.agents.push_back({{101}, {{"english", 60}}, {{routing::Channel::chat, 3}}, {}, {}});
    standing.router = routing::RouterConfig{};
    std::vector<insight::Interval> presence;
    for (std::int64_t person = 100; person < 103; ++person)
        presence.push_back(stay(person, "ready", "09:00", "17:00"));
    auto visits = a_day();
    for (auto& v : visits)
        if (v.agent) v.agent = {100};
    visits.push_back(visit(9001, 2, 10 * 3600, 5, 60, 0, 102));
    auto base = *recorded_day(day, standing, record_of(visits, presence));
    ASSERT_EQ(base.model.teams.size(), 3u);
    const auto& first = base.model.teams[0];
    EXPECT_EQ(first.queues, std::vector<std::string>{"sales"});
    EXPECT_EQ(first.skills, (std::vector<routing::Skill>{{"english", 80}}));
    EXPECT_TRUE(first.terms.empty());
    const auto both = std::find_if(base.model.teams.begin(), base.model.teams.end(),
                                   [](const auto& t) { return t.queues.size() == 2; });
    ASSERT_NE(both, base.model.teams.end());
    EXPECT_EQ(both->skills, (std::vector<routing::Skill>{{"english", 60}}));
    EXPECT_EQ(both->limits, (std::vector<routing::ChannelLimit>{{routing::Channel::chat, 3}}));
    ASSERT_EQ(both->terms.size(), 1u);
    EXPECT_EQ(both->terms[0], (simulator::SimTerms{"sales", 1, 3, 2, 4, 15, 0, "orders", 1}));
    EXPECT_TRUE(base.model.router);
    const auto& settings = *base.model.queues[0].settings;
    EXPECT_EQ(settings.yields_to, std::vector<QueueId>{{2}});
    ASSERT_EQ(settings.overflow.size(), 1u);
    EXPECT_EQ(settings.overflow[0].queue, QueueId{2});  // its place in the plan
    EXPECT_TRUE(codes_of(base, "sales").contains("overflow_left_out"));
    EXPECT_TRUE(codes_of(base, "sales").contains("yields_left_out"));
    ASSERT_TRUE(simulator::check(base.model));

    base.model.days = 5;
    const auto day_on_paper = simulator::simulate(base.model);
    ASSERT_TRUE(day_on_paper);
    const auto& figures = day_on_paper->subjects[0].figures;
    EXPECT_EQ(figures[1].name, "answered");
    EXPECT_GT(*figures[1].mean, 50);  // whoever speaks English is offered them
}

TEST(RecordedDay, TheClockIsTheShopsAlsoWhenItIsTurned) {
    QueueOfDay sales = queue(1, "sales");
    sales.tz = "Europe/Kyiv";
    const auto at = [](std::int64_t id, const char* utc) {
        auto v = visit(id, 1, 0, 5, 60, 10, 100);
        const Ms later = *parse_iso8601(utc) - v.entered_at;
        v.entered_at += later;
        *v.answered_at += later, *v.exited_at += later, *v.done_at += later;
        return v;
    };
    // 25 hours: 00:30Z is 03:30 summer time, 01:30Z is 03:30 again, 08:00Z is 10:00.
    const auto autumn =
        *recorded_day(20261025, with({sales}),
                      record_of({at(1, "2026-10-24T22:00:00Z"), at(2, "2026-10-25T00:30:00Z"),
                                 at(3, "2026-10-25T01:30:00Z"), at(4, "2026-10-25T08:00:00Z")},
                                {{{100},
                                  "ready",
                                  "",
                                  *parse_iso8601("2026-10-24T22:00:00Z"),
                                  *parse_iso8601("2026-10-25T09:00:00Z")}}));
    EXPECT_EQ(autumn.model.opens, "01:00");
    EXPECT_EQ(autumn.model.closes, "10:15");
    std::map<std::string, double> rates;
    for (const auto& r : autumn.model.queues[0].arrivals) rates[r.from] = r.per_hour;
    EXPECT_EQ(rates.at("03:30"), 4) << "the mean of both hours, for the people are there once";
    EXPECT_EQ(rates.at("10:00"), 4);
    EXPECT_TRUE(codes_of(autumn).contains("hour_twice"));
    EXPECT_EQ(autumn.recorded.offered, 4);
    // 23 hours: 04:00Z is 07:00.
    const auto spring =
        *recorded_day(20260329, with({sales}),
                      record_of({at(1, "2026-03-28T22:00:00Z"), at(2, "2026-03-29T04:00:00Z")}));
    EXPECT_EQ(spring.model.opens, "00:00");
    EXPECT_EQ(spring.model.closes, "07:15");
    EXPECT_TRUE(codes_of(spring).contains("hour_left_out"));
    EXPECT_TRUE(simulator::check(spring.model));
}

TEST(RecordedDay, TellsTheRecordsOwnFigures) {
    const auto base = *recorded_day(
        day, with({queue(1, "sales"), queue(2, "orders")}),
        record_of({visit(1, 1, 9 * 3600, 10, 60, 30, 100), visit(2, 1, 9.5 * 3600, 40, 60, 30, 100),
                   visit(3, 1, 10 * 3600, 30, 0, 0, 0), visit(4, 2, 10 * 3600, 2, 60, 0, 100)},
                  {stay(100, "ready", "09:00", "09:45"), stay(100, "talking", "09:45", "10:00"),
                   stay(100, "ready", "10:00", "12:00")}));
    const auto find = [&](const std::string& kind, std::optional<int> hour, const char* figure) {
        for (const auto& s : base.recorded.subjects)
            if (s.kind == kind && s.hour == hour && (kind == "all" || s.name == "sales"))
                for (const auto& f : s.figures)
                    if (f.name == figure) return f.mean;
        return std::optional<double>(-1);
    };
    EXPECT_EQ(find("all", {}, "offered"), 4);
    EXPECT_EQ(find("all", {}, "sl_strict"), 0.5);
    EXPECT_EQ(find("queue", {}, "answered"), 2);
    EXPECT_EQ(find("queue", {}, "asa_s"), 25);
    EXPECT_EQ(find("queue", 10, "abandoned"), 1);
    EXPECT_EQ(find("queue", 10, "asa_s"), std::nullopt);  // nobody was answered
    EXPECT_EQ(find("all", 9, "occupancy"), 0.25);
    EXPECT_EQ(find("all", {}, "occupancy"), 0.2);  // until the plan closes at 10:15
}

TEST(RecordedDay, SaysWhatTooFewContactsCannotTell) {
    const Standing standing = with({queue(1, "sales"), queue(2, "rare")});
    auto visits = a_day();
    visits.push_back(visit(9001, 2, 10 * 3600, 5, 60, 0, 101));
    visits.push_back(visit(9002, 2, 26 * 3600, 5, 60, 0, 101));  // the next day
    visits.push_back(visit(9003, 3, 10 * 3600, 5, 60, 0, 102));  // another queue
    const auto both = *recorded_day(day, standing, record_of(visits));
    EXPECT_TRUE(codes_of(both).contains("other_work_left_out"));
    ASSERT_EQ(both.model.queues.size(), 2u);
    EXPECT_NEAR(both.model.queues[1].handle.mean_s, both.model.queues[0].handle.mean_s, 2);
    EXPECT_EQ(codes_of(both, "rare"),
              (std::set<std::string>{"handle_of_all", "wrap_up_of_all", "patience_of_all"}));
    const auto rare =
        *recorded_day(day, standing, record_of({visit(1, 2, 10 * 3600, 5, 60, 0, 101)}));
    EXPECT_EQ(rare.model.queues[0].handle.mean_s, 180);
    EXPECT_TRUE(simulator::check(rare.model));
    EXPECT_EQ(recorded_day(day, standing, {}).error().code, "whatif.nobody_came");
}

TEST(Change, DoesWhatItSays) {
    const auto base = recorded_day(day, with({queue(1, "sales")}), record_of(a_day()))->model;
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
    // Who comes in addition can do what the queue's largest team can, on its terms there.
    auto skilled = base;
    simulator::SimTeam few = base.teams[0];
    few.name = "few", few.agents = 1, few.skills.clear();
    skilled.teams[0].agents = 3, skilled.teams[0].skills = {{"english", 80}};
    skilled.teams[0].terms = {{"sales", 1}};
    skilled.teams.insert(skilled.teams.begin(), few);
    const Change only[] = {more};
    EXPECT_EQ(changed(skilled, only)->teams.back().skills[0].name, "english");
    EXPECT_EQ(changed(skilled, only)->teams.back().terms[0].tier, 1);

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
        WhatIf::Deps deps{system_clock(), [] { return with({queue(1, "sales")}); },
                          [](insight::Span) { return record_of(a_day()); },
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
