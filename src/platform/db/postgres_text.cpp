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
    if (s.starts_with('\'')) return until("'", 1);  // '' inside is two quoted texts side by side: the same length
    if (s.starts_with('"')) return until("\"", 1);
    if (s.starts_with("--")) return until("\n", 2);
    if (s.starts_with("/*")) return until("*/", 2);
    return 0;
}

}  // namespace

std::string with_dollars(std::string_view sql) {
    std::string out;
    out.reserve(sql.size());
    while (!sql.empty()) {
        std::size_t length = opaque_length(sql);
        if (length == 0 && sql.front() == '?') {
            if (sql.size() < 2 || sql[1] < '1' || sql[1] > '9')
                throw Fault{Fault::Kind::syntax, "placeholders are ?1, ?2, ..."};
            out += '$';
            sql.remove_prefix(1);
            continue;
        }
        if (length == 0) length = 1;
        out += sql.substr(0, length);
        sql.remove_prefix(length);
    }
    return out;
}

}  // namespace ol::db
