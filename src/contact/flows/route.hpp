#pragma once
// Private to the room: what its route files share.
#include "platform/http/http.hpp"

namespace ol::flows {

inline http::Route route(http::Method method, std::string path, std::string summary,
                         std::string permission) {
    http::Route r;
    r.method = method;
    r.path = std::move(path);
    r.summary = std::move(summary);
    r.tag = "flows";
    r.permission = std::move(permission);
    return r;
}

}  // namespace ol::flows
