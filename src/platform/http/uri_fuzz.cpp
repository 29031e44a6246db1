// Any bytes as a request target: no crash, and what is accepted keeps the promises of uri.hpp.
#include <cstdint>
#include <cstdlib>

#include "platform/base/text.hpp"
#include "platform/http/http.hpp"
#include "platform/http/uri.hpp"

namespace {

void must(bool holds) {
    if (!holds) std::abort();
}

const ol::http::Router& router() {
    static const ol::http::Router routes = [] {
        ol::http::Router out;
        for (const auto path : {"/", "/a", "/a/{id}", "/a/b/{id}", "/a/{x}/c", "/{y}/b/c/d"}) {
            out.add({.path = path,
                     .access = ol::http::Route::Access::open,
                     .handler = [](ol::http::Request&) { return ol::http::Response{}; }});
        }
        return out;
    }();
    return routes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)ol::http::percent_decode(text, true);
    const auto target = ol::http::parse_target(text);
    if (!target) return 0;
    must(target->path.starts_with('/') && ol::valid_utf8(target->path));
    must(target->path.find('\0') == std::string::npos);
    std::string joined;
    for (const auto segment : ol::http::path_segments(target->path)) {
        must(segment != "." && segment != ".." && segment.find('/') == std::string_view::npos);
        joined.append("/").append(segment);
    }
    must(joined == (target->path == "/" ? "" : target->path));
    std::map<std::string, std::string> params;
    const auto* route = router().match(ol::http::Method::get, target->path, params);
    must((route != nullptr) == !router().allowed(target->path).empty());
    return 0;
}
