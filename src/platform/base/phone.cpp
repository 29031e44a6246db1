// Telephone numbers by libphonenumber; its headers are seen here only
// (docs/decisions/001-phone-headers.md).
#include <phonenumbers/phonenumberutil.h>

#include "platform/base/text.hpp"

namespace ol {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t raw_max =
    64;  // longer is no number; the library's patterns are slow on long input

std::optional<PhoneNumber> parse(std::string_view raw, std::string_view region) {
    if (raw.empty() || raw.size() > raw_max || !valid_utf8(raw)) return std::nullopt;
    const auto& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    const std::string home =
        region.empty() ? "ZZ" : std::string(region);  // ZZ: only the "+" form is understood
    if (util.Parse(std::string(raw), home, &number) != PhoneNumberUtil::NO_PARSING_ERROR)
        return std::nullopt;
    // IsPossibleNumber() would also take what can be dialled only inside one town, which no shop
    // can call back.
    if (util.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE)
        return std::nullopt;
    return number;
}

std::string formatted(const PhoneNumber& number, PhoneNumberUtil::PhoneNumberFormat format) {
    std::string out;
    PhoneNumberUtil::GetInstance()->Format(number, format, &out);
    return out;
}

/// Of no kind that the library knows, but in the range from which its country gives out premium
/// numbers: +380 900 1... is not given out yet, and is dear when it is.
bool in_premium_range(const PhoneNumber& number) {
    constexpr std::size_t range_digits = 3;
    const auto& util = *PhoneNumberUtil::GetInstance();
    std::string region, ours, dear;
    util.GetRegionCodeForCountryCode(number.country_code(), &region);
    PhoneNumber example;
    if (!util.GetExampleNumberForType(region, PhoneNumberUtil::PREMIUM_RATE, &example))
        return false;
    util.GetNationalSignificantNumber(number, &ours);
    util.GetNationalSignificantNumber(example, &dear);
    return ours.size() == dear.size() && ours.compare(0, range_digits, dear, 0, range_digits) == 0;
}

std::string stars_in_threes(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        if (i && i % 3 == 0) out += ' ';
        out += '*';
    }
    return out;
}

}  // namespace

std::optional<std::string> normal_phone(std::string_view raw, std::string_view region) {
    const auto number = parse(raw, region);
    if (!number) return std::nullopt;
    return formatted(
        *number, PhoneNumberUtil::E164);  // leaves an extension out: it is dialled after the answer
}

std::string pretty_phone(std::string_view e164) {
    const auto number = parse(e164, "");
    return number ? formatted(*number, PhoneNumberUtil::INTERNATIONAL) : std::string(e164);
}

/// Country and area stay, as the operator must see where a call comes from; of the rest the last
/// two digits.
std::string mask_phone(std::string_view e164) {
    const auto number = parse(e164, "");
    std::string shown, hidden;
    if (number) {
        const auto groups = split(formatted(*number, PhoneNumberUtil::INTERNATIONAL), ' ');
        const std::size_t open = groups.size() > 2 ? 2 : 1;
        for (std::size_t i = 0; i < groups.size(); ++i)
            (i < open ? shown : hidden) += groups[i] + (i < open ? " " : "");
    } else {
        hidden = e164;
    }
    std::erase_if(hidden, [](char c) { return c < '0' || c > '9'; });
    if (hidden.size() <= 2) return shown + "**";
    return shown + stars_in_threes(hidden.size() - 2) + " " + hidden.substr(hidden.size() - 2);
}

std::optional<std::string> phone_region(std::string_view e164) {
    const auto number = parse(e164, "");
    if (!number) return std::nullopt;
    std::string region;
    PhoneNumberUtil::GetInstance()->GetRegionCodeForNumber(*number, &region);
    if (region.size() != 2 || region == "ZZ") return std::nullopt;
    return region;
}

bool dear_phone(std::string_view e164) {
    const auto number = parse(e164, "");
    if (!number) return false;
    const auto type = PhoneNumberUtil::GetInstance()->GetNumberType(*number);
    if (type == PhoneNumberUtil::UNKNOWN) return in_premium_range(*number);
    return type == PhoneNumberUtil::PREMIUM_RATE || type == PhoneNumberUtil::SHARED_COST;
}

}  // namespace ol
