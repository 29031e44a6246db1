// Canned answers on both databases: approved before anybody uses them, filled for the buyer,
// counted, kept in versions, and another shop's are not there.
#include "contact/canned/canned.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"

namespace ol::canned {
namespace canned_test {

using http::Method;

constexpr ShopId kettles{1}, lamps{2};
constexpr PersonId oksana{7}, head{9};

struct House {
    db::Database& db;
    IdSource ids;
    http::Router router;
    Canned room;
    Facts facts{{"buyer_name", "Іван"}, {"shop_name", "Kettles"}};

    explicit House(db::Database& d) : db(d), room(deps()) { add_routes(router, room); }
    Deps deps() {
        return {db,
                ids,
                [this](db::Conn&, const http::Principal&, SubjectId id) -> std::optional<Subject> {
                    if (id != SubjectId{50}) return std::nullopt;
                    return Subject{kettles, facts};
                },
                [](PersonId p) { return "person " + std::to_string(p.value); },
                {}};
    }
    http::Response ask(PersonId person, Method m, const std::string& path, std::string body = "",
                       std::int64_t version = 0, std::set<std::int64_t> shops = {1}) {
        http::Request r;
        r.method = m, r.path = "/api/v1/canned-answers" + path, r.body = std::move(body);
        r.who.person = person, r.who.shops = std::move(shops);
        r.who.permissions = {"contacts.view", "desk.work"};
        if (person == head) r.who.permissions.insert("contacts.all");
        if (version) r.headers["if-match"] = "\"" + std::to_string(version) + "\"";
        return router.handle(r);
    }
    http::Response add(const std::string& key, const std::string& text) {
        return ask(
            oksana, Method::post, "",
            R"({"shop_id":"1","key":")" + key + R"(","language":"uk","text":")" + text + "\"}");
    }
    CannedAnswer only() {
        http::Principal who;
        const auto all = room.list(who, {});
        EXPECT_EQ(all->items.size(), 1u);
        return all->items.empty() ? CannedAnswer{} : all->items[0];
    }
    std::string path(const char* verb = "") { return "/" + std::to_string(only().id.value) + verb; }
    http::Response use(const char* conversation = "50") {
        return ask(oksana, Method::post, path("/use"),
                   std::string(R"({"conversation_id":")") + conversation + "\"}");
    }
};

bool has(const http::Response& r, std::string_view text) {
    return r.body.find(text) != std::string::npos;
}

void in_houses(const std::function<void(House&)>& body) {
    db::for_each_database(migrations(), [&](db::Database& database) {
        House house(database);
        body(house);
    });
}

TEST(canned, nobody_uses_what_is_not_approved) {
    in_houses([](House& h) {
        ASSERT_EQ(h.add("/Доставка", "Вітаємо, {{buyer_name}}!").status, 200);
        EXPECT_EQ(h.only().key, "доставка");
        EXPECT_EQ(h.only().text, "");
        EXPECT_TRUE(has(h.use(), "canned.not_approved"));
        EXPECT_EQ(h.ask(oksana, Method::post, h.path("/approve"), "{}", 1).status, 403);
        ASSERT_EQ(h.ask(head, Method::post, h.path("/approve"), "{}", 1).status, 200);
        EXPECT_EQ(h.only().approved_by, "person 9");
        EXPECT_EQ(h.use().body, R"({"text":"Вітаємо, Іван!","missing":[]})");
        EXPECT_EQ(h.only().used, 1);
        EXPECT_TRUE(has(h.ask(head, Method::post, h.path("/approve"), "{}", 2), "canned.no_draft"));
    });
}

TEST(canned, a_new_draft_waits_and_the_old_words_stay_in_use) {
    in_houses([](House& h) {
        h.add("hi", "First");
        h.ask(head, Method::post, h.path("/approve"), "{}", 1);
        ASSERT_EQ(h.ask(oksana, Method::patch, h.path(), R"({"text":"Second"})", 2).status, 200);
        EXPECT_TRUE(has(h.use(), "First"));
        EXPECT_EQ(h.ask(oksana, Method::patch, h.path(), R"({"text":"Third"})", 2).status, 409);
        ASSERT_EQ(h.ask(head, Method::post, h.path("/approve"), "{}", 3).status, 200);
        EXPECT_TRUE(has(h.use(), "Second"));
        const auto versions = h.ask(oksana, Method::get, h.path("/versions"));
        EXPECT_LT(versions.body.find("Second"), versions.body.find("First"));
        ASSERT_EQ(h.ask(head, Method::post, h.path("/retire"), R"({"retired":true})", 4).status,
                  200);
        EXPECT_TRUE(has(h.use(), "canned.not_approved"));
        EXPECT_EQ(h.only().used, 2);  // what was refused is no use
    });
}

TEST(canned, what_is_not_known_stays_and_is_named) {
    in_houses([](House& h) {
        h.add("order", "Order {{order_number}} of {{ buyer_name }}");
        h.ask(head, Method::post, h.path("/approve"), "{}", 1);
        EXPECT_EQ(h.use().body,
                  R"({"text":"Order {{order_number}} of Іван","missing":["order_number"]})");
        EXPECT_EQ(h.use("51").status, 404);
    });
}

TEST(canned, bad_input_is_refused_by_name) {
    in_houses([](House& h) {
        EXPECT_TRUE(has(h.add("two words", "x"), "canned.key"));
        EXPECT_TRUE(has(h.add("", "x"), "canned.key"));
        EXPECT_TRUE(has(h.add("hi", "  "), "canned.text_empty"));
        EXPECT_TRUE(has(h.add("hi", "Dear {{buyer_nmae}}"), "buyer_nmae"));
        EXPECT_TRUE(has(h.add("hi", "Order {order_number} of {{x"), "canned.braces"));
        EXPECT_TRUE(has(h.add("hi", std::string(4001, 'x')), "canned.text_too_long"));
        EXPECT_EQ(h.add("hi", "x").status, 200);
        EXPECT_TRUE(has(h.add("/HI", "y"), "canned.taken"));
    });
}

TEST(canned, another_shops_are_not_there) {
    in_houses([](House& h) {
        h.add("hi", "x");
        EXPECT_FALSE(has(h.ask(head, Method::get, "", "", 0, {2}), "\"key\""));
        EXPECT_EQ(h.ask(head, Method::post, h.path("/approve"), "{}", 1, {2}).status, 404);
        EXPECT_EQ(h.ask(oksana, Method::get, h.path("/versions"), "", 0, {2}).status, 404);
    });
}

TEST(canned, a_value_is_not_looked_at_again) {
    const auto out = fill("{{buyer_name}} {{order_sum}} {{x", {{"buyer_name", "{{order_sum}}"}});
    EXPECT_EQ(out.text, "{{order_sum}} {{order_sum}} {{x");
    EXPECT_EQ(out.missing, std::vector<std::string>{"order_sum"});
    EXPECT_EQ(first_variable("a {{b c}} {{{order_sum}}} d"), "order_sum");
    EXPECT_EQ(first_variable("{{}} {{ }} {{"), std::nullopt);
}

}  // namespace canned_test
}  // namespace ol::canned
