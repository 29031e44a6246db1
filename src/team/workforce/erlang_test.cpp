// Erlang's formulas against values of 60 digits computed by other means (testdata/erlang_exact.csv:
// direct sums, incomplete gamma functions, adaptive quadrature), against published tables, against
// each other, and at the edges.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <random>
#include <sstream>

#include "team/workforce/workforce.hpp"

namespace ol::workforce {
namespace {

using Row = std::vector<std::string>;

std::string source_dir() {
    const char* dir = std::getenv("OL_SOURCE_DIR");
    return dir ? dir : ".";
}

/// Rows of a CSV file without quoting, the heading left out; empty when there is no such file.
std::vector<Row> rows_of(const std::string& file) {
    std::ifstream in(file);
    std::vector<Row> rows;
    for (std::string line; std::getline(in, line);) {
        Row row;
        std::stringstream cells(line);
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
        rows.push_back(row);
    }
    if (!rows.empty()) rows.erase(rows.begin());
    return rows;
}

double number(const std::string& text) { return text.empty() ? 0 : std::stod(text); }

double quantity(const Work& work, int agents, const std::string& name, double within_s) {
    if (name == "blocking") return *blocking(work.load, agents);
    if (name.starts_with("service") || name.starts_with("P(served"))
        return service_levels(work, agents, within_s)->of_offered;
    const Outcome o = *outcome(work, agents);
    if (name == "wait_share" || name == "P(wait)") return o.wait_share;
    if (name == "abandon_share" || name == "P(abandon)") return o.abandon_share;
    if (name.starts_with("mean_wait") || name.starts_with("mean wait")) return o.mean_wait_s;
    if (name == "mean_queue" || name == "mean queue") return o.mean_queue;
    if (name == "occupancy") return o.occupancy;
    ADD_FAILURE() << "unknown quantity " << name;
    return 0;
}

TEST(Erlang, AgreesWithSixtyDigits) {
    const auto rows = rows_of(source_dir() + "/src/team/workforce/testdata/erlang_exact.csv");
    ASSERT_GT(rows.size(), 70u);
    for (const Row& row : rows) {
        SCOPED_TRACE(testing::PrintToString(row));
        Work work{number(row[2]), row[3].empty() ? 1 : number(row[3]), {}};
        if (row[0] == "A") work.patience = Patience::exponential(number(row[4]));
        if (row[0][0] == 'L')
            work.patience = Patience::lognormal(number(row[4]), number(row[0].substr(1)));
        const int agents = std::stoi(row[1]);
        const double want = number(row[7]);
        EXPECT_NEAR(quantity(work, agents, row[6], number(row[5])), want, 1e-9 * want);
        if (row[0] == "A" && row[6] != "service_level") {
            const Outcome other = *outcome_by_integral(work, agents);
            EXPECT_NEAR(row[6] == "wait_share"      ? other.wait_share
                        : row[6] == "abandon_share" ? other.abandon_share
                        : row[6] == "mean_wait_s"   ? other.mean_wait_s
                        : row[6] == "mean_queue"    ? other.mean_queue
                                                    : other.occupancy,
                        want, 1e-9 * want);
        }
    }
}

/// Half a unit of the last digit that was printed.
double printed_precision(const std::string& text) {
    const auto dot = text.find('.');
    if (dot == std::string::npos) return 0;
    return 0.5 * std::pow(10.0, -static_cast<double>(text.size() - dot - 1));
}

void check_reference(const Row& row) {
    const std::string &model = row[1], &name = row[7], &source = row[9];
    const double want = number(row[8]);
    if (model == "HW") {
        const double beta = number(name.substr(name.find('=') + 1));
        EXPECT_NEAR(square_root_wait(beta), want, printed_precision(row[8]));
    } else if (model == "shrink") {
        EXPECT_EQ(*scheduled_for(std::stoi(row[2]), 0.3), static_cast<int>(want));
    } else if (source.starts_with("standard Erlang B")) {  // the table rounds the load
        EXPECT_NEAR(*load_at_blocking(std::stoi(row[2]), want), number(row[3]),
                    printed_precision(row[3]));
    } else {
        Work work{number(row[3]), row[4].empty() ? 1 : number(row[4]), {}};
        if (model == "A") work.patience = Patience::exponential(number(row[5]));
        const double ours = quantity(work, std::stoi(row[2]), name, number(row[6]));
        EXPECT_NEAR(ours, want, printed_precision(row[8]) + 1e-9);
    }
}

TEST(Erlang, AgreesWithEveryReferenceRow) {
    const auto rows = rows_of(source_dir() + "/../shared/data/workforce/erlang_reference.csv");
    if (rows.empty()) {
        std::puts("skipped: no ../shared/data");
        return;
    }
    for (const Row& row : rows) {
        SCOPED_TRACE(testing::PrintToString(row));
        check_reference(row);
    }
    EXPECT_GE(rows.size(), 28u);
}

TEST(Erlang, PublishedBlockingTables) {
    const int lines[] = {1, 2, 5, 10, 20, 30, 50, 100};
    const double one[] = {.010, .153, 1.361, 4.461, 12.031, 20.337, 37.901, 84.064};
    const double two[] = {.020, .223, 1.657, 5.084, 13.182, 21.932, 40.255, 87.972};
    for (int i = 0; i < 8; ++i) {
        EXPECT_NEAR(*load_at_blocking(lines[i], 0.01), one[i], 6e-4);
        EXPECT_NEAR(*load_at_blocking(lines[i], 0.02), two[i], 6e-4);
    }
}

TEST(Erlang, AgentsForTheUsualTargets) {
    const double loads[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
    const int at_180[] = {3, 4, 8, 14, 24, 56, 107, 208, 510, 1011};
    const int at_300[] = {3, 4, 8, 14, 25, 57, 108, 210, 513, 1015};
    const Target eighty{.service_level = 0.8, .within_s = 20};
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(*agents_for({loads[i], 180, {}}, eighty), at_180[i]);
        EXPECT_EQ(*agents_for({loads[i], 300, {}}, eighty), at_300[i]);
    }
    const double more[] = {5, 10, 50, 100, 500};
    const int ninety[] = {9, 15, 60, 113, 522};
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(*agents_for({more[i], 240, {}}, {.service_level = 0.9, .within_s = 10}),
                  ninety[i]);
    // 100 calls in 30 minutes, 3 minutes each, 80 % in 0.33 minutes; then with at most 70 % busy.
    EXPECT_EQ(*agents_for({10, 180, {}}, {.service_level = 0.8, .within_s = 19.8}), 14);
    EXPECT_EQ(
        *agents_for({10, 180, {}}, {.service_level = 0.8, .within_s = 19.8, .occupancy_max = 0.7}),
        15);
    EXPECT_EQ(*scheduled_for(14, 0.3), 20);  // divided, not multiplied by 1.3
    EXPECT_EQ(*scheduled_for(15, 0.3), 22);
    EXPECT_EQ(*scheduled_for(9, 0.1), 10);  // 9 / 0.9 is ten, not eleven by a rounding
}

TEST(Erlang, AgentsForIsTheLeastThatMeetsTheTarget) {
    const Target targets[] = {{.service_level = 0.8, .within_s = 20},
                              {.abandon_share_max = 0.03},
                              {.mean_wait_s_max = 5},
                              {.occupancy_max = 0.85}};
    const Patience shapes[] = {Patience::exponential(90), Patience::lognormal(120, 1.5)};
    for (const auto& target : targets)
        for (const auto& patience : shapes)
            for (const double load : {0.05, 3.3, 48.0, 410.0}) {
                const Work work{load, 200, patience};
                const int n = *agents_for(work, target);
                const auto meets = [&](int agents) {
                    const Outcome o = *outcome(work, agents);
                    return (!target.service_level || service_levels(work, agents, 20)->of_offered >=
                                                         *target.service_level) &&
                           (!target.abandon_share_max ||
                            o.abandon_share <= *target.abandon_share_max) &&
                           (!target.mean_wait_s_max || o.mean_wait_s <= *target.mean_wait_s_max) &&
                           (!target.occupancy_max || o.occupancy <= *target.occupancy_max);
                };
                EXPECT_TRUE(meets(n));
                if (n > 0 && !(target.occupancy_max && n == 1)) EXPECT_FALSE(meets(n - 1));
            }
}

TEST(Erlang, TheFourServiceLevels) {
    const auto s = *service_levels({50, 180, Patience::exponential(120)}, 50, 20);
    EXPECT_NEAR(s.of_offered, 0.8071, 5e-5);
    EXPECT_NEAR(s.without_short, 0.8480, 5e-5);
    EXPECT_NEAR(s.short_as_served, 0.8553, 5e-5);
    EXPECT_NEAR(s.of_answered, 0.8604, 5e-5);
}

TEST(Erlang, LimitsOfPatience) {
    // Who never hangs up: Erlang C. Who hangs up at once: Erlang B. As long as a talk:
    // M/M/infinity.
    const Outcome c = *outcome({48, 60, {}}, 50);
    const Outcome patient = *outcome({48, 60, Patience::exponential(1e7)}, 50);
    EXPECT_NEAR(patient.wait_share, c.wait_share, 1e-4);
    EXPECT_NEAR(patient.mean_wait_s, c.mean_wait_s, 1e-2);
    const Outcome hasty = *outcome({48, 60, Patience::exponential(0.001)}, 50);
    EXPECT_NEAR(hasty.abandon_share, *blocking(48, 50), 1e-4);
    double below = 0, term = std::exp(-25.0);
    for (int k = 0; k < 30; ++k, term *= 25.0 / k) below += term;
    EXPECT_NEAR(outcome({25, 60, Patience::exponential(60)}, 30)->wait_share, 1 - below, 1e-12);
    // A spread of patience that is that of the exponential, but another shape, is near it.
    EXPECT_NEAR(outcome({48, 60, Patience::lognormal(120, 1)}, 50)->abandon_share, 0.0309, 0.02);
}

TEST(Erlang, TheTwoWaysAgreeWherever) {
    std::mt19937_64 random(20260101);
    const auto between = [&](double low, double high) {  // evenly on the logarithm
        return low * std::pow(high / low, static_cast<double>(random() >> 11) * 0x1p-53);
    };
    for (int i = 0; i < 400; ++i) {
        const double handle = between(1, 3600);
        const Work work{between(0.01, 3000), handle,
                        Patience::exponential(handle * between(0.01, 100))};
        const int agents = 1 + static_cast<int>(work.load * between(0.3, 2));
        SCOPED_TRACE(testing::Message()
                     << work.load << " " << agents << " " << work.patience.mean_s / handle);
        const Outcome a = *outcome(work, agents), b = *outcome_by_integral(work, agents);
        EXPECT_NEAR(a.wait_share, b.wait_share, 1e-9);
        EXPECT_NEAR(a.abandon_share, b.abandon_share, 1e-9);
        EXPECT_NEAR(a.mean_wait_s, b.mean_wait_s, 1e-8 * work.patience.mean_s);
        const auto levels = *service_levels(work, agents, work.patience.mean_s);
        EXPECT_LE(levels.of_offered, levels.short_as_served + 1e-12);
        EXPECT_LE(levels.short_as_served, 1 + 1e-9);
    }
}

TEST(Erlang, AnUnstableTeamIsSaidToBeSo) {
    const Outcome o = *outcome({10, 60, {}}, 10);
    EXPECT_FALSE(o.stable);
    EXPECT_EQ(o.wait_share, 1);
    EXPECT_TRUE(std::isinf(o.mean_wait_s));
    EXPECT_EQ(service_levels({10, 60, {}}, 9, 20)->of_offered, 0);
    EXPECT_EQ(wait_percentile_s({10, 60, {}}, 10, 0.9).error().code, "workforce.unstable");
    EXPECT_TRUE(outcome({10, 60, Patience::exponential(60)}, 2)->stable);
}

TEST(Erlang, NobodyThereAndNobodyCalling) {
    EXPECT_EQ(*blocking(5, 0), 1);
    EXPECT_EQ(*blocking(0, 5), 0);
    EXPECT_EQ(outcome({0, 60, {}}, 0)->wait_share, 0);
    for (const auto& patience : {Patience::exponential(60), Patience::lognormal(60, 1)}) {
        const Outcome alone = *outcome({5, 60, patience}, 0);
        EXPECT_NEAR(alone.abandon_share, 1, 1e-12);
        EXPECT_NEAR(alone.mean_wait_s, 60, 1e-9);
        EXPECT_EQ(alone.occupancy, 0);
    }
    EXPECT_EQ(*agents_for({0, 60, {}}, {.service_level = 0.8}), 0);
}

TEST(Erlang, NonsenseIsNamed) {
    EXPECT_EQ(blocking(-1, 5).error().code, "workforce.load");
    EXPECT_EQ(blocking(std::nan(""), 5).error().code, "workforce.load");
    EXPECT_EQ(blocking(1, -5).error().code, "workforce.agents");
    EXPECT_EQ(outcome({1, 0, {}}, 5).error().code, "workforce.handle_time");
    EXPECT_EQ(outcome({1, 60, Patience::exponential(0)}, 5).error().code, "workforce.patience");
    EXPECT_EQ(outcome({1, 60, Patience::lognormal(60, 0)}, 5).error().field, "patience.cv");
    EXPECT_EQ(service_levels({1, 60, {}}, 5, -1).error().code, "workforce.threshold");
    EXPECT_EQ(agents_for({1, 60, {}}, {}).error().code, "workforce.target");
    EXPECT_EQ(agents_for({1, 60, {}}, {.service_level = 80}).error().code, "workforce.target");
    EXPECT_EQ(scheduled_for(5, 1).error().code, "workforce.shrinkage");
    EXPECT_EQ(chat_outcome({1, 60, {}}, 5, 0, 0).error().code, "workforce.at_once");
}

TEST(Erlang, BetweenWholeNumbers) {
    for (const double load : {0.7, 10.0, 300.0}) {
        const int n = static_cast<int>(load) + 1;
        EXPECT_NEAR(*blocking_between(load, n + 1e-9), *blocking(load, n), 1e-8);
        const double half = *blocking_between(load, n + 0.5);
        EXPECT_LT(half, *blocking(load, n));
        EXPECT_GT(half, *blocking(load, n + 1));
    }
    // 1/B(1/2, 1) = integral of exp(-u) sqrt(1 + u) = 1 + e sqrt(pi) erfc(1) / 2
    EXPECT_NEAR(*blocking_between(1, 0.5),
                1 / (1 + std::exp(1.0) * std::sqrt(M_PI) * std::erfc(1.0) / 2), 1e-12);
}

TEST(Erlang, WaitPercentiles) {
    const Work work{48, 60, {}};
    const double p90 = *wait_percentile_s(work, 50, 0.9);
    EXPECT_NEAR(service_levels(work, 50, p90)->of_offered, 0.9, 1e-12);
    EXPECT_EQ(*wait_percentile_s(work, 80, 0.5), 0);
}

TEST(Erlang, RedialsSettle) {
    const Work work{48, 60, Patience::exponential(120)};
    const double load = *load_with_redials(work, 50, 0.5);
    const double gone = outcome({load, 60, work.patience}, 50)->abandon_share;
    EXPECT_NEAR(load, 48 + 0.5 * gone * load, 1e-9);
    EXPECT_GT(load, 48.7);
    EXPECT_EQ(*load_with_redials(work, 50, 0), 48);
}

TEST(Erlang, ChatsSlowEachOther) {
    // 3 a minute of 6 minutes each, 10 agents with up to three, a quarter slower per further one.
    const auto o = *chat_outcome({18, 360, {}}, 10, 3, 0.25);
    EXPECT_NEAR(o.capacity_per_s * 60, 3.333, 5e-4);
    EXPECT_NEAR(o.wait_share, 0.3718, 5e-5);
    EXPECT_NEAR(o.mean_wait_s / 60, 1.115, 5e-4);
    EXPECT_NEAR(o.chats_per_agent, 2.53, 5e-3);
    // One at a time is Erlang C, or A.
    EXPECT_NEAR(chat_outcome({48, 60, {}}, 50, 1, 0)->mean_wait_s, 20.8336683, 1e-6);
    EXPECT_NEAR(chat_outcome({48, 60, Patience::exponential(120)}, 50, 1, 0)->mean_wait_s,
                3.7094699, 1e-6);
    EXPECT_EQ(chat_outcome({25, 360, {}}, 10, 3, 0.25).error().code, "workforce.unstable");
}

TEST(Erlang, SquareRoot) {
    EXPECT_NEAR(square_root_wait(0.25), 0.7209, 5e-5);
    EXPECT_NEAR(square_root_wait(1.5), 0.0847, 5e-5);
    EXPECT_NEAR(square_root_wait(2), 0.0269, 5e-5);
    // load 1000, 1000 agents, handle time 300 s, patience 180 s: published .4365, exact .4412
    EXPECT_NEAR(square_root_wait(0, 180.0 / 300), 0.4365, 5e-5);
    EXPECT_NEAR(outcome({1000, 300, Patience::exponential(180)}, 1000)->wait_share, 0.4412, 5e-5);
}

/// In CPU time, with room for a sanitizer build: measured without it 0.4 ms and 10 ms.
TEST(Erlang, IsFast) {
    const auto cpu_ms = [](auto&& work) {
        const std::clock_t start = std::clock();
        work();
        return 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    };
    EXPECT_LT(cpu_ms([] { EXPECT_GT(*blocking(100000, 100000), 0); }), 40);
    EXPECT_LT(cpu_ms([] {
                  for (int skill = 1; skill <= 20; ++skill)
                      for (int interval = 0; interval < 672; ++interval)
                          EXPECT_GT(*agents_for({skill + interval / 20.0, 240, {}},
                                                {.service_level = 0.8, .within_s = 20}),
                                    0);
              }),
              2000);
}

}  // namespace
}  // namespace ol::workforce
