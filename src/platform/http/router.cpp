// Routes as a tree of path segments: a look-up costs one map step per segment, whatever the number
// of routes.
#include <algorithm>
#include <array>
#include <stdexcept>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/uri.hpp"

namespace ol::http {

struct Router::Tree {
    std::map<std::string, std::unique_ptr<Tree>, std::less<>> fixed;
    std::unique_ptr<Tree> any;             // {name}: the name is read from the route that matched
    std::map<Method, std::size_t> routes;  // index into routes_

    const Tree* find(std::span<const std::string_view> segments) const;
};

namespace {

using Segments = std::vector<std::string_view>;

bool is_name(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}
std::string_view bare_name(std::string_view segment) {
    return segment.substr(1, segment.size() - 2);
}
void check_route(const Route& route, const Segments& segments);
std::string allow_list(const std::vector<Method>& methods);
Response run_caught(const Route& route, Request& request);

}  // namespace

Router::Router() : tree_(std::make_unique<Tree>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
    const Segments segments = path_segments(route.path);
    check_route(route, segments);
    Tree* at = tree_.get();
    for (const auto segment : segments) {
        auto& next = is_name(segment) ? at->any : at->fixed[std::string(segment)];
        if (!next) next = std::make_unique<Tree>();
        at = next.get();
    }
    if (!at->routes.emplace(route.method, routes_.size()).second) {
        throw std::logic_error("route is there twice: " + std::string(method_name(route.method)) +
                               ' ' + route.path);
    }
    routes_.push_back(std::move(route));
}

const Route* Router::match(Method method, std::string_view path,
                           std::map<std::string, std::string>& params) const {
    const Segments segments = path_segments(path);
    const Tree* leaf = path.starts_with('/') ? tree_->find(segments) : nullptr;
    if (!leaf) return nullptr;
    auto found = leaf->routes.find(method);
    if (found == leaf->routes.end() && method == Method::head)
        found = leaf->routes.find(Method::get);
    if (found == leaf->routes.end()) return nullptr;
    const Route& route = routes_[found->second];
    const Segments pattern = path_segments(route.path);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (is_name(pattern[i]))
            params.insert_or_assign(std::string(bare_name(pattern[i])), std::string(segments[i]));
    }
    return &route;
}

std::vector<Method> Router::allowed(std::string_view path) const {
    std::vector<Method> out;
    const Tree* leaf = path.starts_with('/') ? tree_->find(path_segments(path)) : nullptr;
    if (!leaf) return out;
    for (const auto& [method, index] : leaf->routes) out.push_back(method);
    if (leaf->routes.contains(Method::get) && !leaf->routes.contains(Method::head))
        out.push_back(Method::head);
    return out;
}

Response Router::handle(Request& request) const {
    if (const Route* route = match(request.method, request.path, request.params))
        return run(*route, request);
    const auto methods = allowed(request.path);
    if (methods.empty()) {
        return problem(not_found("http.no_such_path",
                                 "There is nothing at this address; see docs/api/openapi.json."));
    }
    Error error =
        invalid("http.method", {}, "This address takes only: " + allow_list(methods) + ".");
    Response out = problem_with(405, error);
    out.headers.emplace_back("Allow", allow_list(methods));
    return out;
}

Response Router::run(const Route& route, Request& request) const {
    if (request.request_id.empty()) request.request_id = crypto::random_token(9);
    if (const auto error = refuses(route, request)) return problem(*error);
    if (const auto fits = take_query(route.query, request.query); !fits)
        return problem(fits.error());
    if (request.body.size() > route.body_max) {
        return problem({Errc::too_large,
                        "http.body_too_large",
                        {},
                        "The body may have at most " + std::to_string(route.body_max) + " bytes.",
                        {{"bytes_max", std::to_string(route.body_max)}}});
    }
    return run_caught(route, request);
}

std::optional<Error> Router::refuses(const Route& route, const Request& request) {
    if (route.access == Route::Access::open) return std::nullopt;
    if (!request.who.person) {
        if (request.auth_error) return request.auth_error;
        return Error{Errc::unauthenticated,
                     "http.unauthenticated",
                     {},
                     "Sign in, or send a bearer key.",
                     {}};
    }
    if (route.access == Route::Access::signed_in || request.who.may(route.permission))
        return std::nullopt;
    Error error = forbidden("http.forbidden", "This needs the permission " + route.permission +
                                                  "; a head can grant it.");
    error.params.emplace_back("permission", route.permission);
    return error;
}

/// Fixed segments first, then {name}; steps back when the fixed branch ends nowhere ("/a/{x}"
/// beside "/a/b/c").
const Router::Tree* Router::Tree::find(std::span<const std::string_view> segments) const {
    if (segments.empty()) return routes.empty() ? nullptr : this;
    const auto next = fixed.find(segments.front());
    if (next != fixed.end()) {
        if (const Tree* leaf = next->second->find(segments.subspan(1))) return leaf;
    }
    return any && !segments.front().empty() ? any->find(segments.subspan(1)) : nullptr;
}

namespace {

void check_route(const Route& route, const Segments& segments) {
    const auto refuse = [&](std::string_view why) {
        throw std::logic_error("route " + route.path + ": " + std::string(why));
    };
    if (!route.path.starts_with('/')) refuse("the path must start with a slash");
    if (!route.handler) refuse("no handler");
    if (route.access == Route::Access::permission && route.permission.empty()) {
        refuse("default deny: name a permission, or say signed_in or open");
    }
    std::set<std::string_view> names;
    for (const auto& segment : segments) {
        const bool braces = segment.find_first_of("{}") != std::string_view::npos;
        const bool folder = &segment == &segments.back() && segments.size() > 1;  // "/shop/"
        if (segment.empty() && !folder) refuse("empty segment");
        if (braces && (!is_name(segment) || bare_name(segment).empty()))
            refuse("a parameter is a whole segment: {id}");
        if (braces && !names.insert(segment).second) refuse("a parameter is named twice");
    }
}

std::string allow_list(const std::vector<Method>& methods) {
    std::string out;
    for (const Method method : methods) {
        if (!out.empty()) out += ", ";
        out += method_name(method);
    }
    return out;
}

/// A handler's exception is a programmer's mistake: it ends this request, is logged, and the house
/// goes on.
Response run_caught(const Route& route, Request& request) {
    std::string what = "unknown exception";
    try {
        return route.handler(request);
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {  // nothing to add: `what` says so
    }
    log::error("http", "handler_threw",
               {{"request", request.request_id}, {"route", route.path}, {"what", what}});
    Error error{
        Errc::internal,
        "http.internal",
        {},
        "The server made a mistake; look for request " + request.request_id + " in its log.",
        {}};
    error.params.emplace_back("request_id", request.request_id);
    return problem(error);
}

}  // namespace
}  // namespace ol::http
