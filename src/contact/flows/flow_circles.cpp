// Circles in a flow: which of them nobody stops, which dial again and again, which nobody leaves.
#include <algorithm>
#include <set>

#include "contact/flows/flow_check.hpp"

namespace ol::flows {

namespace {

bool dials(const Step& step) { return step.kind == StepKind::transfer && !step.number.empty(); }

/// This way is taken without anybody being waited for.
bool by_itself(const Step& step, std::string_view on) {
    if (instant(step.kind) || step.kind == StepKind::webhook) return true;
    // Without an order that was found these fail before they ask.
    return on == "failed" &&
           (step.kind == StepKind::order_confirm || step.kind == StepKind::order_cancel);
}

/// This way is taken when the caller says nothing at all.
bool by_silence(const Step& step, std::string_view on) {
    switch (step.kind) {
        case StepKind::menu: return on == "timeout";
        case StepKind::digits:
        case StepKind::order_confirm:
        case StepKind::order_cancel: return on == "failed";
        case StepKind::order_lookup: return on == "not_found";
        case StepKind::rate: return on == "none";
        case StepKind::transfer: return dials(step);
        case StepKind::say:
        case StepKind::webhook:
        case StepKind::hours:
        case StepKind::language:
        case StepKind::priority:
        case StepKind::skill:
        case StepKind::branch:
        case StepKind::random:
        case StepKind::set: return true;
        case StepKind::queue:
        case StepKind::callback:
        case StepKind::voicemail:
        case StepKind::hang_up: return false;
    }
    return false;
}

/// Does a circle of ways that are `taken` come back to this step?
template <class Taken>
bool turns(const FlowBody& flow, const Step& from, Taken taken) {
    std::set<std::string_view> seen;
    std::vector<const Step*> to_do{&from};
    while (!to_do.empty()) {
        const Step* step = to_do.back();
        to_do.pop_back();
        for (const StepExit& exit : step->exits) {
            if (!taken(*step, exit.on)) continue;
            if (exit.to == from.name) return true;
            const Step* next = find_step(flow, exit.to);
            if (next && seen.insert(next->name).second) to_do.push_back(next);
        }
    }
    return false;
}

/// From here some way ends, or leads nowhere, which is told as such.
bool ends_somewhere(const FlowBody& flow, const Step& from) {
    std::set<std::string_view> seen{from.name};
    std::vector<const Step*> to_do{&from};
    while (!to_do.empty()) {
        const Step* step = to_do.back();
        to_do.pop_back();
        if (ends(step->kind) || step->exits.empty()) return true;
        for (const StepExit& exit : step->exits) {
            const Step* next = find_step(flow, exit.to);
            if (!next) return true;
            if (seen.insert(next->name).second) to_do.push_back(next);
        }
    }
    return false;
}

FlowFinding found(const char* code, const Step& step, Severity severity = Severity::error) {
    return {code, step.name, "exits", {}, severity};
}

std::optional<FlowFinding> circle_of(const FlowBody& flow, const Step& step) {
    const auto speaking = [](const Step& s, std::string_view on) {
        return s.kind == StepKind::say || by_itself(s, on);
    };
    const auto without_hooks = [&](const Step& s, std::string_view on) {
        return s.kind != StepKind::webhook && speaking(s, on);
    };
    const bool says = step.kind == StepKind::say;
    if (dials(step) && turns(flow, step, by_silence)) return found("loop_dials", step);
    if (!says && turns(flow, step, by_itself)) return found("loop_without_wait", step);
    if (says && turns(flow, step, without_hooks)) return found("loop_without_key", step);
    const auto any = [](const Step&, std::string_view) { return true; };
    if (!ends_somewhere(flow, step) && turns(flow, step, any))
        return found("loop_without_end", step);
    // What the web address answers may end it: words until then are a way to wait.
    if (says && turns(flow, step, speaking))
        return found("loop_without_key", step, Severity::warning);
    return std::nullopt;
}

}  // namespace

std::vector<FlowFinding> circles(const FlowBody& flow) {
    std::vector<FlowFinding> out;
    for (const Step& step : flow.steps)
        if (auto one = circle_of(flow, step)) out.push_back(std::move(*one));
    return out;
}

}  // namespace ol::flows
