#include "shop/approvals/kept.hpp"

namespace ol::approvals {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "approval",
     .what = "decisions",
     .his = "order_id in $orders",
     .words = "box, request, why, reason",
     .codes = "order_number, subject, currency, state, cause",
     .hidden = "box, request"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, {}}; }

}  // namespace ol::approvals
