// Places that outlive a call: a call-back takes its caller's place (A26), who hangs up and returns
// has it again (A27), and a new process says the line again (A8).
#include "contact/routing/check.hpp"
#include "contact/routing/state.hpp"

namespace ol::routing {

ContactRestored Router::State::row_of(const Contact& contact) const {
    ContactRestored row;
    ContactQueued& c = row.contact;
    c.contact = contact.id;
    c.queue = contact.home.id;
    c.channel = contact.channel;
    c.priority = contact.priority;
    c.entered_at = contact.entered_at;
    c.excluded = contact.excluded;
    c.at_head = contact.at_head;
    c.identity = contact.identity;
    c.outbound = contact.outbound;
    for (const Stand& stand : contact.also) {
        c.also.push_back(stand.id);
        const LineKey& key = stand.key;
        row.also.push_back({stand.id, key.band, key.when, key.slot, stand.step, stand.tier});
    }
    row.promoted = contact.promoted;
    if (const Wishes* wishes = contact.wishes_.get()) {
        c.preferred = wishes->preferred;
        c.prefer_for = std::max(wishes->prefer_until - now, Ms{0});
        c.skills = wishes->skills;
        c.expires_at = wishes->expires_at;
        for (const auto& [queue, step] : wishes->fired)
            row.fired.push_back(std::to_string(queue.value) + ':' + std::to_string(step));
        row.deferred_until = wishes->deferred_until;
    }
    row.joined_at = contact.joined_at + contact.frozen;
    row.band = contact.home.key.band;
    row.when = contact.home.key.when;
    row.slot = contact.home.key.slot;
    row.tried = contact.tried;
    row.refused_by_person = contact.refused_by_person;
    row.rounds = contact.rounds;
    row.attempts = contact.attempts;
    row.entered_position = contact.entered_position;
    row.step = contact.home.step;
    row.tier = contact.home.tier;
    return row;
}

namespace {
constexpr int lowest_tier = std::numeric_limits<int>::min();
void set_place(LineKey& key, std::int64_t band, Time when, std::int64_t slot) {
    constexpr std::int64_t most = LineKey::rank_size * 4, far = std::int64_t{1} << 60;
    key.band = std::clamp(band, -most, most);
    key.when = when;
    key.slot = std::clamp(slot, -far, far);
}
}  // namespace

/// All but who it is; before it joins.
void Router::State::take_row(Contact& contact, const ContactRestored& row) {
    const Time earliest = now - longest_time, latest = now + longest_time;
    contact.entered_at = std::clamp(row.contact.entered_at, earliest, now);
    contact.joined_at = std::clamp(row.joined_at, earliest, now);
    contact.tried = row.tried;
    contact.excluded = row.contact.excluded;
    for (auto* list : {&contact.tried, &contact.excluded}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    contact.refused_by_person = row.refused_by_person;
    contact.rounds = row.rounds;
    contact.attempts = row.attempts;
    contact.priority = row.contact.priority;
    contact.at_head = row.contact.at_head;
    contact.home.tier = std::clamp(row.tier, lowest_tier, 1000);
    contact.home.step = std::clamp(row.step, 0, 64);
    if (row.deferred_until && *row.deferred_until > now)
        contact.wishes().deferred_until = std::min(*row.deferred_until, latest);
    for (const std::string& mark : row.fired) {
        const auto colon = mark.find(':');
        if (colon == mark.npos || mark.size() > 32) continue;
        std::int64_t queue = 0, step = 0;
        for (const char c : mark.substr(0, colon))
            if (c >= '0' && c <= '9' && queue < (std::int64_t{1} << 53))
                queue = queue * 10 + (c - '0');
        for (const char c : mark.substr(colon + 1))
            if (c >= '0' && c <= '9' && step < 1000) step = step * 10 + (c - '0');
        if (contact.wishes().fired.size() < 256)
            contact.wishes().fired.emplace_back(QueueId{queue}, static_cast<int>(step));
    }
    LineKey& key = contact.home.key;
    key = key_of(contact, *contact.queue());
    set_place(key, row.band, row.when, row.slot);
    contact.promoted |=
        row.promoted || key.rank() == 1;  // else by age, though she wanted a lower place
}

void Router::State::on(const ContactRestored& event) {
    const ContactQueued& c = event.contact;
    if (!c.contact) return ignore("no_id", {}, {}, c.queue);
    Queue* queue = queues.find(c.queue);
    if (!queue) return ignore("unknown_queue", c.contact, {}, c.queue);
    if (contacts.find(c.contact)) return ignore("already_here", c.contact, {}, c.queue);
    const bool fine = c.skills.size() <= 64 && c.also.size() <= 64 && c.preferred.size() <= 64 &&
                      std::all_of(c.skills.begin(), c.skills.end(), [&](const SkillStep& step) {
                          return expression(step.skills).has_value();
                      });
    if (!fine) return ignore("skills_refused", c.contact, {}, c.queue);
    Contact& contact = contact_row(c, *queue);
    take_row(contact, event);
    for (const QueueId id : c.also)
        if (Queue* other = queues.find(id); other && other != queue) add_stand(contact, *other);
    for (const KeptPlace& place : event.also)
        for (Stand& stand : contact.also) {
            if (stand.id != place.queue) continue;
            set_place(stand.key, place.band, place.when, place.slot);
            stand.step = std::clamp(place.step, 0, 64);
            stand.tier = std::clamp(place.tier, lowest_tier, 1000);
        }
    join(contact);
    contact.entered_position = event.entered_position;
    record("enter", &contact, nullptr, queue, "restored").position = position_of(contact);
    arm(contact);
}

void Router::State::on(const ContactToCallback& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact);
    if (!event.as) return ignore("no_id", event.contact);
    if (contacts.find(event.as)) return ignore("already_here", event.as);
    if (!in_line(contact->place) || !contact->queue()) return ignore("in_hand", event.contact);
    Queue& queue = *contact->queue();
    ContactRestored row = row_of(*contact);
    row.contact.contact = event.as;
    row.contact.channel = event.channel;
    row.contact.expires_at = event.expires_at;
    for (const Hand* hand : contact->hands) cancel(*hand, OfferFailure::caller_left);
    leave(*contact, Exit::callback);
    if (const std::int64_t who = row.contact.identity) {  // one call-back per buyer and queue
        const auto known = queue.by_identity.find(who);
        if (known != queue.by_identity.end() && known->second != event.contact) {
            emit(LeaveQueue{event.as, queue.config.id, Exit::withdrawn, Ms{0}, 0});
            Record& r =
                record("merge", nullptr, nullptr, &queue, std::to_string(known->second.value));
            r.contact = event.as;
            return;
        }
    }
    on(row);
}

/// She hung up and is here again: her place, and the time away counts as waited.
bool Router::State::resume_ghost(const ContactQueued& event, Queue& queue) {
    const auto it = queue.ghosts.find(event.identity);
    if (it == queue.ghosts.end() || now >= it->second.dies_at) return false;
    ContactRestored row = it->second.row;
    const ContactId before = row.contact.contact;
    queue.ghosts.erase(it);
    row.contact.contact = event.contact;
    row.contact.channel = event.channel;
    row.contact.at_head |= event.at_head;
    Contact& contact = contact_row(row.contact, queue);
    take_row(contact, row);
    join(contact);
    contact.entered_position = row.entered_position;
    record("resume", &contact, nullptr, &queue, std::to_string(before.value)).position =
        position_of(contact);
    arm(contact);
    arm(queue);
    return true;
}

/// Her call-back waits here and she calls herself: one contact, the older age.
bool Router::State::merge_callback(const ContactQueued& event, Queue& queue) {
    const auto known = queue.by_identity.find(event.identity);
    if (known == queue.by_identity.end() || event.channel == Channel::task) return false;
    Contact* waiting = contacts.find(known->second);
    if (!waiting || waiting->channel != Channel::task || waiting->place != Place::open)
        return false;
    ContactRestored row = row_of(*waiting);
    row.contact.contact = event.contact;
    row.contact.channel = event.channel;
    row.contact.expires_at.reset();
    row.deferred_until.reset();
    if (event.entered_at < row.contact.entered_at) row.contact.entered_at = event.entered_at;
    record("merge", waiting, nullptr, &queue, std::to_string(event.contact.value));
    leave(*waiting, Exit::withdrawn);
    Contact& contact = contact_row(row.contact, queue);
    take_row(contact, row);
    join(contact);
    record("enter", &contact, nullptr, &queue, "merged").position = contact.entered_position;
    arm(contact);
    return true;
}

/// Ghosts whose time is over: now she has abandoned, at the moment she hung up.
void Router::State::bury(Queue& queue) {
    for (auto it = queue.ghosts.begin(); it != queue.ghosts.end();) {
        if (now < it->second.dies_at) {
            ++it;
            continue;
        }
        const Ghost ghost = std::move(it->second);
        it = queue.ghosts.erase(it);
        const ContactQueued& c = ghost.row.contact;
        const Ms waited = ghost.left_at - c.entered_at;
        emit(LeaveQueue{c.contact, queue.config.id, Exit::abandoned, waited, ghost.position});
        Record& r = record("abandon", nullptr, nullptr, &queue,
                           "hung up at " + std::to_string(to_ms(ghost.left_at)));
        r.contact = c.contact;
        r.wait = waited;
        r.position = ghost.position;
        r.entered_position = ghost.row.entered_position;
    }
}

std::vector<Event> Router::rebuild() const {
    State& s = *state_;
    std::vector<Event> events{RouterConfigured{s.config}};
    for (const Agent* agent : s.agents.sorted()) events.push_back(AgentConfigured{agent->config});
    for (const Queue* queue : s.queues.sorted()) events.push_back(QueueConfigured{queue->config});
    for (const auto& [id, emergency] : s.emergencies) events.push_back(emergency);
    for (const Contact* contact : s.contacts.sorted())
        if (in_line(contact->place)) events.push_back(s.row_of(*contact));
    return events;
}

}  // namespace ol::routing
