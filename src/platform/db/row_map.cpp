// The untyped half of the row mapping.
#include "platform/db/row_map.hpp"

namespace ol::db::map {

const Value* Row::find(const std::string& column) const {
    const int col = rows.column(column);
    return col < 0 ? nullptr : &rows.rows.at(index).at(static_cast<std::size_t>(col));
}

void unreadable(const std::string& column, const std::string& why) {
    throw Fault{Fault::Kind::other, "column " + column + " " + why};
}

std::int64_t integer(const Value& v, const std::string& column, std::int64_t least,
                     std::int64_t most) {
    std::int64_t out = 0;
    if (const auto* i = std::get_if<std::int64_t>(&v))
        out = *i;
    else if (const auto* b = std::get_if<bool>(&v))
        out = *b;
    else
        unreadable(column, "holds no integer");
    if (out < least || out > most) unreadable(column, "holds a number out of range");
    return out;
}

double real(const Value& v, const std::string& column) {
    if (const auto* d = std::get_if<double>(&v)) return *d;
    return static_cast<double>(integer(v, column, std::numeric_limits<std::int64_t>::min(),
                                       std::numeric_limits<std::int64_t>::max()));
}

std::string text(const Value& v, const std::string& column) {
    if (const auto* s = std::get_if<std::string>(&v)) return *s;
    unreadable(column, "holds no text");
}

namespace {

/// Quoted, as a member may be called "order" or "default".
std::string quoted(const std::string& column) { return '"' + column + '"'; }

}  // namespace

std::string insert_sql(std::string_view table, const Names& columns) {
    std::string names, places;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        names += (i ? ", " : "") + quoted(columns[i]);
        places += (i ? ", ?" : "?") + std::to_string(i + 1);
    }
    return "insert into " + std::string(table) + " (" + names + ") values (" + places + ")";
}

std::string update_sql(std::string_view table, const Names& columns, std::string_view key) {
    std::string sets, where;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        // The key stands in the list of sets too, unchanged: so the values bind in the struct's own
        // order.
        sets += (i ? ", " : "") + quoted(columns[i]) + " = ?" + std::to_string(i + 1);
        if (columns[i] == key) where = quoted(columns[i]) + " = ?" + std::to_string(i + 1);
    }
    if (where.empty())
        throw Fault{Fault::Kind::syntax, "the struct has no column " + std::string(key)};
    return "update " + std::string(table) + " set " + sets + " where " + where;
}

}  // namespace ol::db::map
