#pragma once
// The desk's files under one folder. Nothing outside it can be named, not even by a symbolic link.
#include <optional>
#include <string>

#include "platform/http/http.hpp"

namespace ol::http {

class StaticFiles {
public:
    explicit StaticFiles(const std::string& folder);  // empty = serves nothing
    /// GET and HEAD of a path that no route has. /assets/ is cached for ever (its names carry
    /// hashes), the rest is asked again by ETag. A path without extension that names no file gets
    /// index.html: the desk routes it itself. Nothing for /api/, /public/, other methods and
    /// missing files.
    std::optional<Response> find(const Request& request) const;

private:
    std::optional<Response> file(const std::string& path, bool immutable) const;
    std::string root_;  // without symbolic links, without trailing slash
};

std::string_view content_type_of(std::string_view file_name);

}  // namespace ol::http
