#pragma once
// One thread with a mailbox and timers: the floor and every other "owner of state" runs on one.
// Tasks run in the order of posting; timers run when due by the loop's steady clock.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "platform/base/time.hpp"

namespace ol {

class Loop {
public:
    using Task = std::function<void()>;
    struct Options {
        std::string name       = "loop";
        std::size_t mailbox_max = 1u << 20;  // a full mailbox makes post() return false
        bool        inline_mode = false;      // tests: no thread; run with run_until()
    };
    explicit Loop(const Clock& clock) : Loop(clock, Options{}) {}
    Loop(const Clock& clock, Options options);
    ~Loop();  // stops: what was posted before runs, timers do not

    bool post(Task task);                 // any thread
    std::uint64_t at(Time when, Task task);  // loop thread only; returns a timer id
    void cancel(std::uint64_t timer);     // loop thread only; unknown ids are ignored
    Time now() const;                     // steady time of this turn
    void run_until(Time t);               // inline mode only: runs tasks and due timers
    void stop();
    bool on_this_thread() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ol
