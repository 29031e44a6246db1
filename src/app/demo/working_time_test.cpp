// The demo operators' days hold together: nobody talks twice at once, time goes forward, who finds
// nobody free waits, and the figures of the line and of the people fit together.
#include "app/demo/working_time.hpp"

#include <gtest/gtest.h>

#include <map>

namespace ol::app {
namespace {

using Past = calls::Calls::Past;
using std::chrono::hours;
using std::chrono::minutes;
const PersonId ann{11}, bob{12};
const Time nine = *parse_iso8601("2026-11-20T07:00:00Z");
const Time evening = nine + hours{11};

Past call(int minute, int talk_minutes = 5) {
    Past p;
    p.entered_at = nine + minutes{minute};
    p.talk = minutes{talk_minutes};
    p.wrap_up = Ms{30000};
    return p;
}
std::vector<AskedCall> asked(std::vector<Past>& past) {
    std::vector<AskedCall> out;
    for (auto& p : past) out.push_back({&p, Ms{6000}, Ms{120000}});
    return out;
}
std::int64_t moment(const db::Fact& f) { return std::stoll(f.data.substr(f.data.find(':') + 1)); }

TEST(working_time, a_call_goes_to_who_is_free_or_waits_or_is_lost) {
    std::vector<Past> past{call(10), call(11), call(15), call(15), call(30)};
    past[3].entered_at += Ms{1000};
    auto calls = asked(past);
    const Duty people[] = {{ann, nine, nine + hours{8}, {}}, {bob, nine, nine + hours{8}, {}}};
    (void)play_day(calls, people, minutes{10}, evening);
    EXPECT_EQ(past[0].agent, ann);
    EXPECT_EQ(past[0].wait, Ms{6000});
    EXPECT_EQ(past[1].agent, bob);
    EXPECT_EQ(past[2].agent, ann) << "waits for the first who will be free";
    EXPECT_EQ(past[2].wait, Ms{36000 + 6000});
    EXPECT_EQ(past[3].agent, bob);
    EXPECT_EQ(past[4].agent, ann) << "the longest free";
    EXPECT_EQ(past[4].exit, "answered");

    std::vector<Past> busy{call(10, 8), call(11)};
    auto lost = asked(busy);
    (void)play_day(lost, std::span(people, 1), minutes{10}, evening);
    EXPECT_EQ(busy[1].exit, "abandoned");
    EXPECT_EQ(busy[1].wait, Ms{120000});
    EXPECT_FALSE(busy[1].agent);
    EXPECT_EQ(busy[1].talk, Ms{0});
}

TEST(working_time, time_goes_forward_with_breaks_and_ends_signed_out) {
    std::vector<Past> past{call(20), call(58), call(100), call(400)};
    auto calls = asked(past);
    const Duty people[] = {{ann,
                            nine,
                            nine + hours{8},
                            {{nine + minutes{60}, minutes{10}}, {nine + hours{4}, minutes{25}}}}};
    const auto facts = play_day(calls, people, minutes{10}, evening);
    std::map<std::string, int> kinds;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        EXPECT_EQ(facts[i].subject, ann.value);
        if (i) EXPECT_GE(moment(facts[i]), moment(facts[i - 1])) << facts[i].kind;
        ++kinds[facts[i].kind];
    }
    EXPECT_EQ(kinds["agent.talking"], 4);
    EXPECT_EQ(kinds["agent.paused"], 2) << "the first one after the contact in hand";
    EXPECT_EQ(facts.front().kind, "agent.ready");
    EXPECT_EQ(facts.back().kind, "agent.signed_out");
    EXPECT_EQ(moment(facts.back()), to_ms(nine + hours{8}));
}

TEST(working_time, nothing_lasts_beyond_now) {
    std::vector<Past> past{call(10, 8)};
    auto calls = asked(past);
    const Duty people[] = {{ann, nine, nine + minutes{15}, {}}};
    for (const auto& fact : play_day(calls, people, minutes{10}, nine + minutes{15}))
        EXPECT_LE(moment(fact), to_ms(nine + minutes{15}));
    EXPECT_EQ(past[0].exit, "abandoned");
}

TEST(working_time, five_people_share_a_day_of_the_shop) {
    std::vector<PersonId> operators;
    for (std::int64_t i = 1; i <= 13; ++i) operators.push_back({i});
    const auto usual = duties(operators, 3, nine, evening, nine, evening);
    Ms there{0};
    for (const Duty& d : usual) there += d.to - d.from;
    EXPECT_EQ(usual.size(), 5u);
    EXPECT_LT(there, hours{31});
    EXPECT_GT(there, hours{28});
    // A demo that is begun in the night has somebody who answered its last hours.
    const Time night = nine - hours{7};
    const auto today = duties(operators, 0, nine, evening, night - hours{3}, night);
    ASSERT_EQ(today.size(), 2u);
    EXPECT_EQ(today[0].to, night);
}

}  // namespace
}  // namespace ol::app
