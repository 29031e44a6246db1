#include "insight/waits.hpp"

#include <bit>
#include <charconv>
#include <cstddef>

namespace ol::insight {

namespace {
constexpr std::int64_t step_ms = 100;
constexpr std::int64_t linear = 128;                         // buckets of one step each
constexpr std::int64_t mantissa = 64;                        // buckets per doubling above
constexpr std::int64_t wait_max_ms = std::int64_t{1} << 45;  // a thousand years
}  // namespace

int Waits::bucket_of(std::int64_t wait_ms) {
    const std::int64_t wait = wait_ms < 0 ? 0 : wait_ms > wait_max_ms ? wait_max_ms : wait_ms;
    const std::int64_t steps = (wait + step_ms - 1) / step_ms;
    if (steps <= linear) return static_cast<int>(steps);
    // (2^(e+6), 2^(e+7)] is cut into 64 equal parts, e >= 1
    const int e = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(steps - 1))) - 7;
    const std::int64_t part = ((steps - 1) >> e) - mantissa;
    return static_cast<int>(linear + (e - 1) * mantissa + part + 1);
}

std::int64_t Waits::edge_of(int bucket) {
    if (bucket <= linear) return bucket * step_ms;
    const std::int64_t above = bucket - linear - 1;
    const std::int64_t e = above / mantissa + 1;
    return ((above % mantissa + mantissa + 1) << e) * step_ms;
}

void Waits::put(int bucket, std::int64_t times) {
    auto [it, fresh] = counts_.try_emplace(bucket, 0);
    it->second += times;
    if (it->second == 0) counts_.erase(it);
}

void Waits::add(std::int64_t wait_ms, std::int64_t times) { put(bucket_of(wait_ms), times); }

void Waits::add(const Waits& other, int sign) {
    for (const auto& [bucket, times] : other.counts_) put(bucket, sign * times);
}

std::optional<std::int64_t> Waits::percentile(int percent) const {
    std::int64_t all = 0;
    for (const auto& [bucket, times] : counts_) all += times;
    if (all <= 0) return std::nullopt;
    const std::int64_t rank = (all * percent + 99) / 100;
    std::int64_t seen = 0;
    for (const auto& [bucket, times] : counts_) {
        seen += times;
        if (seen >= rank) return edge_of(bucket);
    }
    return edge_of(counts_.rbegin()->first);
}

std::string Waits::text() const {
    std::string out;
    for (const auto& [bucket, times] : counts_) {
        if (!out.empty()) out += ' ';
        out += std::to_string(bucket) + ":" + std::to_string(times);
    }
    return out;
}

bool Waits::add_text(std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        int bucket = 0;
        std::int64_t times = 0;
        const auto left = std::from_chars(at, end, bucket);
        if (left.ec != std::errc{} || left.ptr == end || *left.ptr != ':' || bucket < 0)
            return false;
        const auto right = std::from_chars(left.ptr + 1, end, times);
        if (right.ec != std::errc{}) return false;
        put(bucket, times);
        at = right.ptr;
        if (at != end && *at++ != ' ') return false;
    }
    return true;
}

}  // namespace ol::insight
