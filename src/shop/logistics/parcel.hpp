#pragma once
// Rows of the room as its own functions have them. Private.
#include "shop/logistics/couriers/moves.hpp"
#include "shop/logistics/logistics.hpp"
#include "shop/logistics/waybills.hpp"

namespace ol::logistics {

struct Logistics::Parcel {
    ShipmentId id;
    OrderId order;
    ShopId shop;
    Courier courier{};
    std::string service, city, waybill, ref, code;
    SendState send{};
    Standing standing;
    std::optional<Time> not_found_at;
    Time created_at{};
    std::string made_from, asked_from;  // WaybillFields: what the waybill says, what was asked for
    SheetId sheet;
    std::optional<Time> due_at;
};

enum class Logistics::Act { make, change, cancel };

/// What had to be made at the courier before the waybill; empty where it needs nothing.
struct Logistics::Prepared {
    std::optional<WaybillFields> fields;  // what the recipient was written by
    Recipient to;
};

struct Logistics::Told {
    std::set<std::int64_t> orders;
    std::vector<DecisionId> decisions;
    std::vector<ContactDuty> duties;
    int moved = 0;
};

struct Logistics::Case {
    DecisionId id;
    OrderId order;
    ShipmentId shipment;
    ShopId shop;
    std::int64_t attempt_no = 0;
    DecisionState state{};
    Time asked_at{}, decide_by{};
    std::optional<PersonId> owner;
    DecisionFacts facts;
    std::string ranking;  // JSON
    std::optional<Option> chosen;
    std::optional<std::int64_t> rank;
    PersonId by;
    std::string why;
    std::optional<Time> ended_at;
    std::optional<std::string> outcome;
    std::int64_t version = 0;
};

struct Logistics::OpenAccount {
    AccountId id;
    ShopId shop;
    Courier courier{};
    std::string url, key, sender;
    std::int64_t failures = 0;
};

}  // namespace ol::logistics
