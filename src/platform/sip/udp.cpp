// Socket work. The order in adopt() matters: bind beside, then dup2 over, then take the address for
// ourselves alone.
#include "platform/sip/udp.hpp"

#include <dirent.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

#include "platform/sip/message.hpp"

namespace ol::sip {

struct Buffers {
    static constexpr int count = 32;
    std::array<std::array<char, datagram_max>, count> bytes;
    std::array<std::array<char, 256>, count> control;
    std::array<sockaddr_storage, count> from;
    std::array<iovec, count> iov;
    std::array<mmsghdr, count> messages;
};

namespace {

constexpr int buffer_bytes =
    4 << 20;  // the default 208 kB holds 150 INVITEs: one slow 20 ms would lose calls

void grow_buffers(int fd) {
    for (const auto& [forced, plain] :
         {std::pair{SO_RCVBUFFORCE, SO_RCVBUF}, std::pair{SO_SNDBUFFORCE, SO_SNDBUF}})
        if (setsockopt(fd, SOL_SOCKET, forced, &buffer_bytes, sizeof buffer_bytes) != 0)
            setsockopt(fd, SOL_SOCKET, plain, &buffer_bytes, sizeof buffer_bytes);
}

void set(int fd, int level, int name, int value) {
    setsockopt(fd, level, name, &value, sizeof value);
}

}  // namespace

int udp_descriptor_of(const Address& local) {
    int found = -1;
    DIR* dir = opendir("/proc/self/fd");
    if (!dir) return -1;
    while (const dirent* entry = readdir(dir)) {
        const std::string_view name = entry->d_name;
        int fd = -1;
        if (std::from_chars(name.data(), name.data() + name.size(), fd).ec != std::errc{}) continue;
        int type = 0;
        socklen_t length = sizeof type;
        if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) != 0 || type != SOCK_DGRAM)
            continue;
        sockaddr_storage bound{};
        length = sizeof bound;
        if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &length) != 0) continue;
        if (bound.ss_family != AF_INET && bound.ss_family != AF_INET6) continue;
        if (from_sockaddr(reinterpret_cast<sockaddr*>(&bound)) == local) found = fd;
    }
    closedir(dir);
    return found;
}

namespace {

Error socket_error(const char* what) {
    return unavailable(
        "sip.socket",
        std::string("the SIP socket could not be set up (") + what + ": " + std::strerror(errno) +
            "); start again, and give the process more descriptors if it has few left");
}

std::int64_t waited_ms(const msghdr& header, const timespec& now) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&header); c; c = CMSG_NXTHDR(const_cast<msghdr*>(&header), c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
        timespec at{};
        std::memcpy(&at, CMSG_DATA(c), sizeof at);
        return (now.tv_sec - at.tv_sec) * 1000 + (now.tv_nsec - at.tv_nsec) / 1'000'000;
    }
    return 0;
}

}  // namespace

UdpSocket::UdpSocket() = default;

UdpSocket::~UdpSocket() {
    // fd_ itself belongs to Sofia's transport, which closes it.
    if (route_probe_ >= 0) close(route_probe_);
}

Result<> UdpSocket::adopt(const Address& local, int theirs) {
    if (theirs < 0) return socket_error("not found");
    v6_ = !is_v4(local.ip);
    const int family = v6_ ? AF_INET6 : AF_INET;
    const int ours = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    route_probe_ = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (ours < 0 || route_probe_ < 0) return socket_error("socket");
    set(theirs, SOL_SOCKET, SO_REUSEADDR, 1);
    set(ours, SOL_SOCKET, SO_REUSEADDR, 1);
    sockaddr_storage address{};
    const socklen_t length = to_sockaddr(local, v6_, address);
    if (bind(ours, reinterpret_cast<sockaddr*>(&address), length) != 0) {
        const Error error = socket_error("bind");
        close(ours);
        return error;
    }
    if (dup2(ours, theirs) < 0) return socket_error("dup2");
    close(ours);
    fd_ = theirs;
    set(fd_, SOL_SOCKET, SO_REUSEADDR,
        0);  // else another process could bind beside us and take our packets
    set(fd_, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    set(fd_, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT);
    set(fd_, IPPROTO_IP, IP_RECVERR, 1);
    if (v6_) set(fd_, IPPROTO_IPV6, IPV6_RECVERR, 1);
    grow_buffers(fd_);
    buffers_ = std::make_unique<Buffers>();
    return {};
}

void UdpSocket::read(const std::function<void(const Packet&)>& take, int rounds) {
    Buffers& b = *buffers_;
    while (rounds-- > 0) {
        for (int i = 0; i < Buffers::count; ++i) {
            b.iov[i] = {b.bytes[i].data(), b.bytes[i].size()};
            b.messages[i] = {};
            msghdr& header = b.messages[i].msg_hdr;
            header.msg_name = &b.from[i];
            header.msg_namelen = sizeof b.from[i];
            header.msg_iov = &b.iov[i];
            header.msg_iovlen = 1;
            header.msg_control = b.control[i].data();
            header.msg_controllen = b.control[i].size();
        }
        const int n = recvmmsg(fd_, b.messages.data(), Buffers::count, MSG_DONTWAIT, nullptr);
        if (n <= 0) return;
        for (int i = 0; i < n; ++i) {
            const msghdr& header = b.messages[i].msg_hdr;
            if (header.msg_flags & MSG_TRUNC) continue;
            timespec now{};  // per packet: the ones before it in this batch took their time
            clock_gettime(CLOCK_REALTIME, &now);
            take({std::string_view(b.bytes[i].data(), b.messages[i].msg_len),
                  from_sockaddr(reinterpret_cast<sockaddr*>(&b.from[i])), waited_ms(header, now)});
        }
        if (n < Buffers::count) return;
    }
}

void UdpSocket::read_errors(const std::function<void(const Address&, int)>& take) {
    for (int i = 0; i < 64; ++i) {
        std::array<char, 64> bytes;
        std::array<char, 512> control;
        sockaddr_storage to{};
        iovec iov{bytes.data(), bytes.size()};
        msghdr header{};
        header.msg_name = &to;
        header.msg_namelen = sizeof to;
        header.msg_iov = &iov;
        header.msg_iovlen = 1;
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        if (recvmsg(fd_, &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return;
        for (cmsghdr* c = CMSG_FIRSTHDR(&header); c; c = CMSG_NXTHDR(&header, c)) {
            if (c->cmsg_type != IP_RECVERR && c->cmsg_type != IPV6_RECVERR) continue;
            sock_extended_err error{};
            std::memcpy(&error, CMSG_DATA(c), sizeof error);
            if (error.ee_errno != 0 && header.msg_namelen > 0)
                take(from_sockaddr(reinterpret_cast<sockaddr*>(&to)),
                     static_cast<int>(error.ee_errno));
        }
    }
}

void UdpSocket::send(const Address& to, std::string_view bytes) const {
    sockaddr_storage address{};
    const socklen_t length = to_sockaddr(to, v6_, address);
    sendto(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<sockaddr*>(&address), length);
}

bool UdpSocket::can_send_to(const Address& to) {
    sockaddr_storage address{};
    const socklen_t length = to_sockaddr(to, v6_, address);
    return to.port != 0 &&
           connect(route_probe_, reinterpret_cast<sockaddr*>(&address), length) == 0;
}

}  // namespace ol::sip
