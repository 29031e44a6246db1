// The room's mapping to JSON.
#include "insight/insight.hpp"
#include "platform/base/json_impl.hpp"

OL_JSON(ol::insight::Board)
OL_JSON(ol::insight::Figures)
OL_JSON(ol::insight::Visit)
