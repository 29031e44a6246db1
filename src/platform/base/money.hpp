#pragma once
// Money is int64 minor units + ISO 4217 code; never a float.
#include <boost/describe.hpp>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace ol {

struct Money {
    std::int64_t minor = 0;
    std::string  currency;  // "UAH"
    friend bool operator==(const Money&, const Money&) = default;
};
BOOST_DESCRIBE_STRUCT(Money, (), (minor, currency))

int minor_digits(std::string_view currency);  // 2 for most, 0 for JPY...
/// "1250.00" or "-12.5" -> minor units; more digits than the currency has, or a non-number -> invalid "money.format".
Result<Money> parse_money(std::string_view decimal, std::string_view currency);
std::string   to_decimal(const Money& m);  // "1250.00"
Result<Money> add(const Money& a, const Money& b);        // overflow or other currency -> invalid
Result<Money> times(const Money& a, std::int64_t factor);  // overflow -> invalid

}  // namespace ol
