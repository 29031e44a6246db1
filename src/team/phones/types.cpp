// The one place where the room's shapes become JSON.
#include "team/phones/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::phones::PhoneWays)
OL_JSON(ol::phones::PhoneSetupIn)
OL_JSON(ol::phones::PhoneSetup)
