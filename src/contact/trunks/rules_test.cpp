// Which trunk carries a call, what a failure means, and when it is no hour to call.
#include <gtest/gtest.h>

#include "contact/trunks/trunks.hpp"

namespace ol::trunks {
namespace {

constexpr ShopId shop{7};

KnownTrunk known(std::int64_t id) {
    KnownTrunk t;
    t.id = TrunkId{id};
    t.settings.name = "t" + std::to_string(id);
    t.settings.host = "192.0.2.1";
    return t;
}
const Target kyiv{"+380441112233", "UA", false};

std::vector<std::int64_t> ids(const Choice& choice) {
    std::vector<std::int64_t> out;
    for (const TrunkId id : choice.candidates) out.push_back(id.value);
    return out;
}
Refusal why(const KnownTrunk& t, const Target& target = kyiv) {
    const std::vector<KnownTrunk> one{t};
    const auto choice = choose(target, "UA", one);
    EXPECT_TRUE(choice.candidates.empty());
    EXPECT_EQ(choice.refused.size(), 1u);
    return choice.refused.at(0).why;
}

TEST(trunks, off_every_list_only_when_the_lists_alone_forbid_it) {
    const Target abroad{"+48221112233", "PL", false};
    auto home = known(1), prefixed = known(2), off = known(3), full = known(4);
    prefixed.settings.prefixes = {"+380"};
    off.settings.enabled = false;
    full.settings.countries = {"PL"};
    full.usage.now = full.settings.max_calls;
    const auto listed = [&](std::vector<KnownTrunk> trunks) {
        return off_every_list(choose(abroad, "UA", trunks));
    };
    EXPECT_TRUE(listed({home}));
    EXPECT_TRUE(listed({home, prefixed, off}));
    EXPECT_FALSE(listed({home, full})) << "in an hour a line is free";
    EXPECT_FALSE(listed({prefixed})) << "nobody's list was asked";
    EXPECT_FALSE(listed({})) << "without trunks nobody knows";
    EXPECT_FALSE(off_every_list(choose(kyiv, "UA", std::vector{home})));
}

TEST(trunks, longest_prefix_then_priority_and_the_silent_last) {
    auto any = known(1), mobile = known(2), city = known(3), silent = known(4);
    any.settings.priority = 1;
    mobile.settings.prefixes = {"+38050"};
    city.settings.prefixes = {"+380", "+38044"};
    city.settings.priority = 99;
    silent.settings.prefixes = {"+38044111"};
    silent.health.alive = false;
    const std::vector<KnownTrunk> all{any, mobile, city, silent};
    const auto choice = choose(kyiv, "UA", all);
    EXPECT_EQ(ids(choice), (std::vector<std::int64_t>{3, 1, 4}));
    EXPECT_EQ(choice.refused, (std::vector<Refused>{{TrunkId{2}, Refusal::other_prefix}}));
}

TEST(trunks, each_refusal_has_its_reason) {
    auto t = known(1);
    t.settings.enabled = false;
    EXPECT_EQ(why(t), Refusal::disabled);
    t = known(1);
    t.settings.host.clear();
    EXPECT_EQ(why(t), Refusal::calls_in_only);
    t = known(1);
    t.usage.now = t.settings.max_calls;
    EXPECT_EQ(why(t), Refusal::calls_full);
    t = known(1);
    t.usage.today = t.settings.max_per_day;
    EXPECT_EQ(why(t), Refusal::day_full);
    t = known(1);
    t.health.refused_us = true;
    EXPECT_EQ(why(t), Refusal::not_registered);
}

TEST(trunks, only_the_shops_country_unless_listed_and_never_dear_numbers) {
    const Target poland{"+48221112233", "PL", false}, nowhere{"+8881234", {}, false},
        dear{"+380900212345", "UA", true};
    EXPECT_EQ(why(known(1), poland), Refusal::country);
    EXPECT_EQ(why(known(1), nowhere), Refusal::country);
    EXPECT_EQ(why(known(1), dear), Refusal::premium);
    auto listed = known(1);
    listed.settings.countries = {"PL"};
    const std::vector<KnownTrunk> one{listed};
    EXPECT_EQ(ids(choose(poland, "UA", one)), (std::vector<std::int64_t>{1}));
    EXPECT_EQ(why(listed, kyiv), Refusal::country) << "a list says all that is allowed";
}

TEST(trunks, outcomes_are_told_apart_and_only_the_trunks_faults_go_on) {
    using enum sip::EndCause;
    EXPECT_EQ(outcome_of(busy, 486, false), Outcome::busy);
    EXPECT_EQ(outcome_of(declined, 603, true), Outcome::refused);
    EXPECT_EQ(outcome_of(declined, 480, false), Outcome::no_answer);
    EXPECT_EQ(outcome_of(no_answer, 408, true), Outcome::no_answer);
    EXPECT_EQ(outcome_of(no_answer, 408, false), Outcome::unreachable);
    EXPECT_EQ(outcome_of(not_found, 404, false), Outcome::wrong_number);
    EXPECT_EQ(outcome_of(failed, 503, false), Outcome::unreachable);
    EXPECT_EQ(outcome_of(cancelled, 487, true), Outcome::no_answer);
    EXPECT_TRUE(goes_on(failed, 503, false));
    EXPECT_TRUE(goes_on(unreachable, 408, false));
    EXPECT_TRUE(goes_on(no_answer, 408, false));
    EXPECT_FALSE(goes_on(failed, 503, true)) << "he was rung already";
    EXPECT_FALSE(goes_on(busy, 486, false));
    EXPECT_FALSE(goes_on(declined, 603, false));
    EXPECT_FALSE(goes_on(not_found, 404, false));
}

TEST(trunks, number_and_caller_id_as_the_carrier_wants_them) {
    TrunkSettings t;
    t.user = "shop1";
    EXPECT_EQ(dialled_as(t, "+380501112233"), "+380501112233");
    t.plus = false;
    t.prepend = "00";
    EXPECT_EQ(dialled_as(t, "+380501112233"), "00380501112233");
    t.national_code = "+380";
    t.national_prefix = "0";
    EXPECT_EQ(dialled_as(t, "+380501112233"), "0501112233") << "as at home, without 00";
    EXPECT_EQ(dialled_as(t, "+48221112233"), "0048221112233");
    t.national_prefix = "";
    EXPECT_EQ(dialled_as(t, "+380501112233"), "501112233");
    EXPECT_EQ(caller_id_of(t, shop), "shop1");
    EXPECT_FALSE(shows_a_number(t)) << "a name is no number that a buyer could call";
    t.user = "380441234567";
    EXPECT_TRUE(shows_a_number(t));
    t.user = "shop1";
    t.caller_id = "+380440000000";
    EXPECT_EQ(caller_id_of(t, shop), "+380440000000");
    EXPECT_TRUE(shows_a_number(t));
    t.caller_ids = {{shop, "+380441111111"}};
    EXPECT_EQ(caller_id_of(t, shop), "+380441111111");
    t.numbers = {{"+380 44 222", QueueId{5}}};
    EXPECT_EQ(queue_of(t, "38044222"), QueueId{5});
    EXPECT_FALSE(queue_of(t, "38044223"));
    EXPECT_FALSE(queue_of(t, "shop"));
}

TEST(trunks, quiet_hours_are_of_the_buyers_zone) {
    EXPECT_EQ(zone_of("UA", "UA", "Europe/Uzhgorod", ""), "Europe/Uzhgorod");
    EXPECT_EQ(zone_of("CN", "UA", "Europe/Kyiv", ""), "Asia/Shanghai");
    EXPECT_EQ(zone_of("ZZ", "UA", "Europe/Kyiv", ""), "Europe/Kyiv");
    EXPECT_EQ(zone_of("US", "UA", "Europe/Kyiv", "America/Denver"), "America/Denver");
    const Time noon_utc = from_ms(1'767'268'800'000);  // 2026-01-01 12:00 UTC
    EXPECT_FALSE(quiet_at(noon_utc, "Europe/Kyiv").quiet);
    EXPECT_EQ(quiet_at(noon_utc, "Europe/Kyiv").minute, 14 * 60);
    EXPECT_FALSE(quiet_at(noon_utc + Ms{(7 * 60 - 1) * 60'000}, "Europe/Kyiv").quiet);
    EXPECT_TRUE(quiet_at(noon_utc + Ms{7 * 3600'000}, "Europe/Kyiv").quiet) << "21:00";
    EXPECT_TRUE(quiet_at(noon_utc, "America/New_York").quiet) << "07:00";
    EXPECT_FALSE(quiet_at(noon_utc, "No/Where").quiet);
}

TEST(trunks, settings_are_checked) {
    TrunkSettings good;
    good.name = "telco";
    good.host = "sip.example.com";
    EXPECT_TRUE(check(good));
    const auto refused = [&](auto change) {
        TrunkSettings t = good;
        change(t);
        const auto result = check(t);
        return result ? std::string() : result.error().code;
    };
    EXPECT_EQ(refused([](auto& t) { t.name.clear(); }), "trunks.name");
    EXPECT_EQ(refused([](auto& t) { t.host = "sip:x;y"; }), "trunks.host");
    EXPECT_EQ(refused([](auto& t) { t.host.clear(); }), "trunks.host_missing");
    EXPECT_EQ(refused([](auto& t) { t.registers = true; }), "trunks.user_missing");
    EXPECT_EQ(refused([](auto& t) { t.prefixes = {"044"}; }), "trunks.prefix");
    EXPECT_EQ(refused([](auto& t) { t.countries = {"ua"}; }), "trunks.country");
    EXPECT_EQ(refused([](auto& t) { t.max_calls = 0; }), "trunks.max_calls");
    EXPECT_EQ(refused([](auto& t) { t.caller_id = "a\r\nb"; }), "trunks.caller_id");
}

}  // namespace
}  // namespace ol::trunks
