// Rows of contacts and runs on SQLite and PostgreSQL.
#include "contact/calls/store.hpp"

#include <gtest/gtest.h>

#include "contact/calls/calls.hpp"
#include "platform/db/test_db.hpp"

namespace ol::calls::store {
namespace store_test {

ContactRecord call(std::int64_t id) {
    ContactRecord c;
    c.id = ContactId{id};
    c.shop = ShopId{1};
    c.queue = QueueId{2};
    c.number = "+380501112233";
    c.caller_name = "Оксана";
    c.entered_at = from_ms(1000);
    return c;
}

TEST(Store, AContactIsWrittenOnceAndGrows) {
    db::for_each_database(migrations(), [](db::Database& db) {
        auto c = call(7);
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            save(tx, c);
            return {};
        }));
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            save_draft(tx, c.id, "typed");
            return {};
        }));
        c.state = "talking";
        c.answered_at = from_ms(9000);
        c.agent = PersonId{3};
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            save(tx, c);
            return {};
        }));
        ASSERT_TRUE(db.read([&](db::Conn& conn) -> Result<> {
            auto found = load(conn, c.id);
            EXPECT_TRUE(found.has_value());
            EXPECT_EQ(found->state, "talking");
            EXPECT_EQ(found->agent, PersonId{3});
            EXPECT_EQ(found->note_draft, "typed") << "a later save never overwrites what she typed";
            EXPECT_EQ(live(conn).size(), 1u);
            return {};
        }));
    });
}

TEST(Store, AFloorRowThatIsBehindWipesNothingAcknowledged) {
    db::for_each_database(migrations(), [](db::Database& db) {
        auto c = call(8);
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            save(tx, c);
            tx.exec(
                "update contact set disposition = 'postponed', note = 'Monday', state = 'done' "
                "where id = ?1",
                c.id);
            c.state = "wrap_up";
            save(tx, c);
            return {};
        }));
        ASSERT_TRUE(db.read([&](db::Conn& conn) -> Result<> {
            auto found = load(conn, c.id);
            EXPECT_EQ(found->disposition, "postponed");
            EXPECT_EQ(found->note, "Monday");
            EXPECT_EQ(found->state, "done");
            return {};
        }));
    });
}

TEST(Store, TheLastRunSaysWhetherItEndedWell) {
    db::for_each_database(migrations(), [](db::Database& db) {
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            start_run(tx, 1);
            return {};
        }));
        ASSERT_TRUE(db.read([&](db::Conn& conn) -> Result<> {
            EXPECT_FALSE(last_run(conn)->clean);
            return {};
        }));
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            end_run(tx, 1);
            return {};
        }));
        ASSERT_TRUE(db.read([&](db::Conn& conn) -> Result<> {
            EXPECT_TRUE(last_run(conn)->clean);
            return {};
        }));
    });
}

}  // namespace store_test
}  // namespace ol::calls::store
