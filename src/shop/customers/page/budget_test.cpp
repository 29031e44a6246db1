// The gate with its numbers: who, how often, at which hours, by whose leave, and until when.
#include "shop/customers/page/budget.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "platform/base/names.hpp"
#include "shop/customers/page/score.hpp"

namespace ol::customers {
namespace budget_test {

constexpr Time now = from_ms(1'795'000'000'000);
constexpr Ms hour{3'600'000};

std::vector<WhyNot> codes(const std::vector<NotNow>& why) {
    std::vector<WhyNot> out;
    for (const auto& w : why) out.push_back(w.code);
    return out;
}

std::vector<WhyNot> codes(const BudgetFacts& f, Purpose purpose,
                          ContactChannel by = ContactChannel::voice) {
    return codes(why_not(f, {}, {purpose, by, false}));
}

BudgetFacts at(std::string_view iso) {
    BudgetFacts f{*parse_iso8601(iso)};
    f.zones = {"Europe/Kyiv"};
    f.consents = {{Purpose::telesales, ContactChannel::voice}};
    return f;
}

TEST(Gate, a_first_call_is_allowed_and_says_by_which_rule) {
    const auto f = at("2026-11-18T10:00:00Z");
    EXPECT_EQ(may_contact(f, {}, {Purpose::confirm}).because, Because::within_rules);
    EXPECT_EQ(may_contact(f, {}, {Purpose::telesales}).because, Because::consent);
    EXPECT_EQ(may_contact(f, {}, {Purpose::reply}).because, Because::reply);
}

TEST(Gate, the_day_is_spent_until_the_oldest_of_three_is_a_day_old) {
    BudgetFacts f{now};
    f.efforts = {{now - hour}, {now - hour * 5}, {now - hour * 23}, {now - hour * 25}};
    const auto why = why_not(f, {}, {Purpose::confirm});
    ASSERT_EQ(codes(why), std::vector{WhyNot::day_spent});
    EXPECT_EQ(why[0].until, now + hour);
    f.efforts.erase(f.efforts.begin() + 2);
    EXPECT_TRUE(codes(f, Purpose::confirm).empty());
}

TEST(Gate, the_day_counts_every_channel_and_every_department) {
    BudgetFacts f{now};
    f.efforts = {{now - hour, Purpose::confirm, ContactChannel::sms},
                 {now - hour * 2, Purpose::claim, ContactChannel::letter},
                 {now - hour * 3, Purpose::delivery, ContactChannel::messenger}};
    EXPECT_EQ(codes(f, Purpose::other), std::vector{WhyNot::day_spent});
}

TEST(Gate, offers_are_once_a_day_twice_a_week_four_times_a_month) {
    auto f = at("2026-11-18T10:00:00Z");
    const auto offer = [&](int days) {
        f.efforts.push_back({f.now - hour * 24 * days - hour, Purpose::telesales});
    };
    offer(3);
    EXPECT_TRUE(codes(f, Purpose::telesales).empty());
    offer(5);
    EXPECT_EQ(codes(f, Purpose::telesales), std::vector{WhyNot::marketing_week_spent});
    offer(9), offer(12);
    EXPECT_EQ(codes(f, Purpose::telesales),
              (std::vector{WhyNot::marketing_week_spent, WhyNot::marketing_month_spent}));
    EXPECT_TRUE(codes(f, Purpose::feedback).empty());
    f.efforts = {{f.now - hour * 24 * 20, Purpose::feedback}};
    EXPECT_EQ(codes(f, Purpose::feedback), std::vector{WhyNot::optional_spent});
}

TEST(Gate, what_nobody_asked_for_waits_a_day_after_any_contact) {
    auto f = at("2026-11-18T10:00:00Z");
    f.efforts = {{f.now - hour * 2, Purpose::claim}};
    const auto why = why_not(f, {}, {Purpose::telesales});
    ASSERT_EQ(codes(why), std::vector{WhyNot::unasked_gap});
    EXPECT_EQ(why[0].until, f.now + hour * 22);
    EXPECT_TRUE(codes(f, Purpose::claim).empty());
}

TEST(Gate, two_talks_a_day_are_enough_unless_he_called_himself_since) {
    BudgetFacts f{now};
    f.efforts = {{now - hour, Purpose::confirm, ContactChannel::voice, true},
                 {now - hour * 2, Purpose::claim, ContactChannel::voice, true}};
    EXPECT_EQ(codes(f, Purpose::delivery), std::vector{WhyNot::talks_spent});
    f.heard_at = now - hour + Ms{60'000};
    EXPECT_TRUE(codes(f, Purpose::delivery).empty());
}

TEST(Gate, an_offer_needs_his_yes_for_that_channel) {
    auto f = at("2026-11-18T10:00:00Z");
    const Ask sms{Purpose::telesales, ContactChannel::sms, false};
    EXPECT_EQ(codes(why_not(f, {}, sms)), std::vector{WhyNot::no_consent});
    EXPECT_EQ(may_contact(f, {}, sms).outcome, Outcome::deny);
    ContactRules free;
    free.marketing_needs_consent = false;
    EXPECT_TRUE(why_not(f, free, sms).empty());
    EXPECT_TRUE(codes(f, Purpose::confirm, ContactChannel::sms).empty());
}

TEST(Gate, his_word_stops_a_channel_or_all_of_them_but_no_reply) {
    auto f = at("2026-11-18T10:00:00Z");
    f.stops = {ContactChannel::sms};
    EXPECT_EQ(codes(f, Purpose::confirm, ContactChannel::sms), std::vector{WhyNot::do_not_contact});
    EXPECT_TRUE(codes(f, Purpose::confirm).empty());
    EXPECT_TRUE(codes(f, Purpose::reply, ContactChannel::sms).empty());
    f.stops = {ContactChannel::voice};
    EXPECT_EQ(codes(f, Purpose::confirm), std::vector{WhyNot::do_not_call});
    f.stops.clear(), f.stop_all = true;
    EXPECT_EQ(codes(f, Purpose::confirm, ContactChannel::letter),
              std::vector{WhyNot::do_not_contact});
    EXPECT_EQ(may_contact(f, {}, {Purpose::confirm}).outcome, Outcome::deny);
}

TEST(Gate, while_something_is_open_nothing_is_offered_and_nothing_asked) {
    auto f = at("2026-11-18T10:00:00Z");
    f.matters = {{MatterKind::returning, {}}, {MatterKind::complaint, f.now - hour}};
    for (const auto purpose : {Purpose::telesales, Purpose::feedback}) {
        const auto why = why_not(f, {}, {purpose});
        ASSERT_EQ(codes(why), std::vector{WhyNot::open_matter});
        EXPECT_EQ(why[0].params[0].second, "returning");
    }
    EXPECT_TRUE(codes(f, Purpose::delivery).empty());
}

TEST(Gate, a_reply_waits_for_nobody_but_who_is_with_him) {
    BudgetFacts f{now};
    f.stops = {ContactChannel::voice}, f.zones = {"Pacific/Auckland"};
    f.efforts.assign(9, {now - hour, Purpose::telesales});
    EXPECT_TRUE(codes(f, Purpose::reply).empty());
    f.holder = Holder{PersonId{8}, Purpose::claim, now, true};
    EXPECT_EQ(codes(f, Purpose::reply), std::vector{WhyNot::in_talk});
    EXPECT_EQ(may_contact(f, {}, {Purpose::reply}).outcome, Outcome::defer);
}

TEST(Gate, quiet_hours_are_his_and_end_at_nine) {
    struct Row {
        const char* at;
        bool quiet;
    };
    for (const auto& [when, quiet] : {Row{"2026-11-18T17:59:00Z", false},
                                      {"2026-11-18T18:00:00Z", true},
                                      {"2026-11-18T22:00:00Z", true},
                                      {"2026-11-19T06:59:00Z", true},
                                      {"2026-11-19T07:00:00Z", false}})
        EXPECT_EQ(!codes(at(when), Purpose::confirm).empty(), quiet) << when;
    const auto f = at("2026-11-18T21:30:00Z");
    EXPECT_EQ(why_not(f, {}, {Purpose::confirm})[0].until, *parse_iso8601("2026-11-19T07:00:00Z"));
    EXPECT_TRUE(codes(f, Purpose::confirm, ContactChannel::letter).empty());  // it wakes nobody
    EXPECT_TRUE(why_not(f, {}, {Purpose::confirm, ContactChannel::voice, true}).empty());
}

TEST(Gate, every_zone_he_may_live_in_must_permit) {
    auto f = at("2026-11-18T08:00:00Z");  // Kyiv 10:00, London 8:00
    f.zones = {"Europe/Kyiv", "Europe/London"};
    EXPECT_EQ(why_not(f, {}, {Purpose::confirm})[0].until, *parse_iso8601("2026-11-18T09:00:00Z"));
    f.zones = {"Europe/Kyiv", "Pacific/Honolulu"};  // never together: no time is named
    const auto said = may_contact(f, {}, {Purpose::confirm});
    EXPECT_EQ(said.outcome, Outcome::deny);
    EXPECT_FALSE(said.until);
}

TEST(Gate, nothing_is_offered_on_a_sunday_and_monday_begins_at_ten) {
    const auto f = at("2026-11-22T10:00:00Z");  // a Sunday
    const auto why = why_not(f, {}, {Purpose::telesales});
    ASSERT_EQ(codes(why), std::vector{WhyNot::marketing_hours});
    EXPECT_EQ(why[0].until, *parse_iso8601("2026-11-23T08:00:00Z"));
    EXPECT_TRUE(codes(f, Purpose::confirm).empty());
}

TEST(Gate, the_night_in_which_the_clocks_change_ends_at_nine_too) {
    const auto spring = at("2026-03-28T22:00:00Z");  // 00:00 before the hour that is skipped
    EXPECT_EQ(why_not(spring, {}, {Purpose::confirm})[0].until,
              *parse_iso8601("2026-03-29T06:00:00Z"));
    const auto autumn = at("2026-10-24T21:00:00Z");  // 00:00 before the hour that comes twice
    EXPECT_EQ(why_not(autumn, {}, {Purpose::confirm})[0].until,
              *parse_iso8601("2026-10-25T07:00:00Z"));
}

TEST(Gate, rules_out_of_range_name_their_field) {
    ContactRules r;
    EXPECT_EQ(out_of_range(r), "");
    r.marketing_days = "0101";
    EXPECT_EQ(out_of_range(r), "marketing_days");
    r = {}, r.attempts_per_day = 9, r.attempts_per_week = 1;
    EXPECT_EQ(out_of_range(r), "attempts_per_week") << "a day never has more than its week";
    r = {}, r.marketing_per_day = 3, r.marketing_per_week = 2;
    EXPECT_EQ(out_of_range(r), "marketing_per_week");
    r = {}, r.ledger_days = 7;
    EXPECT_EQ(out_of_range(r), "ledger_days");
}

// ---- what must hold for any facts and any rules ----

struct Dice {
    std::uint64_t state;
    std::int64_t roll(std::int64_t least, std::int64_t most) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return least + static_cast<std::int64_t>((state >> 33) %
                                                 static_cast<std::uint64_t>(most - least + 1));
    }
    bool coin() { return roll(0, 1) == 1; }
    Purpose purpose() { return static_cast<Purpose>(roll(0, 7)); }
    ContactChannel channel() { return static_cast<ContactChannel>(roll(0, 5)); }
};

Effort some_effort(Dice& d, Time now) {
    return {now - Ms{d.roll(1, 31LL * 24 * 3600) * 1000}, d.purpose(), d.channel(), d.coin()};
}

BudgetFacts some_facts(Dice& d) {
    constexpr const char* zones[] = {"Europe/Kyiv", "Asia/Shanghai", "America/New_York",
                                     "Australia/Lord_Howe", "Pacific/Honolulu"};
    BudgetFacts f{now + Ms{d.roll(0, 400LL * 24 * 60) * 60'000}};
    for (auto n = d.roll(0, 2); n > 0; --n) f.zones.emplace_back(zones[d.roll(0, 4)]);
    f.stop_all = d.roll(0, 9) == 0;
    if (d.roll(0, 4) == 0) f.stops = {d.channel()};
    const int agreed = d.coin() ? 6 : 0;
    for (int c = 0; c < agreed; ++c)
        f.consents.push_back({Purpose::telesales, static_cast<ContactChannel>(c)});
    if (d.roll(0, 4) == 0)
        f.matters = {{MatterKind::complaint, f.now + Ms{d.roll(1, 9) * 86'400'000}}};
    if (d.roll(0, 9) == 0) f.matters.push_back({MatterKind::returning, {}});
    if (d.roll(0, 9) == 0) f.holder = Holder{PersonId{1}, d.purpose(), f.now, d.coin()};
    for (auto n = d.roll(0, 6); n > 0; --n) f.efforts.push_back(some_effort(d, f.now));
    std::ranges::sort(f.efforts, std::ranges::greater{}, &Effort::at);
    if (d.coin()) f.heard_at = f.now - Ms{d.roll(0, 48) * 3'600'000};
    return f;
}

ContactRules some_rules(Dice& d) {
    ContactRules r;
    r.attempts_per_day = d.roll(1, 4), r.attempts_per_week = d.roll(1, 8);
    r.answered_per_day = d.roll(1, 3), r.optional_per_month = d.roll(0, 2);
    r.marketing_per_day = d.roll(0, 2), r.marketing_per_week = d.roll(0, 3);
    r.marketing_per_month = d.roll(0, 5), r.unasked_gap_hours = d.roll(0, 48);
    r.quiet_from_minute = d.roll(0, 1439), r.quiet_to_minute = d.roll(0, 1439);
    r.marketing_from_minute = d.roll(0, 1439), r.marketing_to_minute = d.roll(0, 1439);
    for (auto& c : r.marketing_days) c = d.coin() ? '1' : '0';
    r.marketing_needs_consent = d.coin();
    return r;
}

bool has(const std::vector<NotNow>& all, const NotNow& one) {
    return std::ranges::any_of(all, [&](const NotNow& w) {
        return w.code == one.code && (one.code != WhyNot::open_matter || w.params == one.params);
    });
}

class GateProperties : public testing::TestWithParam<int> {};

TEST_P(GateProperties, one_more_contact_takes_no_reason_away) {
    Dice d{static_cast<std::uint64_t>(GetParam()) * 977 + 5};
    for (int n = 0; n < 400; ++n) {
        const auto rules = some_rules(d);
        const Ask ask{d.purpose(), d.channel(), d.coin()};
        auto facts = some_facts(d);
        const auto before = may_contact(facts, rules, ask);
        facts.efforts.push_back(some_effort(d, facts.now));
        std::ranges::sort(facts.efforts, std::ranges::greater{}, &Effort::at);
        const auto after = may_contact(facts, rules, ask);
        for (const auto& why : before.why) ASSERT_TRUE(has(after.why, why)) << to_name(why.code);
        ASSERT_GE(after.outcome, before.outcome);
        if (before.until && after.until) ASSERT_GE(*after.until, *before.until);
    }
}

TEST_P(GateProperties, a_tighter_cap_allows_nothing_new) {
    Dice d{static_cast<std::uint64_t>(GetParam()) * 1009 + 7};
    for (int n = 0; n < 400; ++n) {
        const auto loose = some_rules(d);
        auto tight = loose;
        std::int64_t* caps[] = {&tight.attempts_per_day,   &tight.attempts_per_week,
                                &tight.answered_per_day,   &tight.optional_per_month,
                                &tight.marketing_per_day,  &tight.marketing_per_week,
                                &tight.marketing_per_month};
        auto& one = *caps[d.roll(0, 6)];
        one = std::max<std::int64_t>(one - 1, 0);
        const Ask ask{d.purpose(), d.channel(), d.coin()};
        const auto facts = some_facts(d);
        ASSERT_GE(may_contact(facts, tight, ask).outcome, may_contact(facts, loose, ask).outcome);
    }
}

TEST_P(GateProperties, until_is_true_for_each_reason_and_for_all_of_them) {
    Dice d{static_cast<std::uint64_t>(GetParam()) * 1013 + 11};
    int timed = 0, deferred = 0;
    for (int n = 0; n < 400; ++n) {
        const auto rules = some_rules(d);
        const Ask ask{d.purpose(), d.channel(), false};
        auto facts = some_facts(d);
        const auto said = may_contact(facts, rules, ask);
        ASSERT_EQ(said.outcome == Outcome::allow, said.why.empty());
        ASSERT_EQ(said.outcome == Outcome::allow, said.because != Because::none);
        auto later = facts;
        for (const auto& why : said.why) {
            if (!why.until) continue;
            ASSERT_GT(*why.until, facts.now) << to_name(why.code);
            later.now = *why.until, ++timed;
            ASSERT_FALSE(has(why_not(later, rules, ask), why)) << to_name(why.code);
        }
        if (!said.until) continue;
        later.now = *said.until, later.holder.reset(), ++deferred;
        ASSERT_EQ(may_contact(later, rules, ask).outcome, Outcome::allow);
    }
    EXPECT_GT(timed, 100);
    EXPECT_GT(deferred, 30);
}

INSTANTIATE_TEST_SUITE_P(Seeds, GateProperties, testing::Range(0, 25));

TEST(Completeness, says_what_to_ask_next_by_weight) {
    Customer c;
    EXPECT_EQ(completeness(c).percent, 0);
    EXPECT_EQ(completeness(c).ask.front(), Missing::phone);
    c.name = "Oksana Koval", c.language = "uk", c.tz = "Europe/Kyiv";
    c.identities = {{{}, IdentityKind::phone, "+380501112233"}};
    c.addresses = {{{}, "Main 7", "Kyiv"}};
    EXPECT_EQ(completeness(c).percent, 85);
    EXPECT_EQ(completeness(c).ask, (std::vector{Missing::email, Missing::trusted}));
}

}  // namespace budget_test
}  // namespace ol::customers
