#include "app/ports.hpp"

#include <arpa/inet.h>
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

/// The socket's inode from /proc/net, then the process that holds it from /proc/<pid>/fd.
std::string holder(int port, const char* table) {
    std::ifstream in(std::string("/proc/net/") + table);
    std::string line, inode;
    char wanted[8];
    std::snprintf(wanted, sizeof wanted, ":%04X", port);
    while (std::getline(in, line)) {
        std::istringstream fields(line);
        std::vector<std::string> f;
        for (std::string w; fields >> w;) f.push_back(w);
        if (f.size() > 9 && f[1].ends_with(wanted) && (f[3] == "0A" || f[3] == "07")) inode = f[9];
    }
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
    return {};
}

}  // namespace ol::app
