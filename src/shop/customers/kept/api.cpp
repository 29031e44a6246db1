// Routes of merging.
#include "platform/http/routes.hpp"
#include "shop/customers/kept/merging.hpp"
#include "shop/customers/store.hpp"

namespace ol::customers {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "customers", .prefix = "/api/v1/"};

CustomerId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }
ContactId contact_of(const Request& r) { return {r.query_number("contact_id")}; }

/// Who compares two people reads what stands on both cards: the right to edit alone is too little.
Result<> may_merge(const Request& r) {
    if (r.who.may("customers.reveal")) return {};
    return forbidden("customers.merge_right",
                     "Only who may see and change buyers' data merges two of them.");
}

Result<> both(const Merging& m, const Request& r, CustomerId a, CustomerId b) {
    if (auto ok = may_merge(r); !ok) return ok;
    for (const auto id : {a, b})
        if (auto ok = m.deps().customers.readable(r.who, contact_of(r), id); !ok) return ok;
    return {};
}

/// The same merge again, while the first was on its way: not "unknown", which a scope would say.
Result<> not_merged_yet(const Merging& m, CustomerId kept, CustomerId gone) {
    return m.deps().db.read([&](db::Conn& c) -> Result<> {
        const auto into = store::merged_into(c, gone);
        return into && *into == kept ? Result<>(merged_already(kept)) : Result<>();
    });
}

void moved(const Merging& m, CustomerId a, CustomerId b) {
    if (m.deps().on_moved) m.deps().on_moved(a, b);
}

void add_reads(http::Router& router, const std::shared_ptr<Merging>& merging) {
    router.get<PerhapsSameList>(
        route(Method::get, "buyers/{id}/perhaps-same",
              "Buyers with a number or an e-mail of his: only suggestions, masked",
              "customers.view"),
        [merging](Request& r) { return merging->perhaps_same(r.who, id_of(r)); });
    auto view = route(Method::get, "buyers/{id}/merge",
                      "Two buyers side by side, and what goes over where", "customers.edit");
    view.query = {http::id_param("other_id"), http::id_param("contact_id")};
    router.get<MergeView>(view, [merging](Request& r) -> Result<MergeView> {
        const CustomerId other{r.query_number("other_id")};
        if (auto ok = both(*merging, r, id_of(r), other); !ok) return ok.error();
        return merging->view(r.who, contact_of(r), id_of(r), other);
    });
    router.get<BuyerMerges>(
        route(Method::get, "buyers/{id}/merges",
              "What was merged into this buyer, or whom he was merged into", "customers.view"),
        [merging](Request& r) -> Result<BuyerMerges> {
            if (auto ok = merging->deps().customers.readable(r.who, {}, id_of(r)); !ok)
                return ok.error();
            return merging->merges(id_of(r));
        });
}

void add_changes(http::Router& router, const std::shared_ptr<Merging>& merging) {
    auto merge =
        route(Method::post, "buyers/{id}/merge",
              "Everything of another buyer becomes this one's; can be undone", "customers.edit");
    merge.query = {http::id_param("contact_id")};
    router.on<MergeBuyers, BuyerMerge>(
        merge, [merging](Request& r, const MergeBuyers& in) -> Result<BuyerMerge> {
            const auto seen = merging->deps().customers.readable(r.who, contact_of(r), id_of(r));
            if (seen && may_merge(r))
                if (auto ok = not_merged_yet(*merging, id_of(r), in.gone_id); !ok)
                    return ok.error();
            if (auto ok = both(*merging, r, id_of(r), in.gone_id); !ok) return ok.error();
            auto done =
                merging->deps().db.write_as<BuyerMerge>([&](db::Tx& tx) -> Result<BuyerMerge> {
                    auto id = merging->merge(tx, id_of(r), in, r.who.person);
                    if (!id) return id.error();
                    return merging->one(tx.conn, *id);
                });
            if (done) moved(*merging, in.gone_id, id_of(r));
            return done;
        });
    router.on<TwoPeople, BuyerMerges>(
        route(Method::post, "buyers/{id}/apart", "They are two people: no longer suggested",
              "customers.edit"),
        [merging](Request& r, const TwoPeople& in) -> Result<BuyerMerges> {
            if (auto ok = both(*merging, r, id_of(r), in.other_id); !ok) return ok.error();
            auto done = merging->deps().db.write([&](db::Tx& tx) {
                return merging->apart(tx, id_of(r), in.other_id, r.who.person);
            });
            if (!done) return done.error();
            return merging->merges(id_of(r));
        });
}

void add_undo(http::Router& router, const std::shared_ptr<Merging>& merging) {
    router.on<UndoMerge, BuyerMerge>(
        route(Method::post, "buyer-merges/{id}/undo",
              "Two buyers again, each as before; what came since stays with the kept one",
              "customers.edit"),
        [merging](Request& r, const UndoMerge&) -> Result<BuyerMerge> {
            const MergeId id{r.id_param("id").value_or(0)};
            auto& db = merging->deps().db;
            auto known = db.read_as<BuyerMerge>([&](db::Conn& c) { return merging->one(c, id); });
            if (!known) return known.error();
            if (auto ok = both(*merging, r, known->kept_id, known->gone_id); !ok) return ok.error();
            auto done = db.write_as<BuyerMerge>(
                [&](db::Tx& tx) { return merging->undo(tx, id, r.who.person); });
            if (done) moved(*merging, done->kept_id, done->gone_id);
            return done;
        });
}

}  // namespace

void add_merge_routes(http::Router& router, std::shared_ptr<Merging> merging) {
    add_reads(router, merging);
    add_changes(router, merging);
    add_undo(router, merging);
}

}  // namespace ol::customers
