#include "shop/logistics/kept.hpp"

namespace ol::logistics {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "shipment",
     .what = "parcels",
     .his = "order_id in $orders",
     .words = "send_error, made_from, asked_from",
     .codes = "courier, service, city, waybill, courier_ref, send_state, status, code"},
    {.name = "track_event",
     .what = "tracking",
     .his = "shipment_id in $parcels",
     .words = "reason",
     .codes = "code, status, place"},
    {.name = "delivery_attempt",
     .what = "tracking",
     .his = "shipment_id in $parcels",
     .codes = "result, fault, told_by"},
    {.name = "decision",
     .what = "decisions",
     .his = "order_id in $orders",
     .words = "why",
     .codes = "state, facts, snapshot, ranking, chosen, outcome",
     .hidden = "facts, snapshot, ranking"},
    {.name = "fault_entry",
     .what = "decisions",
     .his = "order_id in $orders",
     .codes = "kind, fault, currency, payer"},
    {.name = "delivery_duty",
     .what = "decisions",
     .his = "order_id in $orders",
     .codes = "kind, state"},
    {.name = "order_way",
     .what = "order_ways",
     .his = "order_id in $orders",
     .words = "address",
     .codes = "courier, service, city_ref, city, region, point_ref, point_number, currency, basis, "
              "arrives_on"},
};

constexpr customers::KeptSet kept_sets[] = {
    {"parcels", "(select id from shipment where order_id in $orders)"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, kept_sets}; }

}  // namespace ol::logistics
