// Thin wrappers; every failure is a value.
#include "platform/media/net.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ol::media {

std::optional<Address> Address::parse(std::string_view ip, std::uint16_t port) {
    char text[INET6_ADDRSTRLEN + 1] = {};
    if (ip.size() >= 2 && ip.front() == '[' && ip.back() == ']') ip = ip.substr(1, ip.size() - 2);
    if (ip.empty() || ip.size() >= sizeof text || ip.find('\0') != ip.npos) return std::nullopt;
    std::memcpy(text, ip.data(), ip.size());
    Address a;
    if (inet_pton(AF_INET, text, &a.v4.sin_addr) == 1) {
        a.v4.sin_family = AF_INET;
    } else if (a = Address{}; inet_pton(AF_INET6, text, &a.v6.sin6_addr) == 1) {
        a.v6.sin6_family = AF_INET6;
    } else {
        return std::nullopt;
    }
    a.set_port(port);
    return a;
}

std::uint16_t Address::port() const { return ntohs(is_v6() ? v6.sin6_port : v4.sin_port); }
void Address::set_port(std::uint16_t port) { (is_v6() ? v6.sin6_port : v4.sin_port) = htons(port); }

std::string Address::ip() const {
    char text[INET6_ADDRSTRLEN] = {};
    if (empty()) return {};
    inet_ntop(any.sa_family, is_v6() ? static_cast<const void*>(&v6.sin6_addr) : &v4.sin_addr, text,
              sizeof text);
    return text;
}

bool Address::unspecified() const {
    return is_v6() ? IN6_IS_ADDR_UNSPECIFIED(&v6.sin6_addr) : v4.sin_addr.s_addr == 0;
}
bool Address::loopback() const {
    return is_v6() ? IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) : ntohl(v4.sin_addr.s_addr) >> 24 == 127;
}
bool Address::is_private() const {
    if (is_v6())
        return (v6.sin6_addr.s6_addr[0] & 0xFE) == 0xFC || IN6_IS_ADDR_LINKLOCAL(&v6.sin6_addr);
    const std::uint32_t ip = ntohl(v4.sin_addr.s_addr);
    return ip >> 24 == 10 || ip >> 20 == 0xAC1 || ip >> 16 == 0xC0A8 ||
           ip >> 22 == 0x64400000u >> 22 || ip >> 16 == 0xA9FE;
}
bool Address::same_ip(const Address& o) const {
    if (any.sa_family != o.any.sa_family) return false;
    if (is_v6()) return std::memcmp(&v6.sin6_addr, &o.v6.sin6_addr, sizeof v6.sin6_addr) == 0;
    return v4.sin_addr.s_addr == o.v4.sin_addr.s_addr;
}
std::uint64_t Address::hash() const {
    std::uint64_t h = port();
    if (!is_v6()) return h << 32 | v4.sin_addr.s_addr;
    for (const std::uint8_t byte : v6.sin6_addr.s6_addr) h = h * 1099511628211u + byte;
    return h;
}

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}
Socket::~Socket() {
    if (fd_ >= 0) ::close(fd_);
}

Result<Socket> udp_socket(const Address& local, int receive_bytes) {
    Socket s(::socket(local.any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!s)
        return unavailable("media.socket", std::string("no UDP socket: ") + std::strerror(errno));
    if (receive_bytes > 0)
        setsockopt(s.fd(), SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    const int expedited = 0xB8;  // DSCP EF: voice
    setsockopt(s.fd(), local.is_v6() ? int{IPPROTO_IPV6} : int{IPPROTO_IP},
               local.is_v6() ? IPV6_TCLASS : IP_TOS, &expedited, sizeof expedited);
    if (::bind(s.fd(), &local.any, local.size()) == 0) return s;
    const std::string where = local.ip() + ":" + std::to_string(local.port());
    if (errno == EADDRINUSE)
        return conflict("media.port_taken", where + " is taken; choose another port");
    return unavailable("media.socket", "cannot bind " + where + ": " + std::strerror(errno));
}

Address local_of(const Socket& socket) {
    Address a;
    socklen_t n = sizeof a.v6;
    if (getsockname(socket.fd(), &a.any, &n) != 0) return {};
    return a;
}

Address route_to(const Address& peer) {
    Socket s(::socket(peer.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!s || ::connect(s.fd(), &peer.any, peer.size()) != 0) return {};
    return local_of(s);
}

std::vector<std::string> interface_addresses(int family) {
    std::vector<std::string> outer, loops;
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return {};
    for (const ifaddrs* i = list; i != nullptr; i = i->ifa_next) {
        if (i->ifa_addr == nullptr || i->ifa_addr->sa_family != family ||
            (i->ifa_flags & IFF_UP) == 0)
            continue;
        Address a;
        std::memcpy(&a.v6, i->ifa_addr,
                    family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in));
        if (family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&a.v6.sin6_addr)) continue;
        (a.loopback() ? loops : outer).push_back(a.ip());
    }
    freeifaddrs(list);
    outer.insert(outer.end(), loops.begin(), loops.end());
    return outer;
}

}  // namespace ol::media
