// Routes of what operators can do, and of the rules that hold over all queues.
#include <algorithm>
#include <set>

#include "contact/queues/api.hpp"
#include "contact/routing/skills.hpp"

namespace ol::queues {

namespace {

constexpr std::size_t skills_max = 256;

Error no_person() { return not_found("queues.person", "There is no such operator."); }

/// She is in reach of who sees a queue that she serves, or when she serves none.
bool in_reach(const http::Principal& who, PersonId person, const std::vector<QueueSettings>& all) {
    bool serves = false;
    for (const QueueSettings& q : all) {
        if (std::find(q.member_ids.begin(), q.member_ids.end(), person) == q.member_ids.end())
            continue;
        if (in_shops(who, q.shop_id)) return true;
        serves = true;
    }
    return !serves;
}

AgentRouting of(PersonId person, const std::vector<AgentRouting>& all, const Deps& d) {
    AgentRouting out;
    for (const AgentRouting& one : all)
        if (one.person_id == person) out = one;
    out.person_id = person;
    out.name = d.person_name ? d.person_name(person) : "";
    return out;
}

Result<AgentRoutingList> list(const Deps& d, const http::Principal& who) {
    std::set<PersonId> people;
    if (d.agents) {
        const auto agents = d.agents();
        if (!agents) return agents.error();
        people.insert(agents->begin(), agents->end());
    }
    return d.db.read_as<AgentRoutingList>([&](db::Conn& conn) -> Result<AgentRoutingList> {
        const auto queues = load_queues(conn);
        const auto known = store::agents(conn);
        for (const QueueSettings& q : queues)
            people.insert(q.member_ids.begin(), q.member_ids.end());
        AgentRoutingList out;
        for (const PersonId person : people) {
            auto one = of(person, known, d);
            if (!one.name.empty() && in_reach(who, person, queues))
                out.items.push_back(std::move(one));
        }
        return out;
    });
}

std::optional<Error> wrong(const AgentRouting& in) {
    const auto at = [](const char* name, std::size_t i) {
        return std::string(name) + "[" + std::to_string(i) + "]";
    };
    if (in.skills.size() > skills_max)
        return invalid("queues.skills_many", "skills", "An operator has at most 256 skills.");
    std::set<std::string> names;
    for (std::size_t i = 0; i < in.skills.size(); ++i) {
        const AgentSkill& skill = in.skills[i];
        const auto parsed = routing::Expression::parse(skill.name + " > 0");
        const bool plain = skill.name.find_first_of(" !()&|<>=") == std::string::npos;
        if (skill.name.empty() || skill.name.size() > 60 || !plain || !parsed)
            return invalid("queues.skill_name", at("skills", i) + ".name",
                           "A skill is one word of letters, digits, dots, dashes.");
        if (!names.insert(skill.name).second)
            return invalid("queues.skill_twice", at("skills", i) + ".name",
                           "A skill stands once, with one level.");
        if (skill.level < 0 || skill.level > 1000)
            return invalid("queues.skill_level", at("skills", i) + ".level",
                           "A level is from 0 to 1000.");
    }
    std::set<routing::Channel> channels;
    for (std::size_t i = 0; i < in.limits.size(); ++i)
        if (in.limits[i].most < 0 || in.limits[i].most > 100 ||
            !channels.insert(in.limits[i].channel).second)
            return invalid("queues.channel_limit", at("limits", i),
                           "Each channel stands once, with 0 to 100 at a time.");
    if (in.wrap_up_ms && (*in.wrap_up_ms < 0 || *in.wrap_up_ms > 3'600'000))
        return invalid("queues.wrap_up", "wrap_up_ms", "At most an hour.");
    if (in.no_answer_max && (*in.no_answer_max < 1 || *in.no_answer_max > 100))
        return invalid("queues.no_answer_max", "no_answer_max", "From 1 to 100.");
    return std::nullopt;
}

Result<AgentRouting> change(const Deps& d, Request& r, AgentRouting in) {
    const auto id = r.id_param("id");
    if (!id || *id != in.person_id.value)
        return invalid("queues.id", "person_id", "The id in the path and in the body differ.");
    const auto expected = http::if_match(r);
    if (!expected) return expected.error();
    if (auto bad = wrong(in)) return *bad;
    auto saved = d.db.write_as<AgentRouting>([&](db::Tx& tx) -> Result<AgentRouting> {
        if ((d.person_name && d.person_name(in.person_id).empty()) ||
            !in_reach(r.who, in.person_id, load_queues(tx.conn)))
            return no_person();
        auto done = store::save(tx, in, *expected);
        if (done && d.audit)
            d.audit(tx, r.who.person, "person.routing_changed", in.person_id.value);
        return done;
    });
    if (!saved) return saved;
    if (d.agent_changed) d.agent_changed(*saved);
    saved->name = d.person_name ? d.person_name(saved->person_id) : "";
    return saved;
}

std::optional<Error> wrong(const RoutingSettings& in) {
    std::set<routing::Channel> seen;
    for (std::size_t i = 0; i < in.channels.size(); ++i) {
        const auto& c = in.channels[i];
        if (c.units < 0 || c.units > 100 || !seen.insert(c.channel).second)
            return invalid("queues.channel_units", "channels[" + std::to_string(i) + "]",
                           "Each channel stands once, with 0 to 100 units.");
    }
    if (seen.size() != enum_names<routing::Channel>.size())
        return invalid("queues.channel_units", "channels", "Every channel needs its units.");
    return std::nullopt;
}

Result<RoutingSettings> change(const Deps& d, Request& r, const RoutingSettings& in) {
    if (!r.who.shops.empty())
        return forbidden("queues.all_shops",
                         "These rules hold in every shop: only who sees all shops changes them.");
    const auto expected = http::if_match(r);
    if (!expected) return expected.error();
    if (auto bad = wrong(in)) return *bad;
    auto saved = d.db.write_as<RoutingSettings>([&](db::Tx& tx) {
        if (d.audit) d.audit(tx, r.who.person, "routing.changed", 0);
        return store::save(tx, in, *expected);
    });
    if (saved && d.routing_changed) d.routing_changed(*saved);
    return saved;
}

}  // namespace

void add_agent_routes(http::Router& router, std::shared_ptr<const Deps> d) {
    const std::string one = "/api/v1/agents/{id}/routing";
    router.get<AgentRoutingList>(route(Method::get, "/api/v1/agents/routing",
                                       "Skills and limits of all operators", "settings.view"),
                                 [d](Request& r) { return list(*d, r.who); });
    router.get<AgentRouting>(
        route(Method::get, one, "Skills and limits of one operator", "settings.view"),
        [d](Request& r) -> Result<AgentRouting> {
            const auto id = r.id_param("id");
            if (!id) return no_person();
            return d->db.read_as<AgentRouting>([&](db::Conn& conn) -> Result<AgentRouting> {
                auto found = of(PersonId{*id}, store::agents(conn), *d);
                if (found.name.empty() || !in_reach(r.who, PersonId{*id}, load_queues(conn)))
                    return no_person();
                return found;
            });
        });
    router.on<AgentRouting, AgentRouting>(
        route(Method::put, one, "Change an operator's skills and limits (If-Match)", "queues.edit"),
        [d](Request& r, const AgentRouting& in) { return change(*d, r, in); });
    router.get<RoutingSettings>(
        route(Method::get, "/api/v1/routing", "Rules over all queues", "settings.view"),
        [d](Request&) {
            return d->db.read_as<RoutingSettings>(
                [](db::Conn& conn) -> Result<RoutingSettings> { return store::routing(conn); });
        });
    router.on<RoutingSettings, RoutingSettings>(
        route(Method::put, "/api/v1/routing", "Change the rules over all queues (If-Match)",
              "queues.edit"),
        [d](Request& r, const RoutingSettings& in) { return change(*d, r, in); });
}

}  // namespace ol::queues
