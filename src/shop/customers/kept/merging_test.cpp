// Merges of two cards on both databases: what goes over, what comes back, what stands against it.
#include "shop/customers/kept/merging.hpp"

#include <gtest/gtest.h>

#include <random>

#include "platform/db/test_db.hpp"
#include "shop/customers/kept/dump.hpp"
#include "shop/customers/page/page.hpp"

namespace ol::customers {
namespace merging_test {

constexpr PersonId ira{7}, tom{8};

/// A table of another room, so that the port is used as others use it.
constexpr db::Migration another_room{
    "things", 1, "a table of another room",
    "create table thing (id bigint primary key, customer_id bigint not null, words text not null)"};
constexpr KeptTable things[] = {
    {.name = "thing", .what = "things", .his = "customer_id = ?1", .words = "words", .key = "id"}};

std::vector<db::Migration> all() {
    std::vector<db::Migration> out;
    for (const auto some : {migrations(), page_migrations(), kept_migrations()})
        out.insert(out.end(), some.begin(), some.end());
    out.push_back(another_room);
    return out;
}

struct World {
    explicit World(db::Database& d, const Clock& clock)
        : db(d), buyers({d, ids, clock, {}, {}}), merging(deps()) {}
    MergeDeps deps() {
        const KeptRoom rooms[] = {kept_tables(), {things, {}}};
        MergeDeps d{db, ids, buyers, {}, {}, KeptTables(rooms), {}, {}};
        d.person_name = [](PersonId p) { return p == ira ? "Ira" : "Tom"; };
        d.in_talk = [this](db::Conn&, CustomerId) { return talks; };
        return d;
    }
    CustomerId buyer(const std::string& name, const std::string& phone,
                     const std::string& email = "", ShopId shop = ShopId{1}) {
        Intake in;
        in.name = name, in.phone = phone, in.email = email, in.shop = shop;
        in.address = {name + " street", "Kyiv"};
        return *db.write_as<CustomerId>([&](db::Tx& tx) {
            auto id = buyers.intake(tx, in);
            buyers.count_order(tx, *id);
            tx.exec("insert into thing (id, customer_id, words) values (?1,?2,'w')", ids.next(),
                    *id);
            return id;
        });
    }
    Customer card(CustomerId id) { return *buyers.customer(id, Visibility::full); }
    MergeBuyers asked(CustomerId kept, CustomerId gone) {
        MergeBuyers in;
        in.gone_id = gone, in.reason = "she says so";
        in.version = card(kept).version, in.gone_version = card(gone).version;
        return in;
    }
    Result<MergeId> merge(CustomerId kept, const MergeBuyers& in, PersonId by = ira) {
        return db.write_as<MergeId>([&](db::Tx& tx) { return merging.merge(tx, kept, in, by); });
    }
    MergeId merge(CustomerId kept, CustomerId gone) {
        auto id = merge(kept, asked(kept, gone));
        EXPECT_TRUE(id) << (id ? "" : id.error().code + " " + id.error().detail);
        return id ? *id : MergeId{};
    }
    Result<BuyerMerge> undo(MergeId id, PersonId by = ira) {
        return db.write_as<BuyerMerge>([&](db::Tx& tx) { return merging.undo(tx, id, by); });
    }
    std::string bar(MergeId id) {
        const auto r = undo(id);
        if (r) return "undone";
        const auto& p = r.error().params;
        return p.empty() ? r.error().code : p.back().second;
    }
    /// The database without what a merge rightly changes for good: versions, its own record.
    std::string dump() { return dump_of(db, {"buyer_merge", "journal"}, {"version"}); }
    std::int64_t count(const std::string& sql) {
        std::int64_t n = 0;
        EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
            n = c.query(sql).i64(0, 0);
            return {};
        }));
        return n;
    }
    db::Database& db;
    IdSource ids;
    Customers buyers;
    std::optional<PersonId> talks;
    Merging merging;
};

void everywhere(const std::function<void(World&)>& body) {
    ManualClock clock(from_ms(1'795'000'000'000));
    db::for_each_database(
        all(),
        [&](db::Database& d) {
            World w(d, clock);
            body(w);
        },
        clock);
}

TEST(Merging, EverythingOfTheOtherGoesOverAndNothingIsThereTwice) {
    everywhere([](World& w) {
        const auto kept = w.buyer("Oksana Koval", "+380501112233");
        const auto gone = w.buyer("Ksenia", "+380501112233", "ok@example.com");
        ASSERT_NE(kept, gone) << "a phone alone merges nobody";
        EXPECT_TRUE(w.card(kept).identities[0].shared);
        auto in = w.asked(kept, gone);
        in.name = Take::gone;
        ASSERT_TRUE(w.merge(kept, in));
        const auto one = w.card(kept);
        EXPECT_EQ(one.name, "Ksenia");
        EXPECT_EQ(one.order_count, 2);
        ASSERT_EQ(one.identities.size(), 2u) << "the number once, and her e-mail";
        EXPECT_FALSE(one.identities[0].shared) << "nobody else has it any more";
        EXPECT_EQ(one.addresses.size(), 2u);
        EXPECT_EQ(
            w.count("select count(*) from thing where customer_id = " + std::to_string(kept.value)),
            2);
        const auto caller = w.buyers.identify("+380501112233", "");
        ASSERT_TRUE(caller);
        EXPECT_EQ(caller->who, Who::buyer) << "a call from it is hers now";
        EXPECT_EQ(w.buyers.search("koval", "", 10)->items.size(), 0u);
        EXPECT_EQ(w.buyers.search("ksenia", "", 10)->items.size(), 1u) << "one card, not two";
    });
}

TEST(Merging, UndoneItIsAsItWas) {
    everywhere([](World& w) {
        const auto kept = w.buyer("Oksana Koval", "+380501112233");
        const auto gone = w.buyer("Ksenia", "+380501112233", "ok@example.com");
        const auto before = w.dump();
        const auto id = w.merge(kept, gone);
        EXPECT_NE(w.dump(), before);
        const auto undone = w.undo(id, tom);
        ASSERT_TRUE(undone) << undone.error().code;
        EXPECT_EQ(undone->undone_by_name, "Tom");
        EXPECT_EQ(w.dump(), before);
        EXPECT_EQ(w.undo(id).error().code, "customers.merge_undone");
        EXPECT_EQ(w.buyers.identify("+380501112233", "")->who, Who::ambiguous);
    });
}

TEST(Merging, WhatCameSinceStaysWithTheKeptOne) {
    everywhere([](World& w) {
        const auto kept = w.buyer("Oksana Koval", "+380501112233");
        const auto gone = w.buyer("Ksenia", "+380671112233");
        const auto id = w.merge(kept, gone);
        EXPECT_EQ(w.buyer("Oksana Koval", "+380671112233"), kept) << "her old number finds her";
        ASSERT_TRUE(
            w.db.write([&](db::Tx& tx) { return w.buyers.do_not_call(tx, kept, "asked", ira); }));
        ASSERT_TRUE(w.undo(id));
        EXPECT_EQ(w.card(kept).order_count, 2);
        EXPECT_TRUE(w.card(kept).do_not_call) << "her wish is newer than the merge";
        EXPECT_EQ(w.card(gone).order_count, 1);
        EXPECT_FALSE(w.card(gone).do_not_call);
        EXPECT_EQ(
            w.count("select count(*) from thing where customer_id = " + std::to_string(kept.value)),
            2);
    });
}

TEST(Merging, WhatContradictsTheUndoingIsNamed) {
    everywhere([](World& w) {
        const auto a = w.buyer("Oksana Koval", "+380501112233");
        const auto b = w.buyer("Ksenia", "+380671112233");
        const auto c = w.buyer("Oxana", "+380931112233");
        const auto first = w.merge(a, b);
        const auto second = w.merge(a, c);
        EXPECT_EQ(w.bar(first), "later");
        const auto d = w.buyer("Somebody", "+380441112233");
        const auto third = w.merge(d, a);
        EXPECT_EQ(w.bar(second), "merged");
        ASSERT_TRUE(w.undo(third));
        ASSERT_TRUE(w.undo(second));
        CustomerPatch rename;
        rename.name = "Oksana Petrenko";
        ASSERT_TRUE(w.db.write(
            [&](db::Tx& tx) { return w.buyers.patch(tx, a, w.card(a).version, rename, ira); }));
        EXPECT_EQ(w.bar(first), "edited");
        rename.name = "Oksana Koval";
        ASSERT_TRUE(w.db.write(
            [&](db::Tx& tx) { return w.buyers.patch(tx, a, w.card(a).version, rename, ira); }));
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("update thing set customer_id = ?1 where customer_id = ?2", d, a);
            return {};
        }));
        EXPECT_EQ(w.bar(first), "moved_on");
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            erase_merges(tx, b);
            return {};
        }));
        EXPECT_EQ(w.bar(first), "erased");
    });
}

TEST(Merging, IsRefusedWithItsReason) {
    everywhere([](World& w) {
        const auto a = w.buyer("Oksana Koval", "+380501112233");
        const auto b = w.buyer("Ksenia", "+380671112233");
        const auto code = [&](const MergeBuyers& in) { return w.merge(a, in).error().code; };
        auto in = w.asked(a, b);
        in.reason = " ";
        EXPECT_EQ(code(in), "customers.reason");
        in.reason = std::string(400, 'x');
        EXPECT_EQ(code(in), "customers.too_long");
        in = w.asked(a, a);
        EXPECT_EQ(code(in), "customers.merge_self");
        in = w.asked(a, b);
        in.gone_id = CustomerId{5};
        EXPECT_EQ(code(in), "customers.unknown");
        in = w.asked(a, b), --in.gone_version;
        EXPECT_EQ(code(in), "customers.version_conflict");
        w.talks = tom;
        EXPECT_EQ(code(w.asked(a, b)), "customers.in_talk");
        w.talks = ira;
        const auto id = w.merge(a, b);
        EXPECT_TRUE(id);
        EXPECT_EQ(code(w.asked(a, b)), "customers.merged");
        CustomerPatch rename;
        rename.name = "X";
        auto patched = w.db.write(
            [&](db::Tx& tx) { return w.buyers.patch(tx, b, w.card(b).version, rename, ira); });
        ASSERT_TRUE(patched.has_error());
        EXPECT_EQ(patched.error().code, "customers.merged");
        EXPECT_EQ(patched.error().params[0].second, std::to_string(a.value));
    });
}

/// By somebody of two shops: after the first the other card is in none of hers any more.
TEST(Merging, TheSameMergeAgainIsAConflict) {
    everywhere([](World& w) {
        const auto a = w.buyer("Oksana Koval", "+380501112233");
        const auto b = w.buyer("Ksenia", "+380671112233", "", ShopId{2});
        http::Router router;
        add_merge_routes(router, std::make_shared<Merging>(w.deps()));
        http::Request ask;
        ask.method = http::Method::post;
        ask.path = "/api/v1/buyers/" + std::to_string(a.value) + "/merge";
        ask.body = json::write(w.asked(a, b));
        ask.who.person = ira, ask.who.shops = {1, 2};
        ask.who.permissions = {"customers.edit", "customers.reveal", "customers.view"};
        http::Request again = ask;
        const auto first = router.handle(ask);
        ASSERT_EQ(first.status, 200) << first.body;
        const auto second = router.handle(again);
        EXPECT_EQ(second.status, 409) << second.body;
        EXPECT_NE(second.body.find("customers.merged"), std::string::npos) << second.body;
        EXPECT_NE(second.body.find(std::to_string(a.value)), std::string::npos) << second.body;
        again.who.shops = {3};
        EXPECT_EQ(router.handle(again).status, 404);  // neither is hers: nothing is told
    });
}

TEST(Merging, ANumberOnlySuggestsAndTwoPeopleStayTwo) {
    everywhere([](World& w) {
        const auto oksana = w.buyer("Oksana Koval", "+380501112233", "k@example.com");
        const auto son = w.buyer("Petro Koval", "+380501112233");
        const auto again = w.buyer("O. Koval", "+380671112233");
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            CustomerPatch more;
            more.add_email = "k@example.com";
            return w.buyers.patch(tx, again, w.card(again).version, more, ira);
        }));
        const http::Principal who;
        const auto found = w.merging.perhaps_same(who, oksana);
        ASSERT_TRUE(found);
        ASSERT_EQ(found->items.size(), 2u);
        EXPECT_EQ(found->items[0].customer.id, again) << "a name alike goes first";
        EXPECT_TRUE(found->items[0].names_alike);
        EXPECT_EQ(found->items[0].by, std::vector{IdentityKind::email});
        EXPECT_TRUE(found->items[1].customer.identities[0].masked);
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) { return w.merging.apart(tx, oksana, son, ira); }));
        EXPECT_EQ(w.merging.perhaps_same(who, oksana)->items.size(), 1u);
        EXPECT_EQ(w.merging.perhaps_same(who, son)->items.size(), 0u) << "from both sides";
    });
}

TEST(Merging, SideBySideSaysWhatGoesWhere) {
    everywhere([](World& w) {
        const auto a = w.buyer("Oksana Koval", "+380501112233");
        const auto b = w.buyer("Ksenia", "+380501112233", "ok@example.com");
        const auto view = w.merging.view({}, {}, a, b);
        ASSERT_TRUE(view);
        EXPECT_FALSE(view->kept_full);
        EXPECT_TRUE(view->gone.identities[0].masked);
        EXPECT_EQ(view->same.size(), 2u);
        const auto line = [&](const std::string& what) {
            for (const auto& l : view->lines)
                if (l.what == what) return l;
            return MergeLine{};
        };
        EXPECT_EQ(line("identities").gone, 2);
        EXPECT_EQ(line("identities").stays, 1);
        EXPECT_EQ(line("things").gone, 1);
        EXPECT_EQ(line("shops").stays, 1);
    });
}

TEST(Merging, AFaultInTheMiddleLeavesBothAsTheyWere) {
    everywhere([](World& w) {
        const auto a = w.buyer("Oksana Koval", "+380501112233");
        const auto b = w.buyer("Ksenia", "+380671112233");
        const auto before = w.dump();
        constexpr KeptTable broken[] = {{.name = "no_such_table", .what = "x", .key = "id"}};
        const KeptRoom rooms[] = {kept_tables(), {things, {}}, {broken, {}}};
        auto deps = w.deps();
        deps.tables = KeptTables(rooms);
        const Merging last_fails(deps);
        const auto in = w.asked(a, b);
        EXPECT_FALSE(
            w.db.write_as<MergeId>([&](db::Tx& tx) { return last_fails.merge(tx, a, in, ira); }));
        EXPECT_EQ(w.dump(), before);
    });
}

/// Any merges in any order, undone from the newest to the oldest: the database is what it was.
void walk(World& w, unsigned seed) {
    std::mt19937 dice(seed);
    const auto any = [&](std::size_t n) { return dice() % n; };
    constexpr const char* names[] = {"Oksana Koval", "O. Koval", "Petro", "Ksenia", "Ivan Hnat"};
    std::vector<CustomerId> people;
    for (int i = 0; i < 8; ++i)
        people.push_back(w.buyer(names[any(5)] + std::string(any(2) ? "" : " x"),
                                 "+38050111223" + std::to_string(any(4)),
                                 any(3) ? "" : "m" + std::to_string(any(3)) + "@example.com"));
    const auto before = w.dump();
    std::vector<MergeId> done;
    for (int i = 0; i < 12; ++i) {
        const auto a = people[any(people.size())], b = people[any(people.size())];
        auto in = w.asked(a, b);
        in.name = any(2) ? Take::kept : Take::gone;
        in.notes = any(2) ? TakeNotes::both : TakeNotes::gone;
        if (const auto id = w.merge(a, in)) done.push_back(*id);
    }
    EXPECT_FALSE(done.empty());
    for (const auto id : done)  // out of turn: refused, or as good as in turn
        if (any(3) == 0) (void)w.undo(id);
    for (auto it = done.rbegin(); it != done.rend(); ++it) {
        const auto r = w.undo(*it);
        EXPECT_TRUE(r || r.error().code == "customers.merge_undone") << r.error().code;
    }
    EXPECT_EQ(w.dump(), before) << "seed " << seed;
}

TEST(Merging, RandomMergesAndTheirUndoingsLeaveNothing) {
    for (unsigned seed = 1; seed <= 25; ++seed) everywhere([&](World& w) { walk(w, seed); });
}

}  // namespace merging_test
}  // namespace ol::customers
