// The door's thread: listeners, ways out, who is behind which connection, and what is overdue.
#include "platform/sip/tls_door.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>

#include "platform/base/log.hpp"
#include "platform/sip/tls_link.hpp"

namespace ol::sip {
namespace {

constexpr Ms sweep_interval{500}, known_after_end{60'000}, certificate_interval{10'000};
// What epoll says of: the listener, the eventfd, a way's listener, a link's outer or inner side.
enum class Kind : std::uint64_t { listener, wake, way, outer, inner };
std::uint64_t mark(Kind kind, std::uint64_t id) {
    return id << 3 | static_cast<std::uint64_t>(kind);
}

int listen_at(const Address& at, int backlog) {
    const int family = is_v4(at.ip) ? AF_INET : AF_INET6;
    const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_storage address{};
    const auto length = to_sockaddr(at, family == AF_INET6, address);
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(fd, backlog) != 0) {
        const int error = errno;
        ::close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

Address name_of(int fd, bool of_peer) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if ((of_peer ? getpeername(fd, raw, &length) : getsockname(fd, raw, &length)) != 0) return {};
    return from_sockaddr(raw);
}

/// Is the other end of a connection of this machine a socket of our own user? A way out carries
/// our standing at the carrier: no other account of the machine may use it.
bool of_our_user(std::uint16_t local_port, std::uint16_t remote_port) {
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream in(table);
        std::string line;
        std::getline(in, line);
        while (std::getline(in, line)) {
            std::istringstream fields(line);
            std::string number, local, remote, rest;
            unsigned long uid = 0;
            fields >> number >> local >> remote >> rest >> rest >> rest >> rest >> uid;
            const auto port_in = [](const std::string& text) {
                const auto colon = text.find(':');
                return colon == std::string::npos ? 0ul
                                                  : std::stoul(text.substr(colon + 1), nullptr, 16);
            };
            if (port_in(local) == local_port && port_in(remote) == remote_port)
                return uid == geteuid();
        }
    }
    return false;
}

std::int64_t changed_at(const std::string& path) {
    struct stat file{};
    return stat(path.c_str(), &file) == 0 ? file.st_mtim.tv_sec : 0;
}

}  // namespace

TlsDoor::TlsDoor(Options options) : options_(std::move(options)) {}

Result<std::unique_ptr<TlsDoor>> TlsDoor::open(Options options) {
    std::unique_ptr<TlsDoor> door(new TlsDoor(std::move(options)));
    if (auto ready = door->prepare(); !ready) return ready.error();
    door->thread_ = std::thread([raw = door.get()] { raw->run(); });
    return door;
}

Result<> TlsDoor::prepare() {
    auto client = client_context(options_.authorities);
    if (!client) return client.error();
    client_ = std::move(*client);
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (epoll_ < 0 || wake_ < 0) return unavailable("sip.tls", "the process is out of descriptors");
    epoll_event event{EPOLLIN, {.u64 = mark(Kind::wake, 0)}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event);
    if (options_.certificate.empty()) return {};
    auto server = server_context(options_.certificate, options_.key);
    if (!server) return server.error();
    server_ = std::move(*server);
    certificate_time_ = changed_at(options_.certificate);
    listener_ = listen_at({options_.listen, options_.port}, 512);
    if (listener_ < 0)
        return conflict("sip.tls_port_taken", "TLS port " + std::to_string(options_.port) +
                                                  " of SIP is taken; end the "
                                                  "other program or set sip.tls_port");
    port_ = name_of(listener_, false).port;
    event.data.u64 = mark(Kind::listener, 0);
    epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &event);
    return {};
}

TlsDoor::~TlsDoor() {
    stopping_ = true;
    wake();
    if (thread_.joinable()) thread_.join();
    for (auto& [id, link] : links_)
        for (const int fd : {link->outer, link->inner})
            if (fd >= 0) ::close(fd);
    for (auto& way : ways_)
        if (way->listener >= 0) ::close(way->listener);
    for (const int fd : {listener_, wake_, epoll_})
        if (fd >= 0) ::close(fd);
}

void TlsDoor::wake() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

void TlsDoor::post(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        mail_.push_back(std::move(task));
    }
    wake();
}

void TlsDoor::run() {
    pthread_setname_np(pthread_self(), "sip-tls");
    sigset_t pipe{};
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);  // OpenSSL writes to sockets whose other end has gone
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    std::array<epoll_event, 64> events{};
    while (!stopping_) {
        const int n = epoll_wait(epoll_, events.data(), events.size(),
                                 static_cast<int>(sweep_interval.count()));
        now_ = system_clock().steady();
        std::vector<std::function<void()>> mail;
        {
            const std::lock_guard lock(mutex_);
            mail.swap(mail_);
        }
        for (auto& task : mail) task();
        for (int i = 0; i < n; ++i) {
            const auto& event = events[static_cast<std::size_t>(i)];
            const auto kind = static_cast<Kind>(event.data.u64 & 7);
            const std::uint64_t id = event.data.u64 >> 3;
            if (kind == Kind::wake) {
                std::uint64_t ignored = 0;
                [[maybe_unused]] const auto got = ::read(wake_, &ignored, sizeof ignored);
            } else if (kind == Kind::listener) {
                take_outer(listener_);
            } else if (kind == Kind::way) {
                TlsWay* way = nullptr;
                {
                    const std::lock_guard lock(mutex_);
                    for (const auto& one : ways_)
                        if (one->listener == static_cast<int>(id) && !one->closed) way = one.get();
                }
                if (way) take_inner(*way);
            } else if (const auto found = links_.find(id); found != links_.end()) {
                step(*found->second);
            }
        }
        if (now_ - swept_ >= sweep_interval) sweep();
    }
}

/// A connection to us. Their TLS comes first; the stack hears of it when that stands.
void TlsDoor::take_outer(int listener) {
    for (int i = 0; i < 64; ++i) {
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0) return;
        const Address peer = name_of(fd, true);
        int& count = per_source_[guard_key(peer.ip)];
        if (static_cast<int>(links_.size()) >= options_.links_max ||
            count >= options_.per_source_max) {
            ::close(fd);
            continue;
        }
        ++count;
        refresh_certificate();
        auto link = std::make_unique<TlsLink>();
        link->id = ++serial_;
        link->outer = fd;
        link->peer = peer;
        link->deadline = now_ + handshake_max;
        link->tls.reset(SSL_new(server_.get()));
        if (link->tls) {
            SSL_set_fd(link->tls.get(), fd);
            SSL_set_accept_state(link->tls.get());
        }
        const int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        TlsLink& stands = *(links_[link->id] = std::move(link));
        if (!stands.tls) {
            end(stands);
            continue;
        }
        step(stands);
    }
}

/// The stack wants to that server.
void TlsDoor::take_inner(TlsWay& way) {
    const int fd = accept4(way.listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    if (!of_our_user(name_of(fd, true).port, way.address.port)) {
        log::warn("sip", "tls_way_refused");
        ::close(fd);
        return;
    }
    auto link = std::make_unique<TlsLink>();
    link->id = ++serial_;
    link->way = &way;
    link->inner = fd;
    link->hop = way.address;
    link->state = LinkState::naming;
    link->deadline = now_ + name_max;
    const std::uint64_t id = link->id;
    links_[id] = std::move(link);
    watch(*links_[id]);
    resolver_.look_up(way.server.host, way.server.port, 5061, [this, id](auto addresses) {
        post(
            [this, id, found = std::move(addresses)]() mutable { resolved(id, std::move(found)); });
    });
}

void TlsDoor::resolved(std::uint64_t id, std::vector<Address> addresses) {
    const auto found = links_.find(id);
    if (found == links_.end() || found->second->state != LinkState::naming) return;
    if (addresses.empty()) return fail(*found->second, "no_name");
    found->second->candidates = std::move(addresses);
    try_next(*found->second);
}

void TlsDoor::sweep() {
    swept_ = now_;
    std::vector<TlsLink*> late;
    for (auto& [id, link] : links_)
        if (link->deadline != Time{} && link->deadline <= now_) late.push_back(link.get());
    for (TlsLink* link : late) {
        if (link->state == LinkState::connecting && !link->candidates.empty())
            try_next(*link);
        else
            fail(*link, link->state == LinkState::naming    ? "no_name"
                        : link->state == LinkState::shaking ? "tls"
                                                            : "no_answer");
    }
    const std::lock_guard lock(mutex_);
    std::erase_if(known_, [&](const auto& entry) {
        return entry.second.until && *entry.second.until <= now_;
    });
    std::erase_if(ways_, [&](const std::unique_ptr<TlsWay>& way) {
        const bool used = std::any_of(links_.begin(), links_.end(), [&](const auto& link) {
            return link.second->way == way.get();
        });
        if (!way->closed || used) return false;
        known_.erase({way->address.ip, way->address.port});
        return true;
    });
}

/// A renewed certificate is shown without a restart; one that cannot be read leaves the old.
void TlsDoor::refresh_certificate() {
    if (now_ - certificate_seen_ < certificate_interval) return;
    certificate_seen_ = now_;
    const std::int64_t at = changed_at(options_.certificate);
    if (at == 0 || at == certificate_time_) return;
    certificate_time_ = at;
    auto fresh = server_context(options_.certificate, options_.key);
    if (!fresh) return log::error("sip", "tls_certificate_not_renewed");
    server_ = std::move(*fresh);
    log::info("sip", "tls_certificate_renewed");
}

void TlsDoor::remember(const Address& hop, const Address& peer) {
    const std::lock_guard lock(mutex_);
    known_.insert_or_assign({hop.ip, hop.port}, Known{peer, std::nullopt});
}

/// Everything of the link is let go; the stack reads what it was told and then the end.
void TlsDoor::end(TlsLink& link) {
    if (link.tls && link.state == LinkState::open && !link.outer_done) SSL_shutdown(link.tls.get());
    if (!link.way)
        if (const auto count = per_source_.find(guard_key(link.peer.ip));
            count != per_source_.end() && --count->second <= 0)
            per_source_.erase(count);
    for (const int fd : {link.outer, link.inner})
        if (fd >= 0) ::close(fd);
    const Address hop = link.hop;
    const bool told = hop.port != 0 && !link.way;
    if (told) {
        const std::lock_guard lock(mutex_);
        if (const auto known = known_.find({hop.ip, hop.port}); known != known_.end())
            known->second.until = now_ + known_after_end;
    }
    links_.erase(link.id);
    if (told && options_.gone) options_.gone(hop);
}

Result<Address> TlsDoor::way_to(const Server& server) {
    const std::lock_guard lock(mutex_);
    for (const auto& way : ways_)
        if (way->server == server && !way->closed) return way->address;
    auto way = std::make_unique<TlsWay>();
    way->server = server;
    way->listener = listen_at({options_.inner.ip, 0}, 64);
    if (way->listener < 0)
        return unavailable("sip.tls", "no port could be had for a connection by TLS");
    way->address = name_of(way->listener, false);
    epoll_event event{EPOLLIN, {.u64 = mark(Kind::way, static_cast<std::uint64_t>(way->listener))}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, way->listener, &event);
    const Address address = way->address;
    ways_.push_back(std::move(way));
    return address;
}

void TlsDoor::close_way(const Address& address) {
    const std::lock_guard lock(mutex_);
    for (const auto& way : ways_)
        if (way->address == address && !way->closed) {
            way->closed = true;  // connections that stand may say good-bye
            ::close(std::exchange(way->listener, -1));
        }
}

std::string TlsDoor::trouble(const Address& address) const {
    const std::lock_guard lock(mutex_);
    for (const auto& way : ways_)
        if (way->address == address) return way->trouble;
    return {};
}

std::optional<Address> TlsDoor::behind(const Address& hop) const {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find({hop.ip, hop.port});
    if (known == known_.end()) return std::nullopt;
    return known->second.peer;
}

}  // namespace ol::sip
