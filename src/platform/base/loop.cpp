// The mailbox, the timer heap and the thread of one Loop.
#include "platform/base/loop.hpp"

#include <pthread.h>
#include <condition_variable>
#include <deque>
#include <queue>
#include <thread>
#include <unordered_set>

#include "platform/base/log.hpp"

namespace ol {
namespace {

struct Timer {
    Time when;
    std::uint64_t id;  // equal times run in the order they were asked for
    std::shared_ptr<Loop::Task> task;
    bool operator<(const Timer& other) const {
        return std::tie(other.when, other.id) < std::tie(when, id);
    }
};

}  // namespace

struct Loop::Impl {
    const Clock& clock;
    const Options options;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Task> mailbox;  // under mutex
    bool stopping = false;     // under mutex
    // The rest belongs to the loop's own thread.
    std::priority_queue<Timer> timers;
    std::unordered_set<std::uint64_t> pending;  // timers neither run nor cancelled
    std::uint64_t last_timer = 0;
    std::atomic<Time> turn;
    std::atomic<std::thread::id> owner{};
    std::thread thread;

    Impl(const Clock& c, Options o) : clock(c), options(std::move(o)), turn(c.steady()) {}

    void guarded(Task& task) {
        try {
            task();
        } catch (const std::exception& fault) {  // one broken task; the others go on
            log::error("base", "loop.task_failed",
                       {{"loop", options.name}, {"what", fault.what()}});
        }
    }

    bool next_task(Task& task) {
        const std::lock_guard lock(mutex);
        if (mailbox.empty()) return false;
        task = std::move(mailbox.front());
        mailbox.pop_front();
        return true;
    }

    /// Runs the first timer due at or before `t`.
    bool run_due(Time t) {
        drop_cancelled();
        if (timers.empty() || timers.top().when > t) return false;
        const Timer due = timers.top();
        timers.pop();
        pending.erase(due.id);
        guarded(*due.task);
        return true;
    }

    void drop_cancelled() {
        while (!timers.empty() && !pending.contains(timers.top().id)) timers.pop();
    }

    void wait() {
        drop_cancelled();
        std::unique_lock lock(mutex);
        const auto ready = [&] { return stopping || !mailbox.empty(); };
        if (timers.empty())
            wake.wait(lock, ready);
        else
            wake.wait_for(lock, std::max(Ms{0}, timers.top().when - clock.steady()), ready);
    }

    /// Timers that are due go before the next task, so that a busy mailbox cannot starve them.
    void run_thread() {
        owner = std::this_thread::get_id();
        pthread_setname_np(pthread_self(), options.name.substr(0, 15).c_str());
        for (;;) {
            turn = clock.steady();
            if (!is_stopping() && run_due(turn)) continue;
            Task task;
            if (next_task(task)) {
                guarded(task);
                continue;
            }
            if (is_stopping()) return;
            wait();
        }
    }

    bool is_stopping() {
        const std::lock_guard lock(mutex);
        return stopping;
    }

    void run_mailbox() {
        for (Task task; next_task(task);) guarded(task);
    }
};

Loop::Loop(const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(clock, std::move(options))) {
    if (impl_->options.inline_mode)
        impl_->owner = std::this_thread::get_id();
    else
        impl_->thread = std::thread([impl = impl_.get()] { impl->run_thread(); });
}

Loop::~Loop() { stop(); }

bool Loop::post(Task task) {
    {
        const std::lock_guard lock(impl_->mutex);
        if (impl_->stopping || impl_->mailbox.size() >= impl_->options.mailbox_max) return false;
        impl_->mailbox.push_back(std::move(task));
    }
    impl_->wake.notify_one();
    return true;
}

std::uint64_t Loop::at(Time when, Task task) {
    const auto id = ++impl_->last_timer;
    impl_->timers.push({when, id, std::make_shared<Task>(std::move(task))});
    impl_->pending.insert(id);
    return id;
}

void Loop::cancel(std::uint64_t timer) { impl_->pending.erase(timer); }

Time Loop::now() const { return impl_->turn; }

void Loop::run_until(Time t) {
    Impl& impl = *impl_;
    impl.run_mailbox();
    for (;;) {
        impl.drop_cancelled();
        if (impl.timers.empty() || impl.timers.top().when > t) break;
        impl.turn = std::max(impl.turn.load(), impl.timers.top().when);
        impl.run_due(impl.turn);
        impl.run_mailbox();
    }
    impl.turn = std::max(impl.turn.load(), t);
}

void Loop::stop() {
    Impl& impl = *impl_;
    if (impl.options.inline_mode && !impl.is_stopping()) impl.run_mailbox();
    {
        const std::lock_guard lock(impl.mutex);
        impl.stopping = true;
    }
    impl.wake.notify_one();
    if (impl.thread.joinable() && !on_this_thread()) impl.thread.join();
}

bool Loop::on_this_thread() const { return impl_->owner.load() == std::this_thread::get_id(); }

}  // namespace ol
