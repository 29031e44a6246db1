#pragma once
// Private: sessions in rows and in a bounded memory. A session ends 12 h after its last use, at the
// latest 7 days after sign-in; the token itself is nowhere but in the browser's cookie.
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "platform/db/db.hpp"
#include "team/staff/types.hpp"

namespace ol::staff {

inline constexpr Ms session_idle_max{12 * 3'600'000};
inline constexpr Ms session_age_max{7 * 24 * 3'600'000};
inline constexpr Ms session_touch_every{60'000};  // last_seen is written at most so often
inline constexpr int sessions_per_person = 20;    // the oldest give way

struct Session {
    SessionId id;
    PersonId person;
    Time created{}, last_seen{};
    bool alive(Time now) const {
        return now < last_seen + session_idle_max && now < created + session_age_max;
    }
};

std::string token_hash(std::string_view token);

namespace store {
void insert_session(db::Tx& tx, const Session& s, std::string_view hash, std::string_view ip,
                    std::string_view agent);
std::optional<Session> find_session(db::Conn& conn, std::string_view hash);
std::vector<SessionRow> sessions_of(db::Conn& conn, PersonId person);  // newest first
bool touch_session(db::Tx& tx, SessionId id, Time seen);               // false: it has ended
/// Deletes and returns what it deleted.
std::vector<SessionId> end_session(db::Tx& tx, PersonId person, SessionId id);
std::vector<SessionId> end_sessions_of(db::Tx& tx, PersonId person, SessionId except = {});
std::vector<SessionId> end_old_sessions(
    db::Tx& tx, PersonId person);  // expired ones of all, surplus ones of hers
}  // namespace store

/// Least recently used out. An entry read before an end may not come in after it: see `ticket`.
class SessionCache {
public:
    explicit SessionCache(std::size_t max = 10'000) : max_(max) {}
    std::optional<Session> find(const std::string& hash);
    std::uint64_t ticket() const;  // take before reading the database
    void put(const std::string& hash, const Session& s, std::uint64_t ticket);
    /// Notes the use; true when the row's last_seen should be written.
    bool seen(const std::string& hash, Time now);
    void drop(std::span<const SessionId> ended);
    void forget_all();
    std::size_t size() const;

private:
    struct Entry {
        Session session;
        Time written{};
        std::list<std::string>::iterator place;
    };
    std::size_t max_;
    mutable std::mutex mutex_;
    std::uint64_t generation_ = 0;
    std::unordered_map<std::string, Entry> by_hash_;
    std::list<std::string> order_;  // most recent first
};

}  // namespace ol::staff
