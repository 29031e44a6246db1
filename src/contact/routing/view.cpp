// What the board shows, and the canonical text of the whole state by which two routers are
// compared.
#include "contact/routing/state.hpp"
#include "platform/base/json.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

View Router::view() const {
    View view;
    for (const Queue* queue : state_->queues.sorted()) {
        int position = 0;
        for (const LineKey& key : queue->line.keys()) {
            const Contact& c = *key.contact;
            WaitingView row{c.id, queue->config.id, c.channel, c.entered_at, ++position, {}, {},
                            {}};
            if (c.place == Place::ringing)
                row.ringing = c.hands.front()->agent->id;
            else
                row.why_waiting = state_->told(c, state_->why_waiting(c));
            row.estimate = state_->estimate(*queue, position);
            view.waiting.push_back(std::move(row));
        }
        QueueView row = estimate_quality(*queue);
        row.queue = queue->config.id;
        row.waiting = position;
        row.free = queue->count(Availability::free);
        row.busy = queue->busy();
        row.signed_in = queue->signed_in();
        view.queues.push_back(row);
    }
    for (const Agent* a : state_->agents.sorted()) {
        AgentView row{a->id,
                      a->state,
                      a->reason,
                      a->since,
                      a->until,
                      std::nullopt,
                      a->reachable,
                      a->after != AfterContact::stay,
                      0,
                      {}};
        const Hand* first = nullptr;
        for (const auto& hand : a->hands) {
            if (!hand->parked) row.load += state_->units[static_cast<std::size_t>(hand->channel)];
            if (hand->state != Hand::State::wrap_up) row.contacts.push_back(hand->contact_id);
            if (!first || std::pair(hand->state, hand->contact_id) <
                              std::pair(first->state, first->contact_id))
                first = hand.get();
        }
        std::sort(row.contacts.begin(), row.contacts.end());
        if (first) row.contact = first->contact_id;
        view.agents.push_back(std::move(row));
    }
    return view;
}

namespace {

class Text {
public:
    Text& line(std::string_view head) {
        if (!text_.empty()) text_ += '\n';
        text_ += head;
        return *this;
    }
    Text& operator()(std::string_view name, std::string_view value) {
        ((text_ += ' ') += name) += '=';
        text_ += value;
        return *this;
    }
    Text& operator()(std::string_view name, std::int64_t value) {
        return (*this)(name, std::to_string(value));
    }
    Text& operator()(std::string_view name, Time value) { return (*this)(name, to_ms(value)); }
    Text& operator()(std::string_view name, const std::vector<PersonId>& ids) {
        std::string list;
        for (const PersonId id : ids) (list += list.empty() ? "" : ",") += std::to_string(id.value);
        return (*this)(name, list);
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

void tell(Text& text, const Queue& q) {
    text.line("queue")("config", json::write(q.config))("empty_since", q.empty_since)(
        "why", to_name(q.why));
    std::string counts;
    for (const int count : q.counts) (counts += counts.empty() ? "" : ",") += std::to_string(count);
    text("counts", counts)("open", q.open_count)("cursor", q.cursor.second.value);
    text("wait", q.wait_average)("handle", q.handle_average)("handled", q.handled);
    text("estimates", q.estimates)("error", q.estimate_error_sum)("share", q.effective_milli);
    for (const auto& [identity, ghost] : q.ghosts)
        text("ghost", identity)("dies", ghost.dies_at)("of", ghost.row.contact.contact.value);
    for (const std::int64_t id : q.emergencies) text("emergency", id);
    for (const auto& m : q.members) {
        text.line("member")("queue", q.config.id.value)("agent", m->agent->id.value);
        text("tier", m->terms.tier)("penalty", m->terms.penalty)("paused", m->terms.paused);
        text("answered", m->answered)("talk", m->talk_ms)("ended", m->last_end);
        text("offered", m->last_offer)("silent", m->no_answers)(
            "stands", static_cast<std::int64_t>(m->stands_in));
    }
}

void tell(Text& text, const Contact& c) {
    text.line("contact")("id", c.id.value)("queue", c.home.queue ? c.home.id.value : 0)(
        "place", to_name(c.place));
    text("channel", to_name(c.channel))("priority", c.priority)("head", c.at_head)("entered",
                                                                                   c.entered_at);
    text("joined", c.joined_at)("excluded", c.excluded)("tried", c.tried)("refused",
                                                                          c.refused_by_person);
    text("rounds", c.rounds)("attempts", c.attempts)("entered_position", c.entered_position);
    text("promoted", c.promoted)("frozen", c.frozen.count())("identity", c.identity);
    text("accepted", c.accepted_at)("directed", c.directed)("why", to_name(c.why));
    const auto stand = [&](const Stand& s) {
        text("at", s.id.value)("band", s.key.band)("when", s.key.when)("slot", s.key.slot);
        text("tier", s.tier)("step", s.step);
    };
    stand(c.home);
    for (const Stand& s : c.also) stand(s);
    for (const Hand* hand : c.hands) text("hand", hand->agent->id.value);
    if (const Wishes* w = c.wishes_.get()) {
        text("held", w->held_for ? w->held_for->id.value : 0)("prefer", w->prefer_until);
        text("fired", static_cast<std::int64_t>(w->fired.size()))("said", w->last_said);
        if (w->deferred_until) text("deferred", *w->deferred_until);
    }
    if (c.deadline.running()) text("due", c.deadline.at);
}

void tell(Text& text, const Agent& a) {
    text.line("agent")("id", a.id.value)("base", to_name(a.base))("state", to_name(a.state));
    text("reason", a.reason)("since", a.since)("reachable", a.reachable)("desk", a.at_desk)(
        "after", to_name(a.after));
    text("idle", a.idle_since)("after_reason", a.after_reason)("had_contact", a.had_contact);
    text("no_answers", a.no_answers)("standing", static_cast<std::int64_t>(a.standing));
    text("long", a.long_break)("back", a.back_after_emergency)("config", json::write(a.config));
    if (a.until) text("until", *a.until);
    if (a.backoff) text("backoff", *a.backoff);
    if (a.deadline.running()) text("due", a.deadline.at);
    for (const auto& hand : a.hands) {
        text("hand", hand->contact_id.value)("as", static_cast<std::int64_t>(hand->state));
        text("offered", hand->offered_at)("connected", hand->connected_at)("parked", hand->parked);
        text("extension", hand->extension_left.count());
        if (hand->until) text("until", *hand->until);
    }
}

}  // namespace

std::string Router::fingerprint() const {
    Text text;
    text.line("now")("at", state_->now)("draws", static_cast<std::int64_t>(state_->draws));
    if (state_->asked_timer) text("timer", *state_->asked_timer);
    for (const Queue* queue : state_->queues.sorted()) tell(text, *queue);
    for (const Contact* contact : state_->contacts.sorted()) tell(text, *contact);
    for (const Agent* agent : state_->agents.sorted()) tell(text, *agent);
    return text.take();
}

}  // namespace ol::routing
