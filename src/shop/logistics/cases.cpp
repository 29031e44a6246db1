// Decisions as they are kept: opened by a failed try, ranked anew at each look, ended by a choice
// or by the clock.
#include <algorithm>

#include "shop/logistics/parcel.hpp"

namespace ol::logistics {
namespace {

constexpr Ms minute{60'000};

constexpr auto sql_case = R"(select id, order_id, shipment_id, shop_id, attempt_no, state, asked_at,
    decide_by, owner_id, facts, ranking, chosen, chosen_rank, person_id, why, ended_at, outcome,
    version from decision where )";

Result<> no_such() {
    return not_found("logistics.unknown", "No such decision; the list may be out of date.");
}

/// Whole minutes since the epoch: the courier's windows are told in minutes.
std::int64_t minutes(Time t) { return to_ms(t) / 60'000; }

int local_minute(Time t, const std::string& zone) {
    const auto l = local_time(t, zone);
    return l ? l->hour * 60 + l->minute : 0;
}

}  // namespace

std::optional<Logistics::Case> Logistics::load(db::Conn& c, DecisionId id) const {
    const auto r = c.query(std::string(sql_case) + "id = ?1", id);
    if (r.empty()) return std::nullopt;
    Case k;
    k.id = id;
    k.order = {r.i64(0, 1)}, k.shipment = {r.i64(0, 2)}, k.shop = {r.i64(0, 3)};
    k.attempt_no = r.i64(0, 4);
    k.state = from_name<DecisionState>(r.text(0, 5)).value_or(DecisionState::open);
    k.asked_at = from_ms(r.i64(0, 6)), k.decide_by = from_ms(r.i64(0, 7));
    if (!r.is_null(0, 8)) k.owner = PersonId{r.i64(0, 8)};
    if (auto facts = json::read<DecisionFacts>(r.text(0, 9))) k.facts = *facts;
    k.ranking = r.text(0, 10);
    if (!r.is_null(0, 11)) k.chosen = from_name<Option>(r.text(0, 11));
    if (!r.is_null(0, 12)) k.rank = r.i64(0, 12);
    k.by = {r.i64(0, 13)};
    k.why = r.text(0, 14);
    if (!r.is_null(0, 15)) k.ended_at = from_ms(r.i64(0, 15));
    if (!r.is_null(0, 16)) k.outcome = r.text(0, 16);
    k.version = r.i64(0, 17);
    return k;
}

Snapshot Logistics::snapshot(db::Conn& c, const Case& k, Time now, PersonId decides) const {
    const auto zone = d_.zone ? d_.zone(k.shop) : std::string("UTC");
    const auto p = parcel(c, "id", k.shipment.value);
    const auto order = d_.orders.order(c, k.order);
    Snapshot s;
    s.today = today(k.shop, now);
    s.now_minute = local_minute(now, zone);
    s.reported_minute = s.now_minute - static_cast<int>(minutes(now) - minutes(k.asked_at));
    s.status = p->standing.status;
    s.rule = rule_of(c, *p, now);
    s.slot = {0, 24 * 60 - 1};
    const auto earlier = c.query(R"(select fault from fault_entry where shipment_id = ?1
        and kind in ('attempt', 'default') and (decision_id is null or decision_id < ?2)
        order by id)",
                                 k.shipment, k.id);
    for (std::size_t i = 0; i < earlier.size(); ++i)
        s.earlier_failures.push_back(from_name<Fault>(earlier.text(i, 0)).value_or(Fault::other));
    s.other = k.facts.other, s.other_allowed = k.facts.other_allowed;
    s.other_place = k.facts.other_place, s.consent = k.facts.consent;
    s.limits = limits(c, k.shop, decides, now);
    if (!order) return s;
    s.order_number = order->number;
    s.cod_due = order->cod_due.minor;
    s.currency = order->total.currency;
    s.paid = order->cod_due.minor > 0 ? Paid::cod : Paid::prepaid;
    if (d_.stock) s.stock = d_.stock(c, *order);
    if (order->delivery_from && order->delivery_to && today(k.shop, *order->delivery_to) == s.today)
        s.slot = {local_minute(*order->delivery_from, zone),
                  local_minute(*order->delivery_to, zone)};
    return s;
}

Decision Logistics::view(db::Conn& c, const Case& k, Time now, PersonId reader) const {
    Decision d;
    d.id = k.id, d.order_id = k.order, d.shipment_id = k.shipment, d.shop_id = k.shop;
    d.state = k.state, d.asked_at = k.asked_at, d.decide_by = k.decide_by, d.owner_id = k.owner;
    d.facts = k.facts, d.chosen = k.chosen, d.rank = k.rank, d.outcome = k.outcome;
    d.ended_at = k.ended_at, d.version = k.version;
    if (!k.why.empty()) d.why = k.why;
    const auto name = [&](PersonId person) {
        return d_.person_name ? std::optional(d_.person_name(c, person)) : std::nullopt;
    };
    if (k.owner) d.owner_name = name(*k.owner);
    if (k.by) d.chosen_by = name(k.by);
    d.tz = d_.zone ? d_.zone(k.shop) : "UTC";
    for (auto& s : of_order(c, k.order)) {
        if (s.id != k.shipment) continue;
        d.waybill = s.waybill, d.courier = s.courier, d.status = s.status;
        d.attempts = std::move(s.attempts);
    }
    if (const auto order = d_.orders.order(c, k.order)) {
        d.order_number = order->number;
        d.customer_name = order->customer_name;
        d.cod_due = order->cod_due;
    }
    if (k.state == DecisionState::open)
        d.ranking = decide(snapshot(c, k, now, reader ? reader : k.owner.value_or(PersonId{})));
    else if (auto kept = json::read<Ranking>(k.ranking))
        d.ranking = std::move(*kept);
    return d;
}

Result<Decision> Logistics::decision(db::Conn& c, DecisionId id, Time now, PersonId reader) const {
    const auto k = load(c, id);
    if (!k) return no_such().error();
    return view(c, *k, now, reader);
}

std::vector<Decision> Logistics::open_decisions(db::Conn& c, const std::set<std::int64_t>& shops,
                                                Time now, PersonId reader) const {
    const auto r = c.query(
        "select id, shop_id from decision where state = 'open' order by decide_by, id limit 200");
    std::vector<Decision> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        if (shops.empty() || shops.contains(r.i64(i, 1)))
            if (auto d = decision(c, {r.i64(i, 0)}, now, reader)) out.push_back(std::move(*d));
    return out;
}

/// A failed try: written down with its fault, and the order's owner is asked. One open decision per
/// parcel: a second report of the same try adds nothing.
DecisionId Logistics::open_case(db::Tx& tx, const Parcel& p, Fault fault, std::string_view told_by,
                                Time at, Told& told) const {
    const auto open = tx.query(
        "select id from decision where shipment_id = ?1 and state = 'open' order by id", p.id);
    if (!open.empty()) return {open.i64(0, 0)};
    const auto no =
        tx.query("select count(*) from delivery_attempt where shipment_id = ?1", p.id).i64(0, 0) +
        1;
    tx.exec(R"(insert into delivery_attempt (id, shipment_id, no, at, result, fault, told_by)
        values (?1,?2,?3,?4,'attempt_failed',?5,?6))",
            d_.ids.next(), p.id, no, at, fault, told_by);
    const auto order = d_.orders.order(tx.conn, p.order);
    Case k;
    k.id = d_.ids.next_id<DecisionId>();
    k.order = p.order, k.shipment = p.id, k.shop = p.shop;
    // A report that comes late leaves what is left of the window, never a new one.
    k.asked_at = std::min(at, tx.now);
    if (order) k.owner = order->owner_id;
    const auto facts = snapshot(tx.conn, k, tx.now, k.owner.value_or(PersonId{}));
    const auto ranking = decide(facts);
    k.decide_by = from_ms((minutes(k.asked_at) + facts.rule.decision_window_min) * 60'000);
    tx.exec(
        R"(insert into decision (id, order_id, shipment_id, shop_id, attempt_no, state, asked_at,
        decide_by, owner_id, facts, snapshot, ranking, rule_version, logic_version, chosen,
        chosen_rank, person_id, why, ended_at, outcome, version)
        values (?1,?2,?3,?4,?5,'open',?6,?7,?8,?9,?10,?11,?12,?13,null,null,null,'',null,null,1))",
        k.id, k.order, k.shipment, k.shop, no, k.asked_at, k.decide_by, k.owner,
        json::write(k.facts), json::write(facts), json::write(ranking), ranking.rule_version,
        ranking.logic_version);
    ledger(tx, k, "attempt", fault, {}, facts.currency);
    tx.journal({"decision.asked", k.id.value, 0,
                R"({"order":")" + std::to_string(k.order.value) + R"("})"});
    if (order)
        told.duties.push_back({p.order, p.shop, order->customer_id, order->owner_id,
                               "delivery_failed", order->phone});
    return k.id;
}

Result<DecisionId> Logistics::failed(ShipmentId id, const NewFailure& in, PersonId by) {
    Told told;
    auto made = d_.db.write_as<DecisionId>([&](db::Tx& tx) -> Result<DecisionId> {
        told = {};
        auto p = parcel(tx.conn, "id", id.value);
        if (!p) return not_found("logistics.unknown", "No such parcel.");
        if (has_ended(p->standing.status))
            return conflict("logistics.ended", "This parcel has reached its end already.");
        const Time at = std::min(in.told_at.value_or(tx.now), tx.now);
        if (tx.now - at > Ms{86'400'000})
            return invalid("logistics.told_at", "told_at", "At most a day ago.");
        TrackEvent event{p->waybill, Status::attempt_failed, "person"};
        event.at = at, event.fault = in.fault;
        if (p->standing.status == Status::attempt_failed)
            told.decisions.push_back(open_case(tx, *p, in.fault, "person", at, told));
        else
            take_event(tx, *p, event, told);
        if (told.decisions.empty())
            return conflict("logistics.older", "Something newer is known of this parcel.");
        tx.journal({"delivery.failure_told", id.value, by.value, "{}"});
        return told.decisions.back();
    });
    if (made) tell(told);
    return made;
}

Result<Logistics::Case> Logistics::editable(db::Conn& c, DecisionId id,
                                            std::int64_t version) const {
    auto k = load(c, id);
    if (!k) return no_such().error();
    if (k->state != DecisionState::open)
        return conflict("logistics.ended", "This decision has been taken already.");
    if (k->version != version) {
        auto e = conflict("logistics.version_conflict",
                          "Somebody changed this decision meanwhile; look again.");
        e.params = {{"version", std::to_string(k->version)}};
        return e;
    }
    return *k;
}

Result<Decision> Logistics::set_facts(DecisionId id, std::int64_t version,
                                      const DecisionFacts& facts, PersonId by) {
    auto now = d_.db.write_as<Decision>([&](db::Tx& tx) -> Result<Decision> {
        auto k = editable(tx.conn, id, version);
        if (!k) return k.error();
        tx.exec("update decision set facts = ?2, version = version + 1 where id = ?1", id,
                json::write(facts));
        tx.journal({"decision.facts", id.value, by.value,
                    R"({"consent":")" + std::string(to_name(facts.consent)) + R"("})"});
        return decision(tx.conn, id, tx.now, by);
    });
    if (now && d_.on_decision) d_.on_decision(*now);
    return now;
}

/// The one place that ends a decision by a choice.
Result<> Logistics::take(db::Tx& tx, const Case& k, const Snapshot& facts, const Choose& in,
                         PersonId by) const {
    const auto ranking = decide(facts);
    const auto rank = check_choice(ranking, in.option, in.why);
    if (!rank) return rank.error();
    tx.exec(R"(update decision set state = 'chosen', snapshot = ?2, ranking = ?3,
        rule_version = ?4, logic_version = ?5, chosen = ?6, chosen_rank = ?7, person_id = ?8,
        why = ?9, ended_at = ?10, version = version + 1 where id = ?1)",
            k.id, json::write(facts), json::write(ranking), ranking.rule_version,
            ranking.logic_version, in.option, *rank, by, in.why, tx.now);
    carry_out(tx, k, facts, ranking.options[static_cast<std::size_t>(*rank - 1)], by);
    tx.journal({"decision.chosen", k.id.value, by.value,
                R"({"option":")" + std::string(to_name(in.option)) + R"(","rank":)" +
                    std::to_string(*rank) + "}"});
    return {};
}

Result<Decision> Logistics::choose(DecisionId id, std::int64_t version, const Choose& in,
                                   PersonId by) {
    if (in.why.size() > 500) return invalid("logistics.why", "why", "At most 500 bytes fit here.");
    auto now = d_.db.write_as<Decision>([&](db::Tx& tx) -> Result<Decision> {
        auto k = editable(tx.conn, id, version);
        if (!k) return k.error();
        if (auto ok = take(tx, *k, snapshot(tx.conn, *k, tx.now, by), in, by); !ok)
            return ok.error();
        if (d_.approvals) d_.approvals->drop(tx, approvals::Subject::decision, id.value);
        return decision(tx.conn, id, tx.now);
    });
    if (!now) return now;
    if (d_.on_decision) d_.on_decision(*now);
    if (d_.on_shipment) d_.on_shipment(now->order_id);
    return now;
}

/// What the choice begins: the money and the fault in the ledger, and the next thing somebody does.
void Logistics::carry_out(db::Tx& tx, const Case& k, const Snapshot& facts, const Ranked& chosen,
                          PersonId by) const {
    const Fault fault =
        facts.earlier_failures.empty() ? Fault::other : facts.earlier_failures.back();
    ledger(tx, k, to_name(chosen.option), fault, chosen, facts.currency);
    const auto p = parcel(tx.conn, "id", k.shipment.value);
    duty(tx, *p,
         "tell_courier." + std::string(to_name(chosen.option)) + "." + std::to_string(k.attempt_no),
         tx.now);
    if (chosen.option == Option::second_unit) {
        tx.exec(R"(insert into shipment (id, order_id, shop_id, courier, service, city, waybill,
            courier_ref, before_id, send_state, send_error, status, status_at, code, at_point_at,
            not_found_at, next_poll_at, created_at, version)
            values (?1,?2,?3,?4,?5,'',null,'',?6,'draft','','registered',null,'',null,null,?7,?7,
            1))",
                d_.ids.next(), k.order, k.shop, p->courier, p->service, k.shipment, tx.now);
    }
    if (chosen.option == Option::cancel) follow_order(tx, *p, Status::returning);
    tx.exec(
        "update delivery_duty set state = 'due' where shipment_id = ?1 and state = 'waiting' "
        "and due_at <= ?2",
        k.shipment, tx.now);
    tx.journal({"delivery.carried_out", k.shipment.value, by.value,
                R"({"option":")" + std::string(to_name(chosen.option)) + R"("})"});
}

void Logistics::ledger(db::Tx& tx, const Case& k, std::string_view kind, Fault fault,
                       const Ranked& option, std::string_view currency) const {
    tx.exec(R"(insert into fault_entry (id, order_id, shipment_id, decision_id, kind, fault, cost,
        currency, payer, claim, at) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11))",
            d_.ids.next(), k.order, k.shipment, k.id, kind, fault, option.cost, currency,
            option.payer, option.claim, tx.now);
}

/// Nobody chose in time: the courier takes it back to its centre, and that is the store's fault.
void Logistics::lapse(db::Tx& tx, const Case& k) const {
    const auto facts = snapshot(tx.conn, k, tx.now, k.owner.value_or(PersonId{}));
    const auto ranking = decide(facts);
    if (d_.approvals) d_.approvals->drop(tx, approvals::Subject::decision, k.id.value);
    tx.exec(R"(update decision set state = 'lapsed', snapshot = ?2, ranking = ?3, rule_version = ?4,
        logic_version = ?5, ended_at = ?6, version = version + 1 where id = ?1)",
            k.id, json::write(facts), json::write(ranking), ranking.rule_version,
            ranking.logic_version, tx.now);
    ledger(tx, k, "default", default_fault, {}, facts.currency);
    tx.journal({"decision.lapsed", k.id.value, 0, R"({"default":"return_to_dc","fault":"store"})"});
}

Time Logistics::run_due(Time now) {
    std::vector<DecisionId> ended;
    Told told;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        ended.clear(), told = {};
        // The minute itself still counts.
        const auto late =
            tx.query("select id from decision where state = 'open' and decide_by <= ?1 order by id",
                     now - minute);
        for (std::size_t i = 0; i < late.size(); ++i) {
            const auto k = load(tx.conn, {late.i64(i, 0)});
            lapse(tx, *k);
            ended.push_back(k->id);
        }
        const auto due = tx.query(R"(select id, shipment_id, order_id, kind from delivery_duty
            where state = 'waiting' and due_at <= ?1 order by id limit 500)",
                                  now);
        for (std::size_t i = 0; i < due.size(); ++i) {
            tx.exec("update delivery_duty set state = 'due' where id = ?1", due.i64(i, 0));
            tx.journal(
                {"delivery.duty", due.i64(i, 1), 0, R"({"kind":")" + due.text(i, 3) + R"("})"});
            told.orders.insert(due.i64(i, 2));
            const auto order = d_.orders.order(tx.conn, {due.i64(i, 2)});
            if (order && due.text(i, 3) == "call_before_storage")
                told.duties.push_back({order->id, order->shop_id, order->customer_id,
                                       order->owner_id, "call_before_storage", order->phone});
        }
        return {};
    });
    if (done) {
        told.decisions = ended;
        tell(told);
    }
    Time next = now + minute;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto d = c.query(
            "select decide_by from decision where state = 'open' order by decide_by limit 1");
        if (!d.empty()) next = std::min(next, from_ms(d.i64(0, 0)) + minute);
        return {};
    });
    return std::max(next, now + Ms{1000});
}

std::optional<ShopId> Logistics::shop_of(db::Conn& c, DecisionId id) const {
    const auto r = c.query("select shop_id from decision where id = ?1", id);
    return r.empty() ? std::nullopt : std::optional(ShopId{r.i64(0, 0)});
}

}  // namespace ol::logistics
