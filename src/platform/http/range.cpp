#include "platform/http/range.hpp"

#include <charconv>
#include <optional>

namespace ol::http {
namespace {

std::optional<std::uint64_t> number(std::string_view digits);
ByteRange last_bytes(std::string_view count, std::uint64_t size);

}  // namespace

ByteRange parse_range(std::string_view header, std::uint64_t size) {
    const ByteRange whole{ByteRange::Kind::whole, 0, size};
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit)) return whole;
    header.remove_prefix(unit.size());
    const auto dash = header.find('-');
    if (dash == std::string_view::npos || header.find(',') != std::string_view::npos) return whole;
    if (dash == 0) return last_bytes(header.substr(1), size);

    const auto first = number(header.substr(0, dash));
    const auto rest = header.substr(dash + 1);
    const auto last = rest.empty() ? std::optional{UINT64_MAX} : number(rest);
    if (!first || !last || *last < *first) return whole;
    if (*first >= size) return {ByteRange::Kind::unsatisfiable, 0, 0};
    const auto end = std::min(*last, size - 1);
    return {ByteRange::Kind::part, *first, end - *first + 1};
}

namespace {

std::optional<std::uint64_t> number(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (fault != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

ByteRange last_bytes(std::string_view count, std::uint64_t size) {
    const auto wanted = number(count);
    if (!wanted) return {ByteRange::Kind::whole, 0, size};
    if (*wanted == 0 || size == 0) return {ByteRange::Kind::unsatisfiable, 0, 0};
    const auto length = std::min(*wanted, size);
    return {ByteRange::Kind::part, size - length, length};
}

}  // namespace
}  // namespace ol::http
