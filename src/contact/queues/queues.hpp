#pragma once
// Queues: what a supervisor sets for the line, and how it is checked, kept and taken back. The
// public header of the room. Deciding is next door (contact/routing), the living line in
// contact/calls.
#include <functional>
#include <memory>
#include <span>

#include "contact/queues/types.hpp"
#include "contact/routing/routing.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"

namespace ol::queues {

/// After those of contact/calls, which made the first tables.
std::span<const db::Migration> migrations();

/// As the line takes them.
routing::QueueConfig line_of(const QueueSettings& queue);
routing::AgentConfig line_of(const AgentRouting& agent);
routing::RouterConfig line_of(const RoutingSettings& settings);

/// The other way round, for what comes from elsewhere: everything but id, shop and version.
QueueSettings settings_of(const routing::QueueConfig& config);

/// All that the line must know at a start.
struct Everything {
    std::vector<QueueSettings> queues;
    std::vector<AgentRouting> agents;
    RoutingSettings routing;
};
Everything load(db::Conn& conn);
std::vector<QueueSettings> load_queues(db::Conn& conn);

/// Who changes it, and why; person 0 = the system.
struct Author {
    PersonId person;
    std::string note;
};
/// Adds a queue (version 1) or changes it, and keeps the version. Terms of people who do not serve
/// are dropped. Errors: queues.version_conflict when `expected` is not the standing version.
Result<QueueSettings> save(db::Tx& tx, const QueueSettings& queue,
                           std::optional<std::int64_t> expected, const Author& author = {});

/// What the check holds a queue against.
struct Surroundings {
    std::vector<QueueSettings> queues;  // all of them; the one that is checked may be among them
    std::vector<AgentRouting> agents;
    std::function<bool(PersonId)> known;  // empty: everybody
};
/// Ranges, contradictions, steps that are never reached, circles. Pure.
CheckResult check(const QueueSettings& queue, const Surroundings& around);

/// Field by field; entries of a list of people by their id, others by their place.
std::vector<FieldChange> changes(const QueueSettings& before, const QueueSettings& after);

/// The shell of the line. The told functions are called after commit, on the worker's thread.
struct Deps {
    db::Database& db;
    IdSource& ids;
    std::function<std::string(PersonId)> person_name;  // "" = nobody
    std::function<void(db::Tx&, PersonId, std::string_view what, std::int64_t subject)> audit;
    std::function<void(const QueueSettings&)> queue_changed;
    std::function<void(const AgentRouting&)> agent_changed;
    std::function<void(const RoutingSettings&)> routing_changed;
    std::function<Result<int>(QueueId)> waiting;
    std::function<void(QueueId gone, QueueId instead)> queue_removed;
    std::function<Result<std::vector<PersonId>>()> agents;               // who may take contacts
    std::function<Result<std::vector<importer::KnownPerson>>()> people;  // for imports
    std::function<Result<bool>(ShopId)> shop_known;
    /// In the transaction that takes the queue away: what other rooms keep of it goes too.
    std::function<void(db::Tx&, QueueId gone, ShopId shop)> leaves{};
};
void add_routes(http::Router& router, Deps deps);

}  // namespace ol::queues
