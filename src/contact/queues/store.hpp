#pragma once
// Private to the room: rows of queues, versions, skills, teams.
#include "contact/queues/queues.hpp"

namespace ol::queues::store {

std::optional<QueueSettings> queue(db::Conn& conn, QueueId id);
void remove(db::Tx& tx, QueueId id);

/// Names of who changed it are filled by the caller from `by`.
struct Kept {
    QueueVersion version;
    PersonId by;
};
/// Newest first; at most `limit`, older than `before` (0 = all). Changes are filled.
std::vector<Kept> versions(db::Conn& conn, QueueId id, int limit, std::int64_t before);

std::vector<AgentRouting> agents(db::Conn& conn);
/// What was never set stands at version 1. Errors: queues.version_conflict.
Result<AgentRouting> save(db::Tx& tx, AgentRouting agent, std::int64_t expected);

RoutingSettings routing(db::Conn& conn);
Result<RoutingSettings> save(db::Tx& tx, RoutingSettings settings, std::int64_t expected);

std::vector<Team> teams(db::Conn& conn);
/// Without `expected` it is a new one.
Result<Team> save(db::Tx& tx, Team team, std::optional<std::int64_t> expected);
void remove(db::Tx& tx, TeamId id);

/// A queue's rows hold what the room wrote; anything else is a broken database.
template <class T>
T kept(const std::string& text, const char* what) {
    auto value = json::read<T>(text);
    if (!value)
        throw db::Fault(db::Fault::Kind::other,
                        std::string(what) + " cannot be read: " + value.error().detail);
    return std::move(*value);
}
Error version_conflict(const char* what);

}  // namespace ol::queues::store
