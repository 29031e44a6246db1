// JSON of the page's structs.
#include "platform/base/json_impl.hpp"
#include "shop/customers/page/page.hpp"

OL_JSON(ol::customers::BuyerPage)
OL_JSON(ol::customers::Look)
OL_JSON(ol::customers::LookRequest)
OL_JSON(ol::customers::ThreadPage)
OL_JSON(ol::customers::FoundBuyers)
OL_JSON(ol::customers::AttachNumber)
OL_JSON(ol::customers::DetachNumber)
OL_JSON(ol::customers::ContactRules)
OL_JSON(ol::customers::EraseBuyer)
OL_JSON(ol::customers::Erased)
OL_JSON(ol::customers::ErasurePlan)
