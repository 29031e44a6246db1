// Orders that the desk made, on their way into the shop's own system: what they are as a connector
// speaks of orders, and the moment from which the shop's word about its copy is about ours.
#include "shop/orders/outgoing.hpp"

#include "platform/base/json.hpp"
#include "shop/orders/events.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {
namespace {

Error no_such_order() {
    return not_found("orders.unknown", "No such order; the list may be out of date.");
}

std::string email_of(db::Conn& c, const customers::Customers& customers, CustomerId id) {
    const auto buyer = customers.customer(c, id, customers::Visibility::full);
    if (!buyer) return {};
    for (const auto& identity : buyer->identities)
        if (identity.kind == customers::IdentityKind::email) return identity.value;
    return {};
}

}  // namespace

Result<MadeHere> made_here(db::Conn& c, const Orders& orders, OrderId id) {
    const auto k = store::load(c, id);
    if (!k) return no_such_order();
    const Order& o = k->order;
    const bool part = !c.query("select 1 from order_link where order_id = ?1 and kind = 'split_of'",
                               id)
                           .empty();
    MadeHere out{o.source == "desk" && !part, o.desk_state, {}};
    ExternalOrder& e = out.order;
    e.shop_id = o.shop_id, e.number = o.number, e.created_at = o.created_at;
    e.currency = o.total.currency, e.total_minor = o.total.minor, e.paid_minor = k->paid_minor;
    e.pay_method = o.pay_method, e.delivery_method = o.delivery_method;
    e.recipient = o.recipient, e.phone = o.phone, e.address = o.address, e.city = k->city;
    e.customer_email = email_of(c, orders.deps().customers, o.customer_id);
    e.delivery_from = o.delivery_from, e.delivery_to = o.delivery_to, e.note = o.note;
    for (const auto& l : o.lines)
        e.lines.push_back({"", l.sku, l.name, l.quantity, l.price.minor, l.total.minor});
    return out;
}

Result<> join_external(db::Tx& tx, IdSource& ids, OrderId id, const ExternalOrder& in) {
    if (auto ok = check_external(in); !ok) return ok.error();
    if (const auto known = store::external(tx.conn, in.origin, in.external_id)) {
        if (known->order == id) return {};
        return conflict("orders.joined", "This order of the shop is another order here.");
    }
    const auto k = store::load(tx.conn, id);
    if (!k) return no_such_order();
    if (!tx.query("select 1 from order_external where order_id = ?1", id).empty())
        return conflict("orders.joined", "This order stands in another system already.");
    // Erased between the sending and the answer: the shop's name for him is not taken up again.
    const bool erased = k->order.phone.empty() && k->order.recipient.empty();
    const ExternalOrder kept = erased ? without_person(in) : in;
    store::put_external(tx, in.origin, in.external_id,
                        {id, in.modified_at, store::external_hash(kept), json::write(kept)});
    if (erased) tx.exec("update order_external set erased = ?2 where order_id = ?1", id, true);
    store::add_timeline(tx, ids.next(), id, "in_shop", {}, {{"number", in.number}});
    if (in.total_minor != k->order.total.minor)  // the sum told to her stays; somebody settles it
        store::add_timeline(tx, ids.next(), id, "shop_sum_differs", {}, {});
    tx.journal({"order.in_shop", id.value, 0});
    return {};
}

}  // namespace ol::orders
