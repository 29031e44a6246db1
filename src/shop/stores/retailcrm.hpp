#pragma once
// RetailCRM on the wire (API v5): pure mapping. The history feed says which orders changed; the
// orders are then read whole, so that no order is put together from field changes.
//   - times carry no zone: they are the account's, and orders carry no time of change, so the
//   moment of reading is their age
//   - statuses are the account's own; what they mean stands in their groups (reference)
//   - amounts are JSON numbers, quantities may be 0.5, lists come as arrays or keyed by id
#include <string>
#include <string_view>

#include "shop/stores/connector.hpp"

namespace ol::stores::retailcrm_wire {

inline constexpr std::string_view api = "/api/v5/";

/// {"success":true,"order":{...}}. stores.json, stores.id, stores.money, stores.date, stores.lines
Result<ForeignOrder> order(std::string_view answer, const Source& source);
/// Changed orders to read, deleted and merged ones, and where the feed stands.
Result<Page> history(std::string_view answer);
Result<Page> orders_page(std::string_view answer, const Source& source);
Result<Page> statuses(std::string_view answer);
Result<Page> products(std::string_view answer, const Source& source);
Result<Page> customers_page(std::string_view answer, const Source& source);
/// The form that makes an order; its mark is the external id, which RetailCRM takes only once.
std::string new_order(const OutOrder& out);
/// Is what the desk wants to say there: its mark in the manager's comment, or a cancellation.
bool holds(const Message& m, std::string_view answer);
/// The form that says it; the comment is kept and added to. stores.unreachable
Result<std::string> edit(const Message& m, std::string_view seen);
/// The same list's next page by "pagination"; nothing on the last.
std::optional<std::string> next_page(const std::string& path, std::string_view answer);

}  // namespace ol::stores::retailcrm_wire
