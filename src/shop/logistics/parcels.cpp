// Parcels and what couriers tell of them: each event once, the parcel moves forward, the order
// follows it.
#include <algorithm>
#include <array>
#include <map>

#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "shop/logistics/parcel.hpp"

namespace ol::logistics {
namespace {

constexpr Ms day{86'400'000};
constexpr std::size_t waybill_max = 60;

constexpr auto sql_parcel = R"(select id, order_id, shop_id, courier, service, city, waybill,
    courier_ref, send_state, status, status_at, code, not_found_at, created_at,
    made_from, asked_from, sheet_id, due_at from shipment where )";

template <class T>
std::optional<Time> time_at(const db::Rows& r, std::size_t row, T col) {
    return r.is_null(row, col) ? std::nullopt : std::optional(from_ms(r.i64(row, col)));
}

/// The desk event that a parcel's status stands for.
std::optional<orders::DeskState> order_state(Status s) {
    using D = orders::DeskState;
    switch (s) {
        case Status::handed_over: return D::handed_over;
        case Status::in_transit:
        case Status::at_city: return D::in_transit;
        case Status::at_point: return D::at_point;
        case Status::out_for_delivery: return D::out_for_delivery;
        case Status::attempt_failed: return D::attempt_failed;
        case Status::delivered: return D::delivered;
        case Status::refused: return D::refused;
        case Status::returning: return D::returning;
        case Status::returned: return D::returned;
        case Status::registered:
        case Status::on_hold:
        case Status::redirected:
        case Status::partly_delivered:
        case Status::lost:
        case Status::cancelled:
        case Status::unknown: return std::nullopt;
    }
    return std::nullopt;
}

/// The shortest way of shipping events from one state to another, by the order desk's own table.
std::vector<orders::DeskEvent> way(orders::DeskState from, orders::DeskState to) {
    using E = orders::DeskEvent;
    constexpr std::array shipping{E::hand_over, E::depart, E::arrive,    E::go_out,   E::deliver,
                                  E::fail,      E::refuse, E::send_back, E::take_back};
    std::map<orders::DeskState, std::vector<E>> known{{from, {}}};
    std::vector<orders::DeskState> edge{from};
    while (!edge.empty() && !known.contains(to)) {
        std::vector<orders::DeskState> next_edge;
        for (const auto state : edge)
            for (const E event : shipping)
                if (const auto next = orders::next(state, event); next && !known.contains(*next)) {
                    known[*next] = known[state];
                    known[*next].push_back(event);
                    next_edge.push_back(*next);
                }
        edge = std::move(next_edge);
    }
    const auto found = known.find(to);
    return found == known.end() ? std::vector<E>{} : found->second;
}

}  // namespace

std::optional<Logistics::Parcel> Logistics::parcel(db::Conn& c, std::string_view column,
                                                   const db::Value& key) const {
    const std::vector<db::Value> args{key};
    const auto r = c.run(std::string(sql_parcel) + std::string(column) + " = ?1", args);
    if (r.empty()) return std::nullopt;
    Parcel p;
    p.id = {r.i64(0, 0)};
    p.order = {r.i64(0, 1)};
    p.shop = {r.i64(0, 2)};
    p.courier = from_name<Courier>(r.text(0, 3)).value_or(Courier::novaposhta);
    p.service = r.text(0, 4);
    p.city = r.text(0, 5);
    p.waybill = r.text(0, 6);
    p.ref = r.text(0, 7);
    p.send = from_name<SendState>(r.text(0, 8)).value_or(SendState::external);
    p.standing = {from_name<Status>(r.text(0, 9)).value_or(Status::unknown), time_at(r, 0, 10)};
    p.code = r.text(0, 11);
    p.not_found_at = time_at(r, 0, 12);
    p.created_at = from_ms(r.i64(0, 13));
    p.made_from = r.text(0, 14), p.asked_from = r.text(0, 15), p.sheet = {r.i64(0, 16)};
    p.due_at = time_at(r, 0, 17);
    return p;
}

Result<ShipmentId> Logistics::add(OrderId order, const NewShipment& in, PersonId by) {
    const std::string waybill(trim(in.waybill));
    if (waybill.size() > waybill_max || (!waybill.empty() && !plain_line(waybill)))
        return invalid("logistics.waybill", "waybill",
                       "A waybill is one line of at most 60 bytes.");
    auto id = d_.db.write_as<ShipmentId>([&](db::Tx& tx) -> Result<ShipmentId> {
        const auto o = d_.orders.order(tx.conn, order);
        if (!o) return o.error();
        const auto taken = tx.query("select id from shipment where courier = ?1 and waybill = ?2",
                                    in.courier, waybill);
        if (!waybill.empty() && !taken.empty())
            return conflict("logistics.waybill", "This waybill belongs to a parcel already.");
        const auto made = d_.ids.next_id<ShipmentId>();
        tx.exec(R"(insert into shipment (id, order_id, shop_id, courier, service, city, waybill,
            courier_ref, before_id, send_state, send_error, status, status_at, code, at_point_at,
            not_found_at, next_poll_at, created_at, version)
            values (?1,?2,?3,?4,?5,'',?6,'',null,?7,'','registered',null,'',null,null,?8,?8,1))",
                made, order, o->shop_id, in.courier, in.service,
                waybill.empty() ? std::optional<std::string>() : std::optional(waybill),
                waybill.empty() ? SendState::draft : SendState::external, tx.now);
        tx.journal({"shipment.added", made.value, by.value,
                    R"({"courier":")" + std::string(to_name(in.courier)) + R"("})"});
        return made;
    });
    if (id && d_.on_shipment) d_.on_shipment(order);
    return id;
}

std::vector<Shipment> Logistics::of_order(db::Conn& c, OrderId order) const {
    std::vector<Shipment> out;
    const auto r = c.query(R"(select id, before_id, send_error, version from shipment
        where order_id = ?1 order by id)",
                           order);
    for (std::size_t i = 0; i < r.size(); ++i) {
        const auto p = parcel(c, "id", r.i64(i, 0));
        Shipment s{p->id, p->order, p->shop, p->courier, p->service, p->city, p->waybill};
        if (!r.is_null(i, 1)) s.before_id = ShipmentId{r.i64(i, 1)};
        s.send_state = p->send, s.send_error = r.text(i, 2), s.version = r.i64(i, 3);
        s.status = p->standing.status, s.status_at = p->standing.at, s.code = p->code;
        s.created_at = p->created_at;
        if (p->sheet) s.sheet_id = p->sheet;
        s.due_at = p->due_at;
        const auto e =
            c.query(R"(select received_at, at, status, code, place, moved from track_event
            where shipment_id = ?1 order by at desc, id desc limit 100)",
                    p->id);
        for (std::size_t n = 0; n < e.size(); ++n) {
            TrackRow row{from_ms(e.i64(n, 0)), {}, {}, e.text(n, 3), e.text(n, 4), e.flag(n, 5)};
            if (e.i64(n, 1)) row.at = from_ms(e.i64(n, 1));
            row.status = from_name<Status>(e.text(n, 2)).value_or(Status::unknown);
            s.events.push_back(std::move(row));
        }
        const auto a = c.query(R"(select no, at, result, fault, told_by from delivery_attempt
            where shipment_id = ?1 order by no)",
                               p->id);
        for (std::size_t n = 0; n < a.size(); ++n)
            s.attempts.push_back({a.i64(n, 0), from_ms(a.i64(n, 1)),
                                  from_name<Status>(a.text(n, 2)).value_or(Status::attempt_failed),
                                  from_name<Fault>(a.text(n, 3)).value_or(Fault::other),
                                  a.text(n, 4)});
        const auto d = c.query(
            "select id from decision where shipment_id = ?1 and state = 'open' order by id", p->id);
        if (!d.empty()) s.decision_id = DecisionId{d.i64(0, 0)};
        const auto t = c.query(R"(select kind from delivery_duty where shipment_id = ?1
            and state = 'due' order by due_at, id)",
                               p->id);
        for (std::size_t n = 0; n < t.size(); ++n) s.to_do.push_back(t.text(n, 0));
        out.push_back(std::move(s));
    }
    return out;
}

/// The courier's code in our words. One that nobody has explained is asked about once, by name.
std::optional<Status> Logistics::meaning(db::Conn& c, Courier courier,
                                         const TrackEvent& event) const {
    if (event.status != Status::unknown) return event.status;
    const auto r = c.query("select status from courier_code where courier = ?1 and code = ?2",
                           courier, event.code);
    if (r.empty() || r.is_null(0, 0)) return std::nullopt;
    return from_name<Status>(r.text(0, 0));
}

Result<int> Logistics::apply(Courier courier, const TrackAnswer& answer) {
    Told told;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        told = {};
        for (const auto& event : answer.events) {
            const auto known =
                tx.query("select id from shipment where courier = ?1 and waybill = ?2", courier,
                         event.waybill);
            if (known.empty()) continue;  // not a parcel of ours
            auto p = parcel(tx.conn, "id", known.i64(0, 0));
            take_event(tx, *p, event, told);
        }
        for (const auto& problem : answer.problems) take_problem(tx, courier, problem, told);
        return {};
    });
    if (!done) return done.error();
    tell(told);
    return told.moved;
}

void Logistics::take_event(db::Tx& tx, Parcel& p, const TrackEvent& event, Told& told) const {
    if (event.due_at) take_due(tx, p, *event.due_at, told);
    const auto at = event.at ? to_ms(*event.at) : 0;
    const auto seen =
        tx.query("select id from track_event where shipment_id = ?1 and code = ?2 and at = ?3",
                 p.id, event.code, at);
    if (!seen.empty()) return;  // double subscriptions, overlapping polls
    const auto status = meaning(tx.conn, p.courier, event);
    if (!status)
        tx.exec(R"(insert into courier_code (courier, code, first_seen_at, status, person_id)
            values (?1, ?2, ?3, null, null) on conflict (courier, code) do nothing)",
                p.courier, event.code, tx.now);
    const auto to = moved(p.standing, status.value_or(Status::unknown), event.at);
    tx.exec(R"(insert into track_event (id, shipment_id, code, at, status, reason, place, moved,
        received_at) values (?1,?2,?3,?4,?5,?6,?7,?8,?9))",
            d_.ids.next(), p.id, event.code, at, status.value_or(Status::unknown), event.reason,
            event.place, to.has_value(), tx.now);
    told.orders.insert(p.order.value);
    if (to) move(tx, p, *to, event, told);
}

/// The courier names another day. A day after the promised one breaks the promise: the buyer hears
/// it from us first (R12), not from the courier.
void Logistics::take_due(db::Tx& tx, Parcel& p, Time due, Told& told) const {
    if (p.due_at == due || has_ended(p.standing.status)) return;
    p.due_at = due;
    tx.exec("update shipment set due_at = ?2, version = version + 1 where id = ?1", p.id, due);
    tx.journal({"shipment.due_changed", p.id.value, 0, "{}"});
    told.orders.insert(p.order.value);
    for (const auto& promise : d_.promises.list(tx.conn, {.order = p.order, .limit = 20}).items)
        if (promise.kind == promises::Kind::delivery && promise.state == promises::State::open &&
            today(p.shop, due) > today(p.shop, promise.due_at))
            return endanger(tx, p, told);
}

/// Not found: a fresh waybill is not indexed at once (T5). Only a second such answer, of a parcel
/// older than a day, takes it for deleted.
void Logistics::take_problem(db::Tx& tx, Courier courier, const TrackProblem& problem,
                             Told& told) const {
    const auto known = tx.query("select id from shipment where courier = ?1 and waybill = ?2",
                                courier, problem.waybill);
    if (known.empty() || problem.code == "no_status") return;
    auto p = parcel(tx.conn, "id", known.i64(0, 0));
    if (!p->not_found_at) {
        tx.exec("update shipment set not_found_at = ?2 where id = ?1", p->id, tx.now);
        return;
    }
    if (tx.now - p->created_at <= day || p->standing.status != Status::registered) return;
    TrackEvent gone{p->waybill, Status::cancelled, problem.code};
    gone.at = tx.now;
    take_event(tx, *p, gone, told);
}

void Logistics::move(db::Tx& tx, Parcel& p, Status to, const TrackEvent& event, Told& told) const {
    p.standing = {to, event.at ? event.at : std::optional(tx.now)};
    const bool left = to != Status::registered && to != Status::cancelled && to != Status::unknown;
    tx.exec(R"(update shipment set status = ?2, status_at = ?3, code = ?4, not_found_at = null,
        city = case when city = '' then ?5 else city end,
        handed_at = case when ?6 then coalesce(handed_at, ?3) else handed_at end,
        version = version + 1 where id = ?1)",
            p.id, to, p.standing.at, event.code, event.place, left);
    tx.journal({"shipment.moved", p.id.value, 0,
                R"({"to":")" + std::string(to_name(to)) + R"(","order":")" +
                    std::to_string(p.order.value) + R"("})"});
    ++told.moved;
    follow_order(tx, p, to);
    after_move(tx, p, to, event, told);
    if (event.next_waybill.empty()) return;
    // After a refusal or a redirect the parcel goes on under a new number.
    tx.exec(R"(insert into shipment (id, order_id, shop_id, courier, service, city, waybill,
        courier_ref, before_id, send_state, send_error, status, status_at, code, at_point_at,
        not_found_at, next_poll_at, created_at, version)
        values (?1,?2,?3,?4,?5,'',?6,'',?7,'external','',?8,null,'',null,null,?9,?9,1)
        on conflict (courier, waybill) do nothing)",
            d_.ids.next(), p.order, p.shop, p.courier, p.service, event.next_waybill, p.id,
            to == Status::refused ? Status::returning : Status::registered, tx.now);
}

void Logistics::follow_order(db::Tx& tx, const Parcel& p, Status to) const {
    const auto target = order_state(to);
    const auto order = d_.orders.order(tx.conn, p.order);
    if (!target || !order) return;
    for (const auto event : way(order->desk_state, *target))
        if (!d_.orders.advance(tx, p.order, std::nullopt, event, {})) return;
}

/// What else a status begins or ends: a decision, duties towards the buyer, the promise.
void Logistics::after_move(db::Tx& tx, Parcel& p, Status to, const TrackEvent& event,
                           Told& told) const {
    const Time at = p.standing.at.value_or(tx.now);
    if (to == Status::at_point) {
        const int free_days = rule_of(tx.conn, p, tx.now).storage_free_days;
        tx.exec("update shipment set at_point_at = ?2 where id = ?1", p.id, at);
        duty(tx, p, "message_day_2", at + day * 2);
        duty(tx, p, "call_before_storage", at + day * std::max(1, free_days - 1));
    }
    if (has_ended(to) || to == Status::returning)
        tx.exec(R"(update delivery_duty set state = 'over', done_at = ?2
            where shipment_id = ?1 and state in ('waiting', 'due'))",
                p.id, tx.now);
    if (to == Status::attempt_failed)
        told.decisions.push_back(
            open_case(tx, p, event.fault.value_or(Fault::other), event.code, at, told));
    if (to == Status::attempt_failed || to == Status::on_hold || to == Status::returning ||
        to == Status::lost || to == Status::refused)
        endanger(tx, p, told);
    if (to == Status::delivered)
        for (const auto& promise : d_.promises.list(tx.conn, {.order = p.order, .limit = 20}).items)
            if (promise.kind == promises::Kind::delivery &&
                (promise.state == promises::State::open ||
                 promise.state == promises::State::broken))
                (void)d_.promises.keep(tx, promise.id, std::nullopt, {});
    if (has_ended(to))
        tx.exec("update decision set outcome = ?2 where shipment_id = ?1 and outcome is null", p.id,
                to);
}

void Logistics::duty(db::Tx& tx, const Parcel& p, std::string_view kind, Time due) const {
    tx.exec(R"(insert into delivery_duty (id, shipment_id, order_id, kind, due_at, state, done_at)
        values (?1,?2,?3,?4,?5,'waiting',null) on conflict (shipment_id, kind) do nothing)",
            d_.ids.next(), p.id, p.order, kind, due);
}

/// R12: a delivery that was promised will not be: somebody speaks with the buyer first. Once per
/// parcel and promise.
void Logistics::endanger(db::Tx& tx, const Parcel& p, Told& told) const {
    for (const auto& promise : d_.promises.list(tx.conn, {.order = p.order, .limit = 20}).items) {
        if (promise.kind != promises::Kind::delivery || promise.state != promises::State::open)
            continue;
        const auto kind = "promise_breaks." + std::to_string(promise.id.value);
        const auto had = tx.query(
            "select id from delivery_duty where shipment_id = ?1 and kind = ?2", p.id, kind);
        if (!had.empty()) continue;
        duty(tx, p, kind, tx.now);
        tx.exec("update delivery_duty set state = 'due' where shipment_id = ?1 and kind = ?2", p.id,
                kind);
        tx.journal({"promise.endangered", promise.id.value, 0,
                    R"({"shipment":")" + std::to_string(p.id.value) + R"("})"});
        const auto order = d_.orders.order(tx.conn, p.order);
        if (order)
            told.duties.push_back({p.order, p.shop, order->customer_id, order->owner_id,
                                   "promise_breaks", order->phone});
        return;
    }
}

void Logistics::tell(const Told& told) const {
    if (d_.on_shipment)
        for (const auto order : told.orders) d_.on_shipment({order});
    if (d_.on_duty)
        for (const auto& duty : told.duties) d_.on_duty(duty);
    if (!d_.on_decision) return;
    for (const auto id : told.decisions) {
        auto now =
            d_.db.read_as<Decision>([&](db::Conn& c) { return decision(c, id, d_.clock.now()); });
        if (now) d_.on_decision(*now);
    }
}

std::optional<ShopId> Logistics::shop_of(db::Conn& c, ShipmentId id) const {
    const auto r = c.query("select shop_id from shipment where id = ?1", id);
    return r.empty() ? std::nullopt : std::optional(ShopId{r.i64(0, 0)});
}

}  // namespace ol::logistics
