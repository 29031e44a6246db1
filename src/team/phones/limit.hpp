#pragma once
// So many per key and minute. Pure: time comes with the call. A minute is forgotten as a whole, so
// that memory is bounded by what one minute can bring.
#include <map>
#include <string>

#include "platform/base/time.hpp"

namespace ol::phones {

class Limit {
public:
    explicit Limit(int per_minute, std::size_t keys_max = 10'000)
        : per_minute_(per_minute), keys_max_(keys_max) {}

    /// False: too many. With more keys than fit, everybody is refused until the minute is over.
    bool take(const std::string& key, Time now) {
        if (now >= since_ + Ms{60'000} || now < since_) {
            counts_.clear();
            since_ = now;
        }
        if (counts_.size() >= keys_max_ && !counts_.contains(key)) return false;
        return ++counts_[key] <= per_minute_;
    }

private:
    int per_minute_;
    std::size_t keys_max_;
    Time since_{};
    std::map<std::string, int> counts_;
};

}  // namespace ol::phones
