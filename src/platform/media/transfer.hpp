#pragma once
// Buffers for recvmmsg and sendmmsg, allocated once per worker.
#include <sys/socket.h>

#include <array>
#include <cstdint>

#include "platform/media/net.hpp"
#include "platform/media/worker.hpp"

namespace ol::media {

constexpr int batch_max = 32;
constexpr std::uint64_t report_mark = 1;  // in epoll's pointer to a leg: its RTCP socket
constexpr std::size_t datagram_max = 2048, sent_max = 1500;

struct Worker::Receive {
    std::array<std::array<std::uint8_t, datagram_max>, batch_max> bytes;
    std::array<Address, batch_max> from;
    std::array<iovec, batch_max> parts;
    std::array<mmsghdr, batch_max> messages;

    /// Receives up to `n` datagrams without waiting; returns how many.
    int take(int fd, int n) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
            parts[i] = {bytes[i].data(), bytes[i].size()};
            messages[i] = {};
            messages[i].msg_hdr.msg_name = &from[i];
            messages[i].msg_hdr.msg_namelen = sizeof(sockaddr_in6);
            messages[i].msg_hdr.msg_iov = &parts[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        return recvmmsg(fd, messages.data(), static_cast<unsigned>(n), MSG_DONTWAIT, nullptr);
    }
    std::span<std::uint8_t> datagram(int i) {
        const auto at = static_cast<std::size_t>(i);
        if ((messages[at].msg_hdr.msg_flags & MSG_TRUNC) != 0) return {};
        return {bytes[at].data(), messages[at].msg_len};
    }
};

struct Worker::Transmit {
    std::array<std::array<std::uint8_t, sent_max>, batch_max> bytes;
    std::array<Address, batch_max> to;
    std::array<iovec, batch_max> parts;
    std::array<mmsghdr, batch_max> messages;
    std::size_t count = 0;
};

}  // namespace ol::media
