// The definitions against hand-made days: story 6 of the three rings, all service levels, and the
// nulls.
#include <gtest/gtest.h>

#include <map>

#include "insight/insight.hpp"
#include "platform/base/json.hpp"

namespace ol::insight {
namespace figures_test {

using routing::Exit;
const Time morning = from_ms(1767256200000);

Visit visit(Exit exit, std::int64_t wait_ms, int rings = 0) {
    static std::int64_t next = 1;
    Visit v;
    v.contact = {next++};
    v.queue = {7};
    v.entered_at = morning;
    v.exit = exit;
    v.wait_ms = wait_ms;
    v.exited_at = morning + Ms{wait_ms};
    v.rings = rings;
    if (exit == Exit::answered) v.answered_at = v.exited_at;
    return v;
}

void add(std::vector<Visit>& day, int count, const Visit& like) {
    for (int i = 0; i < count; ++i) day.push_back(visit(like.exit, like.wait_ms, like.rings));
}

std::map<std::string, ServiceLevel> by_code(const std::vector<ServiceLevel>& list) {
    std::map<std::string, ServiceLevel> out;
    for (const auto& one : list) out[one.code] = one;
    return out;
}

TEST(figures, who_called_while_closed_stands_in_no_ratio) {
    std::vector<Visit> day;
    add(day, 3, visit(Exit::answered, 1000, 1));
    const Figures before = figures_of(day, {morning}, {});
    add(day, 5, visit(Exit::closed, 0));
    const Figures f = figures_of(day, {morning}, {});
    EXPECT_EQ(f.closed, 5);
    EXPECT_EQ(f.offered, 3);
    EXPECT_EQ(f.abandoned, 0);
    EXPECT_EQ(f.flow_out, 0);
    EXPECT_EQ(f.failed, 0);
    for (std::size_t i = 0; i < f.service_levels.size(); ++i)
        EXPECT_EQ(f.service_levels[i].denominator, before.service_levels[i].denominator);
    for (std::size_t i = 0; i < f.ratios.size(); ++i)
        EXPECT_EQ(f.ratios[i].denominator, before.ratios[i].denominator);
    EXPECT_TRUE(selects(Figure::closed, day.back(), {morning}, {}));
}

TEST(figures, story_of_the_three_rings) {
    std::vector<Visit> day;
    add(day, 900, visit(Exit::answered, 14000, 3));
    add(day, 12,
        visit(Exit::answered, 31000,
              2));  // waited long, but her phone rang twice: rings, not seconds
    add(day, 40, visit(Exit::answered, 12000, 4));
    add(day, 30, visit(Exit::abandoned, 5000));  // five seconds or more
    add(day, 18, visit(Exit::abandoned, 4999));
    const Figures f = figures_of(day, {morning}, {Ms{20000}, Ms{4999}});
    EXPECT_EQ(f.offered, 1000);
    EXPECT_EQ(f.answered, 952);
    EXPECT_EQ(f.in_three_rings, 912);
    EXPECT_EQ(f.abandoned, 48);
    EXPECT_EQ(f.short_abandoned, 18);
    const auto ratios = by_code(f.ratios);
    EXPECT_EQ(ratios.at("three_rings").permille, 912);                // 91.2 % of offered
    EXPECT_EQ(ratios.at("three_rings_without_short").permille, 929);  // 92.9 % excluding short
    EXPECT_EQ(ratios.at("abandon_rate").denominator, 982);
    EXPECT_EQ(ratios.at("abandon_rate").numerator, 30);
    EXPECT_EQ(ratios.at("abandon_rate").permille, 31);  // 3.1 % of 982
}

/// 100 visits: An 60 (48 in T), Ab 20 (10 in T, 4 short), Fo 15 (6 of them call-backs: 2 in T, 5
/// met), 5 waiting.
std::vector<Visit> mixed_day() {
    std::vector<Visit> day;
    add(day, 48, visit(Exit::answered, 20000, 2));  // exactly T counts as in T
    add(day, 12, visit(Exit::answered, 20001, 2));
    add(day, 4, visit(Exit::abandoned, 5000));  // exactly s counts as short
    add(day, 6, visit(Exit::abandoned, 15000));
    add(day, 10, visit(Exit::abandoned, 60000));
    add(day, 2, visit(Exit::callback, 20000));
    add(day, 4, visit(Exit::callback, 30000));
    for (std::size_t i = day.size() - 5; i < day.size(); ++i) day[i].callback_met = true;
    add(day, 3, visit(Exit::timeout, 90000));
    add(day, 2, visit(Exit::overflow, 40000));
    add(day, 2, visit(Exit::key_exit, 1000));
    add(day, 2, visit(Exit::empty, 1000));
    add(day, 5, visit(Exit::answered, 0));
    for (std::size_t i = day.size() - 5; i < day.size(); ++i) day[i].exited_at.reset();
    add(day, 7, visit(Exit::full, 0));
    add(day, 1, visit(Exit::withdrawn, 500000));
    add(day, 2, visit(Exit::system_fail, 500000));
    return day;
}

TEST(figures, all_seven_service_levels_side_by_side) {
    const Figures f = figures_of(mixed_day(), {morning}, Limits{});
    EXPECT_EQ(f.offered, 100);
    EXPECT_EQ(f.answered + f.abandoned + f.flow_out + f.waiting, f.offered);
    EXPECT_EQ(f.flow_out, 15);
    EXPECT_EQ(f.waiting, 5);
    EXPECT_EQ(f.refused, 7);
    EXPECT_EQ(f.failed, 3);
    EXPECT_EQ(f.longest_ms, 90000);
    ASSERT_EQ(f.service_levels.size(), 7u);
    const auto sl = by_code(f.service_levels);
    const std::map<std::string, std::pair<int, int>> wanted{
        {"answered", {48, 60}}, {"negative", {48, 80}}, {"positive", {58, 80}},
        {"ignore", {48, 70}},   {"genesys", {48, 95}},  {"connect", {60, 100}},
        {"strict", {53, 91}}};
    for (const auto& [code, ratio] : wanted) {
        EXPECT_EQ(sl.at(code).numerator, ratio.first) << code;
        EXPECT_EQ(sl.at(code).denominator, ratio.second) << code;
        EXPECT_FALSE(sl.at(code).definition.empty()) << code;
    }
    EXPECT_EQ(sl.at("answered").permille, 800);
    EXPECT_EQ(sl.at("genesys").permille, 505);  // 505.26
    EXPECT_EQ(sl.at("ignore").permille, 686);   // 685.7 rounds up
    EXPECT_EQ(sl.at("strict").permille, 582);   // 582.4 rounds down
}

TEST(figures, no_denominator_is_null_not_zero) {
    const Figures f = figures_of({}, {morning}, Limits{});
    for (const auto* list : {&f.service_levels, &f.ratios})
        for (const auto& one : *list) EXPECT_FALSE(one.permille) << one.code;
    EXPECT_FALSE(f.wait_median_ms);
    const std::string text = json::write(f);
    EXPECT_EQ(text.find("permille"), text.npos);
    EXPECT_NE(
        text.find(R"([{"code":"answered","numerator":0,"denominator":0,"definition":"An_T/An"})"),
        text.npos);
}

TEST(figures, median_and_p90_by_nearest_rank) {
    std::vector<Visit> day;
    for (const int wait : {50, 10, 40, 20, 30, 100, 90, 60, 80, 70})
        day.push_back(visit(Exit::answered, wait));
    Figures f = figures_of(day, {morning}, Limits{});
    EXPECT_EQ(f.wait_median_ms, 50);
    EXPECT_EQ(f.wait_p90_ms, 90);
    EXPECT_EQ(f.wait_sum_ms, 550);
    day.resize(1);
    f = figures_of(day, {morning}, Limits{});
    EXPECT_EQ(f.wait_median_ms, 50);
    EXPECT_EQ(f.wait_p90_ms, 50);
}

TEST(figures, entry_decides_the_interval_and_end_that_of_the_talk) {
    Visit v = visit(Exit::answered, 1000);
    v.entered_at = morning - Ms{1};
    v.done_at = morning + Ms{60000};
    v.talk_ms = 40000, v.hold_ms = 5000, v.wrap_ms = 14000;
    const Figures now_ = figures_of({&v, 1}, {morning}, Limits{});
    EXPECT_EQ(now_.offered, 0);
    EXPECT_EQ(now_.handled, 1);
    EXPECT_EQ(now_.talk_sum_ms, 40000);
    EXPECT_EQ(now_.hold_sum_ms, 5000);
    EXPECT_EQ(now_.wrap_up_sum_ms, 14000);
    const Figures before = figures_of({&v, 1}, {Time{}, morning}, Limits{});
    EXPECT_EQ(before.offered, 1);
    EXPECT_EQ(before.handled, 0);
    EXPECT_EQ(figures_of({&v, 1}, {Time{}, v.entered_at}, Limits{}).offered, 0)
        << "the end is not inside";
}

TEST(figures, rows_behind_a_figure_are_as_many_as_it_says) {
    const auto day = mixed_day();
    const Figures f = figures_of(day, {morning}, Limits{});
    const std::pair<Figure, std::int64_t> figures[] = {{Figure::offered, f.offered},
                                                       {Figure::answered, f.answered},
                                                       {Figure::abandoned, f.abandoned},
                                                       {Figure::short_abandoned, f.short_abandoned},
                                                       {Figure::flow_out, f.flow_out},
                                                       {Figure::waiting, f.waiting},
                                                       {Figure::refused, f.refused},
                                                       {Figure::failed, f.failed},
                                                       {Figure::in_three_rings, f.in_three_rings},
                                                       {Figure::answered_in_t, f.answered_in_t},
                                                       {Figure::abandoned_in_t, f.abandoned_in_t},
                                                       {Figure::callback_in_t, f.callback_in_t},
                                                       {Figure::callback_met, f.callback_met}};
    for (const auto& [figure, count] : figures)
        EXPECT_EQ(
            std::count_if(day.begin(), day.end(),
                          [&](const Visit& v) { return selects(figure, v, {morning}, Limits{}); }),
            count);
}

}  // namespace figures_test
}  // namespace ol::insight
