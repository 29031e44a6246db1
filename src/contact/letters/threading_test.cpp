// Subjects, tokens, references and keys of letters, as people and programs write them.
#include "contact/letters/threading.hpp"

#include <gtest/gtest.h>

namespace ol::letters {
namespace threading_test {

TEST(LetterSubjects, what_programs_put_before_them_is_not_the_subject) {
    for (const char* subject :
         {"Kettle", "Re: Kettle", "RE: Re[2]: kettle", "Fwd: Re: KETTLE ",
          "Re: Kettle [#k7q2m9x4ab]", "Відп: Kettle", "Ответ: Re: Kettle", "回复：Kettle"})
        EXPECT_EQ(plain_subject(subject), "kettle") << subject;
    EXPECT_EQ(plain_subject("Regarding: kettle"), "regarding: kettle");
    EXPECT_EQ(plain_subject("Re:"), "");
}

TEST(LetterSubjects, an_answer_keeps_one_beginning_and_one_token) {
    EXPECT_EQ(answer_subject("Kettle", "k7q2m9x4ab"), "Re: Kettle [#k7q2m9x4ab]");
    EXPECT_EQ(answer_subject("Re: Kettle [#k7q2m9x4ab]", "k7q2m9x4ab"), "Re: Kettle [#k7q2m9x4ab]");
    EXPECT_EQ(answer_subject("Kettle", ""), "Re: Kettle");
    EXPECT_EQ(subject_token("AW: Kettle [#k7q2m9x4ab] today"), "k7q2m9x4ab");
    for (const char* none : {"Kettle", "[#short]", "[#UPPER12345]", "[#k7q2m9x4ab", "[#]"})
        EXPECT_EQ(subject_token(none), "") << none;
}

TEST(LetterReferences, are_once_each_and_end_with_what_is_answered) {
    EXPECT_EQ(answer_references("a@x b@x a@x", "c@x"),
              (std::vector<std::string>{"a@x", "b@x", "c@x"}));
    EXPECT_EQ(answer_references("", ""), std::vector<std::string>{});
    std::string many;
    for (int i = 0; i < 40; ++i) many += std::to_string(i) + "@x ";
    const auto kept = answer_references(many, "last@x");
    ASSERT_EQ(kept.size(), 20u);
    EXPECT_EQ(kept.back(), "last@x");
}

TEST(LetterKeys, a_forged_id_hides_no_letter) {
    mail::Received one, same, other;
    one.message_id = same.message_id = other.message_id = "1@x";
    one.text = same.text = "Where is it?";
    other.text = "Something else";
    EXPECT_EQ(key_of(one, "way a"), key_of(same, "way b"));
    EXPECT_NE(key_of(one, "way a"), key_of(other, "way a"));
    one.message_id = same.message_id = "";
    EXPECT_NE(key_of(one, "way a"), key_of(same, "way b"));
}

TEST(LetterWakes, only_a_person_s_letter_does) {
    mail::Received letter;
    letter.from = {{"Olha", "olha@example.com"}};
    EXPECT_TRUE(wakes(letter, {"help@shop.example"}));
    EXPECT_FALSE(wakes(letter, {"olha@example.com"}));  // written by a mailbox of ours
    for (const auto sort : {mail::Sort::automatic, mail::Sort::bulk, mail::Sort::bounce,
                            mail::Sort::receipt, mail::Sort::complaint}) {
        letter.sort = sort;
        EXPECT_FALSE(wakes(letter, {}));
    }
    EXPECT_FALSE(wakes(mail::Received{}, {}));  // nobody to answer
}

TEST(LetterWaits, grow_and_end) {
    EXPECT_EQ(again_in(1), Ms{5000});
    EXPECT_EQ(again_in(2), Ms{10000});
    EXPECT_EQ(again_in(1000), Ms{300000});
}

TEST(LetterText, is_cut_between_characters) {
    EXPECT_EQ(clipped("чай", 3), "ч");
    EXPECT_EQ(clipped("tea", 3), "tea");
}

}  // namespace threading_test
}  // namespace ol::letters
