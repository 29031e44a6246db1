// Trunks that have a server: REGISTER kept alive where asked for, OPTIONS again and again, and what
// the server says told to the owner. Those without one only call us (accounts.cpp).
#include <algorithm>

#include "platform/base/log.hpp"
#include "platform/sip/callbacks.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

constexpr Ms options_answer_max{5'000};

int trunk_options_answer(void* magic, nta_outgoing_t* request, sip_t const* sip) {
    if (sip && status_of(sip) < 200) return 0;
    static_cast<Engine*>(magic)->on_trunk_options(request, sip);
    return 0;
}

int no_requests(void*, nta_leg_t*, nta_incoming_t*, sip_t const*) { return 481; }

}  // namespace

Carrier* Engine::carrier(const std::string& name) {
    const auto found = carriers_.find(name);
    return found == carriers_.end() ? nullptr : &found->second;
}

void Engine::do_set_trunks(std::vector<Trunk> trunks) {
    trunks_.clear();
    std::set<std::string> kept;
    for (const auto& trunk : trunks) {
        for (const auto& address : trunk.addresses) {
            if (const auto network = parse_network(address))
                trunks_.emplace_back(*network, trunk.name);
            else
                log::warn("sip", "trunk_address_ignored", {{"trunk", trunk.name}});
        }
        if (trunk.server.empty()) continue;
        kept.insert(trunk.name);
        const Carrier* standing = carrier(trunk.name);
        if (standing && standing->trunk == trunk) continue;
        if (standing) {
            const bool moved = standing->trunk.server != trunk.server ||
                               standing->trunk.user != trunk.user || !trunk.registers;
            close_carrier(trunk.name, moved);
        }
        open_carrier(trunk);
    }
    std::vector<std::string> gone;
    for (const auto& [name, carrier] : carriers_)
        if (!kept.contains(name)) gone.push_back(name);
    for (const auto& name : gone) close_carrier(name, true);
}

void Engine::open_carrier(const Trunk& trunk) {
    Carrier& opened = carriers_[trunk.name];
    opened.trunk = trunk;
    opened.ask_at = now_;
    const auto server = parse_uri(trunk.server);
    if (!server) return log::warn("sip", "trunk_server_ignored", {{"trunk", trunk.name}});
    opened.learned = parse_ip(server->host);
    if (uri_param(server->params, "transport").value_or("udp") == "tls") {
        const auto way =
            door()
                ? door()->way_to({std::string(server->host), server->port, trunk.check_certificate})
                : Result<Address>(unavailable("sip.tls", ""));
        if (!way) return log::error("sip", "trunk_without_tls", {{"trunk", trunk.name}});
        opened.way = *way;
    }
    if (!trunk.registers || trunk.user.empty()) return;
    auto account = std::make_unique<Account>();
    account->registrar = trunk.server;
    account->user = trunk.user;
    account->password = trunk.password;
    account->expires_s = std::clamp(trunk.expires_s, 60, 7200);
    account->trunk = trunk.name;
    do_register_at(std::move(account));
}

void Engine::close_carrier(const std::string& name, bool sign_off) {
    const auto found = carriers_.find(name);
    if (found == carriers_.end()) return;
    if (found->second.ping) {
        nta_outgoing_bind(found->second.ping, ignored_answer, nullptr);
        nta_outgoing_destroy(found->second.ping);
    }
    const auto way = found->second.way;
    carriers_.erase(found);
    for (auto& account : accounts_) {
        if (account->trunk != name) continue;
        account->trunk.clear();
        if (account->timer) cancel_timer(std::exchange(account->timer, 0));
        if (account->request) {
            nta_outgoing_bind(account->request, ignored_answer, nullptr);
            nta_outgoing_destroy(std::exchange(account->request, nullptr));
        }
        account->expires_s = 0;
        account->auth_tried = false;
        if (sign_off && account->dialog) send_register(*account);
    }
    const bool shared = std::any_of(carriers_.begin(), carriers_.end(),
                                    [&](const auto& entry) { return entry.second.way == way; });
    if (way && door_ && !shared)  // the REGISTER that signs off has its time
        after(Ms{5'000}, [this, way = *way] {
            for (const auto& [name, carrier] : carriers_)
                if (carrier.way == way) return;
            door_->close_way(way);
        });
}

void Engine::ask_trunks() {
    for (auto& [name, carrier] : carriers_) {
        if (carrier.ping && now_ - carrier.pinged_at > options_answer_max) {
            nta_outgoing_bind(carrier.ping, ignored_answer, nullptr);
            nta_outgoing_destroy(std::exchange(carrier.ping, nullptr));
            carrier.state.options = {408, true, false, {}};
            tell_trunk(carrier);
        }
        if (!carrier.ping && carrier.ask_at <= now_) ask_trunk(carrier);
    }
}

void Engine::ask_trunk(Carrier& carrier) {
    if (carrier.ping) return;
    carrier.ask_at = now_ + Ms{1000ll * std::max(5, carrier.trunk.options_interval_s)};
    const std::string from = "<sip:" + host_ + ">", to = "<" + carrier.trunk.server + ">";
    nta_leg_t* outside =
        nta_leg_tcreate(agent_, no_requests, nullptr, SIPTAG_FROM_STR(from.c_str()),
                        SIPTAG_TO_STR(to.c_str()), TAG_END());
    if (!outside) return;
    nta_leg_tag(outside, nullptr);
    carrier.pinged_at = now_;
    carrier.ping =
        nta_outgoing_tcreate(outside, trunk_options_answer, this,
                             url_or_null(carrier.way ? hop_text(*carrier.way) : std::string{}),
                             SIP_METHOD_OPTIONS, URL_STRING_MAKE(carrier.trunk.server.c_str()),
                             SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()), TAG_END());
    nta_leg_destroy(outside);
    if (carrier.asked_until > now_)  // somebody looks at it: the registration is tried anew too
        for (auto& account : accounts_)
            if (account->trunk == carrier.trunk.name && !account->request) {
                if (account->timer) cancel_timer(std::exchange(account->timer, 0));
                send_register(*account);
            }
}

/// Any answer of its own shows that it is there, also 401 or 405 (RFC 3261 11).
void Engine::on_trunk_options(nta_outgoing_t* request, const sip_t* sip) {
    for (auto& [name, carrier] : carriers_) {
        if (carrier.ping != request) continue;
        carrier.ping = nullptr;
        carrier.state.options = sign_of(sip, carrier);
        tell_trunk(carrier);
    }
    nta_outgoing_destroy(request);
}

void Engine::trunk_registered(Account& account, const sip_t* sip, int status) {
    Carrier* of = carrier(account.trunk);
    if (!of) return;
    of->state.registration = sign_of(sip, *of);
    if (status < 300 && account.request)
        if (msg_t* message = nta_outgoing_getresponse(account.request)) {
            of->learned = source_of(from_sockaddr(&msg_addr(message)->su_sa), false).peer.ip;
            msg_destroy(message);
        }
    tell_trunk(*of);
}

TrunkSign Engine::sign_of(const sip_t* sip, const Carrier& of) const {
    TrunkSign sign{status_of(sip), !sip || nta_sip_is_internal(sip), false, {}};
    const char* phrase = sip && sip->sip_status ? sip->sip_status->st_phrase : nullptr;
    sign.no_name = sign.ours && phrase && std::string_view(phrase).starts_with("DNS");
    if (sign.ours && of.way && door_) {
        const std::string why = door_->trouble(*of.way);
        sign.no_name |= why == "no_name";
        if (why.starts_with("certificate_") || why == "tls") sign.trouble = why;
    }
    return sign;
}

void Engine::tell_trunk(Carrier& carrier) {
    if (carrier.asked_until <= now_ && carrier.told == carrier.state) return;
    carrier.told = carrier.state;
    if (events_.trunk) events_.trunk(carrier.trunk.name, carrier.state);
}

}  // namespace ol::sip
