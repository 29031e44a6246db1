#pragma once
// SIP over TLS, in and out (RFC 3261 26.2, RFC 5922, 5923). TLS ends here, on a thread of its own;
// the stack behind sees plain TCP connections of this machine and asks here who is at their other
// end. Why not Sofia's own TLS: docs/decisions/037-sip-tls-of-our-own.md.
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/sip/address.hpp"
#include "platform/sip/resolver.hpp"
#include "platform/sip/tls_context.hpp"

namespace ol::sip {

struct TlsLink;
struct TlsWay;

class TlsDoor {
public:
    struct Options {
        Ip listen{};                   // connections to us are taken here
        std::uint16_t port = 0;        // 0 = any
        std::string certificate, key;  // PEM; empty = none are taken, only ours go out
        std::string authorities;       // PEM; empty = the system's
        Address inner;                 // the stack's TCP listener
        int links_max = 5000, per_source_max = 500;
        std::function<void(const Address& hop)> gone;  // a link ended; called on the door's thread
    };
    static Result<std::unique_ptr<TlsDoor>> open(Options options);
    ~TlsDoor();
    TlsDoor(const TlsDoor&) = delete;
    TlsDoor& operator=(const TlsDoor&) = delete;

    std::uint16_t port() const { return port_; }  // 0 = takes no connections

    struct Server {
        std::string host;
        std::uint16_t port = 0;         // 0 = by SRV, else 5061 (RFC 3263)
        bool check_certificate = true;  // for `host`, by the authorities
        friend bool operator==(const Server&, const Server&) = default;
    };
    /// The address of this machine that leads to that server: what the stack sends there by TCP
    /// goes out by TLS. The same for the same server; "sip.tls" when no port could be had.
    Result<Address> way_to(const Server& server);
    void close_way(const Address& way);
    /// Why the last connection of that way failed: "no_name", "unreachable", "no_answer" and those
    /// of tls_trouble(); empty = it did not.
    std::string trouble(const Address& way) const;

    /// Who is really behind a TCP connection that the stack sees; nothing: it is none of ours.
    std::optional<Address> behind(const Address& hop) const;

private:
    explicit TlsDoor(Options options);
    Result<> prepare();
    void run();
    void wake();
    void take_outer(int listener);
    void take_inner(TlsWay& way);
    void step(TlsLink& link);
    void handshake(TlsLink& link);
    void handshake_done(TlsLink& link);
    void try_next(TlsLink& link);
    void connected(TlsLink& link);
    bool read_outer(TlsLink& link);
    bool read_inner(TlsLink& link);
    bool write_outer(TlsLink& link);
    bool write_inner(TlsLink& link);
    void watch(TlsLink& link);
    void fail(TlsLink& link, const char* trouble);
    void end(TlsLink& link);
    void sweep();
    void refresh_certificate();
    void remember(const Address& hop, const Address& peer);
    void resolved(std::uint64_t link, std::vector<Address> addresses);
    void post(std::function<void()> task);

    const Options options_;
    std::uint16_t port_ = 0;
    TlsContext server_, client_;
    std::int64_t certificate_time_ = 0;
    int epoll_ = -1, wake_ = -1, listener_ = -1;
    Time now_{}, swept_{}, certificate_seen_{};
    std::uint64_t serial_ = 0;
    std::unordered_map<std::uint64_t, std::unique_ptr<TlsLink>> links_;
    std::map<Ip, int> per_source_;
    Resolver resolver_;

    mutable std::mutex mutex_;  // what follows is shared with the SIP thread
    std::vector<std::function<void()>> mail_;
    std::vector<std::unique_ptr<TlsWay>> ways_;
    struct Known {
        Address peer;
        std::optional<Time> until;  // ended: kept a while, since the stack may still read from it
    };
    std::map<std::pair<Ip, std::uint16_t>, Known> known_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace ol::sip
