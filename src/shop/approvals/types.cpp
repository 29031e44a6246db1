// JSON of the room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/approvals/box.hpp"

OL_JSON(ol::approvals::Approval)
OL_JSON(ol::approvals::ApprovalList)
OL_JSON(ol::approvals::DecideApproval)
OL_JSON(ol::approvals::NewLimit)
OL_JSON(ol::approvals::LimitRow)
OL_JSON(ol::approvals::LimitList)
OL_JSON(ol::approvals::Box)
