// Who is who: trunks by address, phones by digest, and the registrar. From is never believed.
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "platform/sip/callbacks.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

std::string url_text(const url_t* url) {
    su_home_t home[1] = {SU_HOME_INIT(home)};
    const char* text = url_as_string(home, url);
    std::string out = text ? text : "";
    su_home_deinit(home);
    return out;
}

/// Seconds from a Contact's or an Expires header's text; nonsense counts as an hour (RFC
/// 4475 3.1.2.4).
int seconds(const char* text) {
    long long value = 0;
    if (!text || !*text) return 3600;
    for (const char* c = text; *c; ++c) {
        if (*c < '0' || *c > '9') return 3600;
        value = std::min(value * 10 + (*c - '0'), 1'000'000'000ll);
    }
    return static_cast<int>(std::min<long long>(value, Registrar::expires_max_s));
}

}  // namespace

const std::string* Engine::trunk_of(const Address& source) const {
    for (const auto& [network, name] : trunks_)
        if (network.contains(source)) return &name;
    for (const auto& [name, carrier] : carriers_)
        if (carrier.learned == source.ip) return &name;
    return nullptr;
}

/// By TLS a trunk is also who answers on the connection that we made to it.
const std::string* Engine::trunk_of(const Source& source) const {
    if (source.tls)
        for (const auto& [name, carrier] : carriers_)
            if (carrier.way == source.hop) return &name;
    return trunk_of(source.peer);
}

std::string Engine::challenge(const Ip& source, bool stale) {
    return "Digest realm=\"" + config_.realm + "\", nonce=\"" + nonces_.make(now_, source) +
           "\", algorithm=MD5, qop=\"auth\"" + (stale ? ", stale=true" : "");
}

/// The first credentials for our realm decide. Unknown users cost the same work as known ones.
Engine::Checked Engine::check(const msg_auth_s* header, const char* method, const Ip& source) {
    for (; header; header = header->au_next) {
        const auto given = parse_credentials(auth_text(header));
        if (!given || given->realm != config_.realm) continue;
        switch (nonces_.state(given->nonce, source, now_)) {
            case Nonces::State::foreign: return {Proof::none, {}};
            case Nonces::State::stale: return {Proof::stale, {}};
            case Nonces::State::fresh: break;
        }
        if (guard_.limited(source, now_) && !registrar_.bound_from(given->username, source))
            return {Proof::wrong, {}};
        const Endpoint* endpoint = registrar_.find(given->username);
        const std::string password =
            endpoint && !endpoint->password.empty() ? endpoint->password : instance_;
        const bool same =
            crypto::equal_constant_time(digest_response(*given, password, method), given->response);
        if (!same || !endpoint || endpoint->password.empty()) {
            ++count_.auth_failed;
            guard_.wrong_password(source, now_);
            return {Proof::wrong, {}};
        }
        if (!nonces_.use(given->nonce, given->nc, now_)) return {Proof::stale, {}};
        return {Proof::good, given->username};
    }
    return {};
}

/// Who calls; nothing when a challenge is due.
std::optional<Engine::Trusted> Engine::identify(const sip_t* sip, const Source& from_where,
                                                bool& stale) {
    if (const std::string* trunk = trunk_of(from_where)) return Trusted{Origin::trunk, *trunk};
    const Address& source = from_where.peer;
    const std::string from =
        clean_user(sip->sip_from->a_url->url_user ? sip->sip_from->a_url->url_user : "");
    const Endpoint* claimed = registrar_.find(from);
    if (claimed && claimed->calls_without_auth && is_loopback(source.ip)) {
        const auto fixed = parse_uri(claimed->fixed_contact);
        if (fixed && parse_ip(fixed->host) == source.ip) return Trusted{Origin::endpoint, from};
    }
    Checked checked = check(sip->sip_proxy_authorization, "INVITE", source.ip);
    if (checked.proof == Proof::none) checked = check(sip->sip_authorization, "INVITE", source.ip);
    if (checked.proof == Proof::good) return Trusted{Origin::endpoint, checked.user};
    stale = checked.proof == Proof::stale;
    if (claimed || checked.proof != Proof::none || !config_.anonymous_calls) return std::nullopt;
    return Trusted{Origin::anonymous, {}};
}

int Engine::on_register(nta_incoming_t* request, const sip_t* sip) {
    const Source from = source_of(request);
    const Address& source = from.peer;
    if (from.stream &&
        guard_.take(Guard::Kind::registration, source.ip, now_) != Guard::Take::pass) {
        ++count_.flood_refused;
        return 503;
    }
    Checked checked = check(sip->sip_authorization, "REGISTER", source.ip);
    if (checked.proof == Proof::none)
        checked = check(sip->sip_proxy_authorization, "REGISTER", source.ip);
    const std::string user =
        clean_user(sip->sip_to->a_url->url_user ? sip->sip_to->a_url->url_user : "");
    // A phone registers itself and nobody else. All that fails looks the same from outside.
    if (checked.proof != Proof::good || checked.user != user) {
        const std::string answer = challenge(source.ip, checked.proof == Proof::stale);
        reply(request, 401, SIPTAG_WWW_AUTHENTICATE_STR(answer.c_str()),
              SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()));
        return 0;
    }
    const auto changes = read_contacts(sip, from);
    if (!changes) return 400;
    const std::string call_id = sip->sip_call_id->i_id;
    const bool all = sip->sip_contact && sip->sip_contact->m_url->url_type == url_any;
    const auto outcome =
        all ? registrar_.remove_all(user, call_id, sip->sip_cseq->cs_seq)
            : registrar_.update(user, *changes, source, call_id, sip->sip_cseq->cs_seq, now_);
    if (outcome != Registrar::Outcome::ok) return 500;  // RFC 3261 10.3: out of order
    publish_reachable();  // before the answer: who has read the 200 can be rung
    std::string contacts;
    for (const auto& binding : registrar_.bindings(user))
        contacts +=
            (contacts.empty() ? "<" : ", <") + binding.uri + ">;expires=" +
            std::to_string(std::max<std::int64_t>(0, (binding.expires - now_).count() / 1000));
    reply(request, 200, SIPTAG_CONTACT_STR(text_or_null(contacts)),
          TAG_IF(sip->sip_path, SIPTAG_PATH(sip->sip_path)),
          SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()));
    return 0;
}

/// The bindings asked for; nothing when the request breaks a rule (RFC 3261 10.3 step 6).
std::optional<std::vector<ContactChange>> Engine::read_contacts(const sip_t* sip,
                                                                const Source& source) const {
    std::vector<ContactChange> out;
    // An edge proxy may stand between (RFC 3327), but only as the one that the REGISTER came from.
    const url_t* edge = sip->sip_path ? sip->sip_path->r_url : nullptr;
    std::string route;
    if (edge && edge->url_host && parse_ip(edge->url_host) == source.peer.ip)
        route = "<" + url_text(edge) + ">";
    const int common = sip->sip_expires ? static_cast<int>(std::min<unsigned long>(
                                              sip->sip_expires->ex_delta, Registrar::expires_max_s))
                                        : 3600;
    for (const sip_contact_t* contact = sip->sip_contact; contact; contact = contact->m_next) {
        if (contact->m_url->url_type == url_any) {
            if (contact->m_next || sip->sip_contact != contact || !sip->sip_expires ||
                sip->sip_expires->ex_delta != 0)
                return std::nullopt;
            return out;
        }
        const std::string uri = url_text(contact->m_url);
        const auto parsed = parse_uri(uri);
        if (!parsed || uri.size() > 512 || out.size() >= Registrar::contacts_max)
            return std::nullopt;
        ContactChange change{uri, {}, contact->m_expires ? seconds(contact->m_expires) : common};
        // A phone is rung where its REGISTER came from, unless its Contact names that very address:
        // behind NAT nothing else works, and a Contact elsewhere would let a phone's password send
        // our calls to any host (toll fraud).
        change.route = route;
        if (!route.empty() || parse_ip(parsed->host) != source.peer.ip || source.stream)
            change.next_hop =
                "sip:" + to_text(source.hop) + (source.stream ? ";transport=tcp" : "");
        out.push_back(std::move(change));
    }
    return out;
}

}  // namespace ol::sip
