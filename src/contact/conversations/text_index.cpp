#include "contact/conversations/text_index.hpp"

#include "platform/db/row_map.hpp"
#include "platform/db/text_index.hpp"

namespace ol::conversations::rows {
namespace {

/// Ids up to it are not indexed yet.
std::int64_t older_than(db::Conn& conn) {
    return conn.query("select up_to from message_words_left").i64(0, 0);
}

constexpr db::TextIndex words_index("message_words", "message_id");

void put(db::Tx& tx, const Words& w) {
    if (w.direction != Direction::system) words_index.put(tx, w.id.value, search_words(w.text));
}

}  // namespace

void index(db::Tx& tx, const Words& w) { put(tx, w); }

void unindex(db::Tx& tx, MessageId was) { words_index.remove(tx, was.value); }

void tidy_index(db::Tx& tx) { words_index.tidy(tx); }

void go_on_tidying(db::Tx& tx) { words_index.go_on_tidying(tx); }

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
    const auto last = before ? before.value : std::numeric_limits<std::int64_t>::max();
    const auto dialect = conn.dialect();
    const auto r = conn.query("select message.id, conversation_id from (" +
                                  words_index.found(dialect, "?1", "?2", "?3") +
                                  ") found join message on message.id = found.id "
                                  "order by message.id desc",
                              db::TextIndex::asked(terms, dialect), last, limit);
    std::vector<Hit> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({MessageId{r.i64(i, 0)}, ConversationId{r.i64(i, 1)}});
    return out;
}

}  // namespace ol::conversations::rows
