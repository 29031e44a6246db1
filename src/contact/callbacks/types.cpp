// The one place where the room's shapes become JSON.
#include "contact/callbacks/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::callbacks::SlotRuleIn)
OL_JSON(ol::callbacks::SlotRules)
OL_JSON(ol::callbacks::SlotList)
