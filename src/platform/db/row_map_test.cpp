// The row mapping: golden SQL, every kind of member there and back on both databases, and what is
// refused.
#include "platform/db/row_map.hpp"

#include <gtest/gtest.h>

#include "platform/base/json_impl.hpp"
#include "platform/db/test_db.hpp"

namespace row_map_test {

enum class State { new_, confirmed };
BOOST_DESCRIBE_ENUM(State, new_, confirmed)

struct Line {
    std::string sku;
    friend bool operator==(const Line&, const Line&) = default;
};
BOOST_DESCRIBE_STRUCT(Line, (), (sku))

struct Row {
    ol::OrderId id;
    std::string name;
    bool urgent = false;
    int small = 0;
    double share = 0;
    State state = State::new_;
    ol::Time at{};
    ol::Ms wait{0};
    ol::Money total;
    std::optional<ol::Money> due;
    std::optional<ol::PersonId> owner;
    std::optional<std::string> note;
    std::optional<State> before;
    std::optional<bool> seen;
    ol::json::Raw extra{"{}"};
    std::vector<std::string> tags;  // kept as JSON
    std::vector<Line> lines;        // in a table of their own
    std::optional<Line> first;      // left out
    std::string default_ = "d";
    friend bool operator==(const Row&, const Row&) = default;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, name, urgent, small, share, state, at, wait, total, due, owner, note,
                       before, seen, extra, tags, lines, first, default_))

struct Few {
    std::string name;
    std::int64_t lines = 5;
};
BOOST_DESCRIBE_STRUCT(Few, (), (name, lines))

struct Tiny {
    std::uint8_t small = 0;
};
BOOST_DESCRIBE_STRUCT(Tiny, (), (small))

}  // namespace row_map_test

template <>
struct ol::db::as_json<std::vector<std::string>> : std::true_type {};

namespace ol::db {
namespace {

using row_map_test::Row;

constexpr Migration tables[] = {{"test", 1, "rows", R"(
create table a_row (id bigint primary key, name text not null, urgent boolean not null,
    small integer not null,
    share double precision not null, state text not null, at bigint not null, wait bigint not null,
    total_minor bigint not null, total_currency text not null,
    due_minor bigint, due_currency text, owner bigint, note text,
    before text, seen boolean, extra text not null, tags text not null, "default" text not null);
)"}};

Row full() {
    Row r;
    r.id = {9007199254740991};
    r.name = "Оксана 'О'";
    r.urgent = true;
    r.small = -5;
    r.share = 0.1;
    r.state = row_map_test::State::confirmed;
    r.at = from_ms(1767225600123);
    r.wait = Ms{20000};
    r.total = {12550, "UAH"};
    r.due = Money{-1, "JPY"};
    r.owner = PersonId{7};
    r.note = "";
    r.before = row_map_test::State::new_;
    r.seen = false;
    r.extra.text = R"({"x":1})";
    r.tags = {"a", "б"};
    return r;
}

}  // namespace

TEST(RowMap, GoldenColumnsAndSql) {
    EXPECT_EQ(columns<Row>(), (std::vector<std::string>{
                                  "id", "name", "urgent", "small", "share", "state", "at", "wait",
                                  "total_minor", "total_currency", "due_minor", "due_currency",
                                  "owner", "note", "before", "seen", "extra", "tags", "default"}));
    EXPECT_EQ(map::insert_sql("t", {"a", "b"}), R"(insert into t ("a", "b") values (?1, ?2))");
    EXPECT_EQ(map::update_sql("t", {"id", "b"}, "id"),
              R"(update t set "id" = ?1, "b" = ?2 where "id" = ?1)");
    EXPECT_THROW(map::update_sql("t", {"b"}, "id"), Fault);
    EXPECT_EQ(values(full()).size(), columns<Row>().size());
    EXPECT_EQ(values(Row{})[10], Value{nullptr});
}

TEST(RowMap, EveryMemberComesBack) {
    for_each_database(tables, [](Database& db) {
        Row plain;
        plain.id = {1};
        plain.total.currency = "UAH";
        const auto done = db.write([&](Tx& tx) -> Result<> {
            insert(tx, "a_row", full());
            insert(tx, "a_row", plain);
            EXPECT_EQ(select<Row>(tx, "select * from a_row order by id"),
                      (std::vector{plain, full()}));
            Row changed = full();
            changed.id = {1};
            update(tx, "a_row", changed);
            EXPECT_EQ(select_one<Row>(tx, "select * from a_row where id = ?1", 1), changed);
            update(tx, "a_row", Row{});  // none has its id
            EXPECT_EQ(select_one<Row>(tx, "select * from a_row where id = ?1", OrderId{5}),
                      std::nullopt);
            return {};
        });
        EXPECT_TRUE(done) << done.error().detail;
    });
}

TEST(RowMap, OtherColumnsAreIgnoredAndMissingOnesKeepTheirDefault) {
    Rows rows;
    rows.columns = {"x", "name"};
    rows.rows = {{std::int64_t{1}, "n"}};
    const auto few = from_row<row_map_test::Few>(rows, 0);
    EXPECT_EQ(few.name, "n");
    EXPECT_EQ(few.lines, 5);
}

TEST(RowMap, WhatTheMemberCannotHoldIsAFault) {
    const auto one = [](std::string column, Value value) {
        Rows rows;
        rows.columns = {std::move(column)};
        rows.rows = {{std::move(value)}};
        return rows;
    };
    EXPECT_THROW(from_row<row_map_test::Tiny>(one("small", std::int64_t{256}), 0), Fault);
    EXPECT_THROW(from_row<row_map_test::Tiny>(one("small", "5"), 0), Fault);
    EXPECT_THROW(from_row<Row>(one("state", "unheard_of"), 0), Fault);
    EXPECT_THROW(from_row<Row>(one("tags", "[1]"), 0), Fault);
    EXPECT_THROW(from_row<Row>(one("name", std::int64_t{1}), 0), Fault);
    EXPECT_EQ(from_row<row_map_test::Tiny>(one("small", nullptr), 0).small, 0);
}

}  // namespace ol::db
