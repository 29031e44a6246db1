#include "team/staff/session_store.hpp"

#include "platform/base/crypto.hpp"

namespace ol::staff {

std::string token_hash(std::string_view token) { return crypto::hex(crypto::sha256(token)); }

namespace store {
namespace {

constexpr auto insert_session_sql =
    "insert into session(id, person_id, token_hash, created_at, last_seen_at, ip, agent) "
    "values(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr auto find_session_sql =
    "select id, person_id, created_at, last_seen_at from session where token_hash = ?1";
constexpr auto sessions_of_sql =
    "select id, created_at, last_seen_at, ip, agent from session where person_id = ?1 order by "
    "last_seen_at desc, id desc";
constexpr auto expired_sql =
    "delete from session where last_seen_at <= ?1 or created_at <= ?2 returning id";
constexpr auto surplus_sql =
    "delete from session where person_id = ?1 and id not in "
    "(select id from session where person_id = ?1 order by last_seen_at desc, id desc limit ?2) "
    "returning id";

void collect(const db::Rows& rows, std::vector<SessionId>& out) {
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(SessionId{rows.i64(i, 0)});
}

}  // namespace

void insert_session(db::Tx& tx, const Session& s, std::string_view hash, std::string_view ip,
                    std::string_view agent) {
    tx.exec(insert_session_sql, s.id, s.person, hash, s.created, s.last_seen, ip, agent);
}

std::optional<Session> find_session(db::Conn& conn, std::string_view hash) {
    const db::Rows r = conn.query(find_session_sql, hash);
    if (r.empty()) return std::nullopt;
    return Session{SessionId{r.i64(0, 0)}, PersonId{r.i64(0, 1)}, from_ms(r.i64(0, 2)),
                   from_ms(r.i64(0, 3))};
}

std::vector<SessionRow> sessions_of(db::Conn& conn, PersonId person) {
    std::vector<SessionRow> out;
    const db::Rows r = conn.query(sessions_of_sql, person);
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({SessionId{r.i64(i, 0)}, from_ms(r.i64(i, 1)), from_ms(r.i64(i, 2)),
                       r.text(i, 3), r.text(i, 4), false});
    return out;
}

bool touch_session(db::Tx& tx, SessionId id, Time seen) {
    return tx.exec("update session set last_seen_at = ?2 where id = ?1", id, seen) == 1;
}

std::vector<SessionId> end_session(db::Tx& tx, PersonId person, SessionId id) {
    std::vector<SessionId> out;
    collect(
        tx.query("delete from session where id = ?1 and person_id = ?2 returning id", id, person),
        out);
    return out;
}

std::vector<SessionId> end_sessions_of(db::Tx& tx, PersonId person, SessionId except) {
    std::vector<SessionId> out;
    collect(tx.query("delete from session where person_id = ?1 and id <> ?2 returning id", person,
                     except),
            out);
    return out;
}

std::vector<SessionId> end_old_sessions(db::Tx& tx, PersonId person) {
    std::vector<SessionId> out;
    collect(tx.query(expired_sql, tx.now - session_idle_max, tx.now - session_age_max), out);
    collect(tx.query(surplus_sql, person, sessions_per_person), out);
    return out;
}

}  // namespace store

std::optional<Session> SessionCache::find(const std::string& hash) {
    std::lock_guard lock(mutex_);
    const auto at = by_hash_.find(hash);
    if (at == by_hash_.end()) return std::nullopt;
    order_.splice(order_.begin(), order_, at->second.place);
    return at->second.session;
}

std::uint64_t SessionCache::ticket() const {
    std::lock_guard lock(mutex_);
    return generation_;
}

void SessionCache::put(const std::string& hash, const Session& s, std::uint64_t ticket) {
    std::lock_guard lock(mutex_);
    if (ticket != generation_ || by_hash_.contains(hash)) return;
    if (by_hash_.size() >= max_) {
        by_hash_.erase(order_.back());
        order_.pop_back();
    }
    order_.push_front(hash);
    by_hash_.emplace(hash, Entry{s, s.last_seen, order_.begin()});
}

bool SessionCache::seen(const std::string& hash, Time now) {
    std::lock_guard lock(mutex_);
    const auto at = by_hash_.find(hash);
    if (at == by_hash_.end()) return true;
    Entry& e = at->second;
    e.session.last_seen = std::max(e.session.last_seen, now);
    if (now - e.written < session_touch_every) return false;
    e.written = now;
    return true;
}

void SessionCache::drop(std::span<const SessionId> ended) {
    std::lock_guard lock(mutex_);
    ++generation_;
    for (auto at = by_hash_.begin(); at != by_hash_.end();) {
        const bool gone =
            std::find(ended.begin(), ended.end(), at->second.session.id) != ended.end();
        if (gone) order_.erase(at->second.place);
        at = gone ? by_hash_.erase(at) : std::next(at);
    }
}

void SessionCache::forget_all() {
    std::lock_guard lock(mutex_);
    ++generation_;
    by_hash_.clear();
    order_.clear();
}

std::size_t SessionCache::size() const {
    std::lock_guard lock(mutex_);
    return by_hash_.size();
}

}  // namespace ol::staff
