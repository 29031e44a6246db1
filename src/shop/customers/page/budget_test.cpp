// The contact budget with its numbers: who, how often, and until when.
#include "shop/customers/page/budget.hpp"

#include <gtest/gtest.h>

#include "shop/customers/page/score.hpp"

namespace ol::customers {
namespace budget_test {

constexpr Time now = from_ms(1'795'000'000'000);
constexpr Ms hour{3'600'000};

std::vector<WhyNot> codes(const std::vector<NotNow>& why) {
    std::vector<WhyNot> out;
    for (const auto& w : why) out.push_back(w.code);
    return out;
}

TEST(Budget, nothing_stands_against_a_first_call) {
    EXPECT_TRUE(why_not({now}, {}, Purpose::telesales).empty());
}

TEST(Budget, the_day_is_spent_until_the_oldest_of_three_is_a_day_old) {
    BudgetFacts f{now};
    f.efforts = {{now - hour}, {now - hour * 5}, {now - hour * 23}, {now - hour * 25}};
    const auto why = why_not(f, {}, Purpose::confirm);
    ASSERT_EQ(codes(why), std::vector{WhyNot::day_spent});
    EXPECT_EQ(why[0].until, now + hour);
    f.efforts.erase(f.efforts.begin() + 2);
    EXPECT_TRUE(why_not(f, {}, Purpose::confirm).empty());
}

TEST(Budget, what_nobody_asked_for_waits_a_day_and_comes_once_a_week) {
    BudgetFacts f{now};
    f.efforts = {{now - hour * 2, Purpose::claim}};
    auto why = why_not(f, {}, Purpose::telesales);
    ASSERT_EQ(codes(why), std::vector{WhyNot::unasked_gap});
    EXPECT_EQ(why[0].until, now + hour * 22);
    EXPECT_TRUE(why_not(f, {}, Purpose::claim).empty());
    f.efforts = {{now - hour * 60, Purpose::feedback}};
    why = why_not(f, {}, Purpose::telesales);
    ASSERT_EQ(codes(why), std::vector{WhyNot::unasked_spent});
    EXPECT_EQ(why[0].until, now + hour * 108);
}

TEST(Budget, a_promised_reply_waits_for_nobody_but_who_is_with_him) {
    BudgetFacts f{now};
    f.do_not_call = true, f.local_minute = 3 * 60;
    f.efforts.assign(9, {now - hour, Purpose::telesales});
    EXPECT_TRUE(why_not(f, {}, Purpose::reply).empty());
    f.holder = Holder{PersonId{8}, Purpose::claim, now, true};
    EXPECT_EQ(codes(why_not(f, {}, Purpose::reply)), std::vector{WhyNot::in_talk});
}

TEST(Budget, quiet_hours_go_over_midnight_and_end_at_nine) {
    BudgetFacts f{now};
    for (const auto& [minute, quiet] :
         {std::pair{19 * 60 + 59, false}, {20 * 60, true}, {0, true}, {539, true}, {540, false}}) {
        f.local_minute = minute;
        EXPECT_EQ(!why_not(f, {}, Purpose::confirm).empty(), quiet) << minute;
    }
    f.local_minute = 23 * 60;
    EXPECT_EQ(why_not(f, {}, Purpose::confirm)[0].until, now + hour * 10);
}

TEST(Completeness, says_what_to_ask_next_by_weight) {
    Customer c;
    EXPECT_EQ(completeness(c).percent, 0);
    EXPECT_EQ(completeness(c).ask.front(), Missing::phone);
    c.name = "Oksana Koval", c.language = "uk", c.tz = "Europe/Kyiv";
    c.identities = {{{}, IdentityKind::phone, "+380501112233"}};
    c.addresses = {{{}, "Main 7", "Kyiv"}};
    EXPECT_EQ(completeness(c).percent, 85);
    EXPECT_EQ(completeness(c).ask, (std::vector{Missing::email, Missing::trusted}));
}

}  // namespace budget_test
}  // namespace ol::customers
