#pragma once
// Numbers of couriers, whose types wander. Private.
#include <optional>

#include "shop/logistics/couriers/json_walk.hpp"

namespace ol::logistics {

/// "30", 30, "0.5", 1100.0: thousandths; nothing for what is no number, below zero or past a
/// billion.
std::optional<std::int64_t> thousandths(const walk::bj::object& o, std::string_view key);

}  // namespace ol::logistics
