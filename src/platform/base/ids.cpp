// The source of ids: milliseconds since 2025 << 12 | node << 7 | sequence (DESIGN section 5).
#include "platform/base/ids.hpp"

#include <stdexcept>

#include "platform/base/time.hpp"

namespace ol {
namespace {

constexpr int sequence_bits = 7, node_bits = 5;
constexpr std::int64_t sequence_max = (1 << sequence_bits) - 1;

std::int64_t checked_node(int node) {
    if (node < 0 || node >= (1 << node_bits)) throw std::logic_error("a node number is 0 to 31");
    return node;
}

}  // namespace

IdSource::IdSource(int node, std::int64_t greatest_seen)
    : node_(checked_node(node)), last_(greatest_seen) {}

std::int64_t IdSource::next() { return step(to_ms(system_clock().now())); }

std::int64_t IdSource::step(std::int64_t now_ms) {
    const std::int64_t by_clock =
        (now_ms - epoch_ms) << (sequence_bits + node_bits) | node_ << sequence_bits;
    std::int64_t last = last_.load(std::memory_order_relaxed);
    for (;;) {
        const std::int64_t ms = last >> (sequence_bits + node_bits), sequence = last & sequence_max;
        const bool full = sequence == sequence_max || ((last >> sequence_bits) & 31) != node_;
        const std::int64_t after_last =
            full ? (ms + 1) << (sequence_bits + node_bits) | node_ << sequence_bits : last + 1;
        const std::int64_t next = std::max(by_clock, after_last);
        if (last_.compare_exchange_weak(last, next, std::memory_order_relaxed)) return next;
    }
}

}  // namespace ol
