#include "team/staff/throttle.hpp"

#include <algorithm>

namespace ol::staff {

std::optional<Ms> Throttle::charge(std::string_view key, Time now) {
    auto at = keys_.find(key);
    if (at == keys_.end()) {
        make_room(now);
        at = keys_.emplace(std::string(key), Entry{}).first;
    }
    Entry& e = at->second;
    if (now < e.blocked_until) return e.blocked_until - now;
    if (e.last + rules_.memory <= now) e.failures = 0;
    e.last = now;
    if (++e.failures >= rules_.free_failures) e.blocked_until = now + delay(e.failures);
    return std::nullopt;
}

void Throttle::refund(std::string_view key) {
    const auto at = keys_.find(key);
    if (at == keys_.end()) return;
    at->second.failures = std::max(0, at->second.failures - 1);
    at->second.blocked_until = Time{};  // charge() let it through: the older block was over
}

void Throttle::clear(std::string_view key) {
    if (const auto at = keys_.find(key); at != keys_.end()) keys_.erase(at);
}

Ms Throttle::delay(int failures) const {
    const int doublings = std::min(failures - rules_.free_failures, 20);
    return std::min(rules_.first_delay * (1 << doublings), rules_.delay_max);
}

void Throttle::make_room(Time now) {
    if (keys_.size() < rules_.keys_max) return;
    std::erase_if(keys_, [&](const auto& k) { return k.second.last + rules_.memory <= now; });
    if (keys_.size() < rules_.keys_max) return;
    keys_.erase(std::min_element(keys_.begin(), keys_.end(), [](const auto& a, const auto& b) {
        return a.second.last < b.second.last;
    }));
}

std::string source_key(std::string_view ip) {
    if (ip.find('.') != std::string_view::npos)
        return std::string(ip.substr(ip.rfind(':') + 1));  // also ::ffff:1.2.3.4
    std::size_t at = 0;
    for (int groups = 0; groups < 4 && at < ip.size() && ip[at] != ':'; ++groups) {
        const auto colon = ip.find(':', at);
        at = colon == std::string_view::npos ? ip.size() : colon + 1;
    }
    return std::string(ip.substr(0, at)) +
           "/64";  // stopped at "::": the rest of the prefix is zeros
}

}  // namespace ol::staff
