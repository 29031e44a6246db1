// What the calls to buyers about their orders need of the other rooms.
#include <algorithm>

#include "app/parts.hpp"
#include "platform/base/text.hpp"

namespace ol::app {
namespace {

std::string reason_of(orders::Purpose purpose) {
    switch (purpose) {
        case orders::Purpose::confirm: return "order_confirm";
        case orders::Purpose::short_goods: return "order_short";
    }
    return "";
}

}  // namespace

/// Where he may be: as he told us, and where his number is from. All of them must permit.
std::vector<std::string> Centre::Parts::buyer_zones(db::Conn& c, const orders::Order& order) const {
    const auto directory = staff->directory();
    const auto shop = directory->shops.find(order.shop_id);
    const std::string shop_zone = shop == directory->shops.end() ? "UTC" : shop->second.tz;
    const std::string region =
        shop == directory->shops.end() ? std::string() : shop->second.default_region;
    const auto buyer = customers->customer(c, order.customer_id, customers::Visibility::full);
    const std::string told = buyer ? buyer->tz : "";
    std::vector<std::string> out{trunks::zone_of(phone_region(order.phone), region, shop_zone, "")};
    if (out.front().empty()) out.front() = shop_zone;
    if (!told.empty() && local_time(Time{}, told) && told != out.front()) out.push_back(told);
    return out;
}

orders::EffortDeps Centre::Parts::effort_deps() {
    orders::EffortDeps d{*db,
                         *ids,
                         system_clock(),
                         *orders,
                         *order_work,
                         key32,
                         stores_deps().public_url,
                         {},
                         {},
                         {},
                         {},
                         {},
                         {},
                         {}};
    d.ask = [this](const orders::EffortTask& task) { ask_order_call(task); };
    d.withdraw = [this](ContactId task) {
        if (calls) calls->withdraw_task(task);
    };
    d.task = [](db::Conn& c, ContactId task) -> std::optional<orders::TaskFacts> {
        const auto known = calls::Calls::task_facts(c, task);
        if (!known) return std::nullopt;
        return orders::TaskFacts{known->over, known->disposition, known->by, known->at};
    };
    d.zones = [this](db::Conn& c, const orders::Order& order) { return buyer_zones(c, order); };
    d.wake = [this] {
        if (chores) chores->post([this] { effort_clock(); });
    };
    d.person_name = [this](db::Conn&, PersonId person) {
        return staff->directory()->name_of(person);
    };
    d.audit = [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
                     std::string_view detail) {
        staff->audit(tx, who, what, subject, detail.empty() ? "{}" : detail);
    };
    return d;
}

/// The order's call stands in the line, first for who tried before.
void Centre::Parts::ask_order_call(const orders::EffortTask& asked) {
    if (!calls) return;
    const auto directory = staff->directory();
    const auto shop = directory->shops.find(asked.shop);
    const std::string region =
        shop == directory->shops.end() ? std::string() : shop->second.default_region;
    calls::AskedTask task{
        asked.shop, asked.customer, asked.number, reason_of(asked.purpose), asked.owner, {}};
    task.kind = task.reason;
    task.order = asked.order;
    task.id = asked.id;
    task.until = asked.until;
    task.queue = asked.queue;
    if (auto caller = customers->identify(asked.number, region)) task.caller = std::move(*caller);
    calls->ask_task(std::move(task));
}

/// Rings at the next call's hour.
void Centre::Parts::effort_clock() {
    if (stopping || !efforts) return;
    const Time now = system_clock().now();
    const Time next = efforts->run_due(now);
    if (effort_timer) chores->cancel(effort_timer);
    effort_timer = chores->at(chores->now() + std::max(next - now, Ms{5}), [this] {
        effort_timer = 0;
        effort_clock();
    });
}

}  // namespace ol::app
