// Routes of calling out. Whom she calls is found here, on a worker; whether she may, on the floor.
#include "contact/calls/api.hpp"
#include "platform/base/text.hpp"
#include "platform/base/zone_period.hpp"

namespace ol::calls {
namespace {

/// The first number of hers.
std::string number_of(const customers::Customer& customer) {
    for (const auto& identity : customer.identities)
        if (identity.kind == customers::IdentityKind::phone) return identity.value;
    return {};
}

Error no_number() { return conflict("calls.no_number", "no telephone number is known"); }

Result<DialTarget> of_customer(Calls::Impl& i, CustomerId id) {
    auto customer = i.deps.customers.customer(id, customers::Visibility::full);
    if (!customer) return customer.error();
    DialTarget to;
    to.customer = id;
    to.name = customer->name;
    to.zone = customer->tz;
    to.do_not_call = customer->do_not_call;
    to.number = number_of(*customer);
    return to;
}

Result<DialTarget> of_order(Calls::Impl& i, const http::Principal& who, OrderId id) {
    auto order = i.deps.db.read_as<orders::Order>(
        [&](db::Conn& conn) { return i.deps.orders.order(conn, id); });
    if (!order) return order.error();
    if (!in_shops(who, order->shop_id))
        return not_found("orders.not_found", "there is no such order");
    DialTarget to;
    if (order->customer_id)
        if (auto buyer = of_customer(i, order->customer_id)) to = *buyer;
    to.shop = order->shop_id;
    if (!order->phone.empty()) to.number = order->phone;
    if (to.name.empty()) to.name = order->recipient;
    return to;
}

Result<DialTarget> of_task(Calls::Impl& i, const http::Principal& who, ContactId id) {
    return i.ask<DialTarget>([&i, who, id]() -> Result<DialTarget> {
        const auto* task = i.find(id);
        if (!task || !in_shops(who, task->row.shop)) return no_contact();
        if (task->row.channel != "task")
            return invalid("calls.not_a_task", "contact_id", "this contact is no task");
        const bool others = task->row.state == "talking" || task->row.state == "wrap_up" ||
                            task->row.state == "dialling";
        if (others && task->row.agent != who.person) return not_yours();
        const auto& at = task->ringing_at;
        if (!at.empty() && std::find(at.begin(), at.end(), who.person) == at.end())
            return not_yours();
        if (task->row.state == "wrap_up")
            return conflict("calls.in_wrap_up", "save the wrap-up first");
        DialTarget to;
        to.task = id;
        to.shop = task->row.shop;
        to.number = task->row.number;
        to.customer = task->row.customer;
        to.name = task->row.caller_name;
        return to;
    });
}

Result<DialTarget> target(Calls::Impl& i, const http::Principal& who, const DialIn& in) {
    const int given = (in.number ? 1 : 0) + (in.order_id ? 1 : 0) + (in.customer_id ? 1 : 0) +
                      (in.contact_id ? 1 : 0);
    if (given != 1)
        return invalid("calls.whom", "number",
                       "give one of number, order_id, customer_id, contact_id");
    Result<DialTarget> to = DialTarget{};
    if (in.order_id) to = of_order(i, who, *in.order_id);
    if (in.customer_id) to = of_customer(i, *in.customer_id);
    if (in.contact_id) to = of_task(i, who, *in.contact_id);
    if (!to) return to;
    if (in.number) to->number = *in.number;
    if (to->number.empty()) return no_number();
    if (in.shop_id && !to->shop) {
        if (!in_shops(who, *in.shop_id))
            return not_found("staff.shop_not_found", "there is no such shop");
        to->shop = *in.shop_id;
    }
    return to;
}

}  // namespace

Result<DialTarget> dial_target(Calls::Impl& i, const http::Principal& who, const DialIn& in) {
    return target(i, who, in);
}

namespace {

std::string clock_text(int minute) {
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(minute / 60) + ":" + two(minute % 60);
}

DialCheck check_of(const Calls::Impl& i, PersonId by, const DialTarget& to) {
    DialCheck out;
    const auto plan = i.plan_call(by, to);
    if (!plan) {
        out.code = plan.error().code;
        return out;
    }
    out.number_masked = mask_phone(plan->number);
    out.country = plan->country.value_or("");
    out.quiet = plan->quiet.quiet;
    if (!plan->quiet.zone.empty()) out.local_time = clock_text(plan->quiet.minute);
    if (out.quiet) out.code = "calls.quiet_hours";
    if (to.do_not_call) out.code = "calls.do_not_call";
    return out;
}

}  // namespace

void CallRoutes::add_out() {
    router.on<DialIn, DialOut>(
        route(Method::post, "/api/v1/calls",
              "Call a number, an order's or customer's buyer, or the caller of a task",
              "calls.dial"),
        [i = &impl](Request& r, const DialIn& in) -> Result<DialOut> {
            auto to = target(*i, r.who, in);
            if (!to) return to.error();
            return i->ask<DialOut>([i, who = r.who.person, to = *to, in]() -> Result<DialOut> {
                auto id = i->dial(who, to, in);
                if (!id) return id.error();
                return DialOut{*id};
            });
        });
    // POST, so that no number stands in an address.
    router.on<DialIn, DialCheck>(
        route(Method::post, "/api/v1/calls/check",
              "Whether it can be called now, and what time it is there; nothing happens",
              "calls.dial"),
        [i = &impl](Request& r, const DialIn& in) -> Result<DialCheck> {
            const auto to = target(*i, r.who, in);
            if (!to) return to.error();
            return i->ask<DialCheck>([i, who = r.who.person, to = *to]() -> Result<DialCheck> {
                return check_of(*i, who, to);
            });
        });
}

}  // namespace ol::calls
