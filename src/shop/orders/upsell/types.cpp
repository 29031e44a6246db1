// JSON of the room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/orders/upsell/upsell.hpp"

OL_JSON(ol::orders::FitCard)
OL_JSON(ol::orders::FitsShown)
OL_JSON(ol::orders::FitAnswer)
OL_JSON(ol::orders::FitFigures)
