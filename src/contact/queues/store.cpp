// Rows of queues with their rules and versions.
#include "contact/queues/store.hpp"

#include <algorithm>
#include <set>

namespace ol::queues {
namespace {

constexpr std::string_view queues_sql =
    "select q.id, q.shop_id, q.name, q.version, q.ring_timeout_ms, q.max_wait_ms, q.max_waiting, "
    "q.wrap_up_ms, q.wrap_up_extend_max_ms, q.no_answer_max, q.no_answer_delay_ms, "
    "q.reject_delay_ms, q.busy_delay_ms, q.unreachable_delay_ms, q.rounds_max, "
    "q.service_level_ms, q.short_abandon_ms, r.rules from contact_queue q "
    "left join queue_rules r on r.queue_id = q.id order by q.id";

constexpr std::string_view save_queue_sql = R"sql(
insert into contact_queue (
  id, shop_id, name, version, ring_timeout_ms, max_wait_ms, max_waiting, wrap_up_ms,
  wrap_up_extend_max_ms, no_answer_max, no_answer_delay_ms, reject_delay_ms, busy_delay_ms,
  unreachable_delay_ms, rounds_max, service_level_ms, short_abandon_ms)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
on conflict (id) do update set
  name = excluded.name, version = excluded.version, ring_timeout_ms =
  excluded.ring_timeout_ms, max_wait_ms = excluded.max_wait_ms, max_waiting =
  excluded.max_waiting, wrap_up_ms = excluded.wrap_up_ms, wrap_up_extend_max_ms =
  excluded.wrap_up_extend_max_ms, no_answer_max = excluded.no_answer_max, no_answer_delay_ms
  = excluded.no_answer_delay_ms, reject_delay_ms = excluded.reject_delay_ms, busy_delay_ms =
  excluded.busy_delay_ms, unreachable_delay_ms = excluded.unreachable_delay_ms, rounds_max =
  excluded.rounds_max, service_level_ms = excluded.service_level_ms, short_abandon_ms =
  excluded.short_abandon_ms
)sql";

void keep_version(db::Tx& tx, const QueueSettings& q, Time at, const Author& author) {
    tx.exec(
        "insert into queue_version (queue_id, version, at, by_id, note, settings) "
        "values (?1, ?2, ?3, ?4, ?5, ?6) on conflict (queue_id, version) do nothing",
        q.id, q.version, at, author.person, author.note, json::write(q));
}

void write(db::Tx& tx, const QueueSettings& q) {
    tx.exec(save_queue_sql, q.id, q.shop_id, q.name, q.version, q.ring_timeout_ms, q.max_wait_ms,
            q.max_waiting, q.wrap_up_ms, q.wrap_up_extend_max_ms, q.no_answer_max,
            q.no_answer_delay_ms, q.reject_delay_ms, q.busy_delay_ms, q.unreachable_delay_ms,
            q.rounds_max, q.service_level_ms, q.short_abandon_ms);
    tx.exec("delete from contact_queue_member where queue_id = ?1", q.id);
    for (const PersonId person : q.member_ids)
        tx.exec("insert into contact_queue_member (queue_id, person_id) values (?1, ?2)", q.id,
                person);
    tx.exec(
        "insert into queue_rules (queue_id, rules) values (?1, ?2) "
        "on conflict (queue_id) do update set rules = excluded.rules",
        q.id, json::write(q.rules));
}

/// Who serves stands in member_ids, once each and in order of id, as it comes back from the rows;
/// terms only of those.
void tidy_members(QueueSettings& q) {
    std::sort(q.member_ids.begin(), q.member_ids.end());
    q.member_ids.erase(std::unique(q.member_ids.begin(), q.member_ids.end()), q.member_ids.end());
    std::set<PersonId> seen;
    std::erase_if(q.rules.members, [&](const QueueMember& m) {
        return !std::binary_search(q.member_ids.begin(), q.member_ids.end(), m.person_id) ||
               !seen.insert(m.person_id).second;
    });
}

}  // namespace

std::vector<QueueSettings> load_queues(db::Conn& conn) {
    const auto r = conn.query(queues_sql);
    std::vector<QueueSettings> out;
    for (std::size_t i = 0; i < r.size(); i++) {
        QueueSettings q{QueueId{r.i64(i, 0)},
                        ShopId{r.i64(i, 1)},
                        r.text(i, 2),
                        r.i64(i, 3),
                        r.i64(i, 4),
                        r.i64(i, 5),
                        r.i64(i, 6),
                        r.i64(i, 7),
                        r.i64(i, 8),
                        r.i64(i, 9),
                        r.i64(i, 10),
                        r.i64(i, 11),
                        r.i64(i, 12),
                        r.i64(i, 13),
                        r.i64(i, 14),
                        r.i64(i, 15),
                        r.i64(i, 16),
                        {},
                        {}};
        if (!r.is_null(i, 17)) q.rules = store::kept<QueueRules>(r.text(i, 17), "queue_rules");
        const auto m = conn.query(
            "select person_id from contact_queue_member where queue_id = ?1 order by person_id",
            q.id);
        for (std::size_t j = 0; j < m.size(); j++) q.member_ids.push_back(PersonId{m.i64(j, 0)});
        out.push_back(std::move(q));
    }
    return out;
}

Everything load(db::Conn& conn) {
    return {load_queues(conn), store::agents(conn), store::routing(conn)};
}

Result<QueueSettings> save(db::Tx& tx, const QueueSettings& queue,
                           std::optional<std::int64_t> expected, const Author& author) {
    QueueSettings q = queue;
    const auto old = store::queue(tx.conn, q.id);
    const std::int64_t version = old ? old->version : 0;
    if (expected && *expected != version) return store::version_conflict("queue");
    if (old) keep_version(tx, *old, Time{}, {});  // it stood before versions were kept
    tidy_members(q);
    q.version = version + 1;
    write(tx, q);
    keep_version(tx, q, tx.now, author);
    tx.journal({"queue.configured", q.id.value, author.person.value,
                "{\"version\":" + std::to_string(q.version) + "}"});
    return q;
}

namespace store {

Error version_conflict(const char* what) {
    return conflict("queues.version_conflict", "someone else changed this " + std::string(what) +
                                                   "; read it again and repeat your change");
}

std::optional<QueueSettings> queue(db::Conn& conn, QueueId id) {
    for (auto& q : load_queues(conn))
        if (q.id == id) return std::move(q);
    return std::nullopt;
}

void remove(db::Tx& tx, QueueId id) {
    tx.exec("delete from contact_queue where id = ?1", id);
    tx.exec("delete from contact_queue_member where queue_id = ?1", id);
    tx.exec("delete from queue_rules where queue_id = ?1", id);
    tx.journal({"queue.removed", id.value, 0, "{}"});
}

std::vector<Kept> versions(db::Conn& conn, QueueId id, int limit, std::int64_t before) {
    // One more than asked: the oldest shown is compared with it.
    const auto r = conn.query(
        "select version, at, by_id, note, settings from queue_version where queue_id = ?1 and "
        "(?2 = 0 or version < ?2) order by version desc limit ?3",
        id, before, limit + 1);
    std::vector<Kept> out;
    for (std::size_t i = 0; i < r.size(); i++) {
        Kept k;
        k.version.version = r.i64(i, 0);
        k.version.at = from_ms(r.i64(i, 1));
        k.by = PersonId{r.i64(i, 2)};
        k.version.note = r.text(i, 3);
        k.version.settings = kept<QueueSettings>(r.text(i, 4), "queue_version");
        out.push_back(std::move(k));
    }
    for (std::size_t i = 0; i + 1 < out.size(); i++)
        out[i].version.changes = changes(out[i + 1].version.settings, out[i].version.settings);
    if (out.size() > static_cast<std::size_t>(limit)) out.pop_back();
    return out;
}

}  // namespace store
}  // namespace ol::queues
