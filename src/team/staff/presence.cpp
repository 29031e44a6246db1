#include "team/staff/presence.hpp"

namespace ol::staff {

Result<Presence> apply(const Presence& before, const PresenceWish& wish, Time now) {
    const std::optional<Choice> to = next(before.choice, wish.wish);
    if (!to && wish.wish == Wish::drained) return before;
    if (!to) return conflict("presence.not_signed_in", "She is signed out; set ready first.");
    if (*to == Choice::paused && !wish.reason)
        return invalid("presence.reason_required", "reason", "A pause needs a reason code.");
    Presence after{*to, *to == Choice::paused ? wish.reason : std::nullopt, now};
    if (after.choice == before.choice && after.reason == before.reason) return before;
    return after;
}

Result<PresenceWish> read_wish(std::string_view state, std::string_view reason) {
    if (state == "ready") return PresenceWish{Wish::be_ready, {}};
    if (state == "finishing") return PresenceWish{Wish::finish, {}};
    if (state == "signed_out") return PresenceWish{Wish::sign_out, {}};
    if (state != "paused")
        return invalid("presence.state", "state", "Say ready, paused, signed_out or finishing.");
    if (reason.empty())
        return invalid("presence.reason_required", "reason", "A pause needs a reason code.");
    const auto why = pause_reason(reason);
    if (!why)
        return invalid("presence.reason_unknown", "reason",
                       "Known reasons: break, meal, training, meeting, admin, emergency.");
    return PresenceWish{Wish::pause, why};
}

std::string_view to_string(Choice choice) {
    switch (choice) {
        case Choice::signed_out: return "signed_out";
        case Choice::ready: return "ready";
        case Choice::paused: return "paused";
        case Choice::finishing: return "finishing";
    }
    return "";
}

std::string_view to_string(PauseReason reason) {
    for (const PauseRule& r : pause_rules)
        if (r.reason == reason) return r.code;
    return "";
}

std::optional<PauseReason> pause_reason(std::string_view code) {
    for (const PauseRule& r : pause_rules)
        if (r.code == code) return r.reason;
    return std::nullopt;
}

}  // namespace ol::staff
