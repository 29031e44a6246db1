// JSON of the room's structs.
#include "shop/stores/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::stores::Store)
OL_JSON(ol::stores::StorePage)
OL_JSON(ol::stores::NewStore)
OL_JSON(ol::stores::StorePatch)
OL_JSON(ol::stores::ShopStatus)
OL_JSON(ol::stores::ShopStatusPage)
OL_JSON(ol::stores::AnswerStatus)
OL_JSON(ol::stores::RefusedOrderRow)
OL_JSON(ol::stores::RefusedOrderPage)
OL_JSON(ol::stores::StoreJob)
OL_JSON(ol::stores::StoreJobPage)
OL_JSON(ol::stores::NewStoreJob)
OL_JSON(ol::stores::CancelStoreJob)
OL_JSON(ol::stores::JobWalk)
OL_JSON(ol::stores::OutMessage)
OL_JSON(ol::stores::OutMessagePage)
OL_JSON(ol::stores::PollRequest)
OL_JSON(ol::stores::PollResult)
OL_JSON(ol::stores::Import)
OL_JSON(ol::stores::NewImport)
OL_JSON(ol::stores::StartImport)
OL_JSON(ol::stores::CancelImport)
OL_JSON(ol::stores::ImportHead)
