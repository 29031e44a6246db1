#pragma once
// The numbered events of one live stream, the newest ones kept: pure data, no clock, no lock.
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace ol::http {

/// One serialised event without its number: `"type":"order","data":{...}}`. Shared by all streams
/// of a broadcast.
using Payload = std::shared_ptr<const std::string>;

class EventRing {
public:
    EventRing(std::size_t events_max, std::size_t bytes_max)
        : events_max_(events_max), bytes_max_(bytes_max) {}

    std::uint64_t push(Payload event);            // the number it got; the first is 1
    std::uint64_t last() const { return last_; }  // 0 = nothing yet
    /// True when a reader that has seen everything up to `since` can go on without a gap.
    bool resumable(std::uint64_t since) const {
        return since <= last_ && since + events_.size() >= last_;
    }
    /// The event with this number, or null when it is not there yet or not there any more.
    Payload at(std::uint64_t number) const;
    std::size_t bytes() const { return bytes_; }

private:
    std::size_t events_max_, bytes_max_, bytes_ = 0;
    std::uint64_t last_ = 0;
    std::deque<Payload> events_;
};

}  // namespace ol::http
