#include "platform/base/search_words.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "platform/base/text.hpp"

namespace ol {
namespace {

bool fits(std::string_view text, std::string_view query) {
    const auto words = split(search_words(text), ' ');
    const auto terms = search_terms(query);
    return !terms.empty() && std::ranges::all_of(terms, [&](const SearchTerm& t) {
        return std::ranges::any_of(words, [&](const std::string& w) {
            return t.begins ? w.starts_with(t.word) : w == t.word;
        });
    });
}

TEST(SearchWords, each_word_once_folded) {
    EXPECT_EQ(search_words("Доставка, ДОСТАВКА — Café №12!"), "доставка cafe no12");
    EXPECT_EQ(search_words("  ...  "), "");
    EXPECT_EQ(search_words("a b c d", 2), "a b");
}

TEST(SearchWords, chinese_is_found_by_two_characters) {
    EXPECT_EQ(search_words("我的订单"), "我的 的订 订单");
    EXPECT_TRUE(fits("我的订单还没有到", "订单"));
    EXPECT_TRUE(fits("我的订单还没有到", "没有到"));
    EXPECT_FALSE(fits("我的订单还没有到", "单订"));
    EXPECT_TRUE(fits("iPhone15手机壳到了", "手机"));
    EXPECT_TRUE(fits("我的订单", "订"));  // one character: what begins a pair
}

TEST(SearchWords, words_are_found_by_their_beginning_from_three_letters_on) {
    EXPECT_TRUE(fits("Коли буде доставка?", "дост коли"));
    EXPECT_FALSE(fits("Коли буде доставка?", "тавка"));
    EXPECT_FALSE(fits("Коли буде доставка?", "до"));
    EXPECT_TRUE(fits("іти до", "до"));
    EXPECT_TRUE(fits("Где моя посылка", "ГДЕ ПОСЫЛ"));
    EXPECT_TRUE(search_terms("!?").empty());
}

TEST(SearchWords, anything_gives_words_that_need_no_escaping) {
    std::mt19937 dice(7);
    for (int round = 0; round < 2000; ++round) {
        std::string s;
        for (int n = static_cast<int>(dice() % 60); n > 0; --n) s += static_cast<char>(dice());
        for (const auto& word : split(search_words(s), ' ')) {
            EXPECT_TRUE(valid_utf8(word));
            EXPECT_LE(word.size(), 48U);
            EXPECT_EQ(word.find_first_of("\"'\\ *:&|()\t\n"), std::string::npos) << word;
        }
        EXPECT_LE(search_terms(s).size(), search_terms_max);
    }
}

TEST(SearchWords, a_text_is_found_by_each_of_its_own_words) {
    const std::string text = "Добрий день! Чи є в наявності чайник Tefal KI-770 (1,7 л)? 有货吗";
    for (const auto& word : split(search_words(text), ' ')) EXPECT_TRUE(fits(text, word)) << word;
}

bool has_part(std::string_view text, std::string_view query) {
    const auto words = split(search_parts(text), ' ');
    const auto terms = part_terms(query);
    return std::ranges::all_of(terms, [&](const SearchTerm& t) {
        return std::ranges::any_of(words, [&](const std::string& w) {
            return t.begins ? w.starts_with(t.word) : w == t.word;
        });
    });
}

TEST(SearchParts, any_part_of_a_word_is_found) {
    const std::string text = "B0000417 Олена Коваленко Київ KT-17 Чайник 玻璃茶壶 王小明";
    for (const std::string_view part : {"417", "0041", "b00", "вален", "ЕНКО", "ко", "иї", "玻璃",
                                        "茶壶", "壶", "小明", "kt-17", "олена коваленко", "йник"})
        EXPECT_TRUE(has_part(text, part)) << part;
    for (const std::string_view other : {"418", "шевчен", "璃玻", "茶杯", "zzz"})
        EXPECT_FALSE(has_part(text, other)) << other;
    EXPECT_TRUE(part_terms("a").empty());  // one letter stands in half of all
    EXPECT_EQ(search_parts("abcd"), "abc bcd cd d");
    EXPECT_EQ(search_parts("a01"), "a01 01 1");
    EXPECT_FALSE(has_part("B0000417", "B0000000")) << "numbers that share their threes";
    EXPECT_TRUE(has_part("kta17", "kta")) << "letters of a word with digits";
}

TEST(SearchParts, every_part_of_random_words_is_found) {
    std::mt19937 random(4);
    for (int i = 0; i < 2000; ++i) {
        std::string word;
        for (std::size_t n = 1 + random() % 12; n > 0; --n) word += "abcab12"[random() % 7];
        const auto from = random() % word.size();
        const auto part = word.substr(from, 1 + random() % (word.size() - from));
        EXPECT_TRUE(has_part("xx " + word + " yy", part)) << word << ' ' << part;
    }
}

}  // namespace
}  // namespace ol
