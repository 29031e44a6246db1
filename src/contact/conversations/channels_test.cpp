// A messenger from both ends on both databases: signed deliveries become a conversation in the
// line, once; an answer leaves by the outbox; late and twice told news does no harm.
#include <gtest/gtest.h>

#include "contact/conversations/channel_types.hpp"
#include "contact/conversations/conversations.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/db/test_db.hpp"

namespace ol::conversations {
namespace channels_test {

using http::Method;

constexpr PersonId oksana{7};

class Line final : public calls::ChatLine {
public:
    void listen(calls::ChatEvents) override {}
    void queue(calls::Chat chat) override { queued.push_back(chat); }
    void over(ContactId) override {}
    Result<> accept(ContactId, PersonId) override { return {}; }
    Result<> decline(ContactId, PersonId) override { return {}; }
    Result<> give(calls::Chat, PersonId) override { return {}; }
    void restore(calls::Chat, PersonId) override {}
    void rest(ContactId, bool) override {}
    std::vector<Ringing> ringing(PersonId) override { return {}; }
    void seen(PersonId) override {}
    std::vector<calls::Chat> queued;
};

struct House {
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    Line line;
    Loop loop;
    http::Router router;
    std::vector<http::ClientRequest> asked;
    http::ClientResponse answer{200, R"({"ok":true,"result":{"message_id":501}})", {}};
    std::unique_ptr<Conversations> room;
    ChannelAccount channel;

    House(db::Database& d, ManualClock& c)
        : db(d), clock(c), loop(c, {.name = "chats", .inline_mode = true}) {
        Deps deps{db, ids, clock, loop, line, nullptr, nullptr, {}, {}, {}, {}, {}, {}, {}};
        deps.shop = [](ShopId) { return ShopFacts{"Kettles", "uk", {"uk"}, true, {}}; };
        deps.channels.fetch = [this](const http::ClientRequest& r) {
            asked.push_back(r);
            return Result<http::ClientResponse>(answer);
        };
        deps.channels.key32 = std::string(32, 'k');
        deps.channels.public_url = "https://desk.example";
        room = std::make_unique<Conversations>(std::move(deps));
        room->carry_messengers();
        room->add_routes(router);
        EXPECT_TRUE(room->start());
    }
    void run() {
        for (int i = 0; i < 4; ++i) {
            EXPECT_TRUE(db.write([](db::Tx&) -> Result<> { return {}; }));
            loop.run_until(clock.now());
        }
    }
    http::Response api(Method m, const std::string& path, std::string body = "",
                       std::int64_t version = 0) {
        http::Request r;
        r.method = m, r.path = path, r.body = std::move(body);
        r.who.person = oksana, r.who.shops = {1};
        r.who.permissions = {"contacts.view", "desk.work", "settings.view", "settings.edit"};
        if (version) r.headers["if-match"] = "\"" + std::to_string(version) + "\"";
        auto out = router.handle(r);
        run();
        return out;
    }
    http::Principal oksanas() const {
        http::Principal p;
        p.person = oksana, p.shops = {1};
        return p;
    }
    void add(const char* kind, const char* credentials) {
        const auto made = api(Method::post, "/api/v1/channel-accounts",
                              std::string(R"({"shop_id":"1","name":"Ours","kind":")") + kind +
                                  "\"," + credentials + "}");
        ASSERT_EQ(made.status, 200) << made.body;
        channel = json::read<ChannelAccount>(made.body).value();
    }
    http::Response tells(const std::string& body, std::map<std::string, std::string> headers) {
        http::Request r;
        r.method = Method::post, r.body = body, r.headers = std::move(headers);
        r.path = channel.webhook_url.substr(std::string("https://desk.example").size());
        auto out = router.handle(r);
        run();
        return out;
    }
    http::Response partner(const std::string& events, const std::string& secret = "shared") {
        const std::string body = "{\"events\":[" + events + "]}";
        return tells(body, {{"x-orderline-signature",
                             "sha256=" + crypto::hex(crypto::hmac_sha256(secret, body))}});
    }
    std::int64_t count(const std::string& sql) {
        std::int64_t out = 0;
        EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
            out = c.query(sql).i64(0, 0);
            return {};
        }));
        return out;
    }
    std::string text(const std::string& sql) {
        std::string out;
        EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
            const auto r = c.query(sql);
            if (!r.empty()) out = r.text(0, 0);
            return {};
        }));
        return out;
    }
    std::string conversation() {
        return "/api/v1/conversations/" + std::to_string(count("select max(id) from conversation"));
    }
    http::Response act(const char* verb, const std::string& body = "{}") {
        return api(Method::post, conversation() + "/" + verb, body,
                   count("select max(version) from conversation"));
    }
    void replies(const std::string& words) {
        EXPECT_EQ(act("accept").status, 200);
        const auto said = act("reply", R"({"client_id":"reply-0001","text":")" + words + "\"}");
        ASSERT_EQ(said.status, 200) << said.body;
        room->outbox().run(channel.id);
        run();
    }
};

void in_houses(const std::function<void(House&)>& body) {
    ManualClock clock;
    db::for_each_database(
        migrations(),
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:00:00Z").value());
            House house(database, clock);
            body(house);
        },
        clock);
}

const char* partners = R"("account":"https://partner.example/in","secret":"shared")";
const std::string hello =
    R"({"type":"message","id":"m1","thread":"u42","sender":{"id":"u42","name":"Ira"},)"
    R"("text":"Hello"})";

TEST(channels, a_signed_message_waits_in_the_line_and_its_answer_leaves) {
    in_houses([](House& h) {
        h.add("generic", partners);
        EXPECT_EQ(h.partner(hello, "guessed").status, 401);
        EXPECT_EQ(h.count("select count(*) from channel_event"), 0);
        ASSERT_EQ(h.partner(hello).status, 200);
        EXPECT_EQ(h.partner(hello).status, 200);  // told twice
        EXPECT_EQ(h.count("select count(*) from message"), 1);
        EXPECT_EQ(h.count("select count(*) from channel_event"), 0);
        ASSERT_EQ(h.line.queued.size(), 1u);
        EXPECT_EQ(h.text("select buyer_name from conversation"), "Ira");
        h.answer = {200, R"({"id":"p-9"})", {}};
        h.replies("Good day");
        ASSERT_EQ(h.asked.size(), 1u);
        EXPECT_EQ(h.asked[0].url, "https://partner.example/in");
        EXPECT_NE(h.asked[0].body.find("Good day"), std::string::npos);
        EXPECT_EQ(h.text("select state from message where direction = 'out'"), "sent");
        h.partner(R"({"type":"read","id":"p-9","thread":"u42"})");
        h.partner(R"({"type":"delivered","id":"p-9","thread":"u42"})");  // overtaken
        EXPECT_EQ(h.text("select state from message where direction = 'out'"), "read");
    });
}

TEST(channels, edits_deletions_and_what_overtakes_are_told_as_they_are) {
    in_houses([](House& h) {
        h.add("generic", partners);
        // The edit overtook its message; the message is then a repeat.
        h.partner(R"({"type":"edited","id":"m1","thread":"u42","text":"Hello!"})");
        h.partner(hello);
        EXPECT_EQ(h.count("select count(*) from message"), 1);
        EXPECT_EQ(h.text("select text from message"), "Hello!");
        EXPECT_EQ(h.text("select error_code from message"), "edited");
        const auto finds = [&](const std::string& q) {
            return h.room->find(h.oksanas(), q, {}, 10).value().items.size();
        };
        EXPECT_EQ(finds("hello"), 1u);
        h.partner(R"({"type":"reaction","id":"m1","thread":"u42","text":"+1"})");
        EXPECT_EQ(h.count("select count(*) from message where text = 'buyer_reacted +1'"), 1);
        h.partner(R"({"type":"wave","id":"w1","thread":"u42","text":"hand"})");
        EXPECT_EQ(h.count("select count(*) from message where error_code = 'unsupported' and "
                          "text = 'wave: hand'"),
                  1);
        h.partner(R"({"type":"deleted","id":"m1","thread":"u42"})");
        EXPECT_EQ(h.count("select count(*) from message where error_code = 'deleted' and "
                          "text = ''"),
                  1);
        EXPECT_EQ(finds("hello"), 0u);
        const auto bad = h.partner(R"({"type":"message","thread":"u42"})");
        EXPECT_EQ(bad.status, 400);
        EXPECT_NE(bad.body.find("events[0].id"), std::string::npos);
    });
}

std::string says(const char* thread, const char* name) {
    return std::string(R"({"type":"message","id":"m-)") + thread + R"(","thread":")" + thread +
           R"(","sender":{"id":")" + thread + R"(","name":")" + name +
           R"(","language":"中文"},"text":"Hello"})";
}

TEST(channels, what_cannot_be_worked_through_is_set_aside_and_holds_nobody_up) {
    log::capture_for_test([](std::string_view) {});
    in_houses([](House& h) {
        h.add("generic", partners);
        EXPECT_TRUE(h.db.write([](db::Tx& tx) -> Result<> {
            tx.exec("create unique index only_one_ira on conversation (buyer_name)");
            return {};
        }));
        for (const auto& [thread, name] :
             {std::pair{"u1", "Ira"}, std::pair{"u2", "Ira"}, std::pair{"u3", "Olena"}})
            EXPECT_EQ(h.partner(says(thread, name)).status, 200);
        for (int i = 0; i < 4; ++i) h.run();
        EXPECT_EQ(h.count("select count(*) from conversation"), 2);
        EXPECT_EQ(h.count("select count(*) from channel_event where fault = 'db.unique'"), 1);
        EXPECT_EQ(h.count("select count(*) from channel_event where fault = ''"), 0);
        EXPECT_EQ(h.count("select count(*) from conversation where language = 'uk'"), 2);
    });
    log::capture_for_test({});
}

TEST(channels, what_was_told_goes_after_a_month_and_messages_stay) {
    in_houses([](House& h) {
        h.add("generic", partners);
        h.partner(hello.substr(0, hello.size() - 1) + R"(,"event":"e1"})");
        h.answer = {200, R"({"id":"p-9"})", {}};
        h.replies("Yes");
        h.partner(R"({"type":"delivered","id":"p-nobodys","thread":"u42","event":"e9"})");
        ASSERT_EQ(h.count("select count(*) from channel_late"), 1);
        ASSERT_EQ(h.count("select count(*) from out_message where state = 'sent'"), 1);
        const auto told = "select count(*) from channel_seen";
        ASSERT_GT(h.count(told), 0);
        h.clock.advance(Ms{29LL * 24 * 3600 * 1000});
        h.run();
        EXPECT_GT(h.count(told), 0);
        h.clock.advance(Ms{2LL * 24 * 3600 * 1000});
        h.run();
        EXPECT_EQ(h.count(told), 0);
        EXPECT_EQ(h.count("select count(*) from channel_late"), 0);
        EXPECT_EQ(h.count("select count(*) from out_message"), 0);
        EXPECT_EQ(h.count("select count(*) from message where direction in ('in', 'out')"), 2);
    });
}

TEST(channels, news_before_the_answer_is_not_lost) {
    in_houses([](House& h) {
        h.add("generic", partners);
        h.partner(hello);
        h.partner(R"({"type":"delivered","id":"p-9","thread":"u42"})");
        h.answer = {200, R"({"id":"p-9"})", {}};
        h.replies("Good day");
        EXPECT_EQ(h.text("select state from message where direction = 'out'"), "delivered");
        EXPECT_EQ(h.count("select count(*) from channel_late"), 0);
    });
}

TEST(channels, telegram_is_checked_answered_and_its_refusal_is_told) {
    in_houses([](House& h) {
        h.add("telegram", R"("token":"1:abc")");
        EXPECT_FALSE(h.channel.standing == Standing::works);
        const auto path = "/api/v1/channel-accounts/" + std::to_string(h.channel.id.value);
        EXPECT_NE(h.api(Method::post, path + "/check", "{}").body.find(R"("standing":"works")"),
                  std::string::npos);
        ASSERT_EQ(h.asked.size(), 2u);
        const auto& hook = h.asked[1].body;
        const auto at = hook.find("\"secret_token\":\"") + 16;
        const std::string secret = hook.substr(at, hook.find('"', at) - at);
        const std::string update =
            R"({"update_id":7,"message":{"message_id":3,"from":{"id":42,"first_name":"Ira",)"
            R"("language_code":"uk"},"chat":{"id":42,"type":"private"},"date":1763294400,)"
            R"("text":"Hello"}})";
        EXPECT_EQ(h.tells(update, {}).status, 401);
        EXPECT_EQ(h.tells(update, {{"x-telegram-bot-api-secret-token", secret}}).status, 200);
        EXPECT_EQ(h.tells(update, {{"x-telegram-bot-api-secret-token", secret}}).status, 200);
        EXPECT_EQ(h.count("select count(*) from message"), 1);
        h.answer = {401, R"({"ok":false,"error_code":401,"description":"Unauthorized"})", {}};
        h.replies("Good day");
        EXPECT_EQ(h.text("select state from message where direction = 'out'"), "failed");
        EXPECT_EQ(h.text("select standing from channel_account"), "faulty");
        EXPECT_EQ(h.text("select error_code from message where direction = 'out'"),
                  "conversations.out_bad_token");
        h.answer = {200, R"({"ok":true,"result":{"message_id":501}})", {}};
        const auto message = h.text("select cast(id as text) from message where direction = 'out'");
        const auto again =
            h.api(Method::post, h.conversation() + "/messages/" + message + "/again", "{}");
        EXPECT_EQ(again.status, 200) << again.body;
        h.clock.advance(Ms{1000});  // the shortest time in a chat of Telegram
        h.room->outbox().run(h.channel.id);
        EXPECT_EQ(h.text("select state from message where direction = 'out'"), "sent");
        EXPECT_EQ(
            h.api(Method::post, h.conversation() + "/messages/" + message + "/again", "{}").status,
            409);
    });
}

TEST(channels, a_closed_window_is_refused_before_it_is_kept) {
    in_houses([](House& h) {
        h.add("whatsapp", R"("account":"1550","token":"t","secret":"s","verify_token":"v")");
        http::Request shake;
        shake.method = Method::get;
        shake.path = h.channel.webhook_url.substr(20);
        shake.query = {
            {"hub.mode", "subscribe"}, {"hub.verify_token", "v"}, {"hub.challenge", "12345"}};
        EXPECT_EQ(h.router.handle(shake).body, "12345");
        const std::string body =
            R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":)"
            R"("messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":)"
            R"("1550"},"contacts":[{"wa_id":"380501112233","profile":{"name":"Ira"}}],"messages":)"
            R"([{"from":"380501112233","id":"wamid.1","timestamp":"1763294400","type":"text",)"
            R"("text":{"body":"Hello"}}]}}]}]})";
        const auto told = h.tells(
            body,
            {{"x-hub-signature-256", "sha256=" + crypto::hex(crypto::hmac_sha256("s", body))}});
        ASSERT_EQ(told.status, 200) << told.body;
        h.act("accept");
        EXPECT_NE(h.api(Method::get, h.conversation()).body.find(R"("free_text":true)"),
                  std::string::npos);
        h.clock.advance(Ms{25 * 3'600'000});
        const auto late = h.act("reply", R"({"client_id":"reply-0001","text":"Good day"})");
        EXPECT_EQ(late.status, 409) << late.body;
        EXPECT_NE(late.body.find("conversations.window_closed"), std::string::npos);
        EXPECT_EQ(h.count("select count(*) from message where direction = 'out'"), 0);
    });
}

TEST(channels, settings_name_what_is_missing_and_keep_secrets) {
    in_houses([](House& h) {
        const auto none = h.api(Method::post, "/api/v1/channel-accounts",
                                R"({"shop_id":"1","name":"Bot","kind":"telegram"})");
        EXPECT_EQ(none.status, 400);
        EXPECT_NE(none.body.find(R"("field":"token")"), std::string::npos) << none.body;
        h.add("telegram", R"("token":"1:abc")");
        EXPECT_EQ(h.count("select count(*) from channel_account where sealed like '%abc%'"), 0);
        const auto listed = h.api(Method::get, "/api/v1/channel-accounts");
        EXPECT_EQ(listed.body.find("1:abc"), std::string::npos);
        const auto path = "/api/v1/channel-accounts/" + std::to_string(h.channel.id.value);
        EXPECT_EQ(h.api(Method::patch, path, R"({"enabled":false})", 1).status, 200);
        EXPECT_EQ(h.api(Method::patch, path, R"({"enabled":true})", 1).status, 409);
        EXPECT_EQ(h.tells("{}", {}).status, 404);  // it is off
    });
}

TEST(channels, a_token_is_told_to_no_address_that_it_was_not_entered_for) {
    in_houses([](House& h) {
        h.add("sms", R"("account":"https://gate.example/send","token":"t-1","secret":"shared")");
        const auto path = "/api/v1/channel-accounts/" + std::to_string(h.channel.id.value);
        const auto moved = h.api(Method::patch, path, R"({"account":"https://thief.example/"})", 1);
        EXPECT_EQ(moved.status, 400);
        EXPECT_NE(moved.body.find("conversations.credentials_again"), std::string::npos);
        EXPECT_NE(moved.body.find(R"("field":"token")"), std::string::npos) << moved.body;
        EXPECT_EQ(h.api(Method::patch, path, R"({"account":"http://gate.example/send"})", 1).status,
                  400)
            << "in clear it is another address";
        EXPECT_EQ(h.api(Method::patch, path, R"({"account":"https://gate.example/v2"})", 1).status,
                  200);
        EXPECT_EQ(
            h.api(Method::patch, path, R"({"account":"https://other.example/v2","token":"t-2"})", 2)
                .status,
            200);
    });
}

TEST(channels, a_removed_one_is_silent_and_what_was_said_stays) {
    in_houses([](House& h) {
        h.add("generic", partners);
        ASSERT_EQ(h.partner(hello).status, 200);
        h.run();
        const auto path = "/api/v1/channel-accounts/" + std::to_string(h.channel.id.value);
        EXPECT_EQ(h.api(Method::del, path, "", 7).status, 409) << "changed meanwhile";
        ASSERT_EQ(h.api(Method::del, path, "", 1).status, 200);
        EXPECT_EQ(h.api(Method::get, "/api/v1/channel-accounts").body, R"({"items":[]})");
        EXPECT_EQ(h.partner(hello).status, 404);
        EXPECT_EQ(h.api(Method::patch, path, R"({"enabled":true})", 2).status, 404);
        EXPECT_EQ(h.text("select sealed from channel_account"), "");
        EXPECT_EQ(h.count("select count(*) from message"), 1);
        EXPECT_EQ(h.api(Method::get, h.conversation()).status, 200);
    });
}

// ---- messages that must arrive ----

/// A partner's channel first, then SMS after five minutes.
struct Cascaded {
    House& h;
    ChannelAccount partner, sms;
    explicit Cascaded(House& house) : h(house) {
        h.add("sms", R"("account":"https://gate.example/send","token":"t-1","secret":"shared")");
        sms = h.channel;
        h.add("generic", partners);
        partner = h.channel;
        const auto set = h.api(Method::put, "/api/v1/cascades/1",
                               R"({"steps":[{"channel":"generic","wait_s":300},)"
                               R"({"channel":"sms","wait_s":600}]})",
                               1);
        EXPECT_EQ(set.status, 200) << set.body;
        h.partner(R"({"type":"message","id":"m1","thread":"u42","text":"Hello",)"
                  R"("sender":{"id":"u42","name":"Ira","verified_phone":"+380501112233"}})");
        h.answer = {200, R"({"id":"p-9"})", {}};
        EXPECT_EQ(h.act("accept").status, 200);
    }
    http::Response says(const std::string& words) {
        auto said = h.act(
            "reply", R"({"client_id":"reply-0001","must_arrive":true,"text":")" + words + "\"}");
        send();
        return said;
    }
    void send() {
        h.room->outbox().run(partner.id);
        h.room->outbox().run(sms.id);
        h.run();
    }
    void later(int seconds) {
        h.clock.advance(Ms{seconds * 1000});
        h.run();
        send();
    }
    std::string state() { return h.text("select state from cascade"); }
    std::int64_t texts() {
        return h.count("select count(*) from out_message where channel = 'sms'");
    }
    bool told(const std::string& code) {
        return h.count("select count(*) from message where direction = 'system' and text = '" +
                       code + "'") == 1;
    }
};

TEST(cascade, what_does_not_arrive_in_time_goes_by_the_next_channel_once) {
    in_houses([](House& h) {
        Cascaded c(h);
        ASSERT_EQ(c.says("Your courier waits").status, 200);
        EXPECT_EQ(c.state(), "waits");
        c.later(299);
        EXPECT_EQ(c.texts(), 0);
        c.later(2);
        EXPECT_EQ(c.texts(), 1);
        EXPECT_TRUE(c.told("cascaded sms"));
        EXPECT_EQ(h.text("select thread from conversation where channel = 'sms'"), "+380501112233");
        EXPECT_EQ(h.text("select text from message where id = (select id from out_message "
                         "where channel = 'sms')"),
                  "Your courier waits");
        // The first arrives after all: shown, and no third.
        h.partner(R"({"type":"delivered","id":"p-9","thread":"u42"})");
        EXPECT_EQ(c.state(), "late");
        EXPECT_TRUE(c.told("cascade_late"));
        c.later(601);
        EXPECT_EQ(c.texts(), 1);
        EXPECT_EQ(h.count("select count(*) from out_message"), 2);
    });
}

TEST(cascade, news_in_time_or_his_own_word_ends_it) {
    in_houses([](House& h) {
        Cascaded c(h);
        ASSERT_EQ(c.says("Your courier waits").status, 200);
        h.partner(R"({"type":"delivered","id":"p-9","thread":"u42"})");
        EXPECT_EQ(c.state(), "arrived");
        c.later(301);
        EXPECT_EQ(c.texts(), 0);
    });
    in_houses([](House& h) {
        Cascaded c(h);
        ASSERT_EQ(c.says("Your courier waits").status, 200);
        h.clock.advance(Ms{1000});
        h.partner(R"({"type":"message","id":"m2","thread":"u42","text":"I see"})");
        c.later(301);
        EXPECT_EQ(c.state(), "arrived");
        EXPECT_EQ(c.texts(), 0);
    });
}

TEST(cascade, what_is_refused_goes_on_at_once_and_the_end_is_told) {
    in_houses([](House& h) {
        Cascaded c(h);
        h.answer = {400, R"({"error":"blocked"})", {}};
        ASSERT_EQ(c.says("Your courier waits").status, 200);
        c.send();
        EXPECT_EQ(h.text("select state from message where id = (select id from cascade)"),
                  "failed");
        EXPECT_EQ(c.texts(), 1);  // before its time
        c.send();                 // refused as well
        c.later(1);
        EXPECT_EQ(c.state(), "not_arrived");
        EXPECT_TRUE(c.told("cascade_ended"));
        EXPECT_EQ(c.texts(), 1);
    });
}

TEST(cascade, what_has_not_left_when_the_next_goes_leaves_no_more) {
    in_houses([](House& h) {
        Cascaded c(h);
        h.answer = {503, "", {}};
        ASSERT_EQ(c.says("Your courier waits").status, 200);
        EXPECT_EQ(h.text("select state from out_message where channel = 'generic'"), "queued");
        c.later(301);
        EXPECT_EQ(h.text("select state from out_message where channel = 'generic'"), "failed");
        EXPECT_EQ(c.texts(), 1);
    });
}

TEST(cascade, a_death_between_the_steps_repeats_none_and_forgets_none) {
    in_houses([](House& h) {
        Cascaded c(h);
        ASSERT_EQ(c.says("Your courier waits").status, 200);
        h.clock.advance(Ms{400'000});
        {
            House again(h.db, h.clock);  // after its time: the step is made up for
            again.run();
            EXPECT_EQ(c.texts(), 1);
        }
        {
            House again(h.db, h.clock);
            again.run();
        }
        EXPECT_EQ(c.texts(), 1);
    });
}

TEST(cascade, a_list_is_checked_and_a_channel_without_one_says_so) {
    in_houses([](House& h) {
        Cascaded c(h);
        const auto set = [&](const std::string& steps, std::int64_t version = 2) {
            return h.api(Method::put, "/api/v1/cascades/1", "{\"steps\":[" + steps + "]}", version);
        };
        const std::string sms = R"({"channel":"sms","wait_s":300})";
        const std::string viber = R"({"channel":"viber","wait_s":300})";
        EXPECT_EQ(set(sms).status, 400);
        EXPECT_EQ(set(sms + "," + sms).status, 400);
        EXPECT_EQ(set(sms + R"(,{"channel":"webchat","wait_s":300})").status, 400);
        EXPECT_EQ(set(viber + R"(,{"channel":"sms","wait_s":1})").status, 400);
        EXPECT_EQ(set(viber + "," + sms, 1).status, 409);
        EXPECT_EQ(set(viber + "," + sms).status, 200);
        const auto no = c.says("Your courier waits");  // nothing stands behind this channel
        EXPECT_EQ(no.status, 400);
        EXPECT_NE(no.body.find("conversations.no_cascade"), std::string::npos) << no.body;
        EXPECT_EQ(h.count("select count(*) from message where direction = 'out'"), 0);
        EXPECT_EQ(set("", 3).status, 200);
    });
}

}  // namespace channels_test
}  // namespace ol::conversations
