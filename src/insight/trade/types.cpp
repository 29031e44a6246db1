// The room's mapping to JSON.
#include "insight/trade/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::trade::TradeReport)
OL_JSON(ol::trade::TradeRows)
