// Address arithmetic for the guard, the trunks and the registrar.
#include "platform/sip/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace ol::sip {
namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool same_bits(const Ip& a, const Ip& b, int bits) {
    const int whole = bits / 8, rest = bits % 8;
    if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
    return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

template <class T>
std::optional<T> number(std::string_view text, T max) {
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > max)
        return std::nullopt;
    return value;
}

Network private_network(std::string_view text) { return *parse_network(text); }

}  // namespace

std::optional<Ip> parse_ip(std::string_view text) {
    if (text.size() > 2 && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    if (text.empty() || text.size() > 45) return std::nullopt;
    const std::string zero_ended(text);
    Ip ip{};
    if (inet_pton(AF_INET6, zero_ended.c_str(), ip.data()) == 1) return ip;
    std::copy(v4_prefix.begin(), v4_prefix.end(), ip.begin());
    if (inet_pton(AF_INET, zero_ended.c_str(), ip.data() + 12) == 1) return ip;
    return std::nullopt;
}

bool is_v4(const Ip& ip) { return std::equal(v4_prefix.begin(), v4_prefix.end(), ip.begin()); }

std::string ip_text(const Ip& ip) {
    char out[INET6_ADDRSTRLEN] = {};
    inet_ntop(is_v4(ip) ? AF_INET : AF_INET6, is_v4(ip) ? ip.data() + 12 : ip.data(), out,
              sizeof out);
    return out;
}

std::string host_text(const Ip& ip) { return is_v4(ip) ? ip_text(ip) : "[" + ip_text(ip) + "]"; }
std::string to_text(const Address& address) {
    return host_text(address.ip) + ":" + std::to_string(address.port);
}

bool is_loopback(const Ip& ip) {
    static const std::array nets{private_network("127.0.0.0/8"), private_network("::1")};
    return std::any_of(nets.begin(), nets.end(),
                       [&](const Network& n) { return n.contains({ip, 0}); });
}

bool is_private(const Ip& ip) {
    static const std::array nets{
        private_network("10.0.0.0/8"),     private_network("172.16.0.0/12"),
        private_network("192.168.0.0/16"), private_network("100.64.0.0/10"),
        private_network("169.254.0.0/16"), private_network("fe80::/10"),
        private_network("fc00::/7"),
    };
    return is_loopback(ip) || std::any_of(nets.begin(), nets.end(),
                                          [&](const Network& n) { return n.contains({ip, 0}); });
}

Ip guard_key(const Ip& ip) {
    Ip key = ip;
    if (!is_v4(ip)) std::fill(key.begin() + 8, key.end(), std::uint8_t{0});
    return key;
}

Address from_sockaddr(const sockaddr* sa) {
    Address out;
    if (sa->sa_family == AF_INET) {
        sockaddr_in in;
        std::memcpy(&in, sa, sizeof in);
        std::copy(v4_prefix.begin(), v4_prefix.end(), out.ip.begin());
        std::memcpy(out.ip.data() + 12, &in.sin_addr, 4);
        out.port = ntohs(in.sin_port);
    } else if (sa->sa_family == AF_INET6) {
        sockaddr_in6 in;
        std::memcpy(&in, sa, sizeof in);
        std::memcpy(out.ip.data(), &in.sin6_addr, 16);
        out.port = ntohs(in.sin6_port);
    }
    return out;
}

unsigned to_sockaddr(const Address& address, bool v6_socket, sockaddr_storage& out) {
    std::memset(&out, 0, sizeof out);
    if (!v6_socket && is_v4(address.ip)) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(address.port);
        std::memcpy(&in.sin_addr, address.ip.data() + 12, 4);
        std::memcpy(&out, &in, sizeof in);
        return sizeof in;
    }
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(address.port);
    std::memcpy(&in.sin6_addr, address.ip.data(), 16);
    std::memcpy(&out, &in, sizeof in);
    return sizeof in;
}

bool Network::contains(const Address& address) const {
    return (port == 0 || port == address.port) && same_bits(ip, address.ip, bits);
}

std::optional<Network> parse_network(std::string_view text) {
    Network out;
    std::string_view host = text;
    const auto slash = text.find('/');
    if (slash != std::string_view::npos) {
        host = text.substr(0, slash);
    } else if (const auto colon = text.rfind(':');
               colon != std::string_view::npos &&
               (text.find(':') == colon || (text.front() == '[' && text.rfind(']') < colon))) {
        const auto port = number<unsigned>(text.substr(colon + 1), 65535u);
        if (!port || *port == 0) return std::nullopt;
        out.port = static_cast<std::uint16_t>(*port);
        host = text.substr(0, colon);
    }
    const auto ip = parse_ip(host);
    if (!ip) return std::nullopt;
    out.ip = *ip;
    if (slash != std::string_view::npos) {
        const int most = is_v4(*ip) ? 32 : 128;
        const auto bits = number<unsigned>(text.substr(slash + 1), static_cast<unsigned>(most));
        if (!bits) return std::nullopt;
        out.bits = static_cast<int>(*bits) + 128 - most;
    }
    return out;
}

}  // namespace ol::sip
