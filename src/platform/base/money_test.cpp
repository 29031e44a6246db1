#include "platform/base/money.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace ol {
namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max(),
               least = std::numeric_limits<std::int64_t>::min();

}  // namespace

TEST(Money, ParsesWhatTheCurrencyHas) {
    EXPECT_EQ(*parse_money("1250.00", "UAH"), (Money{125000, "UAH"}));
    EXPECT_EQ(*parse_money("-12.5", "UAH"), (Money{-1250, "UAH"}));
    EXPECT_EQ(*parse_money("7", "CNY"), (Money{700, "CNY"}));
    EXPECT_EQ(*parse_money("007", "JPY"), (Money{7, "JPY"}));
    EXPECT_EQ(*parse_money("1.234", "KWD"), (Money{1234, "KWD"}));
    EXPECT_EQ(*parse_money("92233720368547758.07", "UAH"), (Money{most, "UAH"}));
}

TEST(Money, RefusesWhatIsNoAmount) {
    for (const char* text : {"", "-", ".5", "5.", "1,5", "1.234", "1e3", " 1", "1 ", "+1", "--1",
                             "0x1", "1.2.3", "9223372036854775808", "92233720368547758.08", "٣"})
        EXPECT_EQ(parse_money(text, "UAH").error().code, "money.format") << text;
    EXPECT_EQ(parse_money("1.0", "JPY").error().code, "money.format");
    for (const char* code : {"", "UA", "uah", "UAHX", "U1H"})
        EXPECT_EQ(parse_money("1", code).error().code, "money.currency") << code;
}

TEST(Money, WritesDecimals) {
    EXPECT_EQ(to_decimal({125000, "UAH"}), "1250.00");
    EXPECT_EQ(to_decimal({-5, "UAH"}), "-0.05");
    EXPECT_EQ(to_decimal({-1250, "JPY"}), "-1250");
    EXPECT_EQ(to_decimal({5, "KWD"}), "0.005");
    EXPECT_EQ(to_decimal({least, "UAH"}), "-92233720368547758.08");
}

TEST(Money, RoundTripOfRandomAmounts) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 5000; ++i) {
        const Money m{static_cast<std::int64_t>(random()) >> random() % 60, i % 3 == 0   ? "UAH"
                                                                            : i % 3 == 1 ? "JPY"
                                                                                         : "TND"};
        if (m.minor == least) continue;
        ASSERT_EQ(*parse_money(to_decimal(m), m.currency), m);
    }
}

TEST(Money, SumsAndProductsAreChecked) {
    EXPECT_EQ(*add({1, "UAH"}, {2, "UAH"}), (Money{3, "UAH"}));
    EXPECT_EQ(add({1, "UAH"}, {2, "USD"}).error().code, "money.currency");
    EXPECT_EQ(add({most, "UAH"}, {1, "UAH"}).error().code, "money.range");
    EXPECT_EQ(*times({-150, "UAH"}, 3), (Money{-450, "UAH"}));
    EXPECT_EQ(times({most, "UAH"}, 2).error().code, "money.range");
    EXPECT_EQ(times({least, "UAH"}, -1).error().code, "money.range");
}

}  // namespace ol
