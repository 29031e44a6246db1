#include "shop/logistics/events.hpp"

#include <algorithm>

#include "platform/base/json.hpp"
#include "shop/logistics/waybills.hpp"

namespace ol::logistics {
namespace {

/// A waybill's fields without the person; the sums and the city stay. "" where nothing was kept.
std::string nobodys(const std::string& kept) {
    auto fields = json::read<WaybillFields>(kept);
    if (!fields) return {};
    fields->recipient.clear(), fields->phone.clear(), fields->address.clear();
    return json::write(*fields);
}

void erase_parcel(db::Tx& tx, std::int64_t shipment, const std::string& made,
                  const std::string& asked) {
    tx.exec("update shipment set made_from = ?2, asked_from = ?3, send_error = '' where id = ?1",
            shipment, nobodys(made), nobodys(asked));
    tx.exec("update track_event set reason = '' where shipment_id = ?1", shipment);
    tx.exec("update decision set why = '' where shipment_id = ?1", shipment);
}

}  // namespace

void erase_orders(db::Tx& tx, std::span<const OrderId> orders) {
    for (const auto order : orders) {
        tx.exec("update order_way set address = '' where order_id = ?1", order);
        const auto r =
            tx.query("select id, made_from, asked_from from shipment where order_id = ?1", order);
        for (std::size_t i = 0; i < r.size(); ++i)
            erase_parcel(tx, r.i64(i, 0), r.is_null(i, 1) ? "" : r.text(i, 1),
                         r.is_null(i, 2) ? "" : r.text(i, 2));
    }
}

std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask,
                                           std::span<const OrderId> orders) {
    constexpr std::size_t orders_max = 500;
    if (orders.empty()) return {};
    std::vector<db::Value> args{to_ms(ask.before), ask.before_id, std::int64_t{ask.limit}};
    std::string in;
    for (const auto order : orders.first(std::min(orders.size(), orders_max))) {
        args.emplace_back(order.value);
        in += (in.empty() ? "?" : ",?") + std::to_string(args.size());
    }
    const auto r = c.run(
        "select d.id, d.asked_at, d.state, d.chosen, d.person_id, d.order_id, d.decide_by "
        "from shipment s join decision d on d.shipment_id = s.id where s.order_id in (" +
            in + ") and (d.asked_at, d.id) < (?1, ?2) order by d.asked_at desc, d.id desc limit ?3",
        args);
    std::vector<customers::ThreadEntry> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        customers::ThreadEntry e;
        e.kind = customers::ThreadKind::decision;
        e.id = std::to_string(r.i64(i, 0));
        e.at = from_ms(r.i64(i, 1));
        e.state = r.text(i, 2);
        e.what = r.text(i, 3);
        if (!r.is_null(i, 4)) e.by = PersonId{r.i64(i, 4)};
        e.order_id = OrderId{r.i64(i, 5)};
        e.due_at = from_ms(r.i64(i, 6));
        out.push_back(std::move(e));
    }
    return out;
}

}  // namespace ol::logistics
