#pragma once
// Rows by id with fixed addresses. Looked up by hash, walked only in order of id, so that nothing
// depends on hashing. Rows of those who left are used again: under load nothing is allocated.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ol::routing {

/// Makes a row as new; an overload may keep the room of its lists.
template <class Row>
void recycle(Row& row) {
    row = Row{};
}

template <class IdT, class Row>
class Table {
public:
    Row* find(IdT id) {
        for (std::size_t at = home(id);; at = next(at)) {
            if (!slots_[at].row) return nullptr;
            if (slots_[at].id == id) return slots_[at].row;
        }
    }
    Row& add(IdT id) {
        if (Row* known = find(id)) return *known;
        if ((size_ + 1) * 2 > slots_.size()) grow();
        if (spare_.empty()) more_rows();
        Row* row = spare_.back();
        spare_.pop_back();
        put(id, row);
        ++size_;
        return *row;
    }
    void erase(IdT id) {
        std::size_t at = home(id);
        while (slots_[at].row && slots_[at].id != id) at = next(at);
        if (!slots_[at].row) return;
        recycle(*slots_[at].row);
        spare_.push_back(slots_[at].row);
        --size_;
        // Who stands behind the hole and may not be reached over it moves up (Knuth 6.4, R).
        for (std::size_t from = next(at); slots_[from].row; from = next(from)) {
            const std::size_t wanted = home(slots_[from].id);
            const bool stays =
                at < from ? at < wanted && wanted <= from : at < wanted || wanted <= from;
            if (stays) continue;
            slots_[at] = slots_[from];
            at = from;
        }
        slots_[at] = {};
    }
    std::vector<const Row*> sorted() const {
        std::vector<const Row*> rows;
        for (Row* row : const_cast<Table*>(this)->rows()) rows.push_back(row);
        return rows;
    }
    std::vector<Row*> rows() {
        std::vector<std::pair<IdT, Row*>> order;
        order.reserve(size_);
        for (const Slot& slot : slots_)
            if (slot.row) order.emplace_back(slot.id, slot.row);
        std::sort(order.begin(), order.end());
        std::vector<Row*> rows;
        rows.reserve(order.size());
        for (const auto& [id, row] : order) rows.push_back(row);
        return rows;
    }
    std::size_t size() const { return size_; }

private:
    struct Slot {
        IdT id{};
        Row* row = nullptr;
    };
    std::size_t home(IdT id) const {  // Fibonacci hashing: ids come in rows
        return static_cast<std::uint64_t>(id.value) * 0x9e3779b97f4a7c15ull >> shift_;
    }
    std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }
    void put(IdT id, Row* row) {
        std::size_t at = home(id);
        while (slots_[at].row) at = next(at);
        slots_[at] = {id, row};
    }
    void grow() {
        const std::vector<Slot> before =
            std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
        --shift_;
        for (const Slot& slot : before)
            if (slot.row) put(slot.id, slot.row);
    }
    void more_rows() {
        const std::size_t count = std::clamp<std::size_t>(size_, 4, 256);
        blocks_.push_back(std::make_unique<Row[]>(count));
        for (std::size_t i = count; i-- > 0;) spare_.push_back(&blocks_.back()[i]);
    }

    std::vector<Slot> slots_ = std::vector<Slot>(16);  // a power of two, at most half full
    int shift_ = 60;
    std::size_t size_ = 0;
    std::vector<std::unique_ptr<Row[]>> blocks_;
    std::vector<Row*> spare_;
};

}  // namespace ol::routing
