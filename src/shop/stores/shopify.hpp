#pragma once
// Shopify on the wire (Admin REST, webhooks): pure mapping and the traps of store.md T3, T4, T12.
//   - headers come as X-Shopify-* and as Shopify-*; the HMAC is base64 over the raw body with the
//   app's client secret, of which two are valid while it is rotated
//   - the body of a retried delivery is the old one: it names the order, the read is the truth
//   - what people say is `name` ("#1001"); ids do not fit 32 bits; times carry a zone
//   - there is no event "abandoned": a checkout without completed_at is one after a while
#include <string>
#include <string_view>

#include "shop/stores/connector.hpp"

namespace ol::stores::shopify_wire {

inline constexpr std::string_view api = "/admin/api/2025-07/";
/// What a connected shop must send; a missing one is subscribed again and told (T3).
inline constexpr std::string_view topics[] = {
    "orders/create",       "orders/updated",   "orders/cancelled",
    "orders/delete",       "refunds/create",   "fulfillments/create",
    "fulfillments/update", "checkouts/create", "checkouts/update"};

/// An order, plain or under "order". stores.json, stores.id, stores.currency, stores.money,
/// stores.date, stores.lines, stores.quantity
Result<ForeignOrder> order(std::string_view body, const Source& source);
/// A checkout, plain or under "checkout". stores.json, stores.id, stores.money, stores.date
Result<Checkout> checkout(std::string_view body, const Source& source);
/// Lists by their root: orders, products, customers, checkouts are known; others are stores.json.
Result<Page> page(std::string_view body, const Source& source);
/// The order that a delivery of this topic is about.
Result<Hint> hint(std::string_view topic, std::string_view body);
/// `<https://...>; rel="next"` -> its path and query, when it lies in this API; else nothing.
std::optional<std::string> next_of(std::string_view link_header);
/// The note without the lines that this desk wrote into it.
std::string foreign_note(std::string_view note);
/// The body that makes an order there: unpaid, stock taken, no letter to the buyer, the mark among
/// its note attributes.
std::string new_order(const OutOrder& out);
inline constexpr std::string_view mark_key = "orderline";

}  // namespace ol::stores::shopify_wire
