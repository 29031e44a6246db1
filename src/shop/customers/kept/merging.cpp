// The merge of two cards and its undoing.
#include "shop/customers/kept/merging.hpp"

#include <algorithm>

#include "platform/base/json.hpp"
#include "platform/base/text.hpp"
#include "shop/customers/kept/box.hpp"
#include "shop/customers/named.hpp"
#include "shop/customers/store.hpp"

namespace ol::customers {
namespace {

constexpr std::size_t reason_max = 300, notes_max = 4000;

Error unknown_buyer() {
    return not_found("customers.unknown", "No such customer; the list may be out of date.");
}

Error changed_meanwhile(const Customer& now) {
    auto e = conflict("customers.version_conflict",
                      "Somebody changed this customer meanwhile; look at both and merge again.");
    e.params = {{"version", std::to_string(now.version)}};
    return e;
}

/// A card that may take part in a merge: it is there, in one piece, and not erased.
Result<Customer> whole(db::Conn& c, CustomerId id, std::int64_t version) {
    auto card = store::load(c, id);
    if (!card) return unknown_buyer();
    if (const auto into = store::merged_into(c, id)) return merged_already(*into);
    if (!c.query("select at from buyer_erasure where customer_id = ?1", id).empty())
        return conflict("customers.merge_erased",
                        "This buyer was erased: nothing is left of him to merge.");
    if (card->version != version) return changed_meanwhile(*card);
    return std::move(*card);
}

std::string joined(const std::string& a, const std::string& b) {
    if (a.empty() || b.empty() || a == b) return a.empty() ? b : a;
    return a + "\n" + b;
}

CardWords words_of(const Customer& c) { return {c.name, c.language, c.tz, c.notes}; }

CardWords chosen(const Customer& kept, const Customer& gone, const MergeBuyers& in) {
    const auto pick = [](Take take, const std::string& a, const std::string& b) {
        // What only one of the cards knows is not lost by a choice of nothing.
        return take == Take::kept ? (a.empty() ? b : a) : (b.empty() ? a : b);
    };
    CardWords out{pick(in.name, kept.name, gone.name),
                  pick(in.language, kept.language, gone.language), pick(in.tz, kept.tz, gone.tz),
                  ""};
    out.notes = in.notes == TakeNotes::both   ? joined(kept.notes, gone.notes)
                : in.notes == TakeNotes::kept ? kept.notes
                                              : gone.notes;
    return out;
}

Result<> well_said(const MergeBuyers& in, CustomerId kept) {
    if (in.gone_id == kept)
        return invalid("customers.merge_self", "gone_id", "Choose another buyer to merge with.");
    if (trim(in.reason).empty())
        return invalid("customers.reason", "reason",
                       "Say how you know that both are one person; the reason is kept.");
    if (utf8_length(in.reason) > reason_max)
        return invalid("customers.too_long", "reason", "At most 300 characters fit here.");
    return {};
}

void put_card(db::Tx& tx, CustomerId id, const CardWords& w, const Customer& with) {
    tx.exec(R"(update customer set name = ?2, name_folded = ?3, language = ?4, tz = ?5, notes = ?6,
        do_not_call = ?7, since = ?8, order_count = ?9, version = version + 1 where id = ?1)",
            id, w.name, fold(w.name), w.language, w.tz, w.notes, with.do_not_call, with.since,
            with.order_count);
    named::written(tx, id, w.name);
}

/// Identities of his that are marked as shared, and that nobody else has who was not merged.
std::vector<IdentityId> his_alone(db::Conn& c, CustomerId id) {
    const auto r = c.query(R"(select i.id from customer_identity i where i.customer_id = ?1
        and i.shared and not exists (select 1 from customer_identity o join customer c
        on c.id = o.customer_id where o.kind = i.kind and o.value = i.value
        and o.customer_id <> i.customer_id and c.merged_into is null) order by i.id)",
                           id);
    std::vector<IdentityId> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0)});
    return out;
}

void set_shared(db::Tx& tx, std::span<const IdentityId> ids, bool shared) {
    for (const auto id : ids)
        tx.exec("update customer_identity set shared = ?2 where id = ?1", id, shared);
}

constexpr std::string_view moved_keys =
    "(select row_key from buyer_merge_row where merge_id = ?1 and table_name = ?2)";

/// "and not exists (a row of the kept one's with the same kind and value)"
std::string but_those_he_has(const KeptTable& t) {
    if (t.once.empty()) return "";
    std::string out =
        " and not exists (select 1 from " + std::string(t.name) + " o where o.customer_id = ?4";
    for (const auto& column : columns_of(t.once)) out += " and o." + column + " = t." + column;
    return out + ")";
}

/// Its key is one row of one buyer, and not only his alone among other buyers'.
bool key_is_of_one(const KeptTable& t) { return t.key != t.once; }

}  // namespace

Error merged_already(CustomerId into) {
    auto e = conflict("customers.merged", "This buyer was merged into another one already.");
    e.params = {{"into", std::to_string(into.value)}};
    return e;
}

Result<> Merging::free_of_talk(db::Conn& c, CustomerId id, PersonId by) const {
    const auto talks = d_.in_talk ? d_.in_talk(c, id) : std::nullopt;
    if (!talks || *talks == by) return {};
    auto e = conflict("customers.in_talk",
                      "Somebody talks with this buyer now; wait until that contact is over.");
    if (d_.person_name) e.params = {{"holder", d_.person_name(*talks)}};
    return e;
}

std::int64_t Merging::move_rows(db::Tx& tx, MergeId id, CustomerId kept, CustomerId gone) const {
    std::int64_t rows = 0;
    for (const auto& t : d_.tables.all()) {
        if (t.key.empty()) continue;
        const std::string name(t.name), key(t.key);
        rows += tx.exec(
            "insert into buyer_merge_row (merge_id, table_name, row_key) "
            "select distinct cast(?1 as bigint), cast(?2 as text), t." +
                key + " from " + name + " t where t.customer_id = ?3" + but_those_he_has(t) +
                (t.once.empty() ? " and ?4 <> 0" : ""),
            id, t.name, gone, kept);
        tx.exec("update " + name + " set customer_id = ?3 where customer_id = ?4 and " + key +
                    " in " + std::string(moved_keys),
                id, t.name, kept, gone);
    }
    return rows;
}

void Merging::move_back(db::Tx& tx, const BuyerMerge& m) const {
    for (const auto& t : d_.tables.all())
        if (!t.key.empty())
            tx.exec("update " + std::string(t.name) +
                        " set customer_id = ?3 where customer_id = "
                        "?4 and " +
                        std::string(t.key) + " in " + std::string(moved_keys),
                    m.id, t.name, m.gone_id, m.kept_id);
}

Result<MergeId> Merging::merge(db::Tx& tx, CustomerId kept_id, const MergeBuyers& in,
                               PersonId by) const {
    if (auto ok = well_said(in, kept_id); !ok) return ok.error();
    const auto gone =
        whole(tx.conn, in.gone_id, in.gone_version);  // first: merged already says more
    if (!gone) return gone.error();
    auto kept = whole(tx.conn, kept_id, in.version);
    if (!kept) return kept.error();
    for (const auto id : {kept_id, in.gone_id})
        if (auto ok = free_of_talk(tx.conn, id, by); !ok) return ok.error();
    MergeBox box{words_of(*kept), chosen(*kept, *gone, in), kept->do_not_call,
                 kept->since,     gone->order_count,        {}};
    if (utf8_length(box.after.notes) > notes_max)
        return invalid("customers.too_long", "notes",
                       "Both notes together are too long; take one of them.");
    const auto id = d_.ids.next_id<MergeId>();
    tx.exec(R"(insert into buyer_merge (id, kept_id, gone_id, at, person_id, reason, before_box)
        values (?1,?2,?3,?4,?5,?6,''))",
            id, kept_id, in.gone_id, tx.now, by, trim(in.reason));
    const auto rows = move_rows(tx, id, kept_id, in.gone_id);
    tx.exec("update customer set merged_into = ?2, version = version + 1 where id = ?1", in.gone_id,
            kept_id);
    kept->do_not_call = kept->do_not_call || gone->do_not_call;
    kept->since = std::min(kept->since, gone->since);
    kept->order_count += gone->order_count;
    put_card(tx, kept_id, box.after, *kept);
    box.unshared = his_alone(tx.conn, kept_id);
    set_shared(tx, box.unshared, false);
    tx.exec("update buyer_merge set before_box = ?2 where id = ?1", id, json::write(box));
    const auto data = "{\"gone\":\"" + std::to_string(in.gone_id.value) + "\",\"merge\":\"" +
                      std::to_string(id.value) + "\",\"rows\":" + std::to_string(rows) + "}";
    tx.journal({"customer.merged", kept_id.value, by.value, data});
    if (d_.audit) d_.audit(tx, by, "customer.merged", kept_id.value, data);
    return id;
}

namespace {

constexpr std::string_view sql_merge =
    R"(select m.id, m.kept_id, m.gone_id, m.at, m.person_id, m.reason, m.undone_at, m.undone_by,
    m.before_box, k.name, g.name, (select count(*) from buyer_merge_row r where r.merge_id = m.id)
    from buyer_merge m join customer k on k.id = m.kept_id join customer g on g.id = m.gone_id )";

Error barred(const MergeBar& bar) {
    auto e = conflict("customers.merge_bar",
                      "Something happened since that the undoing would contradict: " + bar.code);
    e.params = bar.params;
    e.params.emplace_back("bar", bar.code);
    return e;
}

/// The card since the merge: a field that was edited is not taken back behind its editor.
void edited(const CardWords& now, const CardWords& left, std::vector<MergeBar>& out) {
    const auto look = [&](const char* field, const std::string& a, const std::string& b) {
        if (a != b) out.push_back({"edited", {{"field", field}}});
    };
    look("name", now.name, left.name);
    look("language", now.language, left.language);
    look("tz", now.tz, left.tz);
    look("notes", now.notes, left.notes);
}

}  // namespace

std::vector<MergeBar> Merging::bars(db::Conn& c, const BuyerMerge& m,
                                    const std::string& box) const {
    std::vector<MergeBar> out;
    const auto kept_then = json::read<MergeBox>(box.empty() ? "{}" : box);
    const auto kept = store::load(c, m.kept_id);
    if (box.empty() || !kept || !kept_then) return {{"erased", {}}};
    if (store::merged_into(c, m.kept_id)) out.push_back({"merged", {}});
    const auto later = c.query(R"(select min(id) from buyer_merge where kept_id = ?1 and id > ?2
        and undone_at is null)",
                               m.kept_id, m.id);
    if (!later.is_null(0, 0))
        out.push_back({"later", {{"merge", std::to_string(later.i64(0, 0))}}});
    edited(words_of(*kept), kept_then->after, out);
    for (const auto& t : d_.tables.all()) {
        if (t.key.empty() || !key_is_of_one(t)) continue;
        const auto r = c.query("select count(*) from " + std::string(t.name) +
                                   " where customer_id <> ?3 and " + std::string(t.key) + " in " +
                                   std::string(moved_keys),
                               m.id, t.name, m.kept_id);
        if (r.i64(0, 0) > 0) out.push_back({"moved_on", {{"table", std::string(t.what)}}});
    }
    return out;
}

BuyerMerge Merging::merge_of(db::Conn& c, const db::Rows& r, std::size_t i) const {
    BuyerMerge m{{r.i64(i, 0)},
                 {r.i64(i, 1)},
                 {r.i64(i, 2)},
                 r.text(i, 9),
                 r.text(i, 10),
                 from_ms(r.i64(i, 3)),
                 {r.i64(i, 4)},
                 "",
                 r.text(i, 5),
                 r.i64(i, 11),
                 {},
                 "",
                 {}};
    const auto name = [&](std::int64_t person) {
        return d_.person_name ? d_.person_name({person}) : std::string();
    };
    m.by_name = name(m.person_id.value);
    if (r.is_null(i, 6)) {
        m.bars = bars(c, m, r.text(i, 8));
        return m;
    }
    m.undone_at = from_ms(r.i64(i, 6));
    m.undone_by_name = name(r.i64(i, 7));
    return m;
}

Result<BuyerMerge> Merging::one(db::Conn& c, MergeId id) const {
    const auto r = c.query(std::string(sql_merge) + "where m.id = ?1", id);
    if (r.empty()) return not_found("customers.merge_unknown", "There is no such merge.");
    return merge_of(c, r, 0);
}

Result<BuyerMerges> Merging::merges(CustomerId id) const {
    return d_.db.read_as<BuyerMerges>([&](db::Conn& c) -> Result<BuyerMerges> {
        BuyerMerges out;
        out.into = store::merged_into(c, id);
        const auto r = c.query(std::string(sql_merge) +
                                   "where m.kept_id = ?1 or m.gone_id = ?1 order by m.id desc "
                                   "limit 50",
                               id);
        for (std::size_t i = 0; i < r.size(); ++i) out.items.push_back(merge_of(c, r, i));
        return out;
    });
}

Result<BuyerMerge> Merging::undo(db::Tx& tx, MergeId id, PersonId by) const {
    auto m = one(tx.conn, id);
    if (!m) return m.error();
    if (m->undone_at) return conflict("customers.merge_undone", "This merge was undone already.");
    if (!m->bars.empty()) return barred(m->bars.front());
    for (const auto buyer : {m->kept_id, m->gone_id})
        if (auto ok = free_of_talk(tx.conn, buyer, by); !ok) return ok.error();
    const auto kept_box = tx.query("select before_box from buyer_merge where id = ?1", id);
    const auto box = json::read<MergeBox>(kept_box.text(0, 0));
    if (!box) return box.error();
    move_back(tx, *m);
    tx.exec("update customer set merged_into = null, version = version + 1 where id = ?1",
            m->gone_id);
    auto kept = store::load(tx.conn, m->kept_id);
    const auto asked_since =
        tx.query("select id from customer_do_not_call where customer_id = ?1 and at >= ?2 limit 1",
                 m->kept_id, m->at);
    kept->do_not_call = box->do_not_call || (kept->do_not_call && !asked_since.empty());
    kept->since = box->since;
    kept->order_count -= box->orders_added;
    put_card(tx, m->kept_id, box->before, *kept);
    set_shared(tx, box->unshared, true);
    const auto gone = store::load(tx.conn, m->gone_id);
    for (const auto& i : gone->identities) store::mark_shared(tx, i.kind, i.value);
    tx.exec("update buyer_merge set undone_at = ?2, undone_by = ?3 where id = ?1", id, tx.now, by);
    tx.exec("delete from buyer_merge_row where merge_id = ?1", id);
    const auto data = "{\"gone\":\"" + std::to_string(m->gone_id.value) + "\",\"merge\":\"" +
                      std::to_string(id.value) + "\"}";
    tx.journal({"customer.unmerged", m->kept_id.value, by.value, data});
    if (d_.audit) d_.audit(tx, by, "customer.unmerged", m->kept_id.value, data);
    return one(tx.conn, id);
}

}  // namespace ol::customers
