// What must hold between two events. Slow on purpose (it walks everything): for the simulator and
// the tests.
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {

std::string about(std::string_view what, std::int64_t id) {
    return std::string(what) + ' ' + std::to_string(id);
}

std::string check_hand(const Router::State& s, const Hand& h, const Agent& a) {
    if (h.agent != &a) return about("a hand without its agent:", a.id.value);
    if (h.until.has_value() != h.deadline.running() && h.state != Hand::State::talking)
        return about("a hand's deadline differs:", a.id.value);
    if (h.state == Hand::State::wrap_up)
        return h.contact ? about("wrap-up with a contact:", a.id.value) : std::string{};
    if (!h.contact || h.contact->hand_of(a.id) != &h)
        return about("agent bound to nothing:", a.id.value);
    const Place place = h.contact->place;
    const bool fits = (h.state == Hand::State::ringing && place == Place::ringing) ||
                      (h.state == Hand::State::joining && place == Place::joining) ||
                      (h.state == Hand::State::talking && place == Place::talking);
    if (!fits) return about("agent's state does not fit her contact:", a.id.value);
    // A8: nobody stays reserved for ever.
    const bool reserved = h.state != Hand::State::talking;
    if (reserved && (!h.deadline.running() || h.deadline.at <= s.now))
        return about("reservation without a lease:", h.contact_id.value);
    return {};
}

std::string check_stand(const Contact& c, const Stand& stand) {
    if (!stand.queue) return {};
    if (stand.queue->line.contains(stand.key) != in_line(c.place))
        return about("line differs:", c.id.value);
    if (stand.stage && c.place != Place::open) return about("stage differs:", c.id.value);
    if (stand.stage && !stand.stage->open.contains(stand.key))
        return about("not in its stage:", c.id.value);
    const Wishes* wishes = c.wishes_.get();
    const bool aside = wishes && (wishes->held_for || wishes->deferred_until);
    if (c.place == Place::open && !stand.stage && !aside)
        return about("open and in no stage:", c.id.value);
    return {};
}

std::string check_contact(const Contact& c) {
    const bool held =
        c.place == Place::ringing || c.place == Place::joining || c.place == Place::talking;
    if (c.place == Place::outside) return about("contact is nowhere:", c.id.value);
    if (in_line(c.place) && !c.home.queue)
        return about("contact waits in a queue that is gone:", c.id.value);
    if (held == c.hands.empty()) return about("hands of contact differ:", c.id.value);
    if (c.place != Place::ringing && c.hands.size() > 1)
        return about("two have one contact:", c.id.value);
    if (c.home.queue &&
        c.home.queue->asked.contains(c.home.key) != (c.place == Place::open && !c.tried.empty()))
        return about("asked differs:", c.id.value);
    if (auto broken = check_stand(c, c.home); !broken.empty()) return broken;
    for (const Stand& stand : c.also)
        if (auto broken = check_stand(c, stand); !broken.empty()) return broken;
    return {};
}

std::string check_agent(const Router::State& s, const Agent& a) {
    std::array<int, channel_count> count{};
    int load = 0;
    for (const auto& hand : a.hands) {
        if (auto broken = check_hand(s, *hand, a); !broken.empty()) return broken;
        if (hand->parked) continue;
        ++count[static_cast<std::size_t>(hand->channel)];
        load += s.units[static_cast<std::size_t>(hand->channel)];
    }
    if (a.counted != s.availability(a)) return about("agent counted wrongly:", a.id.value);
    if (a.standing != s.room(a)) return about("agent in ready sets wrongly:", a.id.value);
    if (a.backoff && !a.deadline.running()) return about("a back-off without end:", a.id.value);
    if (a.touched) return about("agent left touched:", a.id.value);
    for (const Member* member : a.memberships)
        for (const auto& d : member->queue->demands) {
            if (!d) continue;
            const bool stands = member->stands_in >> d->number & 1u;
            const bool here = std::any_of(d->groups.begin(), d->groups.end(), [&](const Group& g) {
                return g.ready.contains(s.key_in(*member, *d));
            });
            if (stands != here) return about("ready set of a queue differs:", a.id.value);
            const bool away = member->terms.paused || (member->terms.penalty < 0 &&
                                                       member->queue->config.penalties_sign_out);
            const bool wanted =
                !away && s.serves(*member, *d) &&
                (a.standing >> static_cast<unsigned>(d->channel) & 1u) &&
                const_cast<Router::State&>(s).skilled(const_cast<Agent&>(a), d->skills);
            if (stands != wanted) return about("stands where she cannot serve:", a.id.value);
        }
    return {};
}

std::string check_queue(Router::State& s, Queue& q) {
    Counts counts{};
    int open = 0;
    std::int64_t share = 0;
    for (const auto& member : q.members) {
        const Availability is = s.availability(*member, member->agent->counted);
        ++counts[static_cast<std::size_t>(is)];
        if (is_working(is))
            share += static_cast<std::int64_t>(1000 / member->agent->memberships.size());
    }
    if (counts != q.counts) return about("counts of queue differ:", q.config.id.value);
    if (share != q.effective_milli) return about("shares of queue differ:", q.config.id.value);
    Counts bands{};
    for (const Band& band : q.bands)
        for (std::size_t i = 0; i < availability_count; ++i) bands[i] += band.counts[i];
    if (bands != q.counts) return about("bands of queue differ:", q.config.id.value);
    for (const auto& d : q.demands) {
        if (!d) continue;
        int matching = 0;
        for (const auto& member : q.members)
            matching +=
                s.availability(*member, member->agent->counted) != Availability::signed_out &&
                s.skilled(*member->agent, d->skills);
        if (matching != d->matching) return about("skilled of queue differ:", q.config.id.value);
    }
    int held = 0;
    for (const LineKey& key : q.line.keys()) {
        const Contact& c = *key.contact;
        open += c.place == Place::open;
        held += c.place == Place::open && c.queue() == &q && c.wishes_ && c.wishes_->held_for &&
                !c.wishes_->deferred_until;
    }
    if (open != q.open_count) return about("open of queue differ:", q.config.id.value);
    if (held != q.held_count) return about("held of queue differ:", q.config.id.value);
    for (const LineKey& key : q.line.keys()) {  // A7: no pair that suits each other idles
        Contact& contact = *key.contact;
        if (contact.place == Place::open && s.anybody_for(contact))
            return about("an eligible pair idles: contact", key.id.value);
    }
    return {};
}

}  // namespace

std::string Router::broken_invariant(Time now) const {
    State& s = *state_;
    std::string broken;
    const auto note = [&](std::string text) {
        if (broken.empty()) broken = std::move(text);
    };
    for (const Contact* c : s.contacts.sorted()) note(check_contact(*c));
    for (const Agent* a : s.agents.sorted()) note(check_agent(s, *a));
    for (Queue* q : s.queues.rows()) note(check_queue(s, *q));
    const auto earliest = s.deadlines.earliest();
    if (earliest && (!s.asked_timer || *s.asked_timer > *earliest))
        note("nobody will wake the line");
    if (s.now > now) note("the line is ahead of the given time");
    if (!s.agents_touched.empty() || !s.contacts_opened.empty() || !s.queues_touched.empty() ||
        !s.queues_unlocked.empty())
        note("something was left unsettled");
    return broken;
}

}  // namespace ol::routing
