// Routes of the room.
#include "contact/trunks/trunks.hpp"
#include "platform/http/routes.hpp"

namespace ol::trunks {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "trunks"};

Result<TrunkId> trunk_in(const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return not_found("trunks.unknown", "There is no such trunk.");
    return TrunkId{*id};
}

}  // namespace

void add_routes(http::Router& router, Trunks& all) {
    router.get<TrunkList>(route(Method::get, "/api/v1/trunks",
                                "Trunks with their state; never their secrets", "settings.view"),
                          [&all](Request&) { return all.list(); });
    router.on<TrunkIn, Trunk>(route(Method::post, "/api/v1/trunks", "Add a trunk", "settings.edit"),
                              [&all](Request& r, const TrunkIn& in) { return all.add(r.who, in); });
    router.on<TrunkIn, Trunk>(
        route(Method::put, "/api/v1/trunks/{id}", "Change a trunk (If-Match)", "settings.edit"),
        [&all](Request& r, const TrunkIn& in) -> Result<Trunk> {
            const auto id = trunk_in(r);
            if (!id) return id.error();
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return all.save(r.who, *id, *version, in);
        });
    router.on<Nothing, Nothing>(
        route(Method::post, "/api/v1/trunks/{id}/remove", "Remove a trunk", "settings.edit"),
        [&all](Request& r, const Nothing&) -> Result<Nothing> {
            const auto id = trunk_in(r);
            if (!id) return id.error();
            return all.remove(r.who, *id);
        });
    router.on<TestIn, TestResult>(
        route(Method::post, "/api/v1/trunks/{id}/test",
              "Ask its server now, register, and call a number if one is given", "settings.edit"),
        [&all](Request& r, const TestIn& in) -> Result<TestResult> {
            const auto id = trunk_in(r);
            if (!id) return id.error();
            return all.test(r.who, *id, in);
        });
}

}  // namespace ol::trunks
