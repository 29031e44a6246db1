#pragma once
// For tests: a flow of a few steps, written short.
#include <memory>

#include "contact/flows/flow_check.hpp"
#include "contact/flows/runner.hpp"

namespace ol::flows {

inline Step step(std::string name, StepKind kind, std::vector<StepExit> exits = {},
                 std::string text = "") {
    Step s;
    s.name = std::move(name);
    s.kind = kind;
    s.exits = std::move(exits);
    if (!text.empty()) s.say.texts = {{"en", std::move(text)}};
    return s;
}

/// Greeting, a menu of three, an order looked up and confirmed.
inline FlowBody shop_flow() {
    Step other = step("other", StepKind::queue);
    other.queue_id = QueueId{22};
    return {"hello",
            {"en"},
            {step("hello", StepKind::say, {{"next", "menu"}}, "Welcome."),
             step("menu", StepKind::menu,
                  {{"1", "sales"},
                   {"2", "other"},
                   {"3", "order"},
                   {"4", "back"},
                   {"5", "message"},
                   {"invalid", "sales"},
                   {"timeout", "sales"}},
                  "Press a key."),
             step("sales", StepKind::queue), other,
             step("order", StepKind::order_lookup,
                  {{"found", "yes"}, {"not_found", "sales"}, {"failed", "sales"}}),
             step("yes", StepKind::order_confirm,
                  {{"done", "bye"}, {"declined", "sales"}, {"failed", "sales"}}),
             step("back", StepKind::callback), step("message", StepKind::voicemail),
             step("bye", StepKind::hang_up, {}, "Goodbye.")}};
}

inline std::shared_ptr<const Script> script_of(FlowBody body) {
    return std::make_shared<Script>(Script{FlowId{5}, "shop", 3, std::move(body)});
}

/// A caller with a clock of his own; `say()` lets the words that are spoken end.
struct Caller {
    explicit Caller(FlowBody body, RunFacts facts = {})
        : runner(script_of(std::move(body)), facts) {}
    void tell(const FlowEvent& event) {
        for (auto& command : runner.handle(now, event)) {
            if (const auto* speak = std::get_if<Speak>(&command)) {
                token = speak->token;
                spoken.clear();
                for (const auto& u : speak->what)
                    spoken += (spoken.empty() ? "" : " | ") + (u.text.empty() ? u.prompt : u.text);
            }
            if (const auto* at = std::get_if<SetAlarm>(&command)) alarm = *at;
            if (const auto* ask = std::get_if<AskOrder>(&command)) order = *ask;
            if (const auto* act = std::get_if<ActOnOrder>(&command)) acted = *act;
            if (const auto* hook = std::get_if<AskHook>(&command)) asked = *hook;
            if (const auto* dial = std::get_if<Dial>(&command)) dialled = *dial;
            if (const auto* ask = std::get_if<AskTimes>(&command)) asks_times = *ask;
            if (const auto* book = std::get_if<BookTime>(&command)) booking = *book;
            if (const auto* leave = std::get_if<Leave>(&command)) left = *leave;
            hushed += std::holds_alternative<Hush>(command);
            commands.push_back(std::move(command));
        }
    }
    void said() { tell(Said{token}); }
    void press(std::string_view keys) {
        for (const char key : keys) tell(Pressed{key});
    }
    void silence() {
        now = alarm.at;
        tell(Alarm{alarm.token});
    }
    std::string at() const { return std::string(runner.step()); }
    std::string waits() const { return std::string(runner.waits_for()); }

    Runner runner;
    Time now = from_ms(1'795'000'000'000);
    std::string spoken;
    std::uint32_t token = 0;
    SetAlarm alarm;
    std::optional<AskOrder> order;
    std::optional<ActOnOrder> acted;
    std::optional<AskHook> asked;
    std::optional<Dial> dialled;
    std::optional<AskTimes> asks_times;
    std::optional<BookTime> booking;
    std::optional<Leave> left;
    int hushed = 0;
    std::vector<FlowCommand> commands;
};

}  // namespace ol::flows
