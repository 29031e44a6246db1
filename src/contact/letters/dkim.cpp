#include "contact/letters/dkim.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "platform/db/row_map.hpp"

namespace ol::letters {
namespace dkim_rows {

std::vector<DkimRow> of(db::Conn& conn, MailboxId id) {
    return db::select<DkimRow>(
        conn, "select * from mailbox_dkim where mailbox_id = ?1 order by kind desc", id);
}
void drop(db::Tx& tx, MailboxId id, mail::DkimKind kind) {
    tx.exec("delete from mailbox_dkim where mailbox_id = ?1 and kind = ?2", id, to_name(kind));
}
void keep(db::Tx& tx, const DkimRow& row) {
    drop(tx, row.mailbox_id, row.kind);
    db::insert(tx, "mailbox_dkim", row);
}

std::string domain_of(const std::string& address) {
    return lower_ascii(address.substr(std::min(address.find('@'), address.size() - 1) + 1));
}

std::string place_of(const DkimRow& row) { return row.selector + "._domainkey." + row.domain; }

Dkim shown(const std::vector<DkimRow>& rows, const rows::Box& box) {
    Dkim out;
    for (const auto& row : rows) {
        DkimLine line{row.kind,
                      row.domain,
                      row.selector,
                      place_of(row),
                      row.record,
                      row.signs,
                      row.domain != domain_of(box.address),
                      row.standing,
                      {},
                      row.made_at};
        if (row.checked_at != Time{}) line.checked_at = row.checked_at;
        out.items.push_back(std::move(line));
    }
    return out;
}

/// "ol202611r": another each month, so that a new key need not wait for the old record to go.
std::string usual_selector(mail::DkimKind kind, Time now) {
    return "ol" + iso8601(now).substr(0, 4) + iso8601(now).substr(5, 2) +
           (kind == mail::DkimKind::rsa ? "r" : "e");
}

/// A second key of a month has a name of its own: the first one's record still stands in the DNS.
std::string not_taken(const std::vector<DkimRow>& all, const std::string& usual) {
    std::string out = usual;
    const auto taken = [&] {
        return std::ranges::any_of(all, [&](const DkimRow& r) { return r.selector == out; });
    };
    for (int n = 2; taken(); ++n) out = usual + std::to_string(n);
    return out;
}

Error none() { return not_found("letters.dkim_none", "There is no such key; make one first."); }
Error no_box() {
    return not_found("letters.no_mailbox", "There is no such mailbox, or it is not yours.");
}

}  // namespace dkim_rows

Dkims::Dkims(db::Database& db, const Clock& clock, std::string key32, Records records)
    : db_(db), clock_(clock), key32_(std::move(key32)), records_(std::move(records)) {
    if (!records_) records_ = mail::txt_records;
}

Result<Dkim> Dkims::shown(MailboxId id) const {
    return db_.read_as<Dkim>([&](db::Conn& conn) -> Result<Dkim> {
        const auto box = rows::box(conn, id);
        if (!box) return dkim_rows::no_box();
        return dkim_rows::shown(dkim_rows::of(conn, id), *box);
    });
}

Result<Dkim> Dkims::make(MailboxId id, const DkimIn& in) {
    std::string selector =
        lower_ascii(in.selector.value_or(dkim_rows::usual_selector(in.kind, clock_.now())));
    if (!mail::is_selector(selector))
        return invalid("letters.selector", "selector", "a to z, 0 to 9 and -, at most 63.");
    const std::string secret = mail::new_dkim_secret(in.kind);
    const auto record = mail::dkim_record(in.kind, secret);
    if (!record) return record.error();
    return db_.write_as<Dkim>([&](db::Tx& tx) -> Result<Dkim> {
        const auto box = rows::box(tx.conn, id);
        if (!box) return dkim_rows::no_box();
        const auto all = dkim_rows::of(tx.conn, id);
        if (!in.selector) selector = dkim_rows::not_taken(all, selector);
        for (const auto& other : all)
            if (other.kind != in.kind && other.selector == selector)
                return invalid("letters.selector", "selector", "The other key has this name.");
        DkimRow row;
        row.mailbox_id = id, row.kind = in.kind;
        row.domain = dkim_rows::domain_of(box->address), row.selector = selector;
        row.sealed = crypto::base64(crypto::seal(key32_, secret));
        row.record = *record, row.made_at = tx.now;
        dkim_rows::keep(tx, row);
        return dkim_rows::shown(dkim_rows::of(tx.conn, id), *box);
    });
}

Result<Dkim> Dkims::change(MailboxId id, mail::DkimKind kind,
                           const std::function<Result<>(DkimRow&, Time now)>& how) {
    return db_.write_as<Dkim>([&](db::Tx& tx) -> Result<Dkim> {
        const auto box = rows::box(tx.conn, id);
        if (!box) return dkim_rows::no_box();
        auto all = dkim_rows::of(tx.conn, id);
        const auto row = std::ranges::find(all, kind, &DkimRow::kind);
        if (row == all.end()) return dkim_rows::none();
        if (auto done = how(*row, tx.now); !done) return done.error();
        dkim_rows::keep(tx, *row);
        return dkim_rows::shown(all, *box);
    });
}

Result<Dkim> Dkims::turn(MailboxId id, mail::DkimKind kind, bool on) {
    return change(id, kind, [on](DkimRow& row, Time) -> Result<> {
        if (on && row.standing != mail::DkimStanding::found)
            return conflict("letters.dkim_unpublished",
                            "Put the record into the DNS and check it, then switch it on.");
        row.signs = on;
        return {};
    });
}

/// What was looked up is written only to the key that it was looked up for.
Result<Dkim> Dkims::check(MailboxId id, mail::DkimKind kind) {
    std::optional<DkimRow> asked;
    (void)db_.read([&](db::Conn& conn) -> Result<> {
        for (const auto& row : dkim_rows::of(conn, id))
            if (row.kind == kind) asked = row;
        return {};
    });
    if (!asked) return dkim_rows::none();
    const auto records = records_(dkim_rows::place_of(*asked));
    const auto standing =
        records ? mail::dkim_standing(*records, asked->record) : mail::DkimStanding::unreachable;
    return change(id, kind, [&](DkimRow& row, Time now) -> Result<> {
        if (row.record != asked->record || row.selector != asked->selector) return {};
        row.standing = standing, row.checked_at = now;
        return {};
    });
}

Result<Dkim> Dkims::remove(MailboxId id, mail::DkimKind kind) {
    return db_.write_as<Dkim>([&](db::Tx& tx) -> Result<Dkim> {
        const auto box = rows::box(tx.conn, id);
        if (!box) return dkim_rows::no_box();
        dkim_rows::drop(tx, id, kind);
        return dkim_rows::shown(dkim_rows::of(tx.conn, id), *box);
    });
}

Result<std::vector<mail::DkimKey>> Dkims::keys_of(db::Conn& conn, const rows::Box& box,
                                                  const std::string& key32) {
    std::vector<mail::DkimKey> out;
    for (const auto& row : dkim_rows::of(conn, box.id)) {
        if (!row.signs || row.domain != dkim_rows::domain_of(box.address)) continue;
        const auto raw = crypto::unbase64(row.sealed);
        const auto secret = raw ? crypto::unseal(key32, *raw) : Result<std::string>(raw.error());
        if (!secret)
            return unavailable("letters.secret_unreadable",
                               "The installation's key is another one; make a new DKIM key.");
        out.push_back({row.domain, row.selector, row.kind, *secret});
    }
    return out;
}

}  // namespace ol::letters
