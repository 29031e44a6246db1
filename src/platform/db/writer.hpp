#pragma once
// The one thread that writes: takes what is queued, runs it in one transaction with a savepoint for
// each job, commits once, then tells everybody (spec/stack.md section 3: 10 to 190 times the
// single-commit rate).
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "platform/db/connection.hpp"

namespace ol::db {

class Writer {
public:
    using Job = Database::Job;
    using Done = Database::Done;
    struct Options {
        Place place;
        std::size_t queue_max = 100000;
        std::function<void(std::int64_t seq)>
            on_facts;  // after a commit that wrote facts; writer thread
    };
    Writer(std::unique_ptr<Connection> conn, const Clock& clock, Options options);
    ~Writer();  // runs what is queued, then ends

    void post(Job job, Done done);
    bool on_this_thread() const { return std::this_thread::get_id() == thread_.get_id(); }
    /// After a full disk false until the writer's own probe goes in: small writes still find a free
    /// page then.
    bool healthy() const;
    std::string fault() const;
    std::size_t queued() const;
    void on_health(std::function<void(bool, std::string_view)> fn);

private:
    struct Item {
        Job job;
        Done done;
        std::optional<Error> error;
    };
    using Batch = std::vector<Item>;

    void run();
    bool next_batch(Batch& batch);
    void run_batch(Batch& batch);
    void begin();
    void run_jobs(Batch& batch, std::int64_t& last_seq);
    std::optional<Error> run_job(const Job& job, Time now, std::int64_t& last_seq);
    void write_facts(const Tx& tx, std::int64_t& last_seq);
    void drop_unread() noexcept;
    void probe();
    bool full() const;
    void note_health(const std::string& code);
    void finish(Batch& batch);

    const Clock& clock_;
    const Options options_;
    std::unique_ptr<Connection> conn_;                  // writer thread only
    std::chrono::steady_clock::time_point next_probe_;  // writer thread only

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Item> queue_;  // under mutex_, as all below
    std::size_t running_ = 0;
    bool stopping_ = false;
    std::string fault_;
    std::function<void(bool, std::string_view)> health_listener_;

    std::thread thread_;
};

}  // namespace ol::db
