#pragma once
// What became of parcels, read from their own rows: what delivery reports are counted from.
#include <boost/describe.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/db/db.hpp"
#include "shop/logistics/status.hpp"

namespace ol::logistics {

/// A parcel that was handed over, with the numbers that it went on under after a redirect or a
/// refusal: one parcel, as it stands now.
struct ParcelFacts {
    std::int64_t parcel = 0;
    OrderId order;
    ShopId shop;
    std::string courier;
    Status status = Status::handed_over;
    Time handed_at{};
    std::optional<Time> status_at;
    std::vector<Fault> failures;  // one for each try that failed, the first one first
};

struct ParcelAsk {
    Time from{}, to{};                // of the hand-over, [from, to)
    std::vector<std::int64_t> shops;  // none = all
};
void parcels_handed(db::Conn& c, const ParcelAsk& ask,
                    const std::function<void(const ParcelFacts&)>& take);

}  // namespace ol::logistics
