// What deliveries need of the other rooms.
#include <algorithm>
#include <limits>

#include "app/parts.hpp"

namespace ol::app {
namespace {

/// How many more orders like this the shelves would fill: by the line that is shortest.
std::int64_t whole_orders(db::Conn& c, const catalogue::Catalogue& catalogue,
                          const orders::Order& order) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (const auto& line : order.lines) {
        const auto product = catalogue.by_sku(c, order.shop_id, line.sku);
        if (!product || line.quantity <= 0) return 0;  // nobody knows: nothing is promised
        const auto free = catalogue.free(c, std::span(&*product, 1));
        const auto it = free.find(*product);
        if (it != free.end())
            least = std::min(least, std::max<std::int64_t>(it->second, 0) / line.quantity);
    }
    return order.lines.empty() ? 0 : least;
}

}  // namespace

logistics::Deps Centre::Parts::logistics_deps() {
    logistics::Deps d{*db,
                      *ids,
                      system_clock(),
                      *orders,
                      *promises,
                      [](const http::ClientRequest& r) { return http::fetch(r); },
                      key32,
                      config.private_stores};
    d.zone = [this](ShopId shop) {
        const auto directory = staff->directory();
        const auto it = directory->shops.find(shop);
        return it == directory->shops.end() ? std::string("UTC") : it->second.tz;
    };
    d.person_name = [this](db::Conn&, PersonId person) {
        return staff->directory()->name_of(person);
    };
    d.stock = [this](db::Conn& c, const orders::Order& order) {
        return whole_orders(c, *catalogue, order);
    };
    d.leaving = [this](db::Conn& c, OrderId order) {
        logistics::Deps::Leaving out;
        const auto card = order_work->card(c, order);
        if (!card) return out;
        using R = orders::SortReason;
        const auto why = card->sorted.reason;
        if (why == R::no_stock || why == R::payment) out.bar = to_name(why);
        out.city = card->sorted.city;
        return out;
    };
    d.audit = [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
                     std::string_view detail) { staff->audit(tx, who, what, subject, detail); };
    d.on_duty = [this](const logistics::ContactDuty& duty) { ask_delivery_call(duty); };
    d.on_decision = [this](const logistics::Decision& decision) {
        if (server)
            server->hub().to_permission("orders.view", "decision",
                                        "{\"id\":\"" + std::to_string(decision.id.value) + "\"}",
                                        decision.shop_id);
        if (couriers) couriers->post([this] { delivery_clock(); });
    };
    d.approvals = approvals.get();
    d.on_shipment = [this](OrderId order) {
        courier_known(order);
        if (server)
            server->hub().to_permission(
                "orders.view", "order",
                "{\"id\":\"" + std::to_string(order.value) + "\",\"version\":0}");
    };
    return d;
}

/// A call to the buyer stands in the line, first for the order's owner.
void Centre::Parts::ask_delivery_call(const logistics::ContactDuty& duty) {
    if (!calls) return;
    const auto directory = staff->directory();
    const auto shop = directory->shops.find(duty.shop);
    const std::string region =
        shop == directory->shops.end() ? std::string() : shop->second.default_region;
    calls::AskedTask task{
        duty.shop, duty.customer, duty.number, duty.reason, duty.owner.value_or(PersonId{}), {}};
    if (auto caller = customers->identify(duty.number, region)) task.caller = std::move(*caller);
    calls->ask_task(std::move(task));
}

/// Deadlines to the second, couriers' answers and unsettled waybills each minute.
void Centre::Parts::delivery_clock() {
    const Time now = system_clock().now();
    const Time next = logistics->run_due(now);
    logistics->settle_sent();
    logistics->poll_due();
    if (delivery_timer) couriers->cancel(delivery_timer);
    delivery_timer = couriers->at(couriers->now() + (next - now), [this] {
        delivery_timer = 0;
        delivery_clock();
    });
}

}  // namespace ol::app
