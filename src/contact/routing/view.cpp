// What the board shows, and the canonical text of the whole state by which two routers are
// compared.
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

View Router::view() const {
    View view;
    for (const Queue* queue : state_->queues.sorted()) {
        int position = 0;
        for (const LineKey& key : queue->line.keys()) {
            const Contact& c = *key.contact;
            WaitingView row{c.id,       c.queue_id,   c.channel, c.entered_at,
                            ++position, std::nullopt, {}};
            if (c.place == Place::ringing)
                row.ringing = c.agent;
            else
                row.why_waiting = state_->told(c, state_->why_waiting(c));
            view.waiting.push_back(std::move(row));
        }
    }
    for (const Agent* a : state_->agents.sorted()) {
        AgentView row{a->id,    a->state,     a->reason,    a->since,
                      a->until, std::nullopt, a->reachable, a->after != AfterContact::stay};
        if (a->contact) row.contact = a->contact;
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
    text.line("queue")("id", q.config.id.value)("version", q.config.version)(
        "ring", q.config.ring_timeout.count());
    text("max_wait", q.config.max_wait.count())("max_waiting", q.config.max_waiting)(
        "wrap", q.config.wrap_up.count());
    text("extend", q.config.wrap_up_extend_max.count())("no_answer_max", q.config.no_answer_max);
    text("no_answer", q.config.no_answer_delay.count())("reject", q.config.reject_delay.count());
    text("busy", q.config.busy_delay.count())("unreachable", q.config.unreachable_delay.count());
    text("no_agent", q.config.no_agent_exit.count())("rounds", q.config.rounds_max)(
        "members", q.config.members);
    text("empty_since", q.empty_since)("why", to_name(q.why));
    std::string counts;
    for (const int count : q.counts) (counts += counts.empty() ? "" : ",") += std::to_string(count);
    text("counts", counts);
}

void tell(Text& text, const Contact& c) {
    text.line("contact")("id", c.id.value)("queue", c.queue ? c.queue_id.value : 0)(
        "place", to_name(c.place));
    text("channel", to_name(c.channel))("priority", c.priority)("head", c.at_head)("entered",
                                                                                   c.entered_at);
    text("joined", c.joined_at)("excluded", c.excluded)("tried", c.tried)("refused",
                                                                          c.refused_by_person);
    text("rounds", c.rounds)("attempts", c.attempts)("entered_position", c.entered_position)(
        "agent", c.agent.value);
    text("offered", c.offered_at)("accepted", c.accepted_at)("connected", c.connected_at)(
        "why", to_name(c.why));
    if (c.deadline.running()) text("due", c.deadline.at);
}

void tell(Text& text, const Agent& a) {
    text.line("agent")("id", a.id.value)("state", to_name(a.state))("reason", a.reason)("since",
                                                                                        a.since);
    text("contact", a.contact.value)("reachable", a.reachable)("after", to_name(a.after))(
        "idle", a.idle_since);
    text("after_reason", a.after_reason)("had_contact", a.had_contact)("no_answers", a.no_answers);
    text("extension", a.extension_left.count())("in_ready", a.idle_in_queues);
    if (a.until) text("until", *a.until);
    if (a.deadline.running()) text("due", a.deadline.at);
}

}  // namespace

std::string Router::fingerprint() const {
    Text text;
    text.line("now")("at", state_->now);
    if (state_->asked_timer) text("timer", *state_->asked_timer);
    for (const Queue* queue : state_->queues.sorted()) tell(text, *queue);
    for (const Contact* contact : state_->contacts.sorted()) tell(text, *contact);
    for (const Agent* agent : state_->agents.sorted()) tell(text, *agent);
    return text.take();
}

}  // namespace ol::routing
