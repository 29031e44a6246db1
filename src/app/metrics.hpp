#pragma once
// Who may read /metrics: figures without personal data, but they tell a stranger how busy the house
// is and how its guards stand.
#include "platform/http/http.hpp"

namespace ol::app {

/// This machine itself (not a proxy on it that speaks for somebody else), or a person who may see
/// the system.
bool may_read_metrics(const http::Request& request);

}  // namespace ol::app
