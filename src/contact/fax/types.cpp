// The one place where the room's shapes become JSON.
#include "contact/fax/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::fax::FaxLine)
OL_JSON(ol::fax::FaxLineList)
OL_JSON(ol::fax::FaxLineIn)
OL_JSON(ol::fax::Fax)
OL_JSON(ol::fax::ByHand)
OL_JSON(ol::fax::ByHandIn)
OL_JSON(ol::fax::FaxToIn)
OL_JSON(ol::fax::Guess)
OL_JSON(ol::fax::FaxList)
OL_JSON(ol::fax::FaxCalls)
