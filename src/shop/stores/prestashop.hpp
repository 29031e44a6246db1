#pragma once
// PrestaShop on the wire (webservice, JSON): pure mapping. Sources: devdocs.prestashop-project.org
// (webservice: cheat sheet, "Additional list parameters", resources), issue PrestaShop#10822
// (filters by time want date=1), and the service as it answers clients on GitHub.
//   - an order names its people, places, currency, carrier and state by id only; along() asks for
//   them and together() puts them beside it: {"orders":[...],"addresses":[...],...}
//   - numbers are texts with six decimals; names come as text or [{"id":"1","value":"..."}]
//   - nothing to list is `[]` instead of an object
//   - times are the shop's own and say no zone
//   - states are each shop's own: which are cancelled or refunded is told by the letter they send
//   ("template"); of those that mean shipped nobody tells which is the end, so they are asked about
#include <string>
#include <string_view>
#include <vector>

#include "shop/stores/connector.hpp"

namespace ol::stores::prestashop_wire {

inline constexpr std::string_view api = "/api/";
inline constexpr int rows_at_once = 50;

/// "/api/orders?output_format=JSON&..." with a filter such as "[1|5]" encoded.
std::string path_of(std::string_view resource, std::string_view filter = {},
                    const std::string& value = {}, std::string_view display = "full");

/// What the answer of `path` names by id.
std::vector<std::string> along(std::string_view path, std::string_view body, int round);
std::string together(std::string body, const std::vector<std::string>& answers);

/// {"order":{...}} with what belongs to it. stores.json, stores.id, stores.money, stores.date,
/// stores.lines, stores.quantity, stores.currency
Result<ForeignOrder> order(std::string_view answer, const Source& source);
/// POST order_histories with the chosen state. stores.id
Result<http::ClientRequest> new_state(const Message& m);
Result<Page> page(const std::string& path, std::string_view answer, const Source& source);

}  // namespace ol::stores::prestashop_wire
