#include "platform/http/address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace ol::http {
namespace {

struct Network {
    std::uint32_t base;
    int bits;
};
constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24 | b << 16 | c << 8 | d;
}
// The IANA special-purpose registry; everything here is not "globally reachable".
constexpr auto special_v4 = std::to_array<Network>({
    {v4(0, 0, 0, 0), 8},
    {v4(10, 0, 0, 0), 8},
    {v4(100, 64, 0, 0), 10},
    {v4(127, 0, 0, 0), 8},
    {v4(169, 254, 0, 0), 16},
    {v4(172, 16, 0, 0), 12},
    {v4(192, 0, 0, 0), 24},
    {v4(192, 0, 2, 0), 24},
    {v4(192, 88, 99, 0), 24},
    {v4(192, 168, 0, 0), 16},
    {v4(198, 18, 0, 0), 15},
    {v4(198, 51, 100, 0), 24},
    {v4(203, 0, 113, 0), 24},
    {v4(224, 0, 0, 0), 4},
    {v4(240, 0, 0, 0), 4},
});

std::uint32_t v4_at(const std::array<std::uint8_t, 16>& a, std::size_t at) {
    return v4(a[at], a[at + 1], a[at + 2], a[at + 3]);
}

bool zeros(const std::array<std::uint8_t, 16>& a, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
        if (a[i] != 0) return false;
    }
    return true;
}

}  // namespace

bool is_public_v4(std::uint32_t host_order) {
    for (const auto& [base, bits] : special_v4) {
        const std::uint32_t mask = ~std::uint32_t{0} << (32 - bits);
        if ((host_order & mask) == base) return false;
    }
    return true;
}

bool is_public_v6(const std::array<std::uint8_t, 16>& a) {
    if (zeros(a, 0, 10) && a[10] == 0xff && a[11] == 0xff)
        return is_public_v4(v4_at(a, 12));                            // ::ffff:0:0/96
    if (a[0] == 0 && a[1] == 0x64 && a[2] == 0xff && a[3] == 0x9b) {  // 64:ff9b::/96, ...:1::/48
        return zeros(a, 4, 12) && is_public_v4(v4_at(a, 12));
    }
    if (a[0] == 0x20 && a[1] == 0x02) return is_public_v4(v4_at(a, 2));  // 2002::/16
    if ((a[0] & 0xe0) != 0x20) return false;  // only 2000::/3 is global unicast
    if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8)
        return false;                                       // 2001:db8::/32
    return !(a[0] == 0x20 && a[1] == 0x01 && a[2] < 0x02);  // 2001::/23: Teredo and other protocols
}

bool is_public(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return is_public_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6) return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return is_public_v6(bytes);
}

}  // namespace ol::http
