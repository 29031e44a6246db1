// What phones must know to reach us: the SIP address as others see it, and the relay of browsers.
#include <fstream>

#include "app/parts.hpp"
#include "app/ports.hpp"
#include "platform/base/text.hpp"

namespace ol::app {
namespace {

constexpr std::size_t secret_bytes_min = 16;

/// The secret is a file of its own, so that neither the configuration nor a list of processes
/// shows it. Read once, before the server becomes its own user.
Result<staff::Relay> relay_of(const Config& config) {
    staff::Relay relay;
    if (config.turn_uris.empty()) return relay;
    std::ifstream in(config.turn_secret_file);
    if (!std::getline(in, relay.secret))
        return invalid("config.turn_secret", "turn.secret_file",
                       "the file " + config.turn_secret_file + " cannot be read or is empty");
    relay.secret = trim(relay.secret);
    if (relay.secret.size() < secret_bytes_min)
        return invalid("config.turn_secret", "turn.secret_file",
                       "the relay's secret must have at least 16 characters; make one with "
                       "openssl rand -hex 32");
    for (auto& uri : split(config.turn_uris, ' '))
        if (!uri.empty()) relay.uris.push_back(std::move(uri));
    relay.ttl_s = config.turn_ttl_s;
    return relay;
}

std::string sip_host(const Config& config) {
    return config.public_address.empty() ? reachable(config.sip_address) : config.public_address;
}

}  // namespace

Result<staff::Deps> Centre::Parts::staff_deps() {
    auto relay = relay_of(config);
    if (!relay) return relay.error();
    staff::Deps deps{*db, system_clock(), *ids, key32, {}, {}, {}, std::move(*relay)};
    deps.sip_server = [this] {
        return sip_host(config) + ":" + std::to_string(sip ? sip->port() : config.sip_port);
    };
    deps.demo = [this] { return demo_shop; };
    return deps;
}

phones::Deps Centre::Parts::phones_deps() {
    phones::Deps deps{*db, system_clock(), *staff, {}, {}};
    deps.ways = [this] {
        using phones::Transport;
        const std::string host = sip_host(config) + ":";
        const auto plain = host + std::to_string(sip ? sip->port() : config.sip_port);
        std::vector<phones::PhoneWay> out{{Transport::udp, plain}, {Transport::tcp, plain}};
        if (!config.sip_tls_certificate.empty())
            out.push_back({Transport::tls, host + std::to_string(config.sip_tls_port)});
        return out;
    };
    deps.public_url = [this] {
        if (!config.public_url.empty())
            return config.public_url.substr(0, config.public_url.find_last_not_of('/') + 1);
        return std::string(config.tls_certificate.empty() ? "http://" : "https://") +
               reachable(config.http_address) + ":" +
               std::to_string(server ? server->port() : config.http_port);
    };
    return deps;
}

}  // namespace ol::app
