#pragma once
// What a browser phone needs to reach us through a TURN relay where its own way by UDP is closed:
// short-lived credentials by the scheme of draft-uberti-behave-turn-rest-00, which coturn checks
// with the secret that it shares with us. Pure; the relay itself is not ours.
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "team/staff/types.hpp"

namespace ol::staff {

struct Relay {
    std::vector<std::string> uris;  // "turns:relay.example:443?transport=tcp" (RFC 7065)
    std::string secret;             // never told to anybody
    int ttl_s = 3600;
};

/// Empty items without a relay. `person` stands in the name, so that the relay's log tells whose
/// traffic it was; the name ends by itself at `now` + ttl.
IceServers ice_servers(const Relay& relay, PersonId person, Time now);

/// base64(HMAC-SHA1(secret, username))
std::string relay_password(std::string_view secret, std::string_view username);

}  // namespace ol::staff
