// Trunks of the rows, beside those of the configuration: handed to SIP whenever they change.
#include "app/parts.hpp"
#include "app/ports.hpp"

namespace ol::app {

void Centre::Parts::open_trunks() {
    trunks->changed = [this] { trunks_changed(); };
    trunks->ask = [this](const std::string& name) { sip->check_trunk(name); };
    trunks->state_changed = [this](const trunks::Trunk& trunk) {
        server->hub().to_permission("settings.view", "trunk", json::write(trunk));
    };
    trunks->try_call = [this](const trunks::Way& way) { return calls->test_call(way); };
    trunks->regions = [this] {
        std::vector<std::string> out;
        for (const auto& [id, shop] : staff->directory()->shops)
            out.push_back(shop.default_region.empty() ? shop.country : shop.default_region);
        return out;
    };
    trunks->is_ours = [this](const std::string& host, int port) {
        const bool one_of_ours = port == sip->port() || (!config.sip_tls_certificate.empty() &&
                                                         port == config.sip_tls_port);
        return one_of_ours && (host == config.public_address || is_own_address(host));
    };
    trunks_changed();
}

void Centre::Parts::trunks_changed() {
    auto all = fixed_trunks;
    for (auto& trunk : trunks->sip_trunks()) all.push_back(std::move(trunk));
    sip->set_trunks(std::move(all));
}

}  // namespace ol::app
