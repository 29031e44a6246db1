// One contract for every messenger's door, sending and windows.
#include <gtest/gtest.h>

#include "contact/conversations/messengers/messengers.hpp"
#include "contact/conversations/messengers/wire.hpp"
#include "platform/base/crypto.hpp"

namespace ol::conversations {
namespace sending_test {

const Channel* const all[] = {&telegram(), &viber(), &whatsapp(), &messenger(), &instagram()};
const Credentials key{"106540352242922", "1234:abc-DEF_9", "app-secret", "verify-word"};
const Time noon = *parse_iso8601("2026-11-23T12:00:00Z");

Outgoing words(std::string text) {
    Outgoing m;
    m.thread = "380501112233";
    m.text = std::move(text);
    m.our_id = "41";
    return m;
}
Outgoing file(std::string type, std::string text = {}) {
    auto m = words(std::move(text));
    m.media_url = "https://shop.example/f/1";
    m.media_type = std::move(type);
    m.media_name = "bill.pdf";
    m.media_bytes = 3220;
    return m;
}
std::string body(const Channel& c, const Outgoing& m) {
    const auto r = c.write(key, m);
    return r ? r->body : "refused: " + r.error().code;
}
std::string url(const Channel& c, const Outgoing& m) { return c.write(key, m)->url; }

http::Request post(std::string body, std::string header, std::string value) {
    http::Request r;
    r.method = http::Method::post;
    r.body = std::move(body);
    r.headers[std::move(header)] = std::move(value);
    return r;
}
std::string hex_of(std::string_view secret, std::string_view bytes) {
    return crypto::hex(crypto::hmac_sha256(secret, bytes));
}
using Door = Channel::Door;

TEST(MessengerDoor, ChecksSignaturesOverRawBytes) {
    const std::string raw = "{\"text\":\"\\u0416\",  \"n\":1}";  // re-serialised it would differ
    for (const auto* meta : {&whatsapp(), &messenger(), &instagram()}) {
        const auto good = "sha256=" + hex_of(key.secret, raw);
        const auto knock = [&](const std::string& bytes, const std::string& signature) {
            return meta->knock(key, post(bytes, "x-hub-signature-256", signature)).door;
        };
        EXPECT_EQ(knock(raw, good), Door::open);
        EXPECT_EQ(knock("{\"text\":\"Ж\",\"n\":1}", good), Door::refused);
        EXPECT_EQ(knock(raw, good.substr(7)), Door::refused);
        EXPECT_EQ(knock(raw, "sha256="), Door::refused);
        EXPECT_EQ(knock(raw, "sha256=" + hex_of("", raw)), Door::refused);
    }
    const auto knock = [&](const std::string& bytes, const std::string& signature) {
        return viber().knock(key, post(bytes, "x-viber-content-signature", signature)).door;
    };
    EXPECT_EQ(knock(raw, hex_of(key.token, raw)), Door::open);
    EXPECT_EQ(knock(raw + " ", hex_of(key.token, raw)), Door::refused);
    const auto telegrams = [&](const std::string& word) {
        return telegram().knock(key, post(raw, "x-telegram-bot-api-secret-token", word)).door;
    };
    EXPECT_EQ(telegrams("app-secret"), Door::open);
    EXPECT_EQ(telegrams("app-secret2"), Door::refused);
    EXPECT_EQ(telegrams(""), Door::refused);
}

TEST(MessengerDoor, AnEmptySecretFitsNothing) {
    for (const auto* channel : all) {
        auto r = post("{}", "x-hub-signature-256", "sha256=" + hex_of("", "{}"));
        r.headers["x-viber-content-signature"] = hex_of("", "{}");
        r.headers["x-telegram-bot-api-secret-token"] = "";
        EXPECT_EQ(channel->knock({}, r).door, Door::refused) << int(channel->kind());
        r.method = http::Method::get;
        r.query = {{"hub.mode", "subscribe"}, {"hub.verify_token", ""}, {"hub.challenge", "1"}};
        EXPECT_EQ(channel->knock({}, r).door, Door::refused) << int(channel->kind());
    }
}

TEST(MessengerDoor, MetaShakesHands) {
    http::Request r;
    r.query = {{"hub.mode", "subscribe"},
               {"hub.verify_token", "verify-word"},
               {"hub.challenge", "1158201444"}};
    for (const auto* meta : {&whatsapp(), &messenger(), &instagram()}) {
        const auto knock = meta->knock(key, r);
        EXPECT_EQ(knock.door, Door::challenge);
        EXPECT_EQ(knock.answer, "1158201444");
    }
    EXPECT_EQ(telegram().knock(key, r).door, Door::refused);
    EXPECT_EQ(viber().knock(key, r).door, Door::refused);
    r.query["hub.challenge"] = "<script>";
    EXPECT_EQ(whatsapp().knock(key, r).door, Door::refused) << "nothing is reflected but a word";
    r.query["hub.challenge"] = "1";
    r.query["hub.verify_token"] = "verify-wor";
    EXPECT_EQ(whatsapp().knock(key, r).door, Door::refused);
}

TEST(MessengerSends, WordsInEachOnesWay) {
    EXPECT_EQ(url(telegram(), words("Привіт")),
              "https://api.telegram.org/bot1234:abc-DEF_9/sendMessage");
    EXPECT_EQ(body(telegram(), words("Привіт")), R"({"chat_id":380501112233,"text":"Привіт"})");
    EXPECT_EQ(
        body(viber(), words("Hi")),
        R"({"receiver":"380501112233","min_api_version":1,"sender":{"name":"106540352242922"},)"
        R"("tracking_data":"41","type":"text","text":"Hi"})");
    EXPECT_EQ(url(whatsapp(), words("Hi")),
              "https://graph.facebook.com/v23.0/106540352242922/messages");
    EXPECT_EQ(
        body(whatsapp(), words("Hi")),
        R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"380501112233",)"
        R"("type":"text","text":{"preview_url":false,"body":"Hi"},)"
        R"("biz_opaque_callback_data":"41"})");
    EXPECT_EQ(body(messenger(), words("Hi")),
              R"({"recipient":{"id":"380501112233"},"messaging_type":"RESPONSE",)"
              R"("message":{"text":"Hi"}})");
    EXPECT_TRUE(url(instagram(), words("Hi")).starts_with("https://graph.instagram.com/"));
    const auto sent = whatsapp().write(key, words("Hi"));
    EXPECT_EQ(sent->headers.back().second, "Bearer 1234:abc-DEF_9");
    EXPECT_EQ(sent->url.find("abc-DEF"), std::string::npos)
        << "no token in an address that is logged";
}

TEST(MessengerSends, AnswersTemplatesTagsAndButtons) {
    auto m = words("Pick");
    m.reply_to = "77";
    m.buttons = {"Yes", "No"};
    EXPECT_EQ(body(telegram(), m),
              R"({"chat_id":380501112233,"text":"Pick","reply_parameters":{"message_id":77,)"
              R"("allow_sending_without_reply":true},"reply_markup":{"inline_keyboard":)"
              R"([[{"text":"Yes","callback_data":"Yes"}],[{"text":"No","callback_data":"No"}]]}})");
    EXPECT_NE(body(viber(), m).find(R"("keyboard":{"Type":"keyboard")"), std::string::npos);
    EXPECT_NE(body(whatsapp(), m).find(R"("context":{"message_id":"77"})"), std::string::npos);
    EXPECT_NE(body(whatsapp(), m).find(R"("type":"button","body":{"text":"Pick"})"),
              std::string::npos);
    EXPECT_NE(body(messenger(), m).find(R"("quick_replies":[{"content_type":"text","title":"Yes")"),
              std::string::npos);
    m.buttons = {"1", "2", "3", "4"};
    EXPECT_NE(body(whatsapp(), m).find(R"("type":"list")"), std::string::npos);

    Outgoing t = words("");
    t.template_name = "order_confirmation", t.template_language = "uk";
    t.template_values = {"Оксана", "1001"};
    EXPECT_EQ(
        body(whatsapp(), t),
        R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"380501112233",)"
        R"("type":"template","template":{"name":"order_confirmation","language":{"code":"uk"},)"
        R"("components":[{"type":"body","parameters":[{"type":"text","text":"Оксана"},)"
        R"({"type":"text","text":"1001"}]}]},"biz_opaque_callback_data":"41"})");
    EXPECT_EQ(body(messenger(), t), "refused: conversations.template");
    auto human = words("A person answers");
    human.tag = "HUMAN_AGENT";
    EXPECT_NE(body(instagram(), human).find(R"("messaging_type":"MESSAGE_TAG")"),
              std::string::npos);
    human.tag = "CONFIRMED_EVENT_UPDATE";
    EXPECT_EQ(body(messenger(), human), "refused: conversations.tag");
}

TEST(MessengerSends, Files) {
    EXPECT_TRUE(url(telegram(), file("image/png")).ends_with("/sendPhoto"));
    EXPECT_TRUE(url(telegram(), file("application/pdf")).ends_with("/sendDocument"));
    EXPECT_TRUE(url(telegram(), file("audio/ogg")).ends_with("/sendVoice"));
    EXPECT_EQ(body(telegram(), file("image/png", "Look")),
              R"({"chat_id":380501112233,"photo":"https://shop.example/f/1","caption":"Look"})");
    EXPECT_NE(body(viber(), file("application/pdf"))
                  .find(R"("type":"file","media":"https://shop.example/f/1","size":3220,)"
                        R"("file_name":"bill.pdf")"),
              std::string::npos);
    auto unknown = file("application/pdf");
    unknown.media_bytes = 0;
    EXPECT_EQ(body(viber(), unknown), "refused: conversations.media_bytes");
    EXPECT_NE(body(whatsapp(), file("application/pdf", "Your bill"))
                  .find(R"("document":{"link":"https://shop.example/f/1","caption":"Your bill",)"
                        R"("filename":"bill.pdf"})"),
              std::string::npos);
    EXPECT_EQ(body(whatsapp(), file("audio/mpeg", "words")), "refused: conversations.caption");
    EXPECT_EQ(body(messenger(), file("image/png", "Look")), "refused: conversations.caption");
    EXPECT_NE(body(messenger(), file("image/png")).find(R"("attachment":{"type":"image")"),
              std::string::npos);
    auto large = file("video/mp4");
    large.media_bytes = 200 << 20;
    for (const auto* channel : all)
        EXPECT_EQ(body(*channel, large), "refused: conversations.too_large");
}

TEST(MessengerSends, LimitsAreCountedAsEachChannelCounts) {
    const auto repeat = [](std::string_view s, int n) {
        std::string out;
        for (int i = 0; i < n; ++i) out += s;
        return out;
    };
    const auto longest = [&](const Channel& c, std::string_view letter, int n) {
        EXPECT_FALSE(body(c, words(repeat(letter, n))).starts_with("refused")) << n;
        EXPECT_EQ(body(c, words(repeat(letter, n + 1))), "refused: conversations.too_long") << n;
    };
    longest(telegram(), "Ж", 4096);
    longest(viber(), "Ж", 7000);
    longest(whatsapp(), "Ж", 4096);
    longest(messenger(), "Ж", 2000);
    longest(instagram(), "Ж", 500);  // bytes
    longest(instagram(), "x", 1000);
    const auto error = telegram().write(key, words(std::string(5000, 'x'))).error();
    EXPECT_EQ(error.field, "text");
    EXPECT_EQ(error.params.front().second, "4096");
}

TEST(MessengerSends, RefusesWhatWouldLeaveItsPlace) {
    for (const auto* channel : all) {
        EXPECT_EQ(body(*channel, words("")), "refused: conversations.empty");
        auto nobody = words("x");
        nobody.thread.clear();
        EXPECT_EQ(body(*channel, nobody), "refused: conversations.thread");
        auto bad = key;
        bad.token = "a/../b\r\nX: y";
        EXPECT_EQ(channel->write(bad, words("x")).error().code, "conversations.token");
        auto many = words("x");
        many.buttons.assign(40, "b");
        EXPECT_EQ(body(*channel, many), "refused: conversations.buttons");
    }
    auto elsewhere = words("x");
    elsewhere.account = "../me";
    EXPECT_EQ(body(whatsapp(), elsewhere), "refused: conversations.account");
    elsewhere = words("x");
    elsewhere.thread = "@channel";
    EXPECT_EQ(body(telegram(), elsewhere), "refused: conversations.thread");
}

struct Answer {
    const Channel& channel;
    int status;
    const char* body;
    Sent what;
    const char* id_or_code;
    int wait_ms = 0;
};

TEST(MessengerAnswers, SayWhatBecameOfIt) {
    const auto g = [](int code, const char* more = "") {
        static std::vector<std::unique_ptr<std::string>> kept;
        kept.push_back(std::make_unique<std::string>(R"({"error":{"message":"m","code":)" +
                                                     std::to_string(code) + more + "}}"));
        return kept.back()->c_str();
    };
    const Answer answers[] = {
        {telegram(), 200, R"({"ok":true,"result":{"message_id":667}})", Sent::accepted, "667"},
        {telegram(), 429,
         R"({"ok":false,"error_code":429,"description":"Too Many Requests: retry after 14",)"
         R"("parameters":{"retry_after":14}})",
         Sent::again, "429", 14000},
        {telegram(), 403,
         R"({"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"})",
         Sent::gone, "403"},
        {telegram(), 403,
         R"({"ok":false,"error_code":403,)"
         R"("description":"Forbidden: bot can't initiate conversation with a user"})",
         Sent::not_allowed, "403"},
        {telegram(), 400,
         R"({"ok":false,"error_code":400,"description":"Bad Request: chat not found"})", Sent::gone,
         "400"},
        {telegram(), 400,
         R"({"ok":false,"error_code":400,"description":"Bad Request: message is too long"})",
         Sent::too_long, "400"},
        {telegram(), 400,
         R"({"ok":false,"error_code":400,"description":"Bad Request: wrong file identifier"})",
         Sent::refused, "400"},
        {telegram(), 401, R"({"ok":false,"error_code":401,"description":"Unauthorized"})",
         Sent::bad_token, "401"},
        {telegram(), 502, "<html>", Sent::again, "502"},
        {viber(), 200, R"({"status":0,"status_message":"ok","message_token":5741311803571721087})",
         Sent::accepted, "5741311803571721087"},
        {viber(), 200, R"({"status":2,"status_message":"invalidAuthToken"})", Sent::bad_token, "2"},
        {viber(), 200, R"({"status":6,"status_message":"receiverNotSubscribed"})", Sent::gone, "6"},
        {viber(), 200, R"({"status":12,"status_message":"tooManyRequests"})", Sent::again, "12"},
        {viber(), 200, R"({"status":24,"status_message":"noBalance"})", Sent::not_allowed, "24"},
        {viber(), 200, R"({"status":3,"status_message":"badData"})", Sent::refused, "3"},
        {viber(), 200, R"({"status":"no"})", Sent::refused, "no"},
        {whatsapp(), 200, R"({"messages":[{"id":"wamid.HBgL"}]})", Sent::accepted, "wamid.HBgL"},
        {whatsapp(), 200, "{}", Sent::refused, "200"},
        {whatsapp(), 400, g(131047), Sent::window_closed, "131047"},
        {whatsapp(), 400, g(130429), Sent::again, "130429"},
        {whatsapp(), 400, g(131056), Sent::again, "131056", 6000},
        {whatsapp(), 400, g(131026), Sent::gone, "131026"},
        {whatsapp(), 400, g(131049), Sent::not_allowed, "131049"},
        {whatsapp(), 401, g(190), Sent::bad_token, "190"},
        {whatsapp(), 400, g(132000), Sent::refused, "132000"},
        {whatsapp(), 503, "", Sent::again, "503"},
        {messenger(), 200, R"({"recipient_id":"1","message_id":"m_A"})", Sent::accepted, "m_A"},
        {messenger(), 400, g(10, R"(,"error_subcode":2018278)"), Sent::window_closed, "10"},
        {instagram(), 400, g(10, R"(,"error_subcode":2534022)"), Sent::window_closed, "10"},
        {messenger(), 400, g(10), Sent::not_allowed, "10"},
        {messenger(), 400, g(200), Sent::not_allowed, "200"},
        {messenger(), 400, g(551), Sent::gone, "551"},
        {messenger(), 400, g(613), Sent::again, "613"},
        {messenger(), 500, g(99999, R"(,"is_transient":true)"), Sent::again, "99999"},
    };
    for (const auto& a : answers) {
        const auto said = a.channel.answered({a.status, a.body, {}});
        EXPECT_EQ(said.what, a.what) << a.body;
        EXPECT_EQ(a.what == Sent::accepted ? said.message_id : said.code, a.id_or_code) << a.body;
        EXPECT_EQ(said.retry_after_ms, Ms{a.wait_ms}) << a.body;
    }
    EXPECT_EQ(whatsapp().answered({429, "", {{"retry-after", "30"}}}).retry_after_ms, Ms{30000});
}

TEST(MessengerWindows, SayWhatMayBeWrittenNow) {
    const auto hours = [](int n) { return noon - Ms{3'600'000} * n; };
    using Ways = std::vector<std::string>;
    auto w = whatsapp().window(hours(23), noon);
    EXPECT_TRUE(w.free_text);
    EXPECT_EQ(w.until, noon + Ms{3'600'000});
    w = whatsapp().window(hours(24), noon);
    EXPECT_FALSE(w.free_text) << "to the millisecond";
    EXPECT_EQ(w.ways, (Ways{"template", "letter", "call"}));
    EXPECT_FALSE(whatsapp().window({}, noon).free_text);
    for (const auto* page : {&messenger(), &instagram()}) {
        EXPECT_TRUE(page->window(hours(1), noon).free_text);
        w = page->window(hours(30), noon);
        EXPECT_FALSE(w.free_text);
        EXPECT_EQ(w.ways.front(), "human_tag");
        EXPECT_EQ(w.until, hours(30) + Ms{7 * 86'400'000});
        EXPECT_EQ(page->window(hours(7 * 24), noon).ways, (Ways{"letter", "call"}));
        EXPECT_FALSE(page->window({}, noon).free_text);
    }
    EXPECT_TRUE(telegram().window(hours(9000), noon).free_text);
    EXPECT_FALSE(telegram().window(hours(9000), noon).until);
    EXPECT_FALSE(telegram().window({}, noon).free_text) << "a bot cannot write first";
    EXPECT_TRUE(viber().window(hours(1), noon).ways.empty());
    EXPECT_EQ(viber().window(hours(25), noon).ways.front(), "billed");
    EXPECT_TRUE(viber().window(hours(25), noon).free_text);
    EXPECT_FALSE(viber().window({}, noon).free_text);
}

TEST(Messengers, AreFoundByTheirKind) {
    for (const auto* channel : all) EXPECT_EQ(messenger_of(channel->kind()), channel);
    EXPECT_EQ(messenger_of(ChannelKind::email), nullptr);
}

}  // namespace sending_test
}  // namespace ol::conversations
