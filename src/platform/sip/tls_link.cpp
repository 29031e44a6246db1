// One link: connect, handshake, and bytes both ways with a bound on what waits.
#include "platform/sip/tls_link.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace ol::sip {
namespace {

constexpr int reads_max = 8;  // of one side before the others have their turn
enum : std::uint64_t { outer_kind = 3, inner_kind = 4 };  // tls_door.cpp, Kind

/// A non-blocking connection that is under way; -1 when it cannot even begin.
int connect_to(const Address& to) {
    const int family = is_v4(to.ip) ? AF_INET : AF_INET6;
    const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_storage address{};
    const auto length = to_sockaddr(to, family == AF_INET6, address);
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 && errno != EINPROGRESS) {
        ::close(fd);
        return -1;
    }
    return fd;
}

Address own_name(int fd) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
    return from_sockaddr(reinterpret_cast<sockaddr*>(&address));
}

}  // namespace

/// Something happened on one of its sockets: everything that can go on goes on.
void TlsDoor::step(TlsLink& link) {
    switch (link.state) {
        case LinkState::naming: break;
        case LinkState::connecting: return connected(link);
        case LinkState::shaking: return handshake(link);
        case LinkState::open: {
            const bool alive =
                read_outer(link) && read_inner(link) && write_inner(link) && write_outer(link);
            // What one side said to its end still reaches the other.
            const bool over = (link.outer_done && link.to_inner.empty()) ||
                              (link.inner_done && link.to_outer.empty());
            if (!alive || over) return end(link);
        }
    }
    watch(link);
}

void TlsDoor::try_next(TlsLink& link) {
    if (link.outer >= 0) ::close(std::exchange(link.outer, -1));
    link.outer_mask = 0;
    while (!link.candidates.empty() && link.outer < 0) {
        link.peer = link.candidates.front();
        link.candidates.erase(link.candidates.begin());
        link.outer = connect_to(link.peer);
    }
    if (link.outer < 0) return fail(link, "unreachable");
    link.state = LinkState::connecting;
    link.deadline = now_ + connect_max;
    watch(link);
}

void TlsDoor::connected(TlsLink& link) {
    int error = 0;
    socklen_t length = sizeof error;
    sockaddr_storage peer{};
    socklen_t peer_length = sizeof peer;
    getsockopt(link.outer, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) return try_next(link);
    if (getpeername(link.outer, reinterpret_cast<sockaddr*>(&peer), &peer_length) != 0)
        return watch(link);  // not yet
    link.tls =
        client_session(client_.get(), link.way->server.host, link.way->server.check_certificate);
    if (!link.tls) return fail(link, "tls");
    SSL_set_fd(link.tls.get(), link.outer);
    link.state = LinkState::shaking;
    link.deadline = now_ + handshake_max;
    handshake(link);
}

void TlsDoor::handshake(TlsLink& link) {
    ERR_clear_error();
    const int done = SSL_do_handshake(link.tls.get());
    if (done == 1) return handshake_done(link);
    const int error = SSL_get_error(link.tls.get(), done);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
        return fail(link, tls_trouble(link.tls.get()));
    link.wants_write = error == SSL_ERROR_WANT_WRITE;
    watch(link);
}

void TlsDoor::handshake_done(TlsLink& link) {
    link.wants_write = false;
    link.state = LinkState::open;
    link.deadline = {};
    if (link.way) {
        const std::lock_guard lock(mutex_);
        link.way->trouble.clear();
    } else {
        // This machine's own listener: the kernel completes it at once, and its name is known
        // before a byte of the peer can be read there.
        link.inner = connect_to(options_.inner);
        if (link.inner < 0) return end(link);
        link.hop = own_name(link.inner);
    }
    remember(link.hop, link.peer);
    step(link);
}

bool TlsDoor::read_outer(TlsLink& link) {
    std::array<char, 16 * 1024> bytes;
    for (int i = 0; i < reads_max && !link.outer_done && link.to_inner.size() < buffered_max; ++i) {
        ERR_clear_error();
        const int n = SSL_read(link.tls.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (n <= 0) {
            const int error = SSL_get_error(link.tls.get(), n);
            if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) break;
            link.outer_done = true;  // properly or not: nothing more can come
            break;
        }
        link.from_outer.add({bytes.data(), static_cast<std::size_t>(n)});
        std::string message;
        for (bool more = true; more;) switch (link.from_outer.next(message)) {
                case StreamCutter::Got::message: link.to_inner += as_plain(message); break;
                case StreamCutter::Got::keep_alive: link.to_outer += "\r\n"; break;
                case StreamCutter::Got::more: more = false; break;
                case StreamCutter::Got::bad: return false;
            }
    }
    // Who begins a message and never ends it holds no connection for ever.
    if (link.from_outer.empty())
        link.deadline = {};
    else if (link.deadline == Time{})
        link.deadline = now_ + message_max;
    return link.to_outer.size() < 4 * buffered_max;
}

bool TlsDoor::read_inner(TlsLink& link) {
    std::array<char, 16 * 1024> bytes;
    for (int i = 0; i < reads_max && !link.inner_done && link.to_outer.size() < buffered_max; ++i) {
        const ssize_t n = recv(link.inner, bytes.data(), bytes.size(), 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOTCONN)) break;
        if (n <= 0) {
            link.inner_done = true;
            break;
        }
        link.from_inner.add({bytes.data(), static_cast<std::size_t>(n)});
        std::string message;
        for (bool more = true; more;) switch (link.from_inner.next(message)) {
                case StreamCutter::Got::message:
                    link.to_outer +=
                        as_secure(message, port_ ? port_ : options_.inner.port, link.peer);
                    break;
                case StreamCutter::Got::keep_alive: link.to_outer += "\r\n\r\n"; break;
                case StreamCutter::Got::more: more = false; break;
                case StreamCutter::Got::bad: return false;
            }
    }
    return true;
}

bool TlsDoor::write_outer(TlsLink& link) {
    link.wants_write = false;
    while (!link.to_outer.empty() && !link.outer_done) {
        ERR_clear_error();
        const int n =
            SSL_write(link.tls.get(), link.to_outer.data(), static_cast<int>(link.to_outer.size()));
        if (n > 0) {
            link.to_outer.erase(0, static_cast<std::size_t>(n));
            continue;
        }
        const int error = SSL_get_error(link.tls.get(), n);
        link.wants_write = error == SSL_ERROR_WANT_WRITE;
        return link.wants_write || error == SSL_ERROR_WANT_READ;
    }
    return true;
}

bool TlsDoor::write_inner(TlsLink& link) {
    while (!link.to_inner.empty()) {
        const ssize_t n =
            send(link.inner, link.to_inner.data(), link.to_inner.size(), MSG_NOSIGNAL);
        if (n > 0) {
            link.to_inner.erase(0, static_cast<std::size_t>(n));
            continue;
        }
        return errno == EAGAIN || errno == EINTR || errno == ENOTCONN;
    }
    return true;
}

/// Tells epoll what the link waits for.
void TlsDoor::watch(TlsLink& link) {
    const bool open = link.state == LinkState::open;
    const bool room_in = link.to_inner.size() < buffered_max && !link.outer_done;
    const bool room_out = link.to_outer.size() < buffered_max && !link.inner_done;
    std::uint32_t outer = 0, inner = 0;
    if (link.state == LinkState::connecting) outer = EPOLLOUT;
    if (link.state == LinkState::shaking) outer = link.wants_write ? EPOLLOUT : EPOLLIN;
    if (open) outer = (room_in ? EPOLLIN : 0u) | (link.wants_write ? EPOLLOUT : 0u);
    if (open) inner = (room_out ? EPOLLIN : 0u) | (link.to_inner.empty() ? 0u : EPOLLOUT);
    // A side of which nothing is wanted is taken out: epoll would speak of its end again and again.
    const auto tell = [&](int fd, std::uint32_t& now, std::uint32_t wanted, std::uint64_t kind) {
        if (fd < 0 || now == wanted) return;
        epoll_event event{wanted, {.u64 = link.id << 3 | kind}};
        epoll_ctl(epoll_,
                  !wanted ? EPOLL_CTL_DEL
                  : now   ? EPOLL_CTL_MOD
                          : EPOLL_CTL_ADD,
                  fd, &event);
        now = wanted;
    };
    tell(link.outer, link.outer_mask, outer, outer_kind);
    tell(link.inner, link.inner_mask, inner, inner_kind);
}

/// Of a way: the reason is kept and the stack's connection reset, so that it knows at once.
void TlsDoor::fail(TlsLink& link, const char* trouble) {
    if (link.way && link.state != LinkState::open) {
        const linger now{1, 0};
        setsockopt(link.inner, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        const std::lock_guard lock(mutex_);
        link.way->trouble = trouble;
    }
    end(link);
}

}  // namespace ol::sip
