// JSON of the sub-room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/orders/confirming/efforts.hpp"

OL_JSON(ol::orders::AttemptRule)
OL_JSON(ol::orders::EffortList)
OL_JSON(ol::orders::TaskOver)
OL_JSON(ol::orders::BuyerTalked)
