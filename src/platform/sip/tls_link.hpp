#pragma once
// One TLS connection and the plain one behind it; used by tls_door.cpp and tls_link.cpp only.
#include "platform/sip/tls_door.hpp"
#include "platform/sip/tls_stream.hpp"

namespace ol::sip {

enum class LinkState : std::uint8_t {
    naming,      // the server's name is looked up
    connecting,  // towards the server
    shaking,     // TLS handshake
    open
};

struct TlsLink {
    std::uint64_t id = 0;
    LinkState state = LinkState::shaking;
    TlsWay* way = nullptr;  // of a connection by us
    int outer = -1, inner = -1;
    TlsSession tls;
    bool wants_write = false;  // OpenSSL waits for room
    bool outer_done = false, inner_done = false;
    std::uint32_t outer_mask = 0, inner_mask = 0;
    StreamCutter from_outer, from_inner;
    std::string to_outer, to_inner;
    Address peer, hop;
    std::vector<Address> candidates;  // of a way, still to be tried
    Time deadline{};                  // of the state; of open links: of a message begun
};

/// A loopback listener that leads to one server.
struct TlsWay {
    TlsDoor::Server server;
    Address address;
    int listener = -1;
    std::string trouble;  // under the door's mutex
    bool closed = false;
};

constexpr Ms name_max{8'000}, connect_max{3'000}, handshake_max{4'000}, message_max{30'000};
constexpr std::size_t buffered_max = 256 * 1024;

}  // namespace ol::sip
