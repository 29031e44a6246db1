#pragma once
// All that must happen by itself, earliest first: one deadline per thing in an agent's hand (ring,
// lease, wrap-up), one per agent (back-off), per contact (longest wait, steps) and per queue
// (nobody there). An indexed heap: setting and clearing cost O(log n), nothing is left behind.
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
        heap_.push_back(&deadline);
        rise(deadline.slot);
    }
    void clear(Deadline& deadline) {
        if (!deadline.running()) return;
        const std::size_t hole = std::exchange(deadline.slot, Deadline::nowhere);
        Deadline* last = heap_.back();
        heap_.pop_back();
        if (last == &deadline) return;
        put(hole, last);
        rise(hole);
        sink(last->slot);
    }
    /// The earliest deadline that is due, or null. It stays until cleared or set anew.
    Deadline* due(Time now) const {
        return heap_.empty() || heap_[0]->at > now ? nullptr : heap_[0];
    }
    std::optional<Time> earliest() const {
        return heap_.empty() ? std::nullopt : std::optional(heap_[0]->at);
    }

private:
    void put(std::size_t slot, Deadline* deadline) {
        heap_[slot] = deadline;
        deadline->slot = slot;
    }
    void swap(std::size_t a, std::size_t b) {
        Deadline* moved = heap_[a];
        put(a, heap_[b]);
        put(b, moved);
    }
    void rise(std::size_t slot) {
        for (; slot > 0 && *heap_[slot] < *heap_[(slot - 1) / 2]; slot = (slot - 1) / 2)
            swap(slot, (slot - 1) / 2);
    }
    void sink(std::size_t slot) {
        for (;;) {
            std::size_t least = slot;
            for (const std::size_t child : {2 * slot + 1, 2 * slot + 2})
                if (child < heap_.size() && *heap_[child] < *heap_[least]) least = child;
            if (least == slot) return;
            swap(slot, least);
            slot = least;
        }
    }
    std::vector<Deadline*> heap_;
};

}  // namespace ol::routing
