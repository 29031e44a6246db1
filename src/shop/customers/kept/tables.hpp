#pragma once
// What is kept of buyers, table by table. Each room names its own tables in one list (`kept.hpp` of
// the room); from all lists together come the merge of two buyers and its undoing, the file of
// everything kept about one, and the tests that no table and no column is forgotten.
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/db.hpp"

namespace ol::customers {

/// One table of a room. Lists of columns are written with commas.
struct KeptTable {
    std::string_view name;
    std::string_view what;  // its part of the file, and its line where buyers are merged: "orders"
    /// Which rows are the buyer's; ?1 is his id: "customer_id = ?1", "order_id in $orders". Empty:
    /// none is found by a buyer, `why` says why.
    std::string_view his = {};
    std::string_view words = {};   // texts of people and about them: an erasure takes them
    std::string_view codes = {};   // texts of ours that name nobody: they stay
    std::string_view hidden = {};  // not in the file: kept twice, a place on the disk, a secret
    /// Column by which its rows go over in a merge; empty: they name no buyer, or they stay.
    std::string_view key = {};
    std::string_view once = {};  // what a buyer has once: a row whose like he has stays
    std::string_view why = {};   // why its rows stay, or are in no file
};

/// A set of ids that tables of other rooms are the buyer's by: {"orders", "(select ...?1)"}.
struct KeptSet {
    std::string_view name, sql;
};

struct KeptRoom {
    std::span<const KeptTable> tables;
    std::span<const KeptSet> sets;
};

/// What every room told, joined.
class KeptTables {
public:
    KeptTables() = default;
    explicit KeptTables(std::span<const KeptRoom> rooms);

    const std::vector<KeptTable>& all() const { return tables_; }
    /// Condition for the buyer ?1 with the sets in their places; "" when none is found by a buyer.
    std::string his(const KeptTable& table) const;

private:
    std::vector<KeptTable> tables_;
    std::vector<KeptSet> sets_;
};

/// "a, b" -> {"a", "b"}
std::vector<std::string> columns_of(std::string_view list);

/// Of buyers, their page and this sub-room.
KeptRoom kept_tables();

}  // namespace ol::customers
