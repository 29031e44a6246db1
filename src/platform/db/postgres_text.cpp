#include "platform/db/postgres_text.hpp"

#include "platform/db/db.hpp"

namespace ol::db {
namespace {

/// The length of the quoted text or comment at the front; 0 when there is none.
std::size_t opaque_length(std::string_view s) {
    const auto until = [&](std::string_view end, std::size_t from) {
        const auto at = s.find(end, from);
        return at == s.npos ? s.size() : at + end.size();
    };
    if (s.starts_with('\''))
        return until("'", 1);  // '' inside is two quoted texts side by side: the same length
    if (s.starts_with('"')) return until("\"", 1);
    if (s.starts_with("--")) return until("\n", 2);
    if (s.starts_with("/*")) return until("*/", 2);
    return 0;
}

/// The placeholder at the front in PostgreSQL's words, taken off `sql`.
std::string take_placeholder(std::string_view& sql, std::string_view marks) {
    const auto end = std::min(sql.find_first_not_of("0123456789", 1), sql.size());
    const auto digits = sql.substr(1, end - 1);
    if (digits.empty() || digits.front() == '0' || digits.size() > 4)
        throw Fault{Fault::Kind::syntax, "placeholders are ?1, ?2, ..."};
    const auto place = std::stoul(std::string(digits)) - 1;
    sql.remove_prefix(end);
    return place < marks.size() && marks[place] == null_mark ? "null" : "$" + std::string(digits);
}

}  // namespace

std::string with_dollars(std::string_view sql, std::string_view marks) {
    std::string out;
    out.reserve(sql.size());
    while (!sql.empty()) {
        if (sql.front() == '?') {
            out += take_placeholder(sql, marks);
            continue;
        }
        const std::size_t length = std::max<std::size_t>(1, opaque_length(sql));
        out += sql.substr(0, length);
        sql.remove_prefix(length);
    }
    return out;
}

}  // namespace ol::db
