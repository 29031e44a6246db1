// JSON of the decision's structs: snapshots and rankings are kept as they were.
#include "platform/base/json_impl.hpp"
#include "shop/logistics/decisions/decision.hpp"

OL_JSON(ol::logistics::CourierRule)
OL_JSON(ol::logistics::Snapshot)
OL_JSON(ol::logistics::Ranking)
OL_JSON(ol::logistics::Ranked)
