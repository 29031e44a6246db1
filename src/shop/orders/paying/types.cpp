// JSON of the sub-room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/orders/paying/paying.hpp"

OL_JSON(ol::orders::PayTemplate)
OL_JSON(ol::orders::PayCard)
OL_JSON(ol::orders::SendPay)
