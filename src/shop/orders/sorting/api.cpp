// HTTP routes: sorting, the work card, my orders, owners, rules.
#include "platform/http/routes.hpp"
#include "shop/orders/sorting/work.hpp"

namespace ol::orders {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "orders", .prefix = "/api/v1/"};

OrderId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

Result<> mine(Work& work, const Request& r) {
    auto seen = work.deps().orders.for_reader(r.who, {}, id_of(r));
    return seen ? Result<>{} : Result<>(seen.error());
}

Result<> shop_mine(const Request& r, ShopId shop) {
    if (shop && !r.who.shops.empty() && !r.who.shops.contains(shop.value))
        return forbidden("orders.shop", "This shop is not among yours.");
    return {};
}

std::vector<std::int64_t> shops_of(const Request& r) {
    if (const auto shop = r.query_number("shop_id")) return {shop};
    return {r.who.shops.begin(), r.who.shops.end()};
}

void add_lists(http::Router& router, Work& work) {
    constexpr int rows = 500;
    auto sorting = route(Method::get, "order-sorting",
                         "Confirmed and held orders sorted by what stands in their way, oldest "
                         "promise first",
                         "orders.view");
    sorting.query = {http::id_param("shop_id"), http::limit_param(rows, 200)};
    router.get<SortedList>(sorting, [&work](Request& r) -> Result<SortedList> {
        if (auto ok = shop_mine(r, {r.query_number("shop_id")}); !ok) return ok.error();
        return work.deps().db.read_as<SortedList>([&](db::Conn& c) -> Result<SortedList> {
            return work.sorted(c, shops_of(r), {}, static_cast<int>(r.query_number("limit", 200)));
        });
    });
    auto my = route(Method::get, "my-orders", "Open orders of one owner by what is due next",
                    "orders.view");
    my.query = {http::id_param("owner_id"), http::limit_param(rows, 200)};
    router.get<SortedList>(my, [&work](Request& r) -> Result<SortedList> {
        const PersonId owner{r.query_number("owner_id", r.who.person.value)};
        return work.deps().db.read_as<SortedList>([&](db::Conn& c) -> Result<SortedList> {
            return work.sorted(c, shops_of(r), owner ? owner : r.who.person,
                               static_cast<int>(r.query_number("limit", 200)));
        });
    });
    router.get<WorkCard>(
        route(Method::get, "orders/{id}/work",
              "What stands in its way, the prepayment asked and why, messages wanted",
              "orders.view"),
        [&work](Request& r) -> Result<WorkCard> {
            if (auto ok = mine(work, r); !ok) return ok.error();
            return work.deps().db.read_as<WorkCard>(
                [&](db::Conn& c) { return work.card(c, id_of(r)); });
        });
}

Result<WorkCard> changed(Work& work, const Request& r) {
    auto card =
        work.deps().db.read_as<WorkCard>([&](db::Conn& c) { return work.card(c, id_of(r)); });
    if (card && work.deps().orders.deps().on_changed)
        if (auto now = work.deps().orders.for_reader(r.who, {}, id_of(r)))
            work.deps().orders.deps().on_changed(id_of(r), now->version);
    return card;
}

void add_changes(http::Router& router, Work& work) {
    router.on<ToldBuyer, WorkCard>(route(Method::post, "orders/{id}/told",
                                         "The buyer knows that goods are short, and what she "
                                         "chose",
                                         "orders.confirm"),
                                   [&work](Request& r, const ToldBuyer& in) -> Result<WorkCard> {
                                       if (auto ok = mine(work, r); !ok) return ok.error();
                                       auto done = work.deps().db.write([&](db::Tx& tx) {
                                           return work.told(tx, id_of(r), in, r.who.person);
                                       });
                                       if (!done) return done.error();
                                       return changed(work, r);
                                   });
    router.on<GiveOrder, WorkCard>(
        route(Method::post, "orders/{id}/owner", "Another owner, with its open promises",
              "orders.edit"),
        [&work](Request& r, const GiveOrder& in) -> Result<WorkCard> {
            if (auto ok = mine(work, r); !ok) return ok.error();
            auto done = work.deps().db.write(
                [&](db::Tx& tx) { return work.give(tx, id_of(r), in.owner_id, r.who.person); });
            if (!done) return done.error();
            return changed(work, r);
        });
    router.on<HandOverAll, HandedOver>(
        route(Method::post, "order-owners/hand-over",
              "Everything open that one person owns goes to another", "orders.edit"),
        [&work](Request& r, const HandOverAll& in) -> Result<HandedOver> {
            if (in.from != r.who.person && !r.who.may("people.view"))
                return forbidden("orders.owner", "Only a superior moves somebody else's orders.");
            return work.deps().db.write_as<HandedOver>(
                [&](db::Tx& tx) { return work.hand_over(tx, in, r.who.person); });
        });
}

void add_rules(http::Router& router, Work& work) {
    router.get<OrderRules>(
        route(Method::get, "order-rules/{id}",
              "A shop's rules: owner, prepayment, confirmation without a call", "orders.view"),
        [&work](Request& r) -> Result<OrderRules> {
            const ShopId shop{id_of(r).value};
            if (auto ok = shop_mine(r, shop); !ok) return ok.error();
            return work.deps().db.read_as<OrderRules>(
                [&](db::Conn& c) -> Result<OrderRules> { return work.rules(c, shop); });
        });
    router.on<OrderRules, OrderRules>(
        route(Method::put, "order-rules/{id}", "Sets them; version is the one that was read",
              "settings.edit"),
        [&work](Request& r, const OrderRules& in) -> Result<OrderRules> {
            const ShopId shop{id_of(r).value};
            if (auto ok = shop_mine(r, shop); !ok) return ok.error();
            if (work.deps().orders.deps().shop)
                if (auto known = work.deps().db.read_as<bool>([&](db::Conn& c) -> Result<bool> {
                        return !work.deps().orders.deps().shop(c, shop).currency.empty();
                    });
                    !known || !*known)
                    return not_found("orders.shop", "There is no such shop.");
            return work.deps().db.write_as<OrderRules>(
                [&](db::Tx& tx) { return work.set_rules(tx, shop, in, r.who.person); });
        });
}

}  // namespace

void add_work_routes(http::Router& router, Work& work) {
    add_lists(router, work);
    add_changes(router, work);
    add_rules(router, work);
}

}  // namespace ol::orders
