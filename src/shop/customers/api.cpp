// HTTP routes of the room.
#include "platform/http/routes.hpp"
#include "shop/customers/customers.hpp"

namespace ol::customers {
namespace {

using http::Method;
using http::Request;
using Access = http::Route::Access;

constexpr http::RouteOf route{.tag = "customers"};

CustomerId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

ContactId contact_of(const Request& r) { return {r.query_number("contact_id")}; }

}  // namespace

void add_routes(http::Router& router, Customers& customers, Deps deps) {
    auto list = route(Method::get, "/api/v1/customers",
                      "Search by name or the end of a number; masked", "customers.view");
    list.query = {"q", http::cursor_param(), http::limit_param(100, 50)};
    router.get<CustomerPage>(list, [&customers](Request& r) {
        return customers.search(r.query_text("q"), r.query_text("cursor"),
                                static_cast<int>(r.query_number("limit")), r.who.shops);
    });

    auto one = route(Method::get, "/api/v1/customers/{id}",
                     "One customer; unmasked during her contact", "customers.view");
    one.query = {http::id_param("contact_id")};
    router.get<Customer>(one, [&customers](Request& r) -> Result<Customer> {
        if (auto ok = customers.readable(r.who, contact_of(r), id_of(r)); !ok) return ok.error();
        return customers.for_reader(r.who.person, contact_of(r), id_of(r));
    });

    router.on<NewCustomer, Customer>(
        route(Method::post, "/api/v1/customers", "A new customer", "customers.edit"),
        [&customers, deps](Request& r, const NewCustomer& in) -> Result<Customer> {
            auto id = deps.db.write_as<CustomerId>(
                [&](db::Tx& tx) { return customers.create(tx, in, r.who.person, r.who.shops); });
            if (!id) return id.error();
            return customers.customer(*id, Visibility::full);  // her own words a moment ago
        });

    auto patch =
        route(Method::patch, "/api/v1/customers/{id}", "Change, with If-Match", "customers.edit");
    patch.query = {http::id_param("contact_id")};
    router.on<CustomerPatch, Customer>(
        patch, [&customers, deps](Request& r, const CustomerPatch& p) -> Result<Customer> {
            auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto ok = customers.readable(r.who, contact_of(r), id_of(r)); !ok)
                return ok.error();
            auto done = deps.db.write([&](db::Tx& tx) {
                return customers.patch(tx, id_of(r), *version, p, r.who.person);
            });
            if (!done) return done.error();
            return customers.for_reader(r.who.person, contact_of(r), id_of(r));
        });

    router.on<RevealRequest, Revealed>(
        route(Method::post, "/api/v1/customers/{id}/reveal", "Show one masked value; logged",
              "customers.reveal"),
        [&customers, deps](Request& r, const RevealRequest& in) -> Result<Revealed> {
            if (auto ok = customers.readable(r.who, {}, id_of(r)); !ok) return ok.error();
            auto value = deps.db.write_as<std::string>(
                [&](db::Tx& tx) { return customers.reveal(tx, id_of(r), in, r.who.person); });
            if (!value) return value.error();
            return Revealed{*value};
        });

    auto dnc = route(Method::post, "/api/v1/customers/{id}/do-not-call",
                     "She asked not to be called", "customers.view");
    dnc.query = {http::id_param("contact_id")};
    router.on<DoNotCallRequest, Customer>(
        dnc, [&customers, deps](Request& r, const DoNotCallRequest& in) -> Result<Customer> {
            if (auto ok = customers.readable(r.who, contact_of(r), id_of(r)); !ok)
                return ok.error();
            auto done = deps.db.write([&](db::Tx& tx) {
                return customers.do_not_call(tx, id_of(r), in.reason, r.who.person);
            });
            if (!done) return done.error();
            return customers.for_reader(r.who.person, contact_of(r), id_of(r));
        });
}

}  // namespace ol::customers
