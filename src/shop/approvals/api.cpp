// HTTP routes: requests that wait, their end, limits.
#include "platform/http/routes.hpp"
#include "shop/approvals/approvals.hpp"

namespace ol::approvals {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "approvals", .prefix = "/api/v1/"};

ApprovalId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

/// What belongs to another shop does not exist for the reader, unless it waits for him.
Result<> mine(const Approvals& room, const Request& r) {
    return room.deps().db.read([&](db::Conn& c) -> Result<> {
        const auto a = room.approval(c, id_of(r));
        if (!a) return a.error();
        if (r.who.shops.empty() || r.who.shops.contains(a->shop_id.value) ||
            a->superior_id == r.who.person || a->answer_id == r.who.person)
            return {};
        return not_found("approvals.unknown", "No such request; the list may be out of date.");
    });
}

template <class Act>
void add_end(http::Router& router, const Approvals& room, std::string name, std::string summary,
             Act act) {
    router.on<DecideApproval, Approval>(
        route(Method::post, "approvals/{id}/" + name, std::move(summary), "orders.view"),
        [&room, act](Request& r, const DecideApproval& in) -> Result<Approval> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto ok = mine(room, r); !ok) return ok.error();
            return act(id_of(r), *version, in, r.who.person);
        });
}

void add_requests(http::Router& router, Approvals& room) {
    router.get<ApprovalList>(
        route(Method::get, "approvals",
              "Requests for more than one's own limits: open ones by their clock, then the last "
              "that ended",
              "orders.view"),
        [&room](Request& r) {
            return room.deps().db.read_as<ApprovalList>([&](db::Conn& c) -> Result<ApprovalList> {
                return room.list(c, r.who.person, r.who.shops);
            });
        });
    router.get<Approval>(route(Method::get, "approvals/{id}", "One request", "orders.view"),
                         [&room](Request& r) -> Result<Approval> {
                             if (auto ok = mine(room, r); !ok) return ok.error();
                             return room.deps().db.read_as<Approval>(
                                 [&](db::Conn& c) { return room.approval(c, id_of(r)); });
                         });
    add_end(router, room, "approve",
            "Approved by the superior, and carried out; beyond his own limits it goes further up; "
            "If-Match",
            [&room](auto id, auto version, const auto& in, PersonId by) {
                return room.approve(id, version, in, by);
            });
    add_end(router, room, "refuse", "Refused by the superior, with a reason; If-Match",
            [&room](auto id, auto version, const auto& in, PersonId by) {
                return room.refuse(id, version, in, by);
            });
    add_end(router, room, "withdraw", "Withdrawn by who asked; If-Match",
            [&room](auto id, auto version, const auto&, PersonId by) {
                return room.withdraw(id, version, by);
            });
}

}  // namespace

void add_routes(http::Router& router, Approvals& room) {
    add_requests(router, room);
    const auto all = [&room](const Request& r) {
        return room.deps().db.read_as<LimitList>([&](db::Conn& c) -> Result<LimitList> {
            return LimitList{room.limits(c, r.who.shops, room.deps().clock.now())};
        });
    };
    router.get<LimitList>(route(Method::get, "own-limits",
                                "What people may decide alone, every version by shop, role and "
                                "person",
                                "orders.view"),
                          [all](Request& r) { return all(r); });
    router.on<NewLimit, LimitList>(
        route(Method::post, "own-limits",
              "A limit from a day on; absent = none of that kind, 0 = nothing alone",
              "settings.edit"),
        [&room, all](Request& r, const NewLimit& in) -> Result<LimitList> {
            if (!r.who.shops.empty() && !r.who.shops.contains(in.shop_id.value))
                return forbidden("approvals.shop", "This shop is not among yours.");
            if (auto made = room.add_limit(in, r.who.person); !made) return made.error();
            return all(r);
        });
}

}  // namespace ol::approvals
