#pragma once
// One reader for each courier; read_tracking() chooses.
#include "shop/logistics/couriers/couriers.hpp"

namespace ol::logistics::readers {

Result<TrackAnswer> novaposhta(std::string_view body);
Result<TrackAnswer> np_shopping(std::string_view body);
Result<TrackAnswer> ukrposhta(std::string_view body);  // /statuses, /statuses/last, by barcode list
Result<TrackAnswer> cdek(std::string_view body);       // a push; an order read back
Result<TrackAnswer> sfexpress(
    std::string_view body);  // EXP_RECE_SEARCH_ROUTES, or a list of routes
Result<TrackAnswer> fedex(std::string_view body);
Result<TrackAnswer> meest(std::string_view body);
Result<TrackAnswer> ups(std::string_view body);
Result<TrackAnswer> usps(std::string_view body);

}  // namespace ol::logistics::readers
