#pragma once
// For tests of erasure: where in the whole database a text still stands. Header only, and read by
// few on purpose.
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/db.hpp"

namespace ol::db {

/// "table.column" of every column of every table in which `text` stands; in each table's order.
inline std::vector<std::string> columns_holding(Conn& c, std::string_view text) {
    const auto tables =
        c.dialect() == Dialect::sqlite
            ? c.query("select name from sqlite_master where type = 'table' order by name")
            : c.query(R"(select table_name from information_schema.tables
                where table_schema = current_schema() order by table_name)");
    std::vector<std::string> out;
    for (std::size_t t = 0; t < tables.size(); ++t) {
        const auto name = tables.text(t, 0);
        const auto all = c.query("select * from " + name);
        for (std::size_t col = 0; col < all.columns.size(); ++col)
            for (std::size_t row = 0; row < all.size(); ++row) {
                const int at = static_cast<int>(col);
                if (all.is_null(row, at) || all.text(row, at).find(text) == std::string::npos)
                    continue;
                out.push_back(name + "." + all.columns[col]);
                break;
            }
    }
    return out;
}

}  // namespace ol::db
