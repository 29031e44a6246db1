// Routes of the room. Everybody at a desk reads, uses and proposes; who sees everybody's
// conversations (a supervisor) approves.
#include "contact/canned/canned.hpp"

namespace ol::canned {
namespace {

using http::Method;
using http::Request;

constexpr const char* home = "/api/v1/canned-answers";

http::Route route(Method method, const std::string& path, std::string summary,
                  std::string permission) {
    http::Route r;
    r.method = method;
    r.path = home + path;
    r.summary = std::move(summary);
    r.tag = "canned";
    r.permission = std::move(permission);
    r.body_max = 64 << 10;
    return r;
}

Result<CannedAnswerId> id_of(const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return not_found("canned.unknown", "There is no such answer.");
    return CannedAnswerId{*id};
}

/// A change against the version that was seen.
template <class In>
void on_version(http::Router& router, http::Route r,
                std::function<Result<CannedAnswer>(const http::Principal&, CannedAnswerId,
                                                   std::int64_t, const In&)>
                    fn) {
    router.on<In, CannedAnswer>(
        std::move(r), [fn = std::move(fn)](Request& request, const In& in) -> Result<CannedAnswer> {
            const auto id = id_of(request);
            if (!id) return id.error();
            const auto version = http::if_match(request);
            if (!version) return version.error();
            return fn(request.who, *id, *version, in);
        });
}

using Who = http::Principal;

void add_changes(http::Router& router, Canned& room) {
    on_version<CannedDraftIn>(
        router, route(Method::patch, "/{id}", "A new draft of it (If-Match)", "desk.work"),
        [&room](const Who& who, CannedAnswerId id, std::int64_t version, const CannedDraftIn& in) {
            return room.draft(who, id, version, in);
        });
    on_version<CannedApproval>(
        router,
        route(Method::post, "/{id}/approve", "May be used from now (If-Match)", "contacts.all"),
        [&room](const Who& who, CannedAnswerId id, std::int64_t version, const CannedApproval&) {
            return room.approve(who, id, version);
        });
    on_version<CannedRetireIn>(
        router,
        route(Method::post, "/{id}/retire", "Out of use, or back (If-Match)", "contacts.all"),
        [&room](const Who& who, CannedAnswerId id, std::int64_t version, const CannedRetireIn& in) {
            return room.retire(who, id, version, in.retired);
        });
}

}  // namespace

void add_routes(http::Router& router, Canned& room) {
    auto list = route(Method::get, "", "Agreed answers of your shops", "contacts.view");
    list.query = {http::id_param("shop_id")};
    router.get<CannedAnswerList>(
        list, [&room](Request& r) { return room.list(r.who, ShopId{r.query_number("shop_id")}); });
    router.on<NewCannedAnswer, CannedAnswer>(
        route(Method::post, "", "Propose an answer", "desk.work"),
        [&room](Request& r, const NewCannedAnswer& in) { return room.add(r.who, in); });
    router.get<CannedVersionList>(
        route(Method::get, "/{id}/versions", "Its last 50 versions", "contacts.view"),
        [&room](Request& r) -> Result<CannedVersionList> {
            const auto id = id_of(r);
            if (!id) return id.error();
            return room.versions(r.who, *id);
        });
    router.on<CannedUseIn, CannedFilled>(
        route(Method::post, "/{id}/use", "Its words for this buyer; counts a use", "desk.work"),
        [&room](Request& r, const CannedUseIn& in) -> Result<CannedFilled> {
            const auto id = id_of(r);
            if (!id) return id.error();
            return room.use(r.who, *id, in);
        });
    add_changes(router, room);
}

}  // namespace ol::canned
