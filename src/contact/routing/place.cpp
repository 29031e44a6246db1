// Where a contact stands: its place in the lines and in the sets that agents look into (A1, A2,
// A3).
#include <limits>

#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {

constexpr std::int64_t priority_max = 1000000, worth_max_ms = 1000000000, slot_gap = 1 << 20;

constexpr bool may_move(Place from, Place to) {
    switch (from) {
        case Place::outside:
            // talking: she dialled; joining: for one person by name
            return to == Place::open || to == Place::talking || to == Place::joining;
        case Place::open: return to == Place::ringing || to == Place::outside;
        case Place::ringing:
            return to == Place::open || to == Place::joining || to == Place::outside;
        case Place::joining:
            return to == Place::open || to == Place::talking || to == Place::outside;
        case Place::talking: return to == Place::outside;
    }
    return false;
}
static_assert(!may_move(Place::talking,
                        Place::open));  // who talked before comes back as a new visit

}  // namespace

/// The only place that assigns `place`; keeps the queues' sets in step.
void Router::State::move(Contact& contact, Place to) {
    if (!may_move(contact.place, to)) throw std::logic_error("routing: a contact cannot move so");
    const Place from = contact.place;
    if (from == Place::open) unfile(contact);
    contact.place = to;
    contact.each_stand([&](Stand& stand) {
        if (!stand.queue || in_line(from) == in_line(to)) return;
        if (in_line(to))
            stand.queue->line.insert(stand.key);
        else
            stand.queue->line.erase(stand.key);
        if (stand.queue->config.one_at_a_time) unlock(*stand.queue);  // another may be first now
    });
    if (to == Place::open) file(contact);
}

LineKey Router::State::key_of(const Contact& contact, const Queue& queue) const {
    const QueueConfig& config = queue.config;
    std::int64_t priority = std::clamp<std::int64_t>(contact.priority, -priority_max, priority_max);
    if (config.priority_cap > 0) priority = std::min<std::int64_t>(priority, config.priority_cap);
    LineKey key;
    const std::int64_t rank = contact.at_head ? 0 : contact.promoted ? 1 : 2;
    key.band = rank * LineKey::rank_size;
    key.when = contact.entered_at;
    switch (config.score) {
        case ScoreMode::strict:
            if (!contact.promoted) key.band -= priority;
            break;
        case ScoreMode::additive: key.when -= Ms{priority * config.priority_worth.count()}; break;
    }
    key.id = contact.id;
    key.contact = const_cast<Contact*>(&contact);
    return key;
}

/// A wanted position counts within her own band and those below it (A1).
LineKey Router::State::key_at(Contact& contact, Queue& queue, int position) {
    LineKey key = key_of(contact, queue);
    const std::size_t size = queue.line.size();
    if (position <= 0 || size == 0) return key;
    LineKey band_start = key;
    band_start.when = Time::min();
    band_start.slot = std::numeric_limits<std::int64_t>::min();
    band_start.id = {};
    const std::size_t index =
        std::max(static_cast<std::size_t>(position) - 1, queue.line.rank(band_start));
    if (index >= size) {
        const LineKey last = *queue.line.at(size - 1);
        if (last < key) return key;
        key.band = last.band, key.when = last.when, key.slot = last.slot + slot_gap;
        return key;
    }
    const LineKey next = *queue.line.at(index);
    key.band = next.band, key.when = next.when, key.slot = next.slot - slot_gap;
    if (index == 0) return key;
    const LineKey before = *queue.line.at(index - 1);
    if (before.band != next.band || before.when != next.when) return key;
    key.slot = before.slot + (next.slot - before.slot) / 2;
    if (key.slot > before.slot && key.slot < next.slot) return key;
    // No room: all of this very age step back.
    std::vector<LineKey> same;
    for (std::size_t i = index; i < size; ++i) {
        const LineKey& other = *queue.line.at(i);
        if (other.band != next.band || other.when != next.when) break;
        same.push_back(other);
    }
    for (auto it = same.rbegin(); it != same.rend(); ++it)
        it->contact->each_stand([&](Stand& stand) {
            if (stand.queue != &queue) return;
            LineKey moved = stand.key;
            moved.slot += 2 * slot_gap;
            rekey(*it->contact, stand, moved);
        });
    key.slot = before.slot + slot_gap;
    return key;
}

void Router::State::rekey(Contact& contact, Stand& stand, LineKey key) {
    if (!stand.queue) return;
    const bool open = contact.place == Place::open;
    if (open) unfile(contact);
    if (in_line(contact.place)) stand.queue->line.erase(stand.key);
    stand.key = key;
    stand.key.contact = &contact;
    if (in_line(contact.place)) stand.queue->line.insert(stand.key);
    if (stand.queue->config.one_at_a_time) unlock(*stand.queue);
    if (open) file(contact);
}

/// Into the sets where agents find it: its stage in each of its queues, or one agent's own.
void Router::State::file(Contact& contact) {
    const Wishes* wishes = contact.wishes_.get();
    if (contact.queue() && !contact.tried.empty()) contact.queue()->asked.insert(contact.home.key);
    const bool deferred = wishes && wishes->deferred_until;
    if (wishes && wishes->held_for && !deferred) {
        wishes->held_for->held.insert(contact.home.key);
        if (contact.queue()) ++contact.queue()->held_count;
    }
    contact.each_stand([&](Stand& stand) {
        if (!stand.queue) return;
        count_open(*stand.queue, 1);
        if (deferred || (wishes && wishes->held_for)) return;
        advance(stand, contact);
        Demand* wanted = demand(*stand.queue, contact, expression_of(stand, contact));
        if (!wanted) return ignore("too_many_skill_sets", contact.id, {}, stand.id);
        stand.stage = &stage(*stand.queue, *wanted, terms_of(stand, contact));
        stand.stage->open.insert(stand.key);
    });
}

void Router::State::unfile(Contact& contact) {
    if (contact.queue() && !contact.tried.empty()) contact.queue()->asked.erase(contact.home.key);
    if (contact.wishes_ && contact.wishes_->held_for &&
        contact.wishes_->held_for->held.erase(contact.home.key) && contact.queue())
        --contact.queue()->held_count;
    contact.each_stand([&](Stand& stand) {
        if (!stand.queue) return;
        count_open(*stand.queue, -1);
        if (stand.queue->open_count == 0)
            for (Queue* other : stand.queue->yielding) unlock(*other);
        if (!stand.stage) return;
        stand.tier = std::max(stand.tier, stand.stage->terms.tier);  // once open stays open (A12)
        stand.stage->open.erase(stand.key);
        stand.stage = nullptr;
    });
}

int Router::State::position_of(const Contact& contact) const {
    if (!in_line(contact.place) || !contact.home.queue) return 0;
    return static_cast<int>(contact.home.queue->line.rank(contact.home.key)) + 1;
}

void Router::State::add_stand(Contact& contact, Queue& queue) {
    bool there = false;
    contact.each_stand([&](Stand& stand) { there |= stand.queue == &queue; });
    if (there) return;
    const bool open = contact.place == Place::open;
    if (open) unfile(contact);
    Stand stand{&queue, queue.config.id, nullptr, key_of(contact, queue)};
    if (in_line(contact.place)) queue.line.insert(stand.key);
    contact.also.push_back(std::move(stand));
    if (open) file(contact);
}

/// A queue goes away under a contact that waits in others too.
void Router::State::drop_stand(Contact& contact, Queue& queue) {
    const bool open = contact.place == Place::open;
    if (open) unfile(contact);
    if (in_line(contact.place))
        contact.each_stand([&](Stand& stand) {
            if (stand.queue == &queue) queue.line.erase(stand.key);
        });
    if (contact.home.queue == &queue) {
        contact.home = contact.also.front();
        contact.also.erase(contact.also.begin());
    } else {
        std::erase_if(contact.also, [&](const Stand& stand) { return stand.queue == &queue; });
    }
    if (open) file(contact);
}

/// To another queue, alone there (A3, A23); a queue that was left before has its old place ready.
void Router::State::change_home(Contact& contact, Queue& queue, bool keep_age) {
    record("flow_out", &contact, nullptr, contact.queue(), std::to_string(queue.config.id.value))
        .position = position_of(contact);
    move(contact, Place::outside);
    Wishes& wishes = contact.wishes();
    auto& left = wishes.places_left;
    std::erase_if(left, [&](const auto& place) { return place.first == contact.home.id; });
    left.emplace_back(contact.home.id, contact.home.key);
    const auto known = std::find_if(left.begin(), left.end(), [&](const auto& place) {
        return place.first == queue.config.id;
    });
    if (contact.identity && contact.queue()) contact.queue()->by_identity.erase(contact.identity);
    if (contact.identity) queue.by_identity[contact.identity] = contact.id;
    if (!keep_age && known == left.end()) contact.entered_at = now;
    contact.joined_at = now;
    contact.frozen = Ms{0};
    contact.tried.clear();
    contact.refused_by_person = false;
    contact.rounds = 0;
    contact.also.clear();
    contact.home = {&queue, queue.config.id, nullptr, {}};
    contact.home.key = known == left.end() ? key_of(contact, queue) : known->second;
    contact.home.key.contact = &contact;
    move(contact, Place::open);
    contact.entered_position = position_of(contact);
    record("enter", &contact, nullptr, &queue).position = contact.entered_position;
    contacts_opened.push_back(contact.id);
}

}  // namespace ol::routing
