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

constexpr std::int64_t ms_max = std::int64_t{1} << 53;  // JSON's safe whole numbers

Filter filter_of(const Request& r) {
    Filter f;
    f.state = from_name<State>(r.query_text("state"));
    if (const auto v = r.query_number("owner_id")) f.owner = PersonId{v};
    if (const auto v = r.query_number("customer_id")) f.customer = CustomerId{v};
    if (const auto v = r.query_number("order_id")) f.order = OrderId{v};
    if (const auto v = r.query_number("due_before")) f.due_before = from_ms(v);
    f.cursor = r.query_text("cursor");
    f.limit = static_cast<int>(r.query_number("limit"));
    return f;
}

/// If-Match is checked when it is sent; keeping a promise twice is refused by its state anyway.
Result<std::optional<std::int64_t>> version_of(const Request& r) {
    if (r.header("if-match").empty()) return std::optional<std::int64_t>{};
    auto v = http::if_match(r);
    if (!v) return v.error();
    return std::optional(*v);
}

/// A promise about another shop's order does not exist for the reader.
Result<> mine(const Promises& promises, const Deps& deps, const Request& r) {
    if (!deps.in_scope) return {};
    return deps.db.read([&](db::Conn& c) -> Result<> {
        auto p = promises.promise(c, id_of(r));
        if (!p) return p.error();
        if (!deps.in_scope(c, r.who, *p))
            return not_found("promises.unknown", "No such promise; the list may be out of date.");
        return {};
    });
}

template <class In>
using Act = std::function<Result<Promise>(db::Tx&, PromiseId, std::optional<std::int64_t>,
                                          const In&, PersonId)>;

template <class In>
void add_action(http::Router& router, const Promises& promises, const Deps& deps, std::string name,
                std::string summary, Act<In> act) {
    router.on<In, Promise>(
        route(Method::post, "/api/v1/promises/{id}/" + name, std::move(summary), "promises.edit"),
        [&promises, deps, act](Request& r, const In& in) -> Result<Promise> {
            auto version = version_of(r);
            if (!version) return version.error();
            if (auto ok = mine(promises, deps, r); !ok) return ok.error();
            auto done = deps.db.write_as<Promise>(
                [&](db::Tx& tx) { return act(tx, id_of(r), *version, in, r.who.person); });
            if (done && deps.on_changed) deps.on_changed(*done);
            return done;
        });
}

}  // namespace

void add_routes(http::Router& router, Promises& promises, Deps deps) {
    auto list = route(Method::get, "/api/v1/promises", "Promises by due time", "promises.view");
    list.query = {http::choice_param<State>("state"),
                  http::id_param("owner_id"),
                  http::id_param("customer_id"),
                  http::id_param("order_id"),
                  http::number_param("due_before", 0, ms_max),
                  http::cursor_param(2),
                  http::limit_param(500, 100)};
    router.get<PromisePage>(list, [&promises, deps](Request& r) -> Result<PromisePage> {
        return deps.db.read_as<PromisePage>([&](db::Conn& c) -> Result<PromisePage> {
            auto page = promises.list(c, filter_of(r));
            if (deps.in_scope)
                std::erase_if(page.items,
                              [&](const Promise& p) { return !deps.in_scope(c, r.who, p); });
            return page;
        });
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
        router, promises, deps, "keep", "Kept; late when after the due time",
        [&promises](db::Tx& tx, PromiseId id, auto version, const KeepPromise&, PersonId by) {
            return promises.keep(tx, id, version, by);
        });
    add_action<CancelPromise>(
        router, promises, deps, "cancel", "Called off, with a reason",
        [&promises](db::Tx& tx, PromiseId id, auto version, const CancelPromise& in, PersonId by) {
            return promises.cancel(tx, id, version, in.reason, by);
        });
    add_action<HandOverPromise>(
        router, promises, deps, "hand-over", "Another owner",
        [&promises](db::Tx& tx, PromiseId id, auto version, const HandOverPromise& in,
                    PersonId by) { return promises.hand_over(tx, id, version, in.owner_id, by); });
}

}  // namespace ol::promises
