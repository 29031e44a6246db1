// The live board says at each moment what figures_of() says of the same visits.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "insight/insight.hpp"
#include "platform/base/json.hpp"

namespace ol::insight {
namespace live_board_test {

using routing::Exit;
const QueueId sales{7};
const Time noon = parse_iso8601("2026-05-04T12:00:00Z").value();
constexpr Ms half_hour{30 * 60 * 1000};

Visit entered(std::int64_t contact, Time at) {
    Visit v;
    v.contact = {contact};
    v.queue = sales;
    v.kind = "inbound_call";
    v.entered_at = at;
    return v;
}

Visit left(Visit v, Exit exit, std::int64_t wait_ms) {
    v.exit = exit;
    v.wait_ms = wait_ms;
    v.exited_at = v.entered_at + Ms{wait_ms};
    v.rings = 2;
    if (exit == Exit::answered) v.answered_at = v.exited_at;
    return v;
}

Visit done(Visit v, std::int64_t talk, std::int64_t wrap) {
    v.talk_ms = talk;
    v.wrap_ms = wrap;
    v.done_at = *v.exited_at + Ms{talk + wrap};
    return v;
}

TEST(live_board, one_visit_step_by_step) {
    LiveBoard board;
    board.configure({sales, "UTC", Limits{}}, noon);
    const Visit v = entered(1, noon), answered = left(v, Exit::answered, 8000),
                over = done(answered, 60000, 20000);
    board.visit_entered(v);
    EXPECT_EQ(board.figures(sales, Window::today, noon).waiting, 1);
    board.visit_answered(answered);
    EXPECT_EQ(board.figures(sales, Window::today, noon + Ms{8000}).answered, 0)
        << "counted with its exit";
    board.visit_exited(answered);
    Figures f = board.figures(sales, Window::today, noon + Ms{8000});
    EXPECT_EQ(f.answered, 1);
    EXPECT_EQ(f.waiting, 0);
    EXPECT_EQ(f.handled, 0);
    board.visit_done(over);
    f = board.figures(sales, Window::last_30_min, noon + Ms{90000});
    EXPECT_EQ(f.handled, 1);
    EXPECT_EQ(f.talk_sum_ms, 60000);
}

TEST(live_board, told_twice_changes_nothing_and_the_first_exit_stands) {
    LiveBoard board;
    board.configure({sales, "UTC", Limits{}}, noon);
    const Visit answered = left(entered(1, noon), Exit::answered, 8000);
    for (int i = 0; i < 2; ++i) {
        board.visit_entered(entered(1, noon));
        board.visit_exited(answered);
        board.visit_done(done(answered, 60000, 20000));
    }
    // her browser was lost, he came back to the head and then hung up: the answered visit stays
    // answered
    board.visit_exited(left(entered(1, noon), Exit::abandoned, 90000));
    const Figures f = board.figures(sales, Window::today, noon + Ms{100000});
    EXPECT_EQ(f.offered, 1);
    EXPECT_EQ(f.answered, 1);
    EXPECT_EQ(f.abandoned, 0);
    EXPECT_EQ(f.handled, 1);
    EXPECT_EQ(f.wait_sum_ms, 8000);
}

TEST(live_board, half_an_hour_slides) {
    LiveBoard board;
    board.configure({sales, "UTC", Limits{}}, noon);
    const Visit v = left(entered(1, noon), Exit::answered, 1000);
    board.visit_exited(v);
    board.visit_done(done(v, 600000, 0));
    EXPECT_EQ(board.figures(sales, Window::last_30_min, noon + half_hour).offered, 1)
        << "[t0,t1): its entry is inside";
    const Figures f = board.figures(sales, Window::last_30_min, noon + half_hour + Ms{1});
    EXPECT_EQ(f.offered, 0);
    EXPECT_FALSE(f.wait_median_ms);
    EXPECT_EQ(f.handled, 1) << "by its end";
    EXPECT_EQ(board.figures(sales, Window::last_30_min, noon + half_hour + Ms{601001}).handled, 0);
    EXPECT_EQ(board.figures(sales, Window::today, noon + half_hour + Ms{601001}).offered, 1);
}

TEST(live_board, the_day_begins_at_local_midnight_whatever_its_length) {
    // Kyiv goes to summer time on 2026-03-29 at 03:00: the day has 23 hours.
    const Time midnight = parse_iso8601("2026-03-28T22:00:00Z").value();
    const Time next = parse_iso8601("2026-03-29T21:00:00Z").value();
    EXPECT_EQ(day_start(midnight, "Europe/Kyiv"), midnight);
    EXPECT_EQ(day_start(next - Ms{1}, "Europe/Kyiv"), midnight);
    EXPECT_EQ(day_start(next, "Europe/Kyiv"), next);
    EXPECT_EQ(day_start(noon, "Nowhere/At_All"), parse_iso8601("2026-05-04T00:00:00Z").value());

    LiveBoard board;
    board.configure({sales, "Europe/Kyiv", Limits{}}, midnight);
    board.visit_exited(left(entered(1, midnight - Ms{1}), Exit::abandoned, 9000));
    board.visit_exited(left(entered(2, midnight), Exit::abandoned, 9000));
    EXPECT_EQ(board.figures(sales, Window::today, midnight + Ms{10000}).abandoned, 1);
    EXPECT_EQ(board.figures(sales, Window::last_30_min, midnight + Ms{10000}).abandoned, 2);
    board.visit_entered(entered(3, next - Ms{1000}));
    board.visit_exited(left(entered(3, next - Ms{1000}), Exit::answered, 2000));
    EXPECT_EQ(board.figures(sales, Window::today, next - Ms{1}).offered, 2);
    board.visit_done(done(left(entered(3, next - Ms{1000}), Exit::answered, 2000), 5000, 0));
    const Figures f = board.figures(sales, Window::today, next + Ms{10000});
    EXPECT_EQ(f.offered, 0);
    EXPECT_EQ(f.handled, 1)
        << "the talk ended in the new day; the contact is counted once, in the old";
}

TEST(live_board, changed_limits_count_for_the_whole_day) {
    LiveBoard board;
    board.configure({sales, "UTC", {Ms{20000}, Ms{5000}}}, noon);
    board.visit_exited(left(entered(1, noon), Exit::answered, 25000));
    EXPECT_EQ(board.figures(sales, Window::today, noon + Ms{30000}).answered_in_t, 0);
    board.configure({sales, "UTC", {Ms{30000}, Ms{5000}}}, noon + Ms{30000});
    const Figures f = board.figures(sales, Window::today, noon + Ms{30000});
    EXPECT_EQ(f.answered_in_t, 1);
    EXPECT_EQ(f.threshold_ms, 30000);
}

/// Random visits, steps out of order, told twice, over two midnights: equal to the pure roll-up at
/// every look.
TEST(live_board, equals_the_roll_up_at_every_moment) {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        std::mt19937 dice(seed);
        LiveBoard board;
        Time now = noon;
        board.configure({sales, "Asia/Shanghai", Limits{}}, now);
        std::map<std::int64_t, Visit> known;
        for (int step = 0; step < 1500; ++step) {
            now += Ms{dice() % 200000};
            const std::int64_t contact = 1 + dice() % (1 + step / 4);
            const auto it = known.find(contact);
            if (it == known.end()) {
                const Visit v = known[contact] =
                    entered(contact, now - Ms{dice() % 5 ? 0 : dice() % 7200000});
                board.visit_entered(v);
            } else if (!it->second.exited_at) {
                const auto wait =
                    std::chrono::duration_cast<Ms>(now - it->second.entered_at).count();
                it->second = left(it->second, static_cast<Exit>(dice() % 10), wait);
                board.visit_exited(it->second);
            } else if (!it->second.done_at) {
                it->second = done(it->second, dice() % 300000, dice() % 60000);
                it->second.done_at = std::min(*it->second.done_at, now);
                board.visit_done(it->second);
            } else {
                board.visit_exited(it->second);
                board.visit_done(it->second);
            }
            if (dice() % 10) continue;
            std::vector<Visit> all;
            for (const auto& [id, v] : known) all.push_back(v);
            const auto text = [](const Figures& f) { return json::write(f); };
            ASSERT_EQ(text(board.figures(sales, Window::today, now)),
                      text(figures_of(all, {day_start(now, "Asia/Shanghai")}, Limits{})))
                << "seed " << seed << " step " << step;
            ASSERT_EQ(text(board.figures(sales, Window::last_30_min, now)),
                      text(figures_of(all, {now - half_hour}, Limits{})))
                << "seed " << seed << " step " << step;
        }
    }
}

TEST(live_board, loading_at_start_gives_the_same_board) {
    LiveBoard running, restarted;
    std::vector<Visit> all;
    for (int i = 1; i <= 50; ++i) {
        Visit v = left(entered(i, noon + Ms{i * 1000}), i % 3 ? Exit::answered : Exit::abandoned,
                       1000 * i);
        running.visit_entered(entered(i, v.entered_at));
        running.visit_exited(v);
        if (i % 3) running.visit_done(v = done(v, 30000, 1000));
        all.push_back(v);
    }
    running.visit_entered(entered(99, noon));
    all.push_back(entered(99, noon));
    const Time later = noon + Ms{600000};
    restarted.load(all, later);
    for (const Window window : {Window::today, Window::last_30_min})
        EXPECT_EQ(json::write(restarted.figures(sales, window, later)),
                  json::write(running.figures(sales, window, later)));
    restarted.visit_exited(left(entered(99, noon), Exit::abandoned, 600000));
    EXPECT_EQ(restarted.figures(sales, Window::today, later).waiting, 0);
}

TEST(live_board, rows_open_a_figure) {
    LiveBoard board;
    board.configure({sales, "UTC", Limits{}}, noon);
    for (int i = 1; i <= 9; ++i)
        board.visit_exited(
            left(entered(i, noon + Ms{i}), i % 2 ? Exit::answered : Exit::abandoned, 1000));
    const auto rows = board.rows(Figure::abandoned, sales, Window::today, noon + Ms{5000});
    ASSERT_EQ(rows.visits.size(), 4u);
    EXPECT_TRUE(rows.complete);
    EXPECT_EQ(rows.visits[0].contact, ContactId{8}) << "newest first";
    EXPECT_FALSE(board.rows(Figure::answered, sales, Window::today, noon + Ms{5000}, 2).complete);
}

TEST(live_board, memory_is_bounded_and_figures_stay) {
    LiveBoard board(100);
    board.configure({sales, "UTC", Limits{}}, noon);
    Time now = noon;
    for (int i = 1; i <= 1000; ++i) {
        now += Ms{60000};  // beyond half an hour only the figures of today need them
        if (now >= noon + Ms{11 * 3600000}) now = noon + Ms{11 * 3600000};
        board.visit_exited(left(entered(i, now), Exit::abandoned, 9000));
        board.figures(sales, Window::last_30_min, now);
    }
    EXPECT_EQ(board.figures(sales, Window::today, now).abandoned, 1000);
    const auto rows = board.rows(Figure::abandoned, sales, Window::today, now, 5000);
    EXPECT_LT(rows.visits.size(), 1000u);
    EXPECT_FALSE(rows.complete);
}

TEST(live_board, an_unknown_queue_has_empty_figures) {
    LiveBoard board;
    EXPECT_EQ(board.figures({404}, Window::today, noon).offered, 0);
    EXPECT_TRUE(board.rows(Figure::offered, {404}, Window::today, noon).visits.empty());
}

}  // namespace live_board_test
}  // namespace ol::insight
