#include "app/ports.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace ol::app {
namespace {

namespace fs = std::filesystem;

bool is_free(const std::string& address, int port, int type) {
    if (port == 0) return true;
    const int fd = ::socket(AF_INET, type, 0);
    if (fd < 0) return true;
    const int one = 1;
    if (type == SOCK_STREAM) ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, address.c_str(), &a.sin_addr);
    const bool ok = ::bind(fd, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0;
    ::close(fd);
    return ok;
}

/// The inode of the socket that listens on the port, from one table of /proc/net; empty when none
/// does.
std::string listening_inode(int port, const std::string& table) {
    std::ifstream in("/proc/net/" + table);
    std::string line, inode;
    char wanted[8];
    std::snprintf(wanted, sizeof wanted, ":%04X", port);
    while (std::getline(in, line)) {
        std::istringstream fields(line);
        std::vector<std::string> f;
        for (std::string w; fields >> w;) f.push_back(w);
        if (f.size() > 9 && f[1].ends_with(wanted) && (f[3] == "0A" || f[3] == "07")) inode = f[9];
    }
    return inode;
}

/// The process that holds the port, by its socket in /proc/<pid>/fd.
std::string holder(int port, const std::string& table) {
    auto inode = listening_inode(port, table);
    if (inode.empty())
        inode = listening_inode(port, table + "6");  // a socket on [::] holds the IPv4 port too
    if (inode.empty()) return "another process";
    std::error_code error;
    for (const auto& process : fs::directory_iterator("/proc", error)) {
        const auto pid = process.path().filename().string();
        if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
        std::error_code denied;
        for (const auto& fd : fs::directory_iterator(process.path() / "fd", denied)) {
            std::error_code gone;
            if (fs::read_symlink(fd.path(), gone).string() != "socket:[" + inode + "]") continue;
            std::ifstream comm(process.path() / "comm");
            std::string name;
            std::getline(comm, name);
            return name + " (pid " + pid + ")";
        }
    }
    return "a process of another user";
}

Error taken(int port, const char* what, const char* table, const char* key, int other) {
    return conflict("app.port_taken", std::string("port ") + std::to_string(port) + " for " + what +
                                          " is taken by " + holder(port, table) +
                                          "; end it, or choose another with --" + key + " " +
                                          std::to_string(other));
}

}  // namespace

Result<> check_ports(const Config& c) {
    if (!is_free(c.http_address, c.http_port, SOCK_STREAM))
        return taken(c.http_port, "the web desk", "tcp", "http.port", c.http_port + 1);
    if (!is_free(c.sip_address, c.sip_port, SOCK_DGRAM))
        return taken(c.sip_port, "SIP", "udp", "sip.port", c.sip_port + 10);
    if (!is_free(c.sip_address, c.sip_port, SOCK_STREAM))
        return taken(c.sip_port, "SIP", "tcp", "sip.port", c.sip_port + 10);
    if (!c.sip_tls_certificate.empty() && !is_free(c.sip_address, c.sip_tls_port, SOCK_STREAM))
        return taken(c.sip_tls_port, "SIP by TLS", "tcp", "sip.tls_port", c.sip_tls_port + 10);
    return {};
}

std::string own_address() {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return "127.0.0.1";
    std::string found = "127.0.0.1";
    for (const auto* i = list; i; i = i->ifa_next) {
        if (!i->ifa_addr || i->ifa_addr->sa_family != AF_INET) continue;
        if ((i->ifa_flags & IFF_LOOPBACK) || !(i->ifa_flags & IFF_UP)) continue;
        char text[INET_ADDRSTRLEN];
        const auto* a = reinterpret_cast<const sockaddr_in*>(i->ifa_addr);
        if (::inet_ntop(AF_INET, &a->sin_addr, text, sizeof text)) found = text;
        break;
    }
    ::freeifaddrs(list);
    return found;
}

bool is_own_address(const std::string& host) {
    if (host == "localhost" || host.starts_with("127.") || host == "::1") return true;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return false;
    bool found = false;
    for (const auto* i = list; i && !found; i = i->ifa_next) {
        if (!i->ifa_addr) continue;
        char text[INET6_ADDRSTRLEN] = {};
        if (i->ifa_addr->sa_family == AF_INET)
            ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(i->ifa_addr)->sin_addr, text,
                        sizeof text);
        else if (i->ifa_addr->sa_family == AF_INET6)
            ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(i->ifa_addr)->sin6_addr,
                        text, sizeof text);
        found = host == text;
    }
    ::freeifaddrs(list);
    return found;
}

std::string reachable(const std::string& address) {
    return address == "0.0.0.0" ? own_address() : address;
}

}  // namespace ol::app
