// JSON of the sub-room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/orders/sorting/work.hpp"

OL_JSON(ol::orders::OrderRules)
OL_JSON(ol::orders::SortedList)
OL_JSON(ol::orders::WorkCard)
OL_JSON(ol::orders::ToldBuyer)
OL_JSON(ol::orders::GiveOrder)
OL_JSON(ol::orders::HandOverAll)
OL_JSON(ol::orders::HandedOver)
