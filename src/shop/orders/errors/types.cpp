// JSON of the sub-room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/orders/errors/errors.hpp"

OL_JSON(ol::orders::OrderError)
OL_JSON(ol::orders::NewOrderError)
OL_JSON(ol::orders::OrderErrorList)
OL_JSON(ol::orders::SeenLesson)
OL_JSON(ol::orders::ErrorFigures)
