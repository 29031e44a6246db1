// Days are independent, so threads take them one by one; they are counted in order of the day, so
// that the sum of rounded numbers is the same however many threads there were.
#include "contact/routing/simulator/simulator.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <cstdio>
#include <mutex>
#include <thread>

#include "contact/routing/simulator/figures.hpp"

namespace ol::simulator {
namespace {

struct DayDone {
    std::vector<DayRow> rows;  // one per plan
    std::vector<std::int64_t> events;
    std::optional<Error> error;
};

class Run {
public:
    Run(std::vector<Plan> plans, const SimModel& model, const Options& options)
        : plans_(std::move(plans)), model_(model), options_(options), days_(model.days) {}

    /// The first days that are complete, in order.
    Result<std::vector<DayDone>> all() {
        const int threads = std::clamp(options_.threads, 1, std::min(64, model_.days));
        std::vector<std::jthread> others;
        for (int i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
        work();
        others.clear();
        std::vector<DayDone> complete;
        for (DayDone& day : days_) {
            if (day.error) return *day.error;
            if (day.rows.empty()) break;
            complete.push_back(std::move(day));
        }
        if (complete.empty())
            return conflict("simulator.cancelled", "Cancelled before the first day was complete.");
        return complete;
    }

private:
    void work() {
        for (int day; !failed_ && !options_.stop.stop_requested() &&
                      (day = next_.fetch_add(1)) < model_.days;) {
            one(day);
            const std::lock_guard lock(mutex_);
            ++done_;
            if (options_.progress) options_.progress(done_, model_.days);
        }
    }
    void one(int day) {
        DayDone done;
        for (const Plan& plan : plans_) {
            if (options_.stop.stop_requested()) return;
            DayResult result = Day(plan, model_.seed, day).run();
            if (result.too_long) {
                done.error = invalid("simulator.too_long", "",
                                     "Day " + std::to_string(day + 1) +
                                         " took more than 50 million events; look for a line that "
                                         "offers without end (misses 1, rounds_max 0).");
                failed_ = true;
                break;
            }
            done.rows.push_back(
                row_of(result, static_cast<double>(plan.closes_us - plan.counts_from_us)));
            done.events.push_back(result.events);
        }
        days_[static_cast<std::size_t>(day)] = std::move(done);  // its own slot: no lock
    }

    std::vector<Plan> plans_;
    const SimModel& model_;
    const Options& options_;
    std::vector<DayDone> days_;
    std::atomic<int> next_ = 0;
    std::atomic<bool> failed_ = false;
    std::mutex mutex_;
    int done_ = 0;
};

std::vector<DayRow> rows_of(const std::vector<DayDone>& days, std::size_t plan) {
    std::vector<DayRow> rows;
    rows.reserve(days.size());
    for (const DayDone& day : days) rows.push_back(day.rows[plan]);
    return rows;
}

std::string hash_of(const std::vector<DayRow>& rows) {
    std::uint64_t h = 0xcbf29ce484222325u;
    const auto add = [&](double v) { h = mix(h ^ std::bit_cast<std::uint64_t>(v)); };
    for (const DayRow& row : rows)
        for (const auto& [above, below] : row) add(above), add(below);
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(h));
    return text.data();
}

SimResult result_of(const SimModel& model, const SimModel& base, const std::vector<DayDone>& days,
                    std::size_t plan, const std::vector<DayRow>& rows, const Layout& layout) {
    SimResult result;
    result.model = model.name;
    result.days = static_cast<int>(days.size());
    result.seed = base.seed;
    for (const DayDone& day : days) result.events += day.events[plan];
    result.hash = hash_of(rows);
    result.subjects = figures(layout, rows);
    return result;
}

}  // namespace

Result<SimResult> simulate(const SimModel& model, const Options& options) {
    auto plan = plan_of(model, options.by_hour);
    if (!plan) return plan.error();
    const Layout layout = layout_of(model, plan->first_hour, plan->hours);
    std::vector<Plan> plans;
    plans.push_back(std::move(*plan));
    auto days = Run(std::move(plans), model, options).all();
    if (!days) return days.error();
    return result_of(model, model, *days, 0, rows_of(*days, 0), layout);
}

Result<SimComparison> compare(const SimModel& base, const SimModel& other, const Options& options) {
    std::vector<Plan> plans;
    std::vector<Layout> layouts;
    for (const SimModel* model : {&base, &other}) {
        auto plan = plan_of(*model, options.by_hour);
        if (!plan) return plan.error();
        layouts.push_back(layout_of(*model, plan->first_hour, plan->hours));
        plans.push_back(std::move(*plan));
    }
    auto days = Run(std::move(plans), base, options).all();
    if (!days) return days.error();
    const auto a = rows_of(*days, 0), b = rows_of(*days, 1);
    return SimComparison{result_of(base, base, *days, 0, a, layouts[0]),
                         result_of(other, base, *days, 1, b, layouts[1]),
                         changes(layouts[0], a, layouts[1], b)};
}

}  // namespace ol::simulator
