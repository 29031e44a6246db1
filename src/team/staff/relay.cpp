#include "team/staff/relay.hpp"

#include "platform/base/crypto.hpp"

namespace ol::staff {

IceServers ice_servers(const Relay& relay, PersonId person, Time now) {
    IceServers out;
    if (relay.uris.empty()) return out;
    const std::int64_t expiry_s = to_ms(now) / 1000 + relay.ttl_s;
    IceServer server;
    server.urls = relay.uris;
    server.username = std::to_string(expiry_s) + ":" + std::to_string(person.value);
    server.credential = relay_password(relay.secret, server.username);
    out.items.push_back(std::move(server));
    out.ttl_s = relay.ttl_s;
    return out;
}

std::string relay_password(std::string_view secret, std::string_view username) {
    return crypto::base64(crypto::hmac_sha1(secret, username));
}

}  // namespace ol::staff
