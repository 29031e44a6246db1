#pragma once
// A leg: one dialog with its transactions under way, and the states it passes (drawn in README.md).
#include <array>
#include <optional>
#include <string>

#include "platform/base/time.hpp"
#include "platform/sip/address.hpp"
#include "platform/sip/sip.hpp"

struct nta_leg_s;
struct nta_incoming_s;
struct nta_outgoing_s;

namespace ol::sip {

class Engine;

enum class LegState : std::uint8_t {
    incoming,  // their INVITE, no final answer yet
    answered,  // our 200 is out, their ACK is not in
    calling,   // our INVITE, no final answer yet
    up,        // both sides agree
    ending     // the owner was told; the last messages settle
};

struct Transition {
    LegState from, to;
};
constexpr std::array transitions{
    Transition{LegState::incoming, LegState::answered},
    Transition{LegState::answered, LegState::up},
    Transition{LegState::calling, LegState::up},
    Transition{LegState::incoming, LegState::ending},
    Transition{LegState::answered, LegState::ending},
    Transition{LegState::calling, LegState::ending},
    Transition{LegState::up, LegState::ending},
};
constexpr bool may_go(LegState from, LegState to) {
    for (const auto& t : transitions)
        if (t.from == from && t.to == to) return true;
    return false;
}
static_assert(!may_go(LegState::ending, LegState::up) && !may_go(LegState::up, LegState::calling));

struct Leg {
    Engine* engine = nullptr;
    LegId id;
    LegState state = LegState::incoming;
    bool told = false;  // `ended` was said
    std::string call_id, contact,
        next_hop;       // next_hop: where requests go when the peer's Contact is of no use (NAT)
    std::string route;  // of a phone behind an edge (Path): goes with the INVITE
    Address peer;
    bool late_offer = false;  // their INVITE had no SDP: ours in the 200 is the offer, their ACK
                              // brings the answer
    std::string endpoint;     // the phone of ours at the other end; else empty
    std::string own_sdp;      // the last that we said: a refresh says it again
    nta_leg_s* dialog = nullptr;
    nta_incoming_s* invite_in = nullptr;
    nta_outgoing_s* invite_out = nullptr;

    Invite invite;  // as asked for, kept for the second try with credentials
    bool auth_tried = false, heard = false;  // heard: any answer at all to the INVITE
    int redirects = 0;

    nta_incoming_s* offer_in =
        nullptr;  // their re-INVITE or UPDATE: waits for reanswer(), then (INVITE) for the ACK
    bool offer_is_invite = false, offer_answered = false;
    nta_outgoing_s* reinvite_out = nullptr;
    std::string reinvite_sdp;  // of reinvite_out, or of the retry after a glare
    std::optional<std::string> reinvite_waiting;
    int glares = 0;
    bool reinvite_auth_tried = false;
    struct Session {            // RFC 4028
        int expires_s = 0;      // 0 = no timer
        bool ours = false;      // we refresh
        bool required = false;  // the peer knows timers: it is told that this one counts
    } session;
    bool peer_updates = false;  // its Allow names UPDATE
    std::uint64_t session_round = 0;
    Time session_over_at{};  // unless it is refreshed
    Ms refresh_pause{1000};  // before the next try, when one was refused
    nta_outgoing_s* refresh_out = nullptr;
    bool refresh_is_invite = false, brief_tried = false;  // brief: 422 was answered once

    bool refer_open = false;  // RFC 3515
    int refers = 0;
    std::string refer_id;
    std::uint64_t refer_round = 0;

    int offers = 0;  // of both sides so far: tells a timer whether its offer is still the one
};

}  // namespace ol::sip
