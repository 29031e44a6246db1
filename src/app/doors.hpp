#pragma once
// The doors of the chat's window beside the chat. Private to app.
#include "app/parts.hpp"

namespace ol::app {

/// What the window offers in this shop. Any thread; reads the database.
conversations::DoorsOpen doors_open(const Centre::Parts& parts, ShopId shop);
void add_door_routes(Centre::Parts& parts);

}  // namespace ol::app
