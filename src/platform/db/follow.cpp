#include "platform/db/follow.hpp"

#include <pthread.h>

#include "platform/base/log.hpp"

namespace ol::db {
namespace {

constexpr auto retry_after = std::chrono::seconds(1);

constexpr std::string_view cursor_sql = "select seq from journal_cursor where name = ?1";
constexpr std::string_view store_sql =
    "insert into journal_cursor (name, seq) values (?1, ?2) on conflict (name) do update set seq = "
    "excluded.seq";
constexpr std::string_view rows_sql =
    "select seq, at, kind, subject, actor, data from journal where seq > ?1 order by seq limit 256";

std::vector<JournalRow> rows_of(const Rows& found) {
    std::vector<JournalRow> out;
    for (std::size_t i = 0; i < found.size(); ++i)
        out.push_back({found.i64(i, 0), from_ms(found.i64(i, 1)),
                       Fact{found.text(i, 2), found.i64(i, 3), found.i64(i, 4), found.text(i, 5)}});
    return out;
}

}  // namespace

Follower::Follower(Database& db, std::string name, Fn fn)
    : db_(db), name_(std::move(name)), fn_(std::move(fn)), thread_([this] { run(); }) {}

Follower::~Follower() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Follower::woken(std::int64_t) {
    {
        const std::lock_guard lock(mutex_);
        news_ = true;
    }
    wake_.notify_all();
}

void Follower::run() {
    pthread_setname_np(pthread_self(), ("j-" + name_).substr(0, 15).c_str());
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            const auto ready = [&] { return stopping_ || (news_ && !failed_); };
            if (failed_)
                wake_.wait_for(lock, retry_after, [&] { return stopping_; });
            else
                wake_.wait(lock, ready);
            if (stopping_) return;
            news_ = false;
        }
        failed_ = false;
        while (hand_on()) {
            const std::lock_guard lock(mutex_);
            if (stopping_) return;
        }
    }
}

bool Follower::load_cursor() {
    if (cursor_ >= 0) return true;
    const auto stored = db_.read_as<std::int64_t>([&](Conn& c) -> Result<std::int64_t> {
        const Rows found = c.query(cursor_sql, name_);
        return found.empty() ? 0 : found.i64(0, 0);
    });
    if (stored) cursor_ = *stored;
    return stored.has_value();
}

bool Follower::hand_on() {
    failed_ = true;
    if (!load_cursor()) return false;
    const auto rows =
        db_.read_as<std::vector<JournalRow>>([&](Conn& c) -> Result<std::vector<JournalRow>> {
            return rows_of(c.query(rows_sql, cursor_));
        });
    if (!rows) return false;
    if (!rows->empty()) {
        try {
            fn_(*rows);
        } catch (const std::exception& fault) {
            log::error("db", "follower_threw", {{"name", name_}, {"what", fault.what()}});
            return false;  // the same rows again, a little later
        }
        cursor_ = rows->back().seq;
        store_cursor();
    }
    failed_ = false;
    return !rows->empty();
}

/// A cursor that cannot be stored now costs only a repeat after a restart, and fn is idempotent.
void Follower::store_cursor() {
    const auto stored = db_.write([&](Tx& tx) -> Result<> {
        tx.exec(store_sql, name_, cursor_);
        return {};
    });
    if (!stored)
        log::warn("db", "cursor_not_stored", {{"name", name_}, {"code", stored.error().code}});
}

}  // namespace ol::db
