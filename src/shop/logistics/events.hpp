#pragma once
// What the room tells and does for the buyer's page; thin on purpose.
#include <span>

#include "platform/db/db.hpp"
#include "shop/customers/thread.hpp"

namespace ol::logistics {

/// Decisions about these orders (his, at most 500) by the time they were asked for.
std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask,
                                           std::span<const OrderId> orders);

/// What the parcels of these orders keep of who receives them goes: recipient, telephone and
/// address of the waybill as it was made and as it was asked for, what the courier wrote in words,
/// why somebody decided so. City, sums, states, tries, faults and money stay.
void erase_orders(db::Tx& tx, std::span<const OrderId> orders);

}  // namespace ol::logistics
