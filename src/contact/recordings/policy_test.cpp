// The rules of recording, case by case.
#include "contact/recordings/policy.hpp"

#include <gtest/gtest.h>

namespace ol::recordings {
namespace {

constexpr QueueId orders{1}, complaints{2};

RecordRule rule(RecordMode mode) {
    RecordRule r;
    r.mode = mode;
    return r;
}
Decision told(const std::vector<RecordRule>& rules, CallFacts call) { return decide(rules, call); }

TEST(record_policy, without_rules_everything_is_recorded_and_nothing_announced) {
    EXPECT_EQ(told({}, {ContactId{5}, orders, "+380501112233", false}), (Decision{true}));
}

TEST(record_policy, the_first_rule_that_fits_decides) {
    auto german = rule(RecordMode::on_demand), rest = rule(RecordMode::all);
    german.prefix = "+49";
    german.announce = true;
    rest.queue_id = orders;
    const std::vector rules{german, rest, rule(RecordMode::none)};
    EXPECT_EQ(told(rules, {ContactId{5}, orders, "+4930123", false}),
              (Decision{false, true, true, 1}));
    EXPECT_EQ(told(rules, {ContactId{5}, orders, "+380501112233", false}),
              (Decision{true, false, false, 2}));
    EXPECT_EQ(told(rules, {ContactId{5}, complaints, "+380501112233", false}),
              (Decision{false, false, false, 3}));
}

TEST(record_policy, an_unknown_number_fits_no_country) {
    auto german = rule(RecordMode::none);
    german.prefix = "+49";
    EXPECT_TRUE(told({german}, {ContactId{5}, orders, "", false}).start);
}

TEST(record_policy, calls_in_and_out_may_differ) {
    auto out = rule(RecordMode::none);
    out.calls = CallWay::out;
    auto in = rule(RecordMode::on_demand);
    in.calls = CallWay::in;
    EXPECT_EQ(told({out, in}, {ContactId{5}, orders, "", true}).rule, 1);
    EXPECT_EQ(told({out, in}, {ContactId{5}, orders, "", false}).rule, 2);
}

TEST(record_policy, a_share_is_near_its_percent_and_holds_every_lesser_one) {
    int in_ten = 0, in_half = 0;
    for (std::int64_t id = 250'000'000'000'000; id < 250'000'000'000'000 + 10'000; ++id) {
        const bool ten = in_share(ContactId{id}, 10), half = in_share(ContactId{id}, 50);
        in_ten += ten;
        in_half += half;
        EXPECT_TRUE(half || !ten) << id;
        EXPECT_EQ(ten, in_share(ContactId{id}, 10));
    }
    EXPECT_NEAR(in_ten, 1000, 100);
    EXPECT_NEAR(in_half, 5000, 200);
    EXPECT_FALSE(in_share(ContactId{7}, 0));
    EXPECT_TRUE(in_share(ContactId{7}, 100));
}

TEST(record_policy, a_rule_that_nothing_reaches_is_named) {
    auto eu = rule(RecordMode::all), german = rule(RecordMode::none);
    eu.prefix = "+4";
    german.prefix = "+49";
    const std::vector both{eu, german};
    const auto found = shadowed(std::span(both));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->rule, 2);
    EXPECT_EQ(found->above, 1);
    const std::vector turned{german, eu};
    EXPECT_FALSE(shadowed(std::span(turned)));
    auto out = german, any = german;
    out.calls = CallWay::out;
    const std::vector ways{out, any};
    EXPECT_FALSE(shadowed(std::span(ways)));
}

TEST(keep_policy, days_by_queue_country_and_department_else_for_ever) {
    KeepRule of_complaints, german, of_sales;
    of_complaints.queue_id = complaints;
    of_complaints.days = 0;
    german.prefix = "+49";
    german.days = 30;
    of_sales.department_id = DepartmentId{3};
    of_sales.days = 90;
    const std::vector rules{of_complaints, german, of_sales};
    EXPECT_EQ(keep_for(rules, {complaints, "+49301", DepartmentId{3}}).days, 0);
    EXPECT_EQ(keep_for(rules, {complaints, "+49301", DepartmentId{3}}).rule, 1);
    EXPECT_EQ(keep_for(rules, {orders, "+49301", DepartmentId{3}}).days, 30);
    EXPECT_EQ(keep_for(rules, {orders, "+380501", DepartmentId{3}}).days, 90);
    EXPECT_EQ(keep_for(rules, {orders, "+380501", DepartmentId{4}}).rule, 0);
}

}  // namespace
}  // namespace ol::recordings
