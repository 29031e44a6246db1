#pragma once
// Pure: how a confirmed order is sorted and why (R3), what is asked before it is sent (story 3),
// what its owner must do next (R18). No clock, no database.
#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shop/orders/types.hpp"

namespace ol::orders {

enum class Sort { unconfirmed, ready, held, short_, gone };
BOOST_DESCRIBE_ENUM(Sort, unconfirmed, ready, held, short_, gone)
/// Why it lies where it lies; told by the desk.
enum class SortReason {
    none,
    in_stock,
    stock_not_kept,
    no_stock,
    on_hold,
    payment,
    no_slot,
    slot_past
};
BOOST_DESCRIBE_ENUM(SortReason, none, in_stock, stock_not_kept, no_stock, on_hold, payment, no_slot,
                    slot_past)

enum class StockFact { not_kept, reserved, missing };

enum class OwnerRule { confirmer, fewest_open };
BOOST_DESCRIBE_ENUM(OwnerRule, confirmer, fewest_open)

/// What a shop asks, as data.
struct OrderRules {
    OwnerRule owner = OwnerRule::confirmer;
    std::vector<PersonId> managers;          // among whom fewest_open chooses
    std::int64_t prepay_over_minor = 0;      // orders above it are paid ahead; 0 = never
    std::int64_t prepay_after_refusals = 0;  // so many parcels not taken before; 0 = never
    std::int64_t prepay_percent = 100;
    bool confirm_by_message = false;   // complete, prepaid and in stock: no call (N8)
    std::int64_t tell_within_min = 5;  // a short order's buyer is to be called within
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OrderRules, (),
                      (owner, managers, prepay_over_minor, prepay_after_refusals, prepay_percent,
                       confirm_by_message, tell_within_min, version))
/// orders.rules: percent 1 to 100, nothing below zero, minutes 1 to 1440.
Result<> check_rules(const OrderRules& r);

enum class PrepayReason { none, amount, refusals };
BOOST_DESCRIBE_ENUM(PrepayReason, none, amount, refusals)
struct Prepay {
    std::int64_t asked = 0, due = 0;  // of the total; what of it has not come yet
    PrepayReason reason = PrepayReason::none;
};
Prepay prepay_of(const OrderRules& r, std::int64_t total, std::int64_t paid, std::int64_t refusals);

struct Sorted {
    Sort sort = Sort::unconfirmed;
    SortReason reason = SortReason::none;
};
Sorted sort_of(const Order& o, StockFact stock, const Prepay& prepay, Time now);

/// What of the six facts and the slot is still missing for a confirmation without a call.
bool complete(const Order& o);

enum class NextKind { confirm, hold_ends, tell_buyer, pay, hand_over, delivery, nothing };
BOOST_DESCRIBE_ENUM(NextKind, confirm, hold_ends, tell_buyer, pay, hand_over, delivery, nothing)
struct Next {
    NextKind kind = NextKind::nothing;
    std::optional<Time> due;
};
/// The first thing the owner owes; an order without a due time comes last.
Next next_of(const Order& o, Sorted sorted, std::optional<Time> tell_by);

/// Who of the managers has the fewest open orders; the lowest id of equals. None: nobody.
std::optional<PersonId> fewest_open(std::span<const std::pair<PersonId, std::int64_t>> open);

}  // namespace ol::orders
