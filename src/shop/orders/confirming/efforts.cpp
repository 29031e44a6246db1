// What an order needs, what is planned for it, how it ends. Inside the writer's transaction.
#include "shop/orders/confirming/efforts.hpp"

#include <algorithm>
#include <array>

#include "platform/base/json.hpp"
#include "platform/base/names.hpp"
#include "shop/orders/confirming/kept.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {
namespace {

constexpr std::string_view call = "call", message = "message";
constexpr std::array purposes{Purpose::confirm, Purpose::short_goods};

std::string_view message_kind(Purpose p) {
    switch (p) {
        case Purpose::confirm: return "confirm_ask";
        case Purpose::short_goods: return "short_ask";
    }
    return "";
}

std::int64_t calls_in(const std::vector<EffortLine>& rows, Time since) {
    return std::ranges::count_if(rows,
                                 [&](const auto& r) { return r.channel == call && r.at >= since; });
}

/// What settled it: the order's own state; of short goods, that he knows or that they came.
std::string how_over(db::Conn& c, const Order& o, Purpose purpose) {
    if (purpose == Purpose::confirm || o.desk_state != DeskState::confirmed)
        return std::string(to_name(o.desk_state));
    const auto told = c.query(
        "select told_at from order_duty where order_id = ?1 order by id desc limit 1", o.id);
    return !told.empty() && !told.is_null(0, 0) ? "told" : "in_stock";
}

/// Over by an order's own course, and open again since: a new effort, not the old one's rest.
bool begins_anew(DeskState now, const std::string& ended_how) {
    return now == DeskState::new_ || (now == DeskState::calling && ended_how == "confirmed");
}

}  // namespace

AttemptRule Efforts::rule(db::Conn& c, ShopId shop) const {
    const auto r = c.query("select rule, version from order_attempt_rule where shop_id = ?1", shop);
    if (r.empty()) return {};
    auto rule = json::read<AttemptRule>(r.text(0, 0));
    if (!rule) return {};
    rule->version = r.i64(0, 1);
    return std::move(*rule);
}

Result<AttemptRule> Efforts::set_rule(db::Tx& tx, ShopId shop, AttemptRule in, PersonId by) const {
    if (auto ok = check_rule(in); !ok) return ok.error();
    if (const auto now = rule(tx.conn, shop); now.version != in.version)
        return version_conflict(now.version);
    ++in.version;
    tx.exec(
        R"(insert into order_attempt_rule (shop_id, rule, version, person_id, at)
        values (?1,?2,?3,?4,?5) on conflict (shop_id) do update set rule = excluded.rule,
        version = excluded.version, person_id = excluded.person_id, at = excluded.at)",
        shop, json::write(in), in.version, by, tx.now);
    if (d_.audit) d_.audit(tx, by, "orders.attempt_rule", shop.value, json::write(in));
    tx.journal({"order.attempt_rule", shop.value, by.value});
    return in;
}

bool Efforts::needed(db::Conn& c, const Order& o, Purpose purpose) const {
    switch (purpose) {
        case Purpose::confirm:
            return o.desk_state == DeskState::new_ || o.desk_state == DeskState::calling;
        case Purpose::short_goods:
            return o.desk_state == DeskState::confirmed &&
                   !c.query(
                         "select 1 from order_duty where order_id = ?1 and closed_at is null "
                         "and told_at is null",
                         o.id)
                        .empty();
    }
    return false;
}

AttemptFacts Efforts::facts(db::Conn& c, const Kept& e, const Order& o,
                            const std::vector<EffortLine>& rows) const {
    AttemptFacts f;
    f.since = e.since;
    for (const auto& row : rows) {
        if (row.at < e.since) continue;
        if (row.channel == message) f.messaged = true;
        if (row.channel == call)
            f.tries.push_back({row.at, outcome_of(row.outcome).value_or(TryOutcome::no_answer)});
    }
    f.talked_at = e.talked_at;
    if (d_.zones) f.zones = d_.zones(c, o);
    return f;
}

void Efforts::consider(db::Tx& tx, OrderId id) const {
    const auto k = store::load(tx.conn, id);
    if (!k) return;
    const Order& o = k->order;
    for (const Purpose purpose : purposes) {
        auto e = load(tx.conn, id, purpose);
        const bool need = needed(tx.conn, o, purpose);
        if (e && e->state != EffortState::over) {
            if (!need) finish(tx, *e, how_over(tx.conn, o, purpose));
            continue;
        }
        if (!need) continue;
        const auto r = rule(tx.conn, o.shop_id);
        const bool old = tx.now - o.created_at > Ms{r.max_age_days * 86'400'000};
        if (!r.on || (purpose == Purpose::confirm && old)) continue;
        const bool again = e.has_value();
        if (again && purpose == Purpose::confirm && !begins_anew(o.desk_state, e->ended_how))
            continue;
        Kept fresh{id, purpose, o.shop_id, o.customer_id, EffortState::planned, {}, tx.now, {},
                   {}, {},      {}};
        if (!again && purpose == Purpose::confirm) fresh.since = std::min(o.created_at, tx.now);
        // Somebody changed it with him on the line: not at once again.
        if (again && o.desk_state == DeskState::calling) fresh.talked_at = tx.now;
        replan(tx, fresh, o);
    }
}

void Efforts::replan(db::Tx& tx, Kept& e, const Order& o) const {
    const auto r = rule(tx.conn, e.shop);
    for (;;) {
        const auto rows = ledger(tx.conn, e, false);
        const auto next = plan(r, facts(tx.conn, e, o, rows), tx.now);
        if (next.kind == PlanKind::message) {
            d_.work.want(tx, e.order, message_kind(e.purpose));
            note(tx, e, {calls_in(rows, e.since), std::string(message), "wanted", tx.now, {}, {}},
                 {});
            continue;  // the plan after the message
        }
        if (next.kind == PlanKind::give_up) return give_up(tx, e, o, next.why.front().code);
        e.state = EffortState::planned;
        e.next_at = next.at, e.until.reset(), e.task = {};
        return save(tx, e);
    }
}

void Efforts::finish(db::Tx& tx, Kept& e, std::string how) const {
    const auto task = e.task;
    const bool asked = e.state == EffortState::asked;
    e.state = EffortState::over;
    e.ended_how = std::move(how);
    e.next_at.reset(), e.until.reset(), e.task = {};
    save(tx, e);
    tx.journal(
        {"order.effort_over", e.order.value, 0, "{\"how\":" + json::quote(e.ended_how) + "}"});
    if (!asked || !d_.withdraw) return;
    // Another order of his may still wait for that call.
    const bool shared =
        !where(tx.conn, "where task_id = ?1 and state = 'asked' limit 1", {task.value}).empty();
    if (!shared) d_.withdraw(task);
}

void Efforts::give_up(db::Tx& tx, Kept& e, const Order& o, const std::string& why) const {
    finish(tx, e, why);
    if (e.purpose != Purpose::confirm || !next(o.desk_state, DeskEvent::no_contact)) return;
    if (!d_.orders.advance(tx, e.order, {}, DeskEvent::no_contact, {})) return;
    const auto last = rule(tx.conn, e.shop).after_last;
    if (last == AfterLast::hold) {
        HoldOrder in;
        in.reason = "no_contact";
        (void)d_.orders.hold(tx, e.order, {}, in, {});
    } else if (last == AfterLast::cancel) {
        (void)d_.orders.cancel(tx, e.order, {}, "no_contact", {});
    }
}

void Efforts::settle(db::Tx& tx, ContactId task, OrderId order, std::string_view how,
                     const TaskFacts& facts) const {
    for (auto& e : where(tx.conn, "where state = 'asked' and (task_id = ?1 or order_id = ?2)",
                         {task.value, order.value})) {
        const auto k = store::load(tx.conn, e.order);
        if (!k) continue;
        const auto rows = ledger(tx.conn, e, false);
        const auto outcome = outcome_of(facts.disposition);
        if (outcome) {
            note(tx, e,
                 {calls_in(rows, e.since) + 1,
                  std::string(call),
                  facts.disposition,
                  facts.at,
                  task,
                  {}},
                 facts.by);
            e.talked_at.reset();
            if (e.purpose == Purpose::confirm && k->order.desk_state == DeskState::new_)
                (void)d_.orders.advance(tx, e.order, {}, DeskEvent::call, facts.by);
        }
        if (!how.empty()) e.talked_at = tx.now;
        const auto now = store::load(tx.conn, e.order);
        if (!needed(tx.conn, now->order, e.purpose))
            finish(tx, e, how_over(tx.conn, now->order, e.purpose));
        else if (facts.disposition == "do_not_call")
            give_up(tx, e, now->order, "do_not_call");
        else
            replan(tx, e, now->order);
    }
}

void Efforts::talked(db::Tx& tx, CustomerId customer) const {
    if (!customer) return;
    for (auto& e :
         where(tx.conn, "where state = 'planned' and customer_id = ?1", {customer.value})) {
        const auto k = store::load(tx.conn, e.order);
        if (!k) continue;
        e.talked_at = tx.now;
        replan(tx, e, k->order);
    }
}

// ---- what the desk sees ----

EffortView Efforts::view(db::Conn& c, const Kept& e, bool names) const {
    EffortView v{e.order, e.shop, e.purpose, e.state, e.ended_how, e.next_at, e.until,
                 0,       0,      {},        {},      {},          {}};
    if (e.task) v.task_id = e.task;
    v.attempts = ledger(c, e, names);
    if (e.state == EffortState::over) return v;
    if (const auto asking = asking_message(c, e.order); asking && names)
        v.link = d_.public_url + "/public/v1/confirm/" + token_of(e.order, asking);
    const auto k = store::load(c, e.order);
    if (!k) return v;
    const auto p = plan(rule(c, e.shop), facts(c, e, k->order, v.attempts), d_.clock.now());
    v.try_no = p.try_no, v.tries_left = p.tries_left;
    if (e.state == EffortState::planned) v.why = p.why;
    return v;
}

EffortList Efforts::of_order(db::Conn& c, OrderId id) const {
    EffortList out;
    for (const auto& e : where(c, "where order_id = ?1 order by purpose", {id.value}))
        out.items.push_back(view(c, e, true));
    return out;
}

EffortList Efforts::open(db::Conn& c, std::span<const std::int64_t> shops, int limit) const {
    std::string in;
    for (const auto shop : shops) in += (in.empty() ? "" : ",") + std::to_string(shop);
    const std::string of = in.empty() ? "" : " and shop_id in (" + in + ")";
    EffortList out;
    for (const auto& e : where(c,
                               "where state in ('planned','asked')" + of +
                                   " order by coalesce(next_at, since), order_id limit ?1",
                               {std::int64_t{limit}}))
        out.items.push_back(view(c, e, false));
    return out;
}

}  // namespace ol::orders
