#include "platform/db/readers.hpp"

#include "platform/base/log.hpp"

namespace ol::db {
namespace {

constexpr auto wait_max = std::chrono::seconds(5);

Result<> guarded(Conn& conn, const std::function<Result<>(Conn&)>& fn) {
    try {
        return fn(conn);
    } catch (const Fault& fault) {
        return error_of(fault);
    } catch (const std::exception& fault) {
        log::error("db", "read_threw", {{"what", fault.what()}});
        return Error{
            Errc::internal, "db.job_failed", {}, "The work failed inside; the log tells why.", {}};
    }
}

}  // namespace

Result<> Readers::read(const std::function<Result<>(Conn&)>& fn) {
    Lease lease;
    bool opened = false;
    {
        std::unique_lock lock(mutex_);
        const bool came =
            freed_.wait_for(lock, wait_max, [&] { return !free_.empty() || left_to_open_ > 0; });
        if (!came)
            return unavailable("db.readers_busy",
                               "Too many are reading at once; try again in a moment.");
        if (!free_.empty()) {
            lease = std::move(free_.back());
            free_.pop_back();
        } else {
            --left_to_open_;
            opened = true;
        }
    }
    Result<> result;
    try {
        if (opened) lease = connect(place_, true);
        begin(lease);
        result = guarded(*lease, fn);
        lease->rollback();
    } catch (const Fault& fault) {
        if (lease) lease->rollback();
        result = error_of(fault);
    }
    give_back(std::move(lease));
    return result;
}

/// A connection lost while it lay idle is replaced without anybody noticing.
void Readers::begin(Lease& lease) {
    if (!lease->lost()) {
        try {
            return lease->begin_read();
        } catch (const Fault&) {
            if (!lease->lost()) throw;
        }
    }
    lease = connect(place_, true);
    lease->begin_read();
}

void Readers::give_back(Lease lease) {
    {
        const std::lock_guard lock(mutex_);
        if (lease)
            free_.push_back(std::move(lease));
        else
            ++left_to_open_;
    }
    freed_.notify_one();
}

}  // namespace ol::db
