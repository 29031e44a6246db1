#include "shop/catalogue/kept.hpp"

namespace ol::catalogue {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "stock_reserved", .what = "stock", .his = "order_id in $orders"},
    {.name = "stock_movement",
     .what = "stock",
     .his = "order_id in $orders",
     .codes = "kind, reason"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, {}}; }

}  // namespace ol::catalogue
