// Reads the database's address and opens the right kind of connection.
#include <charconv>

#include "platform/base/text.hpp"
#include "platform/db/connection.hpp"

namespace ol::db {
namespace {

Error bad_url(std::string detail) {
    return invalid("db.url", "database",
                   detail + "; write sqlite:var/orderline.db or postgresql://user@host:port/name.");
}

bool number(std::string_view text, std::int64_t& out) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    return fault == std::errc{} && end == text.data() + text.size() && out >= 0 &&
           out < 1'000'000'000;
}

Result<> take_option(Place& place, std::string_view option) {
    const auto equals = option.find('=');
    const auto name = option.substr(0, equals);
    std::int64_t value = 0;
    if (equals == option.npos || !number(option.substr(equals + 1), value))
        return bad_url("A database option is no number");
    if (name == "busy_ms")
        place.busy_ms = static_cast<int>(value);
    else if (name == "max_pages")
        place.max_pages = value;
    else
        return bad_url("Unknown database option \"" + std::string(name) + "\"");
    return {};
}

Result<Place> sqlite_place(std::string_view rest) {
    Place place;
    const auto question = rest.find('?');
    place.path = rest.substr(0, question);
    if (place.path.empty()) return bad_url("The database file has no name");
    if (question == rest.npos) return place;
    for (const auto& option : split(rest.substr(question + 1), '&'))
        if (auto ok = take_option(place, option); !ok) return ok.error();
    return place;
}

}  // namespace

Result<Place> parse_place(std::string_view url) {
    constexpr std::string_view sqlite = "sqlite:";
    if (url.starts_with(sqlite)) return sqlite_place(url.substr(sqlite.size()));
    if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
        Place place;
        place.dialect = Dialect::postgres;
        place.path = url;
        return place;
    }
    return bad_url("Unknown kind of database");
}

std::unique_ptr<Connection> connect(const Place& place, bool read_only) {
    return place.dialect == Dialect::sqlite ? open_sqlite(place, read_only) : open_postgres(place);
}

}  // namespace ol::db
