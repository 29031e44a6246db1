#pragma once
// The public header of the simulator: many days of a model through the very Router that serves
// buyers, with figures and how sure they are. Pure: no clock, no I/O; the same model and seed give
// the same bits on one thread or many.
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "contact/routing/simulator/model.hpp"
#include "platform/base/result.hpp"

namespace ol::simulator {

inline constexpr int days_limit = 100'000, queues_limit = 1'000, agents_limit = 20'000;
inline constexpr std::size_t model_bytes_limit = 4u << 20;

/// A mean over days. `error` is the standard error, low..high holds the true mean in 95 of 100 runs
/// (Student's t over days; ratios are of totals, linearised). Absent: nothing to divide by, or too
/// few days to say how sure it is.
struct SimFigure {
    std::string name;
    std::optional<double> mean, error, low, high;
};
BOOST_DESCRIBE_STRUCT(SimFigure, (), (name, mean, error, low, high))

/// kind "all" | "queue" | "team". Figures of all and of queues: offered, answered, abandoned,
/// flow_out, refused, unserved (contacts a day); the seven service levels sl_strict, sl_answered,
/// sl_negative, sl_positive, sl_ignore, sl_genesys, sl_connect, then abandon_rate, wait_share
/// (shares 0..1); asa_s (mean wait of the answered), wait_s (of all), p90_wait_s (of the answered,
/// the mean of the days' own), queue (waiting, on average over time). Of all and of teams:
/// occupancy (handling / handling and free), missed (offers a day that rang out), present_h,
/// busy_h (hours a day, all agents).
/// With `by_hour` each stands also once for each hour of the day: who came in that hour (offered,
/// answered, abandoned, sl_strict, abandon_rate, asa_s, wait_s), and the occupancy of that hour.
struct SimSubject {
    std::string kind, name;
    std::optional<int> hour;  // 9 = from 09:00 to 10:00; beyond midnight it goes on
    std::vector<SimFigure> figures;
};
BOOST_DESCRIBE_STRUCT(SimSubject, (), (kind, name, hour, figures))

struct SimResult {
    std::string model;
    int days = 0;  // counted: fewer than asked for when it was cancelled
    std::int64_t seed = 0;
    std::int64_t events = 0;  // through the router
    std::string hash;         // of every figure of every day: equal runs, equal hash
    std::vector<SimSubject> subjects;
};
BOOST_DESCRIBE_STRUCT(SimResult, (), (model, days, seed, events, hash, subjects))

/// Two plans on the same days: the same buyers come at the same moments, with the same patience and
/// the same talks, so that `change` (other minus base) is far surer than either figure alone.
/// Subjects are matched by kind and name; what only one plan has is left out of `change`.
struct SimComparison {
    SimResult base, other;
    std::vector<SimSubject> change;
};
BOOST_DESCRIBE_STRUCT(SimComparison, (), (base, other, change))

struct Options {
    int threads = 1;
    /// Called after each day, from any thread, one at a time: days done of days in all.
    std::function<void(int, int)> progress;
    bool by_hour = false;
    std::stop_token stop;  // what is known so far comes back: the first days that are complete
};

/// Errors: json.*, with the path of the field.
Result<SimModel> read_model(std::string_view json);

/// Whether it can be run. Errors: simulator.{time,name,rate,spread,share,count,unknown_queue,
/// too_large}, with the path of the field: "queues[1].handle.mean_s".
Result<void> check(const SimModel& model);

/// Errors: as check; simulator.too_long (a day of more than 50 million events),
/// simulator.cancelled (before the first day was complete).
Result<SimResult> simulate(const SimModel& model, const Options& options = {});
Result<SimComparison> compare(const SimModel& base, const SimModel& other,
                              const Options& options = {});

}  // namespace ol::simulator
