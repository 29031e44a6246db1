// kill -9 while cards are merged and parted: a process of its own does nothing else, this one kills
// it after so many steps and looks at what is left. It is always one card or two, never between.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "platform/db/test_db.hpp"
#include "shop/customers/kept/dump.hpp"
#include "shop/customers/kept/merging.hpp"
#include "shop/customers/page/page.hpp"

namespace ol::customers {
namespace merging_kill_test {

std::vector<db::Migration> all() {
    std::vector<db::Migration> out;
    for (const auto some : {migrations(), page_migrations(), kept_migrations()})
        out.insert(out.end(), some.begin(), some.end());
    return out;
}

struct Room {
    explicit Room(db::Database& d) : db(d), buyers({d, ids, system_clock(), {}, {}}) {}
    CustomerId buyer(const std::string& name) {
        Intake in;
        in.name = name, in.phone = "+380501112233", in.email = name + "@example.com";
        in.address = {name + " street", "Kyiv"}, in.shop = ShopId{1};
        return *db.write_as<CustomerId>([&](db::Tx& tx) { return buyers.intake(tx, in); });
    }
    Result<MergeId> merge(CustomerId kept, CustomerId gone) {
        MergeBuyers in;
        in.gone_id = gone, in.reason = "same";
        in.version = buyers.customer(kept, Visibility::full)->version;
        in.gone_version = buyers.customer(gone, Visibility::full)->version;
        return db.write_as<MergeId>(
            [&](db::Tx& tx) { return merging.merge(tx, kept, in, PersonId{7}); });
    }
    Result<BuyerMerge> undo(MergeId id) {
        return db.write_as<BuyerMerge>(
            [&](db::Tx& tx) { return merging.undo(tx, id, PersonId{7}); });
    }
    std::string dump() { return dump_of(db, {"buyer_merge", "journal"}, {"version"}); }
    db::Database& db;
    IdSource ids;
    Customers buyers;
    const KeptRoom rooms[1] = {kept_tables()};
    Merging merging{MergeDeps{db, ids, buyers, {}, {}, KeptTables(rooms), {}, {}}};
};

[[noreturn]] void merge_for_ever(const std::string& url, CustomerId a, CustomerId b, int to) {
    auto db = db::Database::open({url}, system_clock());
    if (!db) ::_exit(2);
    Room room(**db);
    for (;;) {
        const auto id = room.merge(a, b);
        if (!id || ::write(to, "m", 1) != 1) ::_exit(3);
        if (!room.undo(*id) || ::write(to, "u", 1) != 1) ::_exit(4);
    }
}

/// Runs it and kills it after so many steps, somewhere in the next one.
void life(const std::string& url, CustomerId a, CustomerId b, int steps) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        merge_for_ever(url, a, b, ends[1]);
    }
    ::close(ends[1]);
    char step = 0;
    for (int i = 0; i < steps; ++i) ASSERT_EQ(::read(ends[0], &step, 1), 1) << "it ended itself";
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    EXPECT_TRUE(WIFSIGNALED(status));
}

TEST(MergingKilled, LeavesOneCardOrTwoAndNothingBetween) {
    const auto migrations = all();
    db::TestDatabase database(migrations);
    CustomerId a, b;
    std::string before;
    {
        Room room(*database);
        a = room.buyer("oksana"), b = room.buyer("ksenia");
        before = room.dump();
    }
    for (int steps = 1; steps <= 12; ++steps) {
        database.close();
        life(database.url(), a, b, steps);
        database.reopen();
        Room room(*database);
        const auto now = room.merging.merges(b);
        ASSERT_TRUE(now);
        const auto standing = [](const BuyerMerge& m) { return !m.undone_at; };
        EXPECT_EQ(std::ranges::count_if(now->items, standing), now->into ? 1 : 0);
        if (now->into) {
            const auto undone = room.undo(std::ranges::find_if(now->items, standing)->id);
            ASSERT_TRUE(undone) << undone.error().code;
        }
        EXPECT_EQ(room.dump(), before) << "after " << steps << " steps";
    }
}

}  // namespace merging_kill_test
}  // namespace ol::customers
