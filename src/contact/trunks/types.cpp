// The one place where the room's shapes become JSON.
#include "contact/trunks/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::trunks::CallerId)
OL_JSON(ol::trunks::OwnNumber)
OL_JSON(ol::trunks::TrunkSettings)
OL_JSON(ol::trunks::TrunkIn)
OL_JSON(ol::trunks::TrunkState)
OL_JSON(ol::trunks::Trunk)
OL_JSON(ol::trunks::TrunkList)
OL_JSON(ol::trunks::TestStep)
OL_JSON(ol::trunks::TestResult)
OL_JSON(ol::trunks::TestIn)
OL_JSON(ol::trunks::Nothing)
