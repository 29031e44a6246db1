#include "app/metrics.hpp"

namespace ol::app {

bool may_read_metrics(const http::Request& request) {
    if (request.who.person && request.who.may("system.view")) return true;
    const bool relayed =
        !request.header("x-forwarded-for").empty() || !request.header("forwarded").empty();
    const bool here = request.remote_ip.starts_with("127.") || request.remote_ip == "::1" ||
                      request.remote_ip.starts_with("::ffff:127.");
    return here && !relayed;
}

}  // namespace ol::app
