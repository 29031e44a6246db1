// What moves efforts: the clock, the journal, a start after a crash.
#include <algorithm>
#include <set>

#include "platform/base/json.hpp"
#include "platform/base/names.hpp"
#include "shop/orders/confirming/kept.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {
namespace {

constexpr std::int64_t at_once_max = 200;  // tasks of one turn of the clock

/// Facts after which an order may need another effort, or none any more.
bool moves(std::string_view kind) {
    static const std::set<std::string_view> kinds{
        "order.created",    "order.changed",     "order.reopened", "order.confirmed",
        "order.cancelled",  "order.held",        "order.calling",  "order.no_contact",
        "order.duplicate",  "order.merged",      "order.unmerged", "order.handed_over",
        "order.in_transit", "order.delivered",   "order.short",    "order.buyer_told",
        "order.short_over", "order.attempt_rule"};
    return kinds.contains(kind);
}

}  // namespace

/// Nothing when he has no number, or his number is known to be somebody else's.
std::optional<EffortTask> Efforts::task_of(db::Conn& c, const Kept& e, const Order& o) const {
    EffortTask task{e.task, e.order, e.shop, e.customer, e.purpose, o.phone, {}, {}, {}};
    if (task.number.empty()) return {};
    for (const auto& row : ledger(c, e, false))
        if (row.outcome == "wrong_number") return {};
    const auto tried = c.query(
        "select person_id from order_attempt where order_id = ?1 and person_id is not null order "
        "by id desc limit 1",
        e.order);
    if (!tried.empty())
        task.owner = {tried.i64(0, 0)};
    else if (o.owner_id)
        task.owner = *o.owner_id;
    task.until = e.until.value_or(Time{});
    task.queue = rule(c, e.shop).queue_id.value_or(QueueId{});
    return task;
}

/// Its hour has come. The task to ask for, once this is committed.
std::optional<EffortTask> Efforts::begin(db::Tx& tx, Kept& e) const {
    const auto k = store::load(tx.conn, e.order);
    if (!k) return {};
    const Order& o = k->order;
    if (!needed(tx.conn, o, e.purpose)) {
        finish(tx, e, std::string(to_name(o.desk_state)));
        return {};
    }
    const auto r = rule(tx.conn, e.shop);
    if (!r.on) {
        finish(tx, e, "switched_off");
        return {};
    }
    const auto p = plan(r, facts(tx.conn, e, o, ledger(tx.conn, e, false)), tx.now);
    if (p.kind != PlanKind::call || p.at > tx.now) {
        replan(tx, e, o);
        return {};
    }
    e.state = EffortState::asked;
    e.next_at.reset(), e.until = p.until;
    // One buyer, one effort: the call that waits for him speaks of this order too.
    const auto with = where(tx.conn,
                            "where state = 'asked' and customer_id = ?1 and shop_id = ?2 and "
                            "task_id is not null limit 1",
                            {e.customer.value, e.shop.value});
    e.task = with.empty() ? d_.ids.next_id<ContactId>() : with.front().task;
    const auto task = task_of(tx.conn, e, o);
    if (!task) {
        give_up(tx, e, o, "no_number");
        return {};
    }
    save(tx, e);
    tx.journal({"order.call_asked", e.order.value, 0,
                "{\"task\":\"" + std::to_string(e.task.value) + "\"}"});
    return with.empty() ? task : std::nullopt;
}

Time Efforts::run_due(Time now) const {
    std::vector<Kept> due;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        due = where(c,
                    "where state = 'planned' and next_at <= ?1 order by next_at, order_id limit ?2",
                    {to_ms(now), at_once_max});
        return {};
    });
    bool failed = false;
    for (const auto& one : due) {
        // Complete, prepaid and in stock needs no call (N8).
        if (one.purpose == Purpose::confirm) d_.work.try_rule(one.order);
        std::optional<EffortTask> task;
        auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
            task.reset();
            auto e = load(tx.conn, one.order, one.purpose);
            if (e && e->state == EffortState::planned) task = begin(tx, *e);
            return {};
        });
        failed = failed || !done;
        if (done && task && d_.ask) d_.ask(*task);
        if (done && d_.orders.deps().on_changed) d_.orders.deps().on_changed(one.order, 0);
    }
    const Time minute = now + Ms{60'000};
    if (failed) return now + Ms{1000};  // the database refuses: not again at once
    Time next = minute;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query("select min(next_at) from order_effort where state = 'planned'");
        if (!r.is_null(0, 0)) next = from_ms(r.i64(0, 0));
        return {};
    });
    return std::clamp(next, now, minute);
}

/// What was asked for before a crash: settled when the line has its outcome, else asked for again
/// under the same id.
void Efforts::ask_again() const {
    std::vector<EffortTask> again;
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        again.clear();
        for (const auto& e : where(tx.conn, "where state = 'asked' order by order_id", {})) {
            const auto known = d_.task ? d_.task(tx.conn, e.task) : std::nullopt;
            const auto k = store::load(tx.conn, e.order);
            if (known && known->over)
                settle(tx, e.task, e.order, "", *known);
            else if (auto task = k ? task_of(tx.conn, e, k->order) : std::nullopt)
                again.push_back(std::move(*task));
        }
        return {};
    });
    for (const auto& task : again)
        if (d_.ask) d_.ask(task);
}

void Efforts::catch_up() const {
    std::vector<OrderId> open;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query(
            "select id from shop_order where desk_state in ('new','calling') and created_at > ?1 "
            "and shop_id in (select shop_id from order_attempt_rule) union select order_id from "
            "order_duty where closed_at is null union select order_id from order_effort where "
            "state <> 'over'",
            d_.clock.now() - Ms{365LL * 86'400'000});
        for (std::size_t i = 0; i < r.size(); ++i) open.push_back({r.i64(i, 0)});
        return {};
    });
    constexpr std::size_t together = 200;
    for (std::size_t from = 0; from < open.size(); from += together)
        (void)d_.db.write([&](db::Tx& tx) -> Result<> {
            for (std::size_t i = from; i < std::min(open.size(), from + together); ++i)
                consider(tx, open[i]);
            return {};
        });
}

/// Most centres begin without a rule: their journal is read past quickly.
bool Efforts::ever_on() const {
    bool any = false;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        any = !c.query("select 1 from order_attempt_rule limit 1").empty();
        return {};
    });
    return any;
}

void Efforts::take(std::span<const db::JournalRow> rows) const {
    std::set<OrderId> orders;
    bool rule_set = false, any = false;
    for (const auto& row : rows) {
        if (row.fact.kind == "order.attempt_rule")
            rule_set = true;
        else if (moves(row.fact.kind))
            orders.insert({row.fact.subject});
        any = any || moves(row.fact.kind) || row.fact.kind == "task.over" ||
              row.fact.kind == "contact.talked";
    }
    if (rule_set) catch_up();
    if (!any || !ever_on()) return wake();
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const OrderId id : orders) consider(tx, id);
        for (const auto& row : rows) {
            if (row.fact.kind == "contact.talked")
                if (const auto talk = json::read<BuyerTalked>(row.fact.data))
                    talked(tx, talk->customer);
            if (row.fact.kind != "task.over") continue;
            const auto over = json::read<TaskOver>(row.fact.data);
            const ContactId task{row.fact.subject};
            const auto known = d_.task ? d_.task(tx.conn, task) : std::nullopt;
            if (over && known && known->over) settle(tx, task, over->order, over->how, *known);
        }
        return {};
    });
    if (d_.orders.deps().on_changed)
        for (const OrderId id : orders) d_.orders.deps().on_changed(id, 0);
    wake();
}

void Efforts::follow() {
    ask_again();
    catch_up();
    wake();
    d_.db.follow("orders.efforts", [this, gate = gate_](std::span<const db::JournalRow> rows) {
        const std::lock_guard lock(gate->mutex);
        if (!gate->stopped) take(rows);
    });
}

void Efforts::stop() {
    const std::lock_guard lock(gate_->mutex);
    gate_->stopped = true;
}

}  // namespace ol::orders
