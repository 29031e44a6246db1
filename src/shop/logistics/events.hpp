#pragma once
// What the room tells the buyer's page; thin on purpose.
#include <span>

#include "platform/db/db.hpp"
#include "shop/customers/thread.hpp"

namespace ol::logistics {

/// Decisions about these orders (his, at most 500) by the time they were asked for.
std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask,
                                           std::span<const OrderId> orders);

}  // namespace ol::logistics
