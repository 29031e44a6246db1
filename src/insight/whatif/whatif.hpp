#pragma once
// What if: a recorded day becomes a plan, a change is made to it, and both run through the
// simulator in the background. Public header of the room.
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "insight/insight.hpp"
#include "insight/whatif/types.hpp"
#include "platform/http/http.hpp"

namespace ol::whatif {

inline constexpr int days_limit = 1000, agents_limit = 500, queues_limit = 50, changes_limit = 50,
                     waiting_limit = 8, kept_limit = 32;
inline constexpr double contacts_limit = 20'000;  // expected a day
inline constexpr Ms longest_run{120'000};         // then what is known stands

/// A queue as the day ran on it.
struct QueueOfDay {
    QueueId id;
    ShopId shop;
    std::string name, tz = "UTC";
    routing::QueueConfig config;
    Ms service_level{20000}, short_abandon{5000};
};

/// How the centre stands now: the record does not keep what its rules were.
struct Standing {
    std::vector<QueueOfDay> queues;            // with the terms of those who serve
    std::vector<routing::AgentConfig> agents;  // skills and limits; who is not named has none
    std::optional<routing::RouterConfig> router;
};

/// Pure. The plan's clock is that of the first queue's shop, also on the days when it is turned.
/// Visits of other days and other queues are passed over. Errors: whatif.nobody_came.
Result<BaseDay> recorded_day(insight::Day day, const Standing& standing,
                             const insight::Record& record);

/// Pure. Errors: whatif.change, with "change[2].queue".
Result<simulator::SimModel> changed(simulator::SimModel model, std::span<const Change> changes);

/// Runs one at a time on a thread of low priority. Thread-safe; blocks on the database in base().
class WhatIf {
public:
    struct Deps {
        const Clock& clock;
        std::function<Result<Standing>()> standing;  // both may block; all there is
        std::function<Result<insight::Record>(insight::Span)> record;
        std::function<void(PersonId, std::int64_t id)> ended;  // on the run's thread; may be empty
    };
    explicit WhatIf(Deps deps);
    ~WhatIf();

    /// Errors: insight.date, whatif.no_queue, whatif.nobody_came.
    Result<BaseDay> base(const http::Principal& who, const RecordedDay& day) const;
    /// Errors: as base and changed; simulator.*; whatif.base, whatif.too_large, whatif.busy.
    Result<Simulation> start(const http::Principal& who, const SimulationIn& in);
    /// Her own. Errors: whatif.not_found.
    Result<Simulation> find(const http::Principal& who, std::int64_t id) const;
    Result<Simulation> cancel(const http::Principal& who, std::int64_t id);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Needs board.view.
void add_routes(http::Router& router, WhatIf& whatif);

}  // namespace ol::whatif
