#pragma once
// The threads that run handlers. They may block; the I/O threads never wait for them.
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ol::http {

class Workers {
public:
    using Task = std::function<void()>;
    Workers(int threads, std::size_t waiting_max);
    ~Workers();  // stops

    bool post(Task task);  // false when `waiting_max` tasks wait already, or after stop()
    void post_always(
        Task task);  // for the next piece of an answer that has begun; bounded by the connections
    void stop();     // runs what was posted, then ends the threads; may be called twice
    std::size_t waiting() const;

private:
    void run();
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Task> tasks_;
    std::size_t waiting_max_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace ol::http
