// The talk as a list of spans: who had the buyer, from when to when, and how it ended.
#include "contact/calls/core_turn.hpp"

namespace ol::calls {

void Core::Turn::open_span(Call& c) {
    if (!c.agent) return;
    c.held_before = c.held;
    c.spans.push_back({*c.agent, c.queue, now_, {}, Ms{0}, SpanEnd::open});
    say(SpanChanged{c.contact, c.spans.back()});
}

/// Who vanished and stayed away left when she vanished, not when her place was given up.
void Core::Turn::close_span(Call& c, SpanEnd how) {
    if (c.spans.empty() || c.spans.back().ended != SpanEnd::open) return;
    TalkSpan& span = c.spans.back();
    const bool away = c.state == CallState::interrupted;
    span.to = away ? c.lost_at : now_;
    span.hold = c.held - c.held_before;
    span.ended = away ? SpanEnd::lost : how;
    say(SpanChanged{c.contact, span});
}

}  // namespace ol::calls
