#pragma once
// Which addresses the world may send us to. Pure; the caller passes the address that is really
// connected to.
#include <array>
#include <cstdint>

struct sockaddr;

namespace ol::http {

/// False for this host, private, link-local, carrier, multicast, documentation and reserved
/// networks (RFC 6890).
bool is_public_v4(std::uint32_t host_order);
/// Also looks into IPv4-mapped, NAT64 and 6to4 addresses.
bool is_public_v6(const std::array<std::uint8_t, 16>& address);

/// What a socket is about to connect to; another family than IPv4 and IPv6 is not.
bool is_public(const sockaddr* address);

}  // namespace ol::http
