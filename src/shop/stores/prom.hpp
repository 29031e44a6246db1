#pragma once
// Prom.ua on the wire (public API v1): pure mapping. Sources: the order, product and client models
// of public-api.docs.prom.ua as the client libraries dvomaks/promua-api (PHP), sdziupin/promua-mcp
// (TypeScript) and dimagord/mcp-prom-ua keep them, and what users of the live API wrote down.
//   - amounts are texts as people write them: "1 713 грн", "1 234,50 грн."; no currency stands
//     beside them
//   - an error is HTTP 200 with {"error": "..."}
//   - a filter time with milliseconds or Z gives an empty list without an error: it is written
//     "2026-11-22T14:00:00", in UTC
//   - lists go down by id; `last_id` names the highest id wanted, itself included
//   - a seller's own statuses come as "custom-172548" with their name beside them
#include <string>
#include <string_view>

#include "shop/stores/connector.hpp"

namespace ol::stores::prom_wire {

inline constexpr std::string_view api = "/api/v1/";

/// {"order":{...}}. stores.json, stores.id, stores.money, stores.date, stores.lines,
/// stores.quantity
Result<ForeignOrder> order(std::string_view answer, const Source& source);
Result<Page> orders_page(const std::string& path, std::string_view answer, const Source& source);
Result<Page> products(const std::string& path, std::string_view answer, const Source& source);
Result<Page> clients(const std::string& path, std::string_view answer, const Source& source);

/// The status in {"order":{...}}; "" when it cannot be read.
std::string status_of(std::string_view answer);
/// The body of orders/set_status (client library dvomaks/promua-api, Order::setStatus).
std::string new_status(const Message& m);
/// Is that order among the processed_ids of its answer.
bool processed(std::string_view answer, std::string_view key);

}  // namespace ol::stores::prom_wire
