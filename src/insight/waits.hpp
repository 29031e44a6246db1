#pragma once
// How many waited how long: a histogram that can be added up over any period and queue, so that
// median and P90 of a month need no list of its contacts. A wait is counted at its upper edge:
// exact to 0.1 s up to 12.8 s, to 1.6 % above, never understated.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ol::insight {

class Waits {
public:
    void add(std::int64_t wait_ms, std::int64_t times = 1);
    void add(const Waits& other, int sign = 1);
    /// Nearest rank: the smallest edge that at least `percent` of all do not exceed.
    std::optional<std::int64_t> percentile(int percent) const;
    bool empty() const { return counts_.empty(); }

    std::string text() const;  // "3:12 40:1": bucket and count, ascending
    /// Adds what text() wrote; false, and nothing added beyond the fault, when it is not such text.
    bool add_text(std::string_view text);
    friend bool operator==(const Waits&, const Waits&) = default;

    static int bucket_of(std::int64_t wait_ms);
    static std::int64_t edge_of(int bucket);

private:
    void put(int bucket, std::int64_t times);
    std::map<int, std::int64_t> counts_;
};

}  // namespace ol::insight
