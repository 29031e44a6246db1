#include "platform/base/ids.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "platform/base/time.hpp"

namespace ol {

TEST(Ids, GrowAndFitIn53Bits) {
    IdSource source(3);
    std::int64_t last = 0;
    for (int i = 0; i < 10000; ++i) {
        const auto id = source.next();
        ASSERT_GT(id, last);
        ASSERT_LT(id, std::int64_t{1} << 53);
        ASSERT_EQ(id >> 7 & 31, 3)
            << "the node stands in its five bits, also when milliseconds are borrowed";
        last = id;
    }
}

TEST(Ids, StandForTheTimeTheyWereMadeAt) {
    const auto before = to_ms(system_clock().now());
    const auto ms = (IdSource().next() >> 12) + IdSource::epoch_ms;
    EXPECT_GE(ms, before);
    EXPECT_LE(ms, to_ms(system_clock().now()));
}

TEST(Ids, AClockSetBackContinuesFromTheGreatestSeen) {
    const std::int64_t future =
        (std::int64_t{1} << 52) + 5;  // as the database kept it before the clock went back
    IdSource source(0, future);
    const auto first = source.next();
    EXPECT_GT(first, future);
    EXPECT_EQ(source.next(), first + 1);
}

TEST(Ids, NoTwoThreadsGetTheSame) {
    IdSource source;
    std::vector<std::vector<std::int64_t>> got(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : got)
            threads.emplace_back([&] {
                for (int i = 0; i < 5000; ++i) mine.push_back(source.next());
            });
    }
    std::set<std::int64_t> all;
    for (const auto& mine : got) all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), 20000u);
}

TEST(Ids, OnlyNodes0To31) {
    EXPECT_THROW(IdSource(32), std::logic_error);
    EXPECT_THROW(IdSource(-1), std::logic_error);
}

}  // namespace ol
