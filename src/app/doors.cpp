// What the chat window's other doors need of the rest: times and bookings, orders and parcels,
// and a mailbox.
#include "contact/conversations/doors/doors.hpp"

#include <future>

#include "app/doors.hpp"
#include "app/parts.hpp"
#include "contact/calls/web_times.hpp"
#include "contact/letters/letters.hpp"
#include "contact/queues/queues.hpp"

namespace ol::app {
namespace {

constexpr std::chrono::seconds floor_answers_within{5};

/// The one whose rule counts: the chat's own, else the shop's first.
QueueId queue_of(db::Conn& conn, ShopId shop, QueueId wanted) {
    QueueId first;
    for (const auto& queue : queues::load_queues(conn)) {
        if (queue.shop_id != shop) continue;
        if (queue.id == wanted) return wanted;
        if (!first) first = queue.id;
    }
    return first;
}

doors::CallTimes call_times(const Centre::Parts& p, ShopId shop, QueueId wanted) {
    doors::CallTimes out;
    (void)p.db->read([&](db::Conn& conn) -> Result<> {
        const QueueId queue = queue_of(conn, shop, wanted);
        const auto rule = p.callbacks->rule(shop, queue);
        out.tz = rule.tz, out.on = rule.on && queue;
        if (!out.on) return {};
        const auto all = p.callbacks->slots(conn, shop, queue, system_clock().now());
        for (const auto& slot : callbacks::free_slots(all, doors::times_told))
            out.times.push_back({slot.from, slot.to});
        return {};
    });
    return out;
}

Result<doors::CallTime> book(const Centre::Parts& p, const doors::CallAsk& ask) {
    auto promise = std::make_shared<std::promise<Result<calls::BookedCall>>>();
    auto future = promise->get_future();
    calls::book_own_call(
        *p.calls, {ask.shop, ask.queue, ask.phone, ask.name, ask.from},
        [promise](Result<calls::BookedCall> booked) { promise->set_value(std::move(booked)); });
    if (future.wait_for(floor_answers_within) != std::future_status::ready)
        return unavailable("calls.busy", "the floor did not answer in time; ask again");
    auto booked = future.get();
    if (!booked) return booked.error();
    return doors::CallTime{booked->from, booked->to};
}

/// The newest parcel that has a waybill.
void add_parcel(const Centre::Parts& p, db::Conn& conn, OrderId order, doors::OrderKnown& out) {
    Time newest{};
    for (const auto& parcel : p.logistics->of_order(conn, order)) {
        if (parcel.waybill.empty() || parcel.created_at < newest) continue;
        newest = parcel.created_at;
        out.waybill = parcel.waybill, out.courier = std::string(to_name(parcel.courier));
    }
}

std::optional<doors::OrderKnown> order_of(const Centre::Parts& p, ShopId shop,
                                          const std::string& number, const std::string& end) {
    std::optional<doors::OrderKnown> out;
    (void)p.db->read([&](db::Conn& conn) -> Result<> {
        const auto found = p.orders->of_caller(conn, shop, number, end);
        if (!found) return {};
        const auto order = p.orders->order(conn, *found);
        if (!order) return order.error();
        doors::OrderKnown known;
        known.state = std::string(to_name(order->desk_state));
        known.from = order->delivery_from, known.to = order->delivery_to;
        add_parcel(p, conn, *found, known);
        out = std::move(known);
        return {};
    });
    return out;
}

}  // namespace

conversations::DoorsOpen doors_open(const Centre::Parts& parts, ShopId shop) {
    bool calls_back = false, mails = false;
    (void)parts.db->read([&](db::Conn& conn) -> Result<> {
        const QueueId queue = queue_of(conn, shop, {});
        mails = letters::can_copy(conn, shop);
        calls_back = queue && parts.callbacks->rule(shop, queue).on;
        return {};
    });
    return {calls_back, true, mails};
}

void add_door_routes(Centre::Parts& parts) {
    doors::Deps d{*parts.conversations, system_clock(), {}, {}, {}};
    d.call_times = [&parts](ShopId shop, QueueId queue) { return call_times(parts, shop, queue); };
    d.book = [&parts](const doors::CallAsk& ask) { return book(parts, ask); };
    d.order = [&parts](ShopId shop, const std::string& number, const std::string& end) {
        return order_of(parts, shop, number, end);
    };
    d.db = parts.db.get();
    d.has_mail = [&parts](ShopId shop) {
        bool has = false;
        (void)parts.db->read([&](db::Conn& conn) -> Result<> {
            has = letters::can_copy(conn, shop);
            return {};
        });
        return has;
    };
    d.mail = [&parts](const doors::Copy& copy) {
        return parts.letters->send_copy(
            {copy.shop, copy.to, copy.subject, copy.text, copy.key});
    };
    doors::add_routes(parts.router, std::make_shared<doors::Doors>(std::move(d)));
}

}  // namespace ol::app
