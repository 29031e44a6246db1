#include "contact/conversations/doors/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::doors::CallTimesAsk)
OL_JSON(ol::doors::CallTimes)
OL_JSON(ol::doors::CallBackAsk)
OL_JSON(ol::doors::CallBackTold)
OL_JSON(ol::doors::OrderAsk)
OL_JSON(ol::doors::OrderTold)
OL_JSON(ol::doors::TranscriptAsk)
OL_JSON(ol::doors::TranscriptTold)
