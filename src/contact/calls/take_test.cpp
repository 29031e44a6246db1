// A prompt by phone, on paper: each way through it, and no order of events that leaves it hanging.
#include "contact/calls/take.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ol::calls::take {
namespace {

struct OnPhone {
    explicit OnPhone(bool sure = false) : take(sure) { note(take.begin()); }
    void tell(const Event& event) { note(take.handle(event)); }
    void note(std::vector<Command> commands) {
        for (auto& c : commands) {
            if (const auto* s = std::get_if<Say>(&c)) said = s->words, token = s->token;
            if (const auto* w = std::get_if<Wait>(&c)) token = w->token, waits = w->length;
            records += std::holds_alternative<Record>(c);
            stops += std::holds_alternative<Stop>(c);
            keeps += std::holds_alternative<Keep>(c);
            hang_ups += std::holds_alternative<HangUp>(c);
        }
    }
    void words_over() { tell(Played{token}); }
    void records_something() {
        tell(Answered{});
        words_over();
        tell(Key{'#'});
        tell(Stopped{Ms{4000}, false, ""});
    }
    using Words = std::vector<std::string>;
    Take take;
    Words said;
    Ms waits{0};
    int token = 0, records = 0, stops = 0, keeps = 0, hang_ups = 0;
};

TEST(PromptTake, IsToldRecordedHeardAndKeptByKeyOne) {
    OnPhone p;
    EXPECT_EQ(p.waits, ring_max);
    p.tell(Answered{});
    EXPECT_EQ(p.said, (OnPhone::Words{"take_intro", "beep"}));
    EXPECT_EQ(p.records, 0) << "not before the tone";
    p.words_over();
    EXPECT_EQ(p.records, 1);
    EXPECT_EQ(p.waits, longest);
    p.tell(Key{'5'});
    EXPECT_EQ(p.stops, 0);
    p.tell(Key{'#'});
    EXPECT_EQ(p.stops, 1);
    p.tell(Stopped{Ms{4000}, false, ""});
    EXPECT_EQ(p.said, (OnPhone::Words{"take", "take_choice"}));
    p.tell(Key{'1'});
    EXPECT_EQ(p.keeps, 1);
    p.tell(Kept{""});
    EXPECT_EQ(p.take.outcome(), "kept");
    EXPECT_EQ(p.said, OnPhone::Words{"take_kept"});
    p.words_over();
    EXPECT_EQ(p.hang_ups, 1);
    EXPECT_EQ(p.take.state(), State::over);
}

TEST(PromptTake, KeyTwoRecordsAgainButNotForEver) {
    OnPhone p;
    p.records_something();
    for (int i = 1; i < attempts_max; ++i) {
        p.tell(Key{'2'});
        EXPECT_EQ(p.said, (OnPhone::Words{"take_again", "beep"}));
        p.words_over();
        p.tell(Key{'#'});
        p.tell(Stopped{Ms{4000}, false, ""});
    }
    p.tell(Key{'2'});
    EXPECT_EQ(p.take.outcome(), "left");
    EXPECT_EQ(p.said, OnPhone::Words{"take_not_kept"});
    EXPECT_EQ(p.keeps, 0);
}

TEST(PromptTake, HangingUpEndsTheWordsAndKeepsThem) {
    OnPhone p;
    p.tell(Answered{});
    p.words_over();
    p.tell(Gone{"left"});
    EXPECT_EQ(p.stops, 1);
    p.tell(Stopped{Ms{4000}, false, ""});
    EXPECT_EQ(p.keeps, 1);
    p.tell(Kept{""});
    EXPECT_EQ(p.take.outcome(), "kept");
    EXPECT_EQ(p.take.state(), State::over);
    EXPECT_EQ(p.hang_ups, 0) << "nobody is there";

    OnPhone asked;
    asked.records_something();
    asked.tell(Gone{"left"});
    EXPECT_EQ(asked.take.outcome(), "left");
    EXPECT_EQ(asked.keeps, 0) << "she heard it and did not want it";
}

TEST(PromptTake, SilenceAndTheDiskAreToldPlainly) {
    OnPhone silent;
    silent.tell(Answered{});
    silent.words_over();
    silent.tell(Key{'#'});
    silent.tell(Stopped{Ms{9000}, true, ""});
    EXPECT_EQ(silent.said, (OnPhone::Words{"take_silent", "beep"}));
    silent.words_over();
    silent.tell(Gone{"left"});
    silent.tell(Stopped{Ms{200}, false, ""});
    EXPECT_EQ(silent.take.outcome(), "silent") << "too short is nothing too";

    OnPhone full;
    full.tell(Answered{});
    full.words_over();
    full.tell(Stopped{Ms{700}, false, "disk_full"});  // by itself, in the middle
    EXPECT_EQ(full.said, OnPhone::Words{"take_disk_full"});
    EXPECT_EQ(full.take.outcome(), "disk_full");

    OnPhone refused;
    refused.records_something();
    refused.tell(Key{'1'});
    refused.tell(Kept{"flows.version_conflict"});
    EXPECT_EQ(refused.take.outcome(), "flows.version_conflict");
    EXPECT_EQ(refused.said, OnPhone::Words{"take_failed"});
}

TEST(PromptTake, TwoMinutesAreTheLongest) {
    OnPhone p;
    p.tell(Answered{});
    p.words_over();
    p.tell(Alarm{p.token});
    p.tell(Stopped{longest, false, ""});
    EXPECT_EQ(p.said, (OnPhone::Words{"take_cut", "take", "take_choice"}));
}

TEST(PromptTake, AMailboxOutsideRecordsNothing) {
    OnPhone p(true);
    p.tell(Answered{});
    EXPECT_EQ(p.said, OnPhone::Words{"take_sure"});
    for (int i = 0; i < reminders_max; ++i) {
        p.words_over();
        p.tell(Alarm{p.token});
    }
    EXPECT_EQ(p.take.outcome(), "left");
    EXPECT_EQ(p.records, 0);

    OnPhone person(true);
    person.tell(Answered{});
    person.tell(Key{'1'});
    EXPECT_EQ(person.said, (OnPhone::Words{"take_intro", "beep"}));
}

TEST(PromptTake, NobodyAnswers) {
    OnPhone p;
    p.tell(Alarm{p.token});
    EXPECT_EQ(p.take.outcome(), "no_answer");
    EXPECT_EQ(p.hang_ups, 1);
    OnPhone busy;
    busy.tell(Gone{"busy"});
    EXPECT_EQ(busy.take.outcome(), "busy");
    EXPECT_EQ(busy.hang_ups, 0);
}

/// Alarms alone end it from wherever it is; nothing is recorded twice at once.
TEST(PromptTake, NoOrderOfEventsLeavesItHanging) {
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        std::mt19937_64 dice(seed);
        OnPhone p(dice() % 2 == 0);
        for (int i = 0; i < 40; ++i) {
            switch (dice() % 8) {
                case 0: p.tell(Answered{}); break;
                case 1: p.words_over(); break;
                case 2: p.tell(Key{"12#5"[dice() % 4]}); break;
                case 3:
                    p.tell(Stopped{Ms{static_cast<int>(dice() % 3000)}, dice() % 3 == 0, ""});
                    break;
                case 4: p.tell(Kept{dice() % 2 ? "" : "flows.no_prompt"}); break;
                case 5: p.tell(Alarm{p.token}); break;
                case 6: p.tell(Stopped{Ms{0}, false, "disk_full"}); break;
                case 7:
                    if (dice() % 10 == 0) p.tell(Gone{"left"});
                    break;
            }
            ASSERT_LE(p.stops, p.records) << "seed " << seed;
        }
        for (int i = 0; i < 60 && p.take.state() != State::over; ++i) p.tell(Alarm{p.token});
        ASSERT_EQ(p.take.state(), State::over) << "seed " << seed;
        ASSERT_FALSE(p.take.outcome().empty()) << "seed " << seed;
        ASSERT_LE(p.keeps, 1) << "seed " << seed;
        ASSERT_LE(p.hang_ups, 1) << "seed " << seed;
    }
}

}  // namespace
}  // namespace ol::calls::take
