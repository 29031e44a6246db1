// Customers on both databases: identification, secrecy outside the contact, intake by T10.
#include <gtest/gtest.h>

#include <algorithm>

#include "platform/base/text.hpp"
#include "platform/db/test_db.hpp"
#include "shop/customers/customers.hpp"

namespace ol::customers {
namespace {

constexpr PersonId ann{7};
constexpr ContactId live{70};

/// One centre: a database with the room, a clock, and one live contact about `her`.
struct World {
    explicit World(db::Database& d) : db(d), customers(deps()) {}
    Deps deps() {
        return {db,
                ids,
                clock,
                [this](PersonId p, ContactId c, CustomerId x) {
                    return p == ann && c == live && x == her;
                },
                [this](db::Tx&, PersonId, std::string_view what, std::int64_t,
                       std::string_view detail) {
                    audit.push_back(std::string(what) + std::string(detail));
                },
                [this](db::Conn&, CustomerId x, const std::vector<std::int64_t>& shops) {
                    return std::ranges::any_of(shops,
                                               [&](auto s) { return met.contains({x.value, s}); });
                }};
    }
    CustomerId create(NewCustomer in) {
        in.region = "UA";
        auto id =
            db.write_as<CustomerId>([&](db::Tx& tx) { return customers.create(tx, in, ann); });
        EXPECT_TRUE(id) << (id ? "" : id.error().detail);
        return id ? *id : CustomerId{};
    }
    CustomerId intake(const std::string& name, const std::string& phone,
                      const std::string& email = "") {
        auto id = db.write_as<CustomerId>([&](db::Tx& tx) {
            return customers.intake(tx, {name, phone, email, "uk", "Europe/Kyiv", "UA", {}});
        });
        EXPECT_TRUE(id) << (id ? "" : id.error().detail);
        return id ? *id : CustomerId{};
    }
    std::int64_t count(const std::string& table) {
        return *db.read_as<std::int64_t>([&](db::Conn& c) -> Result<std::int64_t> {
            return c.query("select count(*) from " + table).i64(0, 0);
        });
    }
    db::Database& db;
    ManualClock clock{from_ms(1'795'000'000'000)};
    IdSource ids;
    CustomerId her;
    std::set<std::pair<std::int64_t, std::int64_t>> met;  // customer, shop: she ordered there
    std::vector<std::string> audit;
    Customers customers;
};

void everywhere(const std::function<void(World&)>& body) {
    db::for_each_database(migrations(), [&](db::Database& d) {
        World w(d);
        body(w);
    });
}

TEST(Customers, IdentifyTellsWhoCallsAndRevealsNothingOnAmbiguity) {
    everywhere([](World& w) {
        NewCustomer oksana{"Oksana Koval", "050 111-22-33", "Oksana@Example.com", "uk",
                           "Europe/Kyiv"};
        oksana.trusted = {{"Petro Koval", "husband", "067 222 33 44", true}};
        w.her = w.create(oksana);
        const auto courier =
            w.create({"Nova Express", "044 123 45 67", "", "uk", "Europe/Kyiv", Kind::courier});

        auto caller = *w.customers.identify("+380501112233", "");
        EXPECT_EQ(caller.who, Who::buyer);
        EXPECT_EQ(caller.name, "Oksana Koval");
        EXPECT_EQ(caller.customer_ids, std::vector{w.her});
        ASSERT_TRUE(caller.local_time);
        EXPECT_EQ(caller.local_time->size(), 5u);
        EXPECT_EQ(caller.number_masked, mask_phone("+380501112233"));

        caller = *w.customers.identify("067-222-33-44", "UA");
        EXPECT_EQ(caller.who, Who::trusted);
        EXPECT_EQ(caller.name, "Petro Koval");
        EXPECT_EQ(caller.trusted_for, "Oksana Koval");

        EXPECT_EQ(w.customers.identify("0441234567", "UA")->who, Who::courier);
        EXPECT_EQ(w.customers.identify("0441234567", "UA")->customer_ids, std::vector{courier});
        EXPECT_EQ(w.customers.identify("0509999999", "UA")->who, Who::unknown);
        EXPECT_EQ(w.customers.identify("anonymous", "UA")->who, Who::unknown);

        const auto second = w.intake("Halyna Melnyk", "380501112233");
        caller = *w.customers.identify("0501112233", "UA");
        EXPECT_EQ(caller.who, Who::ambiguous);
        EXPECT_EQ(caller.name, "");
        EXPECT_EQ(caller.language, "");
        EXPECT_FALSE(caller.local_time);
        EXPECT_EQ(caller.customer_ids, (std::vector{w.her, second}));
    });
}

TEST(Customers, IntakeMatchesByPhoneAndNameNeverByPhoneAlone) {
    everywhere([](World& w) {
        const auto first = w.intake("Oksana Koval", "0501112233");
        EXPECT_EQ(w.intake("Koval Oksana", "+380 50 111-22-33"),
                  first);  // story 2: three spellings of one number
        EXPECT_EQ(w.intake("O. Koval", "380501112233"), first);
        const auto son = w.intake("Taras Melnyk", "0501112233");
        EXPECT_NE(son, first);
        EXPECT_NE(w.intake("", "0501112233"), first);  // a number without a name proves nothing
        const auto shared = *w.customers.customer(first, Visibility::full);
        ASSERT_EQ(shared.identities.size(), 1u);
        EXPECT_TRUE(shared.identities[0].shared);
        EXPECT_EQ(w.intake("Taras Melnyk", "0501112233"), son);
        const auto by_mail = w.intake("Ivan Bondar", "", "ivan@example.com");
        EXPECT_EQ(w.intake("Bondar Ivan", "0671234567", "IVAN@example.com"), by_mail);
        EXPECT_EQ(w.customers.identify("0671234567", "UA")->customer_ids, std::vector{by_mail});
        EXPECT_EQ(w.count("customer"), 4);
    });
}

TEST(Customers, FullOnlyInHerLiveContactAndLoggedOnce) {
    everywhere([](World& w) {
        NewCustomer in{"Oksana Koval", "0501112233", "", "uk", "Europe/Kyiv"};
        in.addresses = {{"Saksahanskoho 12, apt 4", "Kyiv", "", "01033"}};
        w.her = w.create(in);
        auto outside = w.customers.for_reader(ann, {}, w.her);
        EXPECT_TRUE(outside->identities[0].masked);
        EXPECT_EQ(outside->addresses[0].text, "Kyiv ***");
        EXPECT_EQ(w.customers.for_reader(PersonId{8}, live, w.her)->identities[0].masked, true);
        EXPECT_EQ(w.count("pii_view"), 0);

        auto inside = w.customers.for_reader(ann, live, w.her);
        EXPECT_EQ(inside->identities[0].value, "+380501112233");
        EXPECT_EQ(inside->addresses[0].text, "Saksahanskoho 12, apt 4");
        EXPECT_TRUE(w.customers.for_reader(ann, live, w.her));
        EXPECT_EQ(w.count("pii_view"), 1);
        EXPECT_EQ(w.audit, std::vector<std::string>{R"(customer.seen{"field":"card"})"});
        EXPECT_EQ(w.customers.for_reader(ann, live, CustomerId{5}).error().code,
                  "customers.unknown");
    });
}

TEST(Customers, RevealNeedsAReasonAndIsWrittenDown) {
    everywhere([](World& w) {
        w.her = w.create({"Oksana Koval", "0501112233", "", "uk", ""});
        const auto card = *w.customers.customer(w.her, Visibility::masked);
        const auto ask = [&](RevealRequest r) {
            return w.db.write_as<std::string>(
                [&](db::Tx& tx) { return w.customers.reveal(tx, w.her, r, ann); });
        };
        EXPECT_EQ(ask({card.identities[0].id, {}, " "}).error().code, "customers.reason");
        EXPECT_EQ(ask({{}, {}, "courier asks"}).error().code, "customers.reveal_one");
        EXPECT_EQ(ask({IdentityId{1}, {}, "courier asks"}).error().code, "customers.unknown_field");
        EXPECT_EQ(w.count("pii_view"), 0);
        EXPECT_EQ(*ask({card.identities[0].id, {}, "courier asks"}), "+380501112233");
        EXPECT_EQ(w.count("pii_view"), 1);
        EXPECT_EQ(w.audit.size(), 1u);
    });
}

TEST(Customers, SearchFindsByNameAndTailAlwaysMasked) {
    everywhere([](World& w) {
        const auto a = w.create({"Оксана Коваль", "0501112233", "", "uk", ""});
        const auto b = w.create({"Kovalenko_50%", "0671112244", "", "uk", ""});
        const auto found = [&](std::string_view q) {
            std::vector<CustomerId> ids;
            const auto page = *w.customers.search(q, "", 10);
            for (const auto& c : page.items) {
                ids.push_back(c.id);
                EXPECT_TRUE(c.identities[0].masked);
            }
            return ids;
        };
        EXPECT_EQ(found("КОВАЛЬ"), std::vector{a});
        EXPECT_EQ(found("_50%"), std::vector{b});
        EXPECT_EQ(found("22-33"), std::vector{a});
        EXPECT_EQ(found("1112244"), std::vector{b});
        EXPECT_TRUE(found("9999").empty());
        auto page = w.customers.search("", "", 1);
        ASSERT_EQ(page->items.size(), 1u);
        ASSERT_TRUE(page->next);
        EXPECT_EQ(w.customers.search("", *page->next, 1)->items[0].id, a);
    });
}

TEST(Customers, EditsAreCompareAndSet) {
    everywhere([](World& w) {
        w.her = w.create({"Oksana Koval", "0501112233", "", "uk", ""});
        CustomerPatch p;
        p.name = "Oksana Melnyk";
        p.add_phone = "067 111 22 44";
        p.region = "UA";
        p.add_addresses = {{"Main 1", "Lviv", "", ""}};
        const auto patch = [&](std::int64_t version) {
            return w.db.write(
                [&](db::Tx& tx) { return w.customers.patch(tx, w.her, version, p, ann); });
        };
        ASSERT_TRUE(patch(1));
        auto lost = patch(1);
        ASSERT_FALSE(lost);
        EXPECT_EQ(lost.error().code, "customers.version_conflict");
        EXPECT_EQ(lost.error().params[0].second, "2");
        const auto c = *w.customers.customer(w.her, Visibility::full);
        EXPECT_EQ(c.name, "Oksana Melnyk");
        EXPECT_EQ(c.identities.size(), 2u);
        EXPECT_EQ(c.addresses.size(), 1u);
        p.add_phone = "12";
        EXPECT_EQ(patch(2).error().code, "customers.phone");
        EXPECT_EQ(w.customers.customer(w.her, Visibility::full)->version, 2);  // rolled back whole

        ASSERT_TRUE(w.db.write(
            [&](db::Tx& tx) { return w.customers.do_not_call(tx, w.her, "asked at 14:00", ann); }));
        EXPECT_TRUE(w.customers.customer(w.her, Visibility::full)->do_not_call);
    });
}

/// Names on the first page of a search by someone who sees these shops.
std::string found(World& w, const std::string& q, const std::set<std::int64_t>& shops,
                  int limit = 50) {
    const auto page = w.customers.search(q, "", limit, shops);
    std::string out;
    if (page)
        for (const auto& c : page->items) out += c.name + ";";
    return out;
}

TEST(Customers, WhoSeesOneShopSeesItsBuyersOnly) {
    everywhere([](World& w) {
        constexpr std::int64_t kettles = 1, lamps = 2;
        w.her = w.create({"Koval Oksana", "+380501112233"});
        const auto his = w.create({"Koval Petro", "+380502223344"});
        w.met = {{w.her.value, kettles}, {his.value, lamps}};
        EXPECT_EQ(found(w, "koval", {}), "Koval Petro;Koval Oksana;");
        EXPECT_EQ(found(w, "koval", {kettles}), "Koval Oksana;");
        EXPECT_EQ(found(w, "3344", {kettles}), "");
        http::Principal of_lamps;
        of_lamps.person = ann;
        of_lamps.shops = {lamps};
        EXPECT_TRUE(w.customers.readable(of_lamps, {}, his));
        EXPECT_EQ(w.customers.readable(of_lamps, {}, w.her).error().code, "customers.unknown");
        EXPECT_TRUE(w.customers.readable(of_lamps, live, w.her)) << "her own live contact";
        // Made by hand, or imported with a shop: of that shop before anything was ordered.
        const auto made = w.db.write_as<CustomerId>([&](db::Tx& tx) {
            return w.customers.create(tx, {"Koval Ivan", "+380503334455"}, ann, {lamps});
        });
        ASSERT_TRUE(made);
        Intake imported{"Koval Maria", "+380504445566", "", "uk", "Europe/Kyiv", "UA", {}};
        imported.shop = {kettles};
        ASSERT_TRUE(w.db.write_as<CustomerId>(
            [&](db::Tx& tx) { return w.customers.intake(tx, imported); }));
        EXPECT_EQ(found(w, "koval", {lamps}), "Koval Ivan;Koval Petro;");
        EXPECT_EQ(found(w, "koval", {kettles}), "Koval Maria;Koval Oksana;");
    });
}

TEST(Customers, BuyersOfOthersInBetweenHideNobody) {
    everywhere([](World& w) {
        const auto first = w.create({"Koval First", "+380501112233"});
        w.met = {{first.value, 1}};
        for (int i = 0; i < 25; ++i)
            w.create({"Koval " + std::to_string(i), "+38050222" + std::to_string(3000 + i)});
        EXPECT_EQ(found(w, "koval", {1}, 5), "Koval First;") << "six readings of five";
    });
}

}  // namespace
}  // namespace ol::customers
