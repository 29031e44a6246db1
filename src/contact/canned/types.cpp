// The one place where the room's shapes become JSON.
#include "contact/canned/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::canned::CannedAnswer)
OL_JSON(ol::canned::CannedAnswerList)
OL_JSON(ol::canned::NewCannedAnswer)
OL_JSON(ol::canned::CannedDraftIn)
OL_JSON(ol::canned::CannedApproval)
OL_JSON(ol::canned::CannedRetireIn)
OL_JSON(ol::canned::CannedVersion)
OL_JSON(ol::canned::CannedVersionList)
OL_JSON(ol::canned::CannedUseIn)
OL_JSON(ol::canned::CannedFilled)
