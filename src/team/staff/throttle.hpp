#pragma once
// Brake on guessing: after some free failures each further one doubles the wait. Pure: time comes
// with the call. An attempt is charged before the slow check and forgiven after a success, so
// parallel guesses cannot slip by.
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/time.hpp"

namespace ol::staff {

class Throttle {
public:
    struct Rules {
        int free_failures = 5;
        Ms first_delay{5'000};
        Ms delay_max{15 * 60'000};
        Ms memory{60 * 60'000};  // a key quiet for so long starts afresh
        std::size_t keys_max = 10'000;
    };
    explicit Throttle(Rules rules) : rules_(rules) {}

    /// Empty: go on, the attempt is counted as failed until refunded or cleared. Else: how long to
    /// wait.
    std::optional<Ms> charge(std::string_view key, Time now);
    void refund(std::string_view key);  // this attempt does not count
    void clear(std::string_view key);   // a success: forget the key
    std::size_t size() const { return keys_.size(); }

private:
    struct Entry {
        int failures = 0;
        Time blocked_until{}, last{};
    };
    Ms delay(int failures) const;
    void make_room(Time now);
    Rules rules_;
    std::map<std::string, Entry, std::less<>> keys_;
};

/// The source of an attempt: an IPv4 address, or the /64 of an IPv6 one (a home has 2^64
/// addresses).
std::string source_key(std::string_view ip);

}  // namespace ol::staff
