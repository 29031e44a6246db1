// Where to pay: templates that would send nobody anywhere are refused; one key sends the words
// once, and what came lowers what is asked.
#include "shop/orders/paying/paying.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"

namespace ol::orders {
namespace paying_test {

constexpr ShopId shop{1};
constexpr PersonId ann{7};

PayTemplate by_link() {
    PayTemplate t;
    t.link = "https://kettles.example/pay?order={order}&sum={amount}";
    t.words = {{"en", "Order {order}: please pay {amount} {currency} at {link}"},
               {"uk", "Замовлення {order}: сплатіть {amount} {currency}: {link}"}};
    return t;
}

TEST(PayText, the_buyers_language_first_and_the_address_is_encoded) {
    const auto said = pay_text(by_link(), "A/7&x", {125050, "UAH"}, "uk", "en");
    EXPECT_EQ(said.language, "uk");
    EXPECT_EQ(said.link, "https://kettles.example/pay?order=A%2F7%26x&sum=1250.50");
    EXPECT_EQ(said.text, "Замовлення A/7&x: сплатіть 1250.50 UAH: " + said.link);
    EXPECT_EQ(pay_text(by_link(), "1", {1, "UAH"}, "zh", "en").language, "en");
    EXPECT_EQ(pay_text(by_link(), "1", {1, "UAH"}, "zh", "ru").language, "en") << "any of them";
    EXPECT_EQ(pay_text({}, "1", {1, "UAH"}, "en", "en").text, "");
}

TEST(PayText, what_is_put_in_is_not_read_again) {
    PayTemplate t;
    t.words = {{"en", "{order}: {amount} to UA21 3223"}};
    EXPECT_EQ(pay_text(t, "{link}{amount}", {100, "UAH"}, "en", "").text,
              "{link}{amount}: 1.00 to UA21 3223");
}

TEST(PayText, a_template_that_leads_nowhere_is_refused_by_its_field) {
    const auto field = [](auto change) {
        auto t = by_link();
        change(t);
        const auto ok = check_template(t);
        return ok ? std::string("fine") : ok.error().field;
    };
    EXPECT_EQ(field([](PayTemplate&) {}), "fine");
    EXPECT_EQ(field([](PayTemplate& t) { t.link = "http://kettles.example/{order}"; }), "link");
    EXPECT_EQ(field([](PayTemplate& t) { t.link = "https://kettles.example/pay"; }), "link");
    EXPECT_EQ(field([](PayTemplate& t) { t.link = "https://bank@thief.example/{order}"; }), "link");
    EXPECT_EQ(field([](PayTemplate& t) { t.link = "https://a:b@kettles.example/{order}"; }),
              "link");
    EXPECT_EQ(field([](PayTemplate& t) { t.link = "https://kettles.example/\u202e{order}"; }),
              "link")
        << "turns what is read";
    EXPECT_EQ(field([](PayTemplate& t) { t.link = "https:///pay/{order}/long"; }), "link");
    EXPECT_EQ(field([](PayTemplate& t) { t.link = "https://{order}.example/pay"; }), "link");
    EXPECT_EQ(field([](PayTemplate& t) { t.link += "{phone}"; }), "link");
    EXPECT_EQ(field([](PayTemplate& t) { t.link += " {order"; }), "link");
    EXPECT_EQ(field([](PayTemplate& t) { t.link.append(600, 'x'); }), "link");
    EXPECT_EQ(field([](PayTemplate& t) { t.words["uk"] = "pay {amount}"; }), "words.uk");
    EXPECT_EQ(field([](PayTemplate& t) { t.words["uk"] = "pay at {link}"; }), "words.uk");
    EXPECT_EQ(field([](PayTemplate& t) { t.link.clear(); }), "words.en") << "{link} of nothing";
    EXPECT_EQ(field([](PayTemplate& t) { t.words.clear(); }), "words");
    EXPECT_EQ(field([](PayTemplate& t) { t.words["Ukrainian"] = "{amount} {link}"; }), "words");
}

struct World {
    explicit World(db::Database& d, ManualClock& c)
        : db(d),
          clock(c),
          buyers({d, ids, c, {}, {}}),
          promises({d, ids, c, buyers, {}, {}}),
          stock({d, ids, c}),
          orders({d,
                  ids,
                  c,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) { return ShopFacts{"Europe/Kyiv", "UAH", "UA"}; },
                  {},
                  {},
                  {},
                  &stock}),
          work({d, ids, c, orders, stock, promises, {}, {}, {}}),
          paying({d,
                  ids,
                  c,
                  orders,
                  work,
                  [](db::Conn&, const Order&) {
                      return std::pair<std::string, std::string>("uk", "en");
                  },
                  {},
                  [this](const http::Principal&, const Order&, const std::string& text,
                         const std::string& key) -> Result<SentWords> {
                      sent.push_back(text), keys.push_back(key);
                      if (refuse) return conflict(refusal, "no");
                      return SentWords{"telegram", 44};
                  },
                  {}}) {
        who.person = ann;
        NewOrder in{shop, {}, "Oksana Koval", "0501112233", "Main 7", "Kyiv"};
        in.lines = {{"X2", "Kettle", 1, {125000, "UAH"}}};
        id = *db.write_as<OrderId>([&](db::Tx& tx) { return orders.create(tx, in, ann); });
    }
    Result<PayTemplate> set(const PayTemplate& t) {
        return db.write_as<PayTemplate>(
            [&](db::Tx& tx) { return paying.set_template(tx, shop, t, ann); });
    }
    PayCard card() {
        return *db.read_as<PayCard>([&](db::Conn& c) { return paying.card(c, id); });
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    catalogue::Catalogue stock;
    Orders orders;
    Work work;
    std::vector<std::string> sent, keys;
    bool refuse = false;
    std::string refusal = "conversations.window_closed";
    Paying paying;
    http::Principal who;
    OrderId id;
};

void everywhere(const std::function<void(World&)>& body) {
    ManualClock clock(from_ms(1'795'000'000'000));
    std::vector<db::Migration> all;
    for (const auto& list :
         {customers::migrations(), promises::migrations(), approvals::migrations(),
          catalogue::migrations(), migrations(), work_migrations(), pay_migrations()})
        all.insert(all.end(), list.begin(), list.end());
    db::for_each_database(
        all,
        [&](db::Database& d) {
            World w(d, clock);
            body(w);
        },
        clock);
}

TEST(PayingTest, one_key_sends_the_words_and_they_stand_on_record) {
    everywhere([](World& w) {
        EXPECT_EQ(w.paying.send(w.who, w.id, {}).error().code, "orders.no_pay_template");
        ASSERT_TRUE(w.set(by_link()).has_value());
        EXPECT_TRUE(w.card().ready);
        const auto card = w.paying.send(w.who, w.id, {});
        ASSERT_TRUE(card.has_value()) << card.error().detail;
        EXPECT_NE(w.sent.at(0).find("сплатіть 1250.00 UAH"), std::string::npos) << w.sent.at(0);
        ASSERT_EQ(card->requests.size(), 1u);
        EXPECT_EQ(card->requests[0].state, PayRequestState::sent);
        EXPECT_EQ(card->requests[0].channel, "telegram");
        EXPECT_EQ(card->requests[0].conversation_id, 44);
        EXPECT_EQ(w.keys.at(0), "pay-" + std::to_string(card->requests[0].id.value));
    });
}

TEST(PayingTest, a_channel_that_refuses_leaves_a_failed_request_with_its_reason) {
    everywhere([](World& w) {
        ASSERT_TRUE(w.set(by_link()).has_value());
        w.refuse = true;
        EXPECT_EQ(w.paying.send(w.who, w.id, {}).error().code, "conversations.window_closed");
        EXPECT_EQ(w.card().requests.at(0).state, PayRequestState::failed);
        EXPECT_EQ(w.card().requests.at(0).error, "conversations.window_closed");
    });
}

/// Signed out of work she pressed the key five times, and five red rows stood on the card.
TEST(PayingTest, who_is_not_at_work_leaves_no_failed_request) {
    everywhere([](World& w) {
        ASSERT_TRUE(w.set(by_link()).has_value());
        w.refuse = true, w.refusal = "orders.not_at_work";
        EXPECT_EQ(w.paying.send(w.who, w.id, {}).error().code, "orders.not_at_work");
        EXPECT_TRUE(w.card().requests.empty());
    });
}

TEST(PayingTest, what_came_is_asked_no_more) {
    everywhere([](World& w) {
        ASSERT_TRUE(w.set(by_link()).has_value());
        const auto pay = [&](std::int64_t minor) {
            return w.db.write([&](db::Tx& tx) {
                return w.orders.take_payment(tx, w.id, {}, {{minor, "UAH"}, ""}, ann);
            });
        };
        ASSERT_TRUE(pay(25000));
        EXPECT_EQ(w.card().open, (Money{100000, "UAH"}));
        EXPECT_EQ(w.paying.send(w.who, w.id, {Money{100001, "UAH"}}).error().field, "amount");
        EXPECT_EQ(w.paying.send(w.who, w.id, {Money{100, "EUR"}}).error().field, "amount");
        ASSERT_TRUE(pay(100000));
        EXPECT_EQ(w.paying.send(w.who, w.id, {}).error().code, "orders.nothing_to_pay");
        EXPECT_TRUE(w.sent.empty());
    });
}

TEST(PayingTest, two_who_change_the_template_see_each_other) {
    everywhere([](World& w) {
        ASSERT_TRUE(w.set(by_link()).has_value());
        EXPECT_EQ(w.set(by_link()).error().code, "orders.version_conflict");
        auto next = by_link();
        next.version = 1;
        EXPECT_EQ(w.set(next)->version, 2);
    });
}

}  // namespace paying_test
}  // namespace ol::orders
