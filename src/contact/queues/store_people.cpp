// Rows of what operators can do, of the rules over all queues, of teams.
#include "contact/queues/store.hpp"

namespace ol::queues::store {
namespace {

/// A30: what the line itself starts with, written out so that a person can see and change it.
RoutingSettings at_first() {
    using enum routing::Channel;
    RoutingSettings s;
    s.channels = {
        {call, 100, {}}, {chat, 25, {chat}}, {letter, 15, {chat, letter}}, {task, 10, {}}};
    return s;
}

}  // namespace

std::vector<AgentRouting> agents(db::Conn& conn) {
    const auto r =
        conn.query("select person_id, version, routing from agent_routing order by person_id");
    std::vector<AgentRouting> out;
    for (std::size_t i = 0; i < r.size(); i++) {
        auto agent = kept<AgentRouting>(r.text(i, 2), "agent_routing");
        agent.person_id = PersonId{r.i64(i, 0)};
        agent.version = r.i64(i, 1);
        out.push_back(std::move(agent));
    }
    return out;
}

Result<AgentRouting> save(db::Tx& tx, AgentRouting agent, std::int64_t expected) {
    const auto old =
        tx.query("select version from agent_routing where person_id = ?1", agent.person_id);
    const std::int64_t version = old.empty() ? 1 : old.i64(0, 0);
    if (version != expected) return version_conflict("operator's skills");
    agent.version = version + 1;
    agent.name.clear();
    tx.exec(
        "insert into agent_routing (person_id, version, routing) values (?1, ?2, ?3) on conflict "
        "(person_id) do update set version = excluded.version, routing = excluded.routing",
        agent.person_id, agent.version, json::write(agent));
    tx.journal({"agent.configured", agent.person_id.value, 0, "{}"});
    return agent;
}

RoutingSettings routing(db::Conn& conn) {
    const auto r = conn.query("select version, settings from routing_settings where id = 1");
    if (r.empty()) return at_first();
    auto settings = kept<RoutingSettings>(r.text(0, 1), "routing_settings");
    settings.version = r.i64(0, 0);
    return settings;
}

Result<RoutingSettings> save(db::Tx& tx, RoutingSettings settings, std::int64_t expected) {
    if (routing(tx.conn).version != expected) return version_conflict("page");
    settings.version = expected + 1;
    tx.exec(
        "insert into routing_settings (id, version, settings) values (1, ?1, ?2) on conflict (id) "
        "do update set version = excluded.version, settings = excluded.settings",
        settings.version, json::write(settings));
    tx.journal({"routing.configured", 0, 0, "{}"});
    return settings;
}

std::vector<Team> teams(db::Conn& conn) {
    const auto r = conn.query("select id, version, team from team order by id");
    std::vector<Team> out;
    for (std::size_t i = 0; i < r.size(); i++) {
        auto team = kept<Team>(r.text(i, 2), "team");
        team.id = TeamId{r.i64(i, 0)};
        team.version = r.i64(i, 1);
        out.push_back(std::move(team));
    }
    return out;
}

Result<Team> save(db::Tx& tx, Team team, std::optional<std::int64_t> expected) {
    const auto old = tx.query("select version from team where id = ?1", team.id);
    const std::int64_t version = old.empty() ? 0 : old.i64(0, 0);
    if (expected && *expected != version) return version_conflict("team");
    team.version = version + 1;
    tx.exec(
        "insert into team (id, shop_id, version, team) values (?1, ?2, ?3, ?4) on conflict (id) "
        "do update set shop_id = excluded.shop_id, version = excluded.version, team = "
        "excluded.team",
        team.id, team.shop_id, team.version, json::write(team));
    return team;
}

void remove(db::Tx& tx, TeamId id) { tx.exec("delete from team where id = ?1", id); }

}  // namespace ol::queues::store
