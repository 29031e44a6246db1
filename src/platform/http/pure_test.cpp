// The parts without sockets: targets, ranges, rings, addresses, origins, envelopes, the request
// parser.
#include <gtest/gtest.h>

#include "platform/http/address.hpp"
#include "platform/http/envelope.hpp"
#include "platform/http/origin.hpp"
#include "platform/http/parser.hpp"
#include "platform/http/range.hpp"
#include "platform/http/ring.hpp"
#include "platform/http/uri.hpp"

namespace ol::http {
namespace {

TEST(Uri, TakesPathAndQueryApart) {
    const auto target = parse_target("/api/v1/orders/%D0%9A?q=a+b%26c&empty=&flag&q=last");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/api/v1/orders/К");
    EXPECT_EQ(target->query.at("q"), "last");
    EXPECT_EQ(target->query.at("empty"), "");
    EXPECT_EQ(target->query.at("flag"), "");
    EXPECT_EQ(parse_target("http://host:80/x?y=1")->path, "/x");
    EXPECT_EQ(parse_target("https://host")->path, "/");
    EXPECT_EQ(parse_target("/+")->path, "/+");
}

TEST(Uri, RefusesWhatCouldBeReadTwoWays) {
    for (const std::string bad :
         {"", "*", "host:443", "/a/../b", "/a/%2e%2e/b", "/.", "/a%2fb", "/a%5cb", "/a%00b",
          "/a%0ab", "/%", "/%4", "/%zz", "/%ff", "/x?y=%", "/x?y=%c3%28", "/x?y=%00"}) {
        EXPECT_FALSE(parse_target(bad)) << bad;
    }
    EXPECT_FALSE(parse_target("/" + std::string(9000, 'a')));
    std::string many = "/?";
    for (int i = 0; i < 101; ++i) many += "a" + std::to_string(i) + "=1&";
    EXPECT_FALSE(parse_target(many));
}

TEST(Range, OneRangeOfBytes) {
    const auto is = [](std::string_view header, ByteRange::Kind kind, std::uint64_t first,
                       std::uint64_t length) {
        const auto range = parse_range(header, 1000);
        EXPECT_EQ(range.kind, kind) << header;
        EXPECT_EQ(range.first, first) << header;
        EXPECT_EQ(range.length, length) << header;
    };
    using enum ByteRange::Kind;
    is("", whole, 0, 1000);
    is("bytes=0-", part, 0, 1000);
    is("bytes=0-0", part, 0, 1);
    is("bytes=100-199", part, 100, 100);
    is("bytes=990-5000", part, 990, 10);
    is("bytes=-10", part, 990, 10);
    is("bytes=-5000", part, 0, 1000);
    is("bytes=1000-", unsatisfiable, 0, 0);
    is("bytes=-0", unsatisfiable, 0, 0);
    for (const auto odd : {"bytes=5-2", "bytes=a-b", "bytes=0-1,5-6", "items=0-1",
                           "bytes=", "bytes=-", "bytes= 1-2", "bytes=99999999999999999999-"}) {
        is(odd, whole, 0, 1000);
    }
}

Payload text(std::size_t bytes) { return std::make_shared<const std::string>(bytes, 'x'); }

TEST(Ring, KeepsTheNewestByCountAndBytes) {
    EventRing ring(3, 100);
    EXPECT_TRUE(ring.resumable(0));
    EXPECT_FALSE(ring.resumable(1));  // the future
    for (int i = 1; i <= 5; ++i) EXPECT_EQ(ring.push(text(10)), static_cast<std::uint64_t>(i));
    EXPECT_EQ(ring.last(), 5u);
    EXPECT_EQ(ring.at(2), nullptr);
    EXPECT_NE(ring.at(3), nullptr);
    EXPECT_EQ(ring.at(6), nullptr);
    EXPECT_FALSE(ring.resumable(1));
    EXPECT_TRUE(ring.resumable(2));
    EXPECT_TRUE(ring.resumable(5));
    EXPECT_FALSE(ring.resumable(6));
    ring.push(text(95));
    EXPECT_EQ(ring.bytes(), 95u);
    EXPECT_TRUE(ring.resumable(5));
    EXPECT_FALSE(ring.resumable(4));
    ring.push(text(500));  // larger than the ring: still delivered to who is up to date
    EXPECT_EQ(ring.at(7)->size(), 500u);
    EXPECT_EQ(ring.at(6), nullptr);
}

TEST(Address, OnlyTheWideWorldIsPublic) {
    const auto v4 = [](int a, int b, int c, int d) {
        return is_public_v4(static_cast<std::uint32_t>(a) << 24 |
                            static_cast<std::uint32_t>(b << 16 | c << 8 | d));
    };
    EXPECT_TRUE(v4(8, 8, 8, 8));
    EXPECT_TRUE(v4(172, 15, 0, 1));
    EXPECT_TRUE(v4(172, 32, 0, 1));
    EXPECT_TRUE(v4(100, 128, 0, 1));
    EXPECT_FALSE(v4(127, 0, 0, 1));
    EXPECT_FALSE(v4(10, 1, 2, 3));
    EXPECT_FALSE(v4(172, 16, 0, 1));
    EXPECT_FALSE(v4(172, 31, 255, 255));
    EXPECT_FALSE(v4(192, 168, 1, 1));
    EXPECT_FALSE(v4(169, 254, 169, 254));
    EXPECT_FALSE(v4(100, 64, 0, 1));
    EXPECT_FALSE(v4(0, 0, 0, 0));
    EXPECT_FALSE(v4(224, 0, 0, 1));
    EXPECT_FALSE(v4(255, 255, 255, 255));
    using A = std::array<std::uint8_t, 16>;
    EXPECT_TRUE(is_public_v6(A{0x26, 0x06, 0x47, 0x00}));
    EXPECT_FALSE(is_public_v6(A{}));
    EXPECT_FALSE(is_public_v6(A{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    EXPECT_FALSE(is_public_v6(A{0xfc}));
    EXPECT_FALSE(is_public_v6(A{0xfe, 0x80}));
    EXPECT_FALSE(is_public_v6(A{0xff, 0x02}));
    EXPECT_FALSE(is_public_v6(A{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1}));
    EXPECT_TRUE(is_public_v6(A{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 8, 8, 8, 8}));
    EXPECT_FALSE(is_public_v6(A{0x20, 0x02, 10, 0, 0, 1}));
    EXPECT_FALSE(is_public_v6(A{0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 192, 168, 0, 1}));
    EXPECT_FALSE(is_public_v6(A{0x20, 0x01, 0x0d, 0xb8}));
}

Request from_page(std::string origin, std::string host = "desk.shop:8443") {
    Request request;
    request.method = Method::post;
    request.path = "/api/v1/orders";
    request.headers = {{"host", std::move(host)}, {"x-requested-with", "orderline"}};
    if (!origin.empty()) request.headers["origin"] = std::move(origin);
    return request;
}

TEST(Origin, OnlyOurOwnPages) {
    const Route route{.access = Route::Access::signed_in};
    const auto refused = [&](Request request) {
        return forgery(request, route, {"https://dev.shop"}).has_value();
    };
    EXPECT_FALSE(refused(from_page("")));
    EXPECT_FALSE(refused(from_page("http://desk.shop:8443")));
    EXPECT_FALSE(refused(from_page("https://DESK.shop:8443")));
    EXPECT_FALSE(refused(from_page("https://dev.shop")));
    EXPECT_TRUE(refused(from_page("https://evil.example")));
    EXPECT_TRUE(refused(from_page("https://desk.shop")));  // another port is another origin
    EXPECT_TRUE(refused(from_page("null")));
    auto secure = from_page("http://desk.shop:8443");
    secure.secure = true;
    EXPECT_TRUE(refused(secure));
    auto bare = from_page("");
    bare.headers.erase("x-requested-with");
    EXPECT_EQ(forgery(bare, route, {})->code, "http.csrf");
    bare.headers["authorization"] = "Bearer abc";
    EXPECT_FALSE(refused(bare));
    auto hook = from_page("https://evil.example");
    hook.path = "/public/v1/hooks/x";
    EXPECT_FALSE(refused(hook));
    const Route open{.access = Route::Access::open};
    auto login = from_page("https://evil.example");
    EXPECT_EQ(forgery(login, open, {})->code, "http.foreign_origin");
}

TEST(Proxy, OnlyTrustedProxiesNameTheClient) {
    const auto seen = [](std::string from, std::string forwarded) {
        Request request;
        request.remote_ip = std::move(from);
        request.headers = {{"x-forwarded-for", std::move(forwarded)},
                           {"x-forwarded-proto", "https"}};
        believe_proxy(request, {"127.0.0.1", "10.0.0.9"});
        return request.remote_ip + (request.secure ? " tls" : "");
    };
    EXPECT_EQ(seen("127.0.0.1", "203.0.113.5"), "203.0.113.5 tls");
    EXPECT_EQ(seen("127.0.0.1", "1.1.1.1, 203.0.113.5, 10.0.0.9"), "203.0.113.5 tls");
    EXPECT_EQ(seen("127.0.0.1", "2001:db8::7"), "2001:db8::7 tls");
    EXPECT_EQ(seen("127.0.0.1", "<script>"), "127.0.0.1 tls");
    EXPECT_EQ(seen("127.0.0.1", ""), "127.0.0.1 tls");
    EXPECT_EQ(seen("203.0.113.5", "1.1.1.1"), "203.0.113.5");  // written by the client itself
}

TEST(Envelope, TypeAndRawData) {
    const auto message =
        parse_envelope(R"({ "type": "phone.offer", "data": {"sdp": "v=0\r\n", "n": [1, 2]} })");
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, "phone.offer");
    EXPECT_EQ(message->data_json, R"({"sdp":"v=0\r\n","n":[1,2]})");
    EXPECT_EQ(parse_envelope(R"({"type":"ping"})")->data_json, "{}");
    for (const auto bad :
         {"", "[]", "{}", R"({"type":1})", R"({"type":""})", R"({"type":"a")", "\xff"}) {
        EXPECT_FALSE(parse_envelope(bad)) << bad;
    }
    EXPECT_FALSE(parse_envelope("{\"type\":\"" + std::string(65, 'a') + "\"}"));
}

/// Feeds the text in pieces of `step` bytes; the status of the refusal, 0 when complete, -1 when
/// more is needed.
int outcome(std::string_view text, std::size_t step, RequestParser& parser,
            std::size_t body_max = 1000) {
    std::string pending;
    while (!text.empty()) {
        pending += text.substr(0, step);
        text.remove_prefix(std::min(step, text.size()));
        for (;;) {
            std::size_t used = 0;
            const auto result = parser.feed(pending, used);
            pending.erase(0, used);
            if (result == RequestParser::Step::failed) return parser.failure().status;
            if (result == RequestParser::Step::complete) return 0;
            if (result == RequestParser::Step::need_more) break;
            parser.body_max(body_max);
        }
    }
    return -1;
}

TEST(Parser, AnyCutGivesTheSameRequest) {
    const std::string text =
        "POST /a/b?c=d HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\nCookie: b=2\r\nX-A: 1\r\nx-a: 2\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nX-A: trailer\r\n\r\n";
    for (std::size_t step = 1; step <= text.size(); ++step) {
        RequestParser parser(1024);
        ASSERT_EQ(outcome(text, step, parser), 0) << step;
        EXPECT_EQ(parser.request.method, Method::post);
        EXPECT_EQ(parser.request.path, "/a/b");
        EXPECT_EQ(parser.request.body, "hello!");
        EXPECT_EQ(parser.request.header("cookie"), "a=1; b=2");
        EXPECT_EQ(parser.request.cookie("b"), "2");
        EXPECT_EQ(parser.request.header("x-a"), "1, 2");  // the trailer is not mixed in
        EXPECT_TRUE(parser.keep_alive);
    }
}

TEST(Parser, RefusesSmugglingAndExcess) {
    const auto status = [](const std::string& text) {
        RequestParser whole(1024), bytes(1024);
        const int once = outcome(text, text.size(), whole), each = outcome(text, 1, bytes);
        EXPECT_EQ(once, each) << text;
        return once;
    };
    const std::string post = "POST / HTTP/1.1\r\nHost: x\r\n";
    EXPECT_EQ(status(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              400);
    EXPECT_EQ(status(post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
              400);
    EXPECT_EQ(status(post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"), 400);
    EXPECT_EQ(status(post + "Content-Length: -5\r\n\r\n"), 400);
    EXPECT_EQ(status(post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 501);
    EXPECT_EQ(status(post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 501);
    EXPECT_EQ(status("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 501);
    EXPECT_EQ(status("GET / HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
    EXPECT_EQ(status("GET / HTTP/1.1\r\nHost : a\r\n\r\n"), 400);
    EXPECT_EQ(status("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(status("BREW / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
    EXPECT_EQ(status("GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(status("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(status(post + "X: " + std::string(2000, 'a') + "\r\n\r\n"), 431);
    std::string many = post;
    for (int i = 0; i < 60; ++i) many += "A" + std::to_string(i) + ": 12345678901234\r\n";
    EXPECT_EQ(status(many + "\r\n"), 431);
    EXPECT_EQ(status(post + "Transfer-Encoding: chunked\r\n\r\n5;" + std::string(2000, 'a') +
                     "\r\nhello\r\n0\r\n\r\n"),
              431);
    EXPECT_EQ(status(post + "Content-Length: 5\r\n\r\nhel"), -1);
    RequestParser parser(1024);
    EXPECT_EQ(
        outcome(post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", 7,
                parser, 8),
        413);
}

}  // namespace
}  // namespace ol::http
