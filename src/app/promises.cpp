// What promises need of the other rooms: whose shop, who is above, who hears of them at once; their
// clock, and the kept-rate as a file.
#include <algorithm>

#include "app/parts.hpp"
#include "platform/base/json.hpp"
#include "platform/base/names.hpp"

namespace ol::app {

promises::Deps Centre::Parts::promises_deps() {
    promises::Deps d{*db, *ids, system_clock(), *customers, {}, {}, {}};
    d.person_name = [this](db::Conn&, PersonId person) {
        return staff->directory()->name_of(person);
    };
    d.on_changed = [this](const promises::Promise& p) { promise_changed(p); };
    d.in_scope = [this](db::Conn& c, const http::Principal& who, const promises::Promise& p) {
        if (who.shops.empty()) return true;
        const auto shop = p.shop_id     ? p.shop_id
                          : !p.order_id ? std::nullopt
                                        : orders->shop_of(c, *p.order_id);
        return !shop || who.shops.contains(shop->value);
    };
    d.shop_of = [this](db::Conn& c, OrderId order) { return orders->shop_of(c, order); };
    d.superior = [this](PersonId person, Time now) { return staff->superior_of(person, now); };
    d.may_own = [this](PersonId person) {
        const auto directory = staff->directory();
        const auto* member = directory->find(person);
        return member && member->person.active && member->principal.may("promises.edit");
    };
    d.tell = [this](PersonId person, const promises::PromiseNotice& n) { push_notice(person, n); };
    d.directory = [this] { return promise_directory(); };
    return d;
}

/// People, departments and shops as the kept-rate names them.
promises::Directory Centre::Parts::promise_directory() const {
    const auto known = staff->directory();
    promises::Directory out;
    for (const auto& [id, member] : known->people) {
        out.people[id.value] = member.person.name;
        if (member.person.department_id)
            out.department_of[id.value] = member.person.department_id->value;
    }
    for (const auto& [id, department] : known->departments)
        out.departments[id.value] = department.name;
    for (const auto& [id, shop] : known->shops) out.shops[id.value] = shop.name;
    return out;
}

void Centre::Parts::promise_changed(const promises::Promise& p) {
    push_promise("promise", p);
    if (chores) chores->post([this] { promise_clock(); });
}

/// To those who may see promises of its shop; one of no shop is everybody's.
void Centre::Parts::push_promise(const char* event, const promises::Promise& p) {
    if (!server) return;
    ShopId shop = p.shop_id.value_or(ShopId{});
    if (!shop && p.order_id)
        (void)db->read([&](db::Conn& c) -> Result<> {
            shop = orders->shop_of(c, *p.order_id).value_or(ShopId{});
            return {};
        });
    server->hub().to_permission("promises.view", event, json::write(p), shop);
}

/// One interruption of one person; what nobody owns is everybody's.
void Centre::Parts::push_notice(PersonId person, const promises::PromiseNotice& n) {
    if (!server) return;
    if (person)
        server->hub().to_person(person, "promise_due", json::write(n));
    else
        server->hub().to_permission("promises.view", "promise_due", json::write(n),
                                    n.promise.shop_id.value_or(ShopId{}));
}

/// Rings at the next moment: a warning goes out when its time comes, a promise not kept is broken
/// within a second and its owner's superior hears of it.
void Centre::Parts::promise_clock() {
    promises::Tick tick;
    const auto done = db->write([&](db::Tx& tx) -> Result<> {
        tick = promises->tick(tx);
        return {};
    });
    if (done) {
        for (const auto& p : tick.broken) push_promise("promise", p);
        promises->tell(tick);
    }
    const Time now = system_clock().now(), minute = now + Ms{60000};
    const auto asked = approvals->run_due(now);  // requests that nobody answered lapse
    const Time due = std::min(tick.next.value_or(minute), asked.value_or(minute));
    const Time next = std::clamp(due, now, minute);
    if (promise_timer) chores->cancel(promise_timer);
    promise_timer = chores->at(chores->now() + (next - now) + Ms{5}, [this] {
        promise_timer = 0;
        promise_clock();
    });
}

/// The parcel's courier is the promise's: by him its kept-rate is counted.
void Centre::Parts::courier_known(OrderId order) {
    std::string courier;
    (void)db->read([&](db::Conn& c) -> Result<> {
        const auto parcels = logistics->of_order(c, order);
        if (parcels.empty()) return {};
        const std::string now(to_name(parcels.back().courier));
        for (const auto& p : promises->list(c, {.order = order, .limit = 20}).items)
            if (p.kind == promises::Kind::delivery && p.state == promises::State::open &&
                p.courier != now)
                courier = now;
        return {};
    });
    if (courier.empty()) return;
    (void)db->write([&](db::Tx& tx) -> Result<> {
        promises->set_courier(tx, order, courier);
        return {};
    });
}

}  // namespace ol::app
