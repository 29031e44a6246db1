// How long one decision takes (issue: under 5 ms).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "shop/logistics/decisions/decision.hpp"

using Stopwatch = std::chrono::steady_clock;

int main() {
    using namespace ol::logistics;
    Snapshot s;
    s.today = "2026-11-19", s.now_minute = 865, s.reported_minute = 860;
    s.slot = {840, 1080}, s.stock = 3;
    s.other = OtherPerson::identified, s.other_place = Place::same_zone;
    s.rule.holidays.assign(30, "2026-12-25");
    std::vector<std::int64_t> took;
    std::size_t options = 0;
    for (int i = 0; i < 200'000; ++i) {
        s.now_minute = 860 + i % 60;
        const auto begin = Stopwatch::now();
        options += decide(s).options.size();
        took.push_back(
            std::chrono::duration_cast<std::chrono::nanoseconds>(Stopwatch::now() - begin).count());
    }
    std::sort(took.begin(), took.end());
    std::printf("{\"decisions\":%zu,\"options\":%zu,\"p50_ns\":%lld,\"p99_ns\":%lld}\n",
                took.size(), options, static_cast<long long>(took[took.size() / 2]),
                static_cast<long long>(took[took.size() * 99 / 100]));
}
