#pragma once
// Ukrposhta's eCom API: a shipment goes to a client of its own register, who lives at an address of
// its own register; both are made first. Requests and readings only, nothing is sent here. Private.
// By Ukrposhta's "Як почати роботу з API" (27.06.2024): /addresses, /clients, /shipments under
// {host}/ecom/0.0.1, the sticker under {host}/forms/ecom/0.0.1, the counterparty's token in the
// query.
#include <optional>

#include "shop/logistics/waybills.hpp"

namespace ol::logistics::ukrposhta {

/// "tracking bearer:eCom bearer:counterparty token". One or two serve for all but waybills.
struct Keys {
    std::string tracking, ecom, token;
};
Keys keys_of(std::string_view key);

struct Place {
    std::string postcode, region, city, street, house, flat;
    friend bool operator==(const Place&, const Place&) = default;
};
/// A branch or locker is its postcode; a door is postcode, street and house, read out of the
/// address. "logistics.address" names what is missing (param missing).
Result<Place> place_of(const WaybillFields& fields);

struct Person {
    std::string first, middle, last, phone;
};
/// "Шевченко Олена Іванівна", "Олена Іванівна Шевченко", "Olena Shevchenko". "logistics.recipient"
/// for one word.
Result<Person> person_of(const WaybillFields& fields);

/// "logistics.token", "logistics.sender_client": what the account lacks before it can make
/// waybills.
Result<> can_make(const Access& a, std::string_view sender);

http::ClientRequest client(const Access& a, std::string_view our_reference);
http::ClientRequest make_address(const Access& a, const Place& place);
http::ClientRequest make_client(const Access& a, const Person& person, std::string_view address,
                                std::string_view our_reference);
http::ClientRequest change_client(const Access& a, std::string_view uuid, const Person& person,
                                  std::string_view address);
http::ClientRequest write(const Access& a, std::string_view sender, const WaybillFields& fields,
                          const Recipient& to, std::string_view our_reference,
                          std::string_view ref);
http::ClientRequest cancel(const Access& a, std::string_view ref);
http::ClientRequest find(const Access& a, std::string_view sender, std::string_view ref);
http::ClientRequest label(const Access& a, std::string_view number);

struct Client {
    std::string uuid, address;
    Place place;  // of that address
};
/// nullopt: it has no client of that reference.
Result<std::optional<Client>> read_client(const http::ClientResponse& answer);
/// The `id` of an address or the `uuid` of a client that was made.
Result<std::string> read_made(const http::ClientResponse& answer, std::string_view key);
Result<waybills::Written> read_written(const http::ClientResponse& answer);
Result<> read_cancelled(const http::ClientResponse& answer);
/// One shipment, or all of the sender: then ours by its externalId. `since`: a document without
/// one of ours that is older is nobody's concern here.
waybills::Looked read_found(const http::ClientResponse& answer, std::string_view our_reference,
                            Time since);

}  // namespace ol::logistics::ukrposhta
