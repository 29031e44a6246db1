#pragma once
// For this room's tests: a Stack whose events are recorded and can be waited for, and a raw UDP
// peer that says anything.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "platform/sip/sip.hpp"

namespace ol::sip::testing {

inline const std::string offer_sdp =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9000 RTP/AVP "
    "0\r\n";
inline const std::string answer_sdp =
    "v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9002 RTP/AVP "
    "0\r\n";
constexpr std::chrono::seconds patience{10};

inline Config quiet(std::string address = "127.0.0.1") {
    Config config;
    config.address = std::move(address);
    config.port = 0;
    config.invite_per_source_per_s = config.register_per_source_per_s = 0;
    return config;
}

class Phone {
public:
    explicit Phone(Config config = quiet()) { open(std::move(config)); }
    ~Phone() { stack.reset(); }

    template <class Predicate>
    bool wait(Predicate predicate, std::chrono::milliseconds most = patience) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, most, predicate);
    }
    /// For what no event announces: looked at again every few milliseconds until the deadline.
    template <class Predicate>
    bool eventually(Predicate predicate, std::chrono::milliseconds most = patience) {
        const auto until = std::chrono::steady_clock::now() + most;
        std::unique_lock lock(mutex);
        while (!predicate()) {
            if (std::chrono::steady_clock::now() > until) return false;
            changed.wait_for(lock, std::chrono::milliseconds(5));
        }
        return true;
    }
    bool wait_incoming(std::size_t n = 1) {
        return wait([&] { return calls.size() >= n; });
    }
    bool wait_ended(LegId leg) {
        return wait([&] { return ended.contains(leg); });
    }
    std::pair<EndCause, int> end_of(LegId leg) {
        const std::lock_guard lock(mutex);
        return ended.at(leg);
    }
    std::string uri(const std::string& user) const {
        return "sip:" + user + "@127.0.0.1:" + std::to_string(stack->port());
    }
    LegId call(const std::string& uri, std::string from = "alice", std::string sdp = offer_sdp) {
        Invite invite;
        invite.leg = LegId{++next_leg};
        invite.uri = uri;
        invite.from_user = std::move(from);
        invite.sdp = std::move(sdp);
        stack->invite(invite);
        return invite.leg;
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Incoming> calls;
    std::map<LegId, std::vector<int>> progress;
    std::map<LegId, std::string> answers;
    std::map<LegId, int> confirmed;
    std::map<LegId, std::vector<std::string>> reoffers;
    std::map<LegId, std::vector<std::pair<bool, std::string>>> reanswers;
    std::map<LegId, std::string> digits;
    std::vector<Refer> refers;
    std::map<LegId, std::pair<EndCause, int>> ended;
    std::map<LegId, int> ended_count;
    std::vector<std::pair<std::string, bool>> registrations;
    std::vector<std::pair<std::string, TrunkState>> trunks;
    std::function<void(const Incoming&)> on_incoming;  // runs on the SIP thread
    std::unique_ptr<Stack> stack;

private:
    void open(Config config) {
        Events e;
        e.incoming = [this](const Incoming& call) {
            if (on_incoming) on_incoming(call);
            note([&] { calls.push_back(call); });
        };
        e.progress = [this](LegId leg, int status, const std::string&) {
            note([&] { progress[leg].push_back(status); });
        };
        e.answered = [this](LegId leg, const std::string& sdp) {
            note([&] { answers[leg] = sdp; });
        };
        e.confirmed = [this](LegId leg) { note([&] { ++confirmed[leg]; }); };
        e.reoffer = [this](LegId leg, const std::string& sdp) {
            note([&] { reoffers[leg].push_back(sdp); });
        };
        e.reanswered = [this](LegId leg, bool ok, const std::string& sdp) {
            note([&] { reanswers[leg].emplace_back(ok, sdp); });
        };
        e.info_digit = [this](LegId leg, char digit) { note([&] { digits[leg] += digit; }); };
        e.refer = [this](const Refer& refer) { note([&] { refers.push_back(refer); }); };
        e.ended = [this](LegId leg, EndCause cause, int status) {
            note([&] {
                ended.insert_or_assign(leg, std::pair{cause, status});
                ++ended_count[leg];
            });
        };
        e.registered = [this](const std::string& user, bool up) {
            note([&] { registrations.emplace_back(user, up); });
        };
        e.trunk = [this](const std::string& name, const TrunkState& state) {
            note([&] { trunks.emplace_back(name, state); });
        };
        auto made = Stack::create(std::move(config), std::move(e));
        if (!made) {
            ADD_FAILURE() << made.error().detail;
            return;
        }
        stack = std::move(*made);
    }
    template <class Change>
    void note(Change change) {
        {
            const std::lock_guard lock(mutex);
            change();
        }
        changed.notify_all();
    }
    std::int64_t next_leg = 1000;
};

/// A socket that says whatever a test wants said.
class RawPeer {
public:
    explicit RawPeer(std::uint16_t to_port, std::string own_ip = "127.0.0.1",
                     std::uint16_t own_port = 0) {
        fd_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_port = htons(own_port);
        inet_pton(AF_INET, own_ip.c_str(), &own.sin_addr);
        EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
        socklen_t length = sizeof own;
        getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &length);
        port = ntohs(own.sin_port);
        ip = std::move(own_ip);
        to_.sin_family = AF_INET;
        to_.sin_port = htons(to_port);
        inet_pton(AF_INET, "127.0.0.1", &to_.sin_addr);
    }
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;
    ~RawPeer() { close(fd_); }

    void send(const std::string& bytes) {
        sendto(fd_, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&to_), sizeof to_);
    }
    void send_to(const std::string& bytes, const sockaddr_in& to) {
        sendto(fd_, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to),
               sizeof to);
    }
    std::string receive(int most_ms = 5000) {
        pollfd waiting{fd_, POLLIN, 0};
        if (poll(&waiting, 1, most_ms) <= 0) return {};
        std::string bytes(65536, '\0');
        const ssize_t n = recv(fd_, bytes.data(), bytes.size(), 0);
        bytes.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
        return bytes;
    }
    /// The next answer that is final; 0 when none came in time.
    int final_status(int most_ms = 5000, std::string* whole = nullptr) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(most_ms);
        while (true) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                                  until - std::chrono::steady_clock::now())
                                  .count();
            if (left <= 0) return 0;
            const std::string answer = receive(static_cast<int>(left));
            if (answer.rfind("SIP/2.0 ", 0) != 0) continue;
            const int status = std::atoi(answer.c_str() + 8);
            if (status < 200) continue;
            if (whole) *whole = answer;
            return status;
        }
    }
    std::string request(const std::string& method, const std::string& user,
                        const std::string& call_id, int cseq, const std::string& more = {},
                        const std::string& body = {}, const std::string& to_tag = {},
                        const std::string& branch = {}, const std::string& from = "bob") const {
        std::string plain;
        for (const char c : call_id)
            if (std::isalnum(static_cast<unsigned char>(c))) plain += c;
        const std::string me = ip + ":" + std::to_string(port);
        std::string out = method + " sip:" + user + "@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP " + me +
                          ";rport;branch=z9hG4bK" +
                          (branch.empty() ? plain + method + std::to_string(cseq) : branch) +
                          "\r\nMax-Forwards: 70\r\nFrom: <sip:" + from + "@127.0.0.1>;tag=raw" +
                          plain + "\r\nTo: <sip:" + user + "@127.0.0.1>" +
                          (to_tag.empty() ? "" : ";tag=" + to_tag) + "\r\nCall-ID: " + call_id +
                          "\r\nCSeq: " + std::to_string(cseq) + " " + method +
                          "\r\nContact: <sip:" + from + "@" + me + ">\r\n" + more;
        if (!body.empty()) out += "Content-Type: application/sdp\r\n";
        return out + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    std::uint16_t port = 0;
    std::string ip;

private:
    int fd_ = -1;
    sockaddr_in to_{};
};

inline std::string header_of(const std::string& message, const std::string& name) {
    const auto at = message.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return message.substr(from, message.find("\r\n", from) - from);
}
inline std::string tag_of(const std::string& header) {
    const auto at = header.find("tag=");
    return at == std::string::npos ? std::string{}
                                   : header.substr(at + 4, header.find(';', at) - at - 4);
}

}  // namespace ol::sip::testing
