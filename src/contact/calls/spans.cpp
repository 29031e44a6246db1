#include "contact/calls/spans.hpp"

#include <optional>

namespace ol::calls::spans {

void save(db::Tx& tx, const Row& r) {
    const std::optional<Time> to = r.open() ? std::nullopt : std::optional(r.to);
    tx.exec(
        "insert into contact_span (id, contact_id, agent_id, queue_id, from_at, to_at, ended, "
        "hold_ms, wrap_up_ms, disposition, cause, note, rating) values (?1, ?2, ?3, ?4, ?5, ?6, "
        "?7, "
        "?8, ?9, '', '', '', ?10) on conflict (id) do update set to_at = excluded.to_at, ended = "
        "excluded.ended, hold_ms = excluded.hold_ms, wrap_up_ms = excluded.wrap_up_ms, rating = "
        "excluded.rating",
        r.id, r.contact, r.agent, r.queue, r.from, to, r.ended, r.hold_ms, r.wrap_up_ms,
        r.rating ? std::optional(std::int64_t{r.rating}) : std::nullopt);
}

std::vector<Row> of(db::Conn& conn, ContactId contact) {
    const auto rows = conn.query(
        "select id, agent_id, queue_id, from_at, to_at, ended, hold_ms, wrap_up_ms, disposition, "
        "cause, note, rating from contact_span where contact_id = ?1 order by from_at, id",
        contact);
    std::vector<Row> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Row r;
        r.id = rows.i64(i, 0);
        r.contact = contact;
        r.agent = PersonId{rows.i64(i, 1)};
        r.queue = QueueId{rows.i64(i, 2)};
        r.from = from_ms(rows.i64(i, 3));
        r.to = from_ms(rows.i64(i, 4));
        r.ended = rows.text(i, 5);
        r.hold_ms = rows.i64(i, 6);
        r.wrap_up_ms = rows.i64(i, 7);
        r.disposition = rows.text(i, 8);
        r.cause = rows.text(i, 9);
        r.note = rows.text(i, 10);
        r.rating = static_cast<int>(rows.i64(i, 11));
        out.push_back(std::move(r));
    }
    return out;
}

bool had(db::Conn& conn, ContactId contact, PersonId person) {
    return !conn.query(
                    "select id from contact_span where agent_id = ?2 and contact_id = ?1 limit 1",
                    contact, person)
                .empty();
}

bool wrap_up(db::Tx& tx, ContactId contact, PersonId person, const std::string& disposition,
             const std::string& cause, const std::string& note) {
    return tx.exec(
               "update contact_span set disposition = ?3, cause = ?4, note = ?5 where id = "
               "(select max(id) from contact_span where contact_id = ?1 and agent_id = ?2)",
               contact, person, disposition, cause, note) > 0;
}

void close_open(db::Tx& tx, Time died_at) {
    tx.exec(
        "update contact_span set ended = 'server', to_at = case when from_at > ?1 then from_at "
        "else ?1 end where to_at is null",
        died_at);
}

std::int64_t talk_ms(std::span<const Row> rows) {
    std::int64_t sum = 0;
    for (const Row& r : rows) sum += r.length_ms();
    return sum;
}

}  // namespace ol::calls::spans
