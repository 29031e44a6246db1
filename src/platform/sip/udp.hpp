#pragma once
// The one UDP socket: adopted from Sofia's transport, read here with recvmmsg and kernel
// timestamps.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/sip/address.hpp"

namespace ol::sip {

/// The descriptor of this process that is a UDP socket bound to `local`, or -1.
int udp_descriptor_of(const Address& local);

class UdpSocket {
public:
    UdpSocket();
    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;
    ~UdpSocket();

    /// Binds a second socket to the address that Sofia's transport holds and puts it in the place
    /// of the first, so that one kernel socket remains and Sofia's own poll set loses it
    /// ("sip.socket" when that cannot be done).
    Result<> adopt(const Address& local, int theirs);
    int fd() const { return fd_; }

    struct Packet {
        std::string_view bytes;
        Address source;
        std::int64_t waited_ms = 0;  // between the kernel's receipt and now
    };
    /// Reads what is there, up to `rounds` times 32 packets.
    void read(const std::function<void(const Packet&)>& take, int rounds = 4);
    /// ICMP errors: who cannot be reached, and the errno.
    void read_errors(const std::function<void(const Address&, int)>& take);
    void send(const Address& to, std::string_view bytes) const;
    bool can_send_to(const Address& to);  // has the kernel a route?

private:
    bool v6_ = false;
    int fd_ = -1;
    int route_probe_ = -1;
    std::unique_ptr<struct Buffers> buffers_;
};

}  // namespace ol::sip
