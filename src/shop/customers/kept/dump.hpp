#pragma once
// For tests: a whole database as text, table by table, whatever its rooms are.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "platform/db/db.hpp"

namespace ol::customers {

struct ColumnOf {
    std::string table, column;
    bool text = false, boolean = false;
};

/// Every column of the database, of both kinds of database in one shape.
inline std::vector<ColumnOf> every_column(db::Conn& c) {
    const bool lite = c.dialect() == db::Dialect::sqlite;
    const auto r = c.query(
        lite ? "select m.name, p.name, lower(p.type) from sqlite_master m join "
               "pragma_table_info(m.name) p "
               "where m.type = 'table' and m.name not like 'sqlite_%' order by m.name, p.cid"
             : "select table_name, column_name, data_type from information_schema.columns where "
               "table_schema = current_schema() order by table_name, ordinal_position");
    std::vector<ColumnOf> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back(
            {r.text(i, 0), r.text(i, 1), r.text(i, 2) == "text", r.text(i, 2) == "boolean"});
    return out;
}

/// All rows of all tables but these, without these columns, in one order.
inline std::string dump_of(db::Database& db, const std::set<std::string>& but_tables,
                           const std::set<std::string>& but_columns) {
    std::string out;
    (void)db.read([&](db::Conn& c) -> Result<> {
        std::set<std::string> tables;
        for (const auto& one : every_column(c)) tables.insert(one.table);
        for (const auto& table : tables) {
            // What FTS5 keeps in itself says how often a row was written, not what it holds.
            if (table.ends_with("_words_data") || table.ends_with("_words_idx")) continue;
            if (but_tables.contains(table)) continue;
            const auto rows = c.query("select * from " + table);
            std::vector<std::string> lines;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                std::string line;
                for (std::size_t k = 0; k < rows.columns.size(); ++k)
                    if (!but_columns.contains(rows.columns[k]))
                        line += rows.columns[k] + "=" + rows.text(i, static_cast<int>(k)) + ";";
                lines.push_back(line);
            }
            std::ranges::sort(lines);
            for (const auto& line : lines) out += table + ": " + line + "\n";
        }
        return {};
    });
    return out;
}

}  // namespace ol::customers
