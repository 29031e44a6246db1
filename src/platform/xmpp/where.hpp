#pragma once
// Where an XMPP server is: names become addresses here, once, and are looked at before anybody
// connects; the client then connects to what was looked at and asks no resolver again. Private to
// the room.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/xmpp/xmpp.hpp"

struct sockaddr;

namespace ol::xmpp {

/// An address in figures ("192.0.2.7", "2001:db8::7") and its port.
struct Endpoint {
    std::string ip;
    std::uint16_t port = 0;
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct Where {
    std::vector<Endpoint> to;  // in the order in which they are tried
    std::string hint;          // why there is none: link.name, link.private
};

struct Server {
    std::string name;
    std::uint16_t port = 0;
};
/// RFC 6120 3.2.1: the server that is named, else what DNS offers as xmpp-client of the domain,
/// else the domain at 5222. Blocks on DNS.
std::vector<Server> servers_of(const Login& login);

/// Those addresses of the servers that may be connected to. `look_up`: a name's addresses.
Where where_to(const std::vector<Server>& servers, bool allow_private,
               const std::function<std::vector<Endpoint>(const Server&)>& look_up);
/// By the system's resolver. Blocks.
std::vector<Endpoint> addresses_of(const Server& server);

/// The answers of an SRV question in the order of their priority; "." is none. Reads foreign bytes.
std::vector<Server> read_servers(std::string_view answer);

}  // namespace ol::xmpp
