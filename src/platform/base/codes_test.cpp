#include "platform/base/codes.hpp"

#include <gtest/gtest.h>

namespace ol {
namespace {

TEST(Codes, KnowTheWorldsCountriesAndLanguages) {
    for (const auto* code : {"UA", "PL", "CN", "US", "GB"})
        EXPECT_TRUE(known_country(code)) << code;
    for (const auto* code : {"ZZ", "XK", "ua", "U", "", "UKR", "AA"})
        EXPECT_FALSE(known_country(code)) << code;
    for (const auto* code : {"uk", "en", "ru", "zh", "pl"})
        EXPECT_TRUE(known_language(code)) << code;
    for (const auto* code : {"xx", "UK", "ukr", "", "zz"})
        EXPECT_FALSE(known_language(code)) << code;
}

}  // namespace
}  // namespace ol
