#pragma once
// Readers of the journal: each has a name, a stored cursor and a thread; commits wake it.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/db/db.hpp"

namespace ol::db {

class Follower {
public:
    using Fn = std::function<void(std::span<const JournalRow>)>;
    Follower(Database& db, std::string name, Fn fn);
    ~Follower();
    void woken(std::int64_t seq);  // a commit has written facts up to seq; any thread

private:
    void run();
    bool load_cursor();
    bool hand_on();  // one batch; false when there is nothing, or nothing can be done now
    void store_cursor();

    Database& db_;
    const std::string name_;
    const Fn fn_;
    std::int64_t cursor_ = -1;  // follower's thread only; -1 = not loaded yet
    bool failed_ = false;       // follower's thread only
    std::mutex mutex_;
    std::condition_variable wake_;
    bool news_ = true;       // under mutex_
    bool stopping_ = false;  // under mutex_
    std::thread thread_;
};

}  // namespace ol::db
