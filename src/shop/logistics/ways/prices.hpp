#pragma once
// What couriers say a delivery costs and when it arrives. Requests and readings only. Private.
#include "shop/logistics/opened.hpp"
#include "shop/logistics/ways/rank.hpp"

namespace ol::logistics::prices {

/// What the shop's references say about the sender; what is not there is empty or 0.
struct Sender {
    std::string city_ref, postcode;
    std::int64_t weight_g = 0;  // of a usual parcel
};
Sender sender_of(std::string_view sender);

struct Question {
    Service service = Service::branch;
    std::string city_ref, postcode;  // the recipient's
    ParcelFacts parcel;
    std::string day;  // of hand-over, "24.11.2026"
};
/// nullopt: the sender's references lack what the courier wants to know.
std::optional<http::ClientRequest> price(const Access& a, const Sender& s, const Question& q);
/// nullopt: this courier does not say when.
std::optional<http::ClientRequest> arrival(const Access& a, const Sender& s, const Question& q);

/// Minor units. "logistics.answer", "logistics.refused"
Result<std::int64_t> read_price(Courier courier, std::string_view body);
/// "2026-11-24"
Result<std::string> read_arrival(std::string_view body);

}  // namespace ol::logistics::prices
