#pragma once
// The request target (RFC 9112 section 3.2) taken apart: pure, total functions over hostile bytes.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace ol::http {

struct Target {
    std::string path;  // decoded; starts with '/', no "." or ".." segment, no NUL, valid UTF-8
    std::map<std::string, std::string> query;
};

/// "http.bad_target" on anything else than an origin-form or absolute-form target. An encoded slash
/// or backslash is refused, so that decoding can never change which route or file a path names.
Result<Target> parse_target(std::string_view target);

/// "%41" -> "A"; a broken escape is "http.bad_escape". With `form`, '+' is a space (query strings).
Result<std::string> percent_decode(std::string_view text, bool form);

/// "/a/b" -> {"a", "b"}; "/" -> {}. An empty segment stays ("/a/" -> {"a", ""}), so it matches no
/// route.
std::vector<std::string_view> path_segments(std::string_view path);

}  // namespace ol::http
