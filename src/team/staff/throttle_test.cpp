#include "team/staff/throttle.hpp"

#include <gtest/gtest.h>

namespace ol::staff {
namespace {

constexpr Time t0 = from_ms(1'000'000'000);

TEST(throttle, five_are_free_then_the_wait_doubles_up_to_its_limit) {
    Throttle t{{}};
    Time now = t0;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(t.charge("ann", now), std::nullopt);
    for (Ms wait = Ms{5'000}; wait < Ms{900'000}; wait *= 2) {
        EXPECT_EQ(t.charge("ann", now), wait);
        EXPECT_EQ(t.charge("ann", now + wait - Ms{1}), Ms{1});
        now += wait;
        EXPECT_EQ(t.charge("ann", now), std::nullopt);
    }
    EXPECT_EQ(t.charge("ann", now), Ms{900'000});
}

TEST(throttle, keys_are_apart_and_a_success_clears) {
    Throttle t{{}};
    for (int i = 0; i < 5; ++i) t.charge("ann", t0);
    EXPECT_EQ(t.charge("bob", t0), std::nullopt);
    EXPECT_TRUE(t.charge("ann", t0));
    t.clear("ann");
    EXPECT_EQ(t.charge("ann", t0), std::nullopt);
}

TEST(throttle, a_refunded_attempt_does_not_count_and_a_quiet_hour_forgives) {
    Throttle t{{}};
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(t.charge("ann", t0), std::nullopt);
        t.refund("ann");
    }
    for (int i = 0; i < 4; ++i) t.charge("ann", t0);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(t.charge("ann", t0 + Ms{3'600'000}), std::nullopt);
    EXPECT_EQ(t.charge("ann", t0 + Ms{3'600'000}), std::nullopt);
    EXPECT_TRUE(t.charge("ann", t0 + Ms{3'600'000}));
}

TEST(throttle, memory_is_bounded_and_the_quietest_goes_first) {
    Throttle t{{.keys_max = 3}};
    for (int i = 0; i < 5; ++i) t.charge("old", t0);
    t.charge("a", t0 + Ms{1});
    t.charge("b", t0 + Ms{2});
    t.charge("c", t0 + Ms{3});
    EXPECT_EQ(t.size(), 3u);
    EXPECT_EQ(t.charge("old", t0 + Ms{4}), std::nullopt) << "forgotten";
    EXPECT_EQ(t.size(), 3u);
}

TEST(throttle, a_source_is_an_ipv4_address_or_an_ipv6_network) {
    EXPECT_EQ(source_key("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(source_key("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(source_key("2001:db8:1:2:3:4:5:6"), source_key("2001:db8:1:2:ffff::9"));
    EXPECT_NE(source_key("2001:db8:1:2::1"), source_key("2001:db8:1:3::1"));
    EXPECT_EQ(source_key("2001:db8::1"), source_key("2001:db8::2"));
    EXPECT_EQ(source_key("::1"), "/64");
    EXPECT_EQ(source_key(""), "/64");
}

}  // namespace
}  // namespace ol::staff
