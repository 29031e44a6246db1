// What the shop's own page tells of a buyer: signed it joins his record, else nothing; what he
// looks at stands beside his chat for as long as his page does.
#include "contact/conversations/test_house.hpp"
#include "platform/base/crypto.hpp"

namespace ol::conversations {
namespace page_test {

using namespace conversations_test;

std::string secret_of(House& h, bool rotate = false) {
    const auto who = h.who(oksana);
    const auto chats = h.room->web_chats(who);
    auto shown = h.room->web_chat_secret(who, chats->items[0].id, {rotate});
    h.run();
    return shown ? shown->secret : "";
}

std::string sign(const std::string& secret, const std::string& text) {
    return crypto::hex(crypto::hmac_sha256(secret, text));
}

http::Response comes(House& h, const std::string& signature, const std::string& id = "42",
                     const std::string& of = token) {
    return h.page("buyer", R"({"key":"wc_kettles","token":")" + of + R"(","id":")" + id +
                               R"(","name":"Olena Koval","email":"olena@example.com",)" +
                               R"("phone":"+380501112233","signature":")" + signature + "\"}");
}

std::string text_of(const std::string& id) {
    return id + "\nOlena Koval\nolena@example.com\n+380501112233";
}

TEST(page, who_the_shop_signs_joins_his_record) {
    in_houses([](House& h) {
        EXPECT_TRUE(has(comes(h, "00"), "conversations.no_secret"));
        const std::string secret = secret_of(h);
        ASSERT_EQ(secret.size(), 43u);
        EXPECT_EQ(secret_of(h), secret);  // the same until it is changed
        EXPECT_EQ(
            h.count(("select count(*) from channel_account where sealed like '%" + secret + "%'")
                        .c_str()),
            0);
        const auto before = comes(h, sign(secret, text_of("42")));
        EXPECT_TRUE(has(before, R"("joined":false)")) << before.body;  // nothing has begun
        h.says("Hello", "client-01");
        h.act(oksana, "accept");
        const auto version = h.row().version;
        const auto joined = comes(h, sign(secret, text_of("42")));
        ASSERT_EQ(joined.status, 200) << joined.body;
        EXPECT_TRUE(has(joined, R"("joined":true)"));
        EXPECT_EQ(h.row().customer_id, CustomerId{701});
        EXPECT_EQ(h.row().buyer_name, "Olena Koval");
        EXPECT_EQ(h.row().buyer_contact, "+380501112233");
        EXPECT_EQ(h.row().version, version);  // her answer is not refused by it
        EXPECT_EQ(h.row().signed_id.find("42"), std::string::npos);
        EXPECT_TRUE(h.hub.heard("shop 1 conversation ", R"("signed_buyer":true)"));
        EXPECT_EQ(comes(h, sign(secret, text_of("42"))).status, 200);
        EXPECT_EQ(h.signed_in.size(), 1u);
        // The same buyer from another browser has the same record.
        h.says("It is me again", "client-02", "open", other_token);
        EXPECT_EQ(comes(h, sign(secret, text_of("42")), "42", other_token).status, 200);
        EXPECT_EQ(h.row().customer_id, CustomerId{701});
        EXPECT_EQ(h.signed_in.size(), 1u);
    });
}

TEST(page, what_is_not_signed_joins_nothing) {
    in_houses([](House& h) {
        const std::string secret = secret_of(h);
        h.says("Hello", "client-01");
        const std::string good = sign(secret, text_of("42"));
        for (const std::string& bad :
             {std::string(), std::string("zz"), std::string(64, '0'), good.substr(1), good + "0",
              std::string(60000, 'a'), sign("another", text_of("42")), sign(secret, "42")}) {
            const auto refused = comes(h, bad);
            EXPECT_EQ(refused.status, 400) << bad.substr(0, 80);
            EXPECT_TRUE(has(refused, "conversations.signature")) << refused.body;
        }
        EXPECT_TRUE(has(comes(h, good, "43"), "conversations.signature"));  // his neighbour's
        // A line break would move a value to its neighbour under the same signature.
        const auto moved =
            h.page("buyer", R"({"key":"wc_kettles","token":")" + token +
                                R"(","id":"42\nOlena Koval","name":"olena@example.com",)" +
                                R"("email":"+380501112233","signature":")" + good + "\"}");
        EXPECT_TRUE(has(moved, "conversations.signed_line")) << moved.body;
        EXPECT_EQ(h.row().customer_id, CustomerId{});
        EXPECT_EQ(h.row().signed_id, "");
        EXPECT_TRUE(h.signed_in.empty());
        const std::string next = secret_of(h, true);
        EXPECT_NE(next, secret);
        EXPECT_TRUE(has(comes(h, good), "conversations.signature"));  // by the old one
        EXPECT_EQ(comes(h, sign(next, text_of("42"))).status, 200);
    });
}

TEST(page, one_conversation_is_one_buyers) {
    in_houses([](House& h) {
        const std::string secret = secret_of(h);
        h.says("Hello", "client-01");
        EXPECT_EQ(comes(h, sign(secret, text_of("42"))).status, 200);
        const auto other = comes(h, sign(secret, text_of("77")), "77");
        EXPECT_EQ(other.status, 409);  // somebody else at the same browser
        EXPECT_TRUE(has(other, "conversations.other_buyer"));
        // An operator who is sure says otherwise, and her word stands.
        h.act(oksana, "accept");
        ASSERT_EQ(h.act(oksana, "buyer", R"({"customer_id":"55"})").status, 200);
        EXPECT_EQ(comes(h, sign(secret, text_of("42"))).status, 200);
        EXPECT_EQ(h.row().customer_id, CustomerId{55});
        ASSERT_TRUE(h.db.write([](db::Tx& tx) -> Result<> {
            erase_buyer(tx, CustomerId{55});
            erase_buyer(tx, CustomerId{701});
            return {};
        }));
        EXPECT_EQ(h.count("select count(*) from conversation where signed_id <> ''"), 0);
        EXPECT_EQ(h.count("select count(*) from signed_buyer"), 0);
    });
}

TEST(page, the_secret_is_for_who_may_change_settings) {
    in_houses([](House& h) {
        const auto chats = h.room->web_chats(h.who(oksana));
        http::Request r;
        r.method = Method::post;
        r.path = "/api/v1/web-chats/" + std::to_string(chats->items[0].id.value) + "/secret";
        r.body = "{}";
        r.who = h.who(oksana);
        EXPECT_TRUE(has(h.router.handle(r), R"("made":true)"));
        EXPECT_TRUE(has(h.router.handle(r), R"("made":false)"));
        r.who.permissions.erase("settings.edit");
        EXPECT_EQ(h.router.handle(r).status, 403);
        r.who = h.who(tess, {2});
        EXPECT_EQ(h.router.handle(r).status, 404);
        const auto list = h.room->web_chats(h.who(oksana));
        EXPECT_EQ(json::write(*list).find("secret"), std::string::npos);
    });
}

struct Looking {
    House& h;
    explicit Looking(House& house) : h(house) {
        h.says("Hello", "client-01");
        h.act(oksana, "accept");
        opens(2);
    }
    void opens(std::int64_t conn) {
        http::Request upgrade;
        upgrade.remote_ip = "192.0.2.1";
        h.sockets.events.opened(conn, upgrade);
        says(conn, R"({"type":"hello","key":"wc_kettles","token":")" + token + R"(","since":0})");
        h.hub.told.clear();
    }
    void says(std::int64_t conn, const std::string& text) {
        h.sockets.events.message(conn, text);
        h.run();
    }
    void looks(std::int64_t conn, const std::string& context) {
        says(conn, R"({"type":"context","context":)" + context + "}");
    }
    std::string view(PersonId person) { return h.desk(h.who(person), Method::get, h.path()).body; }
};

TEST(page, what_he_looks_at_stands_beside_his_chat_and_nowhere_else) {
    in_houses([](House& h) {
        Looking page(h);
        page.looks(2, R"({"url":"https://shop.example/kettle","title":"<script>alert(1)</script>",)"
                      R"("order":"10482","problem":"No such street","cart":{"lines":[)"
                      R"({"name":"Kettle","quantity":2,"price":"1 250"}],"total":"2 500",)"
                      R"("coupon":"AUTUMN"}})");
        for (const char* part : {"https://shop.example/kettle", "<script>alert(1)</script>",
                                 "10482", "No such street", "Kettle", "2 500", "AUTUMN"})
            EXPECT_TRUE(h.hub.heard("7 conversation_context ", part)) << part;
        EXPECT_FALSE(h.hub.heard("shop 1", "AUTUMN"));
        EXPECT_NE(page.view(oksana).find("AUTUMN"), std::string::npos);
        for (const char* table : {"conversation", "message", "journal"}) {
            const std::string sql = "select count(*) from " + std::string(table) +
                                    (table == std::string("journal")   ? " where data"
                                     : table == std::string("message") ? " where text"
                                                                       : " where page") +
                                    " like '%AUTUMN%'";
            EXPECT_EQ(h.count(sql.c_str()), 0) << table;
        }
        ASSERT_EQ(h.act(oksana, "transfer", R"({"person_id":"8"})").status, 200);
        EXPECT_NE(page.view(petro).find("AUTUMN"), std::string::npos);  // who has it now
        page.says(2, R"({"type":"context"})");                          // he switched it off
        EXPECT_EQ(h.hub.told.back(), "8 conversation_context {\"conversation_id\":\"" +
                                         std::to_string(h.row().id.value) + "\"}");
        EXPECT_EQ(page.view(petro).find("AUTUMN"), std::string::npos);
    });
}

TEST(page, it_goes_with_his_page_and_with_the_end) {
    in_houses([](House& h) {
        Looking page(h);
        page.looks(2, R"({"title":"Kettles"})");
        page.opens(3);
        h.clock.advance(Ms{1000});
        page.looks(3, R"({"title":"Basket"})");
        EXPECT_NE(page.view(oksana).find("Basket"), std::string::npos);
        h.sockets.events.closed(3), h.run();
        EXPECT_TRUE(h.hub.heard("7 conversation_context ", "Kettles"));  // the other page stands
        EXPECT_EQ(page.view(oksana).find("Basket"), std::string::npos);
        ASSERT_EQ(h.act(oksana, "close", R"({"disposition":"answered"})").status, 200);
        EXPECT_EQ(page.view(oksana).find("Kettles"), std::string::npos);
        h.hub.told.clear();
        page.looks(2, R"({"title":"Kettles"})");  // nobody is to see it any more
        EXPECT_FALSE(h.hub.heard("7 conversation_context "));
    });
}

TEST(page, a_hostile_page_is_refused_by_name) {
    in_houses([](House& h) {
        Looking page(h);
        const auto refused = [&](const std::string& context, const std::string& part) {
            page.looks(2, context);
            EXPECT_NE(h.sockets.sent[2].back().find(part), std::string::npos)
                << h.sockets.sent[2].back();
        };
        refused(R"({"title":")" + std::string(1 << 20, 'x') + "\"}", "json.too_large");
        refused(R"({"title":")" + std::string(201, 'x') + "\"}", "context.title");
        refused(R"x({"url":"javascript:alert(1)"})x", "conversations.page_url");
        refused(R"({"cart":{"lines":[{"quantity":-1}]}})", "context.cart.lines.quantity");
        std::string lines = "{}";
        for (int i = 0; i < 50; ++i) lines += ",{}";
        refused(R"({"cart":{"lines":[)" + lines + "]}}", "context.cart.lines");
        refused(R"({"stolen":1})", "json.unknown_key");
        EXPECT_FALSE(h.hub.heard("7 conversation_context "));
        for (int i = 0; i < 60; ++i) page.looks(2, R"({"title":"Kettles"})");
        EXPECT_NE(h.sockets.sent[2].back().find("conversations.too_fast"), std::string::npos);
    });
}

}  // namespace page_test
}  // namespace ol::conversations
