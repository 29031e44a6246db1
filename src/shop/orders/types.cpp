// JSON of the room's structs: the only file that pays for the templates.
#include "shop/orders/types.hpp"

#include "platform/base/json_impl.hpp"
#include "shop/orders/joins.hpp"
#include "shop/orders/store.hpp"

OL_JSON(ol::orders::Order)
OL_JSON(ol::orders::OrderPage)
OL_JSON(ol::orders::ProductList)
OL_JSON(ol::orders::NewOrder)
OL_JSON(ol::orders::CheckRequest)
OL_JSON(ol::orders::AskEdit)
OL_JSON(ol::orders::PaymentCame)
OL_JSON(ol::orders::ConfirmOrder)
OL_JSON(ol::orders::HoldOrder)
OL_JSON(ol::orders::CancelOrder)
OL_JSON(ol::orders::ReopenOrder)
OL_JSON(ol::orders::ExternalOrder)
OL_JSON(ol::orders::store::ParamsBox)
OL_JSON(ol::orders::SameBuyerList)
OL_JSON(ol::orders::MergeOrders)
OL_JSON(ol::orders::UnmergeOrder)
OL_JSON(ol::orders::KeepApart)
OL_JSON(ol::orders::SplitOrder)
OL_JSON(ol::orders::SplitDone)
OL_JSON(ol::orders::BeforeBox)
