#include "insight/store.hpp"

namespace ol::insight::store {
namespace {

const std::string& columns_text() {
    static const std::string text = [] {
        std::string out;
        for (std::size_t i = 0; i < sum_count; ++i)
            out += (i ? ", " : "") + std::string(to_name(static_cast<Sum>(i)));
        return out;
    }();
    return text;
}

constexpr std::string_view key_columns =
    "grain, level, day, minute, shop_id, queue_id, department_id, agent_id, channel, tag, late";
constexpr int key_count = 11;

std::string numbered(int from, int to) {
    std::string out;
    for (int i = from; i <= to; ++i) out += (i > from ? ", ?" : "?") + std::to_string(i);
    return out;
}

/// The whole row is written: it was read in the same transaction, and there is one writer.
const std::string& save_sum_sql() {
    static const std::string sql = [] {
        const int last = key_count + static_cast<int>(sum_count) + 2;
        std::string out = "insert into insight_sum (" + std::string(key_columns) + ", " +
                          columns_text() + ", longest_ms, waits) values (" + numbered(1, last) +
                          ") on conflict (" + std::string(key_columns) + ") do update set ";
        for (std::size_t i = 0; i < sum_count; ++i) {
            const std::string name(to_name(static_cast<Sum>(i)));
            out += name + " = excluded." + name + ", ";
        }
        return out + "longest_ms = excluded.longest_ms, waits = excluded.waits";
    }();
    return sql;
}
const std::string& load_sum_sql() {
    static const std::string sql =
        "select " + columns_text() +
        ", longest_ms, waits from insight_sum where grain = ?1 and level = ?2 and day = ?3 and "
        "minute = ?4 and shop_id = ?5 and queue_id = ?6 and department_id = ?7 and agent_id = ?8 "
        "and channel = ?9 and tag = ?10 and late = ?11";
    return sql;
}

constexpr std::string_view save_visit_sql = R"sql(
insert into insight_visit (contact_id, queue_id, shop_id, channel, kind, entered_at, answered_at,
  exited_at, done_at, exit,
  wait_ms, talk_ms, hold_ms, wrap_up_ms, rings, callback_met, agent_id, department_id,
  source_contact_id, sl_ms, short_ms, test)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
  ?21, ?22)
on conflict (contact_id, queue_id) do update set answered_at = excluded.answered_at, exited_at =
  excluded.exited_at,
  done_at = excluded.done_at, exit = excluded.exit, wait_ms = excluded.wait_ms, talk_ms =
  excluded.talk_ms,
  hold_ms = excluded.hold_ms, wrap_up_ms = excluded.wrap_up_ms, rings = excluded.rings,
  callback_met = excluded.callback_met, agent_id = excluded.agent_id, department_id =
  excluded.department_id
)sql";
constexpr std::string_view save_order_sql = R"sql(
insert into insight_order (order_id, shop_id, currency, total_minor, confirmed_by, confirmed_at,
  confirmed_department_id,
  cancelled_by, cancelled_at, cancelled_department_id)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
on conflict (order_id) do update set shop_id = excluded.shop_id, currency = excluded.currency,
  total_minor = excluded.total_minor, confirmed_by = excluded.confirmed_by, confirmed_at =
  excluded.confirmed_at,
  confirmed_department_id = excluded.confirmed_department_id, cancelled_by = excluded.cancelled_by,
  cancelled_at = excluded.cancelled_at, cancelled_department_id = excluded.cancelled_department_id
)sql";

std::vector<db::Value> key_values(const Key& k) {
    return {db::to_value(k.grain),
            db::to_value(k.level),
            std::int64_t{k.day},
            std::int64_t{k.minute},
            k.shop.value,
            k.queue.value,
            k.department.value,
            k.agent.value,
            k.channel,
            k.tag,
            k.late};
}

void add_sum(db::Tx& tx, const Key& key, const Sums& change) {
    auto values = key_values(key);
    const auto known = tx.conn.run(load_sum_sql(), values);
    Sums now;
    if (!known.empty()) {
        for (std::size_t i = 0; i < sum_count; ++i) now.n[i] = known.i64(0, static_cast<int>(i));
        now.longest_ms = known.i64(0, static_cast<int>(sum_count));
        (void)now.waits.add_text(known.text(0, static_cast<int>(sum_count) + 1));
    }
    now.add(change);
    for (const auto v : now.n) values.emplace_back(v);
    values.emplace_back(now.longest_ms);
    values.emplace_back(now.waits.text());
    (void)tx.conn.run(save_sum_sql(), values);
}

void save_visit(db::Tx& tx, const KnownVisit& k) {
    const Visit& v = k.visit;
    tx.exec(save_visit_sql, v.contact, v.queue, k.shop, k.channel, v.kind, v.entered_at,
            v.answered_at, v.exited_at, v.done_at, v.exited_at ? to_name(v.exit) : "", v.wait_ms,
            v.talk_ms, v.hold_ms, v.wrap_ms, v.rings, v.callback_met, v.agent, k.department,
            k.source, k.limits.service_level, k.limits.short_abandon, k.test);
    for (const TalkShare& t : k.talks)
        tx.exec(
            "insert into insight_talk (contact_id, queue_id, agent_id, department_id, talk_ms, "
            "hold_ms, wrap_up_ms, beside_ms) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict "
            "(contact_id, queue_id, agent_id) do nothing",
            v.contact, v.queue, t.agent, t.department, t.talk_ms, t.hold_ms, t.wrap_ms,
            t.beside_ms);
}

}  // namespace

std::string_view sum_columns() { return columns_text(); }

std::optional<Cursor> cursor(db::Conn& conn) {
    const auto r = conn.query("select seq, as_of, live_since from insight_cursor where id = 1");
    if (r.empty()) return std::nullopt;
    return Cursor{r.i64(0, 0), from_ms(r.i64(0, 1)), from_ms(r.i64(0, 2))};
}

void save(db::Tx& tx, const Cursor& c) {
    tx.exec(
        "insert into insight_cursor (id, seq, as_of, live_since) values (1, ?1, ?2, ?3) on "
        "conflict (id) do update set seq = excluded.seq, as_of = excluded.as_of",
        c.seq, c.as_of, c.live_since);
}

KnownVisit visit_of(const db::Rows& r, std::size_t i) {
    KnownVisit k;
    Visit& v = k.visit;
    const auto moment = [&](int column) {
        return r.is_null(i, column) ? std::nullopt : std::optional(from_ms(r.i64(i, column)));
    };
    v.contact = ContactId{r.i64(i, 0)};
    v.queue = QueueId{r.i64(i, 1)};
    k.shop = ShopId{r.i64(i, 2)};
    k.channel = r.text(i, 3);
    v.kind = r.text(i, 4);
    v.entered_at = from_ms(r.i64(i, 5));
    v.answered_at = moment(6);
    v.exited_at = moment(7);
    v.done_at = moment(8);
    v.exit = from_name<routing::Exit>(r.text(i, 9)).value_or(routing::Exit::abandoned);
    v.wait_ms = r.i64(i, 10);
    v.talk_ms = r.i64(i, 11);
    v.hold_ms = r.i64(i, 12);
    v.wrap_ms = r.i64(i, 13);
    v.rings = static_cast<int>(r.i64(i, 14));
    v.callback_met = r.flag(i, 15);
    v.agent = PersonId{r.i64(i, 16)};
    k.department = DepartmentId{r.i64(i, 17)};
    k.source = ContactId{r.i64(i, 18)};
    k.limits = {Ms{r.i64(i, 19)}, Ms{r.i64(i, 20)}};
    k.test = r.flag(i, 21);
    return k;
}

std::optional<KnownVisit> visit(db::Conn& conn, ContactId contact, QueueId queue) {
    static const std::string sql = "select " + std::string(visit_columns) +
                                   " from insight_visit where contact_id = ?1 and queue_id = ?2";
    const auto r = conn.query(sql, contact, queue);
    if (r.empty()) return std::nullopt;
    KnownVisit found = visit_of(r, 0);
    found.talks = talks(conn, contact, queue);
    return found;
}

std::vector<TalkShare> talks(db::Conn& conn, ContactId contact, QueueId queue) {
    const auto r = conn.query(
        "select agent_id, department_id, talk_ms, hold_ms, wrap_up_ms, beside_ms from insight_talk "
        "where contact_id = ?1 and queue_id = ?2 order by agent_id",
        contact, queue);
    std::vector<TalkShare> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({PersonId{r.i64(i, 0)}, DepartmentId{r.i64(i, 1)}, r.i64(i, 2), r.i64(i, 3),
                       r.i64(i, 4), r.i64(i, 5)});
    return out;
}

namespace {
constexpr std::string_view states_sql =
    "select person_id, state, reason, since, department_id from insight_state ";
KnownState state_of(const db::Rows& r, std::size_t i) {
    return {PersonId{r.i64(i, 0)}, r.text(i, 1), r.text(i, 2), from_ms(r.i64(i, 3)),
            DepartmentId{r.i64(i, 4)}};
}
}  // namespace

std::optional<KnownState> state(db::Conn& conn, PersonId person) {
    std::string sql(states_sql);
    sql += "where person_id = ?1";
    const auto r = conn.query(sql, person);
    if (r.empty()) return std::nullopt;
    return state_of(r, 0);
}

std::vector<KnownState> states(db::Conn& conn) {
    std::string sql(states_sql);
    sql += "order by person_id";
    const auto r = conn.query(sql);
    std::vector<KnownState> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back(state_of(r, i));
    return out;
}

std::optional<KnownOrder> order(db::Conn& conn, OrderId id) {
    const auto r = conn.query(
        "select shop_id, currency, total_minor, confirmed_by, confirmed_at, "
        "confirmed_department_id, cancelled_by, cancelled_at, cancelled_department_id from "
        "insight_order where order_id = ?1",
        id);
    if (r.empty()) return std::nullopt;
    KnownOrder o;
    o.order = id;
    o.shop = ShopId{r.i64(0, 0)};
    o.currency = r.text(0, 1);
    o.total_minor = r.i64(0, 2);
    o.confirmed_by = PersonId{r.i64(0, 3)};
    o.confirmed_at = from_ms(r.i64(0, 4));
    o.confirmed_department = DepartmentId{r.i64(0, 5)};
    o.cancelled_by = PersonId{r.i64(0, 6)};
    o.cancelled_at = from_ms(r.i64(0, 7));
    o.cancelled_department = DepartmentId{r.i64(0, 8)};
    return o;
}

KnownRating rating_of(const db::Rows& r, std::size_t i) {
    return {ContactId{r.i64(i, 0)}, PersonId{r.i64(i, 1)},        ShopId{r.i64(i, 2)},
            QueueId{r.i64(i, 3)},   DepartmentId{r.i64(i, 4)},    r.text(i, 5),
            from_ms(r.i64(i, 6)),   static_cast<int>(r.i64(i, 7))};
}

std::optional<KnownRating> rating(db::Conn& conn, ContactId contact, PersonId agent) {
    static const std::string sql = "select " + std::string(rating_columns) +
                                   " from insight_rating where contact_id = ?1 and agent_id = ?2";
    const auto r = conn.query(sql, contact, agent);
    if (r.empty()) return std::nullopt;
    return rating_of(r, 0);
}

std::string change_text(const Sums& sums) {
    std::string out;
    for (std::size_t i = 0; i < sum_count; ++i) {
        if (sums.n[i] == 0) continue;
        out += (out.empty() ? "" : " ") + std::string(to_name(static_cast<Sum>(i))) + ":" +
               std::to_string(sums.n[i]);
    }
    return out;
}

void apply(db::Tx& tx, const Ledger::Changes& changes) {
    for (const auto& [key, sums] : changes.sums)
        if (!sums.empty()) add_sum(tx, key, sums);
    for (const auto& [key, visit] : changes.visits) save_visit(tx, visit);
    for (const auto& [person, s] : changes.states)
        tx.exec(
            "insert into insight_state (person_id, state, reason, since, department_id) values "
            "(?1, ?2, ?3, ?4, ?5) on conflict (person_id) do update set state = excluded.state, "
            "reason = excluded.reason, since = excluded.since, department_id = "
            "excluded.department_id",
            s.person, s.state, s.reason, s.since, s.department);
    for (const auto& i : changes.intervals)
        tx.exec(
            "insert into insight_interval (person_id, from_at, to_at, state, reason) values (?1, "
            "?2, ?3, ?4, ?5) on conflict (person_id, from_at, to_at) do nothing",
            i.person, i.from, i.to, i.state, i.reason);
    for (const auto& o : changes.offers)
        tx.exec(
            "insert into insight_offer (seq, at, contact_id, queue_id, agent_id, answered) values "
            "(?1, ?2, ?3, ?4, ?5, ?6) on conflict (seq) do nothing",
            o.seq, o.at, o.contact, o.queue, o.agent, o.answered);
    for (const auto& [id, o] : changes.orders)
        tx.exec(save_order_sql, o.order, o.shop, o.currency, o.total_minor, o.confirmed_by,
                o.confirmed_at, o.confirmed_department, o.cancelled_by, o.cancelled_at,
                o.cancelled_department);
    for (const auto& [key, r] : changes.ratings)
        tx.exec(
            "insert into insight_rating (contact_id, agent_id, shop_id, queue_id, department_id, "
            "channel, at, score) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict (contact_id, "
            "agent_id) do update set score = excluded.score",
            r.contact, r.agent, r.shop, r.queue, r.department, r.channel, r.at,
            std::int64_t{r.score});
    for (const auto& l : changes.limits)
        tx.exec(
            "insert into insight_limits (day, shop_id, queue_id, sl_ms, short_ms) values (?1, ?2, "
            "?3, ?4, ?5) on conflict (day, shop_id, queue_id, sl_ms, short_ms) do nothing",
            std::int64_t{l.day}, l.shop, l.queue, l.service_level_ms, l.short_abandon_ms);
    for (const auto& c : changes.corrections)
        tx.exec(
            "insert into insight_correction (seq, at, day, shop_id, queue_id, agent_id, subject, "
            "change) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict (seq, day, shop_id, "
            "queue_id, agent_id) do nothing",
            c.seq, c.at, std::int64_t{c.day}, c.shop, c.queue, c.agent, c.subject,
            change_text(c.change));
}

}  // namespace ol::insight::store
