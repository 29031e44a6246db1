#pragma once
#include "app/config.hpp"

namespace ol::app {

/// Whether the ports of the config are free. A taken one is named with its process and the key that
/// changes it.
Result<> check_ports(const Config& config);

}  // namespace ol::app
