#pragma once
// Where a parcel stands after one more event. Events come late, twice and in any order; the state
// goes back only where the courier's own time says so and the parcel's life allows it.
#include <optional>

#include "platform/base/time.hpp"
#include "shop/logistics/status.hpp"

namespace ol::logistics {

struct Standing {
    Status status = Status::registered;
    std::optional<Time> at;  // of the event that set it
};

/// The status after an event, nullopt when it changes nothing: unknown codes, older news, the same
/// again, and whatever would wake a parcel that has ended.
std::optional<Status> moved(const Standing& now, Status status, std::optional<Time> at);

/// Ended for good: received by somebody, or back in the shop.
constexpr bool has_ended(Status s) {
    return s == Status::delivered || s == Status::partly_delivered || s == Status::returned;
}

}  // namespace ol::logistics
