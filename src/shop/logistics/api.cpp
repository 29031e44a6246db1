// HTTP routes of the room.
#include "platform/base/names.hpp"
#include "platform/http/routes.hpp"
#include "shop/logistics/logistics.hpp"

namespace ol::logistics {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "logistics"};

template <class Id>
Id id_of(const Request& r) {
    return {r.id_param("id").value_or(0)};
}

bool within(const Request& r, ShopId shop) {
    return r.who.shops.empty() || r.who.shops.contains(shop.value);
}

Error unknown() { return not_found("logistics.unknown", "No such thing; the list may be old."); }

/// What belongs to another shop does not exist for the reader.
template <class Id>
Result<> mine(const Logistics& room, const Request& r, Id id) {
    return room.deps().db.read([&](db::Conn& c) -> Result<> {
        const auto shop = room.shop_of(c, id);
        return shop && within(r, *shop) ? Result<>{} : Result<>(unknown());
    });
}

Result<> own_shop(const Request& r, ShopId shop) {
    if (within(r, shop)) return {};
    return forbidden("logistics.shop", "This shop is not among yours.");
}

Result<ShipmentList> list_of(const Logistics& room, const Request& r, OrderId order) {
    return room.deps().db.read_as<ShipmentList>([&](db::Conn& c) -> Result<ShipmentList> {
        const auto shop = room.deps().orders.shop_of(c, order);
        if (!shop || !within(r, *shop)) return unknown();
        ShipmentList list{room.of_order(c, order)};
        room.tell_sending(c, list.items);
        return list;
    });
}

void add_waybills(http::Router& router, Logistics& room) {
    using Act = Result<> (Logistics::*)(ShipmentId, PersonId);
    const auto act = [&](Method method, std::string path, std::string summary, Act what) {
        auto one =
            route(method, "/api/v1/shipments/{id}" + path, std::move(summary), "orders.edit");
        one.handler = [&room, what](Request& r) -> http::Response {
            const auto id = id_of<ShipmentId>(r);
            if (auto ok = mine(room, r, id); !ok) return http::problem(ok.error());
            if (auto done = (room.*what)(id, r.who.person); !done)
                return http::problem(done.error());
            return http::json_response("{}");
        };
        router.add(std::move(one));
    };
    act(Method::post, "/waybill", "Make a draft's waybill at the courier; once", &Logistics::send);
    act(Method::put, "/waybill", "The waybill says again what the order says", &Logistics::change);
    act(Method::del, "/waybill", "Cancel the waybill, before the parcel left", &Logistics::cancel);
    act(Method::del, "", "Throw a draft away", &Logistics::drop);
    router.get<Label>(route(Method::get, "/api/v1/shipments/{id}/label",
                            "What our own label says: from the waybill's fields", "orders.edit"),
                      [&room](Request& r) -> Result<Label> {
                          const auto id = id_of<ShipmentId>(r);
                          if (auto ok = mine(room, r, id); !ok) return ok.error();
                          return room.label(id, r.who.person);
                      });
    auto pdf = route(Method::get, "/api/v1/shipments/{id}/label.pdf",
                     "The courier's own label; 409 where it prints none", "orders.edit");
    pdf.handler = [&room](Request& r) -> http::Response {
        const auto id = id_of<ShipmentId>(r);
        if (auto ok = mine(room, r, id); !ok) return http::problem(ok.error());
        auto label = room.label_pdf(id, r.who.person);
        if (!label) return http::problem(label.error());
        return {200, std::move(*label), "application/pdf"};
    };
    router.add(std::move(pdf));
}

void add_hand_overs(http::Router& router, Logistics& room) {
    const auto list = [&room](const Request& r) {
        return room.deps().db.read_as<HandOverList>(
            [&](db::Conn& c) -> Result<HandOverList> { return room.hand_overs(c, r.who.shops); });
    };
    const auto one = [&room](SheetId id) {
        return room.deps().db.read_as<HandOver>([&](db::Conn& c) { return room.hand_over(c, id); });
    };
    router.get<HandOverList>(
        route(Method::get, "/api/v1/hand-overs",
              "Parcels that wait for their courier, and the last lists", "orders.view"),
        [list](Request& r) { return list(r); });
    router.get<HandOver>(
        route(Method::get, "/api/v1/hand-overs/{id}",
              "The list of parcels that is signed at the hand-over", "orders.view"),
        [&room, one](Request& r) -> Result<HandOver> {
            const auto id = id_of<SheetId>(r);
            if (auto ok = mine(room, r, id); !ok) return ok.error();
            return one(id);
        });
    router.on<NewHandOver, HandOver>(
        route(Method::post, "/api/v1/hand-overs",
              "A list of what leaves with one courier; what may not leave is refused",
              "orders.edit"),
        [&room, one](Request& r, const NewHandOver& in) -> Result<HandOver> {
            if (auto ok = own_shop(r, in.shop_id); !ok) return ok.error();
            const auto made = room.make_sheet(in, r.who.person);
            if (!made) return made.error();
            return one(*made);
        });
    router.on<SignHandOver, HandOver>(
        route(Method::post, "/api/v1/hand-overs/{id}/signatures",
              "Both have signed: the parcels have left; If-Match", "orders.edit"),
        [&room, one](Request& r, const SignHandOver& in) -> Result<HandOver> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            const auto id = id_of<SheetId>(r);
            if (auto ok = mine(room, r, id); !ok) return ok.error();
            if (auto ok = room.sign(id, *version, in, r.who.person); !ok) return ok.error();
            return one(id);
        });
}

void add_parcels(http::Router& router, Logistics& room) {
    router.get<ShipmentList>(
        route(Method::get, "/api/v1/orders/{id}/shipments",
              "An order's parcels with their track, failed tries and what is due", "orders.view"),
        [&room](Request& r) { return list_of(room, r, id_of<OrderId>(r)); });
    router.on<NewShipment, ShipmentList>(
        route(Method::post, "/api/v1/orders/{id}/shipments",
              "A parcel: with its waybill, or a draft without one", "orders.edit"),
        [&room](Request& r, const NewShipment& in) -> Result<ShipmentList> {
            const auto order = id_of<OrderId>(r);
            if (auto seen = list_of(room, r, order); !seen) return seen.error();
            if (auto made = room.add(order, in, r.who.person); !made) return made.error();
            return list_of(room, r, order);
        });
    add_waybills(router, room);
    router.on<NewFailure, Decision>(
        route(Method::post, "/api/v1/shipments/{id}/failures",
              "Somebody told that a try failed: begins a decision", "orders.edit"),
        [&room](Request& r, const NewFailure& in) -> Result<Decision> {
            const auto id = id_of<ShipmentId>(r);
            if (auto ok = mine(room, r, id); !ok) return ok.error();
            const auto made = room.failed(id, in, r.who.person);
            if (!made) return made.error();
            return room.deps().db.read_as<Decision>(
                [&](db::Conn& c) { return room.decision(c, *made, room.deps().clock.now()); });
        });
}

/// The superior hears of it at once.
Result<approvals::Approval> ask_and_tell(Logistics& room, DecisionId id, std::int64_t version,
                                         const Choose& in, PersonId by) {
    auto asked = room.deps().db.write_as<approvals::Approval>(
        [&](db::Tx& tx) { return room.ask_option(tx, id, version, in, by); });
    const auto* desk = room.deps().approvals;
    if (asked && desk) desk->tell_asked(*asked);
    return asked;
}

void add_decisions(http::Router& router, Logistics& room) {
    router.get<DecisionList>(
        route(Method::get, "/api/v1/decisions", "Open decisions, the soonest first", "orders.view"),
        [&room](Request& r) {
            return room.deps().db.read_as<DecisionList>([&](db::Conn& c) -> Result<DecisionList> {
                return DecisionList{
                    room.open_decisions(c, r.who.shops, room.deps().clock.now(), r.who.person)};
            });
        });
    router.get<Decision>(
        route(Method::get, "/api/v1/decisions/{id}",
              "One decision: ranked as of now while it is open, else as it was", "orders.view"),
        [&room](Request& r) -> Result<Decision> {
            const auto id = id_of<DecisionId>(r);
            if (auto ok = mine(room, r, id); !ok) return ok.error();
            return room.deps().db.read_as<Decision>([&](db::Conn& c) {
                return room.decision(c, id, room.deps().clock.now(), r.who.person);
            });
        });
    router.on<Choose, approvals::Approval>(
        route(Method::post, "/api/v1/decisions/{id}/approvals",
              "Ask the superior for an option that only one's own limits shut; If-Match",
              "orders.edit"),
        [&room](Request& r, const Choose& in) -> Result<approvals::Approval> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            const auto id = id_of<DecisionId>(r);
            if (auto ok = mine(room, r, id); !ok) return ok.error();
            return ask_and_tell(room, id, *version, in, r.who.person);
        });
    router.on<DecisionFacts, Decision>(
        route(Method::post, "/api/v1/decisions/{id}/facts",
              "What is known about B; ranks anew; If-Match", "orders.edit"),
        [&room](Request& r, const DecisionFacts& in) -> Result<Decision> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            const auto id = id_of<DecisionId>(r);
            if (auto ok = mine(room, r, id); !ok) return ok.error();
            return room.set_facts(id, *version, in, r.who.person);
        });
    router.on<Choose, Decision>(
        route(Method::post, "/api/v1/decisions/{id}/choose",
              "Carry an option out; below rank 1 say why; If-Match", "orders.edit"),
        [&room](Request& r, const Choose& in) -> Result<Decision> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            const auto id = id_of<DecisionId>(r);
            if (auto ok = mine(room, r, id); !ok) return ok.error();
            return room.choose(id, *version, in, r.who.person);
        });
}

void add_codes(http::Router& router, Logistics& room);

void add_couriers(http::Router& router, Logistics& room) {
    router.get<RuleList>(
        route(Method::get, "/api/v1/couriers/rules", "Couriers' rules by day", "stores.view"),
        [&room](Request& r) {
            return room.deps().db.read_as<RuleList>([&](db::Conn& c) -> Result<RuleList> {
                return RuleList{room.rules(c, r.who.shops)};
            });
        });
    router.on<NewRule, RuleRow>(
        route(Method::post, "/api/v1/couriers/rules",
              "A rule from a day on; running parcels keep theirs", "stores.edit"),
        [&room](Request& r, const NewRule& in) -> Result<RuleRow> {
            if (auto ok = own_shop(r, in.shop_id); !ok) return ok.error();
            return room.add_rule(in, r.who.person);
        });
    const auto accounts = [&room](const Request& r) {
        return room.deps().db.read_as<AccountList>([&](db::Conn& c) -> Result<AccountList> {
            return AccountList{room.accounts(c, r.who.shops)};
        });
    };
    router.get<AccountList>(route(Method::get, "/api/v1/couriers/accounts",
                                  "Accounts at couriers; the key is never shown", "stores.edit"),
                            [accounts](Request& r) { return accounts(r); });
    router.on<NewAccount, AccountList>(
        route(Method::post, "/api/v1/couriers/accounts", "A shop's account at a courier",
              "stores.edit"),
        [&room, accounts](Request& r, const NewAccount& in) -> Result<AccountList> {
            if (auto ok = own_shop(r, in.shop_id); !ok) return ok.error();
            if (auto made = room.add_account(in, r.who.person); !made) return made.error();
            return accounts(r);
        });
    router.on<ChangeAccount, AccountList>(
        route(Method::patch, "/api/v1/couriers/accounts/{id}",
              "Another address, key or sender; what is absent stays; If-Match", "stores.edit"),
        [&room, accounts](Request& r, const ChangeAccount& in) -> Result<AccountList> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            const auto id = id_of<AccountId>(r);
            if (auto ok = mine(room, r, id); !ok) return ok.error();
            if (auto ok = room.change_account(id, *version, in, r.who.person); !ok)
                return ok.error();
            return accounts(r);
        });
    auto test = route(Method::post, "/api/v1/couriers/accounts/{id}/test",
                      "Ask the courier something harmless: does it answer, does it know the key",
                      "stores.edit");
    test.out = json::schema<AccountTest>();
    test.handler = [&room](Request& r) -> http::Response {
        const auto id = id_of<AccountId>(r);
        if (auto ok = mine(room, r, id); !ok) return http::problem(ok.error());
        const auto told = room.test_account(id);
        return told ? http::json_of(*told) : http::problem(told.error());
    };
    router.add(std::move(test));
    add_codes(router, room);
}

void add_codes(http::Router& router, Logistics& room) {
    const auto codes = [&room] {
        return room.deps().db.read_as<UnknownCodeList>([&](db::Conn& c) -> Result<UnknownCodeList> {
            return UnknownCodeList{room.unknown_codes(c)};
        });
    };
    router.get<UnknownCodeList>(route(Method::get, "/api/v1/couriers/codes",
                                      "Codes that no table explained, each once", "stores.view"),
                                [codes](Request&) { return codes(); });
    router.on<ExplainCode, UnknownCodeList>(
        route(Method::post, "/api/v1/couriers/codes", "Say what a code means from now on",
              "stores.edit"),
        [&room, codes](Request& r, const ExplainCode& in) -> Result<UnknownCodeList> {
            if (auto ok = room.explain(in, r.who.person); !ok) return ok.error();
            return codes();
        });
}

}  // namespace

void add_routes(http::Router& router, Logistics& room) {
    add_parcels(router, room);
    add_hand_overs(router, room);
    add_decisions(router, room);
    add_couriers(router, room);
    http::Route push;
    push.method = Method::post;
    push.path = "/public/v1/couriers/{token}";
    push.summary = "A courier's push; the path is the secret";
    push.tag = "logistics";
    push.access = http::Route::Access::open;
    push.body_max = 64 << 10;
    push.handler = [&room](Request& r) { return room.push(r); };
    router.add(std::move(push));
}

}  // namespace ol::logistics
