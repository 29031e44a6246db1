// Calls by us: INVITE to an endpoint or a URI, credentials once, early answers, the 200 and its
// ACK, refusals.
#include <cstdlib>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "platform/sip/callbacks.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

/// The telephone network behind the trunk says it more exactly than SIP does (RFC 3326, Q.850).
std::optional<EndCause> q850_cause(const sip_t* sip) {
    for (const sip_reason_t* r = sip ? sip->sip_reason : nullptr; r; r = r->re_next) {
        if (!r->re_protocol || !su_casematch(r->re_protocol, "Q.850") || !r->re_cause) continue;
        switch (std::atoi(r->re_cause)) {
            case 1:
            case 22:
            case 28: return EndCause::not_found;
            case 17: return EndCause::busy;
            case 18:
            case 19: return EndCause::no_answer;
            case 20: return EndCause::no_answer;  // switched off
            case 21: return EndCause::declined;
            case 2:
            case 3:
            case 27:
            case 34:
            case 38:
            case 41:
            case 42: return EndCause::unreachable;
            default: return std::nullopt;
        }
    }
    return std::nullopt;
}

EndCause cause_of(const sip_t* sip, int status) {
    if (const auto told = q850_cause(sip)) return *told;
    const bool ours =
        !sip || nta_sip_is_internal(sip);  // made by nta: no answer, or the network refused
    switch (status) {
        case 486:
        case 600: return EndCause::busy;
        case 603:
        case 480:
        case 403: return EndCause::declined;
        case 408: return EndCause::no_answer;
        case 404:
        case 410:
        case 484:
        case 604: return EndCause::not_found;
        case 487: return EndCause::cancelled;
        case 415:
        case 488:
        case 606: return EndCause::media;
        case 503: return ours ? EndCause::unreachable : EndCause::failed;
        default: return EndCause::failed;
    }
}

/// Without the "?headers" part, which nta would turn into headers of our own request.
std::string without_headers(const std::string& uri) { return uri.substr(0, uri.find('?')); }

/// "sip:+380501112233@host:port;transport=tcp"
std::string uri_at(const Uri& server, std::string_view user) {
    std::string out = "sip:" + escape_user(user) + "@" + written_host(server.host);
    if (server.port) out += ":" + std::to_string(server.port);
    if (!server.params.empty()) out += ";" + std::string(server.params);
    return out;
}

bool plain_header(const std::pair<std::string, std::string>& header) {
    return is_token(header.first) &&
           header.second.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}

}  // namespace

void Engine::do_invite(Invite invite) {
    if (!invite.leg || find(invite.leg)) return;
    const LegId id = invite.leg;
    Leg& leg = add_leg(id, LegState::calling);
    leg.invite = std::move(invite);
    if (static_cast<int>(legs_.size()) > config_.legs_max)
        return finish(leg, EndCause::failed, 503);
    if (!leg.invite.endpoint.empty()) {
        const auto target = registrar_.target(leg.invite.endpoint, now_);
        if (!target) return finish(leg, EndCause::unreachable, 480);
        leg.endpoint = leg.invite.endpoint;
        leg.invite.uri = target->uri;
        leg.next_hop = target->next_hop;
        leg.route = target->route;
    }
    if (!leg.invite.trunk.empty() && !aim_at_trunk(leg))
        return finish(leg, EndCause::unreachable, 503);
    leg.invite.uri = without_headers(leg.invite.uri);
    const auto uri = parse_uri(leg.invite.uri);
    if (!uri) return finish(leg, EndCause::failed, 416);
    const auto peer_ip = parse_ip(uri->host);
    const std::string host = peer_ip ? host_for(*peer_ip) : host_;
    leg.contact = contact_at(host, transport_towards(leg, *uri));
    const std::string from =
        quote_display(leg.invite.from_display) +
        " <sip:" + escape_user(leg.invite.from_user.empty() ? "anonymous" : leg.invite.from_user) +
        "@" + (leg.invite.trunk.empty() ? host : written_host(uri->host)) + ">";
    const std::string to = "<" + leg.invite.uri + ">";
    leg.call_id = instance_ + "-" + std::to_string(++call_serial_) + "-" +
                  crypto::hex(crypto::random_bytes(4)) + "@" + host;
    known_.pin(leg.call_id);
    leg.dialog =
        nta_leg_tcreate(agent_, dialog_request, &leg, SIPTAG_CALL_ID_STR(leg.call_id.c_str()),
                        SIPTAG_FROM_STR(from.c_str()), SIPTAG_TO_STR(to.c_str()), TAG_END());
    if (!leg.dialog || !nta_leg_tag(leg.dialog, nullptr) || !send_invite(leg, {}, false))
        return finish(leg, EndCause::failed, 500);
    watch_silence(leg);
}

/// Their server, their credentials; From is of their domain, as carriers want it.
bool Engine::aim_at_trunk(Leg& leg) {
    const Carrier* by = carrier(leg.invite.trunk);
    const auto server = by ? parse_uri(by->trunk.server) : std::nullopt;
    if (!server) return false;
    leg.invite.uri = uri_at(*server, leg.invite.number);
    leg.invite.auth_user = by->trunk.user;
    leg.invite.auth_password = by->trunk.password;
    if (by->way) leg.next_hop = hop_text(*by->way);
    return true;
}

/// "udp", "tcp" or "tls": by the hop when there is one, else by the URI.
std::string Engine::transport_towards(const Leg& leg, const Uri& uri) const {
    if (const auto hop = parse_uri(leg.next_hop); hop && leg.next_hop.ends_with("=tcp")) {
        const auto ip = parse_ip(hop->host);
        const bool tls = ip && door_ && door_->behind({*ip, hop->port});
        return tls || uri_param(uri.params, "transport").value_or("") == "tls" ? "tls" : "tcp";
    }
    return lower_ascii(uri_param(uri.params, "transport").value_or("udp"));
}

/// A trunk that is dead is left for the next one long before the transaction gives up (32 s).
void Engine::watch_silence(Leg& leg) {
    if (leg.invite.silent_max_ms <= 0) return;
    after(Ms{leg.invite.silent_max_ms}, [this, id = leg.id] {
        Leg* silent = find_live(id);
        if (!silent || silent->state != LegState::calling || silent->heard) return;
        go(*silent, LegState::ending);
        tell_ended(*silent, EndCause::unreachable, 408);
        if (silent->invite_out) nta_outgoing_cancel(silent->invite_out);
    });
}

bool Engine::send_invite(Leg& leg, const std::string& auth, bool proxy) {
    const Invite& i = leg.invite;
    std::string more, expires;
    leg.own_sdp = i.sdp;
    const bool timed = config_.session_expires_s > 0;
    if (timed) expires = std::to_string(std::max(leg.session.expires_s, config_.session_expires_s));
    const std::string least =
        std::to_string(leg.brief_tried ? leg.session.expires_s : config_.session_min_s);
    for (const auto& header : i.headers)
        if (plain_header(header)) more += header.first + ": " + header.second + "\r\n";
    leg.invite_out = nta_outgoing_tcreate(
        leg.dialog, invite_answer, &leg, url_or_null(leg.next_hop), SIP_METHOD_INVITE,
        URL_STRING_MAKE(i.uri.c_str()), NTATAG_PASS_100(1),  // a server that tries is not silent
        SIPTAG_CONTACT_STR(leg.contact.c_str()), SIPTAG_ALLOW_STR(allowed_methods),
        SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()),
        TAG_IF(!leg.route.empty(), SIPTAG_ROUTE_STR(leg.route.c_str())),
        TAG_IF(timed, SIPTAG_SUPPORTED_STR("timer")),
        TAG_IF(timed, SIPTAG_SESSION_EXPIRES_STR(expires.c_str())),
        TAG_IF(timed, SIPTAG_MIN_SE_STR(least.c_str())),
        TAG_IF(!more.empty(), SIPTAG_HEADER_STR(more.c_str())),
        TAG_IF(!auth.empty() && proxy, SIPTAG_PROXY_AUTHORIZATION_STR(auth.c_str())),
        TAG_IF(!auth.empty() && !proxy, SIPTAG_AUTHORIZATION_STR(auth.c_str())),
        TAG_IF(!i.sdp.empty(), SIPTAG_CONTENT_TYPE_STR("application/sdp")),
        TAG_IF(!i.sdp.empty(), SIPTAG_PAYLOAD_STR(i.sdp.c_str())), TAG_END());
    return leg.invite_out != nullptr;
}

void Engine::on_invite_answer(Leg& leg, const sip_t* sip) {
    const int status = status_of(sip);
    leg.heard |= sip && !nta_sip_is_internal(sip);
    if (status >= 200) return on_final_answer(leg, sip, status);
    if (status > 100 && leg.state == LegState::calling && events_.progress)
        events_.progress(leg.id, status, sdp_of(sip));
}

void Engine::on_final_answer(Leg& leg, const sip_t* sip, int status) {
    if (status >= 300) {
        if (leg.state == LegState::calling && try_credentials(leg, sip, status)) return;
        if (leg.state == LegState::calling && try_longer_session(leg, sip, status)) return;
        if (leg.state == LegState::calling && follow_redirect(leg, sip, status)) return;
        return finish(leg, cause_of(sip, status),
                      status);  // 3xx too: others do not tell us whom to call
    }
    if (!sip->sip_to->a_tag || !sip->sip_to->a_tag[0]) return finish(leg, EndCause::failed, 500);
    if (msg_t* message = nta_outgoing_getresponse(leg.invite_out)) {
        tport_t* transport = nta_outgoing_transport(leg.invite_out);
        const Source source = source_of(from_sockaddr(&msg_addr(message)->su_sa),
                                        transport && tport_is_tcp(transport));
        leg.peer = source.peer;
        leg.next_hop = next_hop_for(sip->sip_contact, source);
        if (transport) tport_unref(transport);
        msg_destroy(message);
    }
    nta_leg_rtag(leg.dialog, sip->sip_to->a_tag);
    nta_leg_client_route(leg.dialog, sip->sip_record_route, sip->sip_contact);
    acknowledge(leg, sip);
    nta_outgoing_destroy(
        leg.invite_out);  // nta ACKs repeated 200s, and ends other branches of a fork itself
    leg.invite_out = nullptr;
    if (leg.state == LegState::ending) {  // the 200 crossed our CANCEL
        bye(leg);
        return drop(leg);
    }
    go(leg, LegState::up);
    learn_session_answer(leg, sip);
    start_session(leg);
    if (events_.answered) events_.answered(leg.id, sdp_of(sip));
}

/// 401 or 407: the same INVITE again with credentials, once.
bool Engine::try_credentials(Leg& leg, const sip_t* sip, int status) {
    const bool proxy = status == 407;
    if ((status != 401 && !proxy) || leg.auth_tried || leg.invite.auth_user.empty()) return false;
    const msg_auth_t* header = proxy ? sip->sip_proxy_authenticate : sip->sip_www_authenticate;
    for (; header; header = header->au_next) {
        const auto challenge = parse_challenge(auth_text(header));
        if (!challenge) continue;
        const std::string auth =
            answer_challenge(*challenge, leg.invite.auth_user, leg.invite.auth_password, "INVITE",
                             leg.invite.uri, crypto::hex(crypto::random_bytes(8)));
        if (auth.empty()) continue;
        leg.auth_tried = true;
        nta_outgoing_destroy(leg.invite_out);
        leg.invite_out = nullptr;
        return send_invite(leg, auth, proxy);
    }
    return false;
}

/// 3xx of a trunk that stays with its own host, at most twice; nobody else tells us whom to call.
bool Engine::follow_redirect(Leg& leg, const sip_t* sip, int status) {
    constexpr int redirects_max = 2;
    if (status < 300 || status > 399 || !sip || !sip->sip_contact || leg.invite.trunk.empty() ||
        leg.redirects >= redirects_max)
        return false;
    const Carrier* by = carrier(leg.invite.trunk);
    const auto server = by ? parse_uri(by->trunk.server) : std::nullopt;
    const url_t* to = sip->sip_contact->m_url;
    const bool same = server && to->url_host && to->url_type == url_sip &&
                      su_casematch(to->url_host, written_host(server->host).c_str());
    if (!same || !to->url_user) return false;
    ++leg.redirects;
    leg.auth_tried = false;
    leg.invite.uri = uri_at(*server, clean_user(to->url_user));
    nta_outgoing_destroy(leg.invite_out);
    leg.invite_out = nullptr;
    return send_invite(leg, {}, false);
}

void Engine::acknowledge(Leg& leg, const sip_t* sip) {
    // The CSeq is named: the leg's own counter may have moved on (nta asserts that it finds the
    // INVITE).
    nta_outgoing_t* ack =
        nta_outgoing_tcreate(leg.dialog, ignored_answer, nullptr, url_or_null(leg.next_hop),
                             SIP_METHOD_ACK, nullptr, SIPTAG_CSEQ(sip->sip_cseq), TAG_END());
    if (ack) nta_outgoing_destroy(ack);
}

}  // namespace ol::sip
