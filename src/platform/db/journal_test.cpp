// The journal: facts with their state rows, without gaps, read on from a stored cursor.
#include <gtest/gtest.h>

#include <condition_variable>
#include <thread>

#include "platform/base/log.hpp"
#include "platform/db/ending.hpp"
#include "platform/db/test_db.hpp"

namespace ol::db {
namespace journal_test {

/// Collects what a follower is given; waits for a count with a deadline.
struct Sink {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<JournalRow> rows;

    std::function<void(std::span<const JournalRow>)> fn() {
        return [this](std::span<const JournalRow> batch) {
            const std::lock_guard lock(mutex);
            rows.insert(rows.end(), batch.begin(), batch.end());
            changed.notify_all();
        };
    }
    bool wait_for(std::size_t count) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(20),
                                [&] { return rows.size() >= count; });
    }
};

Result<> tell(Database& db, std::string kind, std::int64_t subject, bool fail = false) {
    return db.write([=](Tx& tx) -> Result<> {
        tx.journal({kind, subject, 7, R"({"code":"x"})"});
        if (fail) return conflict("test.no", "");
        return {};
    });
}

TEST(Journal, FollowersGetEveryFactInOrder) {
    const ManualClock clock;
    for_each_database(
        {},
        [](Database& db) {
            Sink sink;
            ASSERT_TRUE(tell(db, "order.confirmed", 1));
            db.follow("sink", sink.fn());
            ASSERT_TRUE(sink.wait_for(1));
            ASSERT_TRUE(tell(db, "order.cancelled", 2));
            ASSERT_TRUE(db.write([](Tx& tx) -> Result<> {
                tx.journal({"a.a", 3});
                tx.journal({"a.b", 3});
                return {};
            }));
            ASSERT_TRUE(sink.wait_for(4));
            EXPECT_EQ(sink.rows[0].fact.kind, "order.confirmed");
            EXPECT_EQ(sink.rows[0].fact.subject, 1);
            EXPECT_EQ(sink.rows[0].fact.actor, 7);
            EXPECT_EQ(sink.rows[0].fact.data, R"({"code":"x"})");
            EXPECT_EQ(sink.rows[0].at, from_ms(1767225600000));
            EXPECT_EQ(sink.rows[3].fact.kind, "a.b");
            for (std::size_t i = 0; i < 4; ++i)
                EXPECT_EQ(sink.rows[i].seq, static_cast<std::int64_t>(i) + 1);
        },
        clock);
}

TEST(Journal, AFailedJobLeavesNeitherFactNorGap) {
    for_each_database({}, [](Database& db) {
        for (int i = 0; i < 20; ++i)
            EXPECT_EQ(tell(db, "x.x", i, i % 3 == 0).has_value(), i % 3 != 0);
        Sink sink;
        db.follow("sink", sink.fn());
        ASSERT_TRUE(sink.wait_for(13));
        for (std::size_t i = 0; i < sink.rows.size(); ++i) {
            EXPECT_EQ(sink.rows[i].seq, static_cast<std::int64_t>(i) + 1);
            EXPECT_NE(sink.rows[i].fact.subject % 3, 0);
        }
    });
}

TEST(Journal, ManyWritersLoseNothingForAFollowerThatReadsMeanwhile) {
    for_each_database({}, [](Database& db) {
        Sink sink;
        db.follow("sink", sink.fn());
        std::vector<std::thread> writers;
        for (int t = 0; t < 6; ++t)
            writers.emplace_back([&, t] {
                for (int i = 0; i < 50; ++i) EXPECT_TRUE(tell(db, "x.x", t * 100 + i));
            });
        for (auto& writer : writers) writer.join();
        ASSERT_TRUE(sink.wait_for(300));
        for (std::size_t i = 0; i < sink.rows.size(); ++i)
            ASSERT_EQ(sink.rows[i].seq, static_cast<std::int64_t>(i) + 1);
    });
}

TEST(Journal, ACursorOutlivesARestart) {
    TestDatabase db({});
    for (int i = 0; i < 600; ++i)
        db->post(
            [i](Tx& tx) -> Result<> {
                tx.journal({"x.x", i});
                return {};
            },
            nullptr);
    Sink first, second;
    db->follow("mine", first.fn());
    ASSERT_TRUE(first.wait_for(600));
    db.reopen();  // the end of the old one waits until the cursor is stored
    ASSERT_TRUE(tell(*db, "y.y", 1));
    db->follow("mine", second.fn());
    ASSERT_TRUE(second.wait_for(1));
    EXPECT_EQ(second.rows[0].fact.kind, "y.y");
    EXPECT_EQ(second.rows[0].seq, 601);
}

TEST(Journal, WhoFollowsIsLetGoAndGoesOnAfterTheNextStart) {
    TestDatabase db({});
    Sink first, second;
    db->follow("mine", first.fn());
    ASSERT_TRUE(tell(*db, "x.x", 1));
    ASSERT_TRUE(first.wait_for(1));
    end_followers(*db);
    ASSERT_TRUE(tell(*db, "y.y", 2));
    db.reopen();
    db->follow("mine", second.fn());
    ASSERT_TRUE(second.wait_for(1));
    EXPECT_EQ(second.rows[0].fact.kind, "y.y");
    EXPECT_EQ(first.rows.size(), 1u);
}

TEST(Journal, AFollowerThatThrowsGetsTheSameRowsAgain) {
    log::capture_for_test([](std::string_view) {});
    TestDatabase db({});
    ASSERT_TRUE(tell(*db, "x.x", 1));
    Sink sink;
    std::atomic<int> calls = 0;
    db->follow("weak", [&](std::span<const JournalRow> rows) {
        if (++calls == 1) throw std::runtime_error("not now");
        sink.fn()(rows);
    });
    ASSERT_TRUE(sink.wait_for(1));
    EXPECT_EQ(sink.rows[0].seq, 1);
    log::capture_for_test({});
}

}  // namespace journal_test

}  // namespace ol::db
