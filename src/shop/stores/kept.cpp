#include "shop/stores/kept.hpp"

namespace ol::stores {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "store_order",
     .what = "store_orders",
     .his = "order_id in $orders",
     .codes = "ext_key, number, status, currency, error"},
    {.name = "store_outbox",
     .what = "store_orders",
     .his = "order_id in $orders",
     .words = "said",
     .codes = "ext_key, number, kind, text, state, error"},
    {.name = "external_event",
     .what = "store_events",
     .his = "exists (select 1 from store_order o where o.order_id in $orders and o.store_id = "
            "external_event.store_id and o.ext_key = external_event.ext_key)",
     .words = "body",
     .codes = "source, topic, ext_key, body_hash, state, error",
     .hidden = "body_hash"},
    {.name = "store_checkout",
     .what = "checkouts",
     .his = "phone in $phones or email in $emails",
     .words = "phone, email, recover_url",
     .codes = "ext_key, currency"},
    {.name = "import_job",
     .what = "imports",
     .words = "head",
     .codes = "file_name, state, charset, separator, error",
     .why = "a sample of a file names many; his lines go with an erasure"},
    {.name = "import_seen",
     .what = "imports",
     .codes = "number",
     .why = "numbers of orders in a file, until it is read"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, {}}; }

}  // namespace ol::stores
