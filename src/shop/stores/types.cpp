// JSON of the room's structs.
#include "shop/stores/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::stores::Store)
OL_JSON(ol::stores::StorePage)
OL_JSON(ol::stores::NewStore)
OL_JSON(ol::stores::StorePatch)
OL_JSON(ol::stores::PollRequest)
OL_JSON(ol::stores::PollResult)
OL_JSON(ol::stores::Import)
OL_JSON(ol::stores::NewImport)
OL_JSON(ol::stores::StartImport)
OL_JSON(ol::stores::CancelImport)
OL_JSON(ol::stores::ImportHead)
