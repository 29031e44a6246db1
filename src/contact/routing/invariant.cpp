// What must hold between two events. Slow on purpose (it walks everything): for the simulator and
// the tests.
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {

std::string about(std::string_view what, std::int64_t id) {
    return std::string(what) + ' ' + std::to_string(id);
}

std::string check_contact(const Router::State& s, const Contact& c, const Agent* agent) {
    const bool held =
        c.place == Place::ringing || c.place == Place::joining || c.place == Place::talking;
    Contact& row = const_cast<Contact&>(c);  // key() stores the row's address
    if (c.place == Place::outside) return about("contact is nowhere:", c.id.value);
    if (in_line(c.place) && !c.queue)
        return about("contact waits in a queue that is gone:", c.id.value);
    if (c.queue && c.queue->line.contains(row.key()) != in_line(c.place))
        return about("line differs:", c.id.value);
    if (c.queue && c.queue->open.contains(row.key()) != (c.place == Place::open))
        return about("open differs:", c.id.value);
    if (c.queue &&
        c.queue->asked.contains(row.key()) != (c.place == Place::open && !c.tried.empty()))
        return about("asked differs:", c.id.value);
    if (held != static_cast<bool>(c.agent)) return about("agent of contact differs:", c.id.value);
    if (!held) return {};
    if (!agent || agent->contact != c.id)
        return about("agent does not know her contact:", c.id.value);
    const AgentState wanted =
        c.place == Place::talking ? AgentState::talking : AgentState::reserved;
    if (agent->state != wanted) return about("agent's state does not fit her contact:", c.id.value);
    // A8: nobody stays reserved for ever.
    if (wanted == AgentState::reserved &&
        (!agent->deadline.running() || agent->deadline.at <= s.now))
        return about("reservation without a lease:", c.id.value);
    return {};
}

std::string check_agent(const Agent& a, const Contact* contact, Availability is) {
    const bool bound = a.state == AgentState::reserved || a.state == AgentState::talking;
    if (bound && (!contact || contact->agent != a.id))
        return about("agent bound to nothing:", a.id.value);
    if (a.counted != is) return about("agent counted wrongly:", a.id.value);
    if (a.idle_in_queues != (is == Availability::free))
        return about("agent in ready sets wrongly:", a.id.value);
    if (a.until.has_value() != a.deadline.running())
        return about("agent's deadline differs:", a.id.value);
    if (a.touched) return about("agent left touched:", a.id.value);
    const bool queues_know = std::all_of(a.queues.begin(), a.queues.end(), [&](const Queue* q) {
        return q->ready.contains(const_cast<Agent&>(a).key()) == a.idle_in_queues;
    });
    return queues_know ? std::string{} : about("ready set of a queue differs:", a.id.value);
}

std::string check_queue(const Queue& q) {
    std::array<int, availability_count> counts{};
    for (const Agent* member : q.members) ++counts[static_cast<std::size_t>(member->counted)];
    if (counts != q.counts) return about("counts of queue differ:", q.config.id.value);
    for (const LineKey& waiting : q.open.keys())  // A7: no pair that suits each other idles
        for (const IdleKey& idle : q.ready.keys())
            if (waiting.contact->may_be_offered_to(idle.id))
                return about("an eligible pair idles: contact", waiting.id.value) +
                       about(" agent", idle.id.value);
    return {};
}

}  // namespace

std::string Router::broken_invariant(Time now) const {
    State& s = *state_;
    std::string broken;
    const auto note = [&](std::string text) {
        if (broken.empty()) broken = std::move(text);
    };
    for (const Contact* c : s.contacts.sorted())
        note(check_contact(s, *c, s.agents.find(c->agent)));
    for (const Agent* a : s.agents.sorted())
        note(check_agent(*a, s.contacts.find(a->contact), s.availability(*a)));
    for (const Queue* q : s.queues.sorted()) note(check_queue(*q));
    const auto earliest = s.deadlines.earliest();
    if (earliest && (!s.asked_timer || *s.asked_timer > *earliest))
        note("nobody will wake the line");
    if (s.now > now) note("the line is ahead of the given time");
    if (!s.agents_touched.empty() || !s.contacts_opened.empty() || !s.queues_touched.empty())
        note("something was left unsettled");
    return broken;
}

}  // namespace ol::routing
