// Trunks with a server: registered and watched, called by with digest, left when they are silent.
#include <deque>

#include "platform/sip/test_peer.hpp"

namespace ol::sip {
namespace {

using namespace ol::sip::testing;

/// A carrier is another Stack: it knows one account and answers as its owner says.
struct World {
    World() { carrier.stack->set_endpoints({{.user = "shop", .password = "secret"}}); }
    static Config closed() {
        Config config = quiet();
        config.anonymous_calls = false;
        return config;
    }
    Trunk trunk() const {
        Trunk t;
        t.name = "telco";
        t.server = "sip:127.0.0.1:" + std::to_string(carrier.stack->port());
        t.user = "shop";
        t.password = "secret";
        return t;
    }
    LegId dial(const std::string& number, int silent_max_ms = 0) {
        Invite invite;
        invite.leg = LegId{++legs};
        invite.trunk = "telco";
        invite.number = number;
        invite.from_user = "+380441112233";
        invite.sdp = offer_sdp;
        invite.silent_max_ms = silent_max_ms;
        us.stack->invite(invite);
        return invite.leg;
    }
    TrunkState state() {
        const std::lock_guard lock(us.mutex);
        return us.trunks.empty() ? TrunkState{} : us.trunks.back().second;
    }
    Phone carrier{closed()}, us;
    std::int64_t legs = 0;
};

TEST(SipTrunks, RegistersAndIsWatched) {
    World w;
    Trunk t = w.trunk();
    t.registers = true;
    w.us.stack->set_trunks({t});
    ASSERT_TRUE(w.carrier.wait([&] { return !w.carrier.registrations.empty(); }));
    EXPECT_EQ(w.carrier.registrations[0], (std::pair<std::string, bool>{"shop", true}));
    ASSERT_TRUE(w.us.eventually([&] {
        return !w.us.trunks.empty() && w.us.trunks.back().second.registered() &&
               w.us.trunks.back().second.alive();
    }));
    w.us.stack->set_trunks({});  // signs off
    ASSERT_TRUE(w.carrier.wait([&] { return w.carrier.registrations.size() == 2; }));
    EXPECT_FALSE(w.carrier.registrations[1].second);
}

TEST(SipTrunks, SaysWrongPassword) {
    World w;
    Trunk t = w.trunk();
    t.registers = true;
    t.password = "wrong";
    w.us.stack->set_trunks({t});
    ASSERT_TRUE(w.us.eventually([&] {
        return !w.us.trunks.empty() && w.us.trunks.back().second.registration.status == 401;
    }));
    EXPECT_FALSE(w.state().registration.ours);
}

TEST(SipTrunks, CallsWithDigestAndIsCalledFromThere) {
    World w;
    w.us.stack->set_trunks({w.trunk()});
    const LegId out = w.dial("+380501112233");
    ASSERT_TRUE(w.carrier.wait_incoming());
    EXPECT_EQ(w.carrier.calls[0].origin, Origin::endpoint);
    EXPECT_EQ(w.carrier.calls[0].to_user, "+380501112233");
    w.carrier.stack->answer(w.carrier.calls[0].leg, answer_sdp);
    ASSERT_TRUE(w.us.wait([&] { return w.us.answers.contains(out); }));
    w.us.stack->hang_up(out);
    ASSERT_TRUE(w.carrier.wait_ended(w.carrier.calls[0].leg));
    w.carrier.call(w.us.uri("shop"));
    ASSERT_TRUE(w.us.wait_incoming());
    EXPECT_EQ(w.us.calls[0].origin, Origin::trunk);
    EXPECT_EQ(w.us.calls[0].trunk, "telco");
}

TEST(SipTrunks, SilentServerIsLeftSoon) {
    World w;
    RawPeer deaf(1);
    Trunk t = w.trunk();
    t.server = "sip:127.0.0.1:" + std::to_string(deaf.port);
    w.us.stack->set_trunks({t});
    const LegId out = w.dial("+380501112233", 300);
    ASSERT_TRUE(w.us.wait_ended(out));
    EXPECT_EQ(w.us.end_of(out), (std::pair{EndCause::unreachable, 408}));
}

TEST(SipTrunks, AServerThatTriesIsNotSilent) {
    World w;
    RawPeer slow(w.us.stack->port());
    Trunk t = w.trunk();
    t.server = "sip:127.0.0.1:" + std::to_string(slow.port);
    w.us.stack->set_trunks({t});
    const LegId out = w.dial("+380501112233", 500);
    std::string invite = slow.receive();
    while (!invite.empty() && invite.rfind("INVITE ", 0) != 0) invite = slow.receive();
    const auto answer = [&](const std::string& status, const std::string& tag) {
        slow.send("SIP/2.0 " + status + "\r\nVia: " + header_of(invite, "Via") +
                  "\r\nFrom: " + header_of(invite, "From") + "\r\nTo: " + header_of(invite, "To") +
                  tag + "\r\nCall-ID: " + header_of(invite, "Call-ID") +
                  "\r\nCSeq: " + header_of(invite, "CSeq") + "\r\nContent-Length: 0\r\n\r\n");
    };
    answer("100 Trying", "");
    EXPECT_FALSE(w.us.wait([&] { return w.us.ended.contains(out); }, std::chrono::seconds(1)))
        << "a far mobile takes its time to ring";
    EXPECT_TRUE(w.us.progress[out].empty()) << "and this is no ringing yet";
    answer("180 Ringing", ";tag=far");
    EXPECT_TRUE(w.us.wait([&] { return w.us.progress[out] == std::vector{180}; }));
    w.us.stack->hang_up(out);
    EXPECT_TRUE(w.us.wait_ended(out));
}

TEST(SipTrunks, NobodyThereAndNoLongerSet) {
    World w;
    Trunk gone = w.trunk();
    {
        RawPeer dead(1);
        gone.server = "sip:127.0.0.1:" + std::to_string(dead.port);
    }
    w.us.stack->set_trunks({gone});
    ASSERT_TRUE(w.us.wait([&] { return !w.us.trunks.empty(); }));
    EXPECT_TRUE(w.state().options.ours);
    const LegId out = w.dial("1");
    ASSERT_TRUE(w.us.wait_ended(out));
    EXPECT_EQ(w.us.end_of(out).first, EndCause::unreachable);
    const LegId none = w.dial("2");
    w.us.stack->set_trunks({});
    ASSERT_TRUE(w.us.wait_ended(none));
    EXPECT_EQ(w.us.end_of(none).first, EndCause::unreachable);
}

/// What a raw carrier says to an INVITE, one answer a try.
struct RawCarrier {
    explicit RawCarrier(World& w) : world(w), peer(1) {
        Trunk t = w.trunk();
        t.server = "sip:127.0.0.1:" + std::to_string(peer.port);
        t.options_interval_s = 3600;
        w.us.stack->set_trunks({t});
    }
    std::string next_invite() {
        for (int i = 0; i < 20; ++i) {
            const std::string request = peer.receive();
            if (request.starts_with("INVITE ")) return request;
        }
        ADD_FAILURE() << "no INVITE came";
        return {};
    }
    void answer(const std::string& invite, const std::string& status, const std::string& more) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(world.us.stack->port());
        inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
        peer.send_to("SIP/2.0 " + status + "\r\nVia: " + header_of(invite, "Via") + "\r\nFrom: " +
                         header_of(invite, "From") + "\r\nTo: " + header_of(invite, "To") +
                         ";tag=x1\r\nCall-ID: " + header_of(invite, "Call-ID") + "\r\nCSeq: " +
                         header_of(invite, "CSeq") + "\r\n" + more + "Content-Length: 0\r\n\r\n",
                     to);
    }
    World& world;
    RawPeer peer;
};

TEST(SipTrunks, TheNetworksCauseCounts) {
    const std::vector<std::tuple<std::string, int, EndCause>> cases{
        {"480 Gone", 17, EndCause::busy},        {"500 Oops", 1, EndCause::not_found},
        {"503 Full", 34, EndCause::unreachable}, {"486 Busy", 21, EndCause::declined},
        {"480 Gone", 18, EndCause::no_answer},   {"404 None", 3, EndCause::unreachable}};
    World w;
    RawCarrier carrier(w);
    for (const auto& [status, cause, wanted] : cases) {
        const LegId out = w.dial("+380501112233");
        carrier.answer(carrier.next_invite(), status,
                       "Reason: Q.850;cause=" + std::to_string(cause) + "\r\n");
        ASSERT_TRUE(w.us.wait_ended(out)) << status;
        EXPECT_EQ(w.us.end_of(out).first, wanted) << status << " " << cause;
    }
}

TEST(SipTrunks, RedirectsStayAtTheTrunkAndEnd) {
    World w;
    RawCarrier carrier(w);
    const LegId out = w.dial("+380501112233");
    const std::string there = "@127.0.0.1:" + std::to_string(carrier.peer.port) + ">\r\n";
    carrier.answer(carrier.next_invite(), "302 Moved", "Contact: <sip:+380501112299" + there);
    const std::string second = carrier.next_invite();
    EXPECT_TRUE(second.starts_with("INVITE sip:+380501112299@127.0.0.1"));
    carrier.answer(second, "302 Moved", "Contact: <sip:1" + there);
    carrier.answer(carrier.next_invite(), "302 Moved", "Contact: <sip:2" + there);  // the third
    ASSERT_TRUE(w.us.wait_ended(out));
    EXPECT_EQ(w.us.end_of(out), (std::pair{EndCause::failed, 302}));
    const LegId away = w.dial("+380501112233");
    carrier.answer(carrier.next_invite(), "302 Moved", "Contact: <sip:9@192.0.2.1>\r\n");
    ASSERT_TRUE(w.us.wait_ended(away));
    EXPECT_EQ(w.us.end_of(away), (std::pair{EndCause::failed, 302}));
}

}  // namespace
}  // namespace ol::sip
