#include "platform/db/text_index.hpp"

namespace ol::db {
namespace {

std::string text(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const auto part : parts) out += part;
    return out;
}

}  // namespace

void TextIndex::put(Tx& tx, std::int64_t row, const std::string& words) const {
    if (words.empty()) return;
    if (tx.conn.dialect() == Dialect::sqlite)
        tx.tell(text({"insert into ", name_, " (rowid, words) values (?1, ?2)"}), row, words);
    else
        tx.tell(text({"insert into ", name_, " (", id_, ", words) ",
                      "values (?1, array_to_tsvector(string_to_array(?2, ' ')))"}),
                row, words);
}

void TextIndex::remove(Tx& tx, std::int64_t row) const {
    const auto id = tx.conn.dialect() == Dialect::sqlite ? std::string_view("rowid") : id_;
    tx.exec(text({"delete from ", name_, " where ", id, " = ?1"}), row);
}

void TextIndex::tidy(Tx& tx) const {
    if (tx.conn.dialect() != Dialect::sqlite) return;
    constexpr int small = 5000, pages = 500;  // blocks of some 4 kB
    const auto blocks = tx.query(
        text({"select count(*) from (select 1 from ", name_, "_data limit ?1)"}), small + 1);
    if (blocks.i64(0, 0) <= small)
        tx.exec(text({"insert into ", name_, " (", name_, ") values ('optimize')"}));
    else  // a negative number begins to merge all parts; go_on_tidying does the rest (FTS5, 6.8)
        tx.exec(text({"insert into ", name_, " (", name_, ", rank) values ('merge', ?1)"}), -pages);
}

void TextIndex::go_on_tidying(Tx& tx) const {
    constexpr int pages = 2000;
    if (tx.conn.dialect() == Dialect::sqlite)
        tx.exec(text({"insert into ", name_, " (", name_, ", rank) values ('merge', ?1)"}), pages);
}

std::string TextIndex::found(Dialect dialect, std::string_view words, std::string_view before,
                             std::string_view limit) const {
    if (dialect == Dialect::sqlite)
        return text({"select rowid as id from ", name_, " where ", name_, " match ", words,
                     " and rowid < ", before, " order by rowid desc limit ", limit});
    return text({"select ", id_, " as id from ", name_, " where words @@ cast(", words,
                 " as tsquery) and ", id_, " < ", before, " order by ", id_, " desc limit ",
                 limit});
}

/// FTS5: "a" AND "b"*; PostgreSQL: 'a' & 'b':*.
std::string TextIndex::asked(const std::vector<SearchTerm>& terms, Dialect dialect) {
    const bool lite = dialect == Dialect::sqlite;
    const char quote = lite ? '"' : '\'';
    std::string out;
    for (const auto& t : terms) {
        if (!out.empty()) out += lite ? " AND " : " & ";
        out += quote + t.word + quote;
        if (t.begins) out += lite ? "*" : ":*";
    }
    return out;
}

std::string begins_with_digits(Dialect dialect, std::string_view column,
                               std::string_view placeholder) {
    if (dialect == Dialect::postgres) return text({column, " like ", placeholder, " || '%'"});
    return text(
        {"(", column, " >= ", placeholder, " and ", column, " < ", placeholder, " || ':')"});
}

}  // namespace ol::db
