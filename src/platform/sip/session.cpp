// Session timers (RFC 4028): who refreshes, the refresh itself, and the end of a session that
// nobody refreshed. A peer that knows none of this is left alone.
#include <algorithm>
#include <utility>

#include "platform/base/log.hpp"
#include "platform/sip/callbacks.hpp"

namespace ol::sip {
namespace {

int refresh_answer(void* magic, nta_outgoing_t*, sip_t const* sip) {
    if (!magic) return 0;
    Leg& leg = *static_cast<Leg*>(magic);
    leg.engine->on_refresh_answer(leg, sip);
    return 0;
}

bool lists(const msg_param_t* items, const char* what) {
    for (; items && *items; ++items)
        if (su_casematch(*items, what)) return true;
    return false;
}
bool knows_timers(const sip_t* sip) {
    return sip->sip_supported && lists(sip->sip_supported->k_items, "timer");
}
bool allows_update(const sip_t* sip) {
    return sip->sip_allow && lists(sip->sip_allow->k_items, "UPDATE");
}

int clamped(unsigned long seconds) {
    return static_cast<int>(std::min<unsigned long>(seconds, 7 * 24 * 3600));
}

}  // namespace

/// 420 for extensions that we do not know; "timer" we do.
int Engine::check_required(nta_incoming_t* request, const sip_t* sip) const {
    su_home_t home[1] = {SU_HOME_INIT(home)};
    const int refused = nta_check_required(
        request, sip, sip_supported_make(home, config_.session_expires_s > 0 ? "timer" : ""),
        TAG_END());
    su_home_deinit(home);
    return refused;
}

int Engine::too_brief(nta_incoming_t* request) const {
    const std::string least = std::to_string(config_.session_min_s);
    reply(request, 422, SIPTAG_MIN_SE_STR(least.c_str()));
    return 0;
}

/// 422 to our INVITE: once more with the time that they want.
bool Engine::try_longer_session(Leg& leg, const sip_t* sip, int status) {
    if (status != 422 || !sip || !sip->sip_min_se || leg.brief_tried) return false;
    leg.brief_tried = true;
    leg.session.expires_s =
        std::max(config_.session_expires_s, clamped(sip->sip_min_se->min_delta));
    nta_outgoing_destroy(leg.invite_out);
    leg.invite_out = nullptr;
    return send_invite(leg, {}, false);
}

/// Their INVITE, re-INVITE or UPDATE. 422 when they would have us refresh too often; else 0.
int Engine::learn_session(Leg& leg, const sip_t* sip) {
    leg.peer_updates = allows_update(sip);
    if (config_.session_expires_s <= 0) return 0;
    const bool knows = knows_timers(sip);
    const auto* asked = sip->sip_session_expires;
    if (asked && clamped(asked->x_delta) < config_.session_min_s) return knows ? 422 : 0;
    if (!asked && !knows) {
        leg.session = {};
        return 0;
    }
    const int theirs = asked ? clamped(asked->x_delta) : config_.session_expires_s;
    const int least = sip->sip_min_se ? clamped(sip->sip_min_se->min_delta) : 0;
    leg.session.expires_s = std::max(std::min(theirs, config_.session_expires_s), least);
    // Who asked refreshes, unless he says otherwise or cannot (RFC 4028 table 2).
    const bool they_said_us =
        asked && asked->x_refresher && su_casematch(asked->x_refresher, "uas");
    leg.session.ours = !knows || they_said_us;
    leg.session.required = knows;
    return 0;
}

std::string Engine::session_header(const Leg& leg, bool as_uas) const {
    if (leg.session.expires_s <= 0) return {};
    const bool uac = as_uas ? !leg.session.ours : leg.session.ours;
    return std::to_string(leg.session.expires_s) + ";refresher=" + (uac ? "uac" : "uas");
}

/// A 2xx to our INVITE or refresh: what they made of it.
void Engine::learn_session_answer(Leg& leg, const sip_t* sip) {
    if (allows_update(sip)) leg.peer_updates = true;
    if (config_.session_expires_s <= 0) return;
    const auto* said = sip->sip_session_expires;
    if (!said || said->x_delta == 0) {
        leg.session = {};
        return;
    }
    leg.session.expires_s = std::max(clamped(said->x_delta), 1);
    leg.session.ours = !said->x_refresher || !su_casematch(said->x_refresher, "uas");
    leg.session.required = true;
}

/// From now on: a refresh of ours at half the time, or the end when theirs does not come
/// (RFC 4028 10: a third of the time, at most 32 s, before it is over).
void Engine::start_session(Leg& leg) {
    const std::uint64_t round = ++leg.session_round;
    if (leg.session.expires_s <= 0) return;
    const std::int64_t whole_ms = 1000ll * leg.session.expires_s;
    leg.session_over_at = now_ + Ms{whole_ms};
    leg.refresh_pause = Ms{1000};
    const std::int64_t wait_ms =
        leg.session.ours ? whole_ms / 2 : whole_ms - std::min<std::int64_t>(32'000, whole_ms / 3);
    after(Ms{wait_ms}, [this, id = leg.id, round] {
        Leg* due = find_live(id);
        if (!due || due->session_round != round || due->state != LegState::up) return;
        if (due->session.ours) return refresh_session(*due);
        log::info("sip", "session_expired", {{"leg", std::to_string(id.value)}});
        bye(*due);
        finish(*due, EndCause::session_lost, 408);
    });
}

/// An UPDATE without SDP where the peer knows it, else the same INVITE again.
void Engine::refresh_session(Leg& leg) {
    const std::uint64_t round = ++leg.session_round;
    if (leg.reinvite_out || leg.offer_in || leg.refresh_out) {
        after(Ms{1'000}, [this, id = leg.id, round] {
            Leg* again = find_live(id);
            if (again && again->session_round == round && again->state == LegState::up)
                refresh_session(*again);
        });
        return;
    }
    const std::string expires = session_header(leg, false);
    const std::string least = std::to_string(config_.session_min_s);
    const bool update = leg.peer_updates;
    const sip_method_t method = update ? sip_method_update : sip_method_invite;
    leg.refresh_out = nta_outgoing_tcreate(
        leg.dialog, refresh_answer, &leg, url_or_null(leg.next_hop), method,
        update ? "UPDATE" : "INVITE", nullptr, SIPTAG_CONTACT_STR(leg.contact.c_str()),
        SIPTAG_SUPPORTED_STR("timer"), SIPTAG_SESSION_EXPIRES_STR(expires.c_str()),
        SIPTAG_MIN_SE_STR(least.c_str()), SIPTAG_ALLOW_STR(allowed_methods),
        TAG_IF(!update, SIPTAG_CONTENT_TYPE_STR("application/sdp")),
        TAG_IF(!update, SIPTAG_PAYLOAD_STR(leg.own_sdp.c_str())), TAG_END());
    leg.refresh_is_invite = !update;
    if (!leg.refresh_out) return start_session(leg);
    const Ms left = std::max(leg.session_over_at - now_, Ms{1});
    after(left, [this, id = leg.id, round] {  // nothing said until it was over
        Leg* due = find_live(id);
        if (!due || due->session_round != round || due->state != LegState::up) return;
        bye(*due);
        finish(*due, EndCause::session_lost, 408);
    });
}

void Engine::on_refresh_answer(Leg& leg, const sip_t* sip) {
    const int status = status_of(sip);
    if (status < 200 || !leg.refresh_out) return;
    const bool was_invite = leg.refresh_is_invite;
    if (status < 300) {
        nta_leg_client_reroute(leg.dialog, nullptr, sip->sip_contact, 0);
        if (was_invite) acknowledge(leg, sip);
        const Leg::Session before = leg.session;
        learn_session_answer(leg, sip);
        if (leg.session.expires_s <= 0) leg.session = before;  // they answer, and say nothing of it
    }
    nta_outgoing_destroy(leg.refresh_out);
    leg.refresh_out = nullptr;
    if (status == 481 || status == 408) {  // RFC 4028 10: the peer has lost the call
        if (status == 481) bye(leg);
        return finish(leg, EndCause::session_lost, status);
    }
    if (status == 422 && sip->sip_min_se)
        leg.session.expires_s =
            std::max(leg.session.expires_s, clamped(sip->sip_min_se->min_delta));
    if (!was_invite && (status == 405 || status == 501)) leg.peer_updates = false;
    if (status < 300) {
        start_session(leg);
    } else {  // glare, too often, not known: once more soon, and the end stays where it was
        const Ms pause = std::exchange(leg.refresh_pause, 2 * leg.refresh_pause);
        after(pause, [this, id = leg.id, round = leg.session_round] {
            Leg* again = find_live(id);
            if (again && again->session_round == round && again->state == LegState::up)
                refresh_session(*again);
        });
    }
    next_waiting_reinvite(leg);
}

}  // namespace ol::sip
