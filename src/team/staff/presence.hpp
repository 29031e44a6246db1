#pragma once
// What a person chose: signed out, ready, paused (why), finishing ("finish and leave": no new
// contact, then out). Pure: the floor drives it and adds what it knows itself (reserved, talking,
// wrap-up). Choices take effect when the current contact is over; `drained` tells this machine that
// nothing is left in her hands.
#include <array>
#include <optional>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::staff {

enum class Choice { signed_out, ready, paused, finishing };
enum class Wish { be_ready, pause, finish, sign_out, drained };
enum class PauseReason { rest, meal, training, meeting, admin, emergency };

struct PresenceStep {
    Choice from;
    Wish on;
    Choice to;
};
inline constexpr auto presence_steps = std::to_array<PresenceStep>({
    {Choice::signed_out, Wish::be_ready, Choice::ready},
    {Choice::signed_out, Wish::pause, Choice::paused},
    {Choice::signed_out, Wish::sign_out, Choice::signed_out},
    {Choice::ready, Wish::be_ready, Choice::ready},
    {Choice::ready, Wish::pause, Choice::paused},
    {Choice::ready, Wish::finish, Choice::finishing},
    {Choice::ready, Wish::sign_out, Choice::signed_out},
    {Choice::paused, Wish::be_ready, Choice::ready},
    {Choice::paused, Wish::pause, Choice::paused},
    {Choice::paused, Wish::finish, Choice::finishing},
    {Choice::paused, Wish::sign_out, Choice::signed_out},
    {Choice::finishing, Wish::be_ready, Choice::ready},
    {Choice::finishing, Wish::pause, Choice::paused},
    {Choice::finishing, Wish::finish, Choice::finishing},
    {Choice::finishing, Wish::sign_out, Choice::signed_out},
    {Choice::finishing, Wish::drained, Choice::signed_out},
});

constexpr std::optional<Choice> next(Choice from, Wish on) {
    for (const PresenceStep& s : presence_steps)
        if (s.from == from && s.on == on) return s.to;
    return std::nullopt;  // the API answers 409
}
static_assert(!next(Choice::signed_out, Wish::finish));
static_assert(!next(Choice::ready, Wish::drained) && !next(Choice::paused, Wish::drained));
static_assert(next(Choice::finishing, Wish::drained) == Choice::signed_out);
static_assert(next(Choice::finishing, Wish::be_ready) == Choice::ready, "she may change her mind");

struct PauseRule {
    PauseReason reason;
    std::string_view code;
    bool productive;  // counts as worked time in adherence
};
inline constexpr auto pause_rules = std::to_array<PauseRule>({
    {PauseReason::rest, "break", false},
    {PauseReason::meal, "meal", false},
    {PauseReason::training, "training", true},
    {PauseReason::meeting, "meeting", true},
    {PauseReason::admin, "admin", true},
    {PauseReason::emergency, "emergency", false},
});

struct Presence {
    Choice choice = Choice::signed_out;
    std::optional<PauseReason> reason;  // set exactly when paused
    Time since{};
    friend bool operator==(const Presence&, const Presence&) = default;
};

struct PresenceWish {
    Wish wish = Wish::be_ready;
    std::optional<PauseReason> reason;
};

/// The state after the wish. The same choice again changes nothing (`since` stays).
/// Errors: conflict "presence.not_signed_in" (finish while signed out), invalid
/// "presence.reason_required".
Result<Presence> apply(const Presence& before, const PresenceWish& wish, Time now);

/// From the API's {state, reason}: "ready" | "paused" | "signed_out" | "finishing".
/// Errors: invalid "presence.state", "presence.reason_required", "presence.reason_unknown".
Result<PresenceWish> read_wish(std::string_view state, std::string_view reason);

std::string_view to_string(Choice choice);
std::string_view to_string(PauseReason reason);  // its code
std::optional<PauseReason> pause_reason(std::string_view code);

}  // namespace ol::staff
