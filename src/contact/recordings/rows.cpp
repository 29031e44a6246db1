#include "contact/recordings/rows.hpp"

#include "contact/recordings/row_sql.hpp"

namespace ol::recordings {

Row row_of(const db::Rows& r, std::size_t i) {
    Row row;
    int c = 0;
    const auto number = [&] { return r.i64(i, c++); };
    const auto text = [&] { return r.text(i, c++); };
    row.id = RecordingId{number()};
    row.call.contact = ContactId{number()};
    row.path = text();
    row.state = text();
    row.started_at = from_ms(number());
    row.duration_ms = number();
    row.bytes = number();
    row.sha256 = text();
    row.operator_id = PersonId{number()};
    row.call.shop = ShopId{number()};
    row.call.queue = QueueId{number()};
    row.call.customer = CustomerId{number()};
    row.call.number = text();
    row.call.direction = text();
    row.call.disposition = text();
    row.closed_at = from_ms(number());
    row.stage = text();
    row.old_path = text();
    row.hold = r.flag(i, c++);
    row.silence_permille = static_cast<int>(number());
    row.level_left_db = static_cast<int>(number());
    row.level_right_db = static_cast<int>(number());
    return row;
}

std::vector<Row> rows_of(const db::Rows& r) {
    std::vector<Row> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back(row_of(r, i));
    return out;
}

void open(db::Tx& tx, const Row& row) {
    const std::optional<PersonId> operator_id =
        row.operator_id ? std::optional(row.operator_id) : std::nullopt;
    tx.exec(
        "insert into recording (id, contact_id, path, state, started_at, duration_ms, bytes, "
        "sha256, operator_id, erase_reason) values (?1, ?2, ?3, ?4, ?5, 0, 0, '', ?6, '')",
        row.id, row.call.contact, row.path, row.state, row.started_at, operator_id);
    tell(tx, row.id, row.call);
    if (row.operator_id) spoke(tx, row.id, row.operator_id);
}

void spoke(db::Tx& tx, RecordingId id, PersonId person) {
    tx.exec(
        "insert into recording_voice (recording_id, person_id) values (?1, ?2) on conflict "
        "(recording_id, person_id) do nothing",
        id, person);
}

std::map<RecordingId, std::vector<PersonId>> other_voices(db::Conn& conn,
                                                          std::span<const Row> rows) {
    std::map<RecordingId, std::vector<PersonId>> out;
    std::map<RecordingId, PersonId> began;
    std::string ids;
    for (const Row& row : rows) {
        ids += (ids.empty() ? "" : ",") + std::to_string(row.id.value);
        began[row.id] = row.operator_id;
    }
    if (ids.empty()) return out;
    const auto r = conn.query(
        "select recording_id, person_id from recording_voice where recording_id in (" + ids +
        ") order by recording_id, person_id");
    for (std::size_t i = 0; i < r.size(); ++i) {
        const RecordingId id{r.i64(i, 0)};
        if (const PersonId person{r.i64(i, 1)}; person != began[id]) out[id].push_back(person);
    }
    return out;
}

void tell(db::Tx& tx, RecordingId id, const CallOf& call) {
    tx.exec(
        "update recording set shop_id = ?3, queue_id = ?4, customer_id = ?5, number = ?6, "
        "direction = ?7, disposition = ?8 where id = ?1 and contact_id = ?2",
        id, call.contact, call.shop, call.queue, call.customer, call.number, call.direction,
        call.disposition);
}

void close(db::Tx& tx, RecordingId id, std::string_view state, std::int64_t duration_ms,
           std::int64_t bytes, std::string_view sha256) {
    tx.exec(
        "update recording set state = case when ?2 in ('closed', 'repaired') and exists (select 1 "
        "from recording_mark m where m.recording_id = ?1 and m.what = 'lost') then 'failed' else "
        "?2 "
        "end, duration_ms = ?3, bytes = ?4, sha256 = ?5, "
        "closed_at = ?6, stage = case when ?2 = 'missing' then 'gone' else stage end "
        "where id = ?1 and state <> 'erased'",
        id, state, duration_ms, bytes, sha256, tx.now);
}

bool has_lost(db::Conn& conn, RecordingId id) {
    return !conn.query("select 1 from recording_mark where recording_id = ?1 and what = 'lost'", id)
                .empty();
}

void lost(db::Tx& tx, std::int64_t mark_id, RecordingId id, std::int64_t at_ms,
          std::string_view code) {
    if (has_lost(tx.conn, id)) return;
    save(tx, MarkRow{mark_id, id, at_ms, -1, "lost", {}});
    tx.journal({"recording.lost", id.value, 0, "{\"code\":\"" + std::string(code) + "\"}"});
}

void erase(db::Tx& tx, RecordingId id, PersonId by, std::string_view reason) {
    tx.exec(
        "update recording set state = 'erased', erased_by = ?2, erased_at = ?3, erase_reason = ?4, "
        "stage = 'erase' where id = ?1 and state <> 'erased'",
        id, by, tx.now, reason);
}

std::optional<Row> find(db::Conn& conn, RecordingId id) {
    const auto r = conn.query(std::string(row_columns) + "where id = ?1", id);
    if (r.empty()) return std::nullopt;
    return row_of(r, 0);
}

std::vector<Row> still_open(db::Conn& conn) {
    return rows_of(conn.query(std::string(row_columns) +
                              "where stage = 'fresh' and state = 'open' order by id"));
}

void save(db::Tx& tx, const MarkRow& mark) {
    if (tx.exec("update recording_mark set to_ms = ?2 where id = ?1", mark.id, mark.to_ms) == 0)
        tx.exec(
            "insert into recording_mark (id, recording_id, at_ms, to_ms, what, person_id) "
            "values (?1, ?2, ?3, ?4, ?5, ?6)",
            mark.id, mark.recording, mark.at_ms, mark.to_ms, mark.what, mark.person);
}

std::vector<MarkRow> marks(db::Conn& conn, RecordingId id) {
    const auto r = conn.query(
        "select id, recording_id, at_ms, to_ms, what, person_id from recording_mark "
        "where recording_id = ?1 order by at_ms, id",
        id);
    std::vector<MarkRow> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({r.i64(i, 0), RecordingId{r.i64(i, 1)}, r.i64(i, 2), r.i64(i, 3),
                       r.text(i, 4), PersonId{r.i64(i, 5)}});
    return out;
}

}  // namespace ol::recordings
