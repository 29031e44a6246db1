#include "contact/files/scanner.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "platform/base/text.hpp"

namespace ol::files {
namespace {

constexpr std::size_t chunk_bytes = 64 << 10, answer_most = 4096, threat_most = 200;

/// A descriptor that closes itself.
struct Fd {
    int fd = -1;
    explicit Fd(int of) : fd(of) {}
    ~Fd() {
        if (fd >= 0) ::close(fd);
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
};

Error away(std::string said) {
    auto e = unavailable("files.scanner_away", "The virus scanner does not answer.");
    e.params = {{"said", std::move(said)}};
    return e;
}

void set_timeout(int fd, int timeout_ms) {
    const timeval t{timeout_ms / 1000, (timeout_ms % 1000) * 1000};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
}

int connect_path(const std::string& path, int timeout_ms) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (path.size() >= sizeof to.sun_path) return -1;
    std::memcpy(to.sun_path, path.c_str(), path.size() + 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return fd;
    set_timeout(fd, timeout_ms);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return fd;
    ::close(fd);
    return -1;
}

int connect_host(const std::string& host, const std::string& port, int timeout_ms) {
    addrinfo want{}, *found = nullptr;
    want.ai_socktype = SOCK_STREAM;
    if (::getaddrinfo(host.c_str(), port.c_str(), &want, &found) != 0) return -1;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, &::freeaddrinfo);
    for (const addrinfo* one = found; one; one = one->ai_next) {
        const int fd = ::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) continue;
        set_timeout(fd, timeout_ms);
        if (::connect(fd, one->ai_addr, one->ai_addrlen) == 0) return fd;
        ::close(fd);
    }
    return -1;
}

int connect_to(const std::string& socket, int timeout_ms) {
    const auto colon = socket.rfind(':');
    if (socket.starts_with('/') || colon == socket.npos) return connect_path(socket, timeout_ms);
    return connect_host(socket.substr(0, colon), socket.substr(colon + 1), timeout_ms);
}

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

bool send_chunk(int fd, std::string_view bytes) {
    const auto n = static_cast<std::uint32_t>(bytes.size());
    const char length[4] = {static_cast<char>(n >> 24), static_cast<char>(n >> 16),
                            static_cast<char>(n >> 8), static_cast<char>(n)};
    return send_all(fd, {length, 4}) && send_all(fd, bytes);
}

/// False: the other end takes no more; it may have said why.
bool send_file(int to, int from) {
    std::array<char, chunk_bytes> part{};
    for (;;) {
        const auto n = ::read(from, part.data(), part.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        if (n == 0) return send_chunk(to, {});
        if (!send_chunk(to, {part.data(), static_cast<std::size_t>(n)})) return false;
    }
}

std::string answer_of(int fd) {
    std::string out;
    std::array<char, 512> part{};
    while (out.size() < answer_most && out.find('\0') == out.npos) {
        const auto n = ::recv(fd, part.data(), part.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        out.append(part.data(), static_cast<std::size_t>(n));
    }
    return out.substr(0, out.find('\0'));
}

}  // namespace

Result<Found> scan_answer(std::string_view answer) {
    const std::string_view line = trim(answer);
    constexpr std::string_view head = "stream: ", found = " FOUND";
    if (line == "stream: OK") return Found{};
    if (line.starts_with(head) && line.ends_with(found) && line.size() > head.size() + found.size())
        return Found{
            to_valid_utf8(line.substr(head.size(), line.size() - head.size() - found.size())
                              .substr(0, threat_most))};
    return away(to_valid_utf8(line.substr(0, threat_most)));
}

Result<Found> scan(const std::string& socket, const std::string& file, int timeout_ms) {
    const Fd from(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (from.fd < 0) return not_found("files.missing", "The file's bytes are not there any more.");
    const Fd to(connect_to(socket, timeout_ms));
    if (to.fd < 0) return away(std::strerror(errno));
    // It may answer before it has everything (its own limit of size): that answer counts.
    const bool sent =
        send_all(to.fd, std::string_view("zINSTREAM\0", 10)) && send_file(to.fd, from.fd);
    const std::string answer = answer_of(to.fd);
    if (answer.empty()) return away(sent ? "no answer" : "ended the connection");
    return scan_answer(answer);
}

}  // namespace ol::files
