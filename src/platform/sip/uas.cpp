// Calls to us: requests outside of dialogs, the INVITE's checks, 18x, 200 and refusals.
#include "platform/base/log.hpp"
#include "platform/sip/callbacks.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

const sip_accept_t* sdp_only(su_home_t* home) { return sip_accept_make(home, "application/sdp"); }

bool answerable_scheme(const url_t* url) {
    return url->url_type == url_sip || url->url_type == url_sips || url->url_type == url_tel;
}

std::string user_in(const url_t* url) {
    if (url->url_user) return clean_user(url->url_user);
    return url->url_type == url_tel && url->url_host ? clean_user(url->url_host) : std::string{};
}

}  // namespace

int Engine::on_stray_request(nta_incoming_t* request, const sip_t* sip) {
    const sip_method_t method = method_of(sip);
    if (method == sip_method_ack) return 0;
    if (sip->sip_to->a_tag || method == sip_method_cancel || method == sip_method_bye) return 481;
    if (!answerable_scheme(sip->sip_request->rq_url)) return 416;
    if (const int refused = check_required(request, sip)) return refused;
    switch (method) {
        case sip_method_invite: return on_invite(request, sip);
        case sip_method_register: return on_register(request, sip);
        case sip_method_options:
            reply(request, 200, SIPTAG_ALLOW_STR(allowed_methods),
                  SIPTAG_ACCEPT_STR("application/sdp"),
                  SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()));
            return 0;
        case sip_method_refer: return 403;  // nobody tells us whom to call (DESIGN section 7)
        case sip_method_unknown: return 501;
        default: reply(request, 405, SIPTAG_ALLOW_STR(allowed_methods)); return 0;
    }
}

int Engine::on_invite(nta_incoming_t* request, const sip_t* sip) {
    ++count_.invites;
    const Source source = source_of(request);
    if (source.stream && !trunk_of(source) &&
        guard_.take(Guard::Kind::invite, source.peer.ip, now_) != Guard::Take::pass) {
        ++count_.flood_refused;
        reply(request, 503, SIPTAG_RETRY_AFTER_STR("10"));
        return 0;
    }
    if (source.stream && owner_lags()) {  // datagrams were shed before they were parsed
        ++count_.shed;
        reply(request, 503, SIPTAG_RETRY_AFTER_STR("5"));
        return 0;
    }
    if (source.stream && sip->sip_user_agent && known_scanner(sip->sip_user_agent->g_string))
        return 403;
    if (sip->sip_replaces) return 403;
    // An INVITE of ours that proxies brought back to us would go round for ever (RFC 3261 16.3, 4).
    if (std::string_view(sip->sip_call_id->i_id).starts_with(instance_ + "-")) return 482;
    su_home_t home[1] = {SU_HOME_INIT(home)};
    const int refused = nta_check_accept(request, sip, sdp_only(home), nullptr, TAG_END());
    su_home_deinit(home);
    if (refused) return refused;
    if (!body_is_for_us(sip)) {
        reply(request, 415, SIPTAG_ACCEPT_STR("application/sdp"));
        return 0;
    }
    if (static_cast<int>(legs_.size()) >= config_.legs_max || stopping_) {
        reply(request, 503, SIPTAG_RETRY_AFTER_STR("5"));
        return 0;
    }
    if (Leg measure; learn_session(measure, sip) == 422) return too_brief(request);
    bool stale = false;
    const auto trusted = identify(sip, source, stale);
    if (!trusted) {
        const std::string answer = challenge(source.peer.ip, stale);
        reply(request, 407, SIPTAG_PROXY_AUTHENTICATE_STR(answer.c_str()));
        return 0;
    }
    return create_incoming(request, sip, *trusted, source);
}

int Engine::create_incoming(nta_incoming_t* request, const sip_t* sip, const Trusted& trusted,
                            const Source& source) {
    Leg& leg = add_leg(ids_.next_id<LegId>(), LegState::incoming);
    leg.told = true;  // until `incoming` is said there is nothing to end
    leg.peer = source.peer;
    if (trusted.origin == Origin::endpoint) leg.endpoint = trusted.name;
    learn_session(leg, sip);
    leg.contact = contact_at(host_for(source.peer.ip), source.tls      ? "tls"
                                                       : source.stream ? "tcp"
                                                                       : "udp");
    leg.dialog = nta_leg_tcreate(agent_, dialog_request, &leg, SIPTAG_CALL_ID(sip->sip_call_id),
                                 SIPTAG_FROM(sip->sip_to), SIPTAG_TO(sip->sip_from),
                                 NTATAG_REMOTE_CSEQ(sip->sip_cseq->cs_seq), TAG_END());
    if (!leg.dialog || !nta_leg_tag(leg.dialog, nullptr)) {
        drop(leg);
        return 500;
    }
    leg.call_id = sip->sip_call_id->i_id;
    known_.pin(leg.call_id);
    nta_incoming_tag(request, nta_leg_get_tag(leg.dialog));
    nta_leg_server_route(leg.dialog, sip->sip_record_route, sip->sip_contact);
    leg.next_hop = next_hop_for(sip->sip_contact, source);
    leg.invite_in = request;
    nta_incoming_bind(request, invite_ack_or_cancel, &leg);

    Incoming event;
    event.leg = leg.id;
    event.origin = trusted.origin;
    if (trusted.origin == Origin::endpoint) event.endpoint = trusted.name;
    if (trusted.origin == Origin::trunk) event.trunk = trusted.name;
    event.from_user = user_in(sip->sip_from->a_url);
    event.from_display = clean_display(sip->sip_from->a_display ? sip->sip_from->a_display : "");
    event.to_user = user_in(sip->sip_request->rq_url);
    if (event.to_user.empty()) event.to_user = user_in(sip->sip_to->a_url);
    event.call_id = leg.call_id;
    event.source = to_text(source.peer);
    event.sdp = sdp_of(sip);
    leg.late_offer = event.sdp.empty();
    leg.told = false;
    unheard_.emplace_back(leg.id, now_);
    if (events_.incoming)
        events_.incoming(event);
    else
        do_reject(leg, 480);
    return 0;
}

void Engine::do_provisional(LegId id, int status, const std::string& sdp) {
    Leg* leg = find_live(id);
    if (!leg || leg->state != LegState::incoming) return;
    std::erase_if(unheard_, [&](const auto& told) { return told.first == id; });
    nta_incoming_treply(leg->invite_in, status, sip_status_phrase(status),
                        SIPTAG_CONTACT_STR(leg->contact.c_str()),
                        TAG_IF(!sdp.empty(), SIPTAG_CONTENT_TYPE_STR("application/sdp")),
                        TAG_IF(!sdp.empty(), SIPTAG_PAYLOAD_STR(sdp.c_str())), TAG_END());
}

void Engine::do_answer(LegId id, const std::string& sdp) {
    Leg* leg = find_live(id);
    if (!leg || leg->state != LegState::incoming) return;
    go(*leg, LegState::answered);
    leg->own_sdp = sdp;
    const std::string session = session_header(*leg, true);
    nta_incoming_treply(
        leg->invite_in, SIP_200_OK,
        TAG_IF(!session.empty(), SIPTAG_SESSION_EXPIRES_STR(session.c_str())),
        TAG_IF(!session.empty() && leg->session.required, SIPTAG_REQUIRE_STR("timer")),
        SIPTAG_CONTACT_STR(leg->contact.c_str()), SIPTAG_ALLOW_STR(allowed_methods),
        SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()),
        SIPTAG_CONTENT_TYPE_STR("application/sdp"), SIPTAG_PAYLOAD_STR(sdp.c_str()), TAG_END());
    // The status moves only when the answer went out; nta says nothing of an answer that did not,
    // ever.
    if (nta_incoming_status(leg->invite_in) < 200) finish(*leg, EndCause::unreachable, 500);
}

void Engine::do_reject(Leg& leg, int status) {
    if (status < 300 || status > 699) status = 480;
    // Who is busy says when to come again (RFC 3261 20.33), and is not taken for dead.
    nta_incoming_treply(leg.invite_in, status, sip_status_phrase(status),
                        TAG_IF(status == 503, SIPTAG_RETRY_AFTER_STR("5")),
                        SIPTAG_USER_AGENT_STR(config_.user_agent.c_str()), TAG_END());
    finish(leg, EndCause::normal, status);
}

/// The 200 was acknowledged, the INVITE cancelled, or (no message) the ACK never came.
void Engine::on_invite_ack_or_cancel(Leg& leg, const sip_t* sip) {
    const sip_method_t method = method_of(sip);
    if (method == sip_method_cancel) {
        if (leg.state != LegState::incoming) return;
        nta_incoming_treply(leg.invite_in, SIP_487_REQUEST_CANCELLED, TAG_END());
        return finish(leg, EndCause::cancelled, 487);
    }
    if (sip && method != sip_method_ack) return;
    nta_incoming_t* done = leg.invite_in;
    leg.invite_in = nullptr;
    nta_incoming_bind(done, nullptr, nullptr);
    nta_incoming_destroy(done);
    if (leg.state == LegState::ending) {  // hung up between our 200 and the ACK: only now may BYE
                                          // go (RFC 3261 15)
        bye(leg);
        return drop(leg);
    }
    if (leg.state != LegState::answered) return;
    if (!sip) {
        bye(leg);
        return finish(leg, EndCause::unreachable, 408);
    }
    go(leg, LegState::up);
    start_session(leg);
    const LegId id = leg.id;
    if (leg.late_offer && events_.reanswered) events_.reanswered(id, true, sdp_of(sip));
    if (events_.confirmed) events_.confirmed(id);
    next_waiting_reinvite(leg);
}

}  // namespace ol::sip
