// HTTP routes of the room.
#include "platform/base/names.hpp"
#include "shop/promises/promises.hpp"

namespace ol::promises {
namespace {

using http::Method;
using http::Request;

http::Route route(Method m, std::string path, std::string summary, std::string permission) {
    http::Route r;
    r.method = m;
    r.path = std::move(path);
    r.summary = std::move(summary);
    r.tag = "promises";
    r.access = http::Route::Access::permission;
    r.permission = std::move(permission);
    return r;
}

PromiseId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

std::optional<std::int64_t> number_of(const Request& r, const std::string& name) {
    const auto it = r.query.find(name);
    if (it == r.query.end() || it->second.empty()) return std::nullopt;
    return std::strtoll(it->second.c_str(), nullptr, 10);
}

Result<Filter> filter_of(const Request& r) {
    Filter f;
    if (const auto it = r.query.find("state"); it != r.query.end() && !it->second.empty()) {
        f.state = from_name<State>(it->second);
        if (!f.state)
            return invalid("promises.filter", "state",
                           "Use open, kept, late, broken or cancelled.");
    }
    if (const auto v = number_of(r, "owner_id")) f.owner = PersonId{*v};
    if (const auto v = number_of(r, "customer_id")) f.customer = CustomerId{*v};
    if (const auto v = number_of(r, "order_id")) f.order = OrderId{*v};
    if (const auto v = number_of(r, "due_before")) f.due_before = from_ms(*v);
    if (const auto it = r.query.find("cursor"); it != r.query.end()) f.cursor = it->second;
    f.limit = static_cast<int>(number_of(r, "limit").value_or(100));
    return f;
}

/// If-Match is checked when it is sent; keeping a promise twice is refused by its state anyway.
Result<std::optional<std::int64_t>> version_of(const Request& r) {
    if (r.header("if-match").empty()) return std::optional<std::int64_t>{};
    auto v = http::if_match(r);
    if (!v) return v.error();
    return std::optional(*v);
}

template <class In>
using Act = std::function<Result<Promise>(db::Tx&, PromiseId, std::optional<std::int64_t>,
                                          const In&, PersonId)>;

template <class In>
void add_action(http::Router& router, const Deps& deps, std::string name, std::string summary,
                Act<In> act) {
    router.on<In, Promise>(
        route(Method::post, "/api/v1/promises/{id}/" + name, std::move(summary), "promises.edit"),
        [deps, act](Request& r, const In& in) -> Result<Promise> {
            auto version = version_of(r);
            if (!version) return version.error();
            auto done = deps.db.write_as<Promise>(
                [&](db::Tx& tx) { return act(tx, id_of(r), *version, in, r.who.person); });
            if (done && deps.on_changed) deps.on_changed(*done);
            return done;
        });
}

}  // namespace

void add_routes(http::Router& router, Promises& promises, Deps deps) {
    auto list = route(Method::get, "/api/v1/promises", "Promises by due time", "promises.view");
    list.query = {"state", "owner_id", "customer_id", "order_id", "due_before", "cursor", "limit"};
    router.get<PromisePage>(list, [&promises, deps](Request& r) -> Result<PromisePage> {
        auto filter = filter_of(r);
        if (!filter) return filter.error();
        return deps.db.read_as<PromisePage>(
            [&](db::Conn& c) -> Result<PromisePage> { return promises.list(c, *filter); });
    });
    router.on<NewPromise, Promise>(
        route(Method::post, "/api/v1/promises", "Make a promise", "promises.edit"),
        [&promises, deps](Request& r, const NewPromise& in) -> Result<Promise> {
            auto made = deps.db.write_as<Promise>(
                [&](db::Tx& tx) { return promises.make(tx, in, "operator", r.who.person); });
            if (made && deps.on_changed) deps.on_changed(*made);
            return made;
        });
    add_action<KeepPromise>(
        router, deps, "keep", "Kept; late when after the due time",
        [&promises](db::Tx& tx, PromiseId id, auto version, const KeepPromise&, PersonId by) {
            return promises.keep(tx, id, version, by);
        });
    add_action<CancelPromise>(
        router, deps, "cancel", "Called off, with a reason",
        [&promises](db::Tx& tx, PromiseId id, auto version, const CancelPromise& in, PersonId by) {
            return promises.cancel(tx, id, version, in.reason, by);
        });
    add_action<HandOverPromise>(
        router, deps, "hand-over", "Another owner",
        [&promises](db::Tx& tx, PromiseId id, auto version, const HandOverPromise& in,
                    PersonId by) { return promises.hand_over(tx, id, version, in.owner_id, by); });
}

}  // namespace ol::promises
