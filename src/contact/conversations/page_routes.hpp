#pragma once
// Routes of the buyer's page. It is on another origin: its requests are simple ones (POST of plain
// text), so that no preflight is needed, and each answer names the page. For this room and its
// sub-rooms.
#include "contact/conversations/conversations.hpp"

namespace ol::conversations {

constexpr std::size_t page_body_most = 64 << 10;

/// What a page of the shop may read of the answer; a limit says when to come again.
inline http::Response for_page(const http::Request& r, http::Response out) {
    if (const std::string origin = r.header("origin"); !origin.empty() && out.status != 403) {
        out.headers.emplace_back("Access-Control-Allow-Origin", origin);
        out.headers.emplace_back("Vary", "Origin");
    }
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

inline http::Response refused_page(const Error& error) {
    http::Response out = http::problem(error);
    for (const auto& [name, value] : error.params)
        if (name == "retry_after_ms")
            out.headers.emplace_back("Retry-After",
                                     std::to_string((std::stoll(value) + 999) / 1000));
    return out;
}

/// POST /public/v1/chat/{name}: the body is JSON whatever it is called.
template <class In, class Out>
void on_page(http::Router& router, const char* name, std::string summary,
             std::function<Result<Out>(const Conversations::From&, const In&)> fn) {
    http::Route r;
    r.method = http::Method::post;
    r.path = "/public/v1/chat/" + std::string(name);
    r.summary = std::move(summary);
    r.tag = "conversations";
    r.body_max = page_body_most;
    r.access = http::Route::Access::open;
    r.in = json::schema<In>();
    r.out = json::schema<Out>();
    r.handler = [fn = std::move(fn)](http::Request& request) -> http::Response {
        auto in = json::read<In>(request.body, page_body_most);
        if (!in) return for_page(request, http::problem(in.error()));
        auto out = fn(Conversations::from_of(request), *in);
        return for_page(request, out ? http::json_of(*out) : refused_page(out.error()));
    };
    router.add(std::move(r));
}

}  // namespace ol::conversations
