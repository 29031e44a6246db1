// HTTP routes: errors of an order, one's own lessons, the figure.
#include "platform/http/routes.hpp"
#include "shop/orders/errors/errors.hpp"

namespace ol::orders {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "orders", .prefix = "/api/v1/"};

OrderId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

Result<> mine(const OrderErrors& errors, const Request& r) {
    auto seen = errors.deps().orders.for_reader(r.who, {}, id_of(r));
    return seen ? Result<>{} : Result<>(seen.error());
}

/// At most a year at a time: the figure is counted from its rows.
Result<std::pair<Time, Time>> period(const Request& r) {
    const Time from = from_ms(r.query_number("from")), to = from_ms(r.query_number("to"));
    constexpr Ms year{366LL * 86'400'000};
    if (to <= from || to - from > year)
        return invalid("orders.period", "to", "A period ends after it begins, within a year.");
    return std::pair(from, to);
}

http::Route over_time(std::string path, std::string summary) {
    auto out = route(Method::get, std::move(path), std::move(summary), "board.view");
    out.query = {http::id_param("from"), http::id_param("to")};
    return out;
}

void add_order(http::Router& router, const OrderErrors& errors) {
    const auto list = [&errors](const Request& r) {
        return errors.deps().db.read_as<OrderErrorList>([&](db::Conn& c) -> Result<OrderErrorList> {
            return OrderErrorList{errors.of_order(c, id_of(r))};
        });
    };
    router.get<OrderErrorList>(route(Method::get, "orders/{id}/errors",
                                     "Errors of the order that were found later", "orders.view"),
                               [&errors, list](Request& r) -> Result<OrderErrorList> {
                                   if (auto ok = mine(errors, r); !ok) return ok.error();
                                   return list(r);
                               });
    router.on<NewOrderError, OrderErrorList>(
        route(Method::post, "orders/{id}/errors",
              "An error was found: its cause, whose it was, and the lesson", "orders.edit"),
        [&errors, list](Request& r, const NewOrderError& in) -> Result<OrderErrorList> {
            if (auto ok = mine(errors, r); !ok) return ok.error();
            auto made = errors.deps().db.write_as<OrderError>(
                [&](db::Tx& tx) { return errors.add(tx, id_of(r), in, r.who.person); });
            if (!made) return made.error();
            if (made->caused_by && errors.deps().tell) errors.deps().tell(*made->caused_by, *made);
            return list(r);
        });
}

}  // namespace

void add_error_routes(http::Router& router, OrderErrors& errors) {
    add_order(router, errors);
    router.get<OrderErrorList>(route(Method::get, "order-lessons",
                                     "One's own errors that one has not seen yet", "orders.view"),
                               [&errors](Request& r) {
                                   return errors.deps().db.read_as<OrderErrorList>(
                                       [&](db::Conn& c) -> Result<OrderErrorList> {
                                           return OrderErrorList{errors.lessons(c, r.who.person)};
                                       });
                               });
    router.on<SeenLesson, OrderError>(
        route(Method::post, "order-lessons/{id}/seen", "Seen, by whose error it was",
              "orders.view"),
        [&errors](Request& r, const SeenLesson&) {
            return errors.deps().db.write_as<OrderError>([&](db::Tx& tx) {
                return errors.seen(tx, {r.id_param("id").value_or(0)}, r.who.person);
            });
        });
    router.get<ErrorFigures>(
        over_time("order-error-figures",
                  "Errors found in a period by day, kind, cause and person; [from, to) in ms"),
        [&errors](Request& r) -> Result<ErrorFigures> {
            const auto span = period(r);
            if (!span) return span.error();
            return errors.deps().db.read_as<ErrorFigures>([&](db::Conn& c) -> Result<ErrorFigures> {
                return errors.figures(c, span->first, span->second, r.who.shops);
            });
        });
    router.get<OrderErrorList>(
        over_time("order-errors", "The rows behind that figure, the oldest first"),
        [&errors](Request& r) -> Result<OrderErrorList> {
            const auto span = period(r);
            if (!span) return span.error();
            return errors.deps().db.read_as<OrderErrorList>(
                [&](db::Conn& c) -> Result<OrderErrorList> {
                    return OrderErrorList{errors.found(c, span->first, span->second, r.who.shops)};
                });
        });
}

}  // namespace ol::orders
