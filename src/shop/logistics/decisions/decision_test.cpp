// The core against many invented cases (a seed names each), its edges, and the text scenarios.
#include "shop/logistics/decisions/decision.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "platform/base/json.hpp"
#include "shop/logistics/decisions/scenario.hpp"

namespace ol::logistics {
namespace {

/// splitmix64: the same cases on every machine.
struct Dice {
    std::uint64_t state;
    std::uint64_t next() {
        std::uint64_t z = (state += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    int upto(int most) { return static_cast<int>(next() % static_cast<std::uint64_t>(most + 1)); }
    template <class E>
    E any() {
        return enum_names<E>[static_cast<std::size_t>(upto(int{enum_names<E>.size()} - 1))].value;
    }
};

Snapshot invented(std::uint64_t seed) {
    Dice d{seed};
    Snapshot s;
    s.today = date_of(20000 + d.upto(800));
    s.now_minute = d.upto(1440);
    s.reported_minute = s.now_minute - d.upto(90);
    s.status = d.upto(2) ? Status::attempt_failed : d.any<Status>();
    auto& r = s.rule;
    r.version = d.upto(9);
    r.decision_window_min = d.upto(60);
    r.free_attempts = d.upto(3), r.attempts_max = d.upto(4), r.min_gap_days = d.upto(3);
    r.extra_attempt_fee = d.upto(100), r.blind_fee = d.upto(100), r.dc_fee = d.upto(100);
    r.redirect_fee = d.upto(100), r.second_fee = d.upto(100), r.post_fee = d.upto(100);
    r.blind_after_customer = d.upto(3) == 0;
    r.redirect_same_zone = d.upto(3) != 0;
    r.redirect_until_minute = d.upto(1440), r.second_cutoff_minute = d.upto(1440);
    r.dc_arrival_minute = d.upto(1440), r.planning_close_minute = d.upto(1440);
    r.post_days = d.upto(4), r.other_city_days = d.upto(4), r.pack_min = d.upto(60);
    if (d.upto(1)) r.working_days = "0111110";
    if (d.upto(3) == 0) r.redirect_from = {Status::attempt_failed};
    s.slot = {d.upto(700), 700 + d.upto(700)};
    for (int n = d.upto(3); n > 0; --n) s.earlier_failures.push_back(d.any<Fault>());
    s.stock = d.upto(3), s.quantity = 1 + d.upto(2);
    s.paid = d.any<Paid>(), s.other = d.any<OtherPerson>(), s.other_allowed = d.upto(3) != 0;
    s.other_place = d.any<Place>(), s.consent = d.any<Consent>();
    s.limits = {d.upto(150), d.upto(3), d.upto(5)};
    return s;
}

const Ranked* find(const Ranking& r, Option o) {
    const auto it = std::find_if(r.options.begin(), r.options.end(),
                                 [o](const Ranked& x) { return x.option == o; });
    return it == r.options.end() ? nullptr : &*it;
}

/// The gates, told once more in other words than the core's.
void gates_hold(const Snapshot& s, const Ranking& r) {
    const bool open = s.now_minute <= s.reported_minute + s.rule.decision_window_min;
    const bool yes = s.consent == Consent::yes;
    for (const Option o : {Option::redirect, Option::via_dc, Option::second_unit}) {
        if (!find(r, o)) continue;
        EXPECT_TRUE(yes || s.other == OtherPerson::identified);
        EXPECT_TRUE(s.paid == Paid::cod || yes) << "paid goods go to nobody else unasked";
        EXPECT_TRUE(yes || (s.other_allowed && s.consent != Consent::no));
        EXPECT_NE(s.other_place, Place::unknown);
    }
    if (find(r, Option::redirect)) {
        EXPECT_TRUE(open && s.now_minute <= s.rule.redirect_until_minute);
        EXPECT_TRUE(!s.rule.redirect_same_zone || s.other_place == Place::same_zone);
    }
    if (find(r, Option::blind_try)) {
        EXPECT_TRUE(open);
        EXPECT_TRUE(s.rule.blind_after_customer || s.earlier_failures.empty() ||
                    s.earlier_failures.back() != Fault::customer);
    }
    if (find(r, Option::second_unit)) {
        EXPECT_GE(s.stock, s.quantity);
    }
    for (const auto& x : r.options) {
        EXPECT_TRUE(x.payer != Payer::store || !s.limits.money || x.cost <= s.limits.money);
        EXPECT_TRUE(!s.limits.days || x.day <= s.limits.days);
        EXPECT_LE(s.now_minute, x.until_minute.value_or(s.now_minute));
        EXPECT_GE(x.day, 0);
        EXPECT_FALSE(x.reasons.empty());
    }
}

TEST(DecisionTest, twenty_thousand_cases_keep_every_rule) {
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
        const Snapshot s = invented(seed);
        const Ranking r = decide(s);
        SCOPED_TRACE("seed " + std::to_string(seed));
        ASSERT_EQ(r, decide(s)) << "the same facts, the same ranking";
        gates_hold(s, r);
        std::set<Option> seen;
        for (const auto& x : r.options) ASSERT_TRUE(seen.insert(x.option).second);
        for (const auto& e : r.excluded)
            ASSERT_TRUE(e.day || seen.insert(e.option).second) << "both ranked and out";
        ASSERT_EQ(seen.size(), 6u) << "each way is ranked or says why not";
        ASSERT_EQ(r.options.back().option, Option::cancel);
        for (std::size_t i = 0; i < r.options.size(); ++i)
            for (std::size_t j = 0; j < r.options.size(); ++j)
                ASSERT_EQ(better(r.options[i], r.options[j], r.day_first), i < j);
        if (testing::Test::HasFailure()) return;
    }
}

TEST(DecisionTest, snapshot_and_ranking_survive_their_json) {
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        const Snapshot s = invented(seed);
        const auto kept = json::read<Snapshot>(json::write(s));
        ASSERT_TRUE(kept.has_value()) << kept.error().detail;
        const auto ranking = json::read<Ranking>(json::write(decide(s)));
        ASSERT_TRUE(ranking.has_value()) << ranking.error().detail;
        ASSERT_EQ(decide(*kept), *ranking) << "what is kept explains itself later";
    }
}

TEST(DecisionTest, nothing_is_said_of_b_when_only_a_telephone_fits) {
    Snapshot s;
    s.today = "2026-11-19", s.now_minute = 870, s.reported_minute = 860;
    s.slot = {840, 1080}, s.stock = 3, s.other = OtherPerson::unidentified;
    s.other_place = Place::same_zone;
    const auto r = decide(s);
    for (const auto& x : r.options)
        for (const auto& why : x.reasons)
            EXPECT_TRUE(why.params.empty() || why.code == "free_attempt");
    EXPECT_FALSE(r.ask) << "asking A about B would tell A that B called";
}

TEST(RuleTest, friday_after_the_cutoff_is_mondays_order) {
    CourierRule r;
    r.working_days = "0111110";
    r.order_cutoff_minutes = {-1, 960, 960, 960, 960, 960, 780};
    const int friday = *day_of("2026-11-20");
    EXPECT_EQ(date_of(delivery_day(r, friday, 960)), "2026-11-23") << "16:00 is still Friday's";
    EXPECT_EQ(date_of(delivery_day(r, friday, 961)), "2026-11-24") << "16:01 is Monday's";
    r.holidays = {"2026-11-23"};
    EXPECT_EQ(date_of(delivery_day(r, friday, 960)), "2026-11-24") << "a holiday moves the slot";
    EXPECT_EQ(date_of(delivery_day(r, friday, 961)), "2026-11-25");
}

TEST(RuleTest, a_new_rule_at_midnight_leaves_running_parcels_alone) {
    CourierRule old, fresh;
    old.courier = fresh.courier = "x";
    old.valid_from = "2026-01-01", old.version = 1;
    fresh.valid_from = "2026-11-20", fresh.version = 2;
    const int before = *day_of("2026-11-19"), after = *day_of("2026-11-20");
    std::vector<CourierRule> all{old, fresh};
    EXPECT_EQ(rule_for(all, "door", "Kyiv", before, after)->version, 1);
    EXPECT_EQ(rule_for(all, "door", "Kyiv", after, after)->version, 2);
    all[1].touches_running = true;
    EXPECT_EQ(rule_for(all, "door", "Kyiv", before, after)->version, 2);
    EXPECT_EQ(rule_for(all, "door", "Kyiv", before - 1000, before - 1000), nullptr);
    all.push_back(old);
    all.back().city = "Kyiv", all.back().version = 7;
    EXPECT_EQ(rule_for(all, "door", "Kyiv", before, after)->version, 7) << "the city's own wins";
    EXPECT_EQ(rule_for(all, "door", "Lviv", before, after)->version, 2);
}

TEST(RuleTest, a_rule_that_cannot_work_names_its_field) {
    const auto field = [](auto change) {
        CourierRule r;
        r.courier = "x", r.valid_from = "2026-01-01";
        change(r);
        const auto ok = check_rule(r);
        return ok ? std::string() : ok.error().field;
    };
    EXPECT_EQ(field([](auto&) {}), "");
    EXPECT_EQ(field([](auto& r) { r.valid_from = "2026-02-30"; }), "valid_from");
    EXPECT_EQ(field([](auto& r) { r.working_days = "0000000"; }), "working_days");
    EXPECT_EQ(field([](auto& r) { r.blind_fee = -1; }), "blind_fee");
    EXPECT_EQ(field([](auto& r) { r.second_cutoff_minute = 1441; }), "second_cutoff_minute");
    EXPECT_EQ(field([](auto& r) { r.slots = {{900, 900}}; }), "slots");
    EXPECT_EQ(field([](auto& r) { r.holidays = {"May"}; }), "holidays");
}

std::filesystem::path folder() {
    const char* source = std::getenv("OL_SOURCE_DIR");
    return source ? std::filesystem::path(source) / "src/shop/logistics/decisions/scenarios"
                  : std::filesystem::path(__FILE__).parent_path() / "scenarios";
}

std::vector<std::string> scenario_files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder()))
        if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

class DecisionScenarioTest : public testing::TestWithParam<std::string> {};

TEST_P(DecisionScenarioTest, goes_as_written) {
    std::ifstream in(GetParam());
    std::stringstream text;
    text << in.rdbuf();
    EXPECT_TRUE(is_decision_scenario(text.str()));
    EXPECT_EQ(run_decision_scenario(GetParam(), text.str()), "");
}

INSTANTIATE_TEST_SUITE_P(All, DecisionScenarioTest, testing::ValuesIn(scenario_files()),
                         [](const auto& file) {
                             return std::filesystem::path(file.param).stem().string();
                         });

std::string run(const std::string& rest) {
    return run_decision_scenario("t",
                                 "kind decision\nparcel slot=14:00-18:00 reported=14:20\n" + rest);
}

TEST(DecisionScenarioTest, the_runner_says_what_differs_and_where) {
    EXPECT_EQ(run("14:25 decide b=absent -> e | a"), "");
    EXPECT_TRUE(
        run("14:25 decide b=absent -> a | e").starts_with("t:3: rank 1 is not a; ranking:"));
    EXPECT_TRUE(run("14:25 decide b=absent -> e").starts_with("t:3: further options are ranked"));
    EXPECT_TRUE(run("14:25 decide b=absent -> e | a | out c no_stock")
                    .starts_with("t:3: no such exclusion"));
    EXPECT_TRUE(run("14:25 decide b=no paid=prepaid -> e | a").starts_with("t:3: asks A first"));
    EXPECT_EQ(run("14:25 decide colour=red -> e"), "t:3: no such fact: colour");
    EXPECT_EQ(run("rule window=soon"), "t:3: window wants a whole number, as 30m or 2");
    EXPECT_EQ(run("14:25 dance -> e"), "t:3: no such question: dance");
    EXPECT_EQ(run(""), "t: asks nothing");
    EXPECT_EQ(run_decision_scenario("t", "-> e"), "t:1: an answer to nothing");
}

}  // namespace
}  // namespace ol::logistics
