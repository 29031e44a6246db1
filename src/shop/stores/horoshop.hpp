#pragma once
// Horoshop on the wire (public API): pure mapping. Sources: horoshop.atlassian.net (DOCS,
// "orders/get" 3678339432: filters, statuses 1, 2, 3, 4, 6), the clients
// bilovol/horoshop-rest-api-php and IgorShutko/horoshop-mcp (src/client.ts; what it measured on
// live shops), and IgorShutko/horoshop-claude-skill (orders_api.md: an order's fields).
//   - everything is a POST of JSON with a token, which is given for ten minutes
//   - HTTP 200 stands for all: {"status":"OK"|"EMPTY"|"WARNING"|...,"response":...}; whatever is
//   not one of these three is a failure
//   - orders can be filtered by creation only, never by change: the last days are read again and
//   again, a month of them once an hour
//   - times are the shop's own and say no zone; total_sum is without delivery, whose price may be
//   -1
#include <string>
#include <string_view>

#include "shop/stores/connector.hpp"

namespace ol::stores::horoshop_wire {

inline constexpr std::string_view orders_url = "/api/orders/get/";
inline constexpr std::string_view statuses_url = "/api/orders/get_available_statuses/";
inline constexpr std::string_view update_url = "/api/orders/update/";
inline constexpr std::string_view goods_url = "/api/catalog/export/";

/// stores.json, stores.order_gone, stores.id, stores.money, stores.date, stores.lines,
/// stores.quantity, stores.currency
Result<ForeignOrder> order(std::string_view answer, const Source& source);
/// A path is an address with the JSON that is posted to it behind it.
Result<Page> page(const std::string& path, std::string_view answer, const Source& source);
/// orders/update with the chosen status (horoshop.atlassian.net, page 25296948: "Функция
/// orders/update"). Each order has its own result in response.log. stores.id
Result<http::ClientRequest> new_status(const Message& m);
bool took(const Message& m, std::string_view answer);
std::string refusal(std::string_view answer);
/// The token; "" when login or password are refused.
std::string token_of(std::string_view answer);
bool wants_token(std::string_view answer);

}  // namespace ol::stores::horoshop_wire
