// Routes of leaving and illness: they join people, hours, promises and orders.
#include "app/leaving.hpp"

#include <algorithm>

#include "app/parts.hpp"
#include "platform/base/json.hpp"
#include "platform/http/routes.hpp"

namespace ol::app {
namespace {

using http::Method;
using http::Request;
using http::Route;

constexpr std::size_t moved_max = 500;

constexpr http::RouteOf route{.tag = "promises"};

bool here(const staff::Directory& d, PersonId id, Time now) {
    const auto links = d.links(now);
    const auto at = links.find(id);
    return at != links.end() && at->second.here;
}

/// Who works with her: may keep promises, is here, of a shop of hers, of her department when she
/// has one.
std::vector<const staff::Member*> colleagues(const staff::Directory& d, PersonId of, Time now) {
    std::vector<const staff::Member*> out;
    const auto* self = d.find(of);
    for (const auto& [id, m] : d.people) {
        if (id == of || !m.principal.may("promises.edit") || !here(d, id, now)) continue;
        if (!d.share_shop(of, id)) continue;
        if (self && self->person.department_id &&
            m.person.department_id != self->person.department_id)
            continue;
        out.push_back(&m);
    }
    return out;
}

/// The shop whose hours say when she is back: the first of hers.
const staff::ShopSettings* her_shop(const staff::Directory& d, PersonId person) {
    const auto* member = d.find(person);
    for (const auto& [id, settings] : d.shops)
        if (!member || member->principal.shops.empty() ||
            member->principal.shops.contains(id.value))
            return &settings;
    return nullptr;
}

Time back_at(Centre::Parts& p, PersonId person, Time now) {
    const auto d = p.staff->directory();
    const auto* shop = her_shop(*d, person);
    return shop ? next_working_day(p.flows->rule(shop->id).hours, shop->tz, now)
                : next_working_day(flows::round_the_clock(), "UTC", now);
}

std::vector<promises::Promise> owed(Centre::Parts& p, db::Conn& c, PersonId owner,
                                    std::optional<Time> before) {
    promises::Filter f;
    f.owner = owner;
    f.states = {promises::State::open, promises::State::broken};
    f.due_before = before;
    f.limit = moved_max;
    return p.promises->list(c, f).items;
}

Result<Leaving> leaving(Centre::Parts& p, const Request& r) {
    const Time now = system_clock().now();
    Leaving out;
    out.back_at = back_at(p, r.who.person, now);
    (void)p.db->read([&](db::Conn& c) -> Result<> {
        out.promises = owed(p, c, r.who.person, out.back_at);
        return {};
    });
    const auto d = p.staff->directory();
    for (const auto* m : colleagues(*d, r.who.person, now))
        out.takers.push_back({m->person.id, m->person.name});
    return out;
}

void tell_moved(Centre::Parts& p, std::span<const promises::Promise> moved) {
    for (const auto& promise : moved) {
        p.push_promise("promise", promise);
        if (promise.owner_id)
            p.push_notice(*promise.owner_id, {promises::Notice::handed_over, promise});
    }
}

/// All or nothing: a promise that is not hers, or has ended, names itself and nothing moves.
Result<LeftBehind> hand_over(Centre::Parts& p, const Request& r, const LeavingHandOver& in) {
    if (in.promise_ids.size() > moved_max)
        return invalid("promises.too_many", "promise_ids", "Hand over at most 500 at once.");
    std::vector<promises::Promise> moved;
    const auto done = p.db->write([&](db::Tx& tx) -> Result<> {
        moved.clear();
        for (const auto id : in.promise_ids) {
            auto promise = p.promises->promise(tx.conn, id);
            if (!promise) return promise.error();
            if (promise->owner_id != r.who.person)
                return invalid("promises.not_hers", "promise_ids",
                               "One of these promises is somebody else's by now; look again.");
            auto given = p.promises->hand_over(tx, id, {}, in.to, r.who.person);
            if (!given) return given.error();
            moved.push_back(std::move(*given));
        }
        return {};
    });
    if (!done) return done.error();
    tell_moved(p, moved);
    return LeftBehind{static_cast<std::int64_t>(moved.size())};
}

// ---- illness ----

/// Her superior, whoever leads her department, and who edits people.
Result<> may_mark(const staff::Directory& d, const Centre::Parts& p, const http::Principal& who,
                  PersonId person, Time now) {
    const auto* m = d.find(person);
    if (!m || !m->person.active)
        return not_found("staff.person_not_found", "There is no such person.");
    const auto department = m->person.department_id;
    const bool in_scope =
        who.departments.empty() || (department && who.departments.contains(department->value));
    if (who.person == person || p.staff->superior_of(person, now) == who.person) return {};
    if (in_scope && (who.may("people.edit") ||
                     (who.may("people.view") && who.may("board.view") && who.may("promises.edit"))))
        return {};
    return forbidden("promises.ill", "Her superior, or who leads her department, marks her ill.");
}

promises::Standby standby(Centre::Parts& p, db::Conn& c, PersonId person, Time now) {
    const auto d = p.staff->directory();
    promises::Standby out;
    const auto* self = d->find(person);
    if (self && self->person.stand_in_id && here(*d, *self->person.stand_in_id, now))
        out.stand_in = self->person.stand_in_id;
    out.superior = p.staff->superior_of(person, now);
    for (const auto* m : colleagues(*d, person, now))
        out.colleagues.push_back(
            {m->person.id, static_cast<std::int64_t>(owed(p, c, m->person.id, {}).size())});
    const auto owns = [&](PersonId id) {
        const auto* m = d->find(id);
        return m && m->principal.may("orders.edit");
    };
    if (out.stand_in && owns(*out.stand_in)) out.heir = out.stand_in;
    std::int64_t least = 0;
    for (const auto& colleague : out.colleagues)
        if (!out.stand_in && owns(colleague.id) && (!out.heir || colleague.open < least)) {
            out.heir = colleague.id;
            least = colleague.open;
        }
    return out;
}

/// What would happen: her promises until she is back, each with its taker, and her orders.
Illness plan(Centre::Parts& p, db::Conn& c, PersonId person, Time until, Time now) {
    const auto d = p.staff->directory();
    Illness out{person, until};
    const auto hers = owed(p, c, person, until);
    const auto who = standby(p, c, person, now);
    for (std::size_t i = 0; const auto& r : promises::reoffer(hers, who)) {
        IllMove move{hers[i++], r.to ? d->name_of(*r.to) : "", r.reason};
        move.promise.owner_id = r.to;
        out.moves.push_back(std::move(move));
    }
    out.orders = static_cast<std::int64_t>(p.order_work->sorted(c, {}, person, 500).items.size());
    if (who.heir) out.orders_to_name = d->name_of(*who.heir);
    return out;
}

Result<Illness> carry_out(Centre::Parts& p, const Request& r, PersonId person, Time until,
                          Time now) {
    auto absence = p.staff->add_absence(staff::Staff::system(), person, now, until);
    if (!absence) return absence.error();
    Illness out;
    std::vector<promises::Promise> moved;
    const auto done = p.db->write([&](db::Tx& tx) -> Result<> {
        moved.clear();
        out = plan(p, tx.conn, person, until, now);
        for (const auto& move : out.moves) {
            auto given = p.promises->hand_over(
                tx, move.promise.id, {}, move.promise.owner_id.value_or(PersonId{}), r.who.person);
            if (!given) return given.error();
            moved.push_back(std::move(*given));
        }
        const auto heir = standby(p, tx.conn, person, now).heir;
        if (heir && out.orders > 0) {
            auto given = p.order_work->hand_over(tx, {person, *heir, "ill"}, r.who.person);
            if (!given) return given.error();
        }
        p.staff->audit(tx, r.who.person, "person.ill", person.value);
        return {};
    });
    if (!done) return done.error();
    out.done = true;
    tell_moved(p, moved);
    return out;
}

Result<Illness> ill(Centre::Parts& p, const Request& r, const NewIllness& in) {
    const Time now = system_clock().now();
    const PersonId person{r.id_param("id").value_or(0)};
    if (auto ok = may_mark(*p.staff->directory(), p, r.who, person, now); !ok) return ok.error();
    if (in.until <= now || in.until > now + Ms{180 * 86'400'000LL})
        return invalid("promises.until", "until", "Say until when, within the next 180 days.");
    if (!in.preview) return carry_out(p, r, person, in.until, now);
    return p.db->read_as<Illness>(
        [&](db::Conn& c) -> Result<Illness> { return plan(p, c, person, in.until, now); });
}

}  // namespace

void add_leaving_routes(Centre::Parts& parts) {
    auto* p = &parts;
    p->router.get<Leaving>(
        route(Method::get, "/api/v1/me/leaving",
              "What I have promised for before I am back, and who could take it", "promises.view"),
        [p](Request& r) { return leaving(*p, r); });
    p->router.on<LeavingHandOver, LeftBehind>(
        route(Method::post, "/api/v1/me/leaving/hand-over",
              "My promises go to a person, or to the line (to: 0)", "promises.edit"),
        [p](Request& r, const LeavingHandOver& in) { return hand_over(*p, r, in); });
    p->router.on<NewIllness, Illness>(
        route(Method::post, "/api/v1/people/{id}/ill",
              "Marks a person ill and re-offers promises and orders by rule; first as a preview",
              "promises.edit"),
        [p](Request& r, const NewIllness& in) { return ill(*p, r, in); });
}

}  // namespace ol::app
