#pragma once
// Insight: the public header of the room. What the figures mean (acd.md section 3), once, for every
// screen and report: figures_of() rolls up a list of visits; LiveBoard keeps today and the last 30
// minutes as visits happen; Rollups and Reports (reports.hpp) hold everything before.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "insight/reports.hpp"
#include "insight/schedules.hpp"
#include "insight/types.hpp"

namespace ol::insight {

/// Pure: the same visits give the same figures, in any order. A visit counts for offered, service
/// level and abandonment in the interval of its entry, for talk and wrap-up in the interval of its
/// end. Each visit stands once in `visits`.
Figures figures_of(std::span<const Visit> visits, Span span, const Limits& limits);

/// Does this visit stand behind that figure? By entry for all but `handled`, which goes by end.
bool selects(Figure figure, const Visit& visit, Span span, const Limits& limits);

/// A queue as the figures need it.
struct QueueInfo {
    QueueId queue;
    std::string tz = "UTC";  // "today" begins at local midnight; an unknown zone counts as UTC
    Limits limits;
};

/// Live figures, updated by each visit's steps, never by reading tables. Thread-safe, never blocks
/// for long. Memory: a row of about 200 bytes per visit, at most rows_max in all; older finished
/// rows are forgotten (their figures stay until midnight), then only rows() of today may be
/// incomplete, which it says.
class LiveBoard {
public:
    static constexpr std::size_t rows_max_default = 200000;
    explicit LiveBoard(std::size_t rows_max = rows_max_default);
    ~LiveBoard();

    /// New or changed queue; unknown queues count with the default limits in UTC. Changed limits
    /// count for the whole of today at once.
    void configure(const QueueInfo& info, Time now);
    /// At start: the visits since yesterday's midnight, also those still open.
    void load(std::span<const Visit> visits, Time now);

    // Each takes the whole visit as known by then; telling a step twice changes nothing, and the
    // first exit of a visit stands (A28). A visit is known by contact and entered_at.
    void visit_entered(const Visit& visit);
    void visit_answered(const Visit& visit);
    void visit_exited(const Visit& visit);  // every exit, also answered
    void visit_done(const Visit& visit);    // done_at absent: the last known moment of the visit

    /// Figures of one queue. `now` decides the day and the sliding window; it should not go back.
    Figures figures(QueueId queue, Window window, Time now);
    /// The visits behind a figure, newest first, at most `limit`. `complete` is false when rows
    /// were forgotten.
    struct Rows {
        std::vector<Visit> visits;
        bool complete = true;
    };
    Rows rows(Figure figure, QueueId queue, Window window, Time now, std::size_t limit = 500);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Local midnight before `now`, as UTC; a day of 23 or 25 hours keeps its true length.
Time day_start(Time now, std::string_view tz);

}  // namespace ol::insight
