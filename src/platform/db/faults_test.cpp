// What becomes of acknowledged work when the process, the disk or a neighbour fails.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "platform/base/log.hpp"
#include "platform/db/test_db.hpp"

namespace ol::db {
namespace faults_test {

constexpr Migration tables[] = {
    {"test", 1, "things", "create table thing (id bigint primary key, name text not null);"}};

Result<> add(Database& db, std::int64_t id, std::string name = "x") {
    return db.write([=](Tx& tx) -> Result<> {
        tx.exec("insert into thing (id, name) values (?1, ?2)", id, name);
        tx.journal({"thing.added", id});
        return {};
    });
}

std::set<std::int64_t> ids(Database& db, std::string sql = "select id from thing") {
    std::set<std::int64_t> out;
    const auto read = db.read([&](Conn& c) -> Result<> {
        const Rows rows = c.query(sql);
        for (std::size_t i = 0; i < rows.size(); ++i) out.insert(rows.i64(i, 0));
        return {};
    });
    EXPECT_TRUE(read);
    return out;
}

std::string code(const Result<>& r) { return r ? "" : r.error().code; }

/// The child: four threads add rows and send each id down the pipe once it is acknowledged. Never
/// returns.
[[noreturn]] void write_until_killed(const std::string& url, int pipe) {
    auto db = Database::open({url, 1, 1000}, system_clock());
    if (!db) _exit(1);
    std::vector<std::thread> threads;
    for (std::int64_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::int64_t id = t; add(**db, id); id += 4)
                if (write(pipe, &id, sizeof id) != sizeof id) _exit(2);
        });
    for (auto& thread : threads) thread.join();
    _exit(3);
}

void kill_and_look(TestDatabase& place, int after) {
    place.close();
    int pipes[2];
    ASSERT_EQ(pipe(pipes), 0);
    const pid_t child = fork();
    if (child == 0) {
        close(pipes[0]);
        write_until_killed(place.url(), pipes[1]);
    }
    close(pipes[1]);
    std::set<std::int64_t> acknowledged;
    std::int64_t id = 0;
    while (read(pipes[0], &id, sizeof id) == sizeof id) {
        acknowledged.insert(id);
        if (acknowledged.size() == static_cast<std::size_t>(after)) kill(child, SIGKILL);
    }
    close(pipes[0]);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << status;
    place.reopen();
    const auto kept = ids(*place);
    const auto facts = ids(*place, "select subject from journal");
    for (const auto done : acknowledged)
        EXPECT_TRUE(kept.contains(done)) << "acknowledged and gone: " << done;
    EXPECT_EQ(kept, facts) << "state rows and facts are written together or not at all";
    const auto seqs = ids(*place, "select seq from journal");
    EXPECT_EQ(seqs.empty() ? 0 : *seqs.rbegin(), static_cast<std::int64_t>(seqs.size()))
        << "no gap";
    std::printf("killed after %d: %zu acknowledged, %zu kept\n", after, acknowledged.size(),
                kept.size());
}

/// Hears of changes of health; waits for one with a deadline.
struct Health {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> heard;

    explicit Health(Database& db) {
        db.on_health([this](bool healthy, std::string_view what) {
            const std::lock_guard lock(mutex);
            heard.push_back(healthy ? "ok" : std::string(what));
            changed.notify_all();
        });
    }
    bool wait_for(const std::string& what) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(20),
                                [&] { return !heard.empty() && heard.back() == what; });
    }
};

struct Quiet {
    Quiet() {
        log::capture_for_test([](std::string_view) {});
    }
    ~Quiet() { log::capture_for_test({}); }
};

/// Adds rows of 4 KiB until the store says no; returns its code and how many went in.
std::pair<std::string, int> fill(Database& db) {
    for (int i = 0; i < 100000; ++i)
        if (const auto r = add(db, i, std::string(4096, 'x')); !r) return {r.error().code, i};
    return {"never", 0};
}

TEST(Kill, NothingAcknowledgedIsMissingOnSqlite) {
    for (const int after : {1, 40, 300}) {
        TestDatabase place(tables);
        kill_and_look(place, after);
    }
}

TEST(Kill, NothingAcknowledgedIsMissingOnPostgres) {
    if (!has_test_postgres()) return (void)std::printf("skipped: OL_TEST_PG_URL not set\n");
    TestDatabase place(tables, Dialect::postgres);
    kill_and_look(place, 150);
}

TEST(DiskFull, WhatWasAcknowledgedStaysAndReadingGoesOn) {
    const Quiet quiet;
    TestDatabase place(tables);
    place.close();
    const auto db = *Database::open({place.url() + "&max_pages=60", 2, 1000}, system_clock());
    Health health(*db);
    const auto [why, added] = fill(*db);
    EXPECT_EQ(why, "db.full");
    EXPECT_GT(added, 5);
    EXPECT_FALSE(db->healthy());
    EXPECT_EQ(db->fault(), "db.full");
    EXPECT_TRUE(health.wait_for("db.full"));
    EXPECT_EQ(ids(*db).size(), static_cast<std::size_t>(added));
    EXPECT_EQ(add(*db, 200000, std::string(100000, 'x')).error().kind, Errc::unavailable);
    EXPECT_TRUE(db->write([](Tx& tx) -> Result<> {
        tx.exec("delete from thing where id = 0");
        return {};
    }));
    EXPECT_EQ(db->fault(), "db.full") << "a small write that finds a page is no sign of room";
    EXPECT_TRUE(db->write([](Tx& tx) -> Result<> {
        tx.exec("delete from thing");
        return {};
    }));
    EXPECT_TRUE(health.wait_for("ok"));
    EXPECT_TRUE(add(*db, 200001));
}

TEST(DiskFull, OnARealFullDiskItRecoversByItselfWhenSpaceReturns) {
    const Quiet quiet;
    TestDatabase place(tables);
    const std::string disk = place.folder() + "/disk";
    std::filesystem::create_directory(disk);
    if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=3m") != 0)
        return (void)std::printf("skipped: only root may mount a small disk\n");
    struct Unmount {
        std::string disk;
        ~Unmount() { umount2(disk.c_str(), MNT_DETACH); }
    } const unmount{disk};
    std::ofstream(disk + "/filler") << std::string(1 << 20, 'f');
    {
        const auto db = *Database::open({"sqlite:" + disk + "/t.db", 2, 1000}, system_clock());
        ASSERT_TRUE(db->migrate(tables));
        Health health(*db);
        const auto [why, added] = fill(*db);
        EXPECT_EQ(why, "db.full");
        EXPECT_TRUE(health.wait_for("db.full"));
        EXPECT_EQ(ids(*db).size(), static_cast<std::size_t>(added))
            << "acknowledged rows are all there, others are not";
        EXPECT_EQ(code(add(*db, 500000, std::string(40960, 'x'))), "db.full");
        std::filesystem::remove(disk + "/filler");
        EXPECT_TRUE(health.wait_for("ok"))
            << "nobody writes; the writer's own probe finds the space";
        EXPECT_TRUE(db->healthy());
        EXPECT_TRUE(add(*db, 500000, std::string(40960, 'x')));
        EXPECT_EQ(ids(*db).size(), static_cast<std::size_t>(added) + 1);
    }
}

TEST(Locked, AnotherProcessHoldingTheDatabaseIsToldAndItsEndIsNoticed) {
    const Quiet quiet;
    TestDatabase place(tables);  // waits 200 ms for a lock
    Health health(*place);
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open((place.folder() + "/test.db").c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "begin immediate", nullptr, nullptr, nullptr), SQLITE_OK);
    const auto refused = add(*place, 1);
    EXPECT_EQ(code(refused), "db.locked");
    EXPECT_EQ(refused.error().kind, Errc::unavailable);
    EXPECT_EQ(place->fault(), "db.locked");
    EXPECT_TRUE(ids(*place).empty()) << "readers are not held up";
    sqlite3_exec(other, "rollback", nullptr, nullptr, nullptr);
    EXPECT_TRUE(health.wait_for("ok"));
    EXPECT_TRUE(add(*place, 1));
    sqlite3_close(other);
}

TEST(Backup, ACopyOfARunningDatabaseCanBePutBack) {
    TestDatabase place(tables);
    ASSERT_TRUE(add(*place, 1, "kept"));
    const std::string copy = place.folder() + "/copy.db";
    ASSERT_TRUE(place->read([&](Conn& c) -> Result<> {  // a reader is at work meanwhile
        c.query("select * from thing");
        return place->backup(copy);
    }));
    ASSERT_TRUE(add(*place, 2, "after the backup"));
    const auto perms = std::filesystem::status(copy).permissions();
    EXPECT_EQ(perms & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
              std::filesystem::perms::none);
    EXPECT_FALSE(std::filesystem::exists(copy + ".part"));

    place.close();
    sqlite3* other = nullptr;
    sqlite3_open((place.folder() + "/test.db").c_str(), &other);
    sqlite3_exec(other, "begin; select * from thing", nullptr, nullptr, nullptr);
    EXPECT_EQ(code(restore(copy, place.url())), "db.locked") << "never under a running process";
    sqlite3_close_v2(other);
    ASSERT_EQ(code(restore(copy, place.url())), "");
    place.reopen();
    EXPECT_EQ(ids(*place), std::set<std::int64_t>{1});
    EXPECT_TRUE(add(*place, 3));
}

TEST(Backup, WhatIsNoWholeBackupIsNotPutBack) {
    TestDatabase place(tables);
    ASSERT_TRUE(add(*place, 1));
    place.close();
    std::ofstream(place.folder() + "/junk")
        << "not a database at all, just some text that is long enough to be read";
    EXPECT_EQ(code(restore(place.folder() + "/junk", place.url())), "db.backup");
    EXPECT_EQ(code(restore(place.folder() + "/none", place.url())), "db.backup");
    place.reopen();
    EXPECT_EQ(ids(*place).size(), 1u);
    EXPECT_EQ(code(place->backup("/proc/none/copy.db")), "db.backup");
}

TEST(Backup, OfPostgresByItsOwnTool) {
    if (!has_test_postgres()) return (void)std::printf("skipped: OL_TEST_PG_URL not set\n");
    TestDatabase place(tables, Dialect::postgres);
    TestDatabase folder({});
    ASSERT_TRUE(add(*place, 1));
    ASSERT_EQ(code(place->backup(folder.folder() + "/copy.dump")), "");
    std::ifstream file(folder.folder() + "/copy.dump", std::ios::binary);
    std::string head(5, ' ');
    file.read(head.data(), 5);
    EXPECT_EQ(head, "PGDMP");
}

}  // namespace faults_test

}  // namespace ol::db
