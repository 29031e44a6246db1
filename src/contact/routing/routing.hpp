#pragma once
// The line: the public header of the room. The core is pure: same events at the same times, same commands.
// The service is its shell: it lives on the floor's loop, writes the floor log, and performs commands through Performer.
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
    View view() const;
    /// Canonical text of the whole state: equal states, equal text. For replay and for the simulator's checks.
    std::string fingerprint() const;
    /// Empty when every invariant holds (one place per contact, no double offer, no eligible pair idle...).
    std::string broken_invariant(Time now) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// One line of the floor log: "<ms> <event json>". Round trip is exact.
std::string encode(Time now, const Event& event);
Result<std::pair<Time, Event>> decode(std::string_view line);
std::string to_text(const Command& command);  // one line, stable: for scenarios, replay and logs

/// Performs what the router commands. Called on the floor's loop.
class Performer {
public:
    virtual ~Performer() = default;
    virtual void perform(Time now, const OfferContact&) = 0;
    virtual void perform(Time now, const CancelOffer&) = 0;
    virtual void perform(Time now, const LeaveQueue&) = 0;
    virtual void perform(Time now, const AgentChanged&) = 0;
    virtual void perform(Time now, const Explain&) = 0;
    virtual void perform(Time now, const Record&) = 0;
};

/// Appends encoded lines in batches from its own thread; never waited for. Files var/floor/<utc day>.log.
class FloorLog {
public:
    virtual ~FloorLog() = default;
    virtual void append(std::string line) = 0;
    static std::unique_ptr<FloorLog> open(const std::string& dir);
    static std::unique_ptr<FloorLog> none();
};

class Service {
public:
    Service(Loop& loop, FloorLog& log, Performer& performer);
    ~Service();
    void post(Event event);  // any thread; handled on the loop
    View view() const;       // loop thread
private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Replays a floor log: runs every event through a fresh Router and compares with the commands logged beside it.
struct ReplayResult { std::size_t events = 0; std::size_t differences = 0; std::string first_difference; };
Result<ReplayResult> replay(const std::string& log_file);

}  // namespace ol::routing
