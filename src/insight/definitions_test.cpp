// Every definition with worked numbers, and the traps of acd.md section 0 that are about figures.
#include "insight/definitions.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ol::insight {
namespace definitions_test {

using routing::Exit;
constexpr Limits limits{Ms{20000}, Ms{5000}};
const Time noon = from_ms(1790000000000);

Visit visit(Exit exit, std::int64_t wait_ms, int rings = 2) {
    Visit v;
    v.entered_at = noon;
    v.exited_at = noon + Ms{wait_ms};
    v.exit = exit;
    v.wait_ms = wait_ms;
    v.rings = rings;
    if (exit == Exit::answered) v.answered_at = v.exited_at;
    return v;
}
std::int64_t value(const char* code, const Sums& s) {
    const auto* d = find_definition(code);
    EXPECT_NE(d, nullptr) << code;
    const auto v = d ? value_of(*d, s) : std::nullopt;
    EXPECT_TRUE(v.has_value()) << code;
    return v.value_or(-1);
}
bool absent(const char* code, const Sums& s) { return !value_of(*find_definition(code), s); }

/// 100 offered: 60 answered (48 in T, 50 within three rings), 20 abandoned (4 short, 10 in T),
/// 6 call-backs chosen (2 in T, 5 met), 9 other flow-outs, 5 waiting. Beside: 7 refused, 3 failed.
Sums mixed_day() {
    Sums s;
    const auto add = [&](int times, const Visit& v) {
        for (int i = 0; i < times; ++i) s.add(entry_sums(v, limits));
    };
    add(40, visit(Exit::answered, 10000));
    add(8, visit(Exit::answered, 20000, 4));  // exactly T counts as in T
    add(10, visit(Exit::answered, 30000, 3));
    add(2, visit(Exit::answered, 40000, 9));
    add(4, visit(Exit::abandoned, 5000));  // exactly s counts as short
    add(6, visit(Exit::abandoned, 20000));
    add(10, visit(Exit::abandoned, 61000));
    Visit back = visit(Exit::callback, 20000);
    back.callback_met = true;
    add(2, back);
    back.wait_ms = 30000;
    add(3, back);
    back.callback_met = false;
    add(1, back);
    add(9, visit(Exit::timeout, 90000));
    Visit waits = visit(Exit::answered, 0);
    waits.exited_at.reset();
    add(5, waits);
    add(7, visit(Exit::full, 0));
    add(2, visit(Exit::withdrawn, 500000));
    add(1, visit(Exit::system_fail, 500000));
    return s;
}

TEST(definitions, the_mixed_day_number_by_number) {
    const Sums s = mixed_day();
    for (const auto& [code, wanted] : std::vector<std::pair<const char*, std::int64_t>>{
             {"offered", 100},
             {"answered", 60},
             {"in_three_rings", 50},
             {"three_rings", 500},                // 50/100
             {"three_rings_without_short", 521},  // 50/96 = 520.8
             {"abandoned", 20},
             {"short_abandoned", 4},
             {"abandon_rate", 167},  // 16/96 = 166.7
             {"abandon_raw", 200},   // 20/100
             {"flow_out", 15},
             {"lost", 35},
             {"waiting", 5},
             {"refused", 7},
             {"failed", 3},
             {"sl_answered", 800},  // 48/60
             {"sl_negative", 600},  // 48/80
             {"sl_positive", 725},  // 58/80
             {"sl_ignore", 686},    // 48/70 = 685.7
             {"sl_genesys", 505},   // 48/95 = 505.3
             {"sl_connect", 600},   // (48+10+2)/100
             {"sl_strict", 582},    // (48+5)/(95-4) = 582.4
             {"asa", 15667},        // (40x10+8x20+10x30+2x40 s)/60 = 15.667
             {"wait_median", 10000},
             {"wait_p90", 30000},  // 30.0 s; above 12.8 s to 1.6 %, never less
             {"longest_wait", 90000},
             {"abandon_time", 37500},                // (4x5+6x20+10x61 s)/20
             {"abandon_time_without_short", 45625},  // 730 s/16
         })
        EXPECT_EQ(value(code, s), wanted) << code;
    // offered = exits + waiting, exactly
    EXPECT_EQ(
        value("answered", s) + value("abandoned", s) + value("flow_out", s) + value("waiting", s),
        value("offered", s));
}

TEST(definitions, empty_is_null_not_zero) {
    const Sums none;
    for (const auto& d : definitions()) {
        const auto v = value_of(d, none);
        const bool adds_up = d.kind == Kind::count || d.kind == Kind::total_ms;
        EXPECT_EQ(v.has_value(), adds_up) << d.code;
        if (v) EXPECT_EQ(*v, 0) << d.code;
    }
}

TEST(definitions, trap_2_who_timed_out_or_pressed_a_key_did_not_abandon) {
    Sums s;
    for (const auto exit : {Exit::timeout, Exit::key_exit, Exit::empty, Exit::overflow})
        s.add(entry_sums(visit(exit, 30000), limits));
    EXPECT_EQ(value("abandoned", s), 0);
    EXPECT_EQ(value("abandon_rate", s), 0);
    EXPECT_EQ(value("flow_out", s), 4);
    s.add(entry_sums(visit(Exit::withdrawn, 30000), limits));  // by a supervisor: no abandon either
    EXPECT_EQ(value("abandoned", s), 0);
    EXPECT_EQ(value("offered", s), 4);
}

TEST(definitions, trap_3_abandons_do_not_vanish_from_the_headline) {
    Sums s;
    s.add(entry_sums(visit(Exit::answered, 1000), limits));
    for (int i = 0; i < 9; ++i) s.add(entry_sums(visit(Exit::abandoned, 60000), limits));
    EXPECT_EQ(value("sl_answered", s), 1000) << "Asterisk's first number hides them";
    EXPECT_EQ(value("sl_strict", s), 100);
    // Quick abandons are no success with us; with Connect they are.
    Sums quick;
    for (int i = 0; i < 10; ++i) quick.add(entry_sums(visit(Exit::abandoned, 10000), limits));
    EXPECT_EQ(value("sl_connect", quick), 1000);
    EXPECT_EQ(value("sl_positive", quick), 1000);
    EXPECT_EQ(value("sl_strict", quick), 0);
    EXPECT_TRUE(absent("sl_ignore", quick));
}

TEST(definitions, handling_by_end) {
    Visit v = visit(Exit::answered, 8000);
    EXPECT_TRUE(handle_sums(v, limits).empty()) << "not over yet";
    v.done_at = noon + Ms{300000};
    v.talk_ms = 180000, v.hold_ms = 20000, v.wrap_ms = 40000;
    Sums s = handle_sums(v, limits);
    v.talk_ms = 60000, v.hold_ms = 0, v.wrap_ms = 30001;
    s.add(handle_sums(v, limits));
    EXPECT_EQ(value("handled", s), 2);
    EXPECT_EQ(value("aht", s), 165001);  // 330001/2 = 165000.5, half up
    EXPECT_EQ(value("talk", s), 240000);
    EXPECT_EQ(value("talk_average", s), 120000);
    EXPECT_EQ(value("hold", s), 20000);
    EXPECT_EQ(value("wrap_up", s), 70001);
    EXPECT_EQ(value("wrap_up_average", s), 35001);
    v.exit = Exit::abandoned;
    EXPECT_TRUE(handle_sums(v, limits).empty()) << "nobody handled it";
}

TEST(definitions, rona_counts_offers_not_contacts) {
    Sums s;
    s[Sum::offers] = 8;
    s[Sum::no_answers] = 3;
    EXPECT_EQ(value("rona_rate", s), 375);
}

TEST(definitions, occupancy_counts_ringing_as_contact_and_pauses_as_neither) {
    Sums s;
    s[Sum::ready_ms] = 20 * 60000;
    s[Sum::reserved_ms] = 2 * 60000;
    s[Sum::talking_ms] = 25 * 60000;
    s[Sum::after_talk_ms] = 3 * 60000;
    s[Sum::paused_ms] = 8 * 60000;
    s[Sum::not_responding_ms] = 2 * 60000;
    EXPECT_EQ(value("contact", s), 30 * 60000);
    EXPECT_EQ(value("sign_in", s), 60 * 60000);
    EXPECT_EQ(value("occupancy", s), 600);  // 30/50
    EXPECT_EQ(value("paused", s), 8 * 60000);
}

TEST(definitions, load_weighs_by_capacity_units) {
    // Three chats at once for ten minutes of a routable ten: 3 x 25 of 100 units.
    Sums s;
    s[Sum::ready_ms] = 0;
    s[Sum::talking_ms] = 600000;
    Visit chat = visit(Exit::answered, 1000);
    chat.done_at = noon + Ms{601000};
    chat.talk_ms = 600000;
    for (int i = 0; i < 3; ++i) s.add(handle_sums(chat, limits, units_of("chat")));
    EXPECT_EQ(value("load", s), 750);
    EXPECT_EQ(value("occupancy", s), 1000) << "blind for concurrency, by definition";
    // A year of 5,000 people does not overflow: 5,000 x 365 x 8 h.
    Sums year;
    year[Sum::ready_ms] = 5000LL * 365 * 8 * 3600000;
    year[Sum::unit_ms] = 50 * year[Sum::ready_ms];
    EXPECT_EQ(value("load", year), 500);
}

TEST(definitions, sums_add_up_and_take_apart_averages_do_not) {
    const Sums a = mixed_day();
    Sums b;
    b.add(entry_sums(visit(Exit::answered, 100000), limits));
    Sums both = a;
    both.add(b);
    EXPECT_EQ(value("asa", both), (60 * 15667 - 20 + 100000) / 61);  // 940 s + 100 s over 61
    EXPECT_NE(value("asa", both), (value("asa", a) + value("asa", b)) / 2);
    both.add(b, -1);
    both.longest_ms = a.longest_ms;
    EXPECT_EQ(both, a);
}

TEST(definitions, each_has_an_id_a_formula_and_rows) {
    std::set<std::string_view> codes;
    for (const auto& d : definitions()) {
        EXPECT_TRUE(codes.insert(d.code).second) << d.code;
        EXPECT_FALSE(d.formula.empty()) << d.code;
        EXPECT_FALSE(d.opens.empty()) << d.code;
        const bool ratio = d.kind == Kind::permille || d.kind == Kind::average_ms ||
                           d.kind == Kind::average_tenths;
        EXPECT_EQ(ratio, d.denominator != nullptr) << d.code;
    }
    EXPECT_EQ(find_definition("nonsense"), nullptr);
}

TEST(waits, edges_never_understate_and_stay_within_1_6_percent) {
    std::int64_t last = 0;
    for (std::int64_t ms = 0; ms < 100'000'000; ms += 1 + ms / 97) {
        const auto edge = Waits::edge_of(Waits::bucket_of(ms));
        ASSERT_GE(edge, ms);
        ASSERT_GE(edge, last) << ms;
        ASSERT_LE(edge - ms, std::max<std::int64_t>(100, ms / 60)) << ms;
        last = edge;
    }
    EXPECT_EQ(Waits::edge_of(Waits::bucket_of(12800)), 12800);
    EXPECT_GT(Waits::bucket_of(INT64_MAX), 0);
    EXPECT_EQ(Waits::bucket_of(-5), 0);
}

TEST(waits, text_there_and_back) {
    Waits w;
    for (const int ms : {100, 100, 12800, 12801, 3600000}) w.add(ms);
    Waits again;
    ASSERT_TRUE(again.add_text(w.text()));
    EXPECT_EQ(again, w);
    EXPECT_EQ(again.percentile(40), 100);
    EXPECT_EQ(again.percentile(60), 12800);
    for (const char* bad : {"1", "1:", ":1", "1:1,2:2", "-1:1", "x", "1:1  2:2"})
        EXPECT_FALSE(Waits{}.add_text(bad)) << bad;
}

}  // namespace definitions_test
}  // namespace ol::insight
