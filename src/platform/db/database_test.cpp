// What Database promises, on SQLite and PostgreSQL alike.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "platform/db/connection.hpp"
#include "platform/db/test_db.hpp"

namespace ol::db {
namespace database_test {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

constexpr Migration tables[] = {{"test", 1, "things", R"(
create table thing (id bigint primary key, name text, ok boolean,
    share double precision, small integer, at bigint);
create unique index thing_name on thing (name);
create table part (id bigint primary key, thing_id bigint not null references thing (id),
    number bigint not null check (number > 0));
)"}};

void on_both(const std::function<void(Database&)>& body) { for_each_database(tables, body); }

Result<> add(Database& db, std::int64_t id, std::string name) {
    return db.write([=](Tx& tx) -> Result<> {
        tx.exec("insert into thing (id, name) values (?1, ?2)", id, name);
        return {};
    });
}

std::int64_t count(Database& db) {
    return *db.read_as<std::int64_t>([](Conn& c) -> Result<std::int64_t> {
        return c.query("select count(*) from thing").i64(0, 0);
    });
}

std::string code(const Result<>& r) { return r ? "" : r.error().code; }

TEST(Database, EveryKindOfValueComesBackAsItWas) {
    on_both([](Database& db) {
        const auto big = std::numeric_limits<std::int64_t>::min();
        ASSERT_TRUE(db.write([&](Tx& tx) -> Result<> {
            tx.exec(
                "insert into thing (id, name, ok, share, small, at) values (?1, ?2, ?3, ?4, ?5, "
                "?6)",
                OrderId{5}, "ї' \"\\ ?1 $1 张", true, 0.1, 7, from_ms(1767225600123));
            tx.exec("insert into thing (id, name, ok, share) values (?1, ?2, ?3, ?4)", big,
                    std::optional<std::string>{}, false, nullptr);
            tx.exec("insert into thing (id, name) values (?1, ?2)", 6, Colour::green);
            return {};
        }));
        const auto read = db.read([&](Conn& c) -> Result<> {
            const Rows r = c.query("select * from thing where id in (?1, ?2, ?3) order by id", big,
                                   5, OrderId{6});
            EXPECT_EQ(r.columns,
                      (std::vector<std::string>{"id", "name", "ok", "share", "small", "at"}));
            EXPECT_EQ(r.size(), 3u);
            EXPECT_EQ(r.rows[0],
                      (std::vector<Value>{big, nullptr, false, nullptr, nullptr, nullptr}));
            EXPECT_EQ(r.rows[1],
                      (std::vector<Value>{std::int64_t{5}, "ї' \"\\ ?1 $1 张", true, 0.1,
                                          std::int64_t{7}, std::int64_t{1767225600123}}));
            EXPECT_EQ(r.text(2, "name"), "green");
            EXPECT_TRUE(r.flag(1, "ok"));
            EXPECT_TRUE(r.is_null(0, r.column("small")));
            EXPECT_EQ(r.i64(0, "small"), 0);
            EXPECT_EQ(r.text(0, "name"), "");
            EXPECT_EQ(r.column("none"), -1);
            EXPECT_THROW(r.i64(0, "none"), Fault);
            EXPECT_THROW(r.i64(1, "name"), Fault);
            return {};
        });
        EXPECT_TRUE(read);
    });
}

TEST(Database, OneSqlForBoth) {
    on_both([](Database& db) {
        ASSERT_TRUE(add(db, 1, "a"));
        ASSERT_TRUE(add(db, 2, "b"));
        const auto done = db.write([](Tx& tx) -> Result<> {
            EXPECT_EQ(tx.exec("update thing set small = ?1 where id > ?2", 4, 0), 2);
            EXPECT_EQ(tx.exec("delete from thing where id = ?1", 99), 0);
            tx.exec(
                "insert into thing (id, name) values (?1, ?2) on conflict (id) do update set name "
                "= excluded.name",
                1, "c");
            EXPECT_EQ(
                tx.query("update thing set small = small + ?1 where id = ?2 returning small", 1, 2)
                    .i64(0, 0),
                5);
            const Rows sum = tx.query(
                "select sum(id) as s, count(*) filter (where name is distinct from ?1) as n from "
                "thing",
                "c");
            EXPECT_EQ(sum.rows[0], (std::vector<Value>{std::int64_t{3}, std::int64_t{1}}));
            EXPECT_EQ(tx.query("select name from thing where ?1 = ?2 and id = ?1 -- ?9 'x'\n and "
                               "name <> '?8'",
                               1, 1)
                          .text(0, 0),
                      "c");
            EXPECT_EQ(tx.query("select id from thing where (?1 is null or id = ?1) order by id",
                               std::optional<OrderId>{})
                          .size(),
                      2u);
            EXPECT_EQ(tx.query("select id from thing where (?1 is null or id = ?1)",
                               std::optional<OrderId>{OrderId{2}})
                          .size(),
                      1u);
            EXPECT_EQ(tx.query("select coalesce(?1, ?2) as x", std::optional<Time>{}, 5).rows[0][0],
                      Value{std::int64_t{5}});
            EXPECT_EQ(tx.conn.changed(), 0);
            return {};
        });
        EXPECT_TRUE(done) << done.error().detail;
    });
}

TEST(Database, FaultsBecomeErrorsAndTheJobLeavesNothing) {
    on_both([](Database& db) {
        ASSERT_TRUE(add(db, 1, "a"));
        EXPECT_EQ(code(add(db, 1, "b")), "db.unique");
        EXPECT_EQ(code(add(db, 2, "a")), "db.unique");
        EXPECT_EQ(add(db, 1, "b").error().kind, Errc::conflict);
        const auto sql = [&](std::string text) {
            return code(db.write([&](Tx& tx) -> Result<> {
                tx.exec("insert into thing (id, name) values (77, 'left behind')");
                tx.query(text);
                return {};
            }));
        };
        EXPECT_EQ(sql("insert into part (id, thing_id, number) values (1, 99, 1)"), "db.foreign");
        EXPECT_EQ(sql("insert into part (id, thing_id, number) values (1, 1, 0)"), "db.sql");
        EXPECT_EQ(sql("selec 1"), "db.sql");
        EXPECT_EQ(sql("select * from nowhere"), "db.sql");
        EXPECT_EQ(sql("select ?1"), "db.sql");
        EXPECT_EQ(code(db.write([](Tx& tx) -> Result<> {
                      tx.exec("insert into thing (id) values (78)");
                      return conflict("test.no", "refused");
                  })),
                  "test.no");
        EXPECT_EQ(code(db.write([](Tx& tx) -> Result<> {
                      tx.exec("insert into thing (id) values (79)");
                      throw std::runtime_error("bug");
                  })),
                  "db.job_failed");
        EXPECT_EQ(count(db), 1);
        EXPECT_TRUE(db.healthy()) << "a job's own fault is no fault of the store";
    });
}

TEST(Database, AFailingJobTakesNoOtherOfItsBatchWithIt) {
    on_both([](Database& db) {
        // The first job holds the writer until all others are queued, so that they share one
        // transaction.
        std::promise<void> go;
        db.post(
            [&](Tx&) -> Result<> {
                go.get_future().wait();
                return {};
            },
            nullptr);
        std::vector<std::future<std::string>> answers;
        for (int i = 0; i < 50; ++i) {
            auto answer = std::make_shared<std::promise<std::string>>();
            answers.push_back(answer->get_future());
            db.post(
                [i](Tx& tx) -> Result<> {
                    tx.exec("insert into thing (id) values (?1)", i % 10 == 9 ? 0 : i);
                    return {};
                },
                [answer](Result<> r) { answer->set_value(code(r)); });
        }
        EXPECT_GE(db.queued(), 50u);
        go.set_value();
        for (std::size_t i = 0; i < answers.size(); ++i)
            EXPECT_EQ(answers[i].get(), i % 10 == 9 ? "db.unique" : "") << i;
        EXPECT_EQ(count(db), 45);
    });
}

TEST(Database, ManyCallersAtOnceAllGetTheirOwnAnswer) {
    on_both([](Database& db) {
        std::atomic<int> good = 0;
        std::vector<std::thread> callers;
        for (int t = 0; t < 8; ++t)
            callers.emplace_back([&, t] {
                for (int i = 0; i < 25; ++i) {
                    const std::int64_t id = t * 1000 + i;
                    good += add(db, id, "n" + std::to_string(id)).has_value();
                    // Read your own write: what was acknowledged is seen by the next snapshot.
                    good += *db.read_as<bool>([&](Conn& c) -> Result<bool> {
                        return c.query("select 1 from thing where id = ?1", id).size() == 1;
                    });
                }
            });
        for (auto& caller : callers) caller.join();
        EXPECT_EQ(good, 400);
        EXPECT_EQ(count(db), 200);
    });
}

TEST(Database, ReadersSeeOneSnapshotAndCannotWrite) {
    on_both([](Database& db) {
        ASSERT_TRUE(add(db, 1, "a"));
        const auto read = db.read([&](Conn& c) -> Result<> {
            EXPECT_EQ(c.query("select count(*) from thing").i64(0, 0), 1);
            EXPECT_TRUE(add(db, 2, "b"));
            EXPECT_EQ(c.query("select count(*) from thing").i64(0, 0), 1);
            return {};
        });
        EXPECT_TRUE(read);
        EXPECT_EQ(count(db), 2);
        EXPECT_FALSE(db.read([](Conn& c) -> Result<> {
            c.exec("insert into thing (id) values (9)");
            return {};
        }));
        EXPECT_EQ(code(db.read([](Conn&) -> Result<> { return not_found("test.none", ""); })),
                  "test.none");
        EXPECT_EQ(code(db.read([](Conn& c) -> Result<> {
                      c.query("select * from nowhere");
                      return {};
                  })),
                  "db.sql");
        EXPECT_EQ(code(db.read([](Conn&) -> Result<> { throw std::runtime_error("bug"); })),
                  "db.job_failed");
        EXPECT_EQ(count(db), 2) << "the connections are in order after all that";
    });
}

TEST(Database, WriteAsHandsTheValueOut) {
    on_both([](Database& db) {
        const auto id = db.write_as<std::int64_t>([](Tx& tx) -> Result<std::int64_t> {
            return tx.query("insert into thing (id, at) values (?1, ?2) returning id", 5, tx.now)
                .i64(0, 0);
        });
        ASSERT_TRUE(id);
        EXPECT_EQ(*id, 5);
        EXPECT_EQ(db.write_as<int>([](Tx&) -> Result<int> { return not_found("test.none", ""); })
                      .error()
                      .code,
                  "test.none");
    });
}

TEST(Database, WriteFromTheWritersThreadIsAnErrorAndNoDeadlock) {
    on_both([](Database& db) {
        std::promise<std::string> inside, in_done;
        db.post(
            [&](Tx&) -> Result<> {
                inside.set_value(code(add(db, 1, "a")));
                return {};
            },
            [&](Result<>) { in_done.set_value(code(add(db, 2, "b"))); });
        EXPECT_EQ(inside.get_future().get(), "db.nested_write");
        EXPECT_EQ(in_done.get_future().get(), "db.nested_write");
    });
}

TEST(Database, AFullQueueSaysSoAtOnce) {
    TestDatabase place({});
    const auto db = *Database::open({place.url(), 1, 3}, system_clock());
    std::promise<void> started, go;
    db->post(
        [&](Tx&) -> Result<> {
            started.set_value();
            go.get_future().wait();
            return {};
        },
        nullptr);
    started.get_future().wait();
    std::vector<std::string> refused;  // filled on this thread, before post() returns
    std::promise<void> last;
    for (int i = 0; i < 5; ++i)
        db->post([](Tx&) -> Result<> { return {}; },
                 [&, i](Result<> r) {
                     if (!r)
                         refused.push_back(r.error().code);
                     else if (i == 2)
                         last.set_value();
                 });
    EXPECT_EQ(refused, (std::vector<std::string>{"db.queue_full", "db.queue_full"}));
    go.set_value();
    last.get_future().wait();
    EXPECT_TRUE(db->write([](Tx&) -> Result<> { return {}; }));
}

TEST(Database, WhatIsQueuedAtTheEndIsStillWritten) {
    TestDatabase place(tables);
    {
        const auto db = *Database::open({place.url(), 1, 1000}, system_clock());
        for (int i = 0; i < 300; ++i)
            db->post(
                [i](Tx& tx) -> Result<> {
                    tx.exec("insert into thing (id) values (?1)", i);
                    return {};
                },
                nullptr);
    }
    EXPECT_EQ(count(*place), 300);
}

TEST(Database, GreatestIdOverAllTables) {
    on_both([](Database& db) {
        EXPECT_EQ(db.greatest_id(), 0);
        ASSERT_TRUE(add(db, 41, "a"));
        ASSERT_TRUE(db.write([](Tx& tx) -> Result<> {
            tx.exec("insert into part (id, thing_id, number) values (4200000000000, 41, 1)");
            return {};
        }));
        EXPECT_EQ(db.greatest_id(), 4200000000000);
    });
}

TEST(Database, OnlyAddressesItUnderstandsAreOpened) {
    for (const char* url :
         {"", "mysql://x", "sqlite:", "sqlite:x?pages=1", "sqlite:x?busy_ms=a", "sqlite:x?busy_ms"})
        EXPECT_EQ(Database::open({url}, system_clock()).error().code, "db.url") << url;
    EXPECT_EQ(Database::open({"sqlite:/proc/none/x.db"}, system_clock()).error().code, "db.lost");
    EXPECT_EQ(Database::open({"postgresql://nobody@127.0.0.1:1/none"}, system_clock()).error().code,
              "db.lost");
    const auto place = parse_place("sqlite:var/a.db?busy_ms=5&max_pages=7");
    EXPECT_EQ(place->path, "var/a.db");
    EXPECT_EQ(place->busy_ms, 5);
    EXPECT_EQ(place->max_pages, 7);
}

TEST(Postgres, AConnectionLostBetweenTransactionsIsReplacedUnnoticed) {
    if (!has_test_postgres()) return (void)std::printf("skipped: OL_TEST_PG_URL not set\n");
    TestDatabase db(tables, Dialect::postgres);
    ASSERT_TRUE(add(*db, 1, "a"));
    ASSERT_EQ(count(*db), 1);
    constexpr auto own_pid = "select pg_backend_pid()";
    std::int64_t writer = 0, reader = 0;
    ASSERT_TRUE(db->write([&](Tx& tx) -> Result<> {
        writer = tx.query(own_pid).i64(0, 0);
        return {};
    }));
    ASSERT_TRUE(db->read([&](Conn& c) -> Result<> {
        reader = c.query(own_pid).i64(0, 0);
        return {};
    }));
    connect(*parse_place(db.url()), false)
        ->query("select pg_terminate_backend(?1::int, 5000), pg_terminate_backend(?2::int, 5000)",
                writer, reader);
    EXPECT_TRUE(add(*db, 2, "b"));
    EXPECT_EQ(count(*db), 2);
}

TEST(Postgres, AConnectionLostInsideATransactionIsAnErrorAndThenRecovers) {
    if (!has_test_postgres()) return (void)std::printf("skipped: OL_TEST_PG_URL not set\n");
    TestDatabase db(tables, Dialect::postgres);
    const auto lost = db->write([](Tx& tx) -> Result<> {
        tx.exec("insert into thing (id) values (1)");
        tx.query("select pg_terminate_backend(pg_backend_pid())");
        return {};
    });
    EXPECT_EQ(code(lost), "db.lost");
    EXPECT_EQ(lost.error().kind, Errc::unavailable);
    EXPECT_FALSE(db->healthy());
    EXPECT_TRUE(add(*db, 2, "b"));
    EXPECT_TRUE(db->healthy());
    EXPECT_EQ(count(*db), 1);
    EXPECT_EQ(code(db->read([](Conn& c) -> Result<> {
                  c.query("select pg_terminate_backend(pg_backend_pid())");
                  return {};
              })),
              "db.lost");
    EXPECT_EQ(count(*db), 1);
}

}  // namespace database_test

}  // namespace ol::db
