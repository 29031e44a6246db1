#include "platform/http/files.hpp"

#include <sys/stat.h>

#include <array>
#include <cstdlib>

#include "platform/base/text.hpp"
#include "platform/http/problem.hpp"

namespace ol::http {
namespace {

std::string real_path(const std::string& path);
bool is_file(const std::string& path);

}  // namespace

StaticFiles::StaticFiles(const std::string& folder)
    : root_(folder.empty() ? "" : real_path(folder)) {}

std::optional<Response> StaticFiles::find(const Request& request) const {
    const std::string& path = request.path;
    if (root_.empty() || is_unsafe(request.method)) return std::nullopt;
    if (path.starts_with("/api/") || path.starts_with("/public/") || path == "/api" ||
        path == "/public") {
        return std::nullopt;
    }
    const bool asset = path.starts_with("/assets/");
    if (path != "/") {
        if (auto found = file(path, asset)) return found;
    }
    const bool names_a_file = path.find('.', path.rfind('/')) != std::string::npos;
    return asset || names_a_file ? std::nullopt : file("/index.html", false);
}

std::optional<Response> StaticFiles::file(const std::string& path, bool immutable) const {
    const std::string real = real_path(root_ + path);
    if (!real.starts_with(root_ + '/') || !is_file(real)) return std::nullopt;
    Response out;
    out.file = real;
    out.content_type = content_type_of(path);
    out.headers.emplace_back("Cache-Control",
                             immutable ? "public, max-age=31536000, immutable" : "no-cache");
    return out;
}

std::string_view content_type_of(std::string_view file_name) {
    struct Type {
        std::string_view extension, type;
    };
    static constexpr auto types = std::to_array<Type>({
        {"html", "text/html; charset=utf-8"},
        {"js", "text/javascript; charset=utf-8"},
        {"mjs", "text/javascript; charset=utf-8"},
        {"css", "text/css; charset=utf-8"},
        {"json", "application/json"},
        {"map", "application/json"},
        {"svg", "image/svg+xml"},
        {"png", "image/png"},
        {"jpg", "image/jpeg"},
        {"webp", "image/webp"},
        {"ico", "image/x-icon"},
        {"woff2", "font/woff2"},
        {"wasm", "application/wasm"},
        {"txt", "text/plain; charset=utf-8"},
        {"wav", "audio/wav"},
        {"mp3", "audio/mpeg"},
        {"ogg", "audio/ogg"},
        {"webmanifest", "application/manifest+json"},
    });
    const auto dot = file_name.rfind('.');
    const std::string extension =
        dot == std::string_view::npos ? "" : lower_ascii(file_name.substr(dot + 1));
    for (const auto& [known, type] : types) {
        if (known == extension) return type;
    }
    return "application/octet-stream";
}

namespace {

std::string real_path(const std::string& path) {
    char* found = ::realpath(path.c_str(), nullptr);
    if (!found) return {};
    std::string out(found);
    std::free(found);
    return out;
}

bool is_file(const std::string& path) {
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

}  // namespace
}  // namespace ol::http
