#pragma once
// WooCommerce on the wire (REST v3, webhooks): pure mapping and the traps of store.md T1, T2, T4,
// T12.
//   - the signature is base64(HMAC-SHA256(secret, raw body)); the secret is HTML-entity-decoded
//   before use
//   - "processing" does not mean paid: payment is read from the method and date_paid
//   - money is decimal strings, *_gmt times carry no zone, customer_id 0 is a guest, a deletion
//   carries only the id
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "shop/stores/connector.hpp"

namespace ol::stores::woo {

bool is_ping(std::string_view content_type,
             std::string_view body);  // form body "webhook_id=N", unsigned by design
std::string decoded_secret(
    std::string_view typed);  // &amp; &quot; &#039; ... as wp_specialchars_decode does
bool signature_right(std::string_view secret, std::string_view body, std::string_view header);

/// The resource's id, as text. stores.json, stores.id
Result<std::string> id_of(std::string_view body);
/// One order. stores.json, stores.id, stores.money, stores.date
Result<ForeignOrder> order(std::string_view body, const Source& source);
Result<Page> orders_page(std::string_view body, const Source& source);
/// Simple products as they are; of a variable one its variations are asked for.
Result<Page> products_page(std::string_view body, const Source& source);
Result<Page> customers_page(std::string_view body, const Source& source);
std::string order_path(std::string_view id);
/// The body that makes an order there: unpaid, its sums as they were told to the buyer, the mark in
/// its meta data. A line whose product the shop does not know is a fee with the line's words.
std::string new_order(const OutOrder& out);
inline constexpr std::string_view mark_key = "_orderline";

}  // namespace ol::stores::woo
