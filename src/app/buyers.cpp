// What the buyer's page needs of the other rooms: their part of the thread, and of an erasure.
#include "app/buyers.hpp"

#include <algorithm>

#include "app/kept.hpp"
#include "app/parts.hpp"
#include "contact/calls/events.hpp"
#include "contact/conversations/conversations.hpp"
#include "shop/logistics/events.hpp"
#include "shop/orders/events.hpp"
#include "shop/promises/events.hpp"

namespace ol::app {
namespace {

using customers::ThreadAsk;
using customers::ThreadEntry;
using customers::ThreadKind;

/// A promise knows only its order: what is about another shop's order is not this reader's.
std::vector<ThreadEntry> promises_of(db::Conn& c, const orders::Orders& orders,
                                     const ThreadAsk& ask) {
    auto all = promises::thread(c, ask);
    if (ask.shops.empty()) return all;
    std::erase_if(all, [&](const ThreadEntry& e) {
        const auto shop = e.order_id ? orders.shop_of(c, *e.order_id) : std::nullopt;
        return shop && std::ranges::find(ask.shops, shop->value) == ask.shops.end();
    });
    return all;
}

std::vector<ThreadEntry> decisions_of(db::Conn& c, const ThreadAsk& ask) {
    ThreadAsk every = ask;
    every.before = from_ms(std::int64_t{1} << 53), every.before_id = std::int64_t{1} << 53;
    every.limit = 500;
    std::vector<OrderId> ids;
    for (const auto& e : orders::thread(c, every)) ids.push_back(*e.order_id);
    return logistics::thread(c, ask, ids);
}

bool in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}

/// Whom a call would reach, when a known buyer: by himself, his order, a task, or a number that is
/// his alone. Of another shop's order or task nothing is told, not even who is with its buyer.
CustomerId buyer_of(Centre::Parts& p, const http::Principal& who, const calls::DialIn& in) {
    if (in.customer_id) return *in.customer_id;
    if (in.number) {
        const auto caller = p.customers->identify(*in.number, "");
        const bool his = caller && caller->who == customers::Who::buyer;
        return his ? caller->customer_ids.front() : CustomerId{};
    }
    CustomerId buyer;
    (void)p.db->read([&](db::Conn& c) -> Result<> {
        if (in.order_id)
            if (const auto order = p.orders->order(c, *in.order_id);
                order && in_shops(who, order->shop_id))
                buyer = order->customer_id;
        if (in.contact_id)
            if (const auto row = calls::with_buyer(c, *in.contact_id);
                row && in_shops(who, row->shop))
                buyer = row->customer;
        return {};
    });
    return buyer;
}

}  // namespace

namespace {

customers::PageDeps page_deps(Centre::Parts& p) {
    customers::PageDeps d{*p.db, *p.ids, system_clock(), *p.customers, p.customers_deps().audit};
    d.person_name = [&p](PersonId person) { return p.staff->directory()->name_of(person); };
    d.sources = {
        {ThreadKind::contact, calls::thread},
        {ThreadKind::order, orders::thread},
        {ThreadKind::promise,
         [&p](db::Conn& c, const ThreadAsk& ask) { return promises_of(c, *p.orders, ask); }},
        {ThreadKind::decision, decisions_of},
        {ThreadKind::message, conversations::thread}};
    d.in_talk = [](db::Conn& c, CustomerId id) -> std::optional<customers::TalkNow> {
        const auto talk = calls::in_talk(c, id);
        if (!talk) return std::nullopt;
        return customers::TalkNow{talk->person, talk->contact, talk->since};
    };
    d.dialled = [](db::Conn& c, ContactId id) -> std::optional<customers::DialledFact> {
        const auto call = calls::with_buyer(c, id);
        if (!call) return std::nullopt;
        return customers::DialledFact{call->customer, call->person};
    };
    d.number_of = [&p](PersonId person, ContactId contact,
                       CustomerId buyer) -> std::optional<std::string> {
        if (!p.calls || !contact || !p.calls->works_with(person, contact, buyer))
            return std::nullopt;
        return p.calls->number_of(contact);
    };
    d.by_order = orders::buyers_by_number;
    arrange_erasure(d, p.config.var + "/letters");
    d.on_changed = [&p](CustomerId buyer) {
        if (p.server)
            p.server->hub().to_permission("customers.view", "buyer",
                                          "{\"id\":\"" + std::to_string(buyer.value) + "\"}");
    };
    return d;
}

}  // namespace

bool known_in(const Centre::Parts& p, db::Conn& c, CustomerId buyer,
              const std::vector<std::int64_t>& shops) {
    constexpr std::int64_t ever = std::int64_t{1} << 53;
    const ThreadAsk ask{buyer, from_ms(ever), ever, 20, shops};
    return !orders::thread(c, ask).empty() || !calls::thread(c, ask).empty() ||
           !conversations::thread(c, ask).empty() || !promises_of(c, *p.orders, ask).empty();
}

MayReach add_buyer_routes(Centre::Parts& parts) {
    const auto page = std::make_shared<customers::Page>(page_deps(parts));
    customers::add_page_routes(parts.router, page);
    parts.db->follow("customers.ledger",
                     [page](std::span<const db::JournalRow> rows) { page->take(rows); });
    return [page](PersonId by, CustomerId buyer) { return page->may_reach(by, buyer); };
}

/// What cannot be read is refused by the route itself.
void add_call_routes(Centre::Parts& parts, MayReach may_reach) {
    http::Router of_calls;
    parts.calls->add_routes(of_calls);
    for (auto route : of_calls.routes()) {
        if (route.method == http::Method::post && route.path == "/api/v1/calls")
            route.handler = [&parts, may_reach,
                             dial = route.handler](http::Request& r) -> http::Response {
                if (const auto in = json::read<calls::DialIn>(r.body))
                    if (auto ok = may_reach(r.who.person, buyer_of(parts, r.who, *in)); !ok)
                        return http::problem(ok.error());
                return dial(r);
            };
        parts.router.add(std::move(route));
    }
}

}  // namespace ol::app
