// Routes of teams: people who are put into queues together.
#include <algorithm>

#include "contact/queues/api.hpp"

namespace ol::queues {

namespace {

Error no_team() { return not_found("queues.team", "There is no such team."); }

std::optional<Team> seen(db::Conn& conn, const http::Principal& who, std::int64_t id) {
    for (auto& team : store::teams(conn))
        if (team.id.value == id && in_shops(who, team.shop_id)) return std::move(team);
    return std::nullopt;
}

std::optional<Error> wrong(const Team& in, const http::Principal& who) {
    if (in.name.empty() || in.name.size() > 100)
        return invalid("queues.team_name", "name", "A team needs a name of 1 to 100 bytes.");
    if (in.person_ids.size() > 5000)
        return invalid("queues.team_many", "person_ids", "A team has at most 5000 people.");
    if (!in_shops(who, in.shop_id))
        return invalid("queues.shop", "shop_id", "There is no such shop.");
    return std::nullopt;
}

Result<Team> create(const Deps& d, Request& r, Team in) {
    if (auto bad = wrong(in, r.who)) return *bad;
    in.id = d.ids.next_id<TeamId>();
    return d.db.write_as<Team>([&](db::Tx& tx) {
        if (d.audit) d.audit(tx, r.who.person, "team.created", in.id.value);
        return store::save(tx, in, std::nullopt);
    });
}

Result<Team> change(const Deps& d, Request& r, const Team& in) {
    const auto id = r.id_param("id");
    if (!id || *id != in.id.value)
        return invalid("queues.id", "id", "The id in the path and in the body differ.");
    const auto expected = http::if_match(r);
    if (!expected) return expected.error();
    if (auto bad = wrong(in, r.who)) return *bad;
    return d.db.write_as<Team>([&](db::Tx& tx) -> Result<Team> {
        if (!seen(tx.conn, r.who, *id)) return no_team();
        if (d.audit) d.audit(tx, r.who.person, "team.changed", *id);
        return store::save(tx, in, *expected);
    });
}

Result<Removed> remove_team(const Deps& d, Request& r) {
    const auto id = r.id_param("id");
    return d.db.write_as<Removed>([&](db::Tx& tx) -> Result<Removed> {
        if (!id || !seen(tx.conn, r.who, *id)) return no_team();
        if (d.audit) d.audit(tx, r.who.person, "team.removed", *id);
        store::remove(tx, TeamId{*id});
        return Removed{};
    });
}

}  // namespace

void add_team_routes(http::Router& router, std::shared_ptr<const Deps> d) {
    const std::string path = "/api/v1/teams", one = path + "/{id}";
    router.get<TeamList>(route(Method::get, path, "Teams", "settings.view"), [d](Request& r) {
        return d->db.read_as<TeamList>([&](db::Conn& conn) -> Result<TeamList> {
            TeamList out{store::teams(conn)};
            std::erase_if(out.items, [&](const Team& t) { return !in_shops(r.who, t.shop_id); });
            return out;
        });
    });
    router.on<Team, Team>(route(Method::post, path, "Make a team", "queues.edit"),
                          [d](Request& r, const Team& in) { return create(*d, r, in); });
    router.on<Team, Team>(route(Method::put, one, "Change a team (If-Match)", "queues.edit"),
                          [d](Request& r, const Team& in) { return change(*d, r, in); });
    router.get<Removed>(
        route(Method::del, one, "Take a team away; its people stay in their queues", "queues.edit"),
        [d](Request& r) { return remove_team(*d, r); });
}

}  // namespace ol::queues
