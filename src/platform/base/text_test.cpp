#include "platform/base/text.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ol {

TEST(Utf8, IsCheckedAndRepaired) {
    EXPECT_TRUE(valid_utf8("ґанок 张 😀"));
    EXPECT_FALSE(valid_utf8("\xc0\x80"));
    EXPECT_FALSE(valid_utf8("\xed\xa0\x80"));
    EXPECT_EQ(to_valid_utf8("a\xff"
                            "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(to_valid_utf8("张"), "张");
    EXPECT_EQ(utf8_length("їжак 张😀"), 7u);
    std::mt19937 random(1);
    for (int i = 0; i < 3000; ++i) {
        std::string bytes;
        for (auto n = random() % 12; n; --n) bytes += static_cast<char>(random());
        EXPECT_TRUE(valid_utf8(to_valid_utf8(bytes)));
    }
}

TEST(Fold, MakesOneFormOfWhatPeopleType) {
    EXPECT_EQ(fold("  Іван   ПЕТРЕНКО\t"), fold("іван петренко"));
    EXPECT_EQ(fold("Łódź Ñandú CAFÉ"), "łodz nandu cafe");
    EXPECT_EQ(fold("Ёлка Йод Їжак"), fold("елка иод іжак"));
    EXPECT_EQ(fold("Straße"), "strasse");
    EXPECT_EQ(fold("п’ять"), fold("п'ять"));
    EXPECT_EQ(fold("пʼять"), fold("п`ять"));
    EXPECT_EQ(fold("张 伟"), "张 伟");
    EXPECT_EQ(fold("ＡＢＣ１２"), "abc12") << "full width, as Chinese keyboards give";
    EXPECT_EQ(fold(""), "");
    for (const char* s : {"Łódź", "п’ять", "A  b", "ЇЖАК"}) EXPECT_EQ(fold(fold(s)), fold(s));
}

TEST(Charset, KnownBytes) {
    EXPECT_EQ(*to_utf8("\xcf\xf0\xe8\xe2\xb3\xf2", "windows-1251"), "Привіт");
    EXPECT_EQ(*to_utf8("\xd5\xc5\xce\xb0", "gb2312"), "张伟");
    EXPECT_EQ(*to_utf8("\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r"), "Привет");
    EXPECT_EQ(*to_utf8(std::string("\xff\xfe"
                                   "A\0",
                                   4),
                       "utf-16le"),
              "A");
    EXPECT_EQ(*to_utf8("\xEF\xBB\xBFx", "utf-8"), "x");
    EXPECT_EQ(to_utf8("x", "klingon").error().code, "text.charset");
    EXPECT_EQ(to_utf8("x", "").error().code, "text.charset");
    EXPECT_EQ(to_utf8("\xff", "utf-8").error().code, "text.bytes");
    EXPECT_EQ(to_utf8("\xff\xff", "gb18030").error().code, "text.bytes");
}

TEST(Charset, Guesses) {
    const auto guess_of = [](std::string_view utf16_or_bytes) {
        return guess_charset(utf16_or_bytes);
    };
    EXPECT_EQ(guess_of("name;phone\n"), "utf-8");
    EXPECT_EQ(guess_of("ім'я;телефон"), "utf-8");
    EXPECT_EQ(guess_of("\xEF\xBB\xBFx"), "utf-8");
    EXPECT_EQ(guess_of("\xff\xfex"), "utf-16le");
    EXPECT_EQ(guess_of(std::string("n\0a\0m\0e\0", 8)), "utf-16le");
    EXPECT_EQ(guess_of(std::string("\0n\0a\0m\0e", 8)), "utf-16be");
    // "Номер;Покупець;Місто" and "Заказ;Получатель" in windows-1251; the latter in koi8-r;
    // "订单号,姓名,地址" in gbk
    EXPECT_EQ(
        guess_of("\xcd\xee\xec\xe5\xf0;\xcf\xee\xea\xf3\xef\xe5\xf6\xfc;\xcc\xb3\xf1\xf2\xee"),
        "windows-1251");
    EXPECT_EQ(guess_of("\xc7\xe0\xea\xe0\xe7;\xcf\xee\xeb\xf3\xf7\xe0\xf2\xe5\xeb\xfc"),
              "windows-1251");
    EXPECT_EQ(guess_of("\xfa\xc1\xcb\xc1\xda;\xf0\xcf\xcc\xd5\xde\xc1\xd4\xc5\xcc\xd8"), "koi8-u");
    EXPECT_EQ(guess_of("\xb6\xa9\xb5\xa5\xba\xc5,\xd0\xd5\xc3\xfb,\xb5\xd8\xd6\xb7"), "gb18030");
    EXPECT_EQ(guess_of(""), "utf-8");
}

TEST(Text, Helpers) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string>{""}));
    EXPECT_EQ(trim(" \t a b \r\n"), "a b");
    EXPECT_EQ(trim("  "), "");
    EXPECT_EQ(lower_ascii("AbЇ"), "abЇ");
}

TEST(Phone, OneNormalFormForWhatPeopleWrite) {
    for (const char* raw : {"050 111-22-33", "+380501112233", "380501112233", "(050)1112233",
                            "+38 050 111 22 33", "00380501112233", "０５０1112233"})
        EXPECT_EQ(normal_phone(raw, "UA"), "+380501112233") << raw;
    EXPECT_EQ(normal_phone("8 (912) 345-67-89", "RU"), "+79123456789");
    EXPECT_EQ(normal_phone("+7 912 345 67 89", "UA"), "+79123456789")
        << "the plus form needs no region";
    EXPECT_EQ(normal_phone("138 0013 8000", "CN"), "+8613800138000");
    EXPECT_EQ(normal_phone("050 111-22-33 ext. 5", "UA"), "+380501112233");
}

TEST(Phone, WhatIsNoNumberIsNothing) {
    for (const char* raw : {"", "abc", "12", "+", "+380", "anonymous", "0501112233445566778899",
                            "\xff\xff", "050111"})
        EXPECT_EQ(normal_phone(raw, "UA"), std::nullopt) << raw;
    EXPECT_EQ(normal_phone("0501112233", ""), std::nullopt)
        << "a national number without a country";
    EXPECT_EQ(normal_phone(std::string(100000, '5'), "UA"), std::nullopt);
}

TEST(Phone, IsShownAndMasked) {
    EXPECT_EQ(pretty_phone("+380501112233"), "+380 50 111 2233");
    EXPECT_EQ(mask_phone("+380501112233"), "+380 50 *** ** 33");
    EXPECT_EQ(mask_phone("+79123456789"), "+7 912 *** ** 89");
    EXPECT_EQ(mask_phone("+8613800138000").substr(0, 4), "+86 ");
    EXPECT_EQ(mask_phone("12345"), "*** 45");
    EXPECT_EQ(mask_phone("1"), "**");
    EXPECT_EQ(mask_phone(""), "**");
    for (const char* n :
         {"+380501112233", "+79123456789", "+8613800138000", "+14155552671", "+493012345678"}) {
        const auto masked = mask_phone(n);
        EXPECT_GE(std::count(masked.begin(), masked.end(), '*'), 4) << masked;
    }
    EXPECT_EQ(phone_region("+380501112233"), "UA");
    EXPECT_TRUE(dear_phone("+380900212345"));
    EXPECT_TRUE(dear_phone("+380900123456")) << "the same range, not given out yet";
    EXPECT_TRUE(dear_phone("+19002345678"));
    EXPECT_FALSE(dear_phone("+380990000000"));
    EXPECT_FALSE(dear_phone("+999123456789")) << "no such country";
    EXPECT_FALSE(dear_phone("+380501112233"));
    EXPECT_EQ(phone_region("+79123456789"), "RU");
    EXPECT_EQ(phone_region("x"), std::nullopt);
}

}  // namespace ol
