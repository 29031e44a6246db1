#pragma once
// One WebSocket (RFC 6455) over an AnyStream, without Beast in this header. Everything runs on the
// connection's I/O thread but a Peer's wake and close, which any thread may call.
#include <memory>

#include "platform/http/peer.hpp"
#include "platform/http/stream.hpp"

namespace ol::http {

struct WebSocket {
    /// Answers the upgrade and lives until the socket ends; `gone` runs then, once, on the I/O
    /// thread.
    static void accept(std::unique_ptr<Stream> stream, const Request& upgrade,
                       std::shared_ptr<Peer> peer, SocketLimits limits, std::function<void()> gone);
};

}  // namespace ol::http
