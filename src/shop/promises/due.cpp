// What time does to promises: warned once, broken when past due, told to the superior.
#include <algorithm>

#include "platform/base/names.hpp"
#include "shop/promises/rows.hpp"

namespace ol::promises {
namespace {

constexpr auto open_due = " where state = 'open' and due_at < ?1 order by due_at, id limit 1000";
constexpr auto open_unwarned =
    " where state = 'open' and warned_at is null and warn_at <= ?1 and due_at >= ?1 "
    "order by due_at, id limit 1000";

/// The superior of who broke it hears of it; nobody above her, or nobody's: nothing to do.
void escalate(db::Tx& tx, const Deps& d, Promise& p) {
    if (!p.owner_id || !d.superior) return;
    const auto boss = d.superior(*p.owner_id, tx.now);
    if (!boss || *boss == *p.owner_id) return;
    tx.exec("update promise set escalated_to = ?2, escalated_at = ?3 where id = ?1", p.id, *boss,
            tx.now);
    p.escalated_to = boss;
    if (d.person_name) p.escalated_name = d.person_name(tx.conn, *boss);
    tx.journal(
        {"promise.escalated", p.id.value, 0, R"({"to":")" + std::to_string(boss->value) + R"("})"});
}

std::vector<Promise> warn(db::Tx& tx, const Deps& d) {
    auto out = read_all(tx.conn, d, tx.query(std::string(sql_select) + open_unwarned, tx.now));
    for (const auto& p : out)
        tx.exec("update promise set warned_at = ?2 where id = ?1", p.id, tx.now);
    return out;
}

std::optional<Time> earliest(db::Conn& c, std::string_view sql) {
    const auto r = c.query(sql);
    return r.empty() ? std::nullopt : std::optional(from_ms(r.i64(0, 0)));
}

}  // namespace

std::vector<Promise> Promises::mark_due(db::Tx& tx, Time now) const {
    auto out = read_all(tx.conn, d_, tx.query(std::string(sql_select) + open_due, now));
    for (auto& p : out) {
        const auto to = next(p.state, Event::due_passed);
        if (!to) continue;
        assign(tx, p, *to, {});
        escalate(tx, d_, p);
    }
    return out;
}

Tick Promises::tick(db::Tx& tx) const {
    Tick out;
    out.broken = mark_due(tx, tx.now);
    out.warned = warn(tx, d_);
    const auto due = next_due(tx.conn);
    const auto warning = earliest(tx.conn,
                                  "select warn_at from promise where state = 'open' and warned_at "
                                  "is null order by warn_at limit 1");
    out.next = due && warning ? std::min(*due + Ms{1}, *warning) : warning ? warning : due;
    if (due && !warning) *out.next += Ms{1};  // at the due millisecond it is still in time
    return out;
}

void Promises::tell(const Tick& tick) const {
    if (!d_.tell) return;
    for (const auto& p : tick.warned)
        d_.tell(p.owner_id.value_or(PersonId{}), {Notice::warning, p});
    for (const auto& p : tick.broken) {
        d_.tell(p.owner_id.value_or(PersonId{}), {Notice::broken, p});
        if (p.escalated_to) d_.tell(*p.escalated_to, {Notice::escalated, p});
    }
}

bool Promises::set_courier(db::Tx& tx, OrderId order, std::string_view courier) const {
    return tx.exec(
               "update promise set courier = ?2, version = version + 1 where order_id = ?1 and "
               "kind = 'delivery' and state = 'open' and courier <> ?2",
               order, courier) > 0;
}

std::optional<Time> Promises::next_due(db::Conn& c) const {
    return earliest(c, "select due_at from promise where state = 'open' order by due_at limit 1");
}

std::vector<Promise> Promises::due_between(db::Conn& c, Time from, Time to) const {
    return read_all(
        c, d_,
        c.query(std::string(sql_select) +
                    " where state = 'open' and due_at >= ?1 and due_at < ?2 order by due_at, id",
                from, to));
}

std::int64_t Promises::count_due(db::Conn& c, Time from, Time to) const {
    return c
        .query("select count(*) from promise where state = 'open' and due_at >= ?1 and due_at < ?2",
               from, to)
        .i64(0, 0);
}

std::int64_t Promises::count_overdue(db::Conn& c, Time now) const {
    return c
        .query(
            "select count(*) from promise where state = 'broken' or (state = 'open' and due_at < "
            "?1)",
            now)
        .i64(0, 0);
}

}  // namespace ol::promises
