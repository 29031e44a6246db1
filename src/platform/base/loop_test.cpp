#include "platform/base/loop.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "platform/base/json.hpp"
#include "platform/base/log.hpp"

namespace ol {
namespace {

struct Inline : testing::Test {
    ManualClock clock{from_ms(1000)};
    Loop loop{clock, {"test", 4, true}};
    std::vector<std::string> ran;
    Loop::Task note(std::string what) {
        return [this, what] { ran.push_back(what + "@" + std::to_string(to_ms(loop.now()))); };
    }
};

}  // namespace

TEST_F(Inline, RunsTasksInOrderAndTimersWhenDue) {
    loop.at(from_ms(1200), note("b"));
    loop.at(from_ms(1100), note("a"));
    loop.at(from_ms(1200), note("c"));
    loop.at(from_ms(1300), note("late"));
    loop.post(note("1"));
    loop.post(note("2"));
    loop.run_until(from_ms(1200));
    EXPECT_EQ(ran, (std::vector<std::string>{"1@1000", "2@1000", "a@1100", "b@1200", "c@1200"}));
    EXPECT_EQ(loop.now(), from_ms(1200));
    EXPECT_TRUE(loop.on_this_thread());
}

TEST_F(Inline, ACancelledTimerDoesNotRunAndUnknownIdsAreIgnored) {
    const auto id = loop.at(from_ms(1100), note("a"));
    loop.at(from_ms(1050), [&] { loop.cancel(id); });
    loop.cancel(99);
    loop.run_until(from_ms(2000));
    EXPECT_TRUE(ran.empty());
    loop.cancel(id);
}

TEST_F(Inline, TimersSetByTimersRunInTheSameTurnWhenDue) {
    loop.at(from_ms(1100), [this] { loop.at(from_ms(1150), note("child")); });
    loop.at(from_ms(1100), [this] { loop.post(note("posted")); });
    loop.run_until(from_ms(1200));
    EXPECT_EQ(ran, (std::vector<std::string>{"posted@1100", "child@1150"}));
}

TEST_F(Inline, AFullMailboxSaysNo) {
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(loop.post([] {}));
    EXPECT_FALSE(loop.post([] {}));
    loop.run_until(from_ms(1000));
    EXPECT_TRUE(loop.post([] {}));
}

TEST_F(Inline, ATaskThatThrowsStopsNobodyElse) {
    std::string line;
    log::capture_for_test([&](std::string_view l) { line = l; });
    loop.post([] { throw std::runtime_error("boom"); });
    loop.post(note("next"));
    loop.run_until(from_ms(1000));
    log::capture_for_test({});
    EXPECT_EQ(ran.size(), 1u);
    EXPECT_NE(line.find(R"("event":"loop.task_failed")"), std::string::npos) << line;
}

TEST(Loop, ItsThreadRunsWhatIsPostedAndItsTimers) {
    Loop loop(system_clock(), {"worker", 1000, false});
    EXPECT_FALSE(loop.on_this_thread());
    std::promise<bool> inside;
    loop.post([&] { inside.set_value(loop.on_this_thread()); });
    EXPECT_TRUE(inside.get_future().get());
    std::promise<Ms> late;
    loop.post([&] {
        const Time due = loop.now() + Ms{20};
        loop.at(due, [&, due] { late.set_value(loop.now() - due); });
    });
    auto answer = late.get_future();
    ASSERT_EQ(answer.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_GE(answer.get(), Ms{0}) << "never early";
}

TEST(Loop, WhatWasPostedBeforeTheEndRunsAndTimersDoNot) {
    int ran = 0;
    bool timer_ran = false;
    {
        Loop loop(system_clock(), {"worker", 100000, false});
        loop.post([&] { loop.at(loop.now() + Ms{600000}, [&] { timer_ran = true; }); });
        for (int i = 0; i < 1000; ++i) loop.post([&] { ++ran; });
    }
    EXPECT_EQ(ran, 1000);
    EXPECT_FALSE(timer_ran);
}

TEST(Loop, AfterStopPostSaysNo) {
    Loop loop(system_clock());
    loop.stop();
    EXPECT_FALSE(loop.post([] {}));
}

TEST(Loop, EachThreadsTasksKeepTheirOrder) {
    std::vector<std::vector<int>> seen(4);
    {
        Loop loop(system_clock());
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 2000; ++i) loop.post([&, t, i] { seen[t].push_back(i); });
            });
    }
    for (const auto& one : seen) {
        EXPECT_EQ(one.size(), 2000u);
        EXPECT_TRUE(std::is_sorted(one.begin(), one.end()));
    }
}

TEST(Log, OneValidJsonLineEach) {
    std::vector<std::string> lines;
    log::capture_for_test([&](std::string_view l) { lines.emplace_back(l); });
    log::set_level(log::Level::info);
    log::debug("base", "hidden");
    log::info("base", "shown", {{"id", "5"}, {"text", "a\"\n\xff"}});
    log::capture_for_test({});
    ASSERT_EQ(lines.size(), 1u);
    const auto read = json::read<std::map<std::string, std::string>>(lines[0]);
    ASSERT_TRUE(read) << lines[0];
    EXPECT_EQ(read->at("event"), "shown");
    EXPECT_EQ(read->at("level"), "info");
    EXPECT_EQ(read->at("text"), "a\"\n\xEF\xBF\xBD");
}

}  // namespace ol
