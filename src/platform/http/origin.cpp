#include "platform/http/origin.hpp"

#include <arpa/inet.h>

#include "platform/base/text.hpp"
#include "platform/http/problem.hpp"

namespace ol::http {

bool same_or_allowed_origin(const Request& request, const std::set<std::string>& allowed) {
    const auto found = request.headers.find("origin");
    if (found == request.headers.end()) return true;
    const std::string origin = lower_ascii(found->second);
    if (allowed.contains(origin)) return true;
    const std::string host = lower_ascii(request.header("host"));
    if (host.empty()) return false;
    // Behind a TLS proxy we are plain while the page is https, so plain takes both; TLS takes only
    // https.
    return origin == "https://" + host || (!request.secure && origin == "http://" + host);
}

std::optional<Error> forgery(const Request& request, const Route& route,
                             const std::set<std::string>& allowed) {
    if (!is_unsafe(request.method) || has_bearer(request) || request.path.starts_with("/public/"))
        return std::nullopt;
    if (!same_or_allowed_origin(request, allowed)) {
        return forbidden(
            "http.foreign_origin",
            "The page that sent this is not ours; open the desk at this server's own address.");
    }
    if (route.access == Route::Access::open || request.header("x-requested-with") == "orderline")
        return std::nullopt;
    return forbidden("http.csrf", "Send the header X-Requested-With: orderline.");
}

void believe_proxy(Request& request, const std::set<std::string>& trusted) {
    if (!trusted.contains(request.remote_ip)) return;
    request.secure = request.secure || request.header("x-forwarded-proto") == "https";
    const auto hops = split(request.header("x-forwarded-for"), ',');
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        const std::string ip(trim(*hop));
        std::array<unsigned char, sizeof(in6_addr)> parsed{};
        const bool is_ip = ::inet_pton(AF_INET, ip.c_str(), parsed.data()) == 1 ||
                           ::inet_pton(AF_INET6, ip.c_str(), parsed.data()) == 1;
        if (!is_ip) return;
        request.remote_ip = ip;
        if (!trusted.contains(ip)) return;
    }
}

bool has_bearer(const Request& request) {
    return lower_ascii(request.header("authorization")).starts_with("bearer ");
}

}  // namespace ol::http
