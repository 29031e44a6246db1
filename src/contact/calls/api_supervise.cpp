// Routes of the supervisor: live calls, listen, whisper, join, take over; acknowledgements; whether
// the operator sees it.
#include "contact/calls/api.hpp"
#include "contact/calls/parts.hpp"

namespace ol::calls {
namespace {

bool known_mode(const std::string& mode) {
    return mode == "listen" || mode == "whisper" || mode == "join" || mode == "take_over" ||
           mode == "stop";
}

/// Whose page it is; people of other shops and departments are not there.
Result<PersonId> person_in(const Calls::Impl& i, const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return invalid("calls.person_id", "id", "the id in the path is no number");
    if (i.deps.sees_person && !i.deps.sees_person(r.who, PersonId{*id}))
        return not_found("calls.person", "there is no such person, or she is not of your shops");
    return PersonId{*id};
}

Time first_day() { return from_ms(946'684'800'000); }  // 2000-01-01: what is older was mistyped

}  // namespace

Result<Nothing> CallRoutes::supervise(Calls::Impl& i, Request& r, const SuperviseIn& in) {
    auto id = contact_in(r);
    if (!id) return id.error();
    if (!known_mode(in.mode))
        return invalid("calls.supervise_mode", "mode",
                       "mode is one of listen, whisper, join, take_over, stop");
    const bool stop = in.mode == "stop";
    if (!stop && !r.who.may("calls." + in.mode))
        return forbidden("calls.may_not_" + in.mode,
                         "your roles do not allow this; ask the head for a role that does");
    if (!stop) {
        auto who = i.ask<PersonId>(
            [&i, &r, id = *id]() -> Result<PersonId> { return i.operator_of(r.who, id); });
        if (!who) return who.error();
        // On the record before a word is heard.
        auto saved = i.deps.db.write([&](db::Tx& tx) -> Result<> {
            if (in.mode != "take_over" && !parts::acknowledged(tx.conn, *who))
                return forbidden("calls.not_acknowledged",
                                 "her acknowledgement of listening-in is not on file: personnel "
                                 "enters its date on her page");
            if (i.deps.audit) i.deps.audit(tx, r.who.person, "calls." + in.mode, id->value);
            return {};
        });
        if (!saved) return saved.error();
    }
    return i.ask<Nothing>([&i, who = r.who, id = *id, mode = in.mode]() -> Result<Nothing> {
        if (auto done = i.supervise(who, id, mode); !done) return done.error();
        return Nothing{};
    });
}

void CallRoutes::add_supervise() {
    router.get<LiveCalls>(
        route(Method::get, "/api/v1/live-calls", "Calls that are talked in now, of your shops",
              "calls.listen"),
        [i = &impl](Request& r) -> Result<LiveCalls> {
            auto live = i->ask<LiveCalls>(
                [i, who = r.who]() -> Result<LiveCalls> { return i->live_calls(who); });
            if (!live) return live;
            return i->deps.db.read_as<LiveCalls>([&](db::Conn& conn) -> Result<LiveCalls> {
                const auto known = parts::all_acknowledged(conn);
                for (auto& c : live->items) c.acknowledged = known.contains(c.operator_id.value);
                return *live;
            });
        });
    router.on<SuperviseIn, Nothing>(
        route(Method::post, "/api/v1/contacts/{id}/supervise",
              "Listen, whisper to the operator, join, take over, stop; logged", "calls.listen"),
        [i = &impl](Request& r, const SuperviseIn& in) { return supervise(*i, r, in); });
    add_monitoring();
}

/// Her word that she knows of listening-in, and what operators see of it.
void CallRoutes::add_monitoring() {
    router.get<Monitoring>(
        route(Method::get, "/api/v1/people/{id}/monitoring",
              "Has she acknowledged that calls are listened to?", "people.view"),
        [i = &impl](Request& r) -> Result<Monitoring> { return monitoring(*i, r); });
    router.on<MonitoringIn, Monitoring>(
        route(Method::put, "/api/v1/people/{id}/monitoring",
              "Enter the date of her acknowledgement, or take it back; logged", "people.edit"),
        [i = &impl](Request& r, const MonitoringIn& in) -> Result<Monitoring> {
            const auto id = person_in(*i, r);
            if (!id) return id.error();
            if (in.acknowledged_at && *in.acknowledged_at < first_day())
                return invalid("calls.acknowledged_long_ago", "acknowledged_at",
                               "nobody signed before the year 2000");
            if (in.acknowledged_at && *in.acknowledged_at > i->deps.clock.now() + Ms{86'400'000})
                return invalid("calls.acknowledged_at", "acknowledged_at",
                               "the date lies in the future");
            auto saved = i->deps.db.write([&](db::Tx& tx) -> Result<> {
                parts::acknowledge(tx, *id, in.acknowledged_at, r.who.person);
                if (i->deps.audit)
                    i->deps.audit(
                        tx, r.who.person,
                        in.acknowledged_at ? "monitoring.acknowledged" : "monitoring.withdrawn",
                        id->value);
                return {};
            });
            if (!saved) return saved.error();
            return monitoring(*i, r);
        });
    router.get<Supervision>(
        route(Method::get, "/api/v1/shops/{id}/supervision", "Does the operator see who listens?",
              "settings.view"),
        [i = &impl](Request& r) -> Result<Supervision> {
            const auto id = r.id_param("id");
            if (!id || !in_shops(r.who, ShopId{*id}))
                return not_found("calls.shop", "there is no such shop");
            return i->deps.db.read_as<Supervision>([&](db::Conn& conn) -> Result<Supervision> {
                return Supervision{!parts::unseen_shops(conn).contains(*id)};
            });
        });
    router.on<Supervision, Supervision>(
        route(Method::put, "/api/v1/shops/{id}/supervision",
              "Whether the operator sees who listens", "settings.edit"),
        [i = &impl](Request& r, const Supervision& in) -> Result<Supervision> {
            const auto id = r.id_param("id");
            if (!id || !in_shops(r.who, ShopId{*id}))
                return not_found("calls.shop", "there is no such shop");
            auto saved = i->deps.db.write([&](db::Tx& tx) -> Result<> {
                parts::set_seen(tx, ShopId{*id}, in.operator_sees);
                if (i->deps.audit) i->deps.audit(tx, r.who.person, "supervision.changed", *id);
                return {};
            });
            if (!saved) return saved.error();
            i->floor.post([i, shop = *id, sees = in.operator_sees] {
                if (sees)
                    i->unseen_shops.erase(shop);
                else
                    i->unseen_shops.insert(shop);
            });
            return in;
        });
}

Result<Monitoring> CallRoutes::monitoring(Calls::Impl& i, const Request& r) {
    const auto id = person_in(i, r);
    if (!id) return id.error();
    return i.deps.db.read_as<Monitoring>([&](db::Conn& conn) -> Result<Monitoring> {
        Monitoring out{*id, {}, ""};
        if (const auto known = parts::acknowledged(conn, *id)) {
            out.acknowledged_at = known->at;
            out.by_name = i.deps.person_name ? i.deps.person_name(known->by) : "";
        }
        return out;
    });
}

}  // namespace ol::calls
