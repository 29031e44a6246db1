// Two Stacks on loopback: every way a call begins, changes and ends.
#include "platform/sip/test_peer.hpp"

namespace ol::sip {
namespace {

using namespace ol::sip::testing;

/// A call that stands: the caller's and the callee's leg.
std::pair<LegId, LegId> stand(Phone& caller, Phone& callee) {
    const std::size_t before = callee.calls.size();
    const LegId out = caller.call(callee.uri("sales"));
    EXPECT_TRUE(callee.wait_incoming(before + 1));
    const LegId in = callee.calls.back().leg;
    callee.stack->answer(in, answer_sdp);
    EXPECT_TRUE(caller.wait([&] { return caller.answers.contains(out); }));
    EXPECT_TRUE(callee.wait([&] { return callee.confirmed.contains(in); }));
    return {out, in};
}

void expect_no_legs(Phone& phone) {
    EXPECT_TRUE(phone.eventually([&] { return phone.stack->counters().legs == 0; }));
    for (const auto& [leg, times] : phone.ended_count) EXPECT_EQ(times, 1) << leg.value;
}

TEST(SipCalls, CallerHangsUp) {
    Phone alice, bob;
    const auto [out, in] = stand(alice, bob);
    EXPECT_EQ(alice.answers[out], answer_sdp);
    EXPECT_EQ(bob.calls[0].sdp, offer_sdp);
    EXPECT_EQ(bob.calls[0].from_user, "alice");
    EXPECT_EQ(bob.calls[0].to_user, "sales");
    EXPECT_EQ(bob.calls[0].origin, Origin::anonymous);
    alice.stack->hang_up(out);
    alice.stack->hang_up(out);
    ASSERT_TRUE(alice.wait_ended(out));
    ASSERT_TRUE(bob.wait_ended(in));
    EXPECT_EQ(bob.end_of(in).first, EndCause::normal);
    expect_no_legs(alice);
    expect_no_legs(bob);
}

TEST(SipCalls, CalleeHangsUp) {
    Phone alice, bob;
    const auto [out, in] = stand(alice, bob);
    bob.stack->hang_up(in);
    ASSERT_TRUE(alice.wait_ended(out));
    EXPECT_EQ(alice.end_of(out).first, EndCause::normal);
    expect_no_legs(alice);
    expect_no_legs(bob);
}

TEST(SipCalls, RingsAndHasEarlyMedia) {
    Phone alice, bob;
    const LegId out = alice.call(bob.uri("sales"));
    ASSERT_TRUE(bob.wait_incoming());
    bob.stack->ring(bob.calls[0].leg);
    ASSERT_TRUE(alice.wait([&] { return alice.progress[out] == std::vector{180}; }));
    bob.stack->progress(bob.calls[0].leg, answer_sdp);
    ASSERT_TRUE(alice.wait([&] { return alice.progress[out] == std::vector{180, 183}; }));
    bob.stack->answer(bob.calls[0].leg, answer_sdp);
    ASSERT_TRUE(alice.wait([&] { return alice.answers.contains(out); }));
}

TEST(SipCalls, CallerGivesUpWhileItRings) {
    Phone alice, bob;
    const LegId out = alice.call(bob.uri("sales"));
    ASSERT_TRUE(bob.wait_incoming());
    const LegId in = bob.calls[0].leg;
    bob.stack->ring(in);
    ASSERT_TRUE(alice.wait([&] { return !alice.progress[out].empty(); }));
    alice.stack->hang_up(out);
    ASSERT_TRUE(bob.wait_ended(in));
    EXPECT_EQ(bob.end_of(in), (std::pair{EndCause::cancelled, 487}));
    ASSERT_TRUE(alice.wait_ended(out));
    EXPECT_EQ(alice.end_of(out).first, EndCause::cancelled);
    expect_no_legs(alice);
    expect_no_legs(bob);
    bob.stack->answer(in, answer_sdp);  // too late: says nothing, breaks nothing
    const auto [again, again_in] = stand(alice, bob);
    EXPECT_FALSE(alice.ended.contains(again));
}

TEST(SipCalls, RefusalsHaveTheirCause) {
    Phone alice, bob;
    const std::vector<std::pair<int, EndCause>> cases{
        {486, EndCause::busy},     {600, EndCause::busy},      {603, EndCause::declined},
        {480, EndCause::declined}, {404, EndCause::not_found}, {488, EndCause::media},
        {503, EndCause::failed},   {302, EndCause::failed},    {408, EndCause::no_answer}};
    std::size_t n = 0;
    for (const auto& [status, cause] : cases) {
        const LegId out = alice.call(bob.uri("sales"));
        ASSERT_TRUE(bob.wait_incoming(++n));
        bob.stack->reject(bob.calls.back().leg, status);
        ASSERT_TRUE(alice.wait_ended(out)) << status;
        EXPECT_EQ(alice.end_of(out), (std::pair{cause, status}));
    }
    expect_no_legs(alice);
    expect_no_legs(bob);
}

TEST(SipCalls, NobodyThere) {
    Phone alice;
    std::uint16_t dead = 0;
    {
        RawPeer gone(1);
        dead = gone.port;
    }
    const LegId out =
        alice.call("sip:x@127.0.0.1:" + std::to_string(dead));  // ICMP says so at once
    ASSERT_TRUE(alice.wait_ended(out));
    EXPECT_EQ(alice.end_of(out).first, EndCause::unreachable);
    const LegId wrong = alice.call("http://example.com/");
    ASSERT_TRUE(alice.wait_ended(wrong));
    Invite unknown;
    unknown.leg = LegId{5};
    unknown.endpoint = "nobody";
    alice.stack->invite(unknown);
    ASSERT_TRUE(alice.wait_ended(LegId{5}));
    EXPECT_EQ(alice.end_of(LegId{5}).first, EndCause::unreachable);
    expect_no_legs(alice);
}

TEST(SipCalls, LateOffer) {
    Phone alice, bob;
    RawPeer raw(bob.stack->port());
    raw.send(raw.request("INVITE", "sales", "late1", 1));
    ASSERT_TRUE(bob.wait_incoming());
    EXPECT_TRUE(bob.calls[0].sdp.empty());
    const LegId in = bob.calls[0].leg;
    bob.stack->answer(in, answer_sdp);
    std::string ok;
    ASSERT_EQ(raw.final_status(5000, &ok), 200);
    EXPECT_NE(ok.find(answer_sdp), std::string::npos);
    raw.send(raw.request("ACK", "sales", "late1", 1, {}, offer_sdp, tag_of(header_of(ok, "To"))));
    ASSERT_TRUE(bob.wait([&] { return bob.confirmed.contains(in); }));
    ASSERT_EQ(bob.reanswers[in].size(), 1u);
    EXPECT_EQ(bob.reanswers[in][0].second, offer_sdp);
}

TEST(SipCalls, ReinviteFromEitherSide) {
    Phone alice, bob;
    const auto [out, in] = stand(alice, bob);
    const std::string hold = offer_sdp + "a=sendonly\r\n", held = answer_sdp + "a=recvonly\r\n";
    alice.stack->reinvite(out, hold);
    ASSERT_TRUE(bob.wait([&, in = in] { return bob.reoffers[in].size() == 1; }));
    EXPECT_EQ(bob.reoffers[in][0], hold);
    bob.stack->reanswer(in, held);
    ASSERT_TRUE(alice.wait([&, out = out] { return alice.reanswers[out].size() == 1; }));
    EXPECT_EQ(alice.reanswers[out][0], (std::pair{true, held}));
    bob.stack->reinvite(in, hold);
    ASSERT_TRUE(alice.wait([&, out = out] { return alice.reoffers[out].size() == 1; }));
    alice.stack->reanswer(out, {});  // not acceptable: 488, the call stands
    ASSERT_TRUE(bob.wait([&, in = in] { return bob.reanswers[in].size() == 1; }));
    EXPECT_FALSE(bob.reanswers[in][0].first);
    alice.stack->reinvite(out, offer_sdp);
    ASSERT_TRUE(bob.wait([&, in = in] { return bob.reoffers[in].size() == 2; }));
    EXPECT_TRUE(bob.ended.empty());
    bob.stack->hang_up(in);  // with a re-INVITE still open
    ASSERT_TRUE(alice.wait_ended(out));
    expect_no_legs(alice);
    expect_no_legs(bob);
}

TEST(SipCalls, GlareIsSettled) {
    Phone alice, bob;
    const auto [out, in] = stand(alice, bob);
    alice.stack->reinvite(out, offer_sdp);
    bob.stack->reinvite(in, answer_sdp);
    // Whoever is asked answers at once; both changes arrive in the end, after a 491 where they
    // crossed.
    std::size_t alice_answered = 0, bob_answered = 0;
    const auto settled = [&](Phone& phone, LegId leg, std::size_t& answered) {
        const std::lock_guard lock(phone.mutex);
        for (; answered < phone.reoffers[leg].size(); ++answered)
            phone.stack->reanswer(leg, answer_sdp);
        return !phone.reanswers[leg].empty() && phone.reanswers[leg].back().first;
    };
    Phone clock;  // its waiting loop asks the two
    EXPECT_TRUE(clock.eventually([&, out = out, in = in] {
        const bool a = settled(alice, out, alice_answered), b = settled(bob, in, bob_answered);
        return a && b;
    }));
}

TEST(SipCalls, InfoDigits) {
    Phone alice, bob;
    const auto [out, in] = stand(alice, bob);
    for (const char digit : std::string("12#*")) alice.stack->info_digit(out, digit);
    ASSERT_TRUE(bob.wait([&, in = in] { return bob.digits[in].size() == 4; }));
    EXPECT_EQ(bob.digits[in], "12#*");
    bob.stack->info_digit(in, '7');
    ASSERT_TRUE(alice.wait([&, out = out] { return alice.digits[out] == "7"; }));
}

TEST(SipCalls, HungUpBetweenAnswerAndAck) {
    Phone bob;
    RawPeer raw(bob.stack->port());
    raw.send(raw.request("INVITE", "sales", "noack", 1, {}, offer_sdp));
    ASSERT_TRUE(bob.wait_incoming());
    const LegId in = bob.calls[0].leg;
    bob.stack->answer(in, answer_sdp);
    std::string ok;
    ASSERT_EQ(raw.final_status(5000, &ok), 200);
    bob.stack->hang_up(in);
    ASSERT_TRUE(bob.wait_ended(in));
    raw.send(raw.request("ACK", "sales", "noack", 1, {}, {}, tag_of(header_of(ok, "To"))));
    std::string message;
    do message = raw.receive();
    while (!message.empty() && message.rfind("BYE ", 0) != 0);
    EXPECT_EQ(message.rfind("BYE ", 0), 0u);
    expect_no_legs(bob);
}

/// What a raw peer answers to a request of ours.
std::string answer_to(const std::string& request, int status, const std::string& tag,
                      std::uint16_t port, const std::string& sdp = {}) {
    std::string out =
        "SIP/2.0 " + std::to_string(status) + " Whatever\r\nVia: " + header_of(request, "Via") +
        "\r\nFrom: " + header_of(request, "From") + "\r\nTo: " + header_of(request, "To") +
        (header_of(request, "To").find("tag=") == std::string::npos ? ";tag=" + tag : "") +
        "\r\nCall-ID: " + header_of(request, "Call-ID") +
        "\r\nCSeq: " + header_of(request, "CSeq") +
        "\r\nContact: <sip:raw@127.0.0.1:" + std::to_string(port) + ">\r\n";
    if (!sdp.empty()) out += "Content-Type: application/sdp\r\n";
    return out + "Content-Length: " + std::to_string(sdp.size()) + "\r\n\r\n" + sdp;
}

/// Waits for an ACK and a BYE whose To has this tag, and answers the BYE.
bool acked_and_ended(RawPeer& raw, const std::string& tag) {
    bool acked = false, ended = false;
    for (int i = 0; i < 20 && !(acked && ended); ++i) {
        const std::string message = raw.receive();
        if (tag_of(header_of(message, "To")) != tag) continue;
        acked = acked || message.rfind("ACK ", 0) == 0;
        if (message.rfind("BYE ", 0) != 0) continue;
        ended = true;
        raw.send(answer_to(message, 200, tag, raw.port));
    }
    return acked && ended;
}

TEST(SipCalls, LateAnswerAfterCancelIsAckedAndEnded) {
    Phone alice;
    RawPeer raw(alice.stack->port());
    const LegId out = alice.call("sip:slow@127.0.0.1:" + std::to_string(raw.port));
    const std::string invite = raw.receive();
    ASSERT_EQ(invite.rfind("INVITE ", 0), 0u);
    raw.send(answer_to(invite, 180, "late", raw.port));
    ASSERT_TRUE(alice.wait([&] { return !alice.progress[out].empty(); }));
    alice.stack->hang_up(out);
    ASSERT_TRUE(alice.wait_ended(out));
    std::string cancel = raw.receive();
    while (!cancel.empty() && cancel.rfind("CANCEL ", 0) != 0) cancel = raw.receive();
    ASSERT_FALSE(cancel.empty());
    raw.send(answer_to(invite, 200, "late", raw.port,
                       answer_sdp));  // the person lifted the receiver in that moment
    EXPECT_TRUE(acked_and_ended(raw, "late"));
    EXPECT_FALSE(alice.answers.contains(out));
    expect_no_legs(alice);
}

TEST(SipCalls, ACallTakenElsewhereIsCancelledWithItsReason) {
    Phone us;
    for (const bool elsewhere : {true, false}) {
        RawPeer raw(us.stack->port());
        const LegId out = us.call("sip:desk@127.0.0.1:" + std::to_string(raw.port));
        const std::string invite = raw.receive();
        ASSERT_EQ(invite.rfind("INVITE ", 0), 0u);
        raw.send(answer_to(invite, 180, "desk", raw.port));
        ASSERT_TRUE(us.wait([&] { return !us.progress[out].empty(); }));
        elsewhere ? us.stack->taken_elsewhere(out) : us.stack->hang_up(out);
        std::string cancel = raw.receive();
        while (!cancel.empty() && cancel.rfind("CANCEL ", 0) != 0) cancel = raw.receive();
        ASSERT_FALSE(cancel.empty());
        EXPECT_EQ(
            cancel.find("SIP;cause=200;text=\"Call completed elsewhere\"") != std::string::npos,
            elsewhere)
            << cancel;
        raw.send(answer_to(cancel, 200, "desk", raw.port));
        raw.send(answer_to(invite, 487, "desk", raw.port));
        ASSERT_TRUE(us.wait_ended(out));
    }
    const LegId up = us.call("sip:nobody@127.0.0.1:9");
    ASSERT_TRUE(us.wait_ended(up));
    us.stack->taken_elsewhere(up);  // gone already: harmless
}

TEST(SipCalls, FirstBranchOfAForkWins) {
    Phone alice;
    RawPeer raw(alice.stack->port());
    const LegId out = alice.call("sip:group@127.0.0.1:" + std::to_string(raw.port));
    const std::string invite = raw.receive();
    raw.send(answer_to(invite, 180, "left", raw.port));
    raw.send(answer_to(invite, 183, "right", raw.port, answer_sdp));
    raw.send(answer_to(invite, 200, "right", raw.port, answer_sdp));
    ASSERT_TRUE(alice.wait([&] { return alice.answers.contains(out); }));
    raw.send(answer_to(invite, 200, "left", raw.port, offer_sdp));
    EXPECT_TRUE(acked_and_ended(raw, "left"));
    EXPECT_EQ(alice.answers[out], answer_sdp);
    EXPECT_TRUE(alice.ended.empty());
    raw.send(answer_to(invite, 200, "right", raw.port, answer_sdp));  // our ACK was lost
    std::string ack = raw.receive();
    while (!ack.empty() && ack.rfind("ACK ", 0) != 0) ack = raw.receive();
    EXPECT_EQ(tag_of(header_of(ack, "To")), "right");
    alice.stack->hang_up(out);
    std::string bye = raw.receive();
    while (!bye.empty() && bye.rfind("BYE ", 0) != 0) bye = raw.receive();
    EXPECT_EQ(tag_of(header_of(bye, "To")), "right");
    raw.send(answer_to(bye, 200, "right", raw.port));
    expect_no_legs(alice);
}

TEST(SipCalls, RetransmittedInviteIsOneCall) {
    Phone bob;
    RawPeer raw(bob.stack->port());
    const std::string invite = raw.request("INVITE", "sales", "twice", 1, {}, offer_sdp);
    for (int i = 0; i < 5; ++i) raw.send(invite);
    ASSERT_TRUE(bob.wait_incoming());
    bob.stack->ring(bob.calls[0].leg);
    std::string answer;
    do answer = raw.receive();
    while (!answer.empty() && answer.find(" 180 ") == std::string::npos);
    ASSERT_FALSE(answer.empty());
    EXPECT_EQ(bob.calls.size(), 1u);
    raw.send(raw.request("INVITE", "sales", "twice", 1, {}, offer_sdp, {},
                         "otherpath"));  // the same by another way: 482
    EXPECT_EQ(raw.final_status(), 482);
    EXPECT_EQ(bob.calls.size(), 1u);
}

TEST(SipCalls, StrangersByeAndCancelAreIgnored) {
    Phone alice, bob;
    const auto [out, in] = stand(alice, bob);
    const std::string call_id = bob.calls[0].call_id;
    RawPeer stranger(bob.stack->port());
    stranger.send(stranger.request("BYE", "sales", call_id, 999, {}, {}, "guess"));
    EXPECT_EQ(stranger.final_status(), 481);
    stranger.send(stranger.request("BYE", "sales", call_id, 998, {}, {}, {}, "notag"));
    EXPECT_EQ(stranger.final_status(), 481);
    stranger.send(stranger.request("CANCEL", "sales", call_id, 1));
    EXPECT_EQ(stranger.final_status(), 481);
    stranger.send(stranger.request("BYE", "sales", "unknown-call", 2, {}, {}, "x"));
    EXPECT_EQ(stranger.final_status(), 481);
    bob.stack->info_digit(in, '5');
    EXPECT_TRUE(alice.wait([&, out = out] { return alice.digits[out] == "5"; }));
    EXPECT_TRUE(bob.ended.empty());
}

TEST(SipCalls, TollFraudIsRefused) {
    Phone alice, bob;
    RawPeer raw(bob.stack->port());
    raw.send(raw.request("REFER", "sales", "refer1", 1, "Refer-To: <sip:+1900@example.com>\r\n"));
    EXPECT_EQ(raw.final_status(), 403);
    raw.send(raw.request("INVITE", "sales", "repl1", 1, "Replaces: abc;to-tag=1;from-tag=2\r\n",
                         offer_sdp));
    EXPECT_EQ(raw.final_status(), 403);
    EXPECT_TRUE(bob.calls.empty());
    raw.send(
        raw.request("INVITE", "sales", "req1", 1, "Require: nothingSupportsThis\r\n", offer_sdp));
    std::string answer;
    EXPECT_EQ(raw.final_status(5000, &answer), 420);
    EXPECT_EQ(header_of(answer, "Unsupported"), "nothingSupportsThis");
}

TEST(SipCalls, OptionsAndUnknownMethods) {
    Phone bob;
    RawPeer raw(bob.stack->port());
    raw.send(raw.request("OPTIONS", "sales", "opt1", 1));
    std::string answer;
    EXPECT_EQ(raw.final_status(5000, &answer), 200);
    EXPECT_NE(header_of(answer, "Allow").find("INVITE"), std::string::npos);
    raw.send(raw.request("MESSAGE", "sales", "msg1", 1));
    EXPECT_EQ(raw.final_status(), 405);
    raw.send(raw.request("DANCE", "sales", "dance1", 1));
    EXPECT_EQ(raw.final_status(), 501);
}

TEST(SipCalls, TcpCall) {
    Phone alice, bob;
    const LegId out = alice.call(bob.uri("sales") + ";transport=tcp");
    ASSERT_TRUE(bob.wait_incoming());
    const LegId in = bob.calls[0].leg;
    bob.stack->answer(in, answer_sdp);
    ASSERT_TRUE(alice.wait([&] { return alice.answers.contains(out); }));
    ASSERT_TRUE(bob.wait([&] { return bob.confirmed.contains(in); }));
    bob.stack->hang_up(in);
    ASSERT_TRUE(alice.wait_ended(out));
    expect_no_legs(alice);
    expect_no_legs(bob);
}

TEST(SipCalls, Ipv6Call) {
    const int probe = socket(AF_INET6, SOCK_DGRAM, 0);
    sockaddr_in6 own{};
    own.sin6_family = AF_INET6;
    own.sin6_addr = in6addr_loopback;
    const bool there =
        probe >= 0 && bind(probe, reinterpret_cast<sockaddr*>(&own), sizeof own) == 0;
    if (probe >= 0) close(probe);
    if (!there) GTEST_SKIP() << "no ::1 here";
    Phone alice(quiet("::1")), bob(quiet("::1"));
    const LegId out = alice.call("sip:sales@[::1]:" + std::to_string(bob.stack->port()));
    ASSERT_TRUE(bob.wait_incoming());
    EXPECT_EQ(bob.calls[0].source, "[::1]:" + std::to_string(alice.stack->port()));
    bob.stack->answer(bob.calls[0].leg, answer_sdp);
    ASSERT_TRUE(alice.wait([&] { return alice.answers.contains(out); }));
    alice.stack->hang_up(out);
    EXPECT_TRUE(bob.wait_ended(bob.calls[0].leg));
    expect_no_legs(bob);
}

TEST(SipCalls, AnyAddressNamesTheRightInterface) {
    Phone everywhere(quiet("0.0.0.0")), local;
    const LegId out = local.call("sip:sales@127.0.0.1:" + std::to_string(everywhere.stack->port()));
    ASSERT_TRUE(everywhere.wait_incoming());
    everywhere.stack->answer(everywhere.calls[0].leg, answer_sdp);
    ASSERT_TRUE(local.wait([&] { return local.answers.contains(out); }));
    ASSERT_TRUE(everywhere.wait(
        [&] { return !everywhere.confirmed.empty(); }));  // the ACK found our Contact
    local.stack->hang_up(out);
    EXPECT_TRUE(everywhere.wait_ended(everywhere.calls[0].leg));
}

TEST(SipCalls, PortTakenIsNamed) {
    Phone bob;
    Config config = quiet();
    config.port = bob.stack->port();
    const auto second = Stack::create(config, {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "sip.port_taken");
    EXPECT_EQ(second.error().kind, Errc::conflict);
}

TEST(SipCalls, DestructionEndsWhatStands) {
    Phone bob;
    LegId in, ringing;
    {
        Phone alice;
        in = stand(alice, bob).second;
        alice.call(bob.uri("sales"));
        ASSERT_TRUE(bob.wait_incoming(2));
        ringing = bob.calls[1].leg;
        bob.stack->ring(ringing);
        ASSERT_TRUE(alice.wait([&] { return !alice.progress.empty(); }));
    }
    EXPECT_TRUE(bob.wait_ended(in));
    EXPECT_TRUE(bob.wait_ended(ringing));
    expect_no_legs(bob);
}

}  // namespace
}  // namespace ol::sip
