#pragma once
// IP addresses as values: sources of packets, trunk lists in CIDR form. IPv4 is kept mapped into
// IPv6 (RFC 4291 2.5.5.2).
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;
struct sockaddr_storage;

namespace ol::sip {

using Ip = std::array<std::uint8_t, 16>;

struct Address {
    Ip ip{};
    std::uint16_t port = 0;
    friend bool operator==(const Address&, const Address&) = default;
};

std::optional<Ip> parse_ip(std::string_view text);  // "10.0.0.1", "::1", "[::1]"
std::string ip_text(const Ip& ip);                  // without brackets
std::string to_text(const Address& address);        // "127.0.0.1:5060", "[::1]:5060"
std::string host_text(const Ip& ip);                // as in a URI: IPv6 in brackets
bool is_v4(const Ip& ip);
bool is_loopback(const Ip& ip);
bool is_private(
    const Ip& ip);  // RFC 1918, 6598, link-local, unique local, loopback: not routable from outside
Ip guard_key(
    const Ip& ip);  // IPv6 sources are counted per /64: one customer owns that many addresses

Address from_sockaddr(const sockaddr* sa);
unsigned to_sockaddr(const Address& address, bool v6_socket,
                     sockaddr_storage& out);  // returns the length

/// One entry of a trunk's list: "127.0.0.1", "10.0.0.0/8", "[::1]:5060". Without port = any port.
struct Network {
    Ip ip{};
    int bits = 128;
    std::uint16_t port = 0;
    bool contains(const Address& address) const;
};
std::optional<Network> parse_network(std::string_view text);

}  // namespace ol::sip
