#pragma once
// The line: the public header of the room. The core is pure: same events at the same times, same
// commands. The service is its shell: it lives on the floor's loop, writes the floor log, and
// performs commands through Performer.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "contact/routing/types.hpp"
#include "platform/base/loop.hpp"

namespace ol::routing {

class Router {
public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    std::vector<Command> handle(Time now, const Event& event);
    /// The same into a buffer, which is emptied first and keeps its room.
    void handle(Time now, const Event& event, std::vector<Command>& out);
    /// For simulations, once and for all: nothing is explained, recorded or said to buyers, an
    /// agent is told of only when her state changes, without her contacts. The decisions are the
    /// same.
    void be_quiet();
    View view() const;
    /// Of a contact that waits: who is before it, who may take it; nothing when it does not wait.
    std::optional<Prospects> prospects(ContactId contact) const;
    /// Canonical text of the whole state: equal states, equal text. For replay and for the
    /// simulator's checks.
    std::string fingerprint() const;
    /// Empty when every invariant holds (one place per contact, no double offer, no eligible pair
    /// idle...).
    std::string broken_invariant(Time now) const;

    /// The waiting line as events: told to a fresh router (at the same or a later time) they give
    /// the same line. What the shell keeps as state rows, and says again after a restart (A8).
    std::vector<Event> rebuild() const;

    struct State;  // the room's own; see state.hpp

private:
    std::unique_ptr<State> state_;
};

/// What is wrong with a set of queues before it is saved: contradictions, steps that are never
/// reached, circles of overflow. Codes and parameters; an empty list = fine. Codes: README.md.
struct ConfigProblem {
    QueueId queue;
    std::string field;  // "skill_steps[1]"
    Reason reason;
    bool refused = false;  // the core would not take it either
};
std::vector<ConfigProblem> check(const std::vector<QueueConfig>& queues);

/// Runs every *.txt of a folder (docs/guide/scenarios.md says how to write one). Errors:
/// routing.no_scenarios.
struct ScenarioResult {
    std::string file;
    int steps = 0;
    std::string first_difference;  // "file:line: ..."; empty = it goes as written
};
Result<std::vector<ScenarioResult>> check_scenarios(const std::string& folder);
ScenarioResult run_scenario(const std::string& name, std::string_view text);

/// One line of the floor log: "<ms> <event json>", the event as {"AgentReady":{"agent":"7"}}. Round
/// trip is exact.
std::string encode(Time now, const Event& event);
/// Errors: routing.line_time, routing.line_too_long (over 1 MiB), json.*. Never throws, whatever
/// the bytes.
Result<std::pair<Time, Event>> decode(std::string_view line);
std::string to_text(const Command& command);  // one line, stable: for replay and logs

/// Performs what the router commands. Called on the floor's loop, in the order of the commands.
class Performer {
public:
    virtual ~Performer() = default;
    virtual void perform(Time now, const OfferContact&) = 0;
    virtual void perform(Time now, const CancelOffer&) = 0;
    virtual void perform(Time now, const LeaveQueue&) = 0;
    virtual void perform(Time now, const AgentChanged&) = 0;
    virtual void perform(Time now, const Explain&) = 0;
    virtual void perform(Time now, const Record&) = 0;
    /// Not every shell speaks or keeps voicemail: these may be left out.
    virtual void announce(Time, const Announce&) {}
    virtual void take_step(Time, const TakeStep&) {}
};

/// Appends lines in batches (20 ms) from its own thread; never waited for. Files <dir>/<utc
/// day>.log, by the time that a line begins with. A disk that fails costs lines, never a call: the
/// file then says "# <ms> lost <n>".
class FloorLog {
public:
    virtual ~FloorLog() = default;  // writes what has gathered
    virtual void append(
        std::string line) = 0;  // without the closing newline; may hold further lines
    static std::unique_ptr<FloorLog> open(const std::string& dir);
    static std::unique_ptr<FloorLog> none();
};

/// Loop, log and performer must outlive it. Destroy it on the loop's thread, or after the loop has
/// stopped.
class Service {
public:
    Service(Loop& loop, FloorLog& log, Performer& performer);
    ~Service();
    void post(Event event);                                       // any thread; handled on the loop
    View view() const;                                            // loop thread
    std::optional<Prospects> prospects(ContactId contact) const;  // loop thread
private:
    struct Impl;
    std::shared_ptr<Impl> impl_;  // shared with what is posted and not yet run
};

/// Replays a floor log: runs every event through a fresh Router and compares with the commands
/// logged beside it. A file that goes on from an earlier day is read together with the files before
/// it in its folder, back to the last start of the server. Errors: routing.log_unreadable.
struct ReplayResult {
    std::size_t events = 0;
    std::size_t differences = 0;
    std::string first_difference;  // line number, logged and replayed command
    std::size_t not_compared =
        0;  // events after a gap ("lost", "broken", unreadable line) until the next start
    std::size_t unreadable = 0;  // lines that are neither an event nor a command
};
Result<ReplayResult> replay(const std::string& log_file);

}  // namespace ol::routing
