// The pure rules: words, pages, contacts, clocks, paces.
#include "contact/conversations/rules.hpp"

#include <gtest/gtest.h>

namespace ol::conversations {
namespace rules_test {

TEST(conversation_rules, words_are_cleaned_and_counted_by_characters) {
    EXPECT_EQ(checked_text("  one\ntwo\x01\x7f ").value(), "one\ntwo");
    std::string long_text;
    for (int i = 0; i < 4000; ++i) long_text += "ї";
    EXPECT_TRUE(checked_text(long_text));
    const auto over = checked_text(long_text + "x");
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().code, "conversations.text_too_long");
    EXPECT_EQ(over.error().params.front().second, "4000");
    EXPECT_FALSE(checked_text(std::string(1'000'000, 'x')));
    EXPECT_EQ(checked_text("\xff\xfe").error().code, "conversations.text_utf8");
    EXPECT_EQ(checked_line("a\nb", 10, "name").value(), "ab");
}

TEST(conversation_rules, a_preview_is_one_short_line) {
    EXPECT_EQ(preview_of("one\ntwo"), "one two");
    std::string chinese;
    for (int i = 0; i < 200; ++i) chinese += "茶";
    EXPECT_EQ(preview_of(chinese).size(), preview_chars * 3);
}

TEST(conversation_rules, a_contact_is_masked) {
    EXPECT_EQ(mask_contact("oksana@example.com"), "o***@example.com");
    EXPECT_EQ(mask_contact("+380501112233"), "+380 50 *** ** 33");
    EXPECT_EQ(mask_contact("їжак в телеграмі"), "ї***");
    EXPECT_EQ(mask_contact(""), "");
}

TEST(conversation_rules, pages_are_ours_or_named) {
    const std::vector<std::string> named{"https://shop.example"};
    EXPECT_TRUE(origin_allowed("", "desk.example", {}));
    EXPECT_TRUE(origin_allowed("https://desk.example", "desk.example", {}));
    EXPECT_TRUE(origin_allowed("HTTPS://Shop.Example", "desk.example", named));
    EXPECT_FALSE(origin_allowed("https://shop.example.evil", "desk.example", named));
    EXPECT_FALSE(origin_allowed("null", "desk.example", named));
    EXPECT_FALSE(origin_allowed("https://", "", named));
    EXPECT_TRUE(checked_origin(" https://Shop.example:8443 ", "origins"));
    for (const char* bad : {"shop.example", "https://", "https://a/b", "ftp://a", "https://a b"})
        EXPECT_FALSE(checked_origin(bad, "origins")) << bad;
}

TEST(conversation_rules, the_promise_begins_when_the_shop_opens) {
    const Time now = from_ms(1000), opens = from_ms(9000);
    EXPECT_EQ(due_at(now, true, opens, Ms{500}), from_ms(1500));
    EXPECT_EQ(due_at(now, false, opens, Ms{500}), from_ms(9500));
    EXPECT_EQ(due_at(now, false, std::nullopt, Ms{500}), std::nullopt);
    EXPECT_EQ(due_at(now, true, opens, Ms{0}), std::nullopt);
}

TEST(conversation_rules, a_pace_holds_over_each_of_its_spans) {
    Limiter limiter({{2, Ms{1000}}, {3, Ms{10000}}}, 2);
    EXPECT_FALSE(limiter.too_fast("a", from_ms(0)));
    EXPECT_FALSE(limiter.too_fast("a", from_ms(100)));
    EXPECT_EQ(limiter.too_fast("a", from_ms(200)), Ms{800});
    EXPECT_FALSE(limiter.too_fast("b", from_ms(200)));
    EXPECT_FALSE(limiter.too_fast("a", from_ms(1000)));
    EXPECT_EQ(limiter.too_fast("a", from_ms(5000)), Ms{5000});
    EXPECT_FALSE(limiter.too_fast("c", from_ms(20000)));  // quiet keys make room
    EXPECT_LE(limiter.keys(), 2u);
}

}  // namespace rules_test
}  // namespace ol::conversations
