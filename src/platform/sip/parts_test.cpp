// The pure parts: addresses, URIs, name-addr, the gate's reader, digest, nonces, guard, registrar
// bookkeeping.
#include <gtest/gtest.h>

#include "platform/base/crypto.hpp"
#include "platform/sip/address.hpp"
#include "platform/sip/digest.hpp"
#include "platform/sip/guard.hpp"
#include "platform/sip/known_calls.hpp"
#include "platform/sip/message.hpp"
#include "platform/sip/registrar.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

const Time start = from_ms(1'767'225'600'000);

TEST(SipAddress, NetworksOfTrunks) {
    const auto in = [](const char* network, const char* ip, std::uint16_t port = 5060) {
        const auto parsed = parse_network(network);
        return parsed && parsed->contains({*parse_ip(ip), port});
    };
    EXPECT_TRUE(in("127.0.0.1", "127.0.0.1", 9));
    EXPECT_TRUE(in("10.0.0.0/8", "10.200.1.1"));
    EXPECT_FALSE(in("10.0.0.0/8", "11.0.0.1"));
    EXPECT_TRUE(in("192.0.2.0/25", "192.0.2.127"));
    EXPECT_FALSE(in("192.0.2.0/25", "192.0.2.128"));
    EXPECT_TRUE(in("192.0.2.1:5060", "192.0.2.1", 5060));
    EXPECT_FALSE(in("192.0.2.1:5060", "192.0.2.1", 5061));
    EXPECT_TRUE(in("[::1]", "::1"));
    EXPECT_TRUE(in("[::1]:5060", "::1"));
    EXPECT_TRUE(in("2001:db8::/32", "2001:db8:1::9"));
    EXPECT_FALSE(in("0.0.0.0/0", "2001:db8::1"));
    for (const char* wrong : {"", "10.0.0.0/33", "10.0.0", "a", "10.0.0.1:0", "10.0.0.1:70000",
                              "::1/129", "/8", "[::1"})
        EXPECT_FALSE(parse_network(wrong)) << wrong;
    EXPECT_EQ(to_text({*parse_ip("::1"), 5060}), "[::1]:5060");
    EXPECT_TRUE(is_private(*parse_ip("100.64.0.1")));
    EXPECT_FALSE(is_private(*parse_ip("8.8.8.8")));
    EXPECT_EQ(guard_key(*parse_ip("2001:db8::1")), guard_key(*parse_ip("2001:db8::2")));
    EXPECT_NE(guard_key(*parse_ip("10.0.0.1")), guard_key(*parse_ip("10.0.0.2")));
}

TEST(SipUri, Parts) {
    const auto uri =
        parse_uri("sips:al%20ice;x=1@[2001:db8::1]:5061;transport=tcp;lr?Route=%3Cx%3E");
    ASSERT_TRUE(uri);
    EXPECT_EQ(uri->user, "al%20ice;x=1");
    EXPECT_EQ(uri->host, "2001:db8::1");
    EXPECT_EQ(written_host(uri->host), "[2001:db8::1]");
    EXPECT_EQ(uri->port, 5061);
    EXPECT_EQ(uri_param(uri->params, "TRANSPORT"), "tcp");
    EXPECT_EQ(uri_param(uri->params, "lr"), "");
    EXPECT_FALSE(uri_param(uri->params, "none"));
    EXPECT_EQ(uri->headers, "Route=%3Cx%3E");
    for (const char* wrong : {"", "tel:1", "sip:", "sip:a@", "sip:@b", "sip:a@b:0", "sip:a@b:99999",
                              "sip:a@b:5x", "sip:a b@c", "sip:a@[::1"})
        EXPECT_FALSE(parse_uri(wrong)) << wrong;
}

TEST(SipUri, NameAddr) {
    const auto quoted = parse_name_addr("\"A, \\\"B\\\" <x>\" <sip:a@b;p=1>;tag=7;note=\"a;b\"");
    ASSERT_TRUE(quoted);
    EXPECT_EQ(quoted->uri, "sip:a@b;p=1");
    EXPECT_EQ(header_param(quoted->params, "tag"), "7");
    EXPECT_EQ(clean_display(quoted->display), "A, \"B\" <x>");
    const auto bare =
        parse_name_addr("sip:a@b;tag=7");  // the parameter is the header's, not the URI's
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->uri, "sip:a@b");
    EXPECT_EQ(header_param(bare->params, "tag"), "7");
    EXPECT_TRUE(parse_name_addr("caller<sip:a@b>"));
    for (const char* wrong :
         {"", "\"a <sip:a@b>", "<sip:a@b", "Bell, A <sip:a@b>", "< sip:a@b>", "<sip:a@b >",
          "<sip:a@b> x", "sip:a@b?Route=1", "<>", "<sip:a@b>;x=\"y"})
        EXPECT_FALSE(parse_name_addr(wrong)) << wrong;
}

TEST(SipUri, TextIsCleaned) {
    EXPECT_EQ(clean_user("sips%3Auser%40example.com"), "sips:user@example.com");
    EXPECT_EQ(clean_user("nul%00-%00nul"), "nul%00-%00nul");
    EXPECT_NE(clean_user("a%00"), clean_user("a%00%00"));
    EXPECT_EQ(clean_user("%D0%9E"), "О");
    EXPECT_EQ(clean_user("\xff"), "\xEF\xBF\xBD");
    EXPECT_LE(clean_user(std::string(10'000, 'x')).size(), 256u);
    const std::string many = clean_display("\"" + std::string(255, 'x') + "О\"");
    EXPECT_EQ(many, std::string(255, 'x'));  // not cut inside a character
    EXPECT_EQ(clean_display("\"a\tb\\\x07\""), "a b ");
    EXPECT_EQ(escape_user("+380 (50)#\r\n"), "+380%20(50)%23%0D%0A");
    EXPECT_EQ(quote_display("a\"b\\\r\nVia: x"), "\"a\\\"b\\\\  Via: x\"");
}

TEST(SipMessage, AnswerWithoutState) {
    const std::string request =
        "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKabc;rport, SIP/2.0/UDP "
        "c;branch=z9hG4bKdef\r\n"
        "v: SIP/2.0/UDP d\r\nFrom: <sip:x@y>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: q\r\nCSeq: 1 "
        "INVITE\r\n\r\n";
    Sketch sketch;
    ASSERT_EQ(inspect(request, sketch).what, Verdict::Do::pass);
    EXPECT_EQ(sketch.vias, 3);
    EXPECT_TRUE(sketch.rport);
    EXPECT_EQ(stateless_answer(sketch, 503, "No", "ol0-1", "192.0.2.7", 1234, "Retry-After: 5\r\n"),
              "SIP/2.0 503 No\r\n"
              "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKabc;rport;received=192.0.2.7;rport=1234, "
              "SIP/2.0/UDP c;branch=z9hG4bKdef\r\n"
              "v: SIP/2.0/UDP d\r\nFrom: <sip:x@y>;tag=1\r\nTo: <sip:a@b>;tag=ol0-1\r\nCall-ID: "
              "q\r\nCSeq: 1 INVITE\r\n"
              "Retry-After: 5\r\nContent-Length: 0\r\n\r\n");
}

TEST(SipMessage, CutsAtContentLength) {
    const std::string head =
        "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: sip:x@y\r\nTo: sip:a@b\r\nCall-ID: "
        "q\r\n"
        "CSeq: 1 OPTIONS\r\nContent-Length: 2\r\n\r\n";
    Sketch sketch;
    const std::string longer = head + "okINVITE";  // the sketch holds views into it
    ASSERT_EQ(inspect(longer, sketch).what, Verdict::Do::pass);
    EXPECT_EQ(sketch.whole, head + "ok");
    EXPECT_EQ(inspect(head + "o", sketch).status, 400);
    EXPECT_EQ(inspect(std::string(datagram_max + 1, 'A'), sketch).what, Verdict::Do::drop);
    EXPECT_EQ(inspect("\x01\x01 a STUN binding, surely", sketch).what, Verdict::Do::drop);
}

TEST(SipMessage, ScannersByName) {
    EXPECT_TRUE(known_scanner("friendly-scanner"));
    EXPECT_TRUE(known_scanner("sipcli/v1.8"));
    EXPECT_FALSE(known_scanner("Yealink SIP-T46S 66.84"));
    EXPECT_FALSE(known_scanner(""));
}

TEST(SipDigest, Rfc2617Example) {
    const auto given = parse_credentials(
        "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
        "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
        "uri=\"/dir/index.html\", qop=auth, nc=00000001, cnonce=\"0a4f113b\", "
        "response=\"6629fae49393a05397450978507c4ef1\", "
        "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
    ASSERT_TRUE(given);
    EXPECT_EQ(digest_response(*given, "Circle Of Life", "GET"), given->response);
    EXPECT_NE(digest_response(*given, "Circle of Life", "GET"), given->response);
}

TEST(SipDigest, ChallengeAndAnswerMeet) {
    const auto challenge = parse_challenge(
        "Digest realm=\"a \\\"b\\\"\", nonce=\"n\", qop=\"auth-int, auth\", algorithm=MD5, "
        "stale=TRUE");
    ASSERT_TRUE(challenge);
    EXPECT_TRUE(challenge->qop_auth && challenge->stale);
    EXPECT_EQ(challenge->realm, "a \"b\"");
    const auto given =
        parse_credentials(answer_challenge(*challenge, "u\"x", "p", "REGISTER", "sip:h", "c"));
    ASSERT_TRUE(given);
    EXPECT_EQ(given->username, "u\"x");
    EXPECT_EQ(digest_response(*given, "p", "REGISTER"), given->response);
    EXPECT_TRUE(
        answer_challenge({"r", "n", "", "SHA-256", true, false}, "u", "p", "REGISTER", "sip:h", "c")
            .empty());
    for (const char* wrong :
         {"", "Basic abc", "Digest", "Digest x", "Digest username=\"a", "Digest username=a",
          "NoOneKnowsThisScheme opaque-data=here", "Digestusername=\"a\""})
        EXPECT_FALSE(parse_credentials(wrong)) << wrong;
}

TEST(SipDigest, NoncesExpireAndBelongToTheirSource) {
    Nonces nonces("key");
    const Ip here = *parse_ip("10.0.0.1"), there = *parse_ip("10.0.0.2");
    const std::string nonce = nonces.make(start, here);
    EXPECT_NE(nonce, nonces.make(start, here));
    EXPECT_EQ(nonces.state(nonce, here, start), Nonces::State::fresh);
    EXPECT_EQ(nonces.state(nonce, there, start), Nonces::State::foreign);
    EXPECT_EQ(nonces.state(nonce, here, start + Nonces::lifetime + Ms{1}), Nonces::State::stale);
    EXPECT_EQ(nonces.state("x" + nonce.substr(1), here, start), Nonces::State::foreign);
    EXPECT_EQ(nonces.state("", here, start), Nonces::State::foreign);
    EXPECT_EQ(nonces.remembered(), 0u);  // made and checked without a trace
    EXPECT_TRUE(nonces.use(nonce, "00000001", start));
    EXPECT_FALSE(nonces.use(nonce, "00000001", start));  // replay
    EXPECT_TRUE(nonces.use(nonce, "00000002", start));
    EXPECT_FALSE(nonces.use(nonce, "zz", start));
    EXPECT_FALSE(nonces.use(nonce, "", start));  // without qop: once
    EXPECT_TRUE(nonces.use(nonces.make(start, here), "1", start + Nonces::lifetime + Ms{1}));
    EXPECT_EQ(nonces.remembered(), 1u);
}

TEST(SipGuard, RatesAndPasswords) {
    Guard guard({5, 5, 3});
    const Ip bad = *parse_ip("10.0.0.1"), good = *parse_ip("10.0.0.2");
    int passed = 0, refused = 0, dropped = 0;
    for (int i = 0; i < 100; ++i) switch (guard.take(Guard::Kind::invite, bad, start)) {
            case Guard::Take::pass: ++passed; break;
            case Guard::Take::refuse: ++refused; break;
            case Guard::Take::drop: ++dropped; break;
        }
    EXPECT_EQ(passed, 5);
    EXPECT_EQ(refused, 5);
    EXPECT_EQ(dropped, 90);
    EXPECT_EQ(guard.take(Guard::Kind::invite, good, start), Guard::Take::pass);
    EXPECT_EQ(guard.take(Guard::Kind::invite, bad, start + Ms{200}), Guard::Take::pass);
    EXPECT_NE(guard.take(Guard::Kind::invite, bad, start + Ms{200}), Guard::Take::pass);
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(guard.limited(bad, start));
        guard.wrong_password(bad, start);
    }
    EXPECT_TRUE(guard.limited(bad, start));
    EXPECT_FALSE(guard.limited(good, start));
    EXPECT_TRUE(guard.slow_turn(bad, start));
    EXPECT_FALSE(guard.slow_turn(bad, start + Ms{500}));
    EXPECT_TRUE(guard.slow_turn(bad, start + Ms{1500}));
    EXPECT_FALSE(guard.limited(bad, start + Ms{60'000}));
}

TEST(SipGuard, MemoryIsBounded) {
    Guard guard({5, 5, 3});
    for (std::uint32_t i = 0; i < 50'000; ++i) {
        Ip ip = *parse_ip("10.0.0.0");
        ip[13] = static_cast<std::uint8_t>(i >> 16);
        ip[14] = static_cast<std::uint8_t>(i >> 8);
        ip[15] = static_cast<std::uint8_t>(i);
        guard.take(Guard::Kind::invite, ip, start);
    }
    EXPECT_EQ(guard.sources(), Guard::sources_max);
}

TEST(SipRegistrar, LatestFirstExpiryAndOrder) {
    Registrar registrar(Ms{30'000});
    registrar.set_endpoints(
        {{"ann", "pw", "", false}, {"desk", "", "sip:desk@127.0.0.9:6060", true}});
    const Address source{*parse_ip("10.0.0.5"), 5060};
    EXPECT_EQ(registrar.take_changes(),
              (std::vector<std::pair<std::string, bool>>{{"desk", true}}));
    EXPECT_EQ(registrar.update("ann", {{"sip:ann@10.0.0.5", "", 60}}, source, "c1", 1, start),
              Registrar::Outcome::ok);
    EXPECT_EQ(registrar.update("ann", {{"sip:ann@10.0.0.6", "", 120}}, source, "c2", 1, start),
              Registrar::Outcome::ok);
    EXPECT_EQ(registrar.target("ann", start)->uri, "sip:ann@10.0.0.6");
    EXPECT_EQ(registrar.take_changes(), (std::vector<std::pair<std::string, bool>>{{"ann", true}}));
    EXPECT_EQ(registrar.update("ann", {{"sip:ann@10.0.0.5", "", 60}}, source, "c1", 1, start),
              Registrar::Outcome::out_of_order);
    EXPECT_EQ(registrar.update("ann", {{"sip:ann@10.0.0.6", "", 0}}, source, "c2", 2, start),
              Registrar::Outcome::ok);
    EXPECT_EQ(registrar.target("ann", start)->uri, "sip:ann@10.0.0.5");
    EXPECT_TRUE(registrar.bound_from("ann", source.ip));
    registrar.expire(start + Ms{60'000});
    EXPECT_FALSE(registrar.target("ann", start + Ms{60'000}));
    EXPECT_EQ(registrar.take_changes(),
              (std::vector<std::pair<std::string, bool>>{{"ann", false}}));
    EXPECT_EQ(registrar.target("desk", start)->uri, "sip:desk@127.0.0.9:6060");
    EXPECT_EQ(registrar.update("nobody", {}, source, "c", 1, start), Registrar::Outcome::too_many);
    for (int i = 0; i < 20; ++i)
        registrar.update("ann", {{"sip:ann@10.0.1." + std::to_string(i), "", 60}}, source, "d",
                         10u + static_cast<unsigned>(i), start);
    EXPECT_EQ(registrar.bindings("ann").size(), Registrar::contacts_max);
    EXPECT_EQ(registrar.bindings("ann").front().uri, "sip:ann@10.0.1.19");
}

TEST(SipRegistrar, LostPhonesAreFoundByOptions) {
    Registrar registrar(Ms{30'000});
    registrar.set_endpoints({{"ann", "pw", "", false}});
    const Address source{*parse_ip("10.0.0.5"), 5060};
    registrar.update("ann", {{"sip:ann@10.0.0.5", "sip:hop", 3600}}, source, "c1", 1, start);
    registrar.take_changes();
    EXPECT_TRUE(registrar.due(start).empty());
    ASSERT_EQ(registrar.due(start + Ms{30'000}).size(), 1u);
    EXPECT_TRUE(registrar.due(start + Ms{30'000}).empty());
    registrar.answered("ann", "sip:ann@10.0.0.5", false);
    EXPECT_TRUE(registrar.reachable("ann"));  // one lost packet is no lost phone
    registrar.answered("ann", "sip:ann@10.0.0.5", false);
    EXPECT_EQ(registrar.take_changes(),
              (std::vector<std::pair<std::string, bool>>{{"ann", false}}));
    EXPECT_FALSE(registrar.target("ann", start));
    registrar.answered("ann", "sip:ann@10.0.0.5", true);
    EXPECT_EQ(registrar.take_changes(), (std::vector<std::pair<std::string, bool>>{{"ann", true}}));
    registrar.set_endpoints({{"ann", "new password", "", false}});
    EXPECT_FALSE(registrar.reachable("ann"));
}

TEST(SipKnownCalls, LingerThenForget) {
    KnownCalls calls;
    calls.touch("a", start);
    calls.pin("b");
    EXPECT_TRUE(calls.known("a") && calls.known("b"));
    calls.expire(start + KnownCalls::lingering);
    EXPECT_FALSE(calls.known("a"));
    EXPECT_TRUE(calls.known("b"));
    calls.unpin("b", start);
    calls.expire(start + KnownCalls::lingering);
    EXPECT_EQ(calls.size(), 0u);
}

}  // namespace
}  // namespace ol::sip
