#include "contact/conversations/text_index.hpp"

#include "platform/db/row_map.hpp"

namespace ol::conversations::rows {
namespace {

/// Ids up to it are not indexed yet.
std::int64_t older_than(db::Conn& conn) {
    return conn.query("select up_to from message_words_left").i64(0, 0);
}

void put(db::Tx& tx, const Words& w) {
    if (w.direction == Direction::system) return;
    const std::string words = search_words(w.text);
    if (words.empty()) return;
    if (tx.conn.dialect() == db::Dialect::sqlite)
        tx.tell("insert into message_words (rowid, words) values (?1, ?2)", w.id, words);
    else
        tx.tell(
            "insert into message_words (message_id, words) "
            "values (?1, array_to_tsvector(string_to_array(?2, ' ')))",
            w.id, words);
}

/// FTS5: "a" AND "b"*; PostgreSQL: 'a' & 'b':*. Terms are letters and digits only.
std::string asked(const std::vector<SearchTerm>& terms, db::Dialect dialect) {
    const bool lite = dialect == db::Dialect::sqlite;
    std::string out;
    for (const auto& t : terms) {
        if (!out.empty()) out += lite ? " AND " : " & ";
        const char quote = lite ? '"' : '\'';
        out += quote + t.word + quote;
        if (t.begins) out += lite ? "*" : ":*";
    }
    return out;
}

constexpr std::string_view lite_hits =
    "select message.id, conversation_id from "
    "(select rowid as id from message_words where message_words match ?1 and rowid < ?2 "
    "order by rowid desc limit ?3) found join message on message.id = found.id "
    "order by message.id desc";
constexpr std::string_view postgres_hits =
    "select message.id, conversation_id from "
    "(select message_id as id from message_words where words @@ cast(?1 as tsquery) "
    "and message_id < ?2 order by message_id desc limit ?3) found "
    "join message on message.id = found.id order by message.id desc";

}  // namespace

void index(db::Tx& tx, const Words& w) { put(tx, w); }

void unindex(db::Tx& tx, MessageId was) {
    const bool lite = tx.conn.dialect() == db::Dialect::sqlite;
    tx.exec(lite ? "delete from message_words where rowid = ?1"
                 : "delete from message_words where message_id = ?1",
            was);
}

void tidy_index(db::Tx& tx) {
    if (tx.conn.dialect() != db::Dialect::sqlite) return;
    constexpr int small = 5000, pages = 500;  // blocks of some 4 kB
    const auto blocks =
        tx.query("select count(*) from (select 1 from message_words_data limit ?1)", small + 1);
    if (blocks.i64(0, 0) <= small)
        tx.exec("insert into message_words (message_words) values ('optimize')");
    else  // a negative number begins to merge all parts; go_on_tidying does the rest (FTS5, 6.8)
        tx.exec("insert into message_words (message_words, rank) values ('merge', ?1)", -pages);
}

void go_on_tidying(db::Tx& tx) {
    constexpr int pages = 2000;
    if (tx.conn.dialect() == db::Dialect::sqlite)
        tx.exec("insert into message_words (message_words, rank) values ('merge', ?1)", pages);
}

void reindex(db::Tx& tx, const Words& was, const Words& now) {
    if (was.text == now.text || now.id.value <= older_than(tx.conn)) return;
    unindex(tx, now.id);
    put(tx, now);
}

bool older_left(db::Conn& conn) { return older_than(conn) > 0; }

bool index_older(db::Tx& tx, int count) {
    const auto older =
        db::select<Words>(tx.conn, "select * from message where id <= ?1 order by id desc limit ?2",
                          older_than(tx.conn), count);
    for (const Words& w : older) put(tx, w);
    const bool all = static_cast<int>(older.size()) < count;
    tx.exec("update message_words_left set up_to = ?1", all ? 0 : older.back().id.value - 1);
    return !all;
}

std::vector<Hit> hits(db::Conn& conn, const std::vector<SearchTerm>& terms, MessageId before,
                      int limit) {
    if (terms.empty()) return {};
    const bool lite = conn.dialect() == db::Dialect::sqlite;
    const auto last = before ? before.value : std::numeric_limits<std::int64_t>::max();
    const auto r =
        conn.query(lite ? lite_hits : postgres_hits, asked(terms, conn.dialect()), last, limit);
    std::vector<Hit> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({MessageId{r.i64(i, 0)}, ConversationId{r.i64(i, 1)}});
    return out;
}

}  // namespace ol::conversations::rows
