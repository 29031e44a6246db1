// HTTP routes of the contact policy: may he be contacted, what was decided, what he said about it.
#include "shop/customers/page/page.hpp"

namespace ol::customers {
namespace {

using http::Method;
using http::Request;

http::Route policy_route(Method m, const std::string& path, std::string summary,
                         std::string permission) {
    http::Route r;
    r.method = m;
    r.path = "/api/v1/buyers/{id}/" + path;
    r.summary = std::move(summary);
    r.tag = "customers";
    r.access = http::Route::Access::permission;
    r.permission = std::move(permission);
    r.query = {http::id_param("contact_id")};
    return r;
}

CustomerId buyer_of(const Request& r) { return {r.id_param("id").value_or(0)}; }
Result<> readable(const Page& page, const Request& r) {
    return page.deps().customers.readable(r.who, {r.query_number("contact_id")}, buyer_of(r));
}

/// A change of what he said, and then all that he said.
using Change = std::function<Result<>(db::Tx&)>;
Result<ContactPermissions> changed(const Page& page, const Request& r, const Change& change) {
    if (auto ok = readable(page, r); !ok) return ok.error();
    auto out =
        page.deps().db.write_as<ContactPermissions>([&](db::Tx& tx) -> Result<ContactPermissions> {
            if (auto ok = change(tx); !ok) return ok.error();
            return page.policy().permissions(tx.conn, buyer_of(r));
        });
    if (out && page.deps().on_changed) page.deps().on_changed(buyer_of(r));
    return out;
}

void add_policy_reads(http::Router& router, const std::shared_ptr<Page>& page) {
    auto may =
        policy_route(Method::get, "may-contact",
                     "Whether a buyer may be contacted now, when, and by which rules not; nothing "
                     "is written down",
                     "customers.view");
    may.query.push_back(http::choice_param<Purpose>("purpose"));
    may.query.push_back(http::choice_param<ContactChannel>("channel"));
    router.get<Verdict>(may, [page](Request& r) -> Result<Verdict> {
        if (auto ok = readable(*page, r); !ok) return ok.error();
        const Ask ask{
            from_name<Purpose>(r.query_text("purpose")).value_or(Purpose::other),
            from_name<ContactChannel>(r.query_text("channel")).value_or(ContactChannel::voice),
            false};
        return page->deps().db.read_as<Verdict>([&](db::Conn& c) -> Result<Verdict> {
            return page->may_contact(c, buyer_of(r), r.who.person, ask);
        });
    });
    auto ledger =
        policy_route(Method::get, "contacts",
                     "What the contact policy decided about a buyer, also when nothing was "
                     "sent; newest first",
                     "customers.view");
    ledger.query.push_back(http::cursor_param(1));
    ledger.query.push_back(http::limit_param(100, 50));
    router.get<ContactDecisionPage>(ledger, [page](Request& r) -> Result<ContactDecisionPage> {
        if (auto ok = readable(*page, r); !ok) return ok.error();
        return page->deps().db.read_as<ContactDecisionPage>(
            [&](db::Conn& c) -> Result<ContactDecisionPage> {
                return page->policy().ledger(c, buyer_of(r), r.query_number("cursor"),
                                             static_cast<int>(r.query_number("limit", 50)));
            });
    });
    router.get<ContactPermissions>(
        policy_route(Method::get, "permissions",
                     "By what a buyer is not to be contacted, and what he agreed to",
                     "customers.view"),
        [page](Request& r) -> Result<ContactPermissions> {
            if (auto ok = readable(*page, r); !ok) return ok.error();
            return page->deps().db.read_as<ContactPermissions>(
                [&](db::Conn& c) -> Result<ContactPermissions> {
                    return page->policy().permissions(c, buyer_of(r));
                });
        });
}

void add_policy_changes(http::Router& router, const std::shared_ptr<Page>& page) {
    router.on<SetStop, ContactPermissions>(
        policy_route(Method::post, "stops",
                     "A buyer is not to be contacted by this channel or at all, or may be again",
                     "customers.edit"),
        [page](Request& r, const SetStop& in) {
            return changed(*page, r, [&](db::Tx& tx) {
                return page->policy().set_stop(tx, buyer_of(r), in, r.who.person);
            });
        });
    router.on<GiveConsent, ContactPermissions>(
        policy_route(Method::post, "consents", "What a buyer agreed to, with its proof",
                     "customers.edit"),
        [page](Request& r, const GiveConsent& in) {
            return changed(*page, r, [&](db::Tx& tx) {
                return page->policy().give_consent(tx, buyer_of(r), in, r.who.person);
            });
        });
    router.on<WithdrawConsent, ContactPermissions>(
        policy_route(Method::post, "consents/{consent_id}/withdraw",
                     "A buyer takes his consent back: every one of that purpose and channel",
                     "customers.edit"),
        [page](Request& r, const WithdrawConsent& in) {
            return changed(*page, r, [&](db::Tx& tx) {
                return page->policy().withdraw(tx, buyer_of(r),
                                               {r.id_param("consent_id").value_or(0)}, in.source,
                                               r.who.person);
            });
        });
}

}  // namespace

void add_policy_routes(http::Router& router, const std::shared_ptr<Page>& page) {
    add_policy_reads(router, page);
    add_policy_changes(router, page);
}

}  // namespace ol::customers
