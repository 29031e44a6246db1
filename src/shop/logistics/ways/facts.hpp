#pragma once
// What the room's own functions know of an order and its questions. Private.
#include "shop/logistics/ways/prices.hpp"
#include "shop/logistics/ways/ways.hpp"

namespace ol::logistics {

struct Ways::Facts {
    orders::Order order;
    WayQuery asked;
    Time now{};
    std::string tz, today, city;
    std::vector<OpenedAccount> accounts;  // the shop's, at couriers with a directory
    ParcelFacts parcel;
    std::optional<ChosenWay> chosen;
    std::vector<Tariff> tariffs;
};

struct Ways::Told {
    std::optional<std::int64_t> price;      // minor units
    std::optional<std::string> arrives_on;  // the courier's day
};

}  // namespace ol::logistics
