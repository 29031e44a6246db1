// Keys that sign a mailbox's letters, on both databases: made, published, switched on, and never
// used for another domain.
#include "contact/letters/dkim.hpp"

#include <gtest/gtest.h>

#include "contact/letters/letters.hpp"
#include "platform/db/test_db.hpp"

namespace ol::letters {
namespace dkim_test {

using mail::DkimKind;
using mail::DkimStanding;

constexpr MailboxId help{41};

struct House {
    ManualClock& clock;
    db::Database& db;
    std::map<std::string, std::vector<std::string>> dns;
    bool dns_away = false;
    Dkims dkims;

    House(db::Database& d, ManualClock& c)
        : clock(c), db(d), dkims(d, c, std::string(32, 'k'), [this](const std::string& name) {
              return dns_away ? Result<std::vector<std::string>>(unavailable("mail.dns", ""))
                              : Result<std::vector<std::string>>(dns[name]);
          }) {
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            rows::Box box;
            box.id = help, box.shop_id = ShopId{1}, box.address = "help@shop.example";
            rows::insert(tx, box);
            return {};
        }));
    }
    std::size_t keys(const std::string& key32 = std::string(32, 'k')) {
        std::size_t out = 99;
        EXPECT_TRUE(db.read([&](db::Conn& conn) -> Result<> {
            const auto all = Dkims::keys_of(conn, *rows::box(conn, help), key32);
            out = all ? all->size() : 99;
            return {};
        }));
        return out;
    }
};

void on_both(const std::function<void(House&)>& body) {
    ManualClock clock(*parse_iso8601("2026-11-24T03:00:00Z"));
    db::for_each_database(
        migrations(),
        [&](db::Database& db) {
            House house(db, clock);
            body(house);
        },
        clock);
}

TEST(Dkims, AKeySignsOnceItsRecordIsFoundAndItIsOn) {
    on_both([](House& h) {
        EXPECT_TRUE(h.dkims.shown(help)->items.empty());
        const auto made = h.dkims.make(help, {DkimKind::rsa, {}});
        ASSERT_TRUE(made) << made.error().code;
        ASSERT_EQ(made->items.size(), 1u);
        const auto line = made->items[0];
        EXPECT_EQ(line.name, "ol202611r._domainkey.shop.example");
        EXPECT_TRUE(line.record.starts_with("v=DKIM1; k=rsa; p=MII")) << line.record;
        EXPECT_EQ(h.dkims.turn(help, DkimKind::rsa, true).error().code, "letters.dkim_unpublished");
        EXPECT_EQ(h.dkims.check(help, DkimKind::rsa)->items[0].standing, DkimStanding::missing);
        h.dns_away = true;
        EXPECT_EQ(h.dkims.check(help, DkimKind::rsa)->items[0].standing, DkimStanding::unreachable);
        h.dns_away = false, h.dns[line.name] = {"v=DKIM1; k=rsa; p=AAAA"};
        EXPECT_EQ(h.dkims.check(help, DkimKind::rsa)->items[0].standing, DkimStanding::different);
        h.dns[line.name] = {line.record};
        EXPECT_EQ(h.dkims.check(help, DkimKind::rsa)->items[0].standing, DkimStanding::found);
        EXPECT_EQ(h.keys(), 0u);
        EXPECT_TRUE(h.dkims.turn(help, DkimKind::rsa, true)->items[0].signs);
        EXPECT_EQ(h.keys(), 1u);
        EXPECT_EQ(h.keys(std::string(32, 'x')), 99u);  // another installation's key
        EXPECT_EQ(h.dkims.make(help, {DkimKind::ed25519, "OL202611R"}).error().code,
                  "letters.selector");
        EXPECT_EQ(h.dkims.make(help, {DkimKind::ed25519, "new"})->items.size(), 2u);
        EXPECT_EQ(h.keys(), 1u);
        // A fresh key in its place signs nothing yet.
        const auto again = h.dkims.make(help, {DkimKind::rsa, {}})->items[0];
        EXPECT_FALSE(again.signs);
        EXPECT_EQ(again.name, "ol202611r2._domainkey.shop.example") << "the first record stands";
        EXPECT_EQ(h.keys(), 0u);
        EXPECT_EQ(h.dkims.remove(help, DkimKind::rsa)->items.size(), 1u);
        EXPECT_EQ(h.dkims.turn(help, DkimKind::rsa, false).error().code, "letters.dkim_none");
    });
}

TEST(Dkims, AnotherAddressIsNotSignedByTheKeyOfTheFirst) {
    on_both([](House& h) {
        const auto line = h.dkims.make(help, {DkimKind::ed25519, {}})->items[0];
        h.dns[line.name] = {"something", line.record};
        ASSERT_TRUE(h.dkims.check(help, DkimKind::ed25519));
        ASSERT_TRUE(h.dkims.turn(help, DkimKind::ed25519, true));
        EXPECT_EQ(h.keys(), 1u);
        EXPECT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
            auto box = *rows::box(tx.conn, help);
            box.address = "help@lamps.example";
            rows::update(tx, box);
            return {};
        }));
        EXPECT_EQ(h.keys(), 0u);
        EXPECT_TRUE(h.dkims.shown(help)->items[0].other_domain);
    });
}

}  // namespace dkim_test
}  // namespace ol::letters
