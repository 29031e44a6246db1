#pragma once
// Pure rules of an order: what a check does, when it may be confirmed, what money follows. No
// clock, no database.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "shop/orders/types.hpp"

namespace ol::orders {

/// An order as kept: the wire shape and what the wire does not show.
struct Kept {
    Order order;
    std::int64_t paid_minor = 0;
    std::int64_t extra_minor =
        0;  // delivery and fees minus discounts: total = sum of lines + extra
    std::string city;
};

struct ShopFacts {
    std::string tz = "UTC", currency,
                region;  // "Europe/Kyiv", "UAH", "UA" (numbers without a country code)
};

struct Evidence {
    PersonId by;
    Time at{};
    ContactId contact;
};

struct FieldChange {
    CheckField field = CheckField::recipient;
    std::string before, after;
    std::int64_t price_delta = 0;  // of the order's total
    std::int64_t given = 0;        // what the store gives away with it, minor units
    std::int64_t later_days = 0;   // after the promised delivery
};

/// What an edit gives away (R19): prices lowered below what the line cost, or below the listed
/// price of goods that come in; delivery fee lowered or discount raised; a promised delivery later.
/// Goods without a listed price are worth what the order's own line of them cost before; without
/// such a line they are `unlisted`.
struct Given {
    std::int64_t money = 0, days = 0;
    bool unlisted = false;  // goods come in whose value nobody knows: beyond any limit of money
};
using ListedPrices = std::map<std::string, std::int64_t>;  // minor units by article
Given given_by(const Kept& before, const Kept& after, const ListedPrices& listed);
/// By how many days a promised delivery comes later; 0 for one that was not promised.
std::int64_t later_days(const Order& before, const std::optional<Time>& now);

struct Checked {
    std::vector<FieldChange> changes;
    std::vector<CheckField> reopened;  // confirmed before, their value moved: to be asked again
    bool left_confirmed = false;       // the order went from confirmed back to calling
};

inline constexpr std::int64_t quantity_max = 10'000;
inline constexpr std::size_t lines_max = 500, text_max = 1000;

/// Total = lines + extra; COD due = total - paid. Overflow or a mix of currencies: orders.amount.
Result<> recompute(Kept& k);
std::int64_t cod_due(std::int64_t total, std::int64_t paid, PayMethod method, PayState state);
PayState pay_state_of(std::int64_t total, std::int64_t paid);

/// A field as the checklist shows it: "Kettle X2", "1 + 2", "1250.00 UAH", "2026-11-22
/// 14:00-18:00".
std::string value_of(const Kept& k, CheckField field, std::string_view tz);

/// Confirms or changes one of the seven. A change that moves another field's value opens that field
/// again (a new quantity makes the confirmed amount untrue). LineId 0 in a change makes a line with
/// id 0: the shell mints ids. orders.state, orders.value_missing, orders.phone, orders.slot,
/// orders.lines, orders.amount
Result<Checked> apply_check(Kept& k, const CheckRequest& request, const Evidence& evidence,
                            const ShopFacts& shop);

/// orders.checks_open (params: field names), orders.state, orders.slot_past
Result<> may_confirm(const Order& o, Time now);

std::int64_t checks_done(const Order& o);
FieldCheck& check_of(Order& o, CheckField field);
const FieldCheck& check_of(const Order& o, CheckField field);
void fill_values(Kept& k, std::string_view tz);  // the seven checks, in order, with today's values
Order masked(Order o, std::string_view city);

Error wrong_state(DeskState s);
Error version_conflict(std::int64_t present);

// ---- connectors ----
struct Merge {
    bool changed = false;
    std::vector<CheckField>
        conflicts;  // the store changed what the desk has confirmed: kept as the desk said
};
/// Applies what the store changed since `before` (what it said last) to fields that the desk has
/// not confirmed. `joined`: other orders' lines are in it, so the store no longer knows its goods.
Merge merge_external(Kept& k, const ExternalOrder& before, const ExternalOrder& after,
                     bool joined = false);
/// A first import: `lines` get ids later.
Result<Kept> from_external(const ExternalOrder& e);
Result<> check_external(const ExternalOrder& e);

}  // namespace ol::orders
