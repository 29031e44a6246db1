#pragma once
// History of presence states, written by the floor's shell, read by adherence and figures later.
#include <string>
#include <vector>

#include "platform/db/db.hpp"

namespace ol::staff {

struct PresenceEvent {
    PersonId person;
    std::string state;   // a code: "ready", "paused", "talking", ...
    std::string reason;  // pause reason code, or empty
    Time since{};
};

void append_presence(db::Tx& tx, std::int64_t id, const PresenceEvent& event);
/// The events that matter in [from, until): those inside, and before them the one already in force
/// at `from`.
std::vector<PresenceEvent> presence_between(db::Conn& conn, PersonId person, Time from, Time until);
/// The last event of each person: what stood when the server stopped.
std::vector<PresenceEvent> latest_presence(db::Conn& conn);

}  // namespace ol::staff
