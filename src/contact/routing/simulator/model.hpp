#pragma once
// A centre's day on paper: who calls when, how long it takes, who is there. Read from JSON; see
// docs/guide/simulate.md. Times of day are "HH:MM" or "HH:MM:SS", up to "47:59" (beyond midnight).
#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contact/routing/types.hpp"

namespace ol::simulator {

enum class Shape { endless, constant, exponential, lognormal };
BOOST_DESCRIBE_ENUM(Shape, endless, constant, exponential, lognormal)

/// A length of time that varies. `cv` is standard deviation / mean, of the lognormal only.
struct SimSpread {
    Shape shape = Shape::constant;
    double mean_s = 0;
    double cv = 1;
};
BOOST_DESCRIBE_STRUCT(SimSpread, (), (shape, mean_s, cv))

/// From `from` on so many contacts come per hour, until the next rate or the centre closes.
struct SimRate {
    std::string from;
    double per_hour = 0;
};
BOOST_DESCRIBE_STRUCT(SimRate, (), (from, per_hour))

/// A share of a queue's contacts asks for more than the queue does, or goes first. Expression as in
/// routing::SkillStep; the priority is on top of the queue's.
struct SimNeed {
    double share = 0;
    std::string skills;
    int priority = 0;
};
BOOST_DESCRIBE_STRUCT(SimNeed, (), (share, skills, priority))

struct SimQueue {
    std::string name;
    routing::Channel channel = routing::Channel::call;
    int priority = 0;  // higher goes first
    std::vector<SimRate> arrivals;
    SimSpread handle{Shape::lognormal, 0, 1};  // talk and hold
    SimSpread wrap_up;                         // after the contact; 0 = none
    SimSpread patience{Shape::endless, 0, 1};  // constant 0: goes unless answered at once
    double threshold_s = 20;                   // T of the service levels
    double short_abandon_s = 5;                // s
    std::vector<SimNeed> needs;                // at most 8; their shares sum to 1 at most
    /// The queue's own settings as in production (strategy, ring_timeout, max_wait, skill_steps,
    /// overflow, ...; times in ms). Its id, name and members are the simulator's; other queues are
    /// meant by their place in the model: the first is 1.
    std::optional<routing::QueueConfig> settings;
};
BOOST_DESCRIBE_STRUCT(SimQueue, (),
                      (name, channel, priority, arrivals, handle, wrap_up, patience, threshold_s,
                       short_abandon_s, needs, settings))

/// Not before the contact in hand ends; it lasts its whole length then. With `waves` the agents of
/// the team go one after another, wave by wave.
struct SimBreak {
    std::string from;
    double minutes = 0;
    int waves = 1;
};
BOOST_DESCRIBE_STRUCT(SimBreak, (), (from, minutes, waves))

/// A team's terms in one of its queues, as in routing::Membership. `position` 0: by its place in
/// the model. `lent_by`: serves here only while at most `lent_up_to` wait in that queue of the
/// model.
struct SimTerms {
    std::string queue;
    int tier = 0, penalty = 0, grade = 1, priority = 0;
    double delay_s = 0;
    int position = 0;
    std::string lent_by;
    int lent_up_to = 0;
    friend bool operator==(const SimTerms&, const SimTerms&) = default;
};
BOOST_DESCRIBE_STRUCT(SimTerms, (),
                      (queue, tier, penalty, grade, priority, delay_s, position, lent_by,
                       lent_up_to))

/// People with the same queues, skills and shift.
struct SimTeam {
    std::string name;
    int agents = 0;
    std::vector<std::string> queues;
    std::optional<std::string> from, to;  // absent: as the centre opens and closes
    std::vector<SimBreak> breaks;
    SimSpread answer;          // how long it rings until she answers
    double misses = 0;         // share of offers that she lets ring out
    double back_after_s = 60;  // ready again so long after the line made her not responding
    std::vector<SimTerms> terms;
    std::vector<routing::Skill> skills;
    std::vector<routing::ChannelLimit> limits;  // at once; not named: as in the line
};
BOOST_DESCRIBE_STRUCT(SimTeam, (),
                      (name, agents, queues, from, to, breaks, answer, misses, back_after_s, terms,
                       skills, limits))

struct SimModel {
    std::string name;
    std::string opens = "09:00", closes = "18:00";  // contacts come in between
    double warm_up_s = 0;                           // who comes so early is served and not counted
    double volume = 1;                              // all rates times this
    double day_spread = 0;  // cv of a day's volume, beyond chance: good days and bad days
    int days = 200;
    std::int64_t seed = 1;
    std::vector<SimQueue> queues;
    std::vector<SimTeam> teams;
    /// Over all queues, as in production; its seed is drawn anew for each day.
    std::optional<routing::RouterConfig> router;
};
BOOST_DESCRIBE_STRUCT(SimModel, (),
                      (name, opens, closes, warm_up_s, volume, day_spread, days, seed, queues,
                       teams, router))

}  // namespace ol::simulator
