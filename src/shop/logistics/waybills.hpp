#pragma once
// Waybills at each courier: how one is made, changed, cancelled and looked up, and what the answers
// mean. Requests and readings only, nothing is sent here. Private.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/money.hpp"
#include "shop/logistics/asking.hpp"

namespace ol::logistics {

/// What a waybill says: the order's confirmed fields as they were when it was made (R16). It is
/// kept with the parcel, so that an order changed later is seen to differ from its waybill.
struct WaybillFields {
    std::string order_number, recipient, phone, city, address, service;
    Money total, cod;
    std::string region, point;  // of the way that was chosen: a branch's or locker's number
    friend bool operator==(const WaybillFields&, const WaybillFields&) = default;
};
BOOST_DESCRIBE_STRUCT(WaybillFields, (),
                      (order_number, recipient, phone, city, address, service, total, cod, region,
                       point))

/// Names of the fields in which the order is not what the waybill says; in the order of the struct.
std::vector<std::string> differing(const WaybillFields& waybill, const WaybillFields& order);

/// The recipient as a courier's own register knows him; empty where it keeps none.
struct Recipient {
    std::string uuid, address;
};

namespace waybills {

/// Our name for it at the courier: by it a waybill is found again when an answer was lost.
std::string our_reference(std::int64_t shipment);

/// Couriers at which waybills are made from here.
constexpr bool makes(Courier c) {
    return c == Courier::novaposhta || c == Courier::cdek || c == Courier::ukrposhta;
}
/// Whether the recipient is written into the courier's own register before the waybill.
constexpr bool registers_recipient(Courier c) { return c == Courier::ukrposhta; }
/// Whether the courier prints the label; else we do.
constexpr bool prints(Courier c) { return c == Courier::novaposhta || c == Courier::ukrposhta; }
/// Whether a courier answers "accepted" first and makes the waybill later (T6).
constexpr bool makes_later(Courier c) { return c == Courier::cdek; }

/// `sender` is the account's object of references. `ref` empty makes one, else changes that one.
http::ClientRequest write(const Access& a, const Token& token, std::string_view sender,
                          const WaybillFields& fields, const Recipient& to,
                          std::string_view our_reference, std::string_view ref);
http::ClientRequest cancel(const Access& a, const Token& token, std::string_view ref);
/// By the courier's own id where it is known, else by ours among those of these days.
http::ClientRequest find(const Access& a, const Token& token, std::string_view sender,
                         std::string_view our_reference, std::string_view ref, Time from, Time to);
/// The label as the courier prints it; nullopt where it prints none.
std::optional<http::ClientRequest> label(const Access& a, const Waybill& w);
/// The courier's own register of parcels handed over; only Nova Poshta has one.
http::ClientRequest sheet(const Access& a, const std::vector<std::string>& refs);

struct Written {
    bool made = true;  // false: accepted, and asked about until it is made or refused
    Waybill waybill;
};
/// "logistics.refused" with the courier's code; "logistics.answer" for what cannot be read.
Result<Written> read_written(Courier courier, const http::ClientResponse& answer);
Result<> read_cancelled(Courier courier, const http::ClientResponse& answer);

enum class Found { there, pending, refused, nowhere, unclear };
struct Looked {
    Found found = Found::unclear;
    Waybill waybill;
    std::vector<std::string> strangers;  // documents without a reference of ours
};
/// An answer to find(), asked about what was made since `from`.
Looked read_found(Courier courier, const http::ClientResponse& answer,
                  std::string_view our_reference, Time from);
Result<Waybill> read_sheet(std::string_view body);

}  // namespace waybills
}  // namespace ol::logistics
