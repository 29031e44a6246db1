#include <algorithm>

#include "contact/flows/flow_types.hpp"

namespace ol::flows {

namespace {

class DryRun {
public:
    DryRun(const Script& script, const RunFacts& facts, const DryRunIn& in, Time now)
        : runner_(std::make_shared<Script>(script), facts), in_(in), now_(now) {}

    DryRunOut run() {
        tell(Begin{});
        settle();
        for (const DryEvent& event : in_.events) {
            happen(event);
            settle();
        }
        out_.record = runner_.record();
        out_.at = runner_.step();
        out_.waits_for = runner_.waits_for();
        return std::move(out_);
    }

private:
    void tell(const FlowEvent& event) {
        for (const FlowCommand& command : runner_.handle(now_, event)) note(command);
    }
    void note(const FlowCommand& command) {
        if (const auto* speak = std::get_if<Speak>(&command)) {
            speaking_ = speak->token;
            if (!speak->what.empty())
                out_.said.push_back({std::string(runner_.step()), speak->what});
        } else if (const auto* at = std::get_if<SetAlarm>(&command)) {
            alarm_ = *at;
        } else if (const auto* ask = std::get_if<AskOrder>(&command)) {
            serial_ = ask->serial, number_ = ask->number;
        } else if (const auto* act = std::get_if<ActOnOrder>(&command)) {
            serial_ = act->serial;
        } else if (const auto* hook = std::get_if<AskHook>(&command)) {
            serial_ = hook->serial;
        } else if (const auto* dial = std::get_if<Dial>(&command)) {
            serial_ = dial->serial;
        } else if (const auto* times = std::get_if<AskTimes>(&command)) {
            serial_ = times->serial;
        } else if (const auto* book = std::get_if<BookTime>(&command)) {
            serial_ = book->serial;
        } else if (const auto* l = std::get_if<Leave>(&command)) {
            out_.left =
                DryLeave{l->how, l->queue, l->person, l->priority, l->skills, l->fault, l->booked};
        }
    }
    /// Words are heard to their end, and who calls is known at once.
    void settle() {
        for (int i = 0; i < steps_per_call_max * 2 && !runner_.over(); ++i) {
            if (runner_.waits_for() == "words")
                tell(Said{speaking_});
            else if (runner_.waits_for() == "caller")
                tell(CallerCame{{in_.caller_known, in_.orders, in_.language}});
            else if (runner_.waits_for() == "times")
                tell(TimesCame{serial_, pretended_times()});
            else if (runner_.waits_for() == "booking")
                tell(TimeBooked{serial_});
            else
                return;
        }
    }
    /// Two half hours, so that the words and keys can be tried; no place is taken.
    std::vector<CallTime> pretended_times() const {
        constexpr Ms half_hour{30 * 60'000};
        const Time from = std::chrono::ceil<std::chrono::hours>(now_ + half_hour);
        return {{from, from + half_hour}, {from + half_hour, from + 2 * half_hour}};
    }
    void happen(const DryEvent& event) {
        switch (event.kind) {
            case DryKind::key:
                if (!event.key.empty()) tell(Pressed{event.key.front()});
                return;
            case DryKind::silence:
                now_ = std::max(now_, alarm_.at);
                return tell(Alarm{alarm_.token});
            case DryKind::order:
                return tell(
                    OrderCame{serial_, event.outcome, OrderId{1}, number_, event.state, {}, {}});
            case DryKind::hook:
                return tell(HookCame{serial_, !event.branch.empty(), event.branch, {}});
            case DryKind::dial: return tell(DialEnded{serial_});
        }
    }

    Runner runner_;
    const DryRunIn& in_;
    Time now_;
    DryRunOut out_;
    std::uint32_t speaking_ = 0, serial_ = 0;
    std::string number_;
    SetAlarm alarm_;
};

}  // namespace

DryRunOut dry_run(const Script& script, const RunFacts& facts, const DryRunIn& in, Time now) {
    return DryRun(script, facts, in, now).run();
}

}  // namespace ol::flows
