// HTTP routes of the page.
#include "platform/http/routes.hpp"
#include "shop/customers/page/page.hpp"

namespace ol::customers {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "customers", .prefix = "/api/v1/"};

CustomerId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }
ContactId contact_of(const Request& r) { return {r.query_number("contact_id")}; }

Purpose purpose_of(const Request& r) {
    return from_name<Purpose>(r.query_text("purpose")).value_or(Purpose::other);
}

void changed(const Page& page, CustomerId id) {
    if (page.deps().on_changed) page.deps().on_changed(id);
}

void add_reads(http::Router& router, const std::shared_ptr<Page>& page) {
    auto one =
        route(Method::get, "buyers/{id}",
              "A buyer's card, who is with him, whether he may be contacted now", "customers.view");
    one.query = {http::id_param("contact_id"), http::choice_param<Purpose>("purpose")};
    router.get<BuyerPage>(one, [page](Request& r) {
        return page->page(r.who, contact_of(r), id_of(r), purpose_of(r));
    });
    auto thread = route(Method::get, "buyers/{id}/thread",
                        "Contacts, orders, promises and decisions in time order, newest first",
                        "customers.view");
    thread.query = {http::id_param("contact_id"), http::choice_param<ThreadKind>("kind"),
                    http::cursor_param(2), http::limit_param(100, 50)};
    router.get<ThreadPage>(thread, [page](Request& r) {
        std::set<ThreadKind> kinds;
        if (const auto kind = from_name<ThreadKind>(r.query_text("kind"))) kinds = {*kind};
        return page->thread(r.who, contact_of(r), id_of(r), kinds, r.query_text("cursor"),
                            static_cast<int>(r.query_number("limit", 50)));
    });
    auto find =
        route(Method::get, "buyers",
              "Found by one field: an order's number, a surname, the end of a number; masked",
              "customers.view");
    find.query = {"q"};
    router.get<FoundBuyers>(find,
                            [page](Request& r) { return page->find(r.who, r.query_text("q")); });
    router.get<ContactRules>(
        route(Method::get, "contact-rules",
              "How often, when and by whose leave a buyer may be contacted", "customers.view"),
        [page](Request&) {
            return page->deps().db.read_as<ContactRules>(
                [&](db::Conn& c) -> Result<ContactRules> { return page->policy().rules(c); });
        });
}

void add_plan(http::Router& router, const std::shared_ptr<Page>& page) {
    router.get<ErasurePlan>(
        route(Method::get, "buyers/{id}/erasure",
              "What an erasure of this buyer would take, and what holds it back", "export"),
        [page](Request& r) -> Result<ErasurePlan> {
            if (!r.who.may("customers.edit") || !r.who.shops.empty())
                return forbidden("customers.erase", "Only who leads all shops erases a buyer.");
            return page->deps().db.read_as<ErasurePlan>(
                [&](db::Conn& c) { return page->plan(c, id_of(r)); });
        });
}

void add_changes(http::Router& router, const std::shared_ptr<Page>& page) {
    auto look =
        route(Method::post, "buyers/{id}/look",
              "Who looks at a buyer; asks for the lock, folds in what is to be said, leaves",
              "customers.view");
    look.query = {http::id_param("contact_id")};
    router.on<LookRequest, Look>(look, [page](Request& r, const LookRequest& in) -> Result<Look> {
        if (auto ok = page->deps().customers.readable(r.who, contact_of(r), id_of(r)); !ok)
            return ok.error();
        auto out = page->deps().db.write_as<Look>(
            [&](db::Tx& tx) { return page->look(tx, id_of(r), in, r.who.person); });
        if (out) changed(*page, id_of(r));
        return out;
    });
    auto attach = route(Method::post, "buyers/{id}/attach",
                        "The number of your live contact is this buyer's", "customers.edit");
    router.on<AttachNumber, Customer>(
        attach, [page](Request& r, const AttachNumber& in) -> Result<Customer> {
            if (auto ok = page->deps().customers.readable(r.who, in.contact_id, id_of(r)); !ok)
                return ok.error();
            if (auto ok = page->attach(in, id_of(r), r.who.person); !ok) return ok.error();
            changed(*page, id_of(r));
            return page->deps().customers.for_reader(r.who.person, in.contact_id, id_of(r));
        });
    auto detach =
        route(Method::post, "buyers/{id}/detach",
              "A number or e-mail that is not his is taken away; with a reason", "customers.edit");
    detach.query = {http::id_param("contact_id")};
    router.on<DetachNumber, Customer>(
        detach, [page](Request& r, const DetachNumber& in) -> Result<Customer> {
            if (auto ok = page->deps().customers.readable(r.who, contact_of(r), id_of(r)); !ok)
                return ok.error();
            auto done = page->deps().db.write(
                [&](db::Tx& tx) { return page->detach(tx, in, id_of(r), r.who.person); });
            if (!done) return done.error();
            changed(*page, id_of(r));
            return page->deps().customers.for_reader(r.who.person, contact_of(r), id_of(r));
        });
    router.on<ContactRules, ContactRules>(
        route(Method::put, "contact-rules", "Sets them; version is the one that was read",
              "settings.edit"),
        [page](Request& r, const ContactRules& in) {
            return page->deps().db.write_as<ContactRules>(
                [&](db::Tx& tx) { return page->policy().set_rules(tx, in, r.who.person); });
        });
    router.on<EraseBuyer, Erased>(
        route(Method::post, "buyers/{id}/erase",
              "Everything personal of a buyer goes for good; ids, sums and counts stay", "export"),
        [page](Request& r, const EraseBuyer& in) -> Result<Erased> {
            if (!r.who.may("customers.edit") || !r.who.shops.empty())
                return forbidden("customers.erase", "Only who leads all shops erases a buyer.");
            auto out = page->deps().db.write_as<Erased>(
                [&](db::Tx& tx) { return page->erase(tx, id_of(r), in, r.who.person); });
            if (out) changed(*page, id_of(r));
            return out;
        });
}

}  // namespace

void add_page_routes(http::Router& router, std::shared_ptr<Page> page) {
    add_reads(router, page);
    add_plan(router, page);
    add_changes(router, page);
    add_policy_routes(router, page);
}

}  // namespace ol::customers
