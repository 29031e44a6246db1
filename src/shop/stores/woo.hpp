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
#include "shop/orders/orders.hpp"

namespace ol::stores::woo {

struct Source {
    ShopId shop;
    std::int64_t store = 0;
    orders::ShopFacts facts;  // zone of delivery slots, region of telephone numbers
};

bool is_ping(std::string_view content_type,
             std::string_view body);  // form body "webhook_id=N", unsigned by design
std::string decoded_secret(
    std::string_view typed);  // &amp; &quot; &#039; ... as wp_specialchars_decode does
bool signature_right(std::string_view secret, std::string_view body, std::string_view header);

/// The resource's id, as text. stores.json, stores.id
Result<std::string> id_of(std::string_view body);
/// One order. stores.json, stores.id, stores.money, stores.date; `status` "auto-draft" and
/// "checkout-draft" are drafts.
Result<orders::ExternalOrder> order(std::string_view body, const Source& source);
bool is_draft(const orders::ExternalOrder& order);

struct Page {
    std::vector<orders::ExternalOrder> orders;
    std::vector<Error> refused;  // those that cannot be read; the others are taken
};
Result<Page> page(std::string_view body, const Source& source);

/// "12.50" with two digits -> 1250; trailing zeros and more digits than the currency has are
/// rounded half up.
Result<std::int64_t> minor_units(std::string_view decimal, std::string_view currency);
std::string origin_of(std::int64_t store);  // "woocommerce:<store>"
std::string order_path(std::string_view id);
std::string page_path(Time modified_after, int page);

}  // namespace ol::stores::woo
