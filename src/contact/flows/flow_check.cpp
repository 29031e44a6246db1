#include "contact/flows/flow_check.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace ol::flows {

namespace {

bool plain_name(const std::string& name) {
    return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

bool speaks(StepKind kind) {
    return kind == StepKind::say || kind == StepKind::menu || kind == StepKind::digits;
}

class Check {
public:
    Check(const FlowBody& flow, const FlowSurroundings& around) : f_(flow), around_(around) {}

    FlowCheck run() {
        whole();
        if (f_.steps.size() > steps_max) return std::move(out_);
        for (const Step& step : f_.steps) one(step);
        reach();
        circles();
        std::stable_sort(
            out_.findings.begin(), out_.findings.end(),
            [](const FlowFinding& a, const FlowFinding& b) { return a.severity < b.severity; });
        return std::move(out_);
    }

private:
    using Params = std::vector<std::pair<std::string, std::string>>;
    void note(std::string code, const std::string& step, std::string field,
              Severity severity = Severity::error, Params params = {}) {
        out_.findings.push_back(
            {std::move(code), step, std::move(field), std::move(params), severity});
    }

    void whole() {
        if (f_.steps.empty()) return note("no_steps", "", "steps");
        if (f_.steps.size() > steps_max)
            note("too_many_steps", "", "steps", Severity::error,
                 {{"most", std::to_string(steps_max)}});
        if (!find_step(f_, f_.start)) note("start_unknown", "", "start");
        if (f_.languages.empty() || f_.languages.size() > 8) note("languages", "", "languages");
        std::set<std::string> seen;
        for (const Step& step : f_.steps) {
            if (!plain_name(step.name)) note("step_name", step.name, "name");
            if (!seen.insert(step.name).second) note("step_twice", step.name, "name");
        }
    }

    void one(const Step& step) {
        exits(step);
        numbers(step);
        words(step, step.say, "say", speaks(step.kind));
        words(step, step.say_invalid, "say_invalid", false);
        words(step, step.say_timeout, "say_timeout", false);
        names(step);
        tests(step);
    }

    void exits(const Step& step) {
        if (step.exits.size() > exits_max) note("too_many_exits", step.name, "exits");
        std::set<std::string> seen;
        for (std::size_t i = 0; i < step.exits.size(); ++i) {
            const StepExit& exit = step.exits[i];
            const std::string field = "exits[" + std::to_string(i) + "]";
            if (exit.on.empty() || !seen.insert(exit.on).second)
                note("exit_twice", step.name, field, Severity::error, {{"exit", exit.on}});
            if (!exit.to.empty() && !find_step(f_, exit.to))
                note("exit_unknown", step.name, field, Severity::error,
                     {{"exit", exit.on}, {"to", exit.to}});
            if (exit.weight < 0 || exit.weight > 1000)
                note("range", step.name, field + ".weight", Severity::error,
                     {{"least", "0"}, {"most", "1000"}});
        }
        for (const std::string& on : wanted_exits(step))
            if (exit_of(step, on).empty())
                note("dead_end", step.name, "exits", Severity::error, {{"exit", on}});
        if (step.kind == StepKind::menu) menu(step);
        if (step.kind == StepKind::random && step.exits.empty())
            note("dead_end", step.name, "exits", Severity::error, {{"exit", ""}});
    }

    void menu(const Step& step) {
        int keys = 0;
        for (const StepExit& exit : step.exits) {
            const bool key = exit.on.size() == 1 &&
                             std::string_view("0123456789*#").find(exit.on) != std::string::npos;
            keys += key;
            if (!key && exit.on != "timeout" && exit.on != "invalid" && !exit.on.empty())
                note("not_a_key", step.name, "exits", Severity::error, {{"exit", exit.on}});
        }
        if (keys == 0) note("menu_without_keys", step.name, "exits");
    }

    void range(const Step& step, const char* field, int value, int least, int most) {
        if (value >= least && value <= most) return;
        note("range", step.name, field, Severity::error,
             {{"least", std::to_string(least)}, {"most", std::to_string(most)}});
    }
    void numbers(const Step& step) {
        if (asks(step.kind)) {
            range(step, "attempts", step.attempts, 1, 9);
            range(step, "timeout_ms", step.timeout_ms, 1000, 60000);
            range(step, "between_ms", step.between_ms, 500, 20000);
        }
        if (step.kind == StepKind::digits || step.kind == StepKind::order_lookup) {
            range(step, "digits_min", step.digits_min, 1, 30);
            range(step, "digits_max", step.digits_max, step.digits_min, 30);
        }
        if (step.kind == StepKind::webhook) range(step, "timeout_ms", step.timeout_ms, 200, 10000);
        if (step.kind == StepKind::priority) range(step, "priority", step.priority, -100, 100);
    }

    void words(const Step& step, const Say& say, const char* field, bool wanted) {
        if (say.empty() && wanted) return note("nothing_said", step.name, field);
        if (!say.prompt.empty()) {
            if (around_.prompt_known && !around_.prompt_known(say.prompt))
                return note("prompt_unknown", step.name, field, Severity::error,
                            {{"prompt", say.prompt}});
            for (const auto& language : f_.languages)
                if (around_.prompt_speaks && !around_.prompt_speaks(say.prompt, language))
                    note("language_missing", step.name, field, Severity::warning,
                         {{"language", language}, {"prompt", say.prompt}});
            return;
        }
        if (say.empty()) return;
        for (const Spoken& s : say.texts)
            if (s.text.size() > text_bytes_max)
                note("text_too_long", step.name, field, Severity::error,
                     {{"language", s.language}, {"most", std::to_string(text_bytes_max)}});
        for (const auto& language : f_.languages)
            if (std::ranges::none_of(say.texts, [&](const Spoken& s) {
                    return s.language == language && !s.text.empty();
                }))
                note("language_missing", step.name, field, Severity::warning,
                     {{"language", language}});
    }

    void names(const Step& step) {
        if (step.kind == StepKind::queue && step.queue_id && around_.queue_known &&
            !around_.queue_known(*step.queue_id))
            note("queue_unknown", step.name, "queue_id");
        if (step.kind == StepKind::transfer) {
            if (!step.person_id && step.number.empty())
                note("transfer_to_nobody", step.name, "person_id");
            if (step.person_id && around_.person_known && !around_.person_known(*step.person_id))
                note("person_unknown", step.name, "person_id");
            const bool dialable = step.number.size() <= 20 &&
                                  step.number.find_first_not_of("+0123456789") == std::string::npos;
            if (!step.number.empty() && !dialable) note("number_malformed", step.name, "number");
        }
        if (!step.skill.empty() && around_.skills_fault) {
            const std::string fault = around_.skills_fault(step.skill);
            if (!fault.empty())
                note("skills", step.name, "skill", Severity::error, {{"detail", fault}});
        }
        if (step.kind == StepKind::skill && step.skill.empty())
            note("skills", step.name, "skill", Severity::error, {{"detail", ""}});
        if (step.kind == StepKind::language &&
            std::ranges::find(f_.languages, step.language) == f_.languages.end())
            note("language_not_spoken", step.name, "language", Severity::error,
                 {{"language", step.language}});
        if (step.kind == StepKind::webhook && !step.url.starts_with("http://") &&
            !step.url.starts_with("https://"))
            note("url_malformed", step.name, "url");
        if ((step.kind == StepKind::digits || step.kind == StepKind::set) && step.variable.empty())
            note("variable_unnamed", step.name, "variable");
    }

    void tests(const Step& step) {
        if (step.kind != StepKind::branch) return;
        for (std::size_t i = 0; i < step.tests.size(); ++i)
            if (exit_of(step, step.tests[i].exit).empty())
                note("dead_end", step.name, "tests[" + std::to_string(i) + "]", Severity::error,
                     {{"exit", step.tests[i].exit}});
    }

    void reach() {
        std::set<std::string> seen;
        std::vector<std::string> to_do{f_.start};
        while (!to_do.empty()) {
            const std::string name = to_do.back();
            to_do.pop_back();
            const Step* step = find_step(f_, name);
            if (!step || !seen.insert(name).second) continue;
            for (const StepExit& exit : step->exits) to_do.push_back(exit.to);
        }
        for (const Step& step : f_.steps)
            if (!seen.contains(step.name))
                note("unreachable", step.name, "name", Severity::warning);
    }

    /// A circle of steps of which none waits for anybody would turn for ever; one that only speaks
    /// would speak for ever.
    void circles() {
        std::set<std::string> told;
        for (const Step& step : f_.steps) {
            if (instant(step.kind) && turns(step, instant))
                note("loop_without_wait", step.name, "exits");
            else if (step.kind == StepKind::say &&
                     turns(step, [](StepKind k) { return instant(k) || k == StepKind::say; }))
                note("loop_without_key", step.name, "exits");
        }
    }
    template <class Within>
    bool turns(const Step& from, Within within) const {
        std::set<std::string> seen;
        std::vector<const Step*> to_do{&from};
        while (!to_do.empty()) {
            const Step* step = to_do.back();
            to_do.pop_back();
            for (const StepExit& exit : step->exits) {
                if (exit.to == from.name) return true;
                const Step* next = find_step(f_, exit.to);
                if (next && within(next->kind) && seen.insert(next->name).second)
                    to_do.push_back(next);
            }
        }
        return false;
    }

    const FlowBody& f_;
    const FlowSurroundings& around_;
    FlowCheck out_;
};

}  // namespace

std::vector<std::string> wanted_exits(const Step& step) {
    switch (step.kind) {
        case StepKind::menu: return {"invalid", "timeout"};
        case StepKind::digits: return {"next", "failed"};
        case StepKind::hours: return {"open", "closed"};
        case StepKind::say:
        case StepKind::language:
        case StepKind::priority:
        case StepKind::skill:
        case StepKind::set: return {"next"};
        case StepKind::rate: return {"next", "none"};
        case StepKind::order_lookup: return {"found", "not_found", "failed"};
        case StepKind::order_confirm:
        case StepKind::order_cancel: return {"done", "declined", "failed"};
        case StepKind::webhook: return {"otherwise", "failed"};
        case StepKind::branch: return {"otherwise"};
        case StepKind::transfer:
            return step.number.empty() ? std::vector<std::string>{}
                                       : std::vector<std::string>{"failed"};
        case StepKind::queue:
        case StepKind::callback:
        case StepKind::voicemail:
        case StepKind::random:
        case StepKind::hang_up: return {};
    }
    return {};
}

FlowCheck check(const FlowBody& flow, const FlowSurroundings& around) {
    return Check(flow, around).run();
}

}  // namespace ol::flows
