// The one place where the room's shapes become JSON.
#include "contact/flows/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::flows::HoursIn)
OL_JSON(ol::flows::HoursState)
OL_JSON(ol::flows::ShopHours)
