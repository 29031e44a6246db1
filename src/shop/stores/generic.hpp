#pragma once
// Orderline's own order JSON (docs/guide/generic-webhook.md): what any shop may send, and what the
// OpenCart extension sends. Signed as Standard Webhooks: base64(HMAC-SHA256(secret,
// id + "." + timestamp + "." + body)), not older than five minutes.
#include <string>
#include <string_view>

#include "shop/stores/connector.hpp"

namespace ol::stores::generic_wire {

/// The text that is signed for a body, or for the query string of a read.
std::string signature(std::string_view secret, std::string_view id, std::string_view timestamp,
                      std::string_view text);
bool signature_right(std::string_view secret, const http::Request& request, Time now);

/// {"type":"order.saved","data":{...}}; `kind` is the origin. stores.json, stores.id,
/// stores.currency, stores.money, stores.date, stores.lines, stores.quantity
Result<ForeignOrder> order(std::string_view body, const Source& source, std::string_view kind);
Result<Hint> hint(std::string_view body);
/// {"orders":[...],"products":[...],"statuses":[...],"next":"..."}
Result<Page> page(std::string_view body, const Source& source, std::string_view kind);

}  // namespace ol::stores::generic_wire
