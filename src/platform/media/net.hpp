#pragma once
// IPv4 and IPv6 addresses with a port, and the UDP sockets of the room.
#include <netinet/in.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace ol::media {

struct Address {
    union {
        sockaddr any;
        sockaddr_in v4;
        sockaddr_in6 v6{};
    };
    /// "127.0.0.1", "::1"; names are not looked up. nullopt: not an address.
    static std::optional<Address> parse(std::string_view ip, std::uint16_t port);
    bool is_v6() const { return any.sa_family == AF_INET6; }
    bool empty() const { return any.sa_family == 0; }
    socklen_t size() const { return is_v6() ? sizeof v6 : sizeof v4; }
    std::uint16_t port() const;
    void set_port(std::uint16_t port);
    std::string ip() const;
    bool unspecified() const;  // 0.0.0.0 or ::
    bool loopback() const;
    bool is_private() const;  // RFC 1918, RFC 6598, link-local, unique local
    bool same_ip(const Address& other) const;
    friend bool operator==(const Address& a, const Address& b) {
        return a.port() == b.port() && a.same_ip(b);
    }
    std::uint64_t hash() const;
};

class Socket {  // owns a descriptor
public:
    Socket() = default;
    explicit Socket(int fd) : fd_(fd) {}
    Socket(Socket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Socket& operator=(Socket&& other) noexcept;
    ~Socket();
    int fd() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

private:
    int fd_ = -1;
};

/// Non-blocking UDP socket; receive_bytes asks for that much buffer (0 = the system's).
/// Taken port: conflict "media.port_taken"; other failures: unavailable "media.socket".
Result<Socket> udp_socket(const Address& local, int receive_bytes);
Address local_of(const Socket& socket);
/// The local address from which the kernel would send to `peer`; empty when there is no route.
Address route_to(const Address& peer);
/// Addresses of this machine of that family, loopback last.
std::vector<std::string> interface_addresses(int family);

}  // namespace ol::media
