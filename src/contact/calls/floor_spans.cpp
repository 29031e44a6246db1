// The spans of a talk on the floor: rows from the moment they begin, so that a kill loses none; her
// own wrap-up with her own span; whose voice a recording has.
#include <algorithm>

#include "contact/calls/floor.hpp"

namespace ol::calls {

void Calls::Impl::keep_span(const spans::Row& row) {
    later([row](db::Tx& tx) { spans::save(tx, row); });
}

void Calls::Impl::run(const SpanChanged& c) {
    auto* live = find(c.contact);
    if (!live) return;
    const TalkSpan& span = c.span;
    if (span.ended == SpanEnd::open) {
        spans::Row row;
        row.id = deps.ids.next();
        row.contact = c.contact;
        row.agent = span.agent;
        row.queue = span.queue ? span.queue : live->row.queue;
        row.from = span.from;
        live->spans.push_back(row);
        const Call* call = core.call(c.contact);
        if (call && call->recording) spoke(*live, span.agent);
    } else {
        auto& row = live->spans.back();
        row.to = span.to;
        row.hold_ms = span.hold.count();
        row.ended = name(span.ended);
        fact("contact.talk", c.contact.value, row.agent,
             "{\"from\":" + std::to_string(to_ms(row.from)) +
                 ",\"to\":" + std::to_string(to_ms(row.to)) + ",\"ended\":\"" + row.ended +
                 "\",\"queue\":\"" + std::to_string(row.queue.value) + "\"}");
    }
    keep_span(live->spans.back());
}

/// Found by her name from now on. A recording that begins with her says so itself.
void Calls::Impl::spoke(const LiveContact& live, PersonId person) {
    if (!live.row.recording || !person) return;
    later([id = live.row.recording, person](db::Tx& tx) { recordings::spoke(tx, id, person); });
}

/// Her wrap-up is over: its length stands with her last span here, and in the contact's sum.
void Calls::Impl::span_wrapped(LiveContact& live, PersonId person, Time now) {
    const auto hers =
        std::find_if(live.spans.rbegin(), live.spans.rend(),
                     [&](const spans::Row& r) { return r.agent == person && !r.open(); });
    if (hers != live.spans.rend()) {
        hers->wrap_up_ms = (now - hers->to).count();
        live.row.wrap_up_ms += hers->wrap_up_ms;
        return keep_span(*hers);
    }
    if (live.talk_ended_at != Time{}) live.row.wrap_up_ms = (now - live.talk_ended_at).count();
}

}  // namespace ol::calls
