#pragma once
// What a setting may be: limits that the core holds by itself, and problems that a person is told.
#include "contact/routing/routing.hpp"

namespace ol::routing {

inline constexpr Ms longest_time{Ms::rep{10} * 366 * 24 * 3600 * 1000};

/// No setting may make an offer that is over before it began, or a time that overflows. Members and
/// memberships become one list, by agent.
QueueConfig sane(QueueConfig config);

}  // namespace ol::routing
