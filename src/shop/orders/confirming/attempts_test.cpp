// The plan of calls: scenarios as text, and what must hold of every plan.
#include "shop/orders/confirming/attempts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "shop/orders/confirming/scenario.hpp"

namespace ol::orders {
namespace {

std::filesystem::path folder() {
    const char* source = std::getenv("OL_SOURCE_DIR");
    return source ? std::filesystem::path(source) / "src/shop/orders/confirming/scenarios"
                  : std::filesystem::path(__FILE__).parent_path() / "scenarios";
}

std::vector<std::string> scenario_files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder()))
        if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

class AttemptScenario : public testing::TestWithParam<std::string> {};

TEST_P(AttemptScenario, goes_as_written) {
    std::ifstream in(GetParam());
    std::stringstream text;
    text << in.rdbuf();
    EXPECT_TRUE(is_attempt_scenario(text.str()));
    EXPECT_EQ(run_attempt_scenario(GetParam(), text.str()), "");
}

INSTANTIATE_TEST_SUITE_P(All, AttemptScenario, testing::ValuesIn(scenario_files()),
                         [](const auto& file) {
                             return std::filesystem::path(file.param).stem().string();
                         });

TEST(AttemptScenarioText, says_what_is_wrong_and_where) {
    const std::string head = "kind attempts\n2026-11-20\n";
    EXPECT_EQ(run_attempt_scenario("a.txt", head), "a.txt: asks nothing");
    EXPECT_EQ(run_attempt_scenario("a.txt", head + "09:00 order -> call 09:05"),
              "a.txt:3: not 09:05; happens: call 09:00 2026-11-20 try=1 left=5 until=20:00 now");
    EXPECT_EQ(run_attempt_scenario("a.txt", "kind attempts\nrule hours=25:00-26:00"),
              "a.txt:2: no such setting: rule hours=25:00-26:00");
    EXPECT_EQ(run_attempt_scenario("a.txt", "kind attempts\nwhatever x=1"),
              "a.txt:2: no such setting: whatever x=1");
    EXPECT_FALSE(is_attempt_scenario("kind decision\n"));
}

/// splitmix64: the same cases on every machine.
struct Dice {
    std::uint64_t state;
    std::uint64_t next() {
        std::uint64_t z = (state += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(next() % n); }
};

/// Whatever is tried and whenever: nobody is called at night of any zone, twice at once, or more
/// often than the rule says, and it comes to an end.
TEST(AttemptPlan, holds_for_a_thousand_buyers) {
    const std::vector<std::string> zones{"Europe/Kyiv", "Europe/Lisbon", "Asia/Shanghai", "UTC"};
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        Dice dice{seed};
        AttemptRule rule;
        rule.days = dice.below(3) ? "1111111" : "0111110";
        AttemptFacts facts;
        facts.zones = {zones[static_cast<std::size_t>(dice.below(4))]};
        if (!dice.below(4)) facts.zones.push_back(zones[static_cast<std::size_t>(dice.below(2))]);
        Time now = facts.since = from_ms(1'790'000'000'000 + dice.below(86'400'000LL * 40));
        int calls = 0, messages = 0, rounds = 0;
        for (;; ++rounds) {
            ASSERT_LT(rounds, 50) << "seed " << seed;
            const auto p = plan(rule, facts, now);
            if (p.kind == PlanKind::give_up) break;
            if (p.kind == PlanKind::message) {
                facts.messaged = true, ++messages;
                continue;
            }
            ASSERT_GE(p.at, now) << "seed " << seed;
            ASSERT_GT(p.until, p.at) << "seed " << seed;
            for (const auto& zone : facts.zones) {
                const auto l = *local_time(p.at, zone);
                const int minute = l.hour * 60 + l.minute;
                ASSERT_GE(minute, rule.from_min) << "seed " << seed << " " << zone;
                ASSERT_LT(minute, rule.to_min) << "seed " << seed << " " << zone;
                ASSERT_EQ(rule.days[static_cast<std::size_t>(l.weekday)], '1') << "seed " << seed;
            }
            now = p.at + Ms{dice.below(5 * 60'000)};
            facts.tries.push_back({now, static_cast<TryOutcome>(dice.below(5))});
            ++calls;
        }
        EXPECT_LE(calls, static_cast<int>(rule.steps.size()));
        EXPECT_LE(messages, 1);
    }
}

TEST(AttemptRuleCheck, names_the_field) {
    const auto field = [](const std::function<void(AttemptRule&)>& spoil) {
        AttemptRule rule;
        spoil(rule);
        const auto ok = check_rule(rule);
        return ok ? "" : ok.error().field;
    };
    EXPECT_EQ(field([](auto&) {}), "");
    EXPECT_EQ(field([](auto& r) { r.steps.clear(); }), "steps");
    EXPECT_EQ(field([](auto& r) { r.steps.resize(21); }), "steps");
    EXPECT_EQ(field([](auto& r) { r.steps[1].gap_min = -1; }), "steps[1].gap_min");
    EXPECT_EQ(field([](auto& r) { r.busy_gap_min = 0; }), "busy_gap_min");
    EXPECT_EQ(field([](auto& r) { r.to_min = r.noon_min; }), "from_min");
    EXPECT_EQ(field([](auto& r) { r.days = "0000000"; }), "days");
    EXPECT_EQ(field([](auto& r) { r.days = "111111x"; }), "days");
    EXPECT_EQ(field([](auto& r) { r.max_age_days = 0; }), "max_age_days");
}

TEST(AttemptOutcome, of_a_disposition) {
    EXPECT_EQ(outcome_of("voicemail"), TryOutcome::no_answer);
    EXPECT_EQ(outcome_of("refused"), TryOutcome::reached);
    EXPECT_EQ(outcome_of(""), std::nullopt);
    EXPECT_EQ(outcome_of("technical"), std::nullopt);
}

}  // namespace
}  // namespace ol::orders
