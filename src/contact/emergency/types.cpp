// The one place where the room's shapes become JSON.
#include "contact/emergency/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::emergency::Scope)
OL_JSON(ol::emergency::EmergencyIn)
OL_JSON(ol::emergency::Reach)
OL_JSON(ol::emergency::Stops)
OL_JSON(ol::emergency::Emergency)
OL_JSON(ol::emergency::EmergencyList)
OL_JSON(ol::emergency::AllClear)
OL_JSON(ol::emergency::AlertFeedIn)
OL_JSON(ol::emergency::AlertFeed)
OL_JSON(ol::emergency::AlertFeedList)
OL_JSON(ol::emergency::Alert)
OL_JSON(ol::emergency::AlertAnswer)
OL_JSON(ol::emergency::Nothing)
