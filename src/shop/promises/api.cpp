// HTTP routes of the room.
#include "platform/base/text.hpp"
#include "platform/http/routes.hpp"
#include "shop/promises/figures.hpp"
#include "shop/promises/questions.hpp"

namespace ol::promises {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "promises"};

PromiseId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

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
        [&promises, deps, act, name](Request& r, const In& in) -> Result<Promise> {
            auto version = version_of(r);
            if (!version) return version.error();
            if (auto ok = mine(promises, deps, r); !ok) return ok.error();
            auto done = deps.db.write_as<Promise>(
                [&](db::Tx& tx) { return act(tx, id_of(r), *version, in, r.who.person); });
            if (done && deps.on_changed) deps.on_changed(*done);
            if (done && deps.tell && name == "hand-over" && done->owner_id &&
                done->owner_id != r.who.person)
                deps.tell(*done->owner_id, {Notice::handed_over, *done});
            return done;
        });
}

/// By hand it says what, is owned by somebody who can keep it, and stands in a shop: its own, its
/// order's, else the only one she works for; of no shop, every shop would read it.
Result<NewPromise> by_hand(db::Conn& c, const Deps& deps, const http::Principal& who,
                           NewPromise in) {
    if (trim(in.text).empty())
        return invalid("promises.required", "text", "This may not be empty.");
    if (in.owner_id && deps.may_own && !deps.may_own(*in.owner_id))
        return invalid("promises.owner", "owner_id", "Choose somebody who works with promises.");
    if (!in.shop_id && in.order_id && deps.shop_of) in.shop_id = deps.shop_of(c, *in.order_id);
    if (!in.shop_id && who.shops.size() == 1) in.shop_id = ShopId{*who.shops.begin()};
    return in;
}

}  // namespace

void add_routes(http::Router& router, Promises& promises, Deps deps) {
    auto list = route(Method::get, "/api/v1/promises", "Promises by due time", "promises.view");
    list.query = filter_params();
    list.query.push_back(http::cursor_param(2));
    list.query.push_back(http::limit_param(500, 100));
    router.get<PromisePage>(list, [&promises, deps](Request& r) -> Result<PromisePage> {
        return deps.db.read_as<PromisePage>([&](db::Conn& c) -> Result<PromisePage> {
            auto filter = filter_of(r, deps);
            filter.cursor = r.query_text("cursor");
            filter.limit = static_cast<int>(r.query_number("limit"));
            auto page = promises.list(c, filter);
            if (deps.in_scope)
                std::erase_if(page.items,
                              [&](const Promise& p) { return !deps.in_scope(c, r.who, p); });
            return page;
        });
    });
    router.on<NewPromise, Promise>(
        route(Method::post, "/api/v1/promises", "Make a promise", "promises.edit"),
        [&promises, deps](Request& r, const NewPromise& in) -> Result<Promise> {
            auto made = deps.db.write_as<Promise>([&](db::Tx& tx) -> Result<Promise> {
                const auto said = by_hand(tx.conn, deps, r.who, in);
                if (!said) return said.error();
                auto p = promises.make(tx, *said, "operator", r.who.person);
                if (p && deps.in_scope && !deps.in_scope(tx.conn, r.who, *p))
                    return invalid("promises.shop", in.shop_id ? "shop_id" : "order_id",
                                   "This belongs to a shop that you do not work for.");
                return p;
            });
            if (made && deps.on_changed) deps.on_changed(*made);
            return made;
        });
    auto counted = route(Method::get, "/api/v1/promises/figures",
                         "Kept-rate of a period, by person, department, courier, kind, shop or day",
                         "promises.view");
    counted.query = figure_params();
    router.get<KeptRates>(counted, [deps](Request& r) -> Result<KeptRates> {
        auto query = figure_query_of(r, deps);
        if (!query) return query.error();
        return deps.db.read_as<KeptRates>([&](db::Conn& c) -> Result<KeptRates> {
            return figures(c, *query, deps.directory ? deps.directory() : Directory{});
        });
    });
    add_question_routes(router, promises);
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
