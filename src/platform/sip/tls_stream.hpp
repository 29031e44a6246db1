#pragma once
// SIP on a TLS connection as bytes: where messages end (RFC 3261 18.3), and what must be changed in
// them so that the stack behind sees a plain TCP connection. Pure, fuzzed.
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/sip/address.hpp"

namespace ol::sip {

constexpr std::size_t stream_message_max = 64 * 1024;

/// Cuts a stream into messages.
class StreamCutter {
public:
    enum class Got {
        message,
        keep_alive,  // CRLF CRLF between messages (RFC 5626 3.5.1): to be answered with CRLF
        more,        // nothing whole yet
        bad          // no SIP, or larger than stream_message_max: the connection is of no more use
    };
    void add(std::string_view bytes) { buffer_.append(bytes); }
    Got next(std::string& message);
    bool empty() const { return buffer_.empty(); }

private:
    std::string buffer_;
};

/// From the peer: the topmost Via says TCP instead of TLS, or the stack would refuse the message.
std::string as_plain(std::string message);
/// To the peer: TLS again. Of a request of ours the Via names `own_port`; of an answer `received`
/// and `rport` are those of the peer and not of our inner connection.
std::string as_secure(std::string message, std::uint16_t own_port, const Address& peer);

}  // namespace ol::sip
