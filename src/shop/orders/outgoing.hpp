#pragma once
// Orders of the desk on their way into the shop's own system; a public header of the room, thin on
// purpose (orders.hpp is read by many).
#include "shop/orders/orders.hpp"

namespace ol::orders {

/// An order as a connector speaks of orders: origin, external_id and status are empty.
struct MadeHere {
    bool by_desk = false;  // false: it came from a store or a file, or is a part of another
    DeskState state = DeskState::new_;
    ExternalOrder order;
};

/// orders.unknown
Result<MadeHere> made_here(db::Conn& c, const Orders& orders, OrderId id);
/// `in` is the shop's copy of `id`: its later words come to this order and make no second one.
/// Idempotent. orders.joined: one of both belongs to another already; orders.unknown
Result<> join_external(db::Tx& tx, IdSource& ids, OrderId id, const ExternalOrder& in);

}  // namespace ol::orders
