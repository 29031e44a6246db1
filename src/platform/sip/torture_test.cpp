// RFC 4475 and our own crooked messages at a live Stack: what is answered, and that nothing
// corrupted becomes a call. Then 20,000 mutated packets, after which the Stack still answers a
// call.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <set>
#include <sstream>

#include "platform/sip/message.hpp"
#include "platform/sip/test_peer.hpp"
#include "platform/sip/test_tls.hpp"

namespace ol::sip {
namespace {

using namespace ol::sip::testing;

enum class Want {
    refused,     // an answer of 400-599, no call
    silence,     // nothing back, no call
    registered,  // 401: it was understood as a REGISTER and asked for credentials
    call,        // becomes a call
    ok           // answered 200
};
struct Row {
    const char* name;
    Want want;
    int status;
    const char* why;
};

// Where the RFC leaves a choice, ours is the strict one: nobody's phone sends such messages.
constexpr std::array rows{
    Row{"wsinv", Want::refused, 481,
        "parsed in full; its To tag names a dialog that we do not have"},
    Row{"intmeth", Want::silence, 0,
        "a method that starts with ! stands below 'A', where STUN is kept out; 501 by TCP"},
    Row{"esc01", Want::call, 0, "user is sips:user@example.com, and stays a user"},
    Row{"escnull", Want::registered, 401, "%00 in user parts"},
    Row{"lwsdisp", Want::ok, 200, "no space before <"},
    Row{"longreq", Want::call, 0, "34 Vias, long names"},
    Row{"dblreq", Want::registered, 401, "what follows the body is not a second request"},
    Row{"transports", Want::ok, 200, "five transports in Via"},
    Row{"mpart01", Want::refused, 405, "MESSAGE is not taken"},
    Row{"unreason", Want::silence, 0, "a 200 to nothing of ours"},
    Row{"clerr", Want::refused, 400, "Content-Length beyond the datagram"},
    Row{"ncl", Want::refused, 400, "negative Content-Length"},
    Row{"scalar02", Want::refused, 400, "CSeq over 2^32"},
    Row{"quotbal", Want::refused, 400, "open quote in To"},
    Row{"ltgtruri", Want::refused, 400, "brackets round the Request-URI"},
    Row{"lwsruri", Want::refused, 400, "space in the Request-URI"},
    Row{"lwsstart", Want::refused, 400, "two spaces in the request line"},
    Row{"trws", Want::refused, 400, "space behind the request line"},
    Row{"baddate", Want::call, 0, "the Date is not used"},
    Row{"regbadct", Want::refused, 400, "Contact with ? and no brackets"},
    Row{"badaspec", Want::refused, 400, "spaces inside <>"},
    Row{"baddn", Want::refused, 400, "comma in an unquoted name"},
    Row{"badvers", Want::refused, 505, "SIP/7.0"},
    Row{"mismatch01", Want::refused, 400, "CSeq has another method"},
    Row{"bigcode", Want::silence, 0, "status beyond 2^32"},
    Row{"badbranch", Want::refused, 400, "bare branch cookie"},
    Row{"insuf", Want::refused, 400, "no To, From, Call-ID"},
    Row{"unkscm", Want::refused, 416, "unknown scheme"},
    Row{"novelsc", Want::refused, 416, "soap.beep"},
    Row{"bext01", Want::refused, 420, "unknown extensions required"},
    Row{"invut", Want::refused, 415, "unknown body"},
    Row{"regaut01", Want::registered, 401, "unknown authorization scheme"},
    Row{"multi01", Want::refused, 400, "single headers repeated"},
    Row{"bcast", Want::silence, 0, "second Via is broadcast"},
    Row{"zeromf", Want::ok, 200, "Max-Forwards 0 at its target"},
    Row{"cparam01", Want::registered, 401, "Contact parameter without brackets"},
    Row{"regescrt", Want::registered, 401, "escaped Route in Contact"},
    Row{"sdp01", Want::refused, 406, "Accept without SDP"},
    Row{"inv2543", Want::call, 0, "RFC 2543 INVITE"},
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::string by_tcp(std::uint16_t port, const std::string& bytes, int most_ms) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    std::string answer;
    if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) {
        EXPECT_EQ(write(fd, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
        pollfd waiting{fd, POLLIN, 0};
        while (poll(&waiting, 1, most_ms) > 0) {
            char buffer[4096];
            const ssize_t n = read(fd, buffer, sizeof buffer);
            if (n <= 0) break;
            answer.append(buffer, static_cast<std::size_t>(n));
            while (answer.rfind("SIP/2.0 1", 0) == 0 &&
                   answer.find("\r\n\r\n") != std::string::npos)
                answer.erase(0, answer.find("\r\n\r\n") + 4);
            if (answer.find("\r\n\r\n") != std::string::npos) break;
        }
    }
    close(fd);
    return answer;
}

/// As if it had come by UDP: the other transports in Via become UDP, which leaves each message's
/// point as it is.
std::string for_udp(std::string bytes) {
    for (const char* other : {"SIP/2.0/TCP", "SIP/2.0/TLS"})
        for (auto at = bytes.find(other); at != std::string::npos; at = bytes.find(other))
            bytes.replace(at, 11, "SIP/2.0/UDP");
    if (const auto port = bytes.find(":5050;branch"); port != std::string::npos)
        bytes.erase(port, 5);  // where we do not listen
    return bytes;
}

std::string own_loopback() {  // of this process, so that tests running side by side do not meet
    const int pid = getpid();
    return "127.75." + std::to_string(1 + pid / 250 % 250) + "." + std::to_string(1 + pid % 250);
}

std::filesystem::path torture_folder() {
    const char* source = std::getenv("OL_SOURCE_DIR");
    return source ? std::filesystem::path(source) / ".." / "shared" / "data" / "rfc4475"
                  : std::filesystem::path{};
}

TEST(SipTorture, Rfc4475) {
    const auto folder = torture_folder();
    if (folder.empty() || !std::filesystem::exists(folder / "expected.csv")) {
        std::cout << "skipped: no ../shared/data\n";
        return;
    }
    std::set<std::string> listed;
    std::istringstream table(read_file(folder / "expected.csv"));
    std::string line;
    std::getline(table, line);
    while (std::getline(table, line)) listed.insert(line.substr(0, line.find(',')));
    for (const Row& row : rows) {
        SCOPED_TRACE(std::string(row.name) + ": " + row.why);
        EXPECT_EQ(listed.erase(row.name), 1u);
        Phone bob;
        bob.on_incoming = [&](const Incoming& call) { bob.stack->reject(call.leg, 486); };
        // Most of their Vias ask for no rport: answers go to the source's port 5060.
        RawPeer raw(bob.stack->port(), own_loopback(), 5060);
        const std::string bytes = read_file(folder / (std::string(row.name) + ".dat"));
        ASSERT_FALSE(bytes.empty());
        raw.send(for_udp(bytes));
        const int status = raw.final_status(row.want == Want::silence ? 150 : 3000);
        switch (row.want) {
            case Want::refused:
            case Want::registered:
            case Want::ok: EXPECT_EQ(status, row.status); break;
            case Want::silence: EXPECT_EQ(status, 0); break;
            case Want::call:
                EXPECT_EQ(bob.calls.size(), 1u);
                EXPECT_EQ(status, 486);
                break;
        }
        if (row.want != Want::call) {
            EXPECT_TRUE(bob.calls.empty());
        }
        // By TCP Sofia reads first and is more lenient; what is no call must be none there either.
        by_tcp(bob.stack->port(), bytes, 100);
        if (row.want != Want::call) {
            EXPECT_TRUE(bob.calls.empty());
        }
        RawPeer probe(bob.stack->port());  // alive, and nothing left behind
        probe.send(probe.request("OPTIONS", "x", std::string("alive") + row.name, 1));
        EXPECT_EQ(probe.final_status(), 200);
        EXPECT_TRUE(bob.eventually([&] { return bob.stack->counters().legs == 0; }));
    }
    EXPECT_TRUE(listed.empty()) << "rows without an expectation, first: " << *listed.begin();
}

/// The same faults without the RFC's texts, for whoever has no copy of them.
TEST(SipTorture, OurOwnCrookedMessages) {
    struct Case {
        const char* what;
        std::string before, after;
        int status;
    };
    const std::vector<Case> cases{
        {"no Via", "Via: ", "X-Via: ", 0},
        {"CSeq too big", "CSeq: 1 INVITE", "CSeq: 4294967297 INVITE", 400},
        {"CSeq of another method", "CSeq: 1 INVITE", "CSeq: 1 BYE", 400},
        {"CSeq without a method", "CSeq: 1 INVITE", "CSeq: 1", 400},
        {"no Call-ID", "Call-ID: ", "X-Call: ", 400},
        {"two From", "Contact: ", "From: <sip:x@y>;tag=2\r\nContact: ", 400},
        {"open quote", "From: <", "From: \"Bob <", 400},
        {"empty tag", ";tag=", ";tag=;x=", 400},
        {"comma in name", "From: <", "From: Bob, Alice <", 400},
        {"header without colon", "Contact: ", "Contact ", 400},
        {"Content-Length too big", "Content-Length: ", "Content-Length: 9", 400},
        {"Content-Length negative", "Content-Length: ", "Content-Length: -", 400},
        {"no end of headers", "\r\n\r\n", "\r\nX: y", 400},
        {"port zero in Via", ";rport", ":0;rport", 400},
        {"maddr in Via", ";rport", ";maddr=127.0.0.9;rport", 400},
        {"short branch", "branch=z9hG4bK", "branch=z9;x=", 400},
        {"other version", " SIP/2.0\r\nVia", " SIP/3.0\r\nVia", 505},
        {"tab in request line", " SIP/2.0\r\nVia", "\t SIP/2.0\r\nVia", 400},
        {"NUL in a header", "Max-Forwards: 70", std::string("Max-Forwards: 7\0", 16), 400},
        {"Max-Forwards of letters", "Max-Forwards: 70", "Max-Forwards: many", 400},
        {"unknown scheme", "INVITE sip:", "INVITE xyz:", 416},
        {"body of another type", "application/sdp", "application/pdf", 415},
        {"scanner", "Contact: ", "User-Agent: friendly-scanner\r\nContact: ", 0},
    };
    Phone bob;
    RawPeer raw(bob.stack->port());
    int n = 0;
    for (const Case& c : cases) {
        SCOPED_TRACE(c.what);
        std::string bytes =
            raw.request("INVITE", "sales", "crooked" + std::to_string(++n), 1, {}, offer_sdp);
        const auto at = bytes.find(c.before);
        ASSERT_NE(at, std::string::npos);
        bytes.replace(at, c.before.size(), c.after);
        raw.send(bytes);
        if (c.status) {
            EXPECT_EQ(raw.final_status(), c.status);
        }
        raw.send(raw.request("OPTIONS", "x", "after" + std::to_string(n), 1));
        EXPECT_EQ(raw.final_status(), 200);
    }
    EXPECT_TRUE(bob.calls.empty());
    EXPECT_EQ(bob.stack->counters().legs, 0);
}

TEST(SipTorture, TheGateStandsInTcpToo) {
    Phone bob;
    RawPeer raw(bob.stack->port());
    const auto by = [&](const std::string& before, const std::string& after,
                        const char* method = "INVITE") {
        std::string bytes = raw.request(
            method, "sales", "tcpcrooked" + std::to_string(bob.stack->counters().malformed), 1, {},
            offer_sdp);
        bytes.replace(bytes.find("SIP/2.0/UDP"), 11, "SIP/2.0/TCP");
        if (!before.empty()) bytes.replace(bytes.find(before), before.size(), after);
        const std::string answer = by_tcp(bob.stack->port(), bytes, 2000);
        return answer.size() > 11 ? std::atoi(answer.c_str() + 8) : 0;
    };
    EXPECT_EQ(by("branch=z9hG4bK", "branch=z9;x="), 400);
    EXPECT_EQ(by(";rport", ";maddr=127.0.0.9;rport"), 400);
    EXPECT_EQ(by("sales@127.0.0.1>\r\nCall", "sales@127.0.0.1>;tag=\r\nCall"), 400);
    EXPECT_TRUE(bob.calls.empty());
    EXPECT_EQ(by("", "", "OPTIONS"), 200);
    EXPECT_GE(bob.stack->counters().malformed, 3);
}

/// Requests and an answer to be mutated, of one transport.
std::vector<std::string> mutants(const RawPeer& raw, const std::string& transport) {
    std::vector<std::string> seeds;
    for (const char* method :
         {"INVITE", "REGISTER", "OPTIONS", "BYE", "ACK", "CANCEL", "UPDATE", "INFO", "REFER"})
        for (const char* tag : {"", "abc"})
            seeds.push_back(raw.request(method, "sales", "mutant", 1,
                                        "Authorization: Digest username=\"a\", "
                                        "realm=\"orderline\", nonce=\"1\", uri=\"sip:x\", "
                                        "response=\"0123456789abcdef0123456789abcdef\"\r\nRecord-"
                                        "Route: <sip:1.2.3.4;lr>\r\nSession-Expires: 1800\r\n"
                                        "Refer-To: <sip:a@b?Replaces=x%3Bto-tag%3D1>\r\n",
                                        offer_sdp, tag));
    seeds.push_back(
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKabcdefgh\r\nFrom: "
        "<sip:a@b>;tag=1\r\nTo: "
        "<sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContact: <sip:e@f>\r\nContent-Length: "
        "0\r\n\r\n");
    for (auto& seed : seeds)
        if (const auto at = seed.find("SIP/2.0/UDP"); at != std::string::npos)
            seed.replace(at, 11, "SIP/2.0/" + transport);
    return seeds;
}

struct Mutator {
    std::mt19937 random{4475};
    std::string salt = "\r\n\t \"<>;:,@%\\=/?\0\xff\x80" + std::string("0123456789");
    std::size_t pick(std::size_t below) { return static_cast<std::size_t>(random() % below); }
    std::string one(const std::vector<std::string>& seeds) {
        std::string bytes = seeds[pick(seeds.size())];
        if (const auto id = bytes.find("Call-ID: mutant"); id != std::string::npos)
            bytes.insert(id + 15, std::to_string(pick(2000)));
        for (std::size_t times = pick(4); times > 0; --times) {
            const std::size_t at = pick(bytes.size());
            switch (pick(5)) {
                case 0: bytes[at] = salt[pick(salt.size())]; break;
                case 1: bytes.insert(at, 1 + pick(40), salt[pick(salt.size())]); break;
                case 2: bytes.erase(at, 1 + pick(30)); break;
                case 3: bytes.insert(at, bytes.substr(pick(bytes.size()), pick(80))); break;
                case 4: bytes[at] = static_cast<char>(random()); break;
            }
            if (bytes.size() < 30) bytes = seeds[0];
        }
        return bytes;
    }
};

/// A call that stood before the rubbish still takes a re-INVITE and ends as calls do.
struct StandingCall {
    explicit StandingCall(Phone& to) : bob(to) {
        leg = alice.call(bob.uri("sales"), "good");
        EXPECT_TRUE(bob.wait([&] { return !bob.calls.empty(); }));
        there = bob.calls[0].leg;
        bob.stack->answer(there, answer_sdp);
        EXPECT_TRUE(alice.wait([&] { return alice.answers.contains(leg); }));
    }
    void is_unharmed() {
        alice.stack->reinvite(leg, offer_sdp);
        EXPECT_TRUE(bob.wait([&] { return bob.reoffers.contains(there); }));
        bob.stack->reanswer(there, answer_sdp);
        EXPECT_TRUE(alice.wait([&] { return alice.reanswers.contains(leg); }));
        alice.stack->hang_up(leg);
        EXPECT_TRUE(bob.wait_ended(there));
        EXPECT_EQ(bob.end_of(there).first, EndCause::normal);
    }
    Phone& bob;
    Phone alice;
    LegId leg, there;
};

void reject_mutants(Phone& bob) {
    bob.on_incoming = [&bob](const Incoming& call) {
        if (call.from_user != "good") bob.stack->reject(call.leg, 486);
    };
}

/// 5,000 by a stream: many on one connection, a new one when the server has ended it.
void mutate_by_stream(Phone& bob, std::uint16_t port, bool tls) {
    RawPeer shape(1);
    const auto seeds = mutants(shape, tls ? "TLS" : "TCP");
    Mutator mutator;
    auto peer = std::make_unique<StreamPeer>(port, tls);
    int connections = 1;
    for (int i = 0; i < 5'000; ++i) {
        const bool sent = peer->send(mutator.one(seeds));
        if (i % 25 == 24 && sent)
            peer->receive("never", 1);  // what it says is read, or it would stall
        if (sent && !peer->ended && i % 50 != 49) continue;
        peer = std::make_unique<StreamPeer>(port, tls);
        ++connections;
    }
    EXPECT_GE(connections, 100);
    peer = std::make_unique<StreamPeer>(port, tls);
    const std::string transport = tls ? "TLS" : "TCP";
    peer->send(
        "OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/" + transport +
        " 127.0.0.1;branch=z9hG4bKafterall\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: "
        "<sip:x@127.0.0.1>\r\nCall-ID: after\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
    EXPECT_NE(peer->receive("\r\n\r\n", 10'000).find("SIP/2.0 200"), std::string::npos);
    EXPECT_TRUE(bob.eventually([&] { return bob.stack->counters().legs <= 1; }));
}

TEST(SipTorture, MutatedMessagesByTcpLeaveACallUnharmed) {
    std::signal(SIGPIPE, SIG_IGN);
    Phone bob;
    reject_mutants(bob);
    StandingCall good(bob);
    mutate_by_stream(bob, bob.stack->port(), false);
    good.is_unharmed();
}

TEST(SipTorture, MutatedMessagesByTlsLeaveACallUnharmed) {
    std::signal(SIGPIPE, SIG_IGN);
    Authority authority;
    const Papers papers = authority.issue("DNS:localhost");
    Config config = quiet();
    config.tls_certificate = papers.certificate;
    config.tls_key = papers.key;
    config.tls_port = 0;
    Phone bob(config);
    reject_mutants(bob);
    StandingCall good(bob);
    mutate_by_stream(bob, bob.stack->tls_port(), true);
    good.is_unharmed();
}

TEST(SipTorture, TwentyThousandMutatedPackets) {
    Phone bob;
    bob.on_incoming = [&](const Incoming& call) {
        if (call.call_id.find("good") == std::string::npos) bob.stack->reject(call.leg, 486);
    };
    RawPeer raw(bob.stack->port()), other(bob.stack->port()), pace(bob.stack->port());
    const auto seeds = mutants(raw, "UDP");
    Mutator mutator;
    for (int i = 0; i < 20'000; ++i) {
        (mutator.pick(8) ? raw : other).send(mutator.one(seeds));
        if (i % 64 != 0) continue;  // in step with the Stack, or most would be shed unread
        while (!raw.receive(0).empty()) {
        }
        pace.send(pace.request("OPTIONS", "x", "pace" + std::to_string(i), 1));
        EXPECT_EQ(pace.final_status(), 200);
    }
    RawPeer good(bob.stack->port());
    good.send(good.request("INVITE", "sales", "goodcall", 1, {}, offer_sdp));
    ASSERT_TRUE(
        bob.wait([&] { return !bob.calls.empty() && bob.calls.back().call_id == "goodcall"; }));
    bob.stack->answer(bob.calls.back().leg, answer_sdp);
    std::string ok;
    EXPECT_EQ(good.final_status(5000, &ok), 200);
    good.send(good.request("BYE", "sales", "goodcall", 2, {}, {}, tag_of(header_of(ok, "To"))));
    EXPECT_TRUE(bob.eventually([&] { return bob.stack->counters().legs == 0; }));
    for (const auto& [leg, times] : bob.ended_count) EXPECT_EQ(times, 1);
    EXPECT_EQ(bob.ended.size(), bob.calls.size());
    EXPECT_GT(bob.calls.size(), 100u);
    EXPECT_GT(bob.stack->counters().malformed, 1000);
}

}  // namespace
}  // namespace ol::sip
