// In calls: hanging up in every state, re-INVITE and UPDATE both ways with glare, INFO digits, the
// peer's BYE.
#include <cctype>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "platform/sip/callbacks.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

constexpr Ms offer_answer_max{5'000};
constexpr Ms reinvite_max{40'000};
constexpr int glares_max = 3;
constexpr std::string_view dtmf_digits = "0123456789*#ABCD";

int bye_answer(void* magic, nta_outgoing_t* request, sip_t const* sip) {
    if (sip && status_of(sip) < 200) return 0;
    nta_outgoing_destroy(request);
    static_cast<Engine*>(magic)->on_bye_answer();
    return 0;
}

}  // namespace

/// Where requests in the dialog go when not to the Contact: a private address elsewhere than the
/// messages come from is behind NAT; a TCP connection is used again, since its other end cannot be
/// called.
std::string Engine::next_hop_for(const sip_contact_t* contact, const Source& source) const {
    const std::string hop = "sip:" + to_text(source.hop) + (source.stream ? ";transport=tcp" : "");
    if (!contact || source.stream) return hop;
    const auto ip = contact->m_url->url_host ? parse_ip(contact->m_url->url_host) : std::nullopt;
    return ip && *ip != source.peer.ip && is_private(*ip) ? hop : std::string{};
}

int Engine::on_dialog_request(Leg& leg, nta_incoming_t* request, const sip_t* sip) {
    const sip_method_t method = method_of(sip);
    if (method == sip_method_ack) return 0;
    // nta finds dialogs loosely: a missing or foreign tag is a stranger's (or a merged INVITE, RFC
    // 3261 8.2.2.2).
    const char* theirs = nta_leg_get_rtag(leg.dialog);
    const char* ours = nta_leg_get_tag(leg.dialog);
    if (!sip->sip_to->a_tag) return method == sip_method_invite ? 482 : 481;
    if (!ours || !su_casematch(sip->sip_to->a_tag, ours)) return 481;
    if (theirs && !su_casematch(sip->sip_from->a_tag, theirs)) return 481;
    if (const int refused = check_required(request, sip)) return refused;
    switch (method) {
        case sip_method_bye: return on_bye(leg, request);
        case sip_method_invite: return on_offer(leg, request, sip, true);
        case sip_method_update: return on_offer(leg, request, sip, false);
        case sip_method_info: return on_info(leg, request, sip);
        case sip_method_options: reply(request, 200, SIPTAG_ALLOW_STR(allowed_methods)); return 0;
        case sip_method_refer: return on_refer(leg, request, sip);
        case sip_method_cancel: return 481;
        case sip_method_unknown: return 501;
        default: reply(request, 405, SIPTAG_ALLOW_STR(allowed_methods)); return 0;
    }
}

int Engine::on_bye(Leg& leg, nta_incoming_t* request) {
    if (leg.state == LegState::calling)
        return 481;  // only the caller may end an early dialog so (RFC 3261 15)
    reply(request, 200);
    if (leg.state == LegState::incoming) {
        nta_incoming_treply(leg.invite_in, SIP_487_REQUEST_CANCELLED, TAG_END());
        finish(leg, EndCause::cancelled, 487);
    } else {
        if (leg.offer_in && !leg.offer_answered)
            nta_incoming_treply(leg.offer_in, SIP_487_REQUEST_CANCELLED, TAG_END());
        finish(leg, EndCause::normal, 200);
    }
    return 0;
}

/// Fire and forget: nta repeats it until answered or 32 s are over.
void Engine::bye(Leg& leg) {
    nta_outgoing_t* request = nta_outgoing_tcreate(
        leg.dialog, bye_answer, this, url_or_null(leg.next_hop), SIP_METHOD_BYE, nullptr,
        SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()), TAG_END());
    if (request) ++byes_under_way_;
}

/// `reason`: a header of the CANCEL, if it comes to one.
void Engine::do_hang_up(LegId id, int status, const char* reason) {
    Leg* leg = find_live(id);
    if (!leg) return;
    switch (leg->state) {
        case LegState::incoming: return do_reject(*leg, status);
        case LegState::answered:  // BYE has to wait for the ACK or its timeout
            go(*leg, LegState::ending);
            return tell_ended(*leg, EndCause::normal, 0);
        case LegState::calling:
            go(*leg, LegState::ending);
            tell_ended(*leg, EndCause::cancelled, 487);
            if (leg->invite_out)
                nta_outgoing_tcancel(leg->invite_out, nullptr, nullptr,
                                     TAG_IF(reason, SIPTAG_HEADER_STR(reason)), TAG_END());
            return;
        case LegState::up:
            if (leg->offer_in && !leg->offer_answered)
                nta_incoming_treply(leg->offer_in, SIP_487_REQUEST_CANCELLED, TAG_END());
            bye(*leg);
            return finish(*leg, EndCause::normal, 0);
        case LegState::ending: return;
    }
}

void Engine::do_reinvite(LegId id, std::string sdp) {
    Leg* leg = find_live(id);
    if (!leg || sdp.empty()) return;
    if (leg->state != LegState::up || leg->reinvite_out || leg->offer_in || leg->refresh_out ||
        leg->glares > 0) {
        leg->reinvite_waiting = std::move(
            sdp);  // one at a time (RFC 3261 14.1); of several waiting only the last counts
        return;
    }
    leg->reinvite_sdp = std::move(sdp);
    send_reinvite(*leg);
}

void Engine::send_reinvite(Leg& leg, const std::string& auth, bool proxy) {
    leg.own_sdp = leg.reinvite_sdp;
    const std::string session = session_header(leg, false);  // RFC 4028 7.4: it refreshes too
    leg.reinvite_out = nta_outgoing_tcreate(
        leg.dialog, reinvite_answer, &leg, url_or_null(leg.next_hop), SIP_METHOD_INVITE, nullptr,
        SIPTAG_CONTACT_STR(leg.contact.c_str()), SIPTAG_ALLOW_STR(allowed_methods),
        SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()),
        TAG_IF(!session.empty(), SIPTAG_SUPPORTED_STR("timer")),
        TAG_IF(!session.empty(), SIPTAG_SESSION_EXPIRES_STR(session.c_str())),
        TAG_IF(!auth.empty() && proxy, SIPTAG_PROXY_AUTHORIZATION_STR(auth.c_str())),
        TAG_IF(!auth.empty() && !proxy, SIPTAG_AUTHORIZATION_STR(auth.c_str())),
        SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(leg.reinvite_sdp.c_str()),
        TAG_END());
    if (!leg.reinvite_out) {
        if (events_.reanswered) events_.reanswered(leg.id, false, {});
        return;
    }
    after(reinvite_max,
          [this, id = leg.id, offer = ++leg.offers] {  // a peer that says 100 and no more
              Leg* late = find_live(id);
              if (!late || !late->reinvite_out || late->offers != offer) return;
              bye(*late);
              finish(*late, EndCause::session_lost, 408);
          });
}

void Engine::on_reinvite_answer(Leg& leg, const sip_t* sip) {
    const int status = status_of(sip);
    if (status < 200) return;
    nta_outgoing_t* done = leg.reinvite_out;
    if (status < 300) {
        nta_leg_client_reroute(leg.dialog, nullptr, sip->sip_contact,
                               0);  // target refresh (RFC 3261 12.2.1.2)
        acknowledge(leg, sip);
        if (sip->sip_session_expires) learn_session_answer(leg, sip);
        start_session(leg);
    }
    std::string auth;
    const bool proxy = status == 407;
    if ((status == 401 || proxy) && !leg.invite.auth_user.empty() && !leg.reinvite_auth_tried)
        if (const msg_auth_t* header =
                proxy ? sip->sip_proxy_authenticate : sip->sip_www_authenticate)
            if (const auto challenge = parse_challenge(auth_text(header)))
                auth = answer_challenge(*challenge, leg.invite.auth_user, leg.invite.auth_password,
                                        "INVITE", leg.invite.uri,
                                        crypto::hex(crypto::random_bytes(8)));
    nta_outgoing_destroy(done);
    leg.reinvite_out = nullptr;
    if (!auth.empty()) {
        leg.reinvite_auth_tried = true;
        return send_reinvite(leg, auth, proxy);
    }
    leg.reinvite_auth_tried = false;
    if (status == 481 || status == 408) {  // RFC 3261 12.2.1.2: the peer has lost the call
        bye(leg);
        return finish(leg, EndCause::session_lost, status);
    }
    if (status == 491 &&
        leg.glares < glares_max) {  // RFC 3261 14.1: who chose the Call-ID waits longer
        ++leg.glares;
        const bool owner = leg.call_id.starts_with(instance_);
        const auto random = static_cast<unsigned char>(crypto::random_bytes(1)[0]);
        const Ms wait{owner ? 2100 + random * 7 : random * 7};
        after(wait, [this, id = leg.id] {
            Leg* again = find_live(id);
            if (!again || again->state != LegState::up || again->reinvite_out) return;
            if (again->offer_in) {
                again->glares = 0;
                again->reinvite_waiting = again->reinvite_sdp;
            } else {
                send_reinvite(*again);
            }
        });
        return;
    }
    leg.glares = 0;
    const LegId id = leg.id;
    if (events_.reanswered)
        events_.reanswered(id, status < 300, status < 300 ? sdp_of(sip) : std::string{});
    next_waiting_reinvite(leg);
}

void Engine::next_waiting_reinvite(Leg& leg) {
    if (!leg.reinvite_waiting || leg.reinvite_out || leg.offer_in || leg.refresh_out) return;
    leg.reinvite_sdp = std::move(*leg.reinvite_waiting);
    leg.reinvite_waiting.reset();
    send_reinvite(leg);
}

/// A new offer of the peer: hold, resume, a moved address.
int Engine::on_offer(Leg& leg, nta_incoming_t* request, const sip_t* sip, bool is_invite) {
    if (leg.reinvite_out) return 491;
    if (leg.state != LegState::up || leg.offer_in) {
        reply(request, 500, SIPTAG_RETRY_AFTER_STR("3"));  // RFC 3261 14.2, RFC 3311 5.2
        return 0;
    }
    if (!body_is_for_us(sip)) {
        reply(request, 415, SIPTAG_ACCEPT_STR("application/sdp"));
        return 0;
    }
    const Source source = source_of(request);
    if (leg.refresh_out) return 491;
    if (learn_session(leg, sip) == 422) return too_brief(request);
    start_session(leg);
    nta_leg_server_route(leg.dialog, nullptr, sip->sip_contact);
    if (sip->sip_contact) leg.next_hop = next_hop_for(sip->sip_contact, source);
    const std::string sdp = sdp_of(sip);
    if (!is_invite && sdp.empty()) {  // an UPDATE that only refreshes
        const std::string session = session_header(leg, true);
        reply(request, 200, SIPTAG_CONTACT_STR(leg.contact.c_str()),
              TAG_IF(!session.empty(), SIPTAG_SESSION_EXPIRES_STR(session.c_str())),
              TAG_IF(!session.empty() && leg.session.required, SIPTAG_REQUIRE_STR("timer")));
        return 0;
    }
    leg.offer_in = request;
    leg.offer_is_invite = is_invite;
    leg.offer_answered = false;
    leg.late_offer = sdp.empty();
    nta_incoming_bind(request, offer_ack_or_cancel, &leg);
    after(offer_answer_max, [this, id = leg.id, offer = ++leg.offers] {
        if (Leg* late = find_live(id);
            late && late->offer_in && late->offers == offer && !late->offer_answered)
            do_reanswer(id, {});
    });
    if (events_.reoffer)
        events_.reoffer(leg.id, sdp);
    else
        do_reanswer(leg.id, {});
    return 0;
}

void Engine::do_reanswer(LegId id, const std::string& sdp) {
    Leg* leg = find_live(id);
    if (!leg || !leg->offer_in || leg->offer_answered) return;
    if (sdp.empty()) {
        nta_incoming_treply(leg->offer_in, SIP_488_NOT_ACCEPTABLE, TAG_END());
    } else {
        leg->own_sdp = sdp;
        const std::string session = session_header(*leg, true);
        nta_incoming_treply(
            leg->offer_in, SIP_200_OK, SIPTAG_CONTACT_STR(leg->contact.c_str()),
            TAG_IF(!session.empty(), SIPTAG_SESSION_EXPIRES_STR(session.c_str())),
            TAG_IF(!session.empty() && leg->session.required, SIPTAG_REQUIRE_STR("timer")),
            SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(sdp.c_str()), TAG_END());
        leg->offer_answered = true;
        if (nta_incoming_status(leg->offer_in) <
            200) {  // the answer did not go out, and no ACK will ever tell
            bye(*leg);
            return finish(*leg, EndCause::session_lost, 500);
        }
        if (leg->offer_is_invite) return;  // until the ACK
    }
    nta_incoming_bind(leg->offer_in, nullptr, nullptr);
    nta_incoming_destroy(leg->offer_in);
    leg->offer_in = nullptr;
    next_waiting_reinvite(*leg);
}

void Engine::on_offer_ack_or_cancel(Leg& leg, const sip_t* sip) {
    const sip_method_t method = method_of(sip);
    if (sip && method != sip_method_ack && method != sip_method_cancel) return;
    if (method == sip_method_cancel)
        nta_incoming_treply(leg.offer_in, SIP_487_REQUEST_CANCELLED, TAG_END());
    nta_incoming_t* done = leg.offer_in;
    leg.offer_in = nullptr;
    nta_incoming_bind(done, nullptr, nullptr);
    nta_incoming_destroy(done);
    if (!sip) {  // our 200 was never acknowledged: end the session (RFC 3261 14.2)
        bye(leg);
        return finish(leg, EndCause::session_lost, 408);
    }
    if (method == sip_method_ack && leg.late_offer && events_.reanswered)
        events_.reanswered(leg.id, true, sdp_of(sip));
    next_waiting_reinvite(leg);
}

int Engine::on_info(Leg& leg, nta_incoming_t* request, const sip_t* sip) {
    const char* type =
        sip->sip_content_type && sip->sip_content_type->c_type ? sip->sip_content_type->c_type : "";
    std::string body = body_of(sip);
    char digit = 0;
    if (su_casematch(type, "application/dtmf-relay")) {
        const std::string lower = lower_ascii(body);
        if (const auto at = lower.find("signal"); at != std::string::npos) {
            const auto value = body.find_first_not_of(" =\t", at + 6);
            if (value != std::string::npos) digit = body[value];
        }
    } else if (su_casematch(type, "application/dtmf")) {
        if (const auto text = trim_lws(body); !text.empty()) digit = text.front();
    } else if (!body.empty()) {
        reply(request, 415, SIPTAG_ACCEPT_STR("application/dtmf-relay"));
        return 0;
    }
    reply(request, 200);
    digit = static_cast<char>(std::toupper(static_cast<unsigned char>(digit)));
    if (digit && dtmf_digits.find(digit) != std::string_view::npos && leg.state == LegState::up &&
        events_.info_digit)
        events_.info_digit(leg.id, digit);
    return 0;
}

void Engine::do_info_digit(LegId id, char digit) {
    Leg* leg = find_live(id);
    if (!leg || leg->state != LegState::up || dtmf_digits.find(digit) == std::string_view::npos)
        return;
    const std::string body = std::string("Signal=") + digit + "\r\nDuration=160\r\n";
    nta_outgoing_t* request = nta_outgoing_tcreate(
        leg->dialog, nullptr, nullptr, url_or_null(leg->next_hop), SIP_METHOD_INFO, nullptr,
        SIPTAG_CONTENT_TYPE_STR("application/dtmf-relay"), SIPTAG_PAYLOAD_STR(body.c_str()),
        TAG_END());
    if (!request) log::warn("sip", "info_not_sent", {{"leg", std::to_string(id.value)}});
}

}  // namespace ol::sip
