#pragma once
// Which rows a word stands in. SQLite: an FTS5 table `name(words)` by rowid; PostgreSQL: a table
// `name(id, words tsvector)` with a GIN index. The words are ours
// (platform/base/search_words.hpp), so both agree on what a word is. Decision 050.
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/search_words.hpp"
#include "platform/db/db.hpp"

namespace ol::db {

class TextIndex {
public:
    /// `id`: the name of PostgreSQL's column for the row's id.
    constexpr TextIndex(std::string_view name, std::string_view id) : name_(name), id_(id) {}

    /// In the transaction of the row. `words`: letters and digits, one space between; none: nothing
    /// is kept. The row must not stand there yet.
    void put(Tx& tx, std::int64_t row, const std::string& words) const;
    void remove(Tx& tx, std::int64_t row) const;  // what does not stand there does no harm
    /// SQLite only hides what was taken out until its parts are merged: after an erasure, at once
    /// in a small index; a large one begins here and goes on with each `go_on_tidying`.
    void tidy(Tx& tx) const;
    void go_on_tidying(Tx& tx) const;
    /// The select of ids, newest (highest) first, that have every term; its parameters are
    /// `words`, `before` (an id) and `limit` in this order, written as the texts given.
    std::string found(Dialect dialect, std::string_view words, std::string_view before,
                      std::string_view limit) const;
    /// What `found` is given as its words. Terms are letters and digits only, and at least one.
    static std::string asked(const std::vector<SearchTerm>& terms, Dialect dialect);

private:
    std::string_view name_, id_;
};

/// The condition that a text column begins with a parameter of digits alone, such that an index on
/// it serves: SQLite's `like` reads every row, PostgreSQL's wants one with text_pattern_ops.
std::string begins_with_digits(Dialect dialect, std::string_view column,
                               std::string_view placeholder);

}  // namespace ol::db
