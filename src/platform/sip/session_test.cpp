// Session timers (RFC 4028) both ways, an INVITE that comes back to us, and the transfer key of
// phones (RFC 3515, 3891).
#include "platform/sip/test_peer.hpp"

namespace ol::sip {
namespace {

using namespace testing;

Config timed(int expires_s, int min_s = 1) {
    Config config = quiet();
    config.session_expires_s = expires_s;
    config.session_min_s = min_s;
    return config;
}

/// A raw peer in a call with the stack: it called, was answered, and has acknowledged.
struct RawCall {
    RawCall(Phone& phone, const std::string& call_id, const std::string& more,
            const std::string& from = "bob")
        : us(phone), peer(phone.stack->port()), id(call_id), user(from) {
        peer.send(peer.request("INVITE", "shop", id, 1, more, offer_sdp, {}, {}, user));
        EXPECT_TRUE(us.wait_incoming());
        us.stack->answer(us.calls.back().leg, answer_sdp);
        status = peer.final_status(5000, &answer);
        tag = tag_of(header_of(answer, "To"));
        send("ACK", 1);
        EXPECT_TRUE(us.wait([&] { return us.confirmed.contains(leg()); }));
    }
    LegId leg() const { return us.calls.back().leg; }
    void send(const std::string& method, int cseq, const std::string& more = {}) {
        peer.send(peer.request(method, "shop", id, cseq, more, {}, tag, {}, user));
    }
    /// The next request of that method; what else comes is left out.
    std::string next(const std::string& method, int most_ms = 8000) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(most_ms);
        while (std::chrono::steady_clock::now() < end) {
            const std::string message = peer.receive(most_ms);
            if (message.starts_with(method + " ")) return message;
        }
        return {};
    }
    void answer_to(const std::string& request, const std::string& status_line,
                   const std::string& more = {}) {
        peer.send("SIP/2.0 " + status_line + "\r\nVia: " + header_of(request, "Via") +
                  "\r\nFrom: " + header_of(request, "From") + "\r\nTo: " +
                  header_of(request, "To") + "\r\nCall-ID: " + header_of(request, "Call-ID") +
                  "\r\nCSeq: " + header_of(request, "CSeq") + "\r\n" + more +
                  "Content-Length: 0\r\n\r\n");
    }
    Phone& us;
    RawPeer peer;
    std::string id, user, answer, tag;
    int status = 0;
};

TEST(SipSession, WeRefreshByUpdateAndEndWhenThePeerHasLostTheCall) {
    Phone us(timed(4));
    RawCall call(
        us, "s1",
        "Supported: timer\r\nSession-Expires: 4;refresher=uas\r\nAllow: INVITE, UPDATE\r\n");
    EXPECT_EQ(header_of(call.answer, "Session-Expires"), "4;refresher=uas");
    EXPECT_EQ(header_of(call.answer, "Require"), "timer");
    const std::string first = call.next("UPDATE");
    EXPECT_EQ(header_of(first, "Session-Expires"), "4;refresher=uac");
    call.answer_to(first, "200 OK", "Session-Expires: 4;refresher=uac\r\nRequire: timer\r\n");
    const std::string second = call.next("UPDATE");
    EXPECT_FALSE(second.empty());
    EXPECT_FALSE(us.ended.contains(call.leg()));
    call.answer_to(second, "481 Gone");
    ASSERT_TRUE(us.wait_ended(call.leg()));
    EXPECT_EQ(us.end_of(call.leg()), (std::pair{EndCause::session_lost, 481}));
}

TEST(SipSession, APeerThatRefusesEveryRefreshIsHungUpOnInTime) {
    Phone us(timed(4));
    RawCall call(
        us, "s9",
        "Supported: timer\r\nSession-Expires: 4;refresher=uas\r\nAllow: INVITE, UPDATE\r\n");
    std::string said;
    for (int tries = 0; tries < 8 && !said.starts_with("BYE "); ++tries) {
        said = call.peer.receive(8000);
        if (said.starts_with("UPDATE ")) call.answer_to(said, "500 No");
    }
    EXPECT_TRUE(said.starts_with("BYE ")) << said;
    ASSERT_TRUE(us.wait_ended(call.leg()));
    EXPECT_EQ(us.end_of(call.leg()).first, EndCause::session_lost);
}

TEST(SipSession, WithoutUpdateTheSameInviteRefreshes) {
    Phone us(timed(2));
    RawCall call(us, "s2",
                 "Supported: timer\r\nSession-Expires: 2;refresher=uas\r\nAllow: INVITE, BYE\r\n");
    const std::string again = call.next("INVITE");
    EXPECT_NE(again.find(answer_sdp), std::string::npos);
    call.answer_to(again, "481 Gone");
    ASSERT_TRUE(us.wait_ended(call.leg()));
}

TEST(SipSession, APeerThatNoLongerRefreshesIsHungUpOn) {
    Phone us(timed(3));
    RawCall call(us, "s3", "Supported: timer\r\nSession-Expires: 3;refresher=uac\r\n");
    EXPECT_EQ(header_of(call.answer, "Session-Expires"), "3;refresher=uac");
    call.send("UPDATE", 2, "Supported: timer\r\nSession-Expires: 3;refresher=uac\r\n");
    std::string said;
    EXPECT_EQ(call.peer.final_status(3000, &said), 200);
    EXPECT_EQ(header_of(said, "Session-Expires"), "3;refresher=uac");
    const auto refreshed = std::chrono::steady_clock::now();
    const std::string bye = call.next("BYE");
    EXPECT_FALSE(bye.empty());
    EXPECT_GT(std::chrono::steady_clock::now() - refreshed, std::chrono::milliseconds(1500));
    ASSERT_TRUE(us.wait_ended(call.leg()));
    EXPECT_EQ(us.end_of(call.leg()).first, EndCause::session_lost);
}

TEST(SipSession, TooBriefIsRefusedAndWhoKnowsNoTimersIsLeftAlone) {
    Phone us(timed(1800, 90));
    RawPeer peer(us.stack->port());
    peer.send(peer.request("INVITE", "shop", "s4", 1, "Supported: timer\r\nSession-Expires: 30\r\n",
                           offer_sdp));
    std::string answer;
    EXPECT_EQ(peer.final_status(5000, &answer), 422);
    EXPECT_EQ(header_of(answer, "Min-SE"), "90");
    EXPECT_TRUE(us.calls.empty());
    RawCall plain(us, "s5", "");
    EXPECT_EQ(header_of(plain.answer, "Session-Expires"), "");
    RawPeer required(us.stack->port());
    required.send(required.request(
        "INVITE", "shop", "s6", 1,
        "Require: timer\r\nSupported: timer\r\nSession-Expires: 1800\r\n", offer_sdp));
    EXPECT_TRUE(us.wait_incoming(2));
}

TEST(SipSession, TwoStacksKeepACallAliveAndALongerTimeIsAgreedTo) {
    Phone us(timed(2)), them(timed(2));
    const LegId out = us.call(them.uri("shop"));
    ASSERT_TRUE(them.wait_incoming());
    them.stack->answer(them.calls[0].leg, answer_sdp);
    ASSERT_TRUE(us.wait([&] { return us.answers.contains(out); }));
    // Longer than two whole sessions: it stands only because somebody refreshes.
    EXPECT_FALSE(us.wait([&] { return us.ended.contains(out) || !them.ended.empty(); },
                         std::chrono::milliseconds(4500)));
    us.stack->hang_up(out);
    EXPECT_TRUE(them.wait_ended(them.calls[0].leg));
    Phone strict(timed(1800, 600));
    Config brief = timed(100, 90);
    Phone caller(brief);
    const LegId longer = caller.call(strict.uri("shop"));
    ASSERT_TRUE(strict.wait_incoming());  // 422 was answered with their time
    strict.stack->answer(strict.calls[0].leg, answer_sdp);
    ASSERT_TRUE(caller.wait([&] { return caller.answers.contains(longer); }));
}

TEST(SipLoop, OurOwnInviteThatComesBackIsALoop) {
    Phone us;
    RawPeer proxy(us.stack->port());
    us.call("sip:x@127.0.0.1:" + std::to_string(proxy.port));
    std::string invite = proxy.receive();
    ASSERT_TRUE(invite.starts_with("INVITE "));
    const auto via = invite.find("Via:");
    invite.insert(via, "Via: SIP/2.0/UDP 127.0.0.1:" + std::to_string(proxy.port) +
                           ";branch=z9hG4bKloop1\r\n");
    proxy.send(invite);
    EXPECT_EQ(proxy.final_status(), 482);
    EXPECT_TRUE(us.calls.empty());
}

/// A phone of ours, registered, in a call that we made to it.
struct HerPhone {
    HerPhone() : desk(quiet()), peer(desk.stack->port()) {
        Endpoint endpoint{"olena", "secret"};
        endpoint.fixed_contact = "sip:olena@127.0.0.1:" + std::to_string(peer.port);
        desk.stack->set_endpoints({endpoint});
    }
    LegId call(int number) {
        Invite invite;
        invite.leg = LegId{number};
        invite.endpoint = "olena";
        invite.sdp = offer_sdp;
        desk.stack->invite(invite);
        std::string& asked = invites.emplace_back();
        while (!asked.starts_with("INVITE ")) asked = peer.receive();
        peer.send("SIP/2.0 200 OK\r\nVia: " + header_of(asked, "Via") + "\r\nFrom: " +
                  header_of(asked, "From") + "\r\nTo: " + header_of(asked, "To") + ";tag=hers" +
                  std::to_string(number) + "\r\nCall-ID: " + header_of(asked, "Call-ID") +
                  "\r\nCSeq: " + header_of(asked, "CSeq") +
                  "\r\nContact: <sip:olena@127.0.0.1:" + std::to_string(peer.port) +
                  ">\r\nContent-Type: application/sdp\r\nContent-Length: " +
                  std::to_string(answer_sdp.size()) + "\r\n\r\n" + answer_sdp);
        EXPECT_TRUE(desk.wait([&] { return desk.answers.contains(LegId{number}); }));
        return LegId{number};
    }
    void refer(int number, const std::string& to, int cseq = 7) {
        const std::string& asked = invites.at(static_cast<std::size_t>(number - 1));
        peer.send("REFER sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" +
                  std::to_string(peer.port) + ";branch=z9hG4bKrefer" + std::to_string(number) +
                  std::to_string(cseq) + "\r\nMax-Forwards: 70\r\nFrom: " + header_of(asked, "To") +
                  ";tag=hers" + std::to_string(number) + "\r\nTo: " + header_of(asked, "From") +
                  "\r\nCall-ID: " + header_of(asked, "Call-ID") +
                  "\r\nCSeq: " + std::to_string(cseq) +
                  " REFER\r\nContact: <sip:olena@127.0.0.1:" + std::to_string(peer.port) +
                  ">\r\nRefer-To: " + to + "\r\nContent-Length: 0\r\n\r\n");
    }
    std::string notify() {
        for (int i = 0; i < 20; ++i) {
            const std::string message = peer.receive();
            if (!message.starts_with("NOTIFY ")) continue;
            peer.send("SIP/2.0 200 OK\r\nVia: " + header_of(message, "Via") + "\r\nFrom: " +
                      header_of(message, "From") + "\r\nTo: " + header_of(message, "To") +
                      "\r\nCall-ID: " + header_of(message, "Call-ID") +
                      "\r\nCSeq: " + header_of(message, "CSeq") + "\r\nContent-Length: 0\r\n\r\n");
            return message;
        }
        return {};
    }
    Phone desk;
    RawPeer peer;
    std::vector<std::string> invites;
};

TEST(SipRefer, HerTransferKeyIsToldAndItsProgressNotified) {
    HerPhone her;
    const LegId leg = her.call(1);
    her.refer(1, "<sip:bohdan@192.0.2.1>");
    EXPECT_EQ(her.peer.final_status(), 202);
    ASSERT_TRUE(her.desk.wait([&] { return !her.desk.refers.empty(); }));
    EXPECT_EQ(her.desk.refers[0].leg, leg);
    EXPECT_EQ(her.desk.refers[0].to_user, "bohdan");
    EXPECT_FALSE(her.desk.refers[0].replaces);
    const std::string trying = her.notify();
    EXPECT_NE(trying.find("SIP/2.0 100 Trying"), std::string::npos) << trying;
    EXPECT_TRUE(header_of(trying, "Subscription-State").starts_with("active"));
    her.desk.stack->refer_progress(leg, 200);
    const std::string done = her.notify();
    EXPECT_NE(done.find("SIP/2.0 200 OK\r\n"), std::string::npos) << done;
    EXPECT_TRUE(header_of(done, "Subscription-State").starts_with("terminated"));
    her.refer(1, "<sip:112@x>", 8);  // a second one, when the first is over
    EXPECT_EQ(her.peer.final_status(), 202);
    ASSERT_TRUE(her.desk.wait([&] { return her.desk.refers.size() == 2; }));
}

TEST(SipRefer, AttendedNamesHerOtherLegAndNobodyElses) {
    HerPhone her;
    const LegId first = her.call(1), second = her.call(2);
    const std::string& asked = her.invites[1];
    std::string call_id = header_of(asked, "Call-ID");
    const auto replaces = [&](const std::string& id) {
        return "<sip:shop@127.0.0.1?Replaces=" + id + "%3Bto-tag%3D" +
               tag_of(header_of(asked, "From")) + "%3Bfrom-tag%3Dhers2>";
    };
    her.refer(1, replaces("unknown%40x"));
    EXPECT_EQ(her.peer.final_status(), 202);
    her.notify();
    EXPECT_NE(her.notify().find("SIP/2.0 481"), std::string::npos);
    EXPECT_TRUE(her.desk.refers.empty());
    her.refer(1, replaces(call_id.replace(call_id.find('@'), 1, "%40")), 8);
    EXPECT_EQ(her.peer.final_status(), 202);
    ASSERT_TRUE(her.desk.wait([&] { return !her.desk.refers.empty(); }));
    EXPECT_EQ(her.desk.refers[0].leg, first);
    EXPECT_EQ(her.desk.refers[0].replaces, second);
}

TEST(SipRefer, StrangersMayNotAndOneAtATime) {
    Phone us;
    RawCall stranger(us, "r1", "");
    stranger.send("REFER", 2, "Refer-To: <sip:+4412345@192.0.2.1>\r\n");
    EXPECT_EQ(stranger.peer.final_status(), 403);
    HerPhone her;
    her.call(1);
    her.refer(1, "<mailto:x@y>");
    EXPECT_EQ(her.peer.final_status(), 400);
    her.refer(1, "<sip:1@x>", 8);
    EXPECT_EQ(her.peer.final_status(), 202);
    her.refer(1, "<sip:2@x>", 9);
    EXPECT_EQ(her.peer.final_status(), 491);
}

}  // namespace
}  // namespace ol::sip
