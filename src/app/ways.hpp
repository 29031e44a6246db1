#pragma once
// Couriers' directories and the ways to deliver an order. Private to app.
#include "app/parts.hpp"

namespace ol::app {

/// Adds their routes; a thread of their own reads what is due, as long as the routes live.
void add_way_routes(Centre::Parts& parts);

}  // namespace ol::app
