#pragma once
// What the room tells and does for the buyer's page; the second public header of the room, thin on
// purpose (orders.hpp is read by many).
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/db/db.hpp"
#include "shop/customers/page/erasing.hpp"
#include "shop/customers/thread.hpp"

namespace ol::orders {

/// His orders by the time they were taken.
std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask);

/// Buyers of the newest orders with this number as people say it ("1001" finds "D1001"), with the
/// number as it stands. Shops empty = all. At most eight.
std::vector<std::pair<CustomerId, std::string>> buyers_by_number(
    db::Conn& c, std::span<const std::int64_t> shops, std::string_view number);

struct ExternalOrder;
/// What a store says of an order, without who ordered and receives it.
ExternalOrder without_person(ExternalOrder order);

/// What an order keeps of its buyer goes: recipient, telephone, address, notes, values that were
/// confirmed or changed, what a store said last, and what a merge kept of before (such a merge can
/// no longer be undone). Lines, sums and states stay.
void erase_buyer(db::Tx& tx, CustomerId customer);
/// What the shop still owes him or he the shop: "open_orders", "unpaid_orders". An erasure waits.
std::vector<customers::HeldBack> held_back(db::Conn& c, CustomerId customer);

/// All of his, for the erasure in rooms that know orders only.
std::vector<OrderId> ids_of_buyer(db::Conn& c, CustomerId customer);

}  // namespace ol::orders
