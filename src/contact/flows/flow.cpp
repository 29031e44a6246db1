#include "contact/flows/flow.hpp"

namespace ol::flows {

const Step* find_step(const FlowBody& flow, std::string_view name) {
    for (const Step& step : flow.steps)
        if (step.name == name) return &step;
    return nullptr;
}

std::string_view exit_of(const Step& step, std::string_view on) {
    for (const StepExit& exit : step.exits)
        if (exit.on == on) return exit.to;
    return {};
}

bool ends(StepKind kind) {
    return kind == StepKind::queue || kind == StepKind::callback || kind == StepKind::voicemail ||
           kind == StepKind::transfer || kind == StepKind::hang_up;
}

bool asks(StepKind kind) {
    switch (kind) {
        case StepKind::menu:
        case StepKind::digits:
        case StepKind::order_lookup:
        case StepKind::order_confirm:
        case StepKind::order_cancel:
        case StepKind::rate: return true;
        case StepKind::say:
        case StepKind::hours:
        case StepKind::language:
        case StepKind::priority:
        case StepKind::skill:
        case StepKind::queue:
        case StepKind::callback:
        case StepKind::voicemail:
        case StepKind::transfer:
        case StepKind::webhook:
        case StepKind::branch:
        case StepKind::random:
        case StepKind::set:
        case StepKind::hang_up: return false;
    }
    return false;
}

bool instant(StepKind kind) {
    return !asks(kind) && !ends(kind) && kind != StepKind::say && kind != StepKind::webhook;
}

}  // namespace ol::flows
