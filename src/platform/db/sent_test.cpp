// What is sent without an answer: its faults are met all the same, by the job that sent it alone.
#include <gtest/gtest.h>

#include <future>

#include "platform/db/test_db.hpp"

namespace ol::db {
namespace sent_test {

constexpr Migration tables[] = {
    {"test", 1, "sent", "create table thing (id bigint primary key, name text)"}};

void on_both(const std::function<void(Database&)>& body) { for_each_database(tables, body); }

void put(Tx& tx, std::int64_t id) { tx.tell("insert into thing (id) values (?1)", id); }

std::string code(const Result<>& r) { return r ? "" : r.error().code; }

std::int64_t count(Database& db) {
    return *db.read_as<std::int64_t>([](Conn& c) -> Result<std::int64_t> {
        return c.query("select count(*) from thing").i64(0, 0);
    });
}

TEST(Sent, WhatWasSentIsSeenByWhatIsAskedAfterIt) {
    on_both([](Database& db) {
        EXPECT_EQ(code(db.write([](Tx& tx) -> Result<> {
                      for (int i = 1; i <= 300; ++i) put(tx, i);  // more than goes at once
                      EXPECT_EQ(tx.query("select count(*) from thing").i64(0, 0), 300);
                      put(tx, 301);
                      EXPECT_EQ(tx.exec("delete from thing where id > ?1", 290), 11);
                      put(tx, 302);
                      return {};
                  })),
                  "");
        EXPECT_EQ(count(db), 291);
    });
}

TEST(Sent, AFaultIsTheJobsOwnWhereverItIsMet) {
    on_both([](Database& db) {
        ASSERT_EQ(code(db.write([](Tx& tx) -> Result<> { return put(tx, 1), Result<>{}; })), "");
        EXPECT_EQ(code(db.write([](Tx& tx) -> Result<> {  // at the end
                      put(tx, 1);
                      put(tx, 2);
                      tx.journal({"thing.put", 2});
                      return {};
                  })),
                  "db.unique");
        EXPECT_EQ(code(db.write([](Tx& tx) -> Result<> {  // at the next answer
                      put(tx, 3);
                      put(tx, 1);
                      tx.query("select count(*) from thing");
                      return {};
                  })),
                  "db.unique");
        EXPECT_NE(code(db.write([](Tx& tx) -> Result<> {  // behind a throw: whichever came first
                      put(tx, 4);
                      put(tx, 4);
                      throw std::runtime_error("bug");
                  })),
                  "");
        EXPECT_EQ(code(db.write([](Tx& tx) -> Result<> {
                      put(tx, 5);
                      return conflict("test.no", "refused");
                  })),
                  "test.no");
        EXPECT_EQ(code(db.write([](Tx& tx) -> Result<> {
                      put(tx, 6);
                      tx.tell("insert into nowhere (id) values (1)");
                      return {};
                  })),
                  "db.sql");
        EXPECT_EQ(count(db), 1);
        EXPECT_TRUE(db.healthy());
        EXPECT_EQ(db.read_as<std::int64_t>([](Conn& c) -> Result<std::int64_t> {
                        return c.query("select count(*) from journal").i64(0, 0);
                    }).value(),
                  0);
    });
}

TEST(Sent, AFailingJobTakesNoOtherOfItsBatchWithIt) {
    on_both([](Database& db) {
        std::promise<void> go;
        db.post([&](Tx&) -> Result<> { return go.get_future().wait(), Result<>{}; }, nullptr);
        std::vector<std::future<std::string>> answers;
        for (int i = 1; i <= 50; ++i) {
            auto answer = std::make_shared<std::promise<std::string>>();
            answers.push_back(answer->get_future());
            db.post(
                [i](Tx& tx) -> Result<> {
                    put(tx, i);
                    if (i % 10 == 0) put(tx, i);
                    put(tx, 100 + i);
                    return {};
                },
                [answer](Result<> r) { answer->set_value(code(r)); });
        }
        go.set_value();
        for (std::size_t i = 0; i < answers.size(); ++i)
            EXPECT_EQ(answers[i].get(), i % 10 == 9 ? "db.unique" : "") << i;
        EXPECT_EQ(count(db), 90);
    });
}

TEST(Sent, AConnectionLostWithUnreadAnswersIsAnErrorAndThenRecovers) {
    if (!has_test_postgres()) return (void)std::printf("skipped: OL_TEST_PG_URL not set\n");
    TestDatabase db(tables, Dialect::postgres);
    EXPECT_EQ(code(db->write([](Tx& tx) -> Result<> {
                  put(tx, 1);
                  tx.tell("select pg_terminate_backend(pg_backend_pid())");
                  put(tx, 2);
                  return {};
              })),
              "db.lost");
    EXPECT_FALSE(db->healthy());
    EXPECT_EQ(code(db->write([](Tx& tx) -> Result<> { return put(tx, 3), Result<>{}; })), "");
    EXPECT_TRUE(db->healthy());
    EXPECT_EQ(count(*db), 1);
}

}  // namespace sent_test
}  // namespace ol::db
