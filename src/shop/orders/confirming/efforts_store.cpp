// Rows of efforts and their ledger.
#include "platform/base/names.hpp"
#include "shop/orders/confirming/kept.hpp"

namespace ol::orders {
namespace {

constexpr std::string_view columns =
    "select order_id, purpose, shop_id, customer_id, state, ended_how, since, next_at, talked_at, "
    "task_id, until_at from order_effort ";

constexpr std::string_view save_sql = R"(
insert into order_effort (order_id, purpose, shop_id, customer_id, state, ended_how, since, next_at,
  talked_at, task_id, until_at) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)
on conflict (order_id, purpose) do update set customer_id = excluded.customer_id,
  state = excluded.state, ended_how = excluded.ended_how, since = excluded.since,
  next_at = excluded.next_at, talked_at = excluded.talked_at, task_id = excluded.task_id,
  until_at = excluded.until_at)";

std::optional<Time> time_at(const db::Rows& r, std::size_t i, int col) {
    return r.is_null(i, col) ? std::nullopt : std::optional(from_ms(r.i64(i, col)));
}

}  // namespace

std::vector<Efforts::Kept> Efforts::where(db::Conn& c, const std::string& condition,
                                          std::vector<db::Value> args) const {
    const auto r = c.run(std::string(columns) + condition, args);
    std::vector<Kept> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        Kept e;
        e.order = {r.i64(i, 0)};
        e.purpose = from_name<Purpose>(r.text(i, 1)).value_or(Purpose::confirm);
        e.shop = {r.i64(i, 2)};
        e.customer = {r.i64(i, 3)};
        e.state = from_name<EffortState>(r.text(i, 4)).value_or(EffortState::over);
        e.ended_how = r.text(i, 5);
        e.since = from_ms(r.i64(i, 6));
        e.next_at = time_at(r, i, 7);
        e.talked_at = time_at(r, i, 8);
        e.task = {r.i64(i, 9)};
        e.until = time_at(r, i, 10);
        out.push_back(std::move(e));
    }
    return out;
}

std::optional<Efforts::Kept> Efforts::load(db::Conn& c, OrderId id, Purpose purpose) const {
    auto found =
        where(c, "where order_id = ?1 and purpose = ?2", {id.value, std::string(to_name(purpose))});
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void Efforts::save(db::Tx& tx, const Kept& e) const {
    tx.exec(save_sql, e.order, e.purpose, e.shop, e.customer, e.state, e.ended_how, e.since,
            e.next_at, e.talked_at, e.task ? std::optional(e.task) : std::nullopt, e.until);
}

std::vector<EffortLine> Efforts::ledger(db::Conn& c, const Kept& e, bool names) const {
    const auto r = c.query(
        "select no, channel, outcome, at, contact_id, person_id from order_attempt where order_id "
        "= ?1 and purpose = ?2 order by id",
        e.order, e.purpose);
    std::vector<EffortLine> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        EffortLine row{r.i64(i, 0), r.text(i, 1), r.text(i, 2), from_ms(r.i64(i, 3)), {}, {}};
        if (!r.is_null(i, 4)) row.contact_id = ContactId{r.i64(i, 4)};
        if (names && !r.is_null(i, 5) && d_.person_name)
            row.by_name = d_.person_name(c, {r.i64(i, 5)});
        out.push_back(std::move(row));
    }
    return out;
}

/// The ledger's line, and the fact that whoever counts contacts reads.
void Efforts::note(db::Tx& tx, const Kept& e, EffortLine row, PersonId by) const {
    tx.exec(
        "insert into order_attempt (id, order_id, purpose, no, channel, outcome, at, contact_id, "
        "person_id) values (?1,?2,?3,?4,?5,?6,?7,?8,?9)",
        d_.ids.next(), e.order, e.purpose, row.no, row.channel, row.outcome, row.at, row.contact_id,
        by ? std::optional(by) : std::nullopt);
    tx.journal({"order.attempt", e.order.value, by.value,
                "{\"purpose\":" + json::quote(to_name(e.purpose)) + ",\"channel\":" +
                    json::quote(row.channel) + ",\"outcome\":" + json::quote(row.outcome) + "}"});
}

}  // namespace ol::orders
