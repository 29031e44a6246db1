#include "platform/db/migrate.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"

namespace ol::db {
namespace migrate_test {

constexpr Migration one{"test", 1, "first",
                        "create table a (id bigint primary key);\ncreate table b (x text);\n"};
constexpr Migration two{"test", 2, "second",
                        "alter table a add column name text not null default '';"};
constexpr Migration broken{"test", 2, "broken", "create table c (x text);\nselec nonsense;"};

bool has(Database& db, std::string table) {
    return db
        .read([&](Conn& c) -> Result<> {
            c.query("select * from " + table);
            return {};
        })
        .has_value();
}

std::string code(const Result<>& r) { return r ? "" : r.error().code; }

TEST(Migrate, RunsEachOnce) {
    for_each_database({}, [](Database& db) {
        const Migration first[]{one}, both[]{one, two};
        EXPECT_EQ(code(db.migrate(first)), "");
        EXPECT_EQ(code(db.migrate(first)), "");
        EXPECT_EQ(code(db.migrate(both)), "");
        EXPECT_TRUE(has(db, "a") && has(db, "b"));
        const auto rows = db.read_as<Rows>([](Conn& c) -> Result<Rows> {
            return c.query(
                "select number, name, length(checksum) as n from schema_migration where room = "
                "'test' order by number");
        });
        ASSERT_EQ(rows->size(), 2u);
        EXPECT_EQ(rows->text(1, "name"), "second");
        EXPECT_EQ(rows->i64(1, "n"), 64);
    });
}

TEST(Migrate, ABrokenOneLeavesNothingBehindAndStopsThere) {
    for_each_database({}, [](Database& db) {
        const Migration all[]{one, broken, {"test", 3, "third", "create table d (x text)"}};
        const auto r = db.migrate(all);
        EXPECT_EQ(code(r), "db.sql");
        EXPECT_NE(r.error().detail.find("Migration test 2"), std::string::npos) << r.error().detail;
        EXPECT_TRUE(has(db, "a"));
        EXPECT_FALSE(has(db, "c"));
        EXPECT_FALSE(has(db, "d"));
    });
}

TEST(Migrate, AChangedOldOneIsRefused) {
    for_each_database({}, [](Database& db) {
        const Migration first[]{one};
        const Migration changed[]{
            {"test", 1, "first", "create table a (id bigint primary key, extra text);"}};
        ASSERT_EQ(code(db.migrate(first)), "");
        EXPECT_EQ(code(db.migrate(changed)), "db.migration_changed");
    });
}

TEST(Migrate, ADatabaseOfALaterVersionIsRefused) {
    for_each_database({}, [](Database& db) {
        const Migration first[]{one}, both[]{one, two};
        ASSERT_EQ(code(db.migrate(both)), "");
        EXPECT_EQ(code(db.migrate(first)), "db.newer_schema");
    });
}

TEST(Migrate, EachDialectMayHaveItsOwnPart) {
    for_each_database({}, [](Database& db) {
        const Migration all[]{{"test", 1, "own", "create table both_have (x text);",
                               "create table only_sqlite (x text);",
                               "create table only_postgres (x text);"}};
        ASSERT_EQ(code(db.migrate(all)), "");
        EXPECT_TRUE(has(db, "both_have"));
        EXPECT_EQ(has(db, "only_sqlite"), db.dialect() == Dialect::sqlite);
        EXPECT_EQ(has(db, "only_postgres"), db.dialect() == Dialect::postgres);
    });
}

}  // namespace migrate_test

}  // namespace ol::db
