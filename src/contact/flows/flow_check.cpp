#include "contact/flows/flow_check.hpp"

#include <algorithm>
#include <set>

#include "contact/flows/fact_text.hpp"
#include "contact/flows/words.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

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

bool freely_named(StepKind kind) {
    return kind == StepKind::menu || kind == StepKind::webhook || kind == StepKind::branch ||
           kind == StepKind::random;
}

bool blank(const Spoken& said) { return trim(said.text).empty(); }

/// "https://host..." without anything that no address may hold (RFC 3986 section 2).
bool web_address(std::string_view url) {
    const std::size_t begin = url.starts_with("https://")  ? 8
                              : url.starts_with("http://") ? 7
                                                           : std::string_view::npos;
    if (begin == std::string_view::npos) return false;
    const std::string_view host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    return !host.empty() && host.front() != ':' && std::ranges::all_of(url, [](char c) {
        return c > ' ' && c < 0x7f && std::string_view("<>\"\\^`{|}").find(c) == std::string::npos;
    });
}

class Check {
public:
    Check(const FlowBody& flow, const FlowSurroundings& around) : f_(flow), around_(around) {}

    FlowCheck run() {
        whole();
        if (f_.steps.size() > steps_max) return std::move(out_);
        for (const Step& step : f_.steps) one(step);
        reach();
        for (FlowFinding& one : circles(f_)) out_.findings.push_back(std::move(one));
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
        if (f_.languages.empty() || f_.languages.size() > 8 ||
            !std::ranges::all_of(f_.languages, spoken_here))
            note("languages", "", "languages");
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
        own_ways(step);
        if (step.kind == StepKind::menu) menu(step);
        if (step.kind == StepKind::random && step.exits.empty())
            note("dead_end", step.name, "exits", Severity::error, {{"exit", ""}});
    }

    /// Ways that the editor added himself: keys, answers, tests, lots. Each leads somewhere.
    void own_ways(const Step& step) {
        if (!freely_named(step.kind)) return;
        const auto wanted = wanted_exits(step);
        for (std::size_t i = 0; i < step.exits.size(); ++i)
            if (step.exits[i].to.empty() &&
                std::ranges::find(wanted, step.exits[i].on) == wanted.end())
                note("dead_end", step.name, "exits[" + std::to_string(i) + "]", Severity::error,
                     {{"exit", step.exits[i].on}});
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
        const bool mute = say.prompt.empty() && std::ranges::all_of(say.texts, blank);
        if (mute && wanted) return note("nothing_said", step.name, field);
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
        if (mute) return;
        for (const Spoken& s : say.texts) {
            if (s.text.size() > text_bytes_max)
                note("text_too_long", step.name, field, Severity::error,
                     {{"language", s.language}, {"most", std::to_string(text_bytes_max)}});
            values(step, s, field);
        }
        for (const auto& language : f_.languages)
            if (std::ranges::none_of(say.texts, [&](const Spoken& s) {
                    return s.language == language && !blank(s);
                }))
                note("language_missing", step.name, field, Severity::warning,
                     {{"language", language}});
    }

    /// "{name}" of a value that no step keeps is said as nothing. A web address may set any.
    void values(const Step& step, const Spoken& said, const char* field) {
        const std::string& text = said.text;
        for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
            const auto close = text.find('}', at);
            if (close == std::string::npos) return;
            const std::string name = text.substr(at + 1, close - at - 1);
            if (!kept(name))
                note("value_unknown", step.name, field, Severity::warning,
                     {{"name", name}, {"language", said.language}});
        }
    }
    bool kept(const std::string& name) const {
        return std::ranges::any_of(f_.steps, [&](const Step& s) {
            const bool keeps =
                s.kind == StepKind::digits || s.kind == StepKind::set || s.kind == StepKind::rate;
            const bool of_order =
                s.kind == StepKind::order_lookup && (name == "order" || name == "order_state");
            return s.kind == StepKind::webhook || of_order || (keeps && s.variable == name);
        });
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
            if (!step.number.empty() && !dialable(step.number))
                note("number_malformed", step.name, "number");
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
        if (step.kind == StepKind::webhook && !web_address(step.url))
            note("url_malformed", step.name, "url");
        if ((step.kind == StepKind::digits || step.kind == StepKind::set) && step.variable.empty())
            note("variable_unnamed", step.name, "variable");
    }

    bool dialable(const std::string& number) const {
        const bool digits = number.size() <= 20 &&
                            number.find_first_not_of("+0123456789") == std::string::npos &&
                            number.find_first_of("0123456789") != std::string::npos;
        return digits && (!around_.number_possible || around_.number_possible(number));
    }

    void tests(const Step& step) {
        if (step.kind != StepKind::branch) return;
        for (std::size_t i = 0; i < step.tests.size(); ++i) {
            const StepTest& test = step.tests[i];
            const std::string field = "tests[" + std::to_string(i) + "]",
                              number = std::to_string(i + 1);
            // One that is drawn and leads nowhere is told already.
            if (std::ranges::none_of(step.exits,
                                     [&](const StepExit& e) { return e.on == test.exit; }))
                note("dead_end", step.name, field, Severity::error, {{"exit", test.exit}});
            if (test.fact == Fact::variable && test.name.empty())
                note("variable_unnamed", step.name, field + ".name", Severity::error,
                     {{"test", number}});
            if (test.fact == Fact::language &&
                std::ranges::find(f_.languages, test.is) == f_.languages.end())
                note("language_not_spoken", step.name, field + ".is", Severity::error,
                     {{"language", test.is}, {"test", number}});
            else if (!readable(test))
                note("test_malformed", step.name, field + ".is", Severity::error,
                     {{"fact", std::string(to_name(test.fact))}, {"test", number}});
        }
    }
    static bool readable(const StepTest& test) {
        switch (test.fact) {
            case Fact::caller:
                return test.is == "known" || test.is == "unknown" || test.is == "withheld";
            case Fact::orders: return whole_number(test.is).has_value();
            case Fact::time: return clock_span(test.is).has_value();
            case Fact::weekday: return weekdays_in(test.is).has_value();
            case Fact::shop:
                return !test.is.empty() &&
                       test.is.find_first_not_of("0123456789") == std::string::npos;
            case Fact::language:
            case Fact::variable: return true;
        }
        return false;
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
