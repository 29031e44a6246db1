#include "shop/orders/kept.hpp"

namespace ol::orders {
namespace {

constexpr std::string_view his_own = "customer_id = ?1";

constexpr customers::KeptTable kept_all[] = {
    {.name = "shop_order",
     .what = "orders",
     .his = his_own,
     .words =
         "hold_reason, cancel_reason, recipient, phone, phone_reversed, address, note, searched",
     .codes = "number, desk_state, pay_state, pay_method, ship_state, currency, delivery_method, "
              "city, source, external_id",
     .hidden = "phone_reversed, searched",
     .key = "id"},
    {.name = "order_words",
     .what = "orders",
     .why = "parts of words an order is found by, taken out with them"},
    {.name = "order_line",
     .what = "order_lines",
     .his = "order_id in $orders",
     .codes = "sku, name"},
    {.name = "order_check",
     .what = "order_facts",
     .his = "order_id in $orders",
     .words = "value, before_value",
     .codes = "field, state"},
    {.name = "order_change",
     .what = "order_changes",
     .his = "order_id in $orders",
     .words = "before_value, after_value",
     .codes = "kind, field"},
    {.name = "order_timeline",
     .what = "order_story",
     .his = "order_id in $orders",
     .words = "params",
     .codes = "kind"},
    {.name = "order_external",
     .what = "store_orders",
     .his = "order_id in $orders",
     .words = "snapshot, content_hash",
     .codes = "origin, external_id",
     .hidden = "content_hash"},
    {.name = "order_merge",
     .what = "order_merges",
     .his = "target_id in $orders",
     .words = "before_box",
     .hidden = "before_box"},
    {.name = "order_link", .what = "order_merges", .his = "order_id in $orders", .codes = "kind"},
    {.name = "order_apart",
     .what = "order_merges",
     .his = "low_id in $orders or high_id in $orders"},
    {.name = "order_duty",
     .what = "order_duties",
     .his = "order_id in $orders",
     .words = "note",
     .codes = "reason, outcome"},
    {.name = "pay_request",
     .what = "order_duties",
     .his = "order_id in $orders",
     .codes = "currency, state, channel, error"},
    {.name = "order_error",
     .what = "order_story",
     .his = "order_id in $orders",
     .words = "lesson",
     .codes = "kind, cause, currency"},
    {.name = "upsell_offer",
     .what = "order_story",
     .his = "order_id in $orders",
     .codes = "sku, name, reason, state, currency"},
    {.name = "upsell_counted", .what = "order_story", .his = "order_id in $orders"},
    {.name = "order_message",
     .what = "order_duties",
     .his = "order_id in $orders",
     .codes = "kind, state"},
    {.name = "order_effort",
     .what = "order_efforts",
     .his = his_own,
     .codes = "purpose, state, ended_how",
     .key = "order_id"},
    {.name = "order_attempt",
     .what = "order_efforts",
     .his = "order_id in $orders",
     .codes = "purpose, channel, outcome"},
};

constexpr customers::KeptSet kept_sets[] = {
    {"orders", "(select id from shop_order where customer_id = ?1)"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, kept_sets}; }

}  // namespace ol::orders
