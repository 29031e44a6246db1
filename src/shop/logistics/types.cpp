// JSON of the room's structs.
#include "shop/logistics/types.hpp"

#include "platform/base/json_impl.hpp"
#include "shop/logistics/waybills.hpp"

OL_JSON(ol::logistics::ShipmentList)
OL_JSON(ol::logistics::Shipment)
OL_JSON(ol::logistics::NewShipment)
OL_JSON(ol::logistics::WaybillFields)
OL_JSON(ol::logistics::Label)
OL_JSON(ol::logistics::HandOver)
OL_JSON(ol::logistics::HandOverList)
OL_JSON(ol::logistics::NewHandOver)
OL_JSON(ol::logistics::SignHandOver)
OL_JSON(ol::logistics::NewFailure)
OL_JSON(ol::logistics::DecisionFacts)
OL_JSON(ol::logistics::Decision)
OL_JSON(ol::logistics::DecisionList)
OL_JSON(ol::logistics::Choose)
OL_JSON(ol::logistics::RuleRow)
OL_JSON(ol::logistics::RuleList)
OL_JSON(ol::logistics::NewRule)
OL_JSON(ol::logistics::Account)
OL_JSON(ol::logistics::AccountList)
OL_JSON(ol::logistics::NewAccount)
OL_JSON(ol::logistics::ChangeAccount)
OL_JSON(ol::logistics::AccountTest)
OL_JSON(ol::logistics::UnknownCode)
OL_JSON(ol::logistics::UnknownCodeList)
OL_JSON(ol::logistics::ExplainCode)
