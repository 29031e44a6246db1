#pragma once
// Running figures of one window: visits are added and taken out again, so that a window can slide.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "insight/definitions.hpp"
#include "insight/insight.hpp"

namespace ol::insight {

/// Sorted numbers; insertion moves memory, which for a day of one queue is cheaper than any tree.
class SortedNumbers {
public:
    void add(std::int64_t value) {
        values_.insert(std::upper_bound(values_.begin(), values_.end(), value), value);
    }
    void take(std::int64_t value) {
        const auto at = std::lower_bound(values_.begin(), values_.end(), value);
        if (at != values_.end() && *at == value) values_.erase(at);
    }
    /// Nearest rank: the smallest value that at least `percent` of all do not exceed.
    std::optional<std::int64_t> percentile(std::size_t percent) const {
        if (values_.empty()) return std::nullopt;
        return values_[(values_.size() * percent + 99) / 100 - 1];
    }
    std::int64_t greatest() const { return values_.empty() ? 0 : values_.back(); }
    void append_unsorted(std::int64_t value) {
        values_.push_back(value);
    }  // many at once; sort() afterwards
    void sort() { std::sort(values_.begin(), values_.end()); }

private:
    std::vector<std::int64_t> values_;
};

class Tally {
public:
    explicit Tally(const Limits& limits) : limits_(limits) {}
    enum class Way { in, out, in_bulk };        // after in_bulk: settle()
    void entry(const Visit& visit, Way way);    // offered, service level, abandonment
    void handled(const Visit& visit, Way way);  // talk and wrap-up
    void settle();
    Figures figures() const;

private:
    void wait_of(SortedNumbers& waits, std::int64_t wait, Way way);
    Limits limits_;
    Sums sum_;
    SortedNumbers answered_waits_, closed_waits_;
};

}  // namespace ol::insight
