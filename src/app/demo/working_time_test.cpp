// The demo operators' days hold together: nobody talks twice at once, and time goes forward.
#include "app/demo/working_time.hpp"

#include <gtest/gtest.h>

#include <map>

namespace ol::app {
namespace {

using Past = calls::Calls::Past;
const PersonId ann{11}, bob{12};
const Time nine = *parse_iso8601("2026-11-20T07:00:00Z");
const Shift shift{nine, nine + Ms{8 * 3600000}};

Past call(int minute, PersonId agent, int talk_minutes = 5) {
    Past p;
    p.entered_at = nine + Ms{minute * 60000LL};
    p.wait = Ms{10000};
    p.talk = Ms{talk_minutes * 60000LL};
    p.wrap_up = Ms{30000};
    p.agent = agent;
    p.exit = "answered";
    return p;
}
std::int64_t moment(const db::Fact& f) { return std::stoll(f.data.substr(f.data.find(':') + 1)); }

TEST(working_time, a_call_goes_to_somebody_who_is_free) {
    std::vector<Past> past{call(10, ann), call(12, ann), call(13, ann), call(30, ann)};
    std::vector<Past*> all;
    for (auto& p : past) all.push_back(&p);
    share_out(all, {ann, bob});
    EXPECT_EQ(past[0].agent, ann);
    EXPECT_EQ(past[1].agent, bob);
    EXPECT_EQ(past[2].agent, ann) << "both are busy: it stays with her";
    EXPECT_EQ(past[3].agent, ann);
}

TEST(working_time, a_day_goes_forward_with_meal_and_breaks_and_ends_signed_out) {
    std::vector<Past> past{call(20, ann), call(21, ann), call(100, ann), call(300, ann),
                           call(420, ann)};
    std::vector<const Past*> taken;
    for (auto& p : past) taken.push_back(&p);
    const auto facts = working_time(ann, shift, taken);
    std::map<std::string, int> kinds;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        EXPECT_EQ(facts[i].subject, ann.value);
        if (i) EXPECT_GT(moment(facts[i]), moment(facts[i - 1])) << facts[i].kind;
        ++kinds[facts[i].kind];
    }
    EXPECT_EQ(kinds["agent.talking"], 4) << "the call while she talked is not hers a second time";
    EXPECT_EQ(kinds["agent.paused"], 3);
    EXPECT_EQ(facts.front().kind, "agent.ready");
    EXPECT_EQ(facts.back().kind, "agent.signed_out");
    EXPECT_EQ(moment(facts.back()), to_ms(shift.to));
}

TEST(working_time, no_calls_no_shift) { EXPECT_TRUE(working_time(ann, shift, {}).empty()); }

}  // namespace
}  // namespace ol::app
