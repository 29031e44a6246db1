#include "contact/files/rows.hpp"

#include "platform/db/row_map.hpp"

namespace ol::files::rows {

void insert(db::Tx& tx, const File& f) { db::insert(tx, "message_file", f); }
void update(db::Tx& tx, const File& f) { db::update(tx, "message_file", f); }
void remove(db::Tx& tx, FileId id) { tx.exec("delete from message_file where id = ?1", id); }

std::optional<File> file(db::Conn& conn, FileId id) {
    return db::select_one<File>(conn, "select * from message_file where id = ?1", id);
}

std::vector<File> files_of(db::Conn& conn, const std::vector<MessageId>& messages) {
    if (messages.empty()) return {};
    std::string list;  // numbers of ours, never text from outside
    for (const auto id : messages) list += (list.empty() ? "" : ", ") + std::to_string(id.value);
    return db::select<File>(conn, "select * from message_file where message_id in (" + list +
                                      ") order by message_id, number, id");
}

std::optional<File> file_of(db::Conn& conn, MessageId message, int number) {
    return db::select_one<File>(
        conn, "select * from message_file where message_id = ?1 and number = ?2", message, number);
}

std::vector<File> due(db::Conn& conn, Time now, int limit) {
    return db::select<File>(conn,
                            "select * from message_file where state = 'waiting' and next_at <= ?1 "
                            "order by next_at, id limit ?2",
                            now, limit);
}

std::optional<Time> next_due(db::Conn& conn) {
    const auto r =
        conn.query("select min(next_at), count(*) from message_file where state = 'waiting'");
    if (r.empty() || r.i64(0, 1) == 0) return std::nullopt;
    return from_ms(r.i64(0, 0));
}

std::vector<File> unsent(db::Conn& conn, Time before, int limit) {
    return db::select<File>(
        conn,
        "select * from message_file where message_id = 0 and made_at < ?1 order by id limit ?2",
        before, limit);
}

std::int64_t unsent_bytes(db::Conn& conn, PersonId person) {
    return conn
        .query(
            "select coalesce(sum(told_bytes), 0) from message_file where message_id = 0 and "
            "person_id = ?1",
            person)
        .i64(0, 0);
}

void have(db::Tx& tx, const Blob& b) {
    if (!blob(tx.conn, b.sha256)) db::insert(tx, "file_blob", b);
}
std::optional<Blob> blob(db::Conn& conn, const std::string& sha256) {
    return db::select_one<Blob>(conn, "select * from file_blob where sha256 = ?1", sha256);
}
std::vector<Blob> unchecked(db::Conn& conn, int limit) {
    return db::select<Blob>(
        conn, "select * from file_blob where verdict = 'unchecked' order by made_at limit ?1",
        limit);
}
void verdict(db::Tx& tx, const std::string& sha256, Check verdict, const std::string& threat) {
    tx.exec("update file_blob set verdict = ?2, threat = ?3 where sha256 = ?1", sha256, verdict,
            threat);
}

std::vector<Where> where(db::Conn& conn, const std::string& sha256) {
    const auto r = conn.query(
        "select conversation_id, message_id from message_file where sha256 = ?1 and "
        "message_id <> 0 limit 1000",
        sha256);
    std::vector<Where> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({ConversationId{r.i64(i, 0)}, MessageId{r.i64(i, 1)}});
    return out;
}

bool used(db::Conn& conn, const std::string& sha256) {
    return !conn.query("select id from message_file where sha256 = ?1 limit 1", sha256).empty();
}

std::vector<std::string> left(db::Conn& conn, int limit) {
    const auto r = conn.query(
        "select sha256 from file_blob b where not exists (select 1 from message_file f where "
        "f.sha256 = b.sha256) limit ?1",
        limit);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back(r.text(i, 0));
    return out;
}

void forget(db::Tx& tx, const std::string& sha256) {
    tx.exec("delete from file_blob where sha256 = ?1", sha256);
}

void erase(db::Tx& tx, ConversationId conversation) {
    tx.exec(
        "update message_file set state = 'gone', name = '', source = '', sha256 = '', "
        "trouble = '' where conversation_id = ?1",
        conversation);
}

}  // namespace ol::files::rows
