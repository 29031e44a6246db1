#pragma once
// What the screen "what if" asks and gets.
#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contact/routing/simulator/simulator.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::whatif {

/// A day as it was: the contacts of these queues on that local day. No queues = all that the asker
/// may see.
struct RecordedDay {
    std::string day;  // "2026-11-22", of the first queue's shop
    std::vector<QueueId> queue_ids;
};
BOOST_DESCRIBE_STRUCT(RecordedDay, (), (day, queue_ids))

/// Something that the record does not say, or said by too few contacts. Codes: README.md.
struct Assumption {
    std::string code, queue;  // "" = of the whole day
    std::vector<std::pair<std::string, std::string>> params;
};
BOOST_DESCRIBE_STRUCT(Assumption, (), (code, queue, params))

/// The day's own figures, as reports have them, in the shape of the simulated ones, beside which
/// they stand: of all and of each queue, of the day and of each hour. Only means: a day is one day.
struct RecordedFigures {
    std::int64_t offered = 0, answered = 0, abandoned = 0;
    std::optional<double> sl_strict, asa_s;
    std::vector<simulator::SimSubject> subjects;
};
BOOST_DESCRIBE_STRUCT(RecordedFigures, (),
                      (offered, answered, abandoned, sl_strict, asa_s, subjects))

struct BaseDay {
    simulator::SimModel model;
    std::vector<Assumption> assumptions;
    RecordedFigures recorded;
};
BOOST_DESCRIBE_STRUCT(BaseDay, (), (model, assumptions, recorded))

/// One change of the plan. what:
/// agents   `count` people more (or fewer) in `team`; without a team in a new one for `queue`, with
///          the skills of its largest team, from `from` to `to` (absent: the whole day)
/// rule     `field` of `queue` becomes `value`: ring_timeout, max_wait (ms), max_waiting,
///          rounds_max, priority, weight
/// strategy of `queue` becomes `text`
/// serve    `team` also serves `queue`; with value -1 no longer
/// skill    `team` has `text` at level `value` (0 = no longer)
/// volume   all arrivals times `value` / 100
struct Change {
    std::string what, team, queue;
    int count = 0;
    std::optional<std::string> from, to;
    std::string field, text;
    std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(Change, (), (what, team, queue, count, from, to, field, text, value))

struct SimulationIn {
    std::optional<RecordedDay> recorded;  // one of the two
    std::optional<simulator::SimModel> model;
    std::vector<Change> change;
    int days = 100;
    std::int64_t seed = 1;
};
BOOST_DESCRIBE_STRUCT(SimulationIn, (), (recorded, model, change, days, seed))

enum class RunState { waiting, running, done, cancelled, failed };
BOOST_DESCRIBE_ENUM(RunState, waiting, running, done, cancelled, failed)

struct Simulation {
    std::int64_t id = 0;
    RunState state = RunState::waiting;
    int days_done = 0, days = 0, ahead = 0;  // runs that come before this one
    std::string error_code, error_detail;
    std::vector<Assumption> assumptions;
    std::optional<RecordedFigures> recorded;
    std::optional<simulator::SimComparison> result;  // so far: of the first days
};
BOOST_DESCRIBE_STRUCT(Simulation, (),
                      (id, state, days_done, days, ahead, error_code, error_detail, assumptions,
                       recorded, result))

}  // namespace ol::whatif
