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
OL_JSON(ol::customers::Verdict)
OL_JSON(ol::customers::LedgerReasons)
OL_JSON(ol::customers::ContactDecisionPage)
OL_JSON(ol::customers::ContactPermissions)
OL_JSON(ol::customers::SetStop)
OL_JSON(ol::customers::GiveConsent)
OL_JSON(ol::customers::WithdrawConsent)
