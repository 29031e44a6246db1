#pragma once
// Private to the runner: one event's turn. runner.cpp has the events and the way from step to step,
// runner_steps.cpp what a step begins with, runner_keys.cpp what the caller's keys mean.
#include "contact/flows/runner.hpp"
#include "contact/flows/words.hpp"

namespace ol::flows {

/// The way out that a step takes; nullopt: it waits.
using Way = std::optional<std::string>;

class Runner::Turn {
public:
    Turn(Runner& runner, Time now) : r(runner), now_(now) {}
    std::vector<FlowCommand> out;

    void operator()(const Begin&);
    void operator()(const Said& e);
    void operator()(const Pressed& e);
    void operator()(const Alarm& e);
    void operator()(const CallerCame& e);
    void operator()(const OrderCame& e);
    void operator()(const HookCame& e);
    void operator()(const DialEnded& e);
    void operator()(const TimesCame& e);
    void operator()(const TimeBooked& e);

private:
    Runner& r;
    Time now_;

    // ---- from step to step ----
    const Step* here() const { return find_step(r.script_->body, r.at_); }
    void take(const Way& way);  // walks until a step waits or the flow is over
    Way enter(std::string_view name);
    void fault();
    Way leave(const Step& step, Leave how);
    void note_exit(std::string_view on);

    // ---- what a step begins with ----
    Way begin(const Step& step);
    Way begin_end(const Step& step);
    Way begin_hook(const Step& step);
    std::string hours_exit(const Step& step) const;
    Way branch(const Step& step);
    bool holds(const StepTest& test) const;
    std::string random_exit(const Step& step) const;

    // ---- questions and keys ----
    Way ask(const Step& step, std::vector<Utterance> before = {});
    std::vector<Utterance> question(const Step& step) const;
    Way wait_for_key(const Step& step, int ms);
    Way key(const Step& step, char key);
    Way take_typed(const Step& step);
    Way menu_key(const Step& step, char key);
    Way digit_key(const Step& step, char key);
    Way complete(const Step& step);
    Way wrong(const Step& step, Word why);
    static std::string given_up(const Step& step, Word why);
    Way act(const Step& step);

    // ---- a call-back at a time (runner_times.cpp) ----
    Way ask_times(const Step& step);
    Way time_key(const Step& step, char key);
    Way call_now(const Step& step);

    // ---- words ----
    std::optional<Utterance> spoken(const Say& say) const;
    std::string filled(std::string_view text) const;
    Utterance own(Word what) const;
    /// Says it and waits; nothing to say: goes on at once by `then`.
    Way speak(std::vector<Utterance> what, std::string then);
    void alarm(int ms);
    void set(const std::string& name, std::string value);
    bool collecting(const Step& step) const;
};

}  // namespace ol::flows
