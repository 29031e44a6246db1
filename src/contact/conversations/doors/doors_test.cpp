// The window's other doors: who guesses learns nothing and is stopped, a call is promised once.
#include "contact/conversations/doors/doors.hpp"

#include <gtest/gtest.h>

#include "contact/conversations/test_house.hpp"

namespace ol::doors {
namespace doors_test {

using conversations::conversations_test::has;
using conversations::conversations_test::House;
using conversations::conversations_test::in_houses;
using conversations::conversations_test::token;

constexpr std::int64_t three = 1795000000000, half_past = three + 1800000;

struct Open {
    House& h;
    std::vector<CallAsk> booked;
    int looked = 0;
    explicit Open(House& house) : h(house) {
        Deps d{*h.room, h.clock, {}, {}, {}};
        d.call_times = [](ShopId, QueueId) {
            return CallTimes{true, "Europe/Kyiv", {{from_ms(three), from_ms(half_past)}}};
        };
        d.book = [this](const CallAsk& ask) -> Result<CallTime> {
            if (ask.from != from_ms(three)) return conflict("callbacks.slot_full", "full");
            booked.push_back(ask);
            return CallTime{from_ms(three), from_ms(half_past)};
        };
        d.order = [this](ShopId, const std::string& number,
                         const std::string& end) -> std::optional<OrderKnown> {
            ++looked;
            if (number != "10482" || end != "2233") return std::nullopt;
            return OrderKnown{"in_transit", "novaposhta", "20450000000000", {}, {}};
        };
        add_routes(h.router, std::make_shared<Doors>(std::move(d)));
    }
    http::Response order(const std::string& number, const std::string& end,
                         const std::string& ip = "192.0.2.1") {
        return h.page(
            "order",
            R"({"key":"wc_kettles","number":")" + number + R"(","phone_end":")" + end + "\"}", "",
            ip);
    }
    http::Response call(const std::string& phone, std::int64_t from,
                        const std::string& ip = "192.0.2.1") {
        return h.page("call-back",
                      R"({"key":"wc_kettles","phone":")" + phone + R"(","token":")" + token +
                          R"(","from":)" + std::to_string(from) + "}",
                      "", ip);
    }
};

TEST(doors, an_order_is_told_to_who_knows_its_number_and_telephone) {
    in_houses([](House& h) {
        Open doors(h);
        const auto told = doors.order("No 10-482", "2233");
        ASSERT_EQ(told.status, 200) << told.body;
        for (const char* part : {R"("found":true)", R"("state":"in_transit")",
                                 R"("next":"courier_brings")", "20450000000000", "novaposhta"})
            EXPECT_TRUE(has(told, part)) << told.body;
        const auto unknown = doors.order("10483", "2233"), others = doors.order("10482", "2234");
        EXPECT_EQ(unknown.status, 200);
        EXPECT_EQ(unknown.body, others.body);  // which of the two is wrong is never said
        EXPECT_TRUE(has(unknown, R"("found":false)"));
        EXPECT_TRUE(has(doors.order("", "2233"), "doors.number"));
        EXPECT_TRUE(has(doors.order("10482", "33"), "doors.phone_end"));
        EXPECT_TRUE(has(doors.order(std::string(41, '1'), "2233"), "doors.number"));
        EXPECT_EQ(h.page("order", R"({"key":"wc_nobody","number":"1","phone_end":"2233"})").status,
                  404);
        EXPECT_EQ(h.page("order", R"({"key":"wc_kettles","number":"1","phone_end":"2233"})",
                         "https://evil.example")
                      .status,
                  403);
    });
}

TEST(doors, who_guesses_is_stopped_from_one_address_and_from_many) {
    in_houses([](House& h) {
        Open doors(h);
        for (int i = 0; i < 5; ++i) EXPECT_EQ(doors.order("1", "0000").status, 200);
        const auto over = doors.order("10482", "2233");  // also with what is right
        EXPECT_EQ(over.status, 429);
        EXPECT_TRUE(has(over, "conversations.too_fast"));
        EXPECT_EQ(doors.looked, 5);
        int answered = 5;
        for (int i = 0; i < 200; ++i)
            answered += doors.order("1", "0000", "198.51.100." + std::to_string(i)).status == 200;
        EXPECT_LE(answered, 60);
        EXPECT_EQ(doors.looked, answered);
        h.clock.advance(Ms{600000});
        EXPECT_EQ(doors.order("10482", "2233").status, 200);
    });
}

TEST(doors, a_call_is_booked_and_told_in_his_conversation) {
    in_houses([](House& h) {
        Open doors(h);
        EXPECT_TRUE(has(h.page("call-times", R"({"key":"wc_kettles"})"), "Europe/Kyiv"));
        h.says("Hello", "client-01");
        const auto booked = doors.call("050 111 22 33", three);
        ASSERT_EQ(booked.status, 200) << booked.body;
        EXPECT_TRUE(has(booked, R"("to":)" + std::to_string(half_past)));
        ASSERT_EQ(doors.booked.size(), 1u);
        EXPECT_EQ(doors.booked[0].shop, ShopId{1});
        EXPECT_EQ(doors.booked[0].phone, "050 111 22 33");
        const std::string word =
            "call_booked " + std::to_string(three) + " " + std::to_string(half_past);
        EXPECT_TRUE(
            has(h.page("history", R"({"key":"wc_kettles","token":")" + token + "\"}"), word));
        const auto full = doors.call("050 111 22 33", half_past);
        EXPECT_EQ(full.status, 409);
        EXPECT_TRUE(has(full, "callbacks.slot_full"));
        EXPECT_TRUE(has(doors.call("", three), "calls.number"));
    });
}

TEST(doors, a_number_is_not_called_to_weariness) {
    in_houses([](House& h) {
        Open doors(h);
        for (int i = 0; i < 3; ++i) EXPECT_EQ(doors.call("+380501112233", three).status, 200);
        EXPECT_EQ(doors.call("+380501112244", three).status, 429);                   // this address
        EXPECT_EQ(doors.call("+380 50 111-22-33", three, "192.0.2.9").status, 429);  // this number
        EXPECT_EQ(doors.call("+380501112255", three, "192.0.2.9").status, 200);
        EXPECT_EQ(doors.booked.size(), 4u);
    });
}

struct Mails {
    House& h;
    std::vector<Copy> sent;
    std::string fails;
    explicit Mails(House& house) : h(house) {
        EXPECT_TRUE(h.db.migrate(doors::migrations()));
        Deps d{*h.room, h.clock, {}, {}, {}};
        d.call_times = [](ShopId, QueueId) { return CallTimes{false, "Europe/Kyiv", {}}; };
        d.db = &h.db;
        d.has_mail = [](ShopId shop) { return shop == ShopId{1}; };
        d.mail = [this](const Copy& copy) -> Result<> {
            if (!fails.empty()) return unavailable(fails.c_str(), "");
            sent.push_back(copy);
            return {};
        };
        add_routes(h.router, std::make_shared<Doors>(std::move(d)));
    }
    http::Response asks(const std::string& email, const std::string& ip = "192.0.2.1",
                        const std::string& of = token) {
        return h.page("transcript",
                      R"({"key":"wc_kettles","token":")" + of + R"(","email":")" + email +
                          R"(","language":"en"})",
                      "", ip);
    }
    void talk() {
        using conversations::conversations_test::oksana;
        h.says("Is it in stock?", "client-01");
        h.act(oksana, "accept");
        h.act(oksana, "notes", R"({"client_id":"note-0001","text":"He is rude"})");
        h.act(oksana, "reply", R"({"client_id":"reply-0001","text":"Yes, three."})");
        h.act(oksana, "close", R"({"disposition":"answered"})");
    }
};

TEST(doors, a_copy_leaves_once_when_it_is_over) {
    in_houses([](House& h) {
        Mails mails(h);
        EXPECT_TRUE(has(mails.asks("ann@example.com"), "conversations.no_conversation"));
        mails.talk();
        const auto sent = mails.asks("ann@example.com", "192.0.2.2");
        ASSERT_EQ(sent.status, 200) << sent.body;
        ASSERT_EQ(mails.sent.size(), 1u);
        const Copy& copy = mails.sent[0];
        EXPECT_EQ(copy.to, "ann@example.com");
        EXPECT_EQ(copy.subject, "Your conversation with Kettles");
        EXPECT_NE(copy.text.find("16.11.2026 14:00 You:\nIs it in stock?"), std::string::npos)
            << copy.text;
        EXPECT_NE(copy.text.find("person 7:\nYes, three."), std::string::npos) << copy.text;
        EXPECT_EQ(copy.text.find("rude"), std::string::npos);
        EXPECT_EQ(copy.text.find("closed"), std::string::npos);
        EXPECT_TRUE(has(mails.asks("ann@example.com", "192.0.2.3"), "doors.copied"));
        EXPECT_EQ(mails.sent.size(), 1u);
        EXPECT_EQ(h.count("select count(*) from chat_copy where thread like '%ttt%'"), 0);
    });
}

TEST(doors, a_copy_is_no_way_to_write_to_strangers) {
    in_houses([](House& h) {
        Mails mails(h);
        h.says("Buy now", "client-01");
        EXPECT_TRUE(has(mails.asks("ann@example.com"), "doors.not_over"));
        h.page("leave", R"({"key":"wc_kettles","token":")" + token + "\"}");
        EXPECT_TRUE(has(mails.asks("ann@example.com"), "doors.not_answered"));
        for (const char* bad :
             {"", "ann", "a@b.c, d@e.f", R"(ann@example.com\r\nBcc: all@example.com)",
              R"(<ann@example.com>)", R"(ann@example.com\nX: y)"})
            EXPECT_TRUE(has(mails.asks(bad, "192.0.2.7"), "mail.address")) << bad;
        EXPECT_TRUE(mails.sent.empty());
        EXPECT_EQ(mails.asks("bob@example.com").status, 409);
        EXPECT_EQ(mails.asks("carol@example.com").status, 429);  // this address has asked thrice
    });
}

TEST(doors, a_copy_that_did_not_leave_may_be_asked_for_again) {
    in_houses([](House& h) {
        Mails mails(h);
        mails.talk();
        mails.fails = "mail.unreachable";
        EXPECT_EQ(mails.asks("ann@example.com").status, 503);
        mails.fails = "mail.unanswered";  // it may have arrived
        EXPECT_EQ(mails.asks("ann@example.com").status, 503);
        mails.fails.clear();
        EXPECT_TRUE(has(mails.asks("other@example.com"), "doors.copied"));
    });
}

TEST(doors, every_state_of_an_order_says_what_happens_next) {
    for (const char* state :
         {"new", "calling", "confirmed", "hold", "no_contact", "cancelled", "duplicate",
          "handed_over", "in_transit", "at_point", "out_for_delivery", "delivered",
          "attempt_failed", "refused", "completed", "returning", "returned", "merged"})
        EXPECT_NE(next_of(state), "") << state;
    EXPECT_EQ(next_of("stolen"), "");
}

}  // namespace doors_test
}  // namespace ol::doors
