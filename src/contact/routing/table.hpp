#pragma once
// Rows by id with fixed addresses. Looked up by hash, walked only in order of id, so that nothing
// depends on hashing.
#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ol::routing {

template <class IdT, class Row>
class Table {
public:
    Row* find(IdT id) {
        const auto it = rows_.find(id);
        return it == rows_.end() ? nullptr : &it->second;
    }
    Row& add(IdT id) { return rows_[id]; }
    void erase(IdT id) { rows_.erase(id); }
    std::vector<const Row*> sorted() const {
        std::vector<const Row*> rows;
        for (Row* row : const_cast<Table*>(this)->rows()) rows.push_back(row);
        return rows;
    }
    std::vector<Row*> rows() {
        std::vector<std::pair<IdT, Row*>> order;
        order.reserve(rows_.size());
        for (auto& [id, row] : rows_) order.emplace_back(id, &row);
        std::sort(order.begin(), order.end());
        std::vector<Row*> rows;
        rows.reserve(order.size());
        for (const auto& [id, row] : order) rows.push_back(row);
        return rows;
    }
    std::size_t size() const { return rows_.size(); }

private:
    std::unordered_map<IdT, Row> rows_;
};

}  // namespace ol::routing
