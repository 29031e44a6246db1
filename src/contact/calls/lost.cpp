// Rows of lost calls: table lost_call.
#include "contact/calls/lost.hpp"

#include "platform/base/text.hpp"

namespace ol::calls::lost {
namespace {

constexpr std::string_view insert_sql =
    "insert into lost_call (contact_id, shop_id, queue_id, lost_at, reason, outcome) "
    "values (?1, ?2, ?3, ?4, ?5, ?6) on conflict (contact_id) do nothing";

constexpr std::string_view open_of_sql =
    "select l.contact_id from lost_call l join contact c on c.id = l.contact_id "
    "where l.outcome = '' and l.shop_id = ?1 and c.number = ?2";

constexpr std::string_view close_sql =
    "update lost_call set outcome = ?2, outcome_at = ?3, by_id = ?4 "
    "where contact_id = ?1 and outcome = ''";

// Back means that somebody talked to him, whoever called whom.
constexpr std::string_view figures_sql = R"sql(
select count(*),
  coalesce(sum(case when outcome in ('reached', 'returned') and outcome_at - lost_at <= 900000
    then 1 else 0 end), 0),
  coalesce(sum(case when outcome in ('reached', 'returned') and outcome_at - lost_at <= 3600000
    then 1 else 0 end), 0),
  coalesce(sum(case when outcome in ('reached', 'returned') then 1 else 0 end), 0),
  coalesce(sum(case when outcome = 'returned' then 1 else 0 end), 0),
  coalesce(sum(case when outcome = '' then 1 else 0 end), 0),
  coalesce(sum(case when outcome = 'settled' then 1 else 0 end), 0)
from lost_call where lost_at >= ?1 and lost_at < ?2)sql";

std::string in_shops(std::string_view column, const std::set<std::int64_t>& shops) {
    std::string list;
    for (const std::int64_t id : shops) list += (list.empty() ? "" : ",") + std::to_string(id);
    return list.empty() ? "" : " and " + std::string(column) + " in (" + list + ")";
}

std::string of_state(const std::string& state) {
    if (state == "open") return " and l.outcome = ''";
    return state == "closed" ? " and l.outcome <> ''" : "";
}

}  // namespace

bool nobody_to_call(std::string_view number) { return number.empty() || dear_phone(number); }

void save(db::Tx& tx, const Row& row) {
    tx.exec(insert_sql, row.contact, row.shop, row.queue, row.at, row.reason, row.outcome);
}

void close_one(db::Tx& tx, ContactId contact, std::string_view outcome, PersonId by) {
    tx.exec(close_sql, contact, std::string(outcome), tx.now,
            by ? std::optional(by) : std::nullopt);
}

std::int64_t close(db::Tx& tx, ShopId shop, const std::string& number, std::string_view outcome,
                   PersonId by) {
    const auto open = tx.query(open_of_sql, shop, number);
    for (std::size_t i = 0; i < open.size(); ++i)
        close_one(tx, ContactId{open.i64(i, 0)}, outcome, by);
    return static_cast<std::int64_t>(open.size());
}

std::vector<ContactId> tasks_of(db::Conn& conn, ShopId shop, const std::string& number) {
    const auto rows =
        conn.query("select id from contact where number = ?2 and shop_id = ?1 and channel = 'task'",
                   shop, number);
    std::vector<ContactId> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.emplace_back(rows.i64(i, 0));
    return out;
}

std::vector<Found> list(db::Conn& conn, const Filter& f) {
    const auto rows = conn.query(
        "select l.contact_id, l.reason, l.outcome, l.lost_at, l.outcome_at, l.by_id "
        "from lost_call l where l.lost_at >= ?1 and l.lost_at < ?2 and "
        "(?3 = 0 or l.contact_id < ?3)" +
            of_state(f.state) + in_shops("l.shop_id", f.shops) +
            " order by l.contact_id desc limit ?4",
        f.from, f.to, f.before_id, f.limit);
    std::vector<Found> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto contact = store::load(conn, ContactId{rows.i64(i, 0)});
        if (!contact) continue;
        out.push_back({*contact, rows.text(i, 1), rows.text(i, 2), from_ms(rows.i64(i, 3)),
                       from_ms(rows.i64(i, 4)), PersonId{rows.i64(i, 5)}});
    }
    return out;
}

LostFigures figures(db::Conn& conn, const Filter& f) {
    const auto r =
        conn.query(std::string(figures_sql) + in_shops("shop_id", f.shops), f.from, f.to);
    LostFigures out;
    out.lost = r.i64(0, 0);
    out.within_15 = r.i64(0, 1);
    out.within_60 = r.i64(0, 2);
    out.back = r.i64(0, 3);
    out.returned = r.i64(0, 4);
    out.open = r.i64(0, 5);
    out.settled = r.i64(0, 6);
    out.never = out.lost - out.back - out.open - out.settled;
    return out;
}

}  // namespace ol::calls::lost
