// The room's mapping to JSON.
#include "contact/routing/simulator/simulator.hpp"
#include "platform/base/json_impl.hpp"

OL_JSON(ol::simulator::SimModel)
OL_JSON(ol::simulator::SimResult)
OL_JSON(ol::simulator::SimComparison)

namespace ol::simulator {

Result<SimModel> read_model(std::string_view json) {
    return json::read<SimModel>(json, model_bytes_limit);
}

}  // namespace ol::simulator
