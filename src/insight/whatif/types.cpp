// The room's mapping to JSON.
#include "insight/whatif/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::whatif::RecordedDay)
OL_JSON(ol::whatif::BaseDay)
OL_JSON(ol::whatif::SimulationIn)
OL_JSON(ol::whatif::Simulation)
