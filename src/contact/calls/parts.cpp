#include "contact/calls/parts.hpp"

namespace ol::calls::parts {

void save(db::Tx& tx, const Row& r) {
    tx.exec(
        "insert into contact_part (id, contact_id, what, person_id, by_id, queue_id, from_at, "
        "to_at, disposition, cause, note) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '', '', '') "
        "on conflict (id) do update set to_at = excluded.to_at, by_id = excluded.by_id",
        r.id, r.contact, r.what, r.person, r.by, r.queue, r.from, r.to);
}

void close_open(db::Tx& tx, Time died_at) {
    tx.exec(
        "update contact_part set to_at = case when from_at > ?1 then from_at else ?1 end "
        "where to_at = 0",
        died_at);
}

std::vector<Row> of(db::Conn& conn, ContactId contact) {
    auto rows = conn.query(
        "select id, what, person_id, by_id, queue_id, from_at, to_at "
        "from contact_part where contact_id = ?1 order by from_at, id",
        contact);
    std::vector<Row> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Row r;
        r.id = rows.i64(i, "id");
        r.contact = contact;
        r.what = rows.text(i, "what");
        r.person = PersonId{rows.i64(i, "person_id")};
        r.by = PersonId{rows.i64(i, "by_id")};
        r.queue = QueueId{rows.i64(i, "queue_id")};
        r.from = from_ms(rows.i64(i, "from_at"));
        r.to = from_ms(rows.i64(i, "to_at"));
        out.push_back(std::move(r));
    }
    return out;
}

std::vector<spans::Beside> beside(db::Conn& conn, ContactId contact) {
    std::vector<spans::Beside> out;
    for (const Row& r : of(conn, contact))
        if (r.what == "conference" && r.person && !r.open())
            out.push_back({r.person, (r.to - r.from).count()});
    return out;
}

bool had_part(db::Conn& conn, ContactId contact, PersonId person) {
    return !conn.query(
                    "select id from contact_part where contact_id = ?1 and person_id = ?2 "
                    "limit 1",
                    contact, person)
                .empty();
}

std::optional<Acknowledged> acknowledged(db::Conn& conn, PersonId person) {
    auto rows = conn.query(
        "select acknowledged_at, by_id from agent_monitoring where person_id = ?1", person);
    if (rows.empty()) return std::nullopt;
    return Acknowledged{from_ms(rows.i64(0, 0)), PersonId{rows.i64(0, 1)}};
}

std::set<std::int64_t> all_acknowledged(db::Conn& conn) {
    auto rows = conn.query("select person_id from agent_monitoring");
    std::set<std::int64_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.insert(rows.i64(i, 0));
    return out;
}

void acknowledge(db::Tx& tx, PersonId person, std::optional<Time> at, PersonId by) {
    tx.exec("delete from agent_monitoring where person_id = ?1", person);
    if (at)
        tx.exec(
            "insert into agent_monitoring (person_id, acknowledged_at, by_id) values (?1, ?2, "
            "?3)",
            person, *at, by);
}

std::set<std::int64_t> unseen_shops(db::Conn& conn) {
    auto rows = conn.query("select shop_id from shop_supervision where operator_sees = 0");
    std::set<std::int64_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.insert(rows.i64(i, 0));
    return out;
}

void set_seen(db::Tx& tx, ShopId shop, bool seen) {
    tx.exec("delete from shop_supervision where shop_id = ?1", shop);
    tx.exec("insert into shop_supervision (shop_id, operator_sees) values (?1, ?2)", shop,
            std::int64_t{seen});
}

}  // namespace ol::calls::parts
