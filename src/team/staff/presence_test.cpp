// The presence table walked from every state by every wish.
#include "team/staff/presence.hpp"

#include <gtest/gtest.h>

namespace ol::staff {
namespace {

constexpr Time t0 = from_ms(1'000), t1 = from_ms(2'000);
constexpr std::array choices{Choice::signed_out, Choice::ready, Choice::paused, Choice::finishing};
constexpr std::array wishes{Wish::be_ready, Wish::pause, Wish::finish, Wish::sign_out,
                            Wish::drained};

constexpr bool each_pair_at_most_once() {
    for (std::size_t i = 0; i < presence_steps.size(); ++i)
        for (std::size_t j = i + 1; j < presence_steps.size(); ++j)
            if (presence_steps[i].from == presence_steps[j].from &&
                presence_steps[i].on == presence_steps[j].on)
                return false;
    return true;
}
static_assert(each_pair_at_most_once());

TEST(presence, four_pairs_lead_nowhere) {
    int none = 0;
    for (Choice c : choices)
        for (Wish w : wishes) none += !next(c, w);
    EXPECT_EQ(none, 4);  // finish while signed out; drained unless finishing
}

TEST(presence, a_reason_is_there_exactly_while_paused) {
    for (Choice from : choices)
        for (Wish w : wishes) {
            const Presence before{
                from, from == Choice::paused ? std::optional(PauseReason::meal) : std::nullopt, t0};
            const auto after = apply(before, {w, PauseReason::rest}, t1);
            if (!after) continue;
            EXPECT_EQ(after->reason.has_value(), after->choice == Choice::paused);
        }
}

TEST(presence, the_same_choice_again_keeps_its_since) {
    const Presence ready{Choice::ready, {}, t0};
    EXPECT_EQ(apply(ready, {Wish::be_ready, {}}, t1).value(), ready);
    const Presence meal{Choice::paused, PauseReason::meal, t0};
    EXPECT_EQ(apply(meal, {Wish::pause, PauseReason::meal}, t1).value(), meal);
    EXPECT_EQ(apply(meal, {Wish::pause, PauseReason::meeting}, t1)->since, t1);
}

TEST(presence, finish_and_leave) {
    const Presence ready{Choice::ready, {}, t0};
    const auto finishing = apply(ready, {Wish::finish, {}}, t1);
    ASSERT_TRUE(finishing);
    EXPECT_EQ(finishing->choice, Choice::finishing);
    EXPECT_EQ(apply(*finishing, {Wish::drained, {}}, t1)->choice, Choice::signed_out);
    EXPECT_EQ(apply(ready, {Wish::drained, {}}, t1).value(), ready)
        << "an empty desk alone signs nobody out";
}

TEST(presence, refusals_name_the_way_out) {
    EXPECT_EQ(apply({}, {Wish::finish, {}}, t1).error().code, "presence.not_signed_in");
    EXPECT_EQ(apply({Choice::ready, {}, t0}, {Wish::pause, {}}, t1).error().code,
              "presence.reason_required");
    EXPECT_EQ(read_wish("asleep", "").error().field, "state");
    EXPECT_EQ(read_wish("paused", "").error().code, "presence.reason_required");
    EXPECT_EQ(read_wish("paused", "siesta").error().code, "presence.reason_unknown");
}

TEST(presence, codes_go_both_ways) {
    for (const PauseRule& r : pause_rules) {
        EXPECT_EQ(pause_reason(r.code), r.reason);
        EXPECT_EQ(to_string(r.reason), r.code);
        EXPECT_EQ(read_wish("paused", r.code)->reason, r.reason);
    }
    EXPECT_EQ(read_wish("ready", "")->wish, Wish::be_ready);
    EXPECT_EQ(read_wish("finishing", "")->wish, Wish::finish);
    EXPECT_EQ(read_wish("signed_out", "")->wish, Wish::sign_out);
    EXPECT_EQ(to_string(Choice::finishing), "finishing");
}

}  // namespace
}  // namespace ol::staff
