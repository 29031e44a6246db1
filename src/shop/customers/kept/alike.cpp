// Who may be the same person, two cards side by side, and what an erasure takes of merges.
#include <algorithm>
#include <map>

#include "platform/base/names.hpp"
#include "shop/customers/kept/merging.hpp"
#include "shop/customers/store.hpp"

namespace ol::customers {
namespace {

constexpr int alike_max = 20, chain_max = 100;

constexpr auto sql_alike = R"(select o.customer_id, o.kind from customer_identity i
    join customer_identity o on o.value = i.value and o.kind = i.kind
        and o.customer_id <> i.customer_id
    join customer c on c.id = o.customer_id and c.merged_into is null
    where i.customer_id = ?1 and not exists (select 1 from buyer_apart a where
        a.low_id = case when i.customer_id < o.customer_id then i.customer_id else o.customer_id end
        and a.high_id =
            case when i.customer_id < o.customer_id then o.customer_id else i.customer_id end)
    order by o.customer_id desc, o.kind limit 200)";

/// Buyers by what they have in common with him.
std::map<std::int64_t, std::vector<IdentityKind>> alike(db::Conn& c, CustomerId id) {
    std::map<std::int64_t, std::vector<IdentityKind>> out;
    const auto r = c.query(sql_alike, id);
    for (std::size_t i = 0; i < r.size(); ++i) {
        auto& by = out[r.i64(i, 0)];
        const auto kind = from_name<IdentityKind>(r.text(i, 1)).value_or(IdentityKind::phone);
        if (std::ranges::find(by, kind) == by.end()) by.push_back(kind);
    }
    return out;
}

Error choose_another() {
    return invalid("customers.merge_self", "other_id", "Choose another buyer to merge with.");
}

std::vector<IdentityId> in_both(const Customer& a, const Customer& b) {
    std::vector<IdentityId> out;
    for (const auto& x : a.identities)
        for (const auto& y : b.identities)
            if (x.kind == y.kind && x.value == y.value) out.push_back(x.id), out.push_back(y.id);
    return out;
}

std::int64_t counted(db::Conn& c, const std::string& sql, CustomerId id) {
    return c.query(sql, id).i64(0, 0);
}

MergeLine line_of(db::Conn& c, const KeptTable& t, CustomerId kept, CustomerId gone) {
    const std::string name(t.name);
    const auto all = "select count(*) from " + name + " where customer_id = ?1";
    MergeLine out{std::string(t.what), counted(c, all, kept), counted(c, all, gone), 0};
    if (t.once.empty() || out.gone == 0) return out;
    std::string like = "select count(*) from " + name +
                       " t where t.customer_id = ?1 and exists "
                       "(select 1 from " +
                       name + " o where o.customer_id = ?2";
    for (const auto& column : columns_of(t.once)) like += " and o." + column + " = t." + column;
    out.stays = c.query(like + ")", gone, kept).i64(0, 0);
    return out;
}

}  // namespace

Result<PerhapsSameList> Merging::perhaps_same(const http::Principal& who, CustomerId id) const {
    if (auto ok = d_.customers.readable(who, {}, id); !ok) return ok.error();
    std::map<std::int64_t, std::vector<IdentityKind>> found;
    std::string name;
    auto read = d_.db.read([&](db::Conn& c) -> Result<> {
        const auto card = store::load(c, id);
        if (card) name = card->name, found = alike(c, id);
        return {};
    });
    if (!read) return read.error();
    PerhapsSameList out;
    for (auto& [other, by] : found) {
        if (std::cmp_greater_equal(out.items.size(), alike_max)) break;
        if (!d_.customers.readable(who, {}, {other})) continue;
        auto card = d_.customers.customer(CustomerId{other}, Visibility::masked);
        if (!card) continue;
        const bool names = compatible_names(name, card->name);
        out.items.push_back({std::move(*card), std::move(by), names});
    }
    std::ranges::stable_sort(out.items, std::ranges::greater{}, &PerhapsSame::names_alike);
    return out;
}

Result<> Merging::apart(db::Tx& tx, CustomerId id, CustomerId other, PersonId by) const {
    if (id == other) return choose_another();
    for (const auto one : {id, other})
        if (auto there = d_.customers.customer(tx.conn, one, Visibility::masked); !there)
            return there.error();
    tx.exec(R"(insert into buyer_apart (low_id, high_id, person_id, at) values (?1,?2,?3,?4)
        on conflict (low_id, high_id) do nothing)",
            std::min(id.value, other.value), std::max(id.value, other.value), by, tx.now);
    return {};
}

Result<MergeView> Merging::view(const http::Principal& who, ContactId contact, CustomerId kept,
                                CustomerId gone) const {
    if (kept == gone) return choose_another();
    MergeView out;
    for (const auto& [id, full] : {std::pair{kept, &out.kept_full}, {gone, &out.gone_full}}) {
        if (auto ok = d_.customers.readable(who, contact, id); !ok) return ok.error();
        auto visibility = d_.customers.look(who.person, contact, id, "card");
        if (!visibility) return visibility.error();
        *full = *visibility == Visibility::full;
    }
    return d_.db.read_as<MergeView>([&](db::Conn& c) -> Result<MergeView> {
        auto a = d_.customers.customer(c, kept, Visibility::full);
        auto b = d_.customers.customer(c, gone, Visibility::full);
        if (!a) return a.error();
        if (!b) return b.error();
        out.same = in_both(*a, *b);
        out.kept = out.kept_full ? std::move(*a) : masked(std::move(*a));
        out.gone = out.gone_full ? std::move(*b) : masked(std::move(*b));
        for (const auto& t : d_.tables.all())
            if (!t.key.empty()) out.lines.push_back(line_of(c, t, kept, gone));
        return out;
    });
}

std::vector<CustomerId> merged_cards(db::Conn& c, CustomerId id) {
    std::vector<CustomerId> out{id};
    for (std::size_t at = 0; at < out.size() && at < chain_max; ++at) {
        const auto r =
            c.query("select id from customer where merged_into = ?1 order by id", out[at]);
        for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0)});
    }
    out.erase(out.begin());
    return out;
}

std::optional<CustomerId> present_card(db::Conn& c, CustomerId id) {
    std::optional<CustomerId> out;
    for (int steps = 0; steps < chain_max; ++steps) {
        const auto into = store::merged_into(c, out.value_or(id));
        if (!into) break;
        out = into;
    }
    return out;
}

void erase_merges(db::Tx& tx, CustomerId id) {
    tx.exec(
        "update buyer_merge set before_box = '', reason = '' where kept_id = ?1 or gone_id = ?1",
        id);
}

}  // namespace ol::customers
