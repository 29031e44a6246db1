#pragma once
#include "app/config.hpp"

namespace ol::app {

/// Whether the ports of the config are free. A taken one is named with its process and the key that
/// changes it.
Result<> check_ports(const Config& config);

/// The first IPv4 address by which others reach this machine; 127.0.0.1 when it is in no network.
std::string own_address();

/// Leads back to this machine: "localhost", a loopback address, or one of its own.
bool is_own_address(const std::string& host);

/// Where others connect to a server that listens on `address`: 0.0.0.0 is no destination.
std::string reachable(const std::string& address);

}  // namespace ol::app
