#pragma once
// For the tests of this room: a server on a free port of 127.0.0.1, and clients that speak raw
// bytes, so that also what no well-behaved client sends can be sent. All waits end at a deadline
// and wake by the descriptor.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "platform/base/text.hpp"
#include "platform/http/http.hpp"

namespace ol::http::test {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

struct Reply {
    int status = 0;
    std::map<std::string, std::string> headers;
    std::string body;
};

/// A TCP connection to the server under test.
class Wire {
public:
    explicit Wire(std::uint16_t port, int receive_buffer = 0)
        : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (receive_buffer)
            ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer,
                         sizeof receive_buffer);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    }
    Wire(const Wire&) = delete;
    ~Wire() { ::close(descriptor_); }
    bool connected() const { return connected_; }
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    /// One more piece into the buffer; false at the end of the stream or the deadline.
    bool fill(std::chrono::milliseconds within = 5000ms) {
        pollfd watched{descriptor_, POLLIN, 0};
        if (::poll(&watched, 1, static_cast<int>(within.count())) <= 0) return false;
        char piece[65536];
        const auto n = ::recv(descriptor_, piece, sizeof piece, 0);
        if (n <= 0)
            ended_ = true;
        else
            unread.append(piece, static_cast<std::size_t>(n));
        return n > 0;
    }
    bool ends(std::chrono::milliseconds within = 5000ms) {
        const auto deadline = std::chrono::steady_clock::now() + within;
        while (!ended_ && std::chrono::steady_clock::now() < deadline) fill(within);
        return ended_;
    }
    Reply reply(bool head_only = false) {
        Reply out;
        std::size_t end;
        while ((end = unread.find("\r\n\r\n")) == std::string::npos) {
            if (!fill()) return out;
        }
        for (const auto& line : split(unread.substr(0, end), '\n')) {
            const auto colon = line.find(": ");
            if (out.status == 0)
                out.status = std::atoi(line.c_str() + 9);
            else if (colon != std::string::npos) {
                out.headers[lower_ascii(line.substr(0, colon))] =
                    std::string(trim(line.substr(colon + 2)));
            }
        }
        unread.erase(0, end + 4);
        const std::size_t length = head_only || !out.headers.contains("content-length")
                                       ? 0
                                       : std::stoul(out.headers["content-length"]);
        while (unread.size() < length) {
            if (!fill()) break;
        }
        out.body = unread.substr(0, length);
        unread.erase(0, length);
        return out;
    }
    Reply ask(const std::string& bytes) {
        send(bytes);
        return reply();
    }
    std::string unread;

private:
    int descriptor_;
    bool connected_ = false, ended_ = false;
};

/// A WebSocket client of a few lines: masked frames out, whole frames in.
class Socket {
public:
    Socket(std::uint16_t port, const std::string& target, const std::string& more_headers,
           int receive_buffer = 0)
        : wire(port, receive_buffer) {
        wire.send("GET " + target +
                  " HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                  more_headers + "\r\n");
        answer = wire.reply();
    }
    void frame(int opcode, std::string_view data) {
        std::string out{static_cast<char>(0x80 | opcode)};
        if (data.size() < 126)
            out += static_cast<char>(0x80 | data.size());
        else if (data.size() < 65536)
            out += {static_cast<char>(0x80 | 126), static_cast<char>(data.size() >> 8),
                    static_cast<char>(data.size())};
        else {
            out += static_cast<char>(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8)
                out += static_cast<char>(data.size() >> shift);
        }
        out += std::string(4, '\0');  // a mask of zeros changes nothing
        wire.send(out + std::string(data));
    }
    void text(std::string_view data) { frame(1, data); }
    /// The next text message; "" when the socket ended (close_code says how) or nothing came in
    /// time.
    std::string next(std::chrono::milliseconds within = 5000ms) {
        for (;;) {
            int opcode = 0;
            std::string data;
            if (!take_frame(opcode, data, within)) return {};
            if (opcode == 1) return data;
            if (opcode == 9) frame(10, data);
            if (opcode != 8) continue;
            if (data.size() >= 2)
                close_code = (static_cast<unsigned char>(data[0]) << 8) |
                             static_cast<unsigned char>(data[1]);
            frame(8, data);
            return {};
        }
    }
    Wire wire;
    Reply answer;
    int close_code = 0;

private:
    bool need(std::size_t bytes, std::chrono::milliseconds within) {
        while (wire.unread.size() < bytes) {
            if (!wire.fill(within)) return false;
        }
        return true;
    }
    bool take_frame(int& opcode, std::string& data, std::chrono::milliseconds within) {
        if (!need(2, within)) return false;
        const auto byte = [&](std::size_t at) {
            return static_cast<unsigned char>(wire.unread[at]);
        };
        opcode = byte(0) & 15;
        std::size_t length = byte(1) & 127, head = 2;
        const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (!need(head + more, within)) return false;
        if (more) length = 0;
        for (std::size_t i = 0; i < more; ++i) length = length << 8 | byte(head++);
        if (!need(head + length, within)) return false;
        data = wire.unread.substr(head, length);
        wire.unread.erase(0, head + length);
        return true;
    }
};

/// People known to the test: cookie sid=ann (session 11, orders.view and orders.edit), sid=bob
/// (session 12, board.view), "Bearer key" (a machine with orders.edit). end_session() makes a
/// cookie invalid.
class People {
public:
    Result<Principal> operator()(const Request& request) {
        const std::lock_guard lock(mutex_);
        const std::string sid = request.cookie("sid");
        if (request.header("authorization") == "Bearer key")
            return Principal{PersonId{3}, {}, "robot", "en", {"orders.edit"}, {}, {}};
        if (ended_.contains(sid))
            return Error{Errc::unauthenticated, "staff.session_ended", {}, "Sign in again.", {}};
        if (sid == "ann2")  // Ann at another machine
            return Principal{PersonId{1}, SessionId{13}, "Ann", "en", {"orders.view"}, {}, {}};
        if (sid == "shop2")
            return Principal{PersonId{4}, SessionId{14}, "Eve", "en", {"board.view"}, {2}, {}};
        if (sid == "ann")
            return Principal{
                PersonId{1}, SessionId{11}, "Ann", "en", {"orders.view", "orders.edit"}, {}, {}};
        if (sid == "bob")
            return Principal{PersonId{2}, SessionId{12}, "Bob", "en", {"board.view"}, {}, {}};
        return Error{Errc::unauthenticated, "staff.no_session", {}, "Sign in.", {}};
    }
    void end_session(const std::string& sid) {
        const std::lock_guard lock(mutex_);
        ended_.insert(sid);
    }

private:
    std::mutex mutex_;
    std::set<std::string> ended_;
};

inline std::string ask_text(const std::string& method, const std::string& target,
                            const std::string& headers = "", const std::string& body = "") {
    std::string out = method + ' ' + target + " HTTP/1.1\r\nHost: here\r\n" + headers;
    if (!body.empty()) out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return out + "\r\n" + body;
}

/// For states that announce themselves to nobody: looks again until it is so or five seconds are
/// over.
inline bool comes_true(const std::function<bool()>& look) {
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (!look()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

/// A waiting room for values that come from another thread.
template <class T>
class Inbox {
public:
    void put(T value) {
        const std::lock_guard lock(mutex_);
        values_.push_back(std::move(value));
        arrived_.notify_all();
    }
    std::optional<T> take(std::chrono::milliseconds within = 5000ms) {
        std::unique_lock lock(mutex_);
        if (!arrived_.wait_for(lock, within, [this] { return !values_.empty(); }))
            return std::nullopt;
        T out = std::move(values_.front());
        values_.pop_front();
        return out;
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<T> values_;
};

}  // namespace ol::http::test
