// The documented channel of a partner, and SMS through it: what comes, what goes, what is refused.
#include <gtest/gtest.h>

#include "contact/conversations/messengers/messengers.hpp"
#include "contact/conversations/messengers/sms.hpp"
#include "platform/base/crypto.hpp"

namespace ol::conversations {
namespace generic_test {

const Credentials key{"https://partner.example/orderline", "", "shared", ""};

Outgoing words(std::string text) {
    Outgoing m;
    m.thread = "u42", m.text = std::move(text), m.our_id = "41";
    return m;
}

TEST(GenericChannel, OpensToItsSignatureOnly) {
    http::Request r;
    r.method = http::Method::post;
    r.body = R"({"events":[]})";
    const auto knock = [&](const std::string& header) {
        r.headers["x-orderline-signature"] = header;
        return generic().knock(key, r).door;
    };
    using Door = Channel::Door;
    const auto good = "sha256=" + crypto::hex(crypto::hmac_sha256("shared", r.body));
    EXPECT_EQ(knock(good), Door::open);
    EXPECT_EQ(knock(good.substr(7)), Door::refused);
    EXPECT_EQ(knock(""), Door::refused);
    EXPECT_EQ(generic().knock({}, r).door, Door::refused);
    r.body += " ";
    EXPECT_EQ(knock(good), Door::refused);
}

TEST(GenericChannel, ReadsEveryEvent) {
    const auto events = generic().read(R"({"events":[
        {"type":"message","event":"e1","id":"m1","thread":"u42","at":"2026-11-23T10:00:00Z",
         "sender":{"id":"u42","name":"Oksana","language":"uk","verified_phone":"+380501112233"},
         "text":"Hi","files":[{"url":"https://p.example/1","type":"image/png","bytes":12}]},
        {"type":"delivered","id":"41","thread":"u42","at":1763892000},
        {"type":"expired","id":"42","thread":"u42"},
        {"type":"typing","sender":{"id":"u42"}},
        {"type":"dance","thread":"u42","text":"la"},
        {"type":"ping"}]})");
    ASSERT_TRUE(events) << events.error().detail;
    ASSERT_EQ(events->size(), 6u);
    const auto& first = events->front();
    EXPECT_EQ(first.what, What::message);
    EXPECT_EQ(first.event_id, "e1");
    EXPECT_EQ(first.sender.phone, "+380501112233");
    EXPECT_EQ(first.media.at(0).kind, MediaKind::image);
    EXPECT_EQ(events->at(1).what, What::delivered);
    EXPECT_EQ(events->at(2).what, What::failed);
    EXPECT_EQ(events->at(2).error_code, "expired");
    EXPECT_EQ(events->at(3).thread, "u42");
    EXPECT_EQ(events->at(4).what, What::unsupported);
    EXPECT_EQ(events->at(4).raw_kind, "dance");
    EXPECT_EQ(events->at(5).what, What::ignored);
}

TEST(GenericChannel, NamesTheFieldThatIsWrong) {
    const auto wrong = [](const std::string& body) {
        const auto r = generic().read(body);
        return r ? std::string("taken") : r.error().field;
    };
    EXPECT_EQ(wrong("x"), "body");
    EXPECT_EQ(wrong("{}"), "events");
    EXPECT_EQ(wrong(R"({"events":[{"type":"typing","thread":"1"},{"thread":"1"}]})"),
              "events[1].type");
    EXPECT_EQ(wrong(R"({"events":[{"type":"message","id":"1"}]})"), "events[0].thread");
    EXPECT_EQ(wrong(R"({"events":[{"type":"message","thread":"1"}]})"), "events[0].id");
}

TEST(GenericChannel, WritesSigned) {
    auto m = words("Hi");
    m.buttons = {"Yes"};
    const auto r = generic().write(key, m);
    ASSERT_TRUE(r);
    EXPECT_EQ(r->url, key.account);
    EXPECT_EQ(r->body,
              R"({"type":"message","id":"41","thread":"u42","text":"Hi","buttons":["Yes"]})");
    EXPECT_EQ(r->headers.at(1).second,
              "sha256=" + crypto::hex(crypto::hmac_sha256("shared", r->body)));
    EXPECT_EQ(r->headers.at(2).second, "41");
    for (const auto* bad : {"", "http://p.example/", "https://", "https://a@p.example/",
                            "https://p.example/\r\nX: 1"}) {
        auto k = key;
        k.account = bad;
        EXPECT_EQ(generic().write(k, m).error().field, "account") << bad;
    }
    auto k = key;
    k.secret.clear();
    EXPECT_EQ(generic().write(k, m).error().field, "secret");
}

TEST(GenericChannel, UnderstandsAnswers) {
    const auto said = [](int status, const char* body) {
        return generic().answered({status, body, {}}).what;
    };
    EXPECT_EQ(generic().answered({200, R"({"id":"p7"})", {}}).message_id, "p7");
    EXPECT_EQ(said(202, ""), Sent::accepted);
    EXPECT_EQ(said(400, R"({"error":"window_closed"})"), Sent::window_closed);
    EXPECT_EQ(said(400, R"({"error":"gone","text":"left"})"), Sent::gone);
    EXPECT_EQ(said(400, R"({"error":"odd"})"), Sent::refused);
    EXPECT_EQ(said(410, ""), Sent::gone);
    EXPECT_EQ(said(401, ""), Sent::bad_token);
    EXPECT_EQ(said(429, ""), Sent::again);
    EXPECT_EQ(said(503, "<html>"), Sent::again);
}

std::string many(std::string_view s, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += s;
    return out;
}

TEST(Sms, CountsItsParts) {
    EXPECT_EQ(sms::segments(""), 0u);
    EXPECT_EQ(sms::segments(many("a", 160)), 1u);
    EXPECT_EQ(sms::segments(many("a", 161)), 2u);
    EXPECT_EQ(sms::segments(many("a", 306)), 2u);
    EXPECT_EQ(sms::segments(many("a", 307)), 3u);
    EXPECT_EQ(sms::segments(many("Ж", 70)), 1u) << "Cyrillic halves the length";
    EXPECT_EQ(sms::segments(many("Ж", 71)), 2u);
    EXPECT_EQ(sms::segments(many("Ж", 134)), 2u);
    EXPECT_EQ(sms::segments(many("Ж", 135)), 3u);
    EXPECT_EQ(sms::segments(many("€", 80)), 1u);
    EXPECT_EQ(sms::segments(many("€", 81)), 2u) << "counts twice";
    EXPECT_EQ(sms::segments(many("a", 152) + many("€", 77)), 3u) << "no sign is cut in two";
    EXPECT_EQ(sms::segments(many("😀", 35)), 1u);
    EXPECT_EQ(sms::segments(many("😀", 36)), 2u) << "33 in each of several";
    EXPECT_TRUE(sms::is_gsm("Hello, äöü @ 5 £"));
    EXPECT_FALSE(sms::is_gsm("Привіт"));
}

TEST(Sms, TenPartsAreTheMost) {
    const auto body = [](const std::string& text) {
        const auto r = sms_by_http().write(key, words(text));
        return r ? r->body : r.error().code;
    };
    EXPECT_EQ(body("Hi"),
              R"({"type":"message","id":"41","thread":"u42","text":"Hi","segments":1})");
    EXPECT_NE(body(many("Ж", 670)).find("\"segments\":10"), std::string::npos);
    EXPECT_EQ(body(many("Ж", 671)), "conversations.too_long");
    EXPECT_EQ(body(many("a", 1531)), "conversations.too_long");
    auto file = words("");
    file.media_url = "https://p.example/1";
    EXPECT_EQ(sms_by_http().write(key, file).error().code, "conversations.media");
}

}  // namespace generic_test
}  // namespace ol::conversations
