#include <charconv>

#include "platform/base/text.hpp"
#include "platform/http/http.hpp"

namespace ol::http {

std::string Request::header(std::string_view name) const {
    const auto found = headers.find(std::string(name));
    return found == headers.end() ? std::string{} : found->second;
}

/// RFC 6265 section 5.4: pairs parted by "; ". The first of two equal names is the more specific
/// one.
std::string Request::cookie(std::string_view name) const {
    const auto found = headers.find("cookie");
    if (found == headers.end()) return {};
    std::string_view rest = found->second;
    while (!rest.empty()) {
        const auto end = rest.find(';');
        const auto pair = trim(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        auto value = pair.substr(equals + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        return std::string(value);
    }
    return {};
}

std::optional<std::int64_t> Request::id_param(std::string_view name) const {
    const auto found = params.find(std::string(name));
    if (found == params.end()) return std::nullopt;
    const std::string& digits = found->second;
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (fault != std::errc{} || end != digits.data() + digits.size() || value <= 0)
        return std::nullopt;
    return value;
}

std::string Request::query_text(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string{} : found->second;
}

std::int64_t Request::query_number(const std::string& name, std::int64_t otherwise) const {
    const std::string text = query_text(name);
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

}  // namespace ol::http
