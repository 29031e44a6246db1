// Money arithmetic in minor units, checked; digits after the point by ISO 4217.
#include "platform/base/money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ol {
namespace {

constexpr std::array<std::string_view, 16> no_digits{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                     "KMF", "KRW", "PYG", "RWF", "UGX", "VND",
                                                     "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> three_digits{"BHD", "IQD", "JOD", "KWD",
                                                       "LYD", "OMR", "TND"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view code) {
    return std::find(list.begin(), list.end(), code) != list.end();
}

bool is_currency(std::string_view code) {
    return code.size() == 3 &&
           std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Error bad_format(std::string_view currency) {
    return invalid(
        "money.format", "",
        fmt::format("Wanted an amount such as 1250.00 with at most {} digits after the point.",
                    minor_digits(currency)));
}

Error too_big() {
    return invalid("money.range", "", "The amount does not fit; check the figures.");
}

/// Appends the digits of `text` to `value`; false when it is not all digits or does not fit.
bool add_digits(std::string_view text, std::int64_t& value) {
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
        if (__builtin_mul_overflow(value, std::int64_t{10}, &value)) return false;
        if (__builtin_add_overflow(value, std::int64_t{c - '0'}, &value)) return false;
    }
    return true;
}

}  // namespace

int minor_digits(std::string_view currency) {
    if (among(no_digits, currency)) return 0;
    if (among(three_digits, currency)) return 3;
    return 2;
}

Result<Money> parse_money(std::string_view decimal, std::string_view currency) {
    if (!is_currency(currency))
        return invalid("money.currency", "", "Wanted a currency code such as UAH.");
    const bool negative = decimal.starts_with('-');
    if (negative) decimal.remove_prefix(1);
    const auto point = decimal.find('.');
    const auto whole = decimal.substr(0, point);
    const auto fraction = point == decimal.npos ? std::string_view{} : decimal.substr(point + 1);
    const auto digits = static_cast<std::size_t>(minor_digits(currency));
    const bool ends_badly = point != decimal.npos && fraction.empty();
    if (whole.empty() || ends_badly || fraction.size() > digits) return bad_format(currency);
    const std::string padded = std::string(fraction) + std::string(digits - fraction.size(), '0');
    std::int64_t minor = 0;
    if (!add_digits(whole, minor) || !add_digits(padded, minor)) return bad_format(currency);
    return Money{negative ? -minor : minor, std::string(currency)};
}

std::string to_decimal(const Money& m) {
    const int digits = minor_digits(m.currency);
    // Unsigned, so that the least int64 has a magnitude too.
    const std::uint64_t size =
        m.minor < 0 ? 0 - static_cast<std::uint64_t>(m.minor) : static_cast<std::uint64_t>(m.minor);
    const char* sign = m.minor < 0 ? "-" : "";
    if (digits == 0) return fmt::format("{}{}", sign, size);
    const std::uint64_t unit = digits == 3 ? 1000 : 100;
    return fmt::format("{}{}.{:0{}}", sign, size / unit, size % unit, digits);
}

Result<Money> add(const Money& a, const Money& b) {
    if (a.currency != b.currency)
        return invalid("money.currency", "",
                       "Amounts of two currencies cannot be added; convert one first.");
    Money sum = a;
    if (__builtin_add_overflow(a.minor, b.minor, &sum.minor)) return too_big();
    return sum;
}

Result<Money> times(const Money& a, std::int64_t factor) {
    Money product = a;
    if (__builtin_mul_overflow(a.minor, factor, &product.minor)) return too_big();
    return product;
}

}  // namespace ol
