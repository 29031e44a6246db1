#pragma once
// What decides about calls out, without a clock, sockets or locks: by which trunks, in which order,
// why not by the others; when a failure goes on to the next; and when it is no hour to call.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contact/trunks/types.hpp"
#include "platform/sip/sip.hpp"

namespace ol::trunks {

/// Why a trunk does not carry a call.
enum class Refusal {
    disabled,
    calls_in_only,   // it has no server
    other_prefix,    // it does not serve this number
    country,         // toll fraud: not on its list
    premium,         // toll fraud: dearer than a usual call
    calls_full,      // as many calls as it may have
    day_full,        // as many as it may carry in 24 hours
    not_registered,  // the carrier refused us
};
BOOST_DESCRIBE_ENUM(Refusal, disabled, calls_in_only, other_prefix, country, premium, calls_full,
                    day_full, not_registered)

struct Health {
    bool alive = true;        // answers, or was not asked yet
    bool refused_us = false;  // REGISTER came back refused
};
struct Usage {
    int now = 0, today = 0;
};
struct KnownTrunk {
    TrunkId id;
    TrunkSettings settings;
    Health health;
    Usage usage;
};

/// A number as the rules need it.
struct Target {
    std::string number;                  // E.164
    std::optional<std::string> country;  // none: nobody knows where that is
    bool dear = false;                   // premium rate: never called
};

/// Why it does not carry a call there; nothing when it does.
std::optional<Refusal> refusal(const KnownTrunk& trunk, const Target& target,
                               std::string_view shop_country);

struct Refused {
    TrunkId trunk;
    Refusal why{};
    friend bool operator==(const Refused&, const Refused&) = default;
};
struct Choice {
    std::vector<TrunkId> candidates;  // in order
    std::vector<Refused> refused;
};
/// Whoever it is of these trunks: their lists of countries leave this number out, and waiting for a
/// free line would change nothing.
bool off_every_list(const Choice& choice);
/// The longest prefix first, then priority, then id; those that answer before those that do not.
Choice choose(const Target& target, std::string_view shop_country,
              std::span<const KnownTrunk> trunks);

/// How a call out came out, noted by itself.
/// unattended: he was called first and answered, and none of ours came to the phone
enum class Outcome {
    answered,
    busy,
    no_answer,
    wrong_number,
    refused,
    unreachable,
    cancelled,
    unattended
};
BOOST_DESCRIBE_ENUM(Outcome, answered, busy, no_answer, wrong_number, refused, unreachable,
                    cancelled, unattended)
/// `rang`: the far end was reached before it failed.
Outcome outcome_of(sip::EndCause cause, int status, bool rang);
/// The trunk failed, not the buyer: the next one may reach him.
bool goes_on(sip::EndCause cause, int status, bool rang);

/// The number as this trunk wants it dialled, and as its buyers are to see us.
std::string dialled_as(const TrunkSettings& trunk, std::string_view e164);
std::string caller_id_of(const TrunkSettings& trunk, ShopId shop);
/// Buyers see some number of ours, if perhaps not in every shop. The account's name may be one.
bool shows_a_number(const TrunkSettings& trunk);
/// Queue of one of our numbers; `called` as the carrier sent it.
std::optional<QueueId> queue_of(const TrunkSettings& trunk, std::string_view called);

/// First and last minute of the day at which buyers may be called.
struct CallingHours {
    int from_minute = 8 * 60, to_minute = 21 * 60;
};
/// Where the number lives: the buyer's own zone when known, the shop's in its own country, else the
/// main zone of the number's country; unknown: the shop's.
std::string zone_of(const std::optional<std::string>& country, std::string_view shop_country,
                    std::string_view shop_zone, std::string_view buyer_zone);
struct Quiet {
    bool quiet = false;
    std::string zone;
    int minute = 0;  // of the buyer's day
};
Quiet quiet_at(Time now, std::string_view zone, const CallingHours& hours = {});

}  // namespace ol::trunks
