#pragma once
// Call-IDs that may have business with us. A request inside a dialog whose Call-ID stands nowhere
// here is answered (or, an ACK, dropped) without state: nta would keep a transaction of 32 s for
// each of a stranger's ACKs and BYEs.
#include <cstdint>
#include <deque>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "platform/base/time.hpp"

namespace ol::sip {

class KnownCalls {
public:
    static constexpr Ms lingering{70'000};  // Timers B + D of a transaction that nobody answers

    void touch(std::string_view call_id, Time now) {
        const auto key = std::hash<std::string_view>{}(call_id);
        entries_[key].until = now + lingering;
        by_age_.emplace_back(now + lingering, key);
    }
    void pin(std::string_view call_id) { ++entries_[std::hash<std::string_view>{}(call_id)].pins; }
    void unpin(std::string_view call_id, Time now) {
        --entries_[std::hash<std::string_view>{}(call_id)].pins;
        touch(call_id, now);
    }
    bool known(std::string_view call_id) const {
        return entries_.contains(std::hash<std::string_view>{}(call_id));
    }
    void expire(Time now) {
        while (!by_age_.empty() && by_age_.front().first <= now) {
            const auto found = entries_.find(by_age_.front().second);
            by_age_.pop_front();
            if (found != entries_.end() && found->second.pins == 0 && found->second.until <= now)
                entries_.erase(found);
        }
    }
    std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        int pins = 0;
        Time until{};
    };
    std::unordered_map<std::size_t, Entry> entries_;
    std::deque<std::pair<Time, std::size_t>> by_age_;
};

}  // namespace ol::sip
