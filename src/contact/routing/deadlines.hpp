#pragma once
// All that must happen by itself, earliest first: one deadline per thing in an agent's hand (ring,
// lease, wrap-up), one per agent (back-off), per contact (longest wait, steps) and per queue
// (nobody there). An indexed heap: setting and clearing cost O(log n), nothing is left behind.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "platform/base/time.hpp"

namespace ol::routing {

/// Lives inside its owner, whose address must not change. At one instant agents come before
/// contacts, so that a ring which was full when the longest wait ended still counts as unanswered.
struct Deadline {
    enum class Owner : std::uint8_t { agent, contact, queue };
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    Owner owner = Owner::agent;
    std::int64_t id = 0;
    std::int64_t in_hand = 0;  // of an agent: this contact's; 0 = her own
    Time at{};
    std::size_t slot = nowhere;
    bool running() const { return slot != nowhere; }
    friend bool operator<(const Deadline& a, const Deadline& b) {
        return std::tie(a.at, a.owner, a.id, a.in_hand) < std::tie(b.at, b.owner, b.id, b.in_hand);
    }
};

class Deadlines {
public:
    void set(Deadline& deadline, Time at) {
        if (deadline.running() && deadline.at == at) return;
        clear(deadline);
        deadline.at = at;
        deadline.slot = heap_.size();
        heap_.push_back({at, &deadline});
        rise(deadline.slot);
    }
    void clear(Deadline& deadline) {
        if (!deadline.running()) return;
        const std::size_t hole = std::exchange(deadline.slot, Deadline::nowhere);
        const Entry last = heap_.back();
        heap_.pop_back();
        if (last.deadline == &deadline) return;
        put(hole, last);
        rise(hole);
        sink(last.deadline->slot);
    }
    /// The earliest deadline that is due, or null. It stays until cleared or set anew.
    Deadline* due(Time now) const {
        return heap_.empty() || heap_[0].at > now ? nullptr : heap_[0].deadline;
    }
    std::optional<Time> earliest() const {
        return heap_.empty() ? std::nullopt : std::optional(heap_[0].at);
    }

private:
    /// The time lies beside the pointer: most comparisons need no look at the owner's memory.
    struct Entry {
        Time at{};
        Deadline* deadline = nullptr;
        friend bool operator<(const Entry& a, const Entry& b) {
            return a.at != b.at ? a.at < b.at : *a.deadline < *b.deadline;
        }
    };
    void put(std::size_t slot, Entry entry) {
        heap_[slot] = entry;
        entry.deadline->slot = slot;
    }
    void rise(std::size_t slot) {
        const Entry moved = heap_[slot];
        for (; slot > 0 && moved < heap_[(slot - 1) / 4]; slot = (slot - 1) / 4)
            put(slot, heap_[(slot - 1) / 4]);
        put(slot, moved);
    }
    void sink(std::size_t slot) {
        const Entry moved = heap_[slot];
        for (;;) {
            const std::size_t first = 4 * slot + 1, end = std::min(first + 4, heap_.size());
            std::size_t least = slot;
            for (std::size_t child = first; child < end; ++child)
                if (heap_[child] < (least == slot ? moved : heap_[least])) least = child;
            if (least == slot) break;
            put(slot, heap_[least]);
            slot = least;
        }
        put(slot, moved);
    }
    std::vector<Entry> heap_;  // four children each
};

}  // namespace ol::routing
