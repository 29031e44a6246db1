#pragma once
// What will happen by itself, earliest first: a heap of four children per node, so that the handful
// of levels lies in few cache lines. At one microsecond the smaller kind comes first, then the
// smaller index: the order never depends on the heap.
#include <algorithm>
#include <cstdint>
#include <vector>

namespace ol::simulator {

enum class Happens : std::uint8_t {
    shift_starts,
    talk_ends,
    wrap_up_ends,
    comes_back,  // from a break, or from not responding
    answers,
    break_due,
    shift_ends,
    arrives,
    patience_ends,
};

class Calendar {
public:
    struct Entry {
        std::int64_t at_us;
        std::uint64_t what;  // kind in the upper byte, index below
        Happens kind() const { return static_cast<Happens>(what >> 56); }
        std::uint32_t index() const { return static_cast<std::uint32_t>(what); }
        friend bool operator<(const Entry& a, const Entry& b) {
            return a.at_us != b.at_us ? a.at_us < b.at_us : a.what < b.what;
        }
    };
    bool empty() const { return heap_.empty(); }
    const Entry& next() const { return heap_[0]; }
    void clear() { heap_.clear(); }

    void add(std::int64_t at_us, Happens kind, std::uint32_t index) {
        const Entry entry{at_us, static_cast<std::uint64_t>(kind) << 56 | index};
        std::size_t slot = heap_.size();
        heap_.push_back(entry);
        for (std::size_t parent; slot > 0 && entry < heap_[parent = (slot - 1) / 4]; slot = parent)
            heap_[slot] = heap_[parent];
        heap_[slot] = entry;
    }

    Entry take() {
        const Entry first = heap_[0], last = heap_.back();
        heap_.pop_back();
        const std::size_t size = heap_.size();
        if (size == 0) return first;
        std::size_t slot = 0;
        for (std::size_t child; (child = 4 * slot + 1) < size;) {
            const std::size_t end = std::min(child + 4, size);
            std::size_t least = child;
            for (std::size_t i = child + 1; i < end; ++i)
                if (heap_[i] < heap_[least]) least = i;
            if (!(heap_[least] < last)) break;
            heap_[slot] = heap_[least];
            slot = least;
        }
        heap_[slot] = last;
        return first;
    }

private:
    std::vector<Entry> heap_;
};

}  // namespace ol::simulator
