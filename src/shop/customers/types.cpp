// JSON of the room's structs: the only file that pays for the templates.
#include "platform/base/json_impl.hpp"
#include "shop/customers/customers.hpp"

OL_JSON(ol::customers::Customer)
OL_JSON(ol::customers::CustomerPage)
OL_JSON(ol::customers::Caller)
OL_JSON(ol::customers::NewCustomer)
OL_JSON(ol::customers::CustomerPatch)
OL_JSON(ol::customers::RevealRequest)
OL_JSON(ol::customers::Revealed)
OL_JSON(ol::customers::DoNotCallRequest)
