// Why this agent, why still waiting: codes and numbers, which the desk tells in the reader's
// language.
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {
// A change that concerns a whole line is told to so many at its front; the others see theirs in the
// view, which is always exact. So one agent's coffee costs the same with ten waiting and with ten
// thousand.
constexpr int told_at_once = 32;
}  // namespace

Reason Router::State::why_this(const Contact&, const Agent& agent, std::size_t of) const {
    const std::string idle = std::to_string((now - agent.idle_since).count());
    if (of <= 1) return {"only_one_ready", {{"idle_ms", idle}}};
    return {"longest_idle", {{"idle_ms", idle}, {"of", std::to_string(of)}}};
}

WhyWaiting Router::State::why_waiting(const Queue& queue) const {
    if (queue.signed_in() == 0) return WhyWaiting::no_one_signed_in;
    if (queue.count(Availability::free) > 0) return WhyWaiting::excluded;
    if (queue.count(Availability::busy) > 0) return WhyWaiting::everyone_busy;
    if (queue.count(Availability::backing_off) > 0) return WhyWaiting::after_refusal;
    if (queue.count(Availability::unreachable) > 0) return WhyWaiting::all_unreachable;
    if (queue.count(Availability::not_responding) > 0) return WhyWaiting::all_not_responding;
    return WhyWaiting::all_paused;
}

WhyWaiting Router::State::why_waiting(const Contact& contact) const {
    const WhyWaiting why = why_waiting(*contact.queue);
    if (why != WhyWaiting::excluded || contact.tried.empty()) return why;
    const IdleKey* tried_and_free = contact.queue->ready.find_first([&](const IdleKey& key) {
        return std::binary_search(contact.tried.begin(), contact.tried.end(), key.id);
    });
    return tried_and_free ? WhyWaiting::excluded_after_no_answer : why;
}

Reason Router::State::told(const Contact& contact, WhyWaiting why) const {
    const bool about_free =
        why == WhyWaiting::excluded || why == WhyWaiting::excluded_after_no_answer;
    const int of =
        about_free ? contact.queue->count(Availability::free) : contact.queue->signed_in();
    return {std::string(to_name(why)), {{"of", std::to_string(of)}}};
}

void Router::State::explain_waiting(Contact& contact) {
    if (contact.place != Place::open) return;
    const WhyWaiting why = why_waiting(contact);
    if (std::exchange(contact.why, why) == why) return;
    emit(Explain{contact.id, {}, told(contact, why)});
}

void Router::State::explain_line(Queue& queue) {
    const WhyWaiting why = why_waiting(queue);
    if (std::exchange(queue.why, why) == why || queue.open.empty()) return;
    int told_already = 0;
    queue.open.find_first([&](const LineKey& key) {
        explain_waiting(*key.contact);
        return ++told_already == told_at_once;
    });
}

}  // namespace ol::routing
