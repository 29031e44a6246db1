// What each courier's codes mean here. Sources: store.md section 4; a code that is not in a table
// is asked about once, by name, and may be explained by a person.
#include <algorithm>
#include <array>
#include <iterator>

#include "shop/logistics/couriers/couriers.hpp"

namespace ol::logistics {
namespace {

using S = Status;

struct Code {
    Courier courier;
    std::string_view code;
    Status status;
};

constexpr auto np = Courier::novaposhta;
constexpr auto up = Courier::ukrposhta;
constexpr auto cd = Courier::cdek;
constexpr auto sf = Courier::sfexpress;

constexpr Code codes[] = {
    // Nova Poshta. 1 is only a paper, 106 is a receipt (T5). 2 is deleted; 3, not found, is no
    // status at all: the parser makes a problem of it.
    {np, "1", S::registered},
    {np, "2", S::cancelled},
    {np, "4", S::handed_over},
    {np, "41", S::in_transit},
    {np, "5", S::in_transit},
    {np, "6", S::at_city},
    {np, "7", S::at_point},
    {np, "8", S::at_point},
    {np, "9", S::delivered},
    {np, "10", S::delivered},
    {np, "11", S::delivered},
    {np, "12", S::handed_over},
    {np, "14", S::on_hold},
    {np, "101", S::out_for_delivery},
    {np, "102", S::refused},
    {np, "103", S::refused},
    {np, "104", S::redirected},
    {np, "105", S::on_hold},
    {np, "106", S::delivered},
    {np, "107", S::at_point},
    {np, "108", S::refused},
    {np, "111", S::attempt_failed},
    {np, "112", S::on_hold},
    // Ukrposhta
    {up, "10100", S::handed_over},
    {up, "20700", S::in_transit},
    {up, "20800", S::in_transit},
    {up, "20900", S::in_transit},
    {up, "21500", S::in_transit},
    {up, "21700", S::at_point},
    {up, "31100", S::attempt_failed},
    {up, "31200", S::returning},
    {up, "31300", S::returning},
    {up, "41000", S::delivered},
    {up, "41010", S::returned},
    // CDEK. Three RETURNED_TO_..._WAREHOUSE are no return (T6).
    {cd, "ACCEPTED", S::registered},
    {cd, "CREATED", S::registered},
    {cd, "INVALID", S::cancelled},
    {cd, "REMOVED", S::cancelled},
    {cd, "RECEIVED_AT_SHIPMENT_WAREHOUSE", S::handed_over},
    {cd, "READY_TO_SHIP_AT_SENDING_OFFICE", S::handed_over},
    {cd, "READY_FOR_SHIPMENT_IN_SENDER_CITY", S::handed_over},
    {cd, "RETURNED_TO_SENDER_CITY_WAREHOUSE", S::handed_over},
    {cd, "TAKEN_BY_TRANSPORTER_FROM_SENDER_CITY", S::in_transit},
    {cd, "SENT_TO_TRANSIT_CITY", S::in_transit},
    {cd, "ACCEPTED_IN_TRANSIT_CITY", S::in_transit},
    {cd, "ACCEPTED_AT_TRANSIT_WAREHOUSE", S::in_transit},
    {cd, "RETURNED_TO_TRANSIT_WAREHOUSE", S::in_transit},
    {cd, "READY_FOR_SHIPMENT_IN_TRANSIT_CITY", S::in_transit},
    {cd, "TAKEN_BY_TRANSPORTER_FROM_TRANSIT_CITY", S::in_transit},
    {cd, "SENT_TO_SENDER_CITY", S::in_transit},
    {cd, "ACCEPTED_IN_SENDER_CITY", S::in_transit},
    {cd, "SENT_TO_RECIPIENT_CITY", S::in_transit},
    {cd, "ACCEPTED_IN_RECIPIENT_CITY", S::at_city},
    {cd, "ACCEPTED_AT_RECIPIENT_CITY_WAREHOUSE", S::at_city},
    {cd, "ACCEPTED_AT_PICK_UP_POINT", S::at_point},
    {cd, "TAKEN_BY_COURIER", S::out_for_delivery},
    {cd, "RETURNED_TO_RECIPIENT_CITY_WAREHOUSE", S::attempt_failed},
    {cd, "DELIVERED", S::delivered},
    {cd, "NOT_DELIVERED", S::refused},
    {cd, "POSTOMAT_POSTED", S::at_point},
    {cd, "POSTOMAT_SEIZED", S::returning},
    {cd, "POSTOMAT_RECEIVED", S::delivered},
    {cd, "IN_CUSTOMS_INTERNATIONAL", S::on_hold},
    {cd, "IN_CUSTOMS_LOCAL", S::on_hold},
    {cd, "CUSTOMS_COMPLETE", S::in_transit},
    // SF Express: opCode
    {sf, "50", S::handed_over},
    {sf, "54", S::handed_over},
    {sf, "30", S::in_transit},
    {sf, "31", S::in_transit},
    {sf, "36", S::in_transit},
    {sf, "105", S::in_transit},
    {sf, "605", S::on_hold},
    {sf, "44", S::out_for_delivery},
    {sf, "204", S::out_for_delivery},
    {sf, "80", S::delivered},
    {sf, "33", S::attempt_failed},
    {sf, "70", S::attempt_failed},
    {sf, "99", S::returning},
    {sf, "631", S::returning},
    {sf, "648", S::returned},
    // Meest: StatusCode
    {Courier::meest, "606", S::handed_over},
    {Courier::meest, "2028", S::in_transit},
    {Courier::meest, "2129", S::in_transit},
    {Courier::meest, "808", S::in_transit},
    {Courier::meest, "1214", S::in_transit},
    {Courier::meest, "1622", S::delivered},
    // FedEx: derived status codes
    {Courier::fedex, "OC", S::registered},
    {Courier::fedex, "PU", S::handed_over},
    {Courier::fedex, "IT", S::in_transit},
    {Courier::fedex, "AR", S::in_transit},
    {Courier::fedex, "DP", S::in_transit},
    {Courier::fedex, "HL", S::at_point},
    {Courier::fedex, "OD", S::out_for_delivery},
    {Courier::fedex, "DE", S::attempt_failed},
    {Courier::fedex, "DL", S::delivered},
    {Courier::fedex, "RS", S::returning},
    {Courier::fedex, "CA", S::cancelled},
    // UPS: type of the activity
    {Courier::ups, "M", S::registered},
    {Courier::ups, "P", S::handed_over},
    {Courier::ups, "I", S::in_transit},
    {Courier::ups, "O", S::out_for_delivery},
    {Courier::ups, "X", S::attempt_failed},
    {Courier::ups, "D", S::delivered},
    {Courier::ups, "RS", S::returned},
    // Nova Poshta Shopping
    {Courier::np_shopping, "1-0", S::registered},
    {Courier::np_shopping, "20", S::in_transit},
    {Courier::np_shopping, "23", S::in_transit},
    {Courier::np_shopping, "30", S::in_transit},
    {Courier::np_shopping, "400", S::on_hold},
    {Courier::np_shopping, "401", S::in_transit},
    {Courier::np_shopping, "3-1", S::delivered},
};

constexpr bool each_once() {
    for (std::size_t i = 0; i < std::size(codes); ++i)
        for (std::size_t j = i + 1; j < std::size(codes); ++j)
            if (codes[i].courier == codes[j].courier && codes[i].code == codes[j].code)
                return false;
    return true;
}
static_assert(each_once());

/// CDEK's reasons of a failed try that were the courier's own (store.md: problem and reason codes).
bool courier_own(std::string_view reason) {
    constexpr auto own = std::to_array<std::string_view>({"35", "19", "26"});
    return std::find(own.begin(), own.end(), reason) != own.end();
}

}  // namespace

std::optional<Status> status_of(Courier courier, std::string_view code) {
    for (const Code& c : codes)
        if (c.courier == courier && c.code == code) return c.status;
    return std::nullopt;
}

std::optional<Fault> fault_of(Courier courier, std::string_view code, std::string_view reason) {
    const auto status = status_of(courier, code);
    if (status == Status::refused) return Fault::customer;
    if (status != Status::attempt_failed) return std::nullopt;
    if (courier == np) return Fault::customer;  // 111: nobody there, or not reached
    if (courier == cd && !reason.empty())
        return courier_own(reason) ? Fault::courier : Fault::customer;
    return std::nullopt;  // the code does not tell: a person does
}

}  // namespace ol::logistics
