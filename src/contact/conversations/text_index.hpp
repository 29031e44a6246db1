#pragma once
// Where a word stands in messages. SQLite: an FTS5 table; PostgreSQL: vectors of
// words with a GIN index. Words are ours (platform/base/search_words.hpp), so both agree.
#include <string>
#include <vector>

#include "contact/conversations/rows.hpp"
#include "platform/base/search_words.hpp"

namespace ol::conversations::rows {

/// In the transaction of the new message's row. Notes are kept too; what the system says is not.
void index(db::Tx& tx, const Words& w);
/// When the text goes; what does not stand there does no harm.
void unindex(db::Tx& tx, MessageId was);
/// After an erasure (db::TextIndex).
void tidy_index(db::Tx& tx);
void go_on_tidying(db::Tx& tx);
void reindex(db::Tx& tx, const Words& was, const Words& now);
/// Messages of before there was an index: the next `count` of them, newest first. False: all done.
bool index_older(db::Tx& tx, int count);
bool older_left(db::Conn& conn);

struct Hit {
    MessageId message;
    ConversationId conversation;
};
/// Whose text has every term, newest first, older than `before` (0: from now). Empty terms: none.
std::vector<Hit> hits(db::Conn& conn, const std::vector<SearchTerm>& terms, MessageId before,
                      int limit);

}  // namespace ol::conversations::rows
