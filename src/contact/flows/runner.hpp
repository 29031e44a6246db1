#pragma once
// A call's way through a flow: handle(now, event) -> commands. Pure: no clock, no I/O, no chance of
// its own; the same events at the same times walk the same way, in a call and in a dry run.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "contact/flows/flow.hpp"
#include "contact/flows/types.hpp"

namespace ol::flows {

/// What is known of who calls; it comes some milliseconds after the call itself.
struct CallerFacts {
    bool known = false;
    int orders = 0;
    std::string language;
};

/// What a run begins with.
struct RunFacts {
    ShopId shop;
    std::string tz = "UTC", language = "en";
    Hours hours = round_the_clock();
    bool number_known = true;
    std::uint64_t chance = 0;  // decides the random steps
    std::optional<CallerFacts> caller;
};

// ---- events ----
struct Begin {};
struct Said {  // to its end
    std::uint32_t token = 0;
};
struct Pressed {
    char key = '0';
};
struct Alarm {
    std::uint32_t token = 0;
};
struct CallerCame {
    CallerFacts caller;
};
enum class Outcome { found, not_found, done, failed };
BOOST_DESCRIBE_ENUM(Outcome, found, not_found, done, failed)
/// To AskOrder and ActOnOrder. No personal data: what the caller may hear, and nothing else.
struct OrderCame {
    std::uint32_t serial = 0;
    Outcome outcome = Outcome::failed;
    OrderId order;
    std::string number, state;  // shop/orders DeskState
    std::optional<Time> delivery_from, delivery_to;
};
struct HookCame {
    std::uint32_t serial = 0;
    bool ok = false;
    std::string branch;
    std::vector<std::pair<std::string, std::string>> set;
};
struct DialEnded {  // only when nobody was reached
    std::uint32_t serial = 0;
};
/// A time at which the shop can call back.
struct CallTime {
    Time from{}, to{};
    friend bool operator==(const CallTime&, const CallTime&) = default;
};
/// To AskTimes: the free ones, the next first. To BookTime, when somebody was quicker.
struct TimesCame {
    std::uint32_t serial = 0;
    std::vector<CallTime> times;
};
struct TimeBooked {
    std::uint32_t serial = 0;
};
using FlowEvent = std::variant<Begin, Said, Pressed, Alarm, CallerCame, OrderCame, HookCame,
                               DialEnded, TimesCame, TimeBooked>;

// ---- commands ----
/// A prompt of the library, or a text; `fallback`: not in the language that was wanted.
struct Utterance {
    std::string prompt, language, text;
    bool fallback = false;
    friend bool operator==(const Utterance&, const Utterance&) = default;
};
BOOST_DESCRIBE_STRUCT(Utterance, (), (prompt, language, text, fallback))
struct Speak {
    std::uint32_t token = 0;
    std::vector<Utterance> what;
};
struct Hush {};
struct SetAlarm {
    std::uint32_t token = 0;
    Time at{};
};
struct SpeakLanguage {
    std::string language;
};
struct AskOrder {
    std::uint32_t serial = 0;
    std::string number, tail;
};
struct ActOnOrder {
    std::uint32_t serial = 0;
    OrderId order;
    bool confirm = true;  // else cancel
};
struct AskHook {
    std::uint32_t serial = 0;
    std::string step, url;
    int timeout_ms = 0;
    std::vector<std::pair<std::string, std::string>> variables;
};
struct Dial {
    std::uint32_t serial = 0;
    std::string number;
};
struct AskTimes {
    std::uint32_t serial = 0;
    std::optional<QueueId> queue;  // absent: the call's own
};
struct BookTime {
    std::uint32_t serial = 0;
    CallTime time;
    std::optional<QueueId> queue;
};
/// The flow is over; the call goes on there. Said after what was still to be said.
struct Leave {
    StepKind how = StepKind::queue;
    std::optional<QueueId> queue;  // absent: the call's own
    std::optional<PersonId> person;
    int priority = 0;
    std::string skills;
    bool fault = false;   // nowhere else to go: nobody is lost for a mistake in a drawing
    bool booked = false;  // callback: he has a time, the task is there
};
/// Something was passed, found or rated: record() has changed.
struct Noted {};
using FlowCommand = std::variant<Speak, Hush, SetAlarm, SpeakLanguage, AskOrder, ActOnOrder,
                                 AskHook, Dial, AskTimes, BookTime, Leave, Noted>;

/// One step that was passed, and by which way.
struct PassedStep {
    std::string step, title;
    StepKind kind = StepKind::say;
    std::string exit;
    Time at{};
};
BOOST_DESCRIBE_STRUCT(PassedStep, (), (step, title, kind, exit, at))
struct FlowAnswer {
    std::string name, value;
};
BOOST_DESCRIBE_STRUCT(FlowAnswer, (), (name, value))
/// What the caller did, for the contact and the operator's card.
struct FlowRecord {
    FlowId flow_id;
    std::string flow_name;
    std::int64_t version = 0;
    std::string language;
    std::vector<PassedStep> steps;
    std::vector<FlowAnswer> answers;  // variables as they stand
    std::optional<OrderId> order_id;
    std::string order_number;
    std::optional<int> rating;
    bool fallback_spoken = false;  // something was not there in the caller's language
    bool over = false;
};
BOOST_DESCRIBE_STRUCT(FlowRecord, (),
                      (flow_id, flow_name, version, language, steps, answers, order_id,
                       order_number, rating, fallback_spoken, over))

/// A published version, as calls run it. Shared: a version published later does not touch it.
struct Script {
    FlowId id;
    std::string name;
    std::int64_t version = 0;
    FlowBody body;
};

constexpr int steps_per_event_max = 64, steps_per_call_max = 500;
constexpr Ms run_max{30 * 60'000};  // then into the line: nobody is kept by a machine for longer
constexpr std::size_t typed_max = 32, recorded_steps_max = 100;
constexpr std::size_t times_spoken = 4;  // keys 2 to 5; key 1 is "now"

class Runner {
public:
    Runner(std::shared_ptr<const Script> script, RunFacts facts);
    std::vector<FlowCommand> handle(Time now, const FlowEvent& event);

    const FlowRecord& record() const { return record_; }
    bool over() const { return record_.over; }
    /// He has a time to be called at: whatever he does now, he is served.
    bool booked() const { return leave_ && leave_->booked; }
    /// What it waits for: "words", "key", "order", "hook", "caller", "dial",
    /// "times", "booking", "" when over.
    std::string_view waits_for() const;
    std::string_view step() const { return at_; }

private:
    class Turn;
    enum class Wait {
        nothing,
        words,
        key,
        order,
        act,
        hook,
        caller,
        dial,
        times,
        booking,
        last_words
    };
    enum class Phase { ask, confirm, tail };
    std::shared_ptr<const Script> script_;
    RunFacts facts_;
    FlowRecord record_;
    std::string at_;
    Time began_{};
    Wait wait_ = Wait::nothing;
    Phase phase_ = Phase::ask;
    std::string then_;  // the way out when the words are over; empty: a key is waited for
    int attempt_ = 0, passed_ = 0;
    std::string digits_, number_, typed_;
    std::map<std::string, std::string> variables_;
    std::uint32_t serial_ = 0, alarm_ = 0, speaking_ = 0;
    int priority_ = 0;
    std::string skills_;
    std::optional<Leave> leave_;
    std::vector<CallTime> times_;  // as spoken
    std::size_t chosen_ = 0;       // while it is booked
};

}  // namespace ol::flows
