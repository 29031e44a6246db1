// The two containers the line stands on, against the plain ones of the standard library.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "contact/routing/deadlines.hpp"
#include "contact/routing/ranked_set.hpp"

namespace ol::routing {
namespace ranked_set_test {

TEST(ranked_set, agrees_with_std_set_and_knows_ranks) {
    std::mt19937 dice(7);
    RankedSet<int> ranked;
    std::set<int> plain;
    for (int i = 0; i < 20000; ++i) {
        const int key = static_cast<int>(dice() % 2000);
        if (dice() % 3)
            EXPECT_EQ(ranked.insert(key), plain.insert(key).second);
        else
            EXPECT_EQ(ranked.erase(key), plain.erase(key) == 1);
        ASSERT_EQ(ranked.size(), plain.size());
        if (i % 100 == 0) {
            ASSERT_EQ(ranked.keys(), std::vector<int>(plain.begin(), plain.end()));
            ASSERT_EQ(ranked.rank(key), static_cast<std::size_t>(
                                            std::distance(plain.begin(), plain.lower_bound(key))));
            ASSERT_EQ(ranked.contains(key), plain.contains(key));
        }
    }
    for (const int key : std::vector<int>(plain.begin(), plain.end()))
        EXPECT_TRUE(ranked.erase(key));
    EXPECT_TRUE(ranked.empty());
    EXPECT_FALSE(ranked.erase(1));
    EXPECT_TRUE(ranked.insert(1));
}

TEST(ranked_set, find_first_goes_in_order) {
    RankedSet<int> set;
    for (int i = 500; i > 0; --i) set.insert(i);
    const int* found = set.find_first([](int key) { return key % 97 == 0; });
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, 97);
    EXPECT_EQ(set.find_first([](int key) { return key > 500; }), nullptr);
}

TEST(deadlines, come_in_order_and_leave_nothing_behind) {
    std::mt19937 dice(11);
    std::vector<Deadline> all(300);
    Deadlines deadlines;
    for (std::size_t i = 0; i < all.size(); ++i) all[i].id = static_cast<std::int64_t>(i);
    for (int i = 0; i < 20000; ++i) {
        Deadline& one = all[dice() % all.size()];
        if (dice() % 4)
            deadlines.set(one, from_ms(dice() % 1000));
        else
            deadlines.clear(one);
        Time least = Time::max();
        if (i % 50) continue;
        for (const Deadline& d : all)
            if (d.running()) least = std::min(least, d.at);
        ASSERT_EQ(deadlines.earliest().value_or(Time::max()), least);
    }
    Time last{};
    while (Deadline* due = deadlines.due(from_ms(2000))) {
        EXPECT_GE(due->at, last);
        last = due->at;
        deadlines.clear(*due);
        EXPECT_FALSE(due->running());
    }
    EXPECT_FALSE(deadlines.earliest());
}

TEST(deadlines, at_one_instant_agents_come_before_contacts) {
    Deadline contact{Deadline::Owner::contact, 1}, agent{Deadline::Owner::agent, 9};
    Deadlines deadlines;
    deadlines.set(contact, from_ms(5));
    deadlines.set(agent, from_ms(5));
    EXPECT_EQ(deadlines.due(from_ms(4)), nullptr);
    EXPECT_EQ(deadlines.due(from_ms(5)), &agent);
}

}  // namespace ranked_set_test
}  // namespace ol::routing
