#include "team/staff/audit.hpp"

#include "platform/base/crypto.hpp"

namespace ol::staff {
namespace {

constexpr auto select_head = "select seq, hash, mac from audit_head where id = 1";
constexpr auto upsert_head =
    "insert into audit_head(id, seq, hash, mac) values(1, ?1, ?2, ?3) "
    "on conflict(id) do update set seq = excluded.seq, hash = excluded.hash, mac = excluded.mac";
constexpr auto insert_row =
    "insert into audit(seq, at, who, what, subject, detail, hash) values(?1, ?2, ?3, ?4, ?5, ?6, "
    "?7)";
constexpr auto select_up =
    "select seq, at, who, what, subject, detail, hash from audit where seq > ?1 order by seq limit "
    "?2";
constexpr auto select_down =
    "select seq, at, who, what, subject, detail, hash from audit where seq < ?1 and at >= ?2 and "
    "at < ?3";
constexpr int batch = 1000;

AuditRow row_at(const db::Rows& r, std::size_t i) {
    return {r.i64(i, "seq"),
            from_ms(r.i64(i, "at")),
            PersonId{r.i64(i, "who")},
            r.text(i, "what"),
            std::to_string(r.i64(i, "subject")),
            r.text(i, "detail"),
            r.text(i, "hash")};
}

}  // namespace

std::string audit_hash(std::string_view previous, const AuditRow& row) {
    std::string text;
    const auto add =
        [&](std::string_view part) {  // the length before each part: no two rows give one text
            text += std::to_string(part.size()) + ":";
            text += part;
        };
    add(previous);
    add(std::to_string(row.seq));
    add(std::to_string(to_ms(row.at)));
    add(std::to_string(row.who.value));
    add(row.what);
    add(row.subject);
    add(row.detail);
    return crypto::hex(crypto::sha256(text));
}

void Audit::append(db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
                   std::string_view detail_json) const {
    const db::Rows head = tx.query(select_head);
    AuditRow row{head.empty() ? 1 : head.i64(0, "seq") + 1,
                 tx.now,
                 who,
                 std::string(what),
                 std::to_string(subject),
                 std::string(detail_json),
                 {}};
    row.hash = audit_hash(head.empty() ? std::string{} : head.text(0, "hash"), row);
    tx.exec(insert_row, row.seq, row.at, row.who, row.what, subject, row.detail, row.hash);
    tx.exec(upsert_head, row.seq, row.hash, mac(row.seq, row.hash));
}

Audit::Verdict Audit::verify(db::Conn& conn) const {
    Verdict v{.ok = true};
    std::string previous;
    while (true) {
        const db::Rows rows = conn.query(select_up, v.rows, batch);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const AuditRow row = row_at(rows, i);
            if (row.seq != v.rows + 1 || row.hash != audit_hash(previous, row))
                return {false, v.rows, v.rows + 1};
            previous = row.hash;
            ++v.rows;
        }
        if (rows.size() < static_cast<std::size_t>(batch)) break;
    }
    const db::Rows head = conn.query(select_head);
    const bool fits =
        head.empty() ? v.rows == 0
                     : head.i64(0, "seq") == v.rows && head.text(0, "hash") == previous &&
                           crypto::equal_constant_time(head.text(0, "mac"), mac(v.rows, previous));
    if (!fits) return {false, v.rows, v.rows + 1};
    return v;
}

AuditPage Audit::page(db::Conn& conn, const AuditFilter& filter) {
    std::string sql = select_down;
    std::vector<db::Value> args{db::to_value(filter.before_seq.value_or(INT64_MAX)),
                                db::to_value(filter.from.value_or(from_ms(INT64_MIN))),
                                db::to_value(filter.to.value_or(from_ms(INT64_MAX)))};
    const auto also = [&](std::string_view text, db::Value value) {
        args.push_back(std::move(value));
        sql += std::string(text) + "?" + std::to_string(args.size());
    };
    if (filter.who) also(" and who = ", db::to_value(*filter.who));
    if (filter.subject) also(" and subject = ", db::to_value(*filter.subject));
    also(" order by seq desc limit ", db::to_value(filter.limit + 1));
    AuditPage out;
    const db::Rows rows = conn.run(sql, args);
    for (std::size_t i = 0; i < rows.size() && i < static_cast<std::size_t>(filter.limit); ++i)
        out.items.push_back(row_at(rows, i));
    if (rows.size() > out.items.size()) out.next = std::to_string(out.items.back().seq);
    return out;
}

std::string Audit::mac(std::int64_t seq, std::string_view hash) const {
    return crypto::hex(
        crypto::hmac_sha256(key_, "audit:" + std::to_string(seq) + ":" + std::string(hash)));
}

}  // namespace ol::staff
