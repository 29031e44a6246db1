#include "platform/http/uri.hpp"

#include "platform/base/text.hpp"

namespace ol::http {
namespace {

constexpr std::size_t target_bytes_max = 8192;
constexpr std::size_t query_pairs_max = 100;

Error bad_target(std::string detail) { return invalid("http.bad_target", {}, std::move(detail)); }
int hex_digit(char c);
Result<std::string> decode_path(std::string_view raw);
Result<std::map<std::string, std::string>> decode_query(std::string_view raw);
std::string_view without_authority(std::string_view target);

}  // namespace

Result<Target> parse_target(std::string_view target) {
    if (target.size() > target_bytes_max)
        return bad_target("The address is longer than 8192 bytes.");
    target = without_authority(target);
    if (target.empty() || target.front() != '/')
        return bad_target("The address must start with a slash.");
    const auto mark = target.find('?');
    auto path = decode_path(target.substr(0, mark));
    if (!path) return path.error();
    Target out{std::move(*path), {}};
    if (mark == std::string_view::npos) return out;
    auto query = decode_query(target.substr(mark + 1));
    if (!query) return query.error();
    out.query = std::move(*query);
    return out;
}

Result<std::string> percent_decode(std::string_view text, bool form) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && form) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return invalid("http.bad_escape", {},
                               "A percent sign must be followed by two hexadecimal digits.");
            }
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

std::vector<std::string_view> path_segments(std::string_view path) {
    std::vector<std::string_view> out;
    if (!path.empty() && path.front() == '/') path.remove_prefix(1);
    if (path.empty()) return out;
    for (;;) {
        const auto slash = path.find('/');
        out.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return out;
        path.remove_prefix(slash + 1);
    }
}

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

Result<std::string> decode_path(std::string_view raw) {
    auto path = percent_decode(raw, false);
    if (!path) return path.error();
    const auto slashes = [](std::string_view s) { return std::count(s.begin(), s.end(), '/'); };
    if (slashes(raw) != slashes(*path))
        return bad_target("An encoded slash is not taken in a path.");
    for (const char c : *path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || c == '\\')
            return bad_target("The path has a control character.");
    }
    if (!valid_utf8(*path)) return bad_target("The path is not UTF-8.");
    for (const auto segment : path_segments(*path)) {
        if (segment == "." || segment == "..")
            return bad_target("Dot segments are not taken in a path.");
    }
    return path;
}

Result<std::map<std::string, std::string>> decode_query(std::string_view raw) {
    std::map<std::string, std::string> out;
    std::size_t pairs = 0;
    while (!raw.empty()) {
        const auto end = raw.find('&');
        const auto pair = raw.substr(0, end);
        raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
        if (pair.empty()) continue;
        if (++pairs > query_pairs_max) return bad_target("The query has more than 100 parameters.");
        const auto equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value =
            percent_decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
        if (!name) return name.error();
        if (!value) return value.error();
        if (!valid_utf8(*name) || !valid_utf8(*value)) return bad_target("The query is not UTF-8.");
        if (value->find('\0') != std::string::npos) return bad_target("The query has a NUL.");
        out.insert_or_assign(std::move(*name), std::move(*value));
    }
    return out;
}

/// RFC 9112 section 3.2.2: a server must accept the absolute form; the authority is Host's
/// business.
std::string_view without_authority(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        const auto slash = target.find_first_of("/?", scheme.size());
        return slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    return target;
}

}  // namespace
}  // namespace ol::http
