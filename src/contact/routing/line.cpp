// Into the line, changed while waiting, and out again: every visit has exactly one exit (A28).
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {

constexpr std::string_view verb_of(Exit exit) {
    switch (exit) {
        case Exit::answered: return "connect";
        case Exit::abandoned: return "abandon";
        case Exit::timeout: return "timeout";
        case Exit::overflow: return "overflow";
        case Exit::key_exit: return "key";
        case Exit::callback: return "callback";
        case Exit::empty: return "empty";
        case Exit::full: return "full";
        case Exit::withdrawn: return "withdraw";
        case Exit::system_fail: return "system_fail";
        case Exit::closed: return "closed";
    }
    return {};
}

constexpr std::size_t list_max = 64;  // of wishes: preferred, also, steps

}  // namespace

void Router::State::on(const ContactQueued& event) {
    if (!event.contact) return ignore("no_id", {}, {}, event.queue);
    Queue* queue = queues.find(event.queue);
    if (!queue) return ignore("unknown_queue", event.contact, {}, event.queue);
    if (contacts.find(event.contact)) return ignore("already_here", event.contact, {}, event.queue);
    if (std::max({event.preferred.size(), event.also.size(), event.skills.size()}) > list_max)
        return ignore("too_many_wishes", event.contact, {}, event.queue);
    for (const SkillStep& step : event.skills)
        if (!expression(step.skills))
            return ignore("skills_refused", event.contact, {}, event.queue);
    if (event.identity && resume_ghost(event, *queue)) return;
    if (event.identity && merge_callback(event, *queue)) return;
    const auto refused = refused_at_door(event, *queue);
    Contact& contact = contact_row(event, *queue);
    if (refused) {
        contact.entered_at = now;  // no wait, whatever age it brought (A5)
        return leave(contact, *refused);
    }
    contact.home.key = key_at(contact, *queue, event.position);
    for (const QueueId id : event.also)
        if (Queue* other = queues.find(id); other && other != queue) add_stand(contact, *other);
    join(contact);
    record("enter", &contact, nullptr, queue).position = contact.entered_position;
    say(contact);
    arm(contact);
}

std::optional<Exit> Router::State::refused_at_door(const ContactQueued& event,
                                                   const Queue& queue) const {
    const QueueConfig& config = queue.config;
    if (event.at_head) return std::nullopt;
    const auto waiting = static_cast<std::int64_t>(queue.line.size());
    if (config.max_waiting > 0 && waiting >= config.max_waiting) return Exit::full;
    if (config.waiting_per_agent_milli > 0 && waiting > 0 &&
        (waiting + 1) * 1000 >
            static_cast<std::int64_t>(config.waiting_per_agent_milli) * queue.signed_in())
        return Exit::full;
    if (config.refuse_over_estimate > Ms{0}) {
        const auto told = estimate(queue, static_cast<int>(waiting) + 1);
        if (told && *told > config.refuse_over_estimate) return Exit::full;
    }
    if (config.join_empty.empty()) return std::nullopt;
    Contact trial;
    trial.entered_at = std::min(event.entered_at, now);
    Stand stand{const_cast<Queue*>(&queue), config.id, nullptr, {}};
    if (is_empty(queue, config.join_empty, terms_of(stand, trial), event.channel))
        return Exit::empty;
    return std::nullopt;
}

Contact& Router::State::contact_row(const ContactQueued& event, Queue& queue) {
    Contact& contact = contacts.add(event.contact);
    contact.id = event.contact;
    contact.home = {&queue, event.queue, nullptr, {}};
    contact.channel = event.channel;
    contact.priority = event.priority;
    contact.at_head = event.at_head;
    contact.outbound = event.outbound;
    contact.entered_at = std::min(event.entered_at, now);
    contact.joined_at = now;
    contact.identity = event.identity;
    contact.deadline = {Deadline::Owner::contact, event.contact.value};
    for (const PersonId person : event.excluded) insert_sorted(contact.excluded, person);
    if (!event.skills.empty()) contact.wishes().skills = event.skills;
    if (event.expires_at) contact.wishes().expires_at = event.expires_at;
    if (!event.preferred.empty()) {
        Wishes& wishes = contact.wishes();
        wishes.preferred = event.preferred;
        Ms hold = std::max(event.prefer_for, Ms{0});
        if (queue.config.max_wait > Ms{0}) hold = std::min(hold, queue.config.max_wait / 2);  // A22
        wishes.prefer_until = now + hold;
    }
    const Ms promote = queue.config.promote_after;
    contact.promoted = promote > Ms{0} && now >= contact.entered_at + promote;
    contact.home.key = key_of(contact, queue);
    return contact;
}

void Router::State::join(Contact& contact) {
    hold_for_preferred(contact);
    move(contact, Place::open);
    contact.entered_position = position_of(contact);
    if (contact.identity) contact.queue()->by_identity[contact.identity] = contact.id;
    contacts_opened.push_back(contact.id);
    say_emergency(contact);
}

void Router::State::on(const ContactLeft& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact);
    // The visit of one who talks is over already; told this way the talk ends all the same and
    // nobody stays bound.
    if (contact->place == Place::talking)
        return finish(*contact->hands.front(), {{}, {}, true, false, "caller"});
    const bool joining = contact->place == Place::joining;
    for (const Hand* hand : contact->hands) cancel(*hand, OfferFailure::caller_left);
    Queue* queue = contact->queue();
    if (event.exit != Exit::abandoned || joining || !queue || !contact->identity ||
        queue->config.resume_within <= Ms{0})
        return leave(*contact, event.exit);
    if (const auto older = queue->ghosts.find(contact->identity); older != queue->ghosts.end()) {
        older->second.dies_at = now;
        bury(*queue);
    }
    queue->ghosts[contact->identity] = {row_of(*contact), now, now + queue->config.resume_within,
                                        position_of(*contact)};
    record("ghost", contact, nullptr, queue).position = position_of(*contact);
    forget(*contact);
    arm(*queue);
}

void Router::State::on(const ContactDeferred& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact);
    if (contact->place != Place::open) return ignore("in_hand", event.contact);
    unfile(*contact);
    contact->wishes().deferred_until = event.until;
    if (event.until <= now) contact->wishes().deferred_until.reset();
    file(*contact);
    arm(*contact);
    contacts_opened.push_back(contact->id);
}

void Router::State::on(const ContactResumed& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact);
    if (contact->place != Place::open || !contact->wishes_ || !contact->wishes_->deferred_until)
        return ignore("not_deferred", event.contact);
    on(ContactDeferred{event.contact, now});
}

void Router::State::on(const ContactChanged& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact);
    Queue* to = event.queue ? queues.find(*event.queue) : nullptr;
    if (event.queue && !to) return ignore("unknown_queue", event.contact, {}, *event.queue);
    if (!in_line(contact->place) || !contact->queue()) return ignore("in_hand", event.contact);
    if (event.skills) {
        const bool fine =
            event.skills->size() <= list_max &&
            std::all_of(event.skills->begin(), event.skills->end(),
                        [&](const SkillStep& step) { return expression(step.skills).has_value(); });
        if (!fine) return ignore("skills_refused", event.contact);
    }
    const bool open = contact->place == Place::open;
    if (to && to != contact->queue() && !open) return ignore("in_hand", event.contact);
    const int from = position_of(*contact);
    if (event.priority) contact->priority = *event.priority;
    if (to && to != contact->queue()) change_home(*contact, *to, event.keep_age);
    if (event.priority)
        contact->each_stand([&](Stand& stand) {
            if (stand.queue) rekey(*contact, stand, key_of(*contact, *stand.queue));
        });
    if (event.position && *event.position > 0) {
        if (open) unfile(*contact);
        contact->queue()->line.erase(contact->home.key);
        contact->home.key = key_at(*contact, *contact->queue(), *event.position);
        contact->queue()->line.insert(contact->home.key);
        if (open) file(*contact);
    }
    if (event.skills) {
        if (open) unfile(*contact);
        contact->wishes().skills = *event.skills;
        contact->each_stand([](Stand& stand) { stand.step = 0; });
        if (open) file(*contact);
    }
    record("reorder", contact, nullptr, contact->queue(), std::to_string(from)).position =
        position_of(*contact);
    arm(*contact);
    if (open) contacts_opened.push_back(contact->id);
    if (to) touch(*to);
}

void Router::State::leave(Contact& contact, Exit exit) {
    contact.accepted_at = {};
    const int position = position_of(contact);
    emit(LeaveQueue{contact.id, contact.home.id, exit, now - contact.entered_at, position});
    record(verb_of(exit), &contact, nullptr, contact.queue()).position = position;
    forget(contact);
}

/// Out of every set and out of everybody's hands; her phone stops, and it is no RONA.
void Router::State::forget(Contact& contact) {
    deadlines.clear(contact.deadline);
    while (!contact.hands.empty()) {
        Hand& hand = *contact.hands.front();
        Agent& agent = *hand.agent;
        record("ring_cancel", &contact, &agent, hand.queue).ring = now - hand.offered_at;
        drop(hand);
        agent_free(agent);
    }
    if (contact.place != Place::outside) move(contact, Place::outside);
    if (Queue* queue = contact.queue(); queue && contact.identity) {
        const auto it = queue->by_identity.find(contact.identity);
        if (it != queue->by_identity.end() && it->second == contact.id)
            queue->by_identity.erase(it);
    }
    contacts.erase(contact.id);
}

}  // namespace ol::routing
