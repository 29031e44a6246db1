#pragma once
// The side of a WebSocket that faces the house. A socket pulls its frames from here, so that a slow
// reader costs no queue of its own.
#include <functional>
#include <string>
#include <string_view>

#include "platform/http/http.hpp"
#include "platform/http/ring.hpp"

namespace ol::http {

/// What the other side of a socket is to this house: the desk's live stream or a buyer's page.
class Peer {
public:
    struct Frame {
        std::string head;  // sent before `body` in the same message
        Payload body;
    };
    enum class Next { nothing, frame, too_slow };
    virtual ~Peer() = default;
    virtual void opened(std::function<void()> wake,
                        std::function<void(int code, std::string why)> close) = 0;
    virtual Next next(Frame& out) = 0;
    virtual void text(std::string_view message) = 0;
    virtual void closed() = 0;  // once, after opened()
};

struct SocketLimits {
    std::size_t message_bytes_max = 256 << 10;
    int messages_per_s = 50, messages_burst = 100;  // more closes with 4429
    int silence_max_s = 60;  // pinged after half of it, dropped after all of it
};

}  // namespace ol::http
