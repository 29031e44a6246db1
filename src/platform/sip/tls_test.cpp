// SIP over TLS: phones and trunks by certificate, what is said when that fails, and the door's
// bounds.
#include <csignal>
#include <fstream>

#include "platform/sip/resolver.hpp"
#include "platform/sip/test_peer.hpp"
#include "platform/sip/test_tls.hpp"
#include "platform/sip/tls_stream.hpp"

namespace ol::sip {
namespace {

using namespace testing;

class SipTls : public ::testing::Test {
public:
    void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
    /// A stack that takes connections by TLS.
    Config secure(const std::string& names = "DNS:localhost,IP:127.0.0.1", int from = 0,
                  int to = 30) {
        const Papers papers = authority.issue(names, from, to);
        Config config = quiet();
        config.tls_certificate = papers.certificate;
        config.tls_key = papers.key;
        config.tls_port = 0;
        config.tls_authorities = authority.file;
        return config;
    }
    Trunk trunk_to(const Phone& server, std::string host = "localhost") {
        Trunk trunk{
            "telco",
            {},
            "sip:" + host + ":" + std::to_string(server.stack->tls_port()) + ";transport=tls"};
        trunk.user = "shop";
        trunk.password = "right";
        trunk.registers = true;
        return trunk;
    }
    TrunkState state_of(Phone& phone) {
        const std::lock_guard lock(phone.mutex);
        return phone.trunks.empty() ? TrunkState{} : phone.trunks.back().second;
    }
    /// What the trunk's registration comes to.
    TrunkSign sign_of(Config server_config, Trunk trunk_by(SipTls&, Phone&)) {
        Phone server(std::move(server_config));
        Config config = quiet();
        config.tls_authorities = authority.file;
        Phone us(config);
        us.stack->set_trunks({trunk_by(*this, server)});
        EXPECT_TRUE(us.wait([&] {
            return !us.trunks.empty() && us.trunks.back().second.registration.status != 0;
        }));
        return state_of(us).registration;
    }
    Authority authority;
};

TEST_F(SipTls, ATrunkRegistersAndCallsGoBothWays) {
    Phone carrier(secure());
    carrier.stack->set_endpoints({{"shop", "right"}});
    Config config = quiet();
    config.tls_authorities = authority.file;
    Phone us(config);
    us.stack->set_trunks({trunk_to(carrier)});
    ASSERT_TRUE(
        us.wait([&] { return !us.trunks.empty() && us.trunks.back().second.registered(); }));

    Invite invite;
    invite.leg = LegId{1};
    invite.trunk = "telco";
    invite.number = "+380501112233";
    invite.from_user = "+380441112233";
    invite.sdp = offer_sdp;
    us.stack->invite(invite);
    ASSERT_TRUE(carrier.wait_incoming());
    const LegId there = carrier.calls[0].leg;
    EXPECT_EQ(carrier.calls[0].to_user, "+380501112233");
    EXPECT_EQ(carrier.calls[0].sdp, offer_sdp);
    carrier.stack->ring(there);
    carrier.stack->answer(there, answer_sdp);
    ASSERT_TRUE(us.wait([&] { return us.answers.contains(LegId{1}); }));
    ASSERT_TRUE(carrier.wait([&] { return carrier.confirmed.contains(there); }));
    carrier.stack->reinvite(there, offer_sdp);  // the other way on the same connection
    ASSERT_TRUE(us.wait([&] { return us.reoffers.contains(LegId{1}); }));
    us.stack->reanswer(LegId{1}, answer_sdp);
    ASSERT_TRUE(carrier.wait([&] { return carrier.reanswers.contains(there); }));
    us.stack->hang_up(LegId{1});
    EXPECT_TRUE(carrier.wait_ended(there));

    // A call of the carrier's, down the connection that we made to it: it is the trunk's.
    Invite in;
    in.leg = LegId{2};
    in.endpoint = "shop";
    in.from_user = "+380671112233";
    in.sdp = offer_sdp;
    carrier.stack->invite(in);
    ASSERT_TRUE(us.wait_incoming());
    EXPECT_EQ(us.calls[0].origin, Origin::trunk);
    EXPECT_EQ(us.calls[0].trunk, "telco");
    us.stack->answer(us.calls[0].leg, answer_sdp);
    ASSERT_TRUE(carrier.wait([&] { return carrier.answers.contains(LegId{2}); }));
    ASSERT_TRUE(us.wait([&] { return us.confirmed.contains(us.calls[0].leg); }));
    us.stack->hang_up(us.calls[0].leg);
    EXPECT_TRUE(carrier.wait_ended(LegId{2}));
}

TEST_F(SipTls, CertificatesAreChecked) {
    const auto honest = [](SipTls& t, Phone& server) { return t.trunk_to(server); };
    EXPECT_EQ(sign_of(secure("DNS:elsewhere.example"), honest).trouble, "certificate_name");
    EXPECT_EQ(sign_of(secure("DNS:localhost", -60, -30), honest).trouble, "certificate_expired");
    Authority stranger;
    Config strange = secure();
    const Papers papers = stranger.issue("DNS:localhost");
    strange.tls_certificate = papers.certificate;
    strange.tls_key = papers.key;
    const TrunkSign sign = sign_of(strange, honest);
    EXPECT_EQ(sign.trouble, "certificate_untrusted");
    EXPECT_TRUE(sign.ours);
    const auto careless = [](SipTls& t, Phone& server) {
        Trunk trunk = t.trunk_to(server);
        trunk.check_certificate = false;
        return trunk;
    };
    const TrunkSign taken = sign_of(strange, careless);
    EXPECT_EQ(taken.status, 401);  // there is no such user: it was reached
    EXPECT_EQ(taken.trouble, "");
}

TEST_F(SipTls, AServerOfAnIpAddressNeedsItInTheCertificate) {
    const auto by_ip = [](SipTls& t, Phone& server) { return t.trunk_to(server, "127.0.0.1"); };
    EXPECT_EQ(sign_of(secure("IP:127.0.0.1"), by_ip).status, 401);
    EXPECT_EQ(sign_of(secure("DNS:localhost"), by_ip).trouble, "certificate_name");
}

TEST_F(SipTls, PlainServersAndNobodyAreNamed) {
    const auto to_tcp = [](SipTls& t, Phone& server) {
        Trunk trunk = t.trunk_to(server);
        trunk.server = "sip:127.0.0.1:" + std::to_string(server.stack->port()) + ";transport=tls";
        return trunk;
    };
    const TrunkSign plain = sign_of(quiet(), to_tcp);
    EXPECT_TRUE(plain.ours);
    EXPECT_EQ(plain.trouble, "tls");
    const auto nobody = [](SipTls& t, Phone& server) {
        Trunk trunk = t.trunk_to(server);
        trunk.server = "sip:127.0.0.1:9;transport=tls";
        return trunk;
    };
    const TrunkSign none = sign_of(quiet(), nobody);
    EXPECT_TRUE(none.ours);
    EXPECT_EQ(none.trouble, "");
}

TEST_F(SipTls, APhoneOfItsOwnConnectionIsRungThereUntilThatEnds) {
    Phone server(secure());
    server.stack->set_endpoints({{"olena", "right"}});
    {
        Config config = quiet();
        config.tls_authorities = authority.file;
        Phone phone(config);
        Trunk line = trunk_to(server);
        line.user = "olena";
        phone.stack->set_trunks({line});
        ASSERT_TRUE(server.wait([&] { return !server.registrations.empty(); }));
        EXPECT_TRUE(server.stack->reachable("olena"));
        Invite invite;
        invite.leg = LegId{5};
        invite.endpoint = "olena";
        invite.sdp = offer_sdp;
        server.stack->invite(invite);
        ASSERT_TRUE(phone.wait_incoming());
        phone.stack->reject(phone.calls[0].leg, 486);
        ASSERT_TRUE(server.wait_ended(LegId{5}));
        EXPECT_EQ(server.end_of(LegId{5}).first, EndCause::busy);
    }
    EXPECT_TRUE(server.eventually([&] { return !server.stack->reachable("olena"); }));
}

TEST_F(SipTls, AnswersNameTheRealSourceAndKeepAlivesAreAnswered) {
    Phone server(secure());
    StreamPeer peer(server.stack->tls_port(), true, "127.0.0.5");
    ASSERT_TRUE(peer.connected);
    peer.send("\r\n\r\n");
    EXPECT_EQ(peer.receive("\r\n"), "\r\n");
    peer.send(
        "OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS "
        "192.0.2.7:5061;rport;branch=z9hG4bKtls1"
        "\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@127.0.0.1>\r\nCall-ID: "
        "tls1\r\n"
        "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
    const std::string answer = peer.receive("\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("SIP/2.0 200 ")) << answer;
    const std::string via = header_of(answer, "Via");
    EXPECT_NE(via.find("SIP/2.0/TLS 192.0.2.7:5061"), std::string::npos) << via;
    EXPECT_NE(via.find("received=127.0.0.5"), std::string::npos) << via;
    EXPECT_NE(via.find("rport=" + std::to_string(peer.port)), std::string::npos) << via;
}

TEST_F(SipTls, StrangersByTlsAreNotTrustedForComingFromThisMachine) {
    Config config = secure();
    config.anonymous_calls = false;
    Phone server(config);
    server.stack->set_trunks({{"local", {"127.0.0.1"}}});
    StreamPeer peer(server.stack->tls_port(), true, "127.0.0.5");
    peer.send(
        "INVITE sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.5;branch=z9hG4bKtls2\r\n"
        "Max-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@127.0.0.1>\r\nCall-ID: tls2\r\n"
        "CSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.5;transport=tls>\r\nContent-Length: 0\r\n\r\n");
    std::string answer = peer.receive("SIP/2.0 407");
    EXPECT_NE(answer.find("SIP/2.0 407"), std::string::npos) << answer;
    EXPECT_TRUE(server.calls.empty());
}

TEST_F(SipTls, RubbishEndsItsOwnConnectionOnly) {
    Phone server(secure());
    StreamPeer good(server.stack->tls_port());
    {
        StreamPeer no_tls(server.stack->tls_port(), false);
        no_tls.send("OPTIONS sip:x@y SIP/2.0\r\n\r\n");
        no_tls.receive("never", 5000);
        EXPECT_TRUE(no_tls.ended);
        StreamPeer rubbish(server.stack->tls_port());
        rubbish.send(std::string(70'000, 'A'));  // no end of headers in 64 KiB
        rubbish.receive("never", 5000);
        EXPECT_TRUE(rubbish.ended);
        StreamPeer negative(server.stack->tls_port());
        negative.send("OPTIONS sip:x@y SIP/2.0\r\nContent-Length: -1\r\n\r\n");
        negative.receive("never", 5000);
        EXPECT_TRUE(negative.ended);
    }
    good.send("\r\n\r\n");
    EXPECT_EQ(good.receive("\r\n"), "\r\n");
}

TEST_F(SipTls, FilesThatDoNotFitAreNamed) {
    const auto error_of = [](const Config& config) {
        auto made = Stack::create(config, {});
        return made ? std::string("none") : made.error().code;
    };
    Config config = secure();
    Config missing = config, other = config, no_key = config, no_authority = config;
    missing.tls_certificate = "/nowhere/certificate.pem";
    EXPECT_EQ(error_of(missing), "sip.tls_file");
    other.tls_key = authority.issue("DNS:localhost").key;
    EXPECT_EQ(error_of(other), "sip.tls_key");
    no_key.tls_key = config.tls_certificate;
    EXPECT_EQ(error_of(no_key), "sip.tls_key");
    no_authority.tls_authorities = config.tls_key;
    EXPECT_EQ(error_of(no_authority), "sip.tls_authorities");
    Phone first(config);
    Config second = config;
    second.tls_port = first.stack->tls_port();
    EXPECT_EQ(error_of(second), "sip.tls_port_taken");
}

TEST(SipTlsStream, CutsMessagesWhereTheyEnd) {
    StreamCutter cutter;
    std::string message;
    using Got = StreamCutter::Got;
    EXPECT_EQ(cutter.next(message), Got::more);
    const std::string first = "OPTIONS sip:a SIP/2.0\r\nl : 3\r\n\r\nabc",
                      second = "ACK sip:a SIP/2.0\r\n\r\n";
    for (const char c : first) {
        EXPECT_EQ(cutter.next(message), Got::more);
        cutter.add({&c, 1});
    }
    cutter.add("\r\n\r\n\r\n" + second);
    EXPECT_EQ(cutter.next(message), Got::message);
    EXPECT_EQ(message, first);
    EXPECT_EQ(cutter.next(message), Got::keep_alive);
    EXPECT_EQ(cutter.next(message), Got::message);
    EXPECT_EQ(message, second);
    EXPECT_TRUE(cutter.empty());
    cutter.add("OPTIONS sip:a SIP/2.0\r\nContent-Length: 99999999999999999999\r\n\r\n");
    EXPECT_EQ(cutter.next(message), Got::bad);
}

TEST(SipTlsStream, ViaIsRetoldBothWays) {
    const std::string asked =
        "INVITE sip:a SIP/2.0\r\nX: 1\r\nv: SIP / 2.0 / tls \r\n h:5;branch=z9, SIP/2.0/TLS "
        "g\r\n\r\n";
    EXPECT_EQ(as_plain(asked),
              "INVITE sip:a SIP/2.0\r\nX: 1\r\nv: SIP / 2.0 / TCP \r\n h:5;branch=z9, SIP/2.0/TLS "
              "g\r\n\r\n");
    EXPECT_EQ(as_secure("INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/TCP [::1]:5060;branch=z9\r\n\r\n",
                        5061, {}),
              "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/TLS [::1]:5061;branch=z9\r\n\r\n");
    const Address peer{*parse_ip("192.0.2.9"), 40000};
    EXPECT_EQ(
        as_secure(
            "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP h:5;branch=z9;received=127.0.0.1;rport=7\r\n\r\n",
            5061, peer),
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/TLS h:5;branch=z9;received=192.0.2.9;rport=40000\r\n\r\n");
    EXPECT_EQ(as_plain("no via at all\r\n\r\n"), "no via at all\r\n\r\n");
}

TEST(SipResolver, RecordsInTheOrderOfTheirPriorityAndWeight) {
    const std::vector<SrvRecord> records{
        {20, 0, 5061, "last"}, {10, 60, 5061, "big"}, {10, 10, 5061, "small"}};
    const auto order = [&](std::uint32_t drawn) {
        std::string out;
        for (const auto& r :
             srv_order(records, [&](std::uint32_t below) { return std::min(drawn, below - 1); }))
            out += r.target + " ";
        return out;
    };
    EXPECT_EQ(order(1), "big small last ");
    EXPECT_EQ(order(60), "big small last ");
    EXPECT_EQ(order(61), "small big last ");
    EXPECT_TRUE(srv_order({}, [](std::uint32_t) { return 0u; }).empty());
}

TEST(SipResolver, ReadsAnswersAndSurvivesBrokenOnes) {
    // One question, one SRV record 10 5 5061 sip.example, its name compressed.
    const std::string answer(
        "\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x05_sips\x04_tcp\x07"
        "example\x00\x00\x21\x00\x01"
        "\xc0\x0c\x00\x21\x00\x01\x00\x00\x00\x3c\x00\x0c\x00\x0a\x00\x05\x13\xc5\x03sip\xc0\x17",
        60);
    const auto records = read_srv(answer);
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].priority, 10);
    EXPECT_EQ(records[0].weight, 5);
    EXPECT_EQ(records[0].port, 5061);
    EXPECT_EQ(records[0].target, "sip.example");
    for (std::size_t size = 0; size < answer.size(); ++size)
        EXPECT_TRUE(read_srv(answer.substr(0, size)).empty());
}

}  // namespace
}  // namespace ol::sip
