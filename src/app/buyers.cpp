// What the buyer's page needs of the other rooms: their part of the thread, and of an erasure.
#include "app/buyers.hpp"

#include <algorithm>

#include "app/kept.hpp"
#include "app/parts.hpp"
#include "contact/calls/events.hpp"
#include "contact/conversations/conversations.hpp"
#include "platform/base/text.hpp"
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

struct Reached {
    CustomerId buyer;
    customers::Reach reach;
};

/// Whom a call would reach, when a known buyer: by himself, his order, a task, or a number that is
/// his alone. Of another shop's order or task nothing is told, not even who is with its buyer.
Reached reached_by(Centre::Parts& p, const http::Principal& who, const calls::DialIn& in) {
    Reached out;
    if (in.customer_id) out.buyer = *in.customer_id;
    if (in.number) {
        const auto caller = p.customers->identify(*in.number, "");
        if (caller && caller->who == customers::Who::buyer)
            out.buyer = caller->customer_ids.front();
    }
    (void)p.db->read([&](db::Conn& c) -> Result<> {
        if (in.order_id)
            if (const auto order = p.orders->order(c, *in.order_id);
                order && in_shops(who, order->shop_id))
                out.buyer = order->customer_id;
        if (in.contact_id)
            if (const auto row = calls::with_buyer(c, *in.contact_id);
                row && in_shops(who, row->shop)) {
                out.buyer = row->customer;
                out.reach.requested = row->booked;
                out.reach.subject = in.contact_id->value;
            }
        return {};
    });
    return out;
}

// ---- what the contact policy asks of the other rooms ----

/// As his card says, and where his numbers are from; of a number of our own country, our own zone.
std::vector<std::string> zones_of(const Centre::Parts& p, db::Conn& c, CustomerId id) {
    const auto buyer = p.customers->customer(c, id, customers::Visibility::full);
    if (!buyer) return {};
    const auto directory = p.staff->directory();
    const auto shop = directory->shops.begin();
    const bool none = shop == directory->shops.end();
    const std::string ours = none ? "UTC" : shop->second.tz;
    const std::string region = none ? "" : shop->second.default_region;
    std::vector<std::string> out;
    const auto add = [&](const std::string& zone) {
        const bool known = !zone.empty() && local_time(Time{}, zone).has_value();
        if (known && std::ranges::find(out, zone) == out.end()) out.push_back(zone);
    };
    add(buyer->tz);
    for (const auto& i : buyer->identities)
        if (i.kind == customers::IdentityKind::phone)
            add(trunks::zone_of(phone_region(i.value), region, ours, ""));
    if (out.empty()) add(ours);
    return out;
}

constexpr Ms complaint_for{14 * 86'400'000LL};

ThreadAsk newest_of(CustomerId buyer, int limit) {
    constexpr std::int64_t ever = std::int64_t{1} << 53;
    return {buyer, from_ms(ever), ever, limit, {}};
}

/// A complaint has no end of its own yet: it counts for two weeks after the talk.
std::vector<customers::Matter> matters_of(db::Conn& c, CustomerId id, Time now) {
    using customers::MatterKind;
    std::vector<customers::Matter> out;
    for (const auto& e : calls::thread(c, newest_of(id, 20)))
        if (e.state == "complaint" && e.at + complaint_for > now) {
            out.push_back({MatterKind::complaint, e.at + complaint_for});
            break;  // the newest counts longest
        }
    bool delivery = false, returning = false;
    for (const auto& e : orders::thread(c, newest_of(id, 50))) {
        delivery |= e.state == "handed_over" || e.state == "in_transit" || e.state == "at_point" ||
                    e.state == "out_for_delivery" || e.state == "attempt_failed";
        returning |= e.state == "returning";
    }
    if (delivery) out.push_back({MatterKind::delivery, {}});
    if (returning) out.push_back({MatterKind::returning, {}});
    for (const auto& e : promises::thread(c, newest_of(id, 50)))
        if (e.state == "open" && (e.what == "refund" || e.what == "reply")) {
            out.push_back({MatterKind::promise, {}});
            break;
        }
    return out;
}

std::optional<Time> heard_at(db::Conn& c, CustomerId id) {
    std::optional<Time> last;
    const auto look = [&](const std::vector<ThreadEntry>& entries) {
        for (const auto& e : entries)
            if (e.direction == "in" && (!last || e.at > *last)) last = e.at;
    };
    look(calls::thread(c, newest_of(id, 20)));
    look(conversations::thread(c, newest_of(id, 20)));
    return last;
}

customers::PolicyDeps policy_deps(const Centre::Parts& p) {
    customers::PolicyDeps d;
    d.zones = [&p](db::Conn& c, CustomerId id) { return zones_of(p, c, id); };
    d.matters = matters_of;
    d.heard_at = heard_at;
    return d;
}

customers::ContactChannel channel_of(conversations::ChannelKind kind) {
    using conversations::ChannelKind;
    using customers::ContactChannel;
    if (kind == ChannelKind::webchat) return ContactChannel::chat;
    if (kind == ChannelKind::email) return ContactChannel::letter;
    return kind == ChannelKind::sms ? ContactChannel::sms : ContactChannel::messenger;
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
    d.of_conversation = [](db::Conn& c, std::int64_t id) {
        return conversations::Conversations::buyer_of(c, {id});
    };
    d.policy = policy_deps(p);
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
    auto ask = newest_of(buyer, 20);
    ask.shops = shops;
    return !orders::thread(c, ask).empty() || !calls::thread(c, ask).empty() ||
           !conversations::thread(c, ask).empty() || !promises_of(c, *p.orders, ask).empty();
}

void add_buyer_routes(Centre::Parts& parts) {
    parts.page = std::make_shared<customers::Page>(page_deps(parts));
    customers::add_page_routes(parts.router, parts.page);
    parts.db->follow("customers.ledger", [page = parts.page](std::span<const db::JournalRow> rows) {
        page->take(rows);
    });
}

/// What cannot be read is refused by the route itself.
void add_call_routes(Centre::Parts& parts) {
    http::Router of_calls;
    parts.calls->add_routes(of_calls);
    for (auto route : of_calls.routes()) {
        if (route.method == http::Method::post && route.path == "/api/v1/calls")
            route.handler = [&parts, dial = route.handler](http::Request& r) -> http::Response {
                if (const auto in = json::read<calls::DialIn>(r.body)) {
                    const auto to = reached_by(parts, r.who, *in);
                    if (auto ok = parts.page->may_reach(r.who.person, to.buyer, to.reach); !ok)
                        return http::problem(ok.error());
                }
                return dial(r);
            };
        parts.router.add(std::move(route));
    }
}

Result<> may_write(const Centre::Parts& parts, db::Tx& tx, const conversations::Unasked& message) {
    if (!parts.page) return {};
    const customers::Reach reach{channel_of(message.channel), message.requested,
                                 customers::Door::message, message.conversation.value,
                                 message.goes_on_from};
    return parts.page->may_write(tx, message.by, message.buyer, reach);
}

}  // namespace ol::app
