// Access to a result set, and faults as errors.
#include "platform/db/db.hpp"

namespace ol::db {
namespace {

int must_have(const Rows& rows, std::string_view name) {
    const int col = rows.column(name);
    if (col < 0) throw Fault{Fault::Kind::syntax, "the result has no column " + std::string(name)};
    return col;
}

const Value& at(const Rows& rows, std::size_t row, int col) {
    return rows.rows.at(row).at(static_cast<std::size_t>(col));
}

}  // namespace

int Rows::column(std::string_view name) const {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i] == name) return static_cast<int>(i);
    return -1;
}

bool Rows::is_null(std::size_t row, int col) const {
    return std::holds_alternative<std::nullptr_t>(at(*this, row, col));
}

std::int64_t Rows::i64(std::size_t row, int col) const {
    const Value& v = at(*this, row, col);
    if (const auto* i = std::get_if<std::int64_t>(&v)) return *i;
    if (const auto* b = std::get_if<bool>(&v)) return *b;
    if (const auto* d = std::get_if<double>(&v)) return static_cast<std::int64_t>(*d);
    if (std::holds_alternative<std::nullptr_t>(v)) return 0;
    throw Fault{Fault::Kind::other, "a text column was read as a number"};
}

std::string Rows::text(std::size_t row, int col) const {
    const Value& v = at(*this, row, col);
    if (const auto* s = std::get_if<std::string>(&v)) return *s;
    if (const auto* i = std::get_if<std::int64_t>(&v)) return std::to_string(*i);
    if (const auto* b = std::get_if<bool>(&v)) return *b ? "true" : "false";
    if (const auto* d = std::get_if<double>(&v)) return std::to_string(*d);
    return {};
}

bool Rows::flag(std::size_t row, int col) const { return i64(row, col) != 0; }

std::int64_t Rows::i64(std::size_t row, std::string_view col) const {
    return i64(row, must_have(*this, col));
}
std::string Rows::text(std::size_t row, std::string_view col) const {
    return text(row, must_have(*this, col));
}
bool Rows::flag(std::size_t row, std::string_view col) const {
    return flag(row, must_have(*this, col));
}

Error error_of(const Fault& fault) {
    switch (fault.kind) {
        case Fault::Kind::unique:
            return conflict("db.unique", "The same entry exists already (" + fault.message + ").");
        case Fault::Kind::foreign:
            return conflict("db.foreign",
                            "Other rows refer to this one, or the one it refers to is gone.");
        case Fault::Kind::busy:
            return unavailable("db.locked",
                               "Another process holds the database; stop it or try again.");
        case Fault::Kind::full:
            return unavailable("db.full",
                               "The disk is full; free some space, then it goes on by itself.");
        case Fault::Kind::lost:
            return unavailable("db.lost",
                               "The database does not answer (" + fault.message + "); try again.");
        case Fault::Kind::syntax:
        case Fault::Kind::other:
            return {Errc::internal, "db.sql", {}, "The database refused: " + fault.message, {}};
    }
    return {Errc::internal, "db.sql", {}, fault.message, {}};
}

}  // namespace ol::db
