#pragma once
// A flow as it is drawn: named steps, each with its ways out. What a step does stands in
// runner.hpp, what is wrong with a flow in check.hpp. Plain data, the shape of the API.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::flows {

using FlowId = Id<struct FlowTag>;

/// Ways out (`exits`) that each kind knows; docs/guide/flows.md tells what they mean.
enum class StepKind {
    say,            // next
    menu,           // a key each, invalid, timeout
    digits,         // next, failed
    hours,          // open, closed, holiday
    language,       // next
    priority,       // next
    skill,          // next
    queue,          // ends: into the line
    callback,       // ends: a call-back task, now or at a time that he chooses
    voicemail,      // ends: leaves a message
    transfer,       // ends at a person; failed, when an outside number cannot be reached
    order_lookup,   // found, not_found, failed
    order_confirm,  // done, declined, failed
    order_cancel,   // done, declined, failed
    rate,           // next, none
    webhook,        // what the answer says, otherwise, failed
    branch,         // names of its tests, otherwise
    random,         // any, by weight
    set,            // next
    hang_up         // ends
};
BOOST_DESCRIBE_ENUM(StepKind, say, menu, digits, hours, language, priority, skill, queue, callback,
                    voicemail, transfer, order_lookup, order_confirm, order_cancel, rate, webhook,
                    branch, random, set, hang_up)

struct Spoken {
    std::string language, text;  // "uk"; "{order}" is replaced by the variable
    friend bool operator==(const Spoken&, const Spoken&) = default;
};
BOOST_DESCRIBE_STRUCT(Spoken, (), (language, text))

/// A prompt of the library by its name, or texts to be spoken; the prompt wins.
struct Say {
    std::string prompt;
    std::vector<Spoken> texts;
    bool empty() const { return prompt.empty() && texts.empty(); }
    friend bool operator==(const Say&, const Say&) = default;
};
BOOST_DESCRIBE_STRUCT(Say, (), (prompt, texts))

struct StepExit {
    std::string on, to;  // `to`: the name of a step
    int weight = 1;      // of a random step
    friend bool operator==(const StepExit&, const StepExit&) = default;
};
BOOST_DESCRIBE_STRUCT(StepExit, (), (on, to, weight))

/// caller: known, unknown, withheld · orders: at least so many · language: "uk" · shop: its id ·
/// variable `name`: equal · time: "09:00-12:00" in the shop's zone · weekday: "1,2,3" (ISO 8601)
enum class Fact { caller, orders, language, shop, variable, time, weekday };
BOOST_DESCRIBE_ENUM(Fact, caller, orders, language, shop, variable, time, weekday)

struct StepTest {
    std::string exit;
    Fact fact = Fact::caller;
    std::string name, is;
    friend bool operator==(const StepTest&, const StepTest&) = default;
};
BOOST_DESCRIBE_STRUCT(StepTest, (), (exit, fact, name, is))

/// Fields that a kind does not know are ignored.
struct Step {
    std::string name;  // unique within the flow
    StepKind kind = StepKind::say;
    std::string title;  // for people
    std::vector<StepExit> exits;
    Say say, say_invalid, say_timeout;
    bool interruptible = true;  // a key cuts it short
    int attempts = 3;           // menu, digits, order_lookup, rate: asked so often at most
    int timeout_ms = 6000;      // after the last word; webhook: for the answer
    int between_ms = 3000;      // after a digit
    int digits_min = 1, digits_max = 12;
    std::string terminator = "#";
    bool confirm = false;  // digits are read back: 1 = right, 2 = again
    std::string variable;  // digits, rate, set: kept under this name
    std::string value;     // set
    std::string language, skill;
    int priority = 0;
    bool choose_time = false;  // callback: the shop's free times are offered beside "now"
    std::optional<QueueId> queue_id;
    std::optional<PersonId> person_id;
    std::string number, url;
    std::vector<StepTest> tests;
    friend bool operator==(const Step&, const Step&) = default;
};
BOOST_DESCRIBE_STRUCT(Step, (),
                      (name, kind, title, exits, say, say_invalid, say_timeout, interruptible,
                       attempts, timeout_ms, between_ms, digits_min, digits_max, terminator,
                       confirm, variable, value, language, skill, priority, choose_time, queue_id,
                       person_id, number, url, tests))

struct FlowBody {
    std::string start;
    std::vector<std::string> languages{"en"};  // the first is spoken where another is missing
    std::vector<Step> steps;
    friend bool operator==(const FlowBody&, const FlowBody&) = default;
};
BOOST_DESCRIBE_STRUCT(FlowBody, (), (start, languages, steps))

constexpr std::size_t steps_max = 300, exits_max = 40, text_bytes_max = 2000;

const Step* find_step(const FlowBody& flow, std::string_view name);
/// Where this way leads; empty: nowhere.
std::string_view exit_of(const Step& step, std::string_view on);
bool ends(StepKind kind);
/// Takes keys from the caller.
bool asks(StepKind kind);
/// Goes on by itself at once, without a word or an answer from outside.
bool instant(StepKind kind);

}  // namespace ol::flows
