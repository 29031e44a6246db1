#pragma once
// What the routes of one room have in common.
#include "platform/http/http.hpp"

namespace ol::http {

/// Called, it begins a route of the room that asks for a permission:
///     constexpr http::RouteOf route{.tag = "fax", .body_max = 64 << 10};
///     route(Method::get, "/api/v1/fax-lines", "The fax lines.", "settings.view")
struct RouteOf {
    std::string_view tag;
    std::size_t body_max = 1 << 20;  // as of Route
    std::string_view prefix = "";    // of every path

    Route operator()(Method method, std::string_view path, std::string summary,
                     std::string permission) const {
        Route out;
        out.method = method;
        out.path = std::string(prefix).append(path);
        out.summary = std::move(summary);
        out.tag = tag;
        out.permission = std::move(permission);
        out.body_max = body_max;
        return out;
    }
};

}  // namespace ol::http
