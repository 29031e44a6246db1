// Routes of the room.
#include "contact/emergency/emergency.hpp"
#include "platform/http/routes.hpp"

namespace ol::emergency {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "emergency"};

}  // namespace

void add_routes(http::Router& router, Emergencies& all) {
    router.get<EmergencyList>(
        route(Method::get, "/api/v1/emergencies",
              "Running emergencies, then the last 50 that are over", "desk.work"),
        [&all](Request&) { return all.list(); });
    router.on<EmergencyIn, Emergency>(
        route(Method::post, "/api/v1/emergencies",
              "Declare: people pause, who waits keeps his place", "emergency.declare"),
        [&all](Request& r, const EmergencyIn& in) { return all.begin(r.who, in); });
    router.on<EmergencyIn, Reach>(
        route(Method::post, "/api/v1/emergencies/reach", "Whom it would stop; nothing happens",
              "emergency.declare"),
        [&all](Request& r, const EmergencyIn& in) { return all.reach(r.who, in); });
    router.on<AllClear, Emergency>(
        route(Method::post, "/api/v1/emergencies/{id}/end",
              "All clear: people come back one by one", "emergency.declare"),
        [&all](Request& r, const AllClear& in) -> Result<Emergency> {
            const auto id = r.id_param("id");
            if (!id) return not_found("emergency.unknown", "There is no such emergency.");
            return all.end(r.who, EmergencyId{*id}, in);
        });
    router.get<AlertFeedList>(
        route(Method::get, "/api/v1/alert-feeds", "Sources that say on and off", "settings.view"),
        [&all](Request&) { return all.feeds(); });
    router.on<AlertFeedIn, AlertFeed>(
        route(Method::post, "/api/v1/alert-feeds",
              "Make an alert feed; its address is shown this once", "settings.edit"),
        [&all](Request& r, const AlertFeedIn& in) { return all.add_feed(r.who, in); });
    router.on<Nothing, Nothing>(route(Method::post, "/api/v1/alert-feeds/{id}/remove",
                                      "Remove an alert feed", "settings.edit"),
                                [&all](Request& r, const Nothing&) -> Result<Nothing> {
                                    const auto id = r.id_param("id");
                                    if (!id)
                                        return not_found("emergency.feed",
                                                         "There is no such alert feed.");
                                    return all.remove_feed(r.who, AlertFeedId{*id});
                                });
    auto hook = route(Method::post, "/public/v1/alerts/{token}",
                      "An alert feed says {\"state\":\"on\"} or {\"state\":\"off\"}", "");
    hook.access = http::Route::Access::open;
    hook.body_max = 16 << 10;
    router.on<Alert, AlertAnswer>(std::move(hook), [&all](Request& r, const Alert& alert) {
        return all.alert(r.params["token"], alert);
    });
}

}  // namespace ol::emergency
