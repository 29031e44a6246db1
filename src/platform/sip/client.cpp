// What we send as a phone: REGISTER with refresh (register_at), and OPTIONS that ask whether a
// phone is still there.
#include <algorithm>
#include <cstdlib>

#include "platform/base/crypto.hpp"
#include "platform/sip/callbacks.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

int options_answer(void* magic, nta_outgoing_t* request, sip_t const* sip) {
    if (sip && status_of(sip) < 200) return 0;
    // Any answer of the phone itself shows that it is there; 408 and 503 made by nta show that it
    // is not.
    static_cast<Engine*>(magic)->on_options_answer(request, sip && !nta_sip_is_internal(sip));
    return 0;
}

int account_answer(void* magic, nta_outgoing_t*, sip_t const* sip) {
    if (!magic) return 0;
    Account& account = *static_cast<Account*>(magic);
    account.engine->on_account_answer(account, sip);
    return 0;
}

/// What the registrar grants may be less than what was asked for (RFC 3261 10.2.4).
void learn_expiry(Account& account, const sip_t* sip) {
    account.granted_s = 0;
    const auto take = [&](long value) {
        if (value > 0 && value < account.expires_s) account.granted_s = static_cast<int>(value);
    };
    if (sip->sip_expires) take(static_cast<long>(sip->sip_expires->ex_delta));
    for (const sip_contact_t* c = sip->sip_contact; c; c = c->m_next)
        if (c->m_expires && c->m_url->url_user && account.user == c->m_url->url_user)
            take(std::atol(c->m_expires));
}

int no_requests(void*, nta_leg_t*, nta_incoming_t*, sip_t const*) { return 481; }

}  // namespace

void Engine::send_options(const Registrar::Probe& probe) {
    const std::string uri = probe.uri.substr(0, probe.uri.find('?'));
    const std::string from = "<sip:" + host_ + ">", to = "<" + uri + ">";
    nta_leg_t* outside =
        nta_leg_tcreate(agent_, no_requests, nullptr, SIPTAG_FROM_STR(from.c_str()),
                        SIPTAG_TO_STR(to.c_str()), TAG_END());
    if (!outside) return;
    nta_leg_tag(outside, nullptr);
    nta_outgoing_t* request = nta_outgoing_tcreate(
        outside, options_answer, this, url_or_null(probe.next_hop), SIP_METHOD_OPTIONS,
        URL_STRING_MAKE(uri.c_str()), SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()), TAG_END());
    nta_leg_destroy(outside);
    if (request) pings_[request] = {probe.user, probe.uri};
}

void Engine::on_options_answer(nta_outgoing_t* request, bool alive) {
    if (const auto found = pings_.find(request); found != pings_.end()) {
        registrar_.answered(found->second.first, found->second.second, alive);
        pings_.erase(found);
    }
    nta_outgoing_destroy(request);
    publish_reachable();
}

void Engine::do_register_at(std::unique_ptr<Account> made) {
    made->engine = this;
    std::erase_if(accounts_, [&](const std::unique_ptr<Account>& old) {
        if (old->registrar != made->registrar || old->user != made->user) return false;
        if (old->timer) cancel_timer(old->timer);
        if (old->request) {
            nta_outgoing_bind(old->request, ignored_answer, nullptr);
            nta_outgoing_destroy(old->request);
        }
        if (old->dialog) nta_leg_destroy(old->dialog);
        return true;
    });
    accounts_.push_back(std::move(made));
    Account& account = *accounts_.back();
    const auto registrar = parse_uri(account.registrar);
    if (!registrar) {
        if (account.done) account.done(416);
        return;
    }
    const std::string who =
        "<sip:" + escape_user(account.user) + "@" + written_host(registrar->host) + ">";
    const std::string call_id = instance_ + "-r" + std::to_string(++call_serial_) + "@" + host_;
    account.dialog =
        nta_leg_tcreate(agent_, no_requests, nullptr, SIPTAG_CALL_ID_STR(call_id.c_str()),
                        SIPTAG_FROM_STR(who.c_str()), SIPTAG_TO_STR(who.c_str()), TAG_END());
    nta_leg_tag(account.dialog, nullptr);
    send_register(account);
}

void Engine::send_register(Account& account, const std::string& auth, bool proxy) {
    account.timer = 0;
    const auto registrar = parse_uri(account.registrar);
    const auto ip = parse_ip(registrar->host);
    const std::string contact =
        contact_at(ip ? host_for(*ip) : host_,
                   uri_param(registrar->params, "transport").value_or("udp"), account.user);
    const Carrier* by = account.trunk.empty() ? nullptr : carrier(account.trunk);
    if (by && by->way) account.next_hop = hop_text(*by->way);
    const std::string expires = std::to_string(account.expires_s);
    account.request = nta_outgoing_tcreate(
        account.dialog, account_answer, &account, url_or_null(account.next_hop),
        SIP_METHOD_REGISTER, URL_STRING_MAKE(account.registrar.c_str()),
        SIPTAG_CONTACT_STR(contact.c_str()), SIPTAG_EXPIRES_STR(expires.c_str()),
        SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()),
        TAG_IF(!auth.empty() && proxy, SIPTAG_PROXY_AUTHORIZATION_STR(auth.c_str())),
        TAG_IF(!auth.empty() && !proxy, SIPTAG_AUTHORIZATION_STR(auth.c_str())), TAG_END());
    if (!account.request && account.done) account.done(500);
}

void Engine::on_account_answer(Account& account, const sip_t* sip) {
    const int status = status_of(sip);
    if (status < 200) return;
    std::string auth;
    const bool proxy = status == 407;
    if ((status == 401 || proxy) && !account.auth_tried && sip)
        if (const msg_auth_t* header =
                proxy ? sip->sip_proxy_authenticate : sip->sip_www_authenticate)
            if (const auto challenge = parse_challenge(auth_text(header)))
                auth = answer_challenge(*challenge, account.user, account.password, "REGISTER",
                                        account.registrar, crypto::hex(crypto::random_bytes(8)));
    if (status < 300) learn_expiry(account, sip);
    const bool brief = status == 423 && sip->sip_min_expires && !account.brief_tried;
    if (brief)  // RFC 3261 10.2.8
        account.expires_s =
            static_cast<int>(std::clamp<unsigned long>(sip->sip_min_expires->me_delta, 60, 7200));
    if (!account.trunk.empty() && auth.empty() && !brief) trunk_registered(account, sip, status);
    nta_outgoing_destroy(account.request);
    account.request = nullptr;
    if (brief) {
        account.brief_tried = true;
        account.auth_tried = false;
        return send_register(account);
    }
    if (!auth.empty()) {
        account.auth_tried = true;
        return send_register(account, auth, proxy);
    }
    account.auth_tried = false;
    if (account.expires_s > 0) {
        const int granted = account.granted_s > 0 ? account.granted_s : account.expires_s;
        const Ms again{status < 300 ? std::max(1, granted / 2) * 1000ll : 30'000ll};
        account.timer = after(again, [this, &account] { send_register(account); });
    }
    if (account.done && account.told_status != status) account.done(status);
    account.told_status = status;
}

}  // namespace ol::sip
