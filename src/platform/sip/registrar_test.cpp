// Signing in as a phone, wrong passwords, expiry, qualified phones, challenges for INVITEs, trunks,
// floods.
#include <fstream>
#include <future>
#include <latch>

#include "platform/base/crypto.hpp"
#include "platform/sip/digest.hpp"
#include "platform/sip/test_peer.hpp"

namespace ol::sip {
namespace {

using namespace ol::sip::testing;

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OL_UNDER_ASAN  // its quarantine keeps what was freed
#endif
#endif
#ifdef OL_UNDER_ASAN
constexpr bool under_asan = true;
#else
constexpr bool under_asan = false;
#endif

std::string registrar_of(const Phone& server) {
    return "sip:127.0.0.1:" + std::to_string(server.stack->port());
}

int register_as(Phone& phone, const Phone& server, const std::string& user,
                const std::string& password, int expires_s = 60) {
    auto done = std::make_shared<std::promise<int>>();
    auto status = done->get_future();
    phone.stack->register_at(registrar_of(server), user, password, expires_s,
                             [done, said = false](int s) mutable {
                                 if (!std::exchange(said, true)) done->set_value(s);
                             });
    return status.wait_for(patience) == std::future_status::ready ? status.get() : 0;
}

TEST(SipRegistration, RegisteredPhoneIsRung) {
    Phone server, phone;
    server.stack->set_endpoints({{"ann", "secret", "", false}});
    EXPECT_EQ(register_as(phone, server, "ann", "secret"), 200);
    ASSERT_TRUE(server.wait([&] { return !server.registrations.empty(); }));
    EXPECT_EQ(server.registrations[0], (std::pair<std::string, bool>{"ann", true}));
    EXPECT_TRUE(server.stack->reachable("ann"));
    Invite invite;
    invite.leg = LegId{1};
    invite.endpoint = "ann";
    invite.from_user = "+380501112233";
    invite.from_display = "Олена \"О\"";
    invite.sdp = offer_sdp;
    invite.headers = {{"Alert-Info", "<urn:x>"}, {"Bad\r\nHeader", "x"}, {"X-Evil", "a\r\nVia: b"}};
    server.stack->invite(invite);
    ASSERT_TRUE(phone.wait_incoming());
    EXPECT_EQ(phone.calls[0].from_user, "+380501112233");
    EXPECT_EQ(phone.calls[0].from_display, "Олена \"О\"");
    EXPECT_EQ(phone.calls[0].to_user, "ann");
    phone.stack->answer(phone.calls[0].leg, answer_sdp);
    ASSERT_TRUE(server.wait([&] { return server.answers.contains(LegId{1}); }));
    EXPECT_EQ(register_as(phone, server, "ann", "secret", 0), 200);  // signs off
    ASSERT_TRUE(server.wait([&] { return server.registrations.size() == 2; }));
    EXPECT_FALSE(server.stack->reachable("ann"));
}

TEST(SipRegistration, WrongPasswordAndUnknownUserLookAlike) {
    Phone server, phone;
    server.stack->set_endpoints({{"ann", "secret", "", false}, {"eve", "evil", "", false}});
    EXPECT_EQ(register_as(phone, server, "ann", "guess"), 401);
    EXPECT_EQ(register_as(phone, server, "nobody", "guess"), 401);
    EXPECT_EQ(server.stack->counters().auth_failed, 2);
    EXPECT_TRUE(server.registrations.empty());
}

/// A REGISTER with credentials, as an attacker with a raw socket writes it.
std::string attempt(RawPeer& raw, const std::string& nonce, const std::string& user,
                    const std::string& password, int n) {
    const std::string auth =
        answer_challenge({"orderline", nonce, "", "MD5", true, false}, user, password, "REGISTER",
                         "sip:127.0.0.1", "c" + std::to_string(n));
    return raw.request("REGISTER", user,
                       "try" + user + std::to_string(raw.port) + "x" + std::to_string(n), n,
                       "Authorization: " + auth + "\r\nExpires: 60\r\n", {}, {}, {}, user);
}
std::string nonce_for(RawPeer& raw, const std::string& user) {
    std::string answer;
    raw.send(raw.request("REGISTER", user, "ask" + user + std::to_string(raw.port), 1, {}, {}, {},
                         {}, user));
    EXPECT_EQ(raw.final_status(5000, &answer), 401);
    const auto challenge = parse_challenge(header_of(answer, "WWW-Authenticate"));
    return challenge ? challenge->nonce : std::string{};
}
std::int64_t resident_kb() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word)
        if (word == "VmRSS:") {
            std::int64_t kb = 0;
            status >> kb;
            return kb;
        }
    return 0;
}

TEST(SipRegistration, AThousandWrongPasswords) {
    Config config = quiet();
    config.wrong_passwords_per_minute = 10;
    Phone server(config);
    server.stack->set_endpoints({{"ann", "secret", "", false}});
    RawPeer thief(server.stack->port(), "127.0.0.66");
    const std::string nonce = nonce_for(thief, "ann");
    const std::int64_t before = resident_kb();
    for (int i = 1; i <= 1000; ++i)
        thief.send(attempt(thief, nonce, "ann", "guess" + std::to_string(i), i));
    thief.send(thief.request("OPTIONS", "x", "flush", 1));  // behind them all
    int answers = 0, status = 0;
    std::string whole;
    while ((status = thief.final_status(5000, &whole)) != 200 && status != 0)
        answers += status == 401;
    EXPECT_EQ(status, 200);
    EXPECT_GE(answers, 10);
    EXPECT_LE(answers, 10 + 15);  // then one a second
    EXPECT_EQ(server.stack->counters().auth_failed, 10);
    if (!under_asan) {
        EXPECT_LT(resident_kb() - before, 4096);
    }
    EXPECT_TRUE(server.eventually([&] { return server.stack->counters().transactions < 40; }));
    thief.send(attempt(thief, nonce, "ann", "secret",
                       2000));  // even the right one no longer helps from there
    EXPECT_NE(thief.final_status(300), 200);
    RawPeer ann(server.stack->port(), "127.0.0.67");
    ann.send(attempt(ann, nonce_for(ann, "ann"), "ann", "secret", 5));
    EXPECT_EQ(ann.final_status(), 200);
    EXPECT_TRUE(server.stack->reachable("ann"));
}

TEST(SipRegistration, ReplayedCredentialsAreStale) {
    Phone server;
    server.stack->set_endpoints({{"ann", "secret", "", false}});
    RawPeer raw(server.stack->port()), listener(server.stack->port(), "127.0.0.68");
    const std::string nonce = nonce_for(raw, "ann");
    const std::string good = attempt(raw, nonce, "ann", "secret", 5);
    raw.send(good);
    EXPECT_EQ(raw.final_status(), 200);
    std::string again = good, answer;
    again.replace(again.find("Call-ID: "), 9, "Call-ID: other");
    raw.send(again);
    ASSERT_EQ(raw.final_status(5000, &answer), 401);
    EXPECT_NE(header_of(answer, "WWW-Authenticate").find("stale=true"), std::string::npos);
    listener.send(good);  // what was overheard is worth nothing from elsewhere
    listener.send(listener.request("OPTIONS", "x", "o", 1));
    std::string first;
    EXPECT_NE(listener.final_status(5000, &first), 0);
    EXPECT_EQ(first.find("Contact:"), std::string::npos);
}

TEST(SipRegistration, ContactsOfAPhoneElsewhereAreRungWhereItIs) {
    Phone server;
    server.stack->set_endpoints({{"ann", "secret", "", false}});
    RawPeer raw(server.stack->port(), "127.0.0.69");
    std::string request = attempt(raw, nonce_for(raw, "ann"), "ann", "secret", 5);
    const auto contact = request.find("Contact: <");
    request.replace(contact, request.find('>', contact) - contact,
                    "Contact: <sip:ann@203.0.113.9:5060?Route=%3Csip:evil%3E");
    raw.send(request);
    ASSERT_EQ(raw.final_status(), 200);
    Invite invite;
    invite.leg = LegId{1};
    invite.endpoint = "ann";
    invite.sdp = offer_sdp;
    server.stack->invite(invite);
    std::string got = raw.receive();
    ASSERT_EQ(got.rfind("INVITE sip:ann@203.0.113.9:5060 SIP/2.0\r\n", 0), 0u) << got;
    EXPECT_EQ(got.find("evil"), std::string::npos);
}

TEST(SipRegistration, APhoneBehindAnEdgeIsRungThroughItByItsPath) {
    Phone server;
    server.stack->set_endpoints({{"ann", "secret", "", false}});
    RawPeer edge(server.stack->port(), "127.0.0.69");
    const std::string path =
        "<sip:127.0.0.69:" + std::to_string(edge.port) + ";lr;received=sip:203.0.113.9>";
    std::string request = attempt(edge, nonce_for(edge, "ann"), "ann", "secret", 5);
    request.insert(request.find("Contact: "), "Path: " + path + "\r\nSupported: path\r\n");
    edge.send(request);
    std::string answer;
    ASSERT_EQ(edge.final_status(5000, &answer), 200);
    EXPECT_EQ(header_of(answer, "Path"), path);
    Invite invite;
    invite.leg = LegId{1};
    invite.endpoint = "ann";
    invite.sdp = offer_sdp;
    server.stack->invite(invite);
    EXPECT_EQ(header_of(edge.receive(), "Route"), path);
    // An edge elsewhere than where the REGISTER came from is nobody's: no password sends our calls
    // away.
    RawPeer liar(server.stack->port(), "127.0.0.70");
    request = attempt(liar, nonce_for(liar, "ann"), "ann", "secret", 6);
    request.insert(request.find("Contact: "), "Path: <sip:192.0.2.66;lr>\r\n");
    liar.send(request);
    ASSERT_EQ(liar.final_status(), 200);
    invite.leg = LegId{2};
    server.stack->invite(invite);
    const std::string got = liar.receive();
    EXPECT_TRUE(got.starts_with("INVITE ")) << got;
    EXPECT_EQ(got.find("192.0.2.66"), std::string::npos);
}

TEST(SipRegistration, BindingsExpire) {
    Phone server;
    server.stack->set_endpoints({{"ann", "secret", "", false}});
    RawPeer raw(server.stack->port());
    std::string request = attempt(raw, nonce_for(raw, "ann"), "ann", "secret", 5);
    request.replace(request.find("Expires: 60"), 11, "Expires: 1");
    raw.send(request);
    ASSERT_EQ(raw.final_status(), 200);
    ASSERT_TRUE(server.wait([&] { return server.registrations.size() == 2; }));
    EXPECT_EQ(server.registrations[1], (std::pair<std::string, bool>{"ann", false}));
}

TEST(SipRegistration, VanishedPhoneIsNoticed) {
    Config config = quiet();
    config.options_interval_s = 1;
    Phone server(config);
    server.stack->set_endpoints({{"ann", "secret", "", false}});
    {
        RawPeer raw(server.stack->port());
        raw.send(attempt(raw, nonce_for(raw, "ann"), "ann", "secret", 5));
        ASSERT_EQ(raw.final_status(), 200);
        ASSERT_TRUE(server.wait([&] { return server.registrations.size() == 1; }));
        std::string options = raw.receive();
        EXPECT_EQ(options.rfind("OPTIONS ", 0), 0u);
    }  // its socket is gone: ICMP answers the next OPTIONS
    ASSERT_TRUE(server.wait([&] { return server.registrations.size() == 2; }));
    EXPECT_FALSE(server.registrations[1].second);
}

TEST(SipIdentity, FromOfAPhoneNeedsItsPassword) {
    Phone server, phone;
    server.stack->set_endpoints({{"ann", "secret", "", false}});
    const LegId plain = phone.call(server.uri("sales"), "ann");
    ASSERT_TRUE(phone.wait_ended(plain));
    EXPECT_EQ(phone.end_of(plain).second, 407);
    const auto call = [&](std::int64_t leg, const std::string& password) {
        Invite invite;
        invite.leg = LegId{leg};
        invite.uri = server.uri("sales");
        invite.from_user = "ann";
        invite.auth_user = "ann";
        invite.auth_password = password;
        invite.sdp = offer_sdp;
        phone.stack->invite(invite);
        return invite.leg;
    };
    const LegId wrong = call(1, "guess");
    ASSERT_TRUE(phone.wait_ended(wrong));
    EXPECT_EQ(phone.end_of(wrong).second, 407);
    EXPECT_TRUE(server.calls.empty());
    call(2, "secret");
    ASSERT_TRUE(server.wait_incoming());
    EXPECT_EQ(server.calls[0].origin, Origin::endpoint);
    EXPECT_EQ(server.calls[0].endpoint, "ann");
    server.stack->answer(server.calls[0].leg, answer_sdp);
    ASSERT_TRUE(phone.wait([&] { return phone.answers.contains(LegId{2}); }));
    EXPECT_TRUE(server.wait([&] { return !server.confirmed.empty(); }));
}

TEST(SipIdentity, TrunksByAddressAndNoAnonymousWhenSo) {
    Config config = quiet();
    config.anonymous_calls = false;
    Phone server(config), carrier(quiet("127.0.0.70")), stranger;
    server.stack->set_trunks({{"carrier", {"127.0.0.70/32"}}});
    const LegId refused = stranger.call(server.uri("sales"));
    ASSERT_TRUE(stranger.wait_ended(refused));
    EXPECT_EQ(stranger.end_of(refused).second, 407);
    carrier.call(server.uri("+380441234567"), "+380501112233");
    ASSERT_TRUE(server.wait_incoming());
    EXPECT_EQ(server.calls[0].origin, Origin::trunk);
    EXPECT_EQ(server.calls[0].trunk, "carrier");
    EXPECT_EQ(server.calls[0].to_user, "+380441234567");
    EXPECT_EQ(server.calls[0].source.rfind("127.0.0.70:", 0), 0u);
}

TEST(SipIdentity, FixedContactsOfTheBench) {
    Phone agent(quiet("127.0.0.71"));
    Phone server;
    server.stack->set_endpoints(
        {{"agent1", "", "sip:agent1@127.0.0.71:" + std::to_string(agent.stack->port()), true}});
    ASSERT_TRUE(server.wait([&] { return !server.registrations.empty(); }));
    Invite invite;
    invite.leg = LegId{1};
    invite.endpoint = "agent1";
    invite.sdp = offer_sdp;
    server.stack->invite(invite);
    ASSERT_TRUE(agent.wait_incoming());
    agent.call(server.uri("sales"), "agent1");
    ASSERT_TRUE(server.wait_incoming());
    EXPECT_EQ(server.calls[0].origin, Origin::endpoint);
    Phone stranger;  // says the same name from another address
    const LegId leg = stranger.call(server.uri("sales"), "agent1");
    ASSERT_TRUE(stranger.wait_ended(leg));
    EXPECT_EQ(stranger.end_of(leg).second, 407);
}

TEST(SipFlood, InvitesOfOneSourceAreLimited) {
    Config config = quiet();
    config.invite_per_source_per_s = 20;
    Phone server(config);
    server.on_incoming = [&](const Incoming& call) { server.stack->reject(call.leg, 486); };
    RawPeer raw(server.stack->port());
    for (int i = 0; i < 1000; ++i)
        raw.send(raw.request("INVITE", "sales", "flood" + std::to_string(i), 1, {}, offer_sdp));
    ASSERT_TRUE(server.eventually([&] { return server.stack->counters().flood_refused >= 900; }));
    EXPECT_LT(server.calls.size(), 100u);
    RawPeer other(server.stack->port(), "127.0.0.72");  // others are served as ever
    other.send(other.request("INVITE", "sales", "other", 1, {}, offer_sdp));
    EXPECT_EQ(other.final_status(), 486);
    EXPECT_TRUE(server.eventually([&] { return server.stack->counters().legs == 0; }));
}

TEST(SipFlood, LatePacketsAreShed) {
    Config config = quiet();
    config.shed_after_ms = 20;
    Phone server(config);
    std::latch go_on(1);
    std::atomic<int> calls{0};
    server.on_incoming = [&](const Incoming&) {
        if (calls++ == 0) go_on.wait();  // the SIP thread is held up
    };
    RawPeer raw(server.stack->port());
    // On a busy machine the first may itself be late: another one is sent until one is taken.
    for (int i = 0; i < 50 && calls == 0; ++i) {
        raw.send(raw.request("INVITE", "sales", "first" + std::to_string(i), 1, {}, offer_sdp));
        server.wait([&] { return calls > 0; }, std::chrono::milliseconds(200));
    }
    ASSERT_EQ(calls, 1);
    const auto before = server.stack->counters().shed;
    for (int i = 0; i < 50; ++i)
        raw.send(raw.request("INVITE", "sales", "late" + std::to_string(i), 1, {}, offer_sdp));
    EXPECT_FALSE(server.wait([] { return false; },
                             std::chrono::milliseconds(60)));  // they grow old in the socket
    go_on.count_down();
    std::string answer;
    int shed = 0;
    for (int i = 0; i < 50; ++i) shed += raw.final_status(5000, &answer) == 503;
    EXPECT_EQ(shed, 50);
    EXPECT_EQ(header_of(answer, "Retry-After"), "5");
    EXPECT_EQ(server.stack->counters().shed - before, 50);
    EXPECT_EQ(calls, 1);
}

TEST(SipFlood, NewCallsAreRefusedWhileTheOwnerLags) {
    Config config = quiet();
    config.shed_after_ms = 20;
    Phone server(config);
    std::atomic<std::int64_t> first{0};
    server.on_incoming = [&](const Incoming& in) {
        if (first == 0) first = in.leg.value;  // the floor has not come to it yet
    };
    RawPeer raw(server.stack->port());
    raw.send(raw.request("INVITE", "sales", "slow", 1, {}, offer_sdp));
    ASSERT_TRUE(server.eventually([&] { return first != 0; }));
    EXPECT_FALSE(server.wait([] { return false; }, std::chrono::milliseconds(60)));
    RawPeer second(server.stack->port());
    second.send(second.request("INVITE", "sales", "refused", 1, {}, offer_sdp));
    std::string answer;
    EXPECT_EQ(second.final_status(5000, &answer), 503);
    EXPECT_EQ(header_of(answer, "Retry-After"), "5");
    Phone by_tcp;
    const LegId refused = by_tcp.call(server.uri("sales") + ";transport=tcp");
    ASSERT_TRUE(by_tcp.wait_ended(refused));
    EXPECT_EQ(by_tcp.end_of(refused).second, 503);
    EXPECT_EQ(server.stack->counters().shed, 2);
    server.stack->reject(LegId{first}, 486);
    EXPECT_EQ(raw.final_status(), 486);
    RawPeer third(server.stack->port());
    server.on_incoming = [&](const Incoming& in) { server.stack->reject(in.leg, 603); };
    third.send(third.request("INVITE", "sales", "taken", 1, {}, offer_sdp));
    EXPECT_EQ(third.final_status(), 603) << "he caught up";
}

TEST(SipFlood, LegsHaveAMaximum) {
    Config config = quiet();
    config.legs_max = 2;
    Phone server(config);
    RawPeer raw(server.stack->port());
    for (int i = 0; i < 3; ++i)
        raw.send(raw.request("INVITE", "sales", "max" + std::to_string(i), 1, {}, offer_sdp));
    EXPECT_EQ(raw.final_status(), 503);
    EXPECT_EQ(server.calls.size(), 2u);
}

TEST(SipFlood, StrangersAcksCostNothing) {
    Phone server;
    RawPeer raw(server.stack->port());
    for (int i = 0; i < 500; ++i)
        raw.send(raw.request("ACK", "sales", "ack" + std::to_string(i), 1, {}, {}, "x"));
    raw.send(raw.request("OPTIONS", "x", "o", 1));
    EXPECT_EQ(raw.final_status(), 200);
    EXPECT_TRUE(server.eventually(
        [&] { return server.stack->counters().transactions == 1; }));  // the OPTIONS alone
}

}  // namespace
}  // namespace ol::sip
