// JSON of the room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/promises/promises.hpp"

OL_JSON(ol::promises::Promise)
OL_JSON(ol::promises::PromisePage)
OL_JSON(ol::promises::NewPromise)
OL_JSON(ol::promises::CancelPromise)
OL_JSON(ol::promises::HandOverPromise)
OL_JSON(ol::promises::KeepPromise)
