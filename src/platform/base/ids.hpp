#pragma once
// Strong ids (DESIGN section 5): 53-bit integers = 41 bits ms since 2025-01-01, 5 bits node, 7 bits sequence.
// Strings in JSON, bigint in SQL. Minted by shells only, never inside a core.
#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace ol {

template <class Tag>
struct Id {
    std::int64_t value = 0;
    constexpr explicit operator bool() const { return value != 0; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using PersonId    = Id<struct PersonTag>;  // a member of staff; the router's agent id is the same number
using SessionId   = Id<struct SessionTag>;
using ShopId      = Id<struct ShopTag>;
using DepartmentId = Id<struct DepartmentTag>;
using CustomerId  = Id<struct CustomerTag>;
using OrderId     = Id<struct OrderTag>;
using PromiseId   = Id<struct PromiseTag>;
using ContactId   = Id<struct ContactTag>;  // one entry in the line: a call, a task, later a chat
using LegId       = Id<struct LegTag>;      // one SIP dialog or browser connection, with its media
using QueueId     = Id<struct QueueTag>;
using RecordingId = Id<struct RecordingTag>;
using StoreId     = Id<struct StoreTag>;    // a connected shop platform

/// Thread-safe source of ids. Overflow of the 7-bit sequence borrows the next millisecond;
/// a clock set back continues from the last id (restart: pass the greatest id found in the database).
class IdSource {
public:
    explicit IdSource(int node = 0, std::int64_t greatest_seen = 0);
    std::int64_t next();  // reads the wall clock
    template <class T>
    T next_id() { return T{next()}; }
    static constexpr std::int64_t epoch_ms = 1735689600000;  // 2025-01-01T00:00:00Z

private:
    std::int64_t step(std::int64_t now_ms);
    std::int64_t node_;
    std::atomic<std::int64_t> last_;
};

}  // namespace ol

template <class Tag>
struct std::hash<ol::Id<Tag>> {
    std::size_t operator()(ol::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
