#pragma once
// The thin SQL layer (spec: one SQL for SQLite and PostgreSQL, placeholders ?1 ?2 ..., ids and times bigint,
// booleans boolean, JSON as text). One writer thread with group commit; a pool of read-only connections.
// Inside a transaction faults are exceptions (db::Fault); write() and read() turn them into Error values.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/names.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::db {

using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string, bool>;

/// What may stand behind a placeholder: plain values, ids, times, described enums (as their names), optionals.
inline Value to_value(std::nullptr_t) { return nullptr; }
inline Value to_value(bool b) { return b; }
inline Value to_value(std::int64_t v) { return v; }
inline Value to_value(int v) { return std::int64_t{v}; }
inline Value to_value(double v) { return v; }
inline Value to_value(std::string v) { return v; }
inline Value to_value(std::string_view v) { return std::string(v); }
inline Value to_value(const char* v) { return std::string(v); }
inline Value to_value(Time t) { return to_ms(t); }
inline Value to_value(Ms d) { return std::int64_t{d.count()}; }
template <class Tag>
Value to_value(Id<Tag> id) { return id.value; }
template <NamedEnum E>
Value to_value(E e) { return std::string(to_name(e)); }
template <class T>
Value to_value(const std::optional<T>& o) { return o ? to_value(*o) : Value{nullptr}; }

/// A result set held in memory. Column access by index or by name; a NULL read as a plain type gives 0 / "".
class Rows {
public:
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;
    std::size_t size() const { return rows.size(); }
    bool empty() const { return rows.empty(); }
    int column(std::string_view name) const;  // -1 when absent
    bool is_null(std::size_t row, int col) const;
    std::int64_t i64(std::size_t row, int col) const;
    std::string text(std::size_t row, int col) const;
    bool flag(std::size_t row, int col) const;
    std::int64_t i64(std::size_t row, std::string_view col) const;
    std::string text(std::size_t row, std::string_view col) const;
    bool flag(std::size_t row, std::string_view col) const;
};

struct Fault : std::exception {  // thrown by Conn; what() is the message
    enum class Kind { unique, foreign, busy, full, lost, syntax, other } kind = Kind::other;
    std::string message;
    Fault() = default;
    Fault(Kind k, std::string m) : kind(k), message(std::move(m)) {}
    const char* what() const noexcept override { return message.c_str(); }
};

enum class Dialect { sqlite, postgres };

class Conn {
public:
    virtual ~Conn() = default;
    virtual Dialect dialect() const = 0;
    virtual Rows run(std::string_view sql, std::span<const Value> params) = 0;  // prepared, cached by text
    virtual std::int64_t changed() const = 0;  // rows touched by the last run()
    /// A statement whose answer nobody reads: to PostgreSQL it takes no way there and back of
    /// its own. Its fault is thrown here, by the next with an answer, or at the end of the job.
    virtual void send(std::string_view sql, std::span<const Value> params) { run(sql, params); }

    template <class... A>
    Rows query(std::string_view sql, const A&... args) {
        const std::vector<Value> v{to_value(args)...};
        return run(sql, v);
    }
    /// Same, result dropped; returns rows touched.
    template <class... A>
    std::int64_t exec(std::string_view sql, const A&... args) {
        query(sql, args...);
        return changed();
    }
    template <class... A>
    void tell(std::string_view sql, const A&... args) {
        const std::vector<Value> v{to_value(args)...};
        send(sql, v);
    }
};

/// A fact for the journal: written in the same transaction as its state rows; ids and codes only, never personal data.
struct Fact {
    std::string kind;          // "order.confirmed"
    std::int64_t subject = 0;  // the id it is about
    std::int64_t actor = 0;    // person, or 0 = system
    std::string data = "{}";   // JSON
};

class Tx {
public:
    Conn& conn;
    Time now;  // one time for the whole transaction
    void journal(Fact fact) { facts.push_back(std::move(fact)); }
    std::vector<Fact> facts;  // given their seq at commit, under the centre's one lock

    template <class... A>
    Rows query(std::string_view sql, const A&... args) { return conn.query(sql, args...); }
    template <class... A>
    std::int64_t exec(std::string_view sql, const A&... args) { return conn.exec(sql, args...); }
    /// As exec, where nobody needs the number of rows: see Conn::send.
    template <class... A>
    void tell(std::string_view sql, const A&... args) { conn.tell(sql, args...); }
};

struct JournalRow {
    std::int64_t seq = 0;
    Time at{};
    Fact fact;
};

struct Migration {
    std::string_view room;  // "orders"
    int number = 0;          // 1, 2, ... per room
    std::string_view name;
    std::string_view sql;    // statements separated by ";\n"
    std::string_view sqlite_only{};
    std::string_view postgres_only{};
};

class Database {
public:
    struct Options {
        /// "sqlite:var/orderline.db" or "postgresql://user@host:port/name". SQLite takes "?busy_ms=2000" (how long to wait
        /// for another process) and, for tests of a full disk, "&max_pages=64".
        std::string url;
        int readers = 4;
        std::size_t queue_max = 100000;
    };
    /// Errors: "db.url", "db.lost" (cannot be opened), "db.locked", "db.full".
    static Result<std::unique_ptr<Database>> open(const Options&, const Clock&);
    virtual ~Database() = default;

    /// Runs each pending migration in its own transaction, in the order given. A changed old one is an error.
    virtual Result<> migrate(std::span<const Migration> all) = 0;

    using Job = std::function<Result<>(Tx&)>;
    using Done = std::function<void(Result<>)>;
    /// Queues the job for the writer; `done` runs on the writer thread after commit (or failure). Never blocks:
    /// a full queue answers done(unavailable "db.queue_full") at once. A job that fails is rolled back alone.
    virtual void post(Job job, Done done) = 0;

    /// Blocks until committed. Never call from the floor, the SIP, media or I/O threads.
    virtual Result<> write(Job job) = 0;
    template <class T>
    Result<T> write_as(std::function<Result<T>(Tx&)> job) {
        std::optional<T> out;
        auto r = write([&](Tx& tx) -> Result<> {
            auto v = job(tx);
            if (!v) return v.error();
            out = std::move(*v);
            return {};
        });
        if (!r) return r.error();
        return std::move(*out);
    }
    /// Runs on the calling thread with a pooled read-only connection (a consistent snapshot).
    virtual Result<> read(const std::function<Result<>(Conn&)>& fn) = 0;
    template <class T>
    Result<T> read_as(const std::function<Result<T>(Conn&)>& fn) {
        std::optional<T> out;
        auto r = read([&](Conn& c) -> Result<> {
            auto v = fn(c);
            if (!v) return v.error();
            out = std::move(*v);
            return {};
        });
        if (!r) return r.error();
        return std::move(*out);
    }

    /// Calls `fn` (own thread) with each journal row after `name`'s stored cursor, in order, in batches; the cursor is
    /// stored after fn returns, so fn must be idempotent. Woken by commits, never by polling.
    virtual void follow(std::string name, std::function<void(std::span<const JournalRow>)> fn) = 0;
    virtual Result<> backup(const std::string& to_path) = 0;  // consistent copy while running (sqlite); pg: pg_dump
    virtual bool healthy() const = 0;    // false while the last write failed for disk full / locked / lost
    virtual std::string fault() const = 0;  // "" or the code of that fault
    /// `fn(healthy, code)` runs on the writer thread whenever healthy() changes. While unhealthy, the writer tries a small
    /// write of its own each second, so the news of recovery does not wait for somebody's work.
    virtual void on_health(std::function<void(bool, std::string_view)> fn) = 0;
    virtual std::size_t queued() const = 0;  // jobs posted and not yet committed or failed
    virtual Dialect dialect() const = 0;
    virtual std::int64_t greatest_id() = 0;  // over all tables' bigint "id" columns: for IdSource at start
};

/// Puts a file made by backup() in the place of the database of `url`, which no process may have open. The old database
/// stays beside it as "<file>.before-restore" (SQLite). Errors: "db.backup" (not a whole backup), "db.locked".
Result<> restore(const std::string& from_path, const std::string& url);

/// "db.unique" and "db.foreign" (conflict), "db.locked", "db.full", "db.lost" (unavailable), "db.sql" (internal).
Error error_of(const Fault& fault);

}  // namespace ol::db
