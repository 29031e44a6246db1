// The shell of the line, in the simulator's world: it tells the router what happens and does what
// the router says, as contact/calls does in the real one.
#include "contact/routing/simulator/day.hpp"

#include <algorithm>

namespace ol::simulator {
namespace {

constexpr std::int64_t events_limit = 50'000'000;
constexpr std::int64_t day_zero_ms = 1767225600000;  // the router's time at the day's 00:00

/// Where in its streams an offer's draws stand: each contact has room for 65,536 attempts.
constexpr std::uint64_t draw_of(std::uint32_t ordinal, std::uint16_t attempt) {
    return attempt < 16 ? std::uint64_t{ordinal} * 16 + attempt
                        : std::uint64_t{1} << 60 | std::uint64_t{ordinal} << 16 | attempt;
}

using routing::AgentState;

bool is_busy(AgentState s) {
    return s == AgentState::reserved || s == AgentState::talking || s == AgentState::wrap_up;
}

}  // namespace

Day::Day(const Plan& plan, std::int64_t seed, int day)
    : plan_(plan),
      agents_(plan.agents.size()),
      streams_(plan.queues.size()),
      chance_(mix(static_cast<std::uint64_t>(seed) ^ mix(static_cast<std::uint64_t>(day)))) {
    const double factor =
        plan.volume *
        static_cast<double>(plan.day_factor.us(Stream(seed, day, 0, Purpose::volume).at(0))) / 1e6;
    router_.be_quiet();
    double expected = 0;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
        const PlannedQueue& q = plan.queues[i];
        Streams& s = streams_[i];
        s.arrival = Stream(seed, day, q.whose, Purpose::arrival);
        s.handle = Stream(seed, day, q.whose, Purpose::handle);
        s.wrap_up = Stream(seed, day, q.whose, Purpose::wrap_up);
        s.patience = Stream(seed, day, q.whose, Purpose::patience);
        s.answer = Stream(seed, day, q.whose, Purpose::answer);
        s.miss = Stream(seed, day, q.whose, Purpose::miss);
        s.need = Stream(seed, day, q.whose, Purpose::need);
        s.factor = factor;
        expected += q.rates.expected() * factor;
    }
    contacts_.reserve(static_cast<std::size_t>(expected * 1.1) + 64);
    result_.queues.resize(plan.queues.size());
    result_.teams.resize(plan.teams.size());
    for (QueueDay& day : result_.queues) day.hours.resize(static_cast<std::size_t>(plan.hours));
    for (TeamDay& day : result_.teams) day.hours.resize(static_cast<std::size_t>(plan.hours));
}

DayResult Day::run() {
    now_us_ = 0;
    routing::RouterConfig rules = plan_.router.value_or(routing::RouterConfig{});
    rules.seed = static_cast<std::int64_t>(chance_ >> 1);
    post(routing::RouterConfigured{rules});
    for (const PlannedQueue& q : plan_.queues) post(routing::QueueConfigured{q.config});
    for (std::uint32_t a = 0; a < agents_.size(); ++a) {
        const PlannedAgent& agent = plan_.agents[a];
        if (const auto& own = plan_.teams[agent.team].config) {
            routing::AgentConfig config = *own;
            config.agent = person(a);
            post(routing::AgentConfigured{std::move(config)});
        }
        calendar_.add(agent.from_us, Happens::shift_starts, a);
        calendar_.add(agent.to_us, Happens::shift_ends, a);
        for (std::uint32_t b = 0; b < agent.breaks.size(); ++b)
            calendar_.add(agent.breaks[b].at_us, Happens::break_due, a * breaks_limit + b);
    }
    for (std::uint32_t q = 0; q < streams_.size(); ++q) plan_arrival(q);
    while (result_.events < events_limit) {
        const std::int64_t next_us = calendar_.empty() ? INT64_MAX : calendar_.next().at_us;
        if (timer_ms_ < next_us / 1000) {  // at the same ms the event itself wakes the line
            now_us_ = std::max(now_us_, timer_ms_ * 1000);
            post(routing::TimerDue{});
        } else if (calendar_.empty()) {
            break;
        } else {
            const Calendar::Entry entry = calendar_.take();
            now_us_ = entry.at_us;
            happen(entry);
        }
    }
    result_.too_long = result_.events >= events_limit;
    close_books();
    return std::move(result_);
}

void Day::happen(const Calendar::Entry& entry) {
    const std::uint32_t index = entry.index();
    switch (entry.kind()) {
        case Happens::shift_starts: return start_shift(index);
        case Happens::talk_ends: return talk_ends(index);
        case Happens::wrap_up_ends: return end_wrap_up(index);
        case Happens::comes_back: return come_back(index);
        case Happens::answers:
            if (offers_[index].contact != none && offers_[index].answer_us == now_us_)
                answer(index);
            return;
        case Happens::break_due: return break_due(index / breaks_limit, index % breaks_limit);
        case Happens::shift_ends: return post(routing::AgentSignedOut{person(index)});
        case Happens::arrives: return arrive(index);
        case Happens::patience_ends: return patience_ends(index);
    }
}

void Day::post(const routing::Event& event) {
    ++result_.events;
    const std::int64_t now_ms = now_us_ / 1000;
    if (timer_ms_ <= now_ms) timer_ms_ = never_ms;
    router_.handle(from_ms(day_zero_ms + now_ms), event, commands_);
    for (const routing::Command& command : commands_)
        std::visit([this](const auto& c) { take(c); }, command);
    while (answered_ < to_answer_.size()) {
        const std::uint32_t offer = to_answer_[answered_++];
        if (offers_[offer].contact != none && offers_[offer].answer_us == now_us_) answer(offer);
    }
    to_answer_.clear();
    answered_ = 0;
}

// ---- contacts ----

void Day::plan_arrival(std::uint32_t queue) {
    Streams& s = streams_[queue];
    s.expected -= std::log(s.arrival.at(s.next)) / s.factor;
    const std::int64_t at = plan_.queues[queue].rates.when(s.expected, s.step);
    if (at != Draw::never) calendar_.add(at, Happens::arrives, queue);
}

void Day::arrive(std::uint32_t queue) {
    const PlannedQueue& q = plan_.queues[queue];
    Streams& s = streams_[queue];
    const auto index = static_cast<std::uint32_t>(contacts_.size());
    const std::uint32_t ordinal = s.next++;
    contacts_.push_back({now_us_, queue, ordinal, 0, none, 0, Stage::waiting});
    plan_arrival(queue);
    routing::ContactQueued queued;
    queued.contact = ContactId{std::int64_t{index} + 1};
    queued.queue = q.config.id;
    queued.channel = q.channel;
    queued.priority = q.priority;
    queued.entered_at = from_ms(day_zero_ms + now_us_ / 1000);
    if (!q.needs.empty()) {
        const double u = s.need.at(ordinal);
        const auto need = std::find_if(q.needs.begin(), q.needs.end(),
                                       [u](const PlannedNeed& n) { return u < n.up_to; });
        if (need != q.needs.end()) {
            queued.skills = need->skills;
            queued.priority += need->priority;
        }
    }
    post(queued);
    const Stage stage = contacts_[index].stage;
    if (stage == Stage::talking || stage == Stage::gone || q.patience.is_endless()) return;
    const std::int64_t patience = q.patience.us(s.patience.at(ordinal));
    if (patience == 0 && stage == Stage::waiting) return patience_ends(index);
    calendar_.add(now_us_ + patience, Happens::patience_ends, index);
}

void Day::patience_ends(std::uint32_t index) {
    const Stage stage = contacts_[index].stage;
    if (stage == Stage::waiting || stage == Stage::ringing)
        post(routing::ContactLeft{ContactId{std::int64_t{index} + 1}, routing::Exit::abandoned});
}

void Day::take(const routing::OfferContact& offer) {
    const auto index = static_cast<std::uint32_t>(offer.contact.value - 1);
    Contact& contact = contacts_[index];
    contact.stage = Stage::ringing;
    const std::uint32_t ring = new_offer(index, static_cast<std::uint32_t>(offer.agent.value - 1));
    const PlannedTeam& team = plan_.teams[plan_.agents[offers_[ring].agent].team];
    const Streams& s = streams_[contact.queue];
    const std::uint64_t draw = draw_of(contact.ordinal, contact.attempts);
    if (contact.attempts < UINT16_MAX) ++contact.attempts;
    if (team.misses > 0 && s.miss.at(draw) < team.misses) return;  // the line's own timer ends it
    std::int64_t& at = offers_[ring].answer_us;
    at = now_us_;
    if (team.answer.always_zero()) return to_answer_.push_back(ring);
    at += team.answer.us(s.answer.at(draw));
    calendar_.add(at, Happens::answers, ring);
}

std::uint32_t Day::new_offer(std::uint32_t contact, std::uint32_t agent) {
    std::uint32_t index = static_cast<std::uint32_t>(offers_.size());
    if (offers_free_.empty()) {
        offers_.emplace_back();
    } else {
        index = offers_free_.back();
        offers_free_.pop_back();
    }
    offers_[index] = {Draw::never, contact, agent, contacts_[contact].rings};
    contacts_[contact].rings = index;
    return index;
}

bool Day::drop_offer(std::uint32_t contact, std::uint32_t agent) {
    std::uint32_t* link = &contacts_[contact].rings;
    while (*link != none && offers_[*link].agent != agent) link = &offers_[*link].next;
    if (*link == none) return false;
    const std::uint32_t index = *link;
    *link = offers_[index].next;
    offers_[index].contact = none;
    offers_free_.push_back(index);
    return true;
}

/// One of its phones stops; it waits again when it was the last.
void Day::take(const routing::CancelOffer& cancel) {
    const auto index = static_cast<std::uint32_t>(cancel.contact.value - 1);
    const auto agent = static_cast<std::uint32_t>(cancel.agent.value - 1);
    if (cancel.cause == routing::OfferFailure::no_answer)
        ++result_.teams[plan_.agents[agent].team].missed;
    drop_offer(index, agent);
    Contact& contact = contacts_[index];
    if (contact.stage == Stage::ringing && contact.rings == none) contact.stage = Stage::waiting;
}

/// The first phone that is taken up wins; the line stops the others.
void Day::answer(std::uint32_t offer) {
    const std::uint32_t index = offers_[offer].contact;
    Contact& contact = contacts_[index];
    contact.stage = Stage::talking;
    contact.agent = offers_[offer].agent;
    drop_offer(index, contact.agent);
    const PlannedQueue& q = plan_.queues[contact.queue];
    QueueDay& day = result_.queues[contact.queue];
    left_line(contact);
    if (contact.came_us >= plan_.counts_from_us) {
        const std::int64_t wait = now_us_ - contact.came_us;
        ++day.answered;
        day.answered_in_t += wait <= q.threshold_us;
        day.waited += wait > 0;
        day.wait_answered_us += wait;
        day.wait_us += wait;
        day.waits_us.push_back(wait);
        QueueHour& hour = hour_of(contact);
        ++hour.answered;
        hour.answered_in_t += wait <= q.threshold_us;
        hour.wait_answered_us += wait;
        hour.wait_us += wait;
    }
    calendar_.add(now_us_ + q.handle.us(streams_[contact.queue].handle.at(contact.ordinal)),
                  Happens::talk_ends, index);
    const ContactId id{std::int64_t{index} + 1};
    const PersonId agent = person(contact.agent);
    post(routing::OfferAccepted{id, agent});
    post(routing::ContactConnected{id, agent});
}

void Day::talk_ends(std::uint32_t index) {
    Contact& contact = contacts_[index];
    contact.stage = Stage::gone;
    const PlannedQueue& q = plan_.queues[contact.queue];
    const std::int64_t wrap_up =
        q.wrap_up.always_zero() ? 0
                                : q.wrap_up.us(streams_[contact.queue].wrap_up.at(contact.ordinal));
    if (wrap_up > 0) calendar_.add(now_us_ + wrap_up, Happens::wrap_up_ends, index);
    routing::ContactDone done;
    done.contact = ContactId{std::int64_t{index} + 1};
    done.agent = person(contact.agent);
    done.wrap_up = wrap_up > 0;
    post(done);
}

void Day::take(const routing::LeaveQueue& leave) {
    if (leave.exit == routing::Exit::answered) return;  // told by answer() already
    const auto index = static_cast<std::uint32_t>(leave.contact.value - 1);
    Contact& contact = contacts_[index];
    contact.stage = Stage::gone;
    while (contact.rings != none) drop_offer(index, offers_[contact.rings].agent);
    if (leave.exit != routing::Exit::full) left_line(contact);
    if (contact.came_us < plan_.counts_from_us) return;
    const PlannedQueue& q = plan_.queues[contact.queue];
    QueueDay& day = result_.queues[contact.queue];
    const std::int64_t wait = now_us_ - contact.came_us;
    if (leave.exit == routing::Exit::full) {
        ++day.refused;
        --hour_of(contact).offered;
        return;
    }
    ++day.waited;
    day.wait_us += wait;
    QueueHour& hour = hour_of(contact);
    hour.wait_us += wait;
    if (leave.exit != routing::Exit::abandoned) {
        ++day.flow_out;
        return;
    }
    ++day.abandoned;
    day.abandoned_in_t += wait <= q.threshold_us;
    day.abandoned_short += wait <= q.short_us;
    ++hour.abandoned;
    hour.abandoned_short += wait <= q.short_us;
}

// ---- agents ----

void Day::start_shift(std::uint32_t agent) {
    post(routing::AgentReachable{person(agent), true});
    post(routing::AgentSignedIn{person(agent)});
    post(routing::AgentReady{person(agent)});
}

void Day::break_due(std::uint32_t agent, std::uint32_t which) {
    if (agents_[agent].state == AgentState::signed_out) return;
    agents_[agent].break_us = plan_.agents[agent].breaks[which].length_us;
    post(routing::AgentPaused{person(agent), "break", true});
}

void Day::take(const routing::AgentChanged& changed) {
    const auto index = static_cast<std::uint32_t>(changed.agent.value - 1);
    Agent& agent = agents_[index];
    if (changed.state == agent.state) return;
    TeamDay& team = result_.teams[plan_.agents[index].team];
    spent(team, agent);
    agent.state = changed.state;
    agent.since_us = now_us_;
    const bool on_break = changed.state == AgentState::paused && agent.break_us > 0;
    if (!on_break && changed.state != AgentState::not_responding) return;
    agent.back_us = now_us_ + (on_break ? std::exchange(agent.break_us, 0)
                                        : plan_.teams[plan_.agents[index].team].back_after_us);
    calendar_.add(agent.back_us, Happens::comes_back, index);
}

/// The time since her last change, also hour by hour.
void Day::spent(TeamDay& team, const Agent& agent) {
    const bool busy = is_busy(agent.state);
    if (!busy && agent.state != AgentState::ready) return;
    (busy ? team.busy_us : team.free_us) += counted(agent.since_us, now_us_);
    constexpr std::int64_t hour_us = 3'600'000'000;
    const std::int64_t from = std::max(agent.since_us, plan_.counts_from_us);
    const std::int64_t to = std::min(now_us_, plan_.closes_us);
    for (std::int64_t at = from; !team.hours.empty() && at < to;) {
        const std::int64_t end = std::min(to, (at / hour_us + 1) * hour_us);
        TeamHour& hour = team.hours[static_cast<std::size_t>(at / hour_us - plan_.first_hour)];
        (busy ? hour.busy_us : hour.free_us) += end - at;
        at = end;
    }
}

void Day::come_back(std::uint32_t agent) {
    const AgentState state = agents_[agent].state;
    if (agents_[agent].back_us == now_us_ &&
        (state == AgentState::paused || state == AgentState::not_responding))
        post(routing::AgentReady{person(agent)});
}

void Day::end_wrap_up(std::uint32_t contact) {
    const std::uint32_t agent = contacts_[contact].agent;
    if (agents_[agent].state != AgentState::signed_out)
        post(routing::WrapUpEnded{person(agent), ContactId{std::int64_t{contact} + 1}});
}

void Day::take(const routing::StartTimer& timer) { timer_ms_ = to_ms(timer.at) - day_zero_ms; }

// ---- books ----

std::int64_t Day::counted(std::int64_t from_us, std::int64_t to_us) const {
    return std::max<std::int64_t>(
        0, std::min(to_us, plan_.closes_us) - std::max(from_us, plan_.counts_from_us));
}

void Day::left_line(const Contact& contact) {
    result_.queues[contact.queue].line_us += counted(contact.came_us, now_us_);
}

QueueHour& Day::hour_of(const Contact& contact) {
    auto& hours = result_.queues[contact.queue].hours;
    if (hours.empty()) return no_hour_;
    return hours[static_cast<std::size_t>(contact.came_us / 3'600'000'000 - plan_.first_hour)];
}

void Day::close_books() {
    for (const Contact& contact : contacts_) {
        QueueDay& day = result_.queues[contact.queue];
        const bool counts = contact.came_us >= plan_.counts_from_us;
        day.offered += counts;
        if (counts) ++hour_of(contact).offered;
        if (contact.stage != Stage::waiting && contact.stage != Stage::ringing) continue;
        left_line(contact);  // nobody is left to serve her
        if (!counts) continue;
        ++day.unserved;
        ++day.waited;
        day.wait_us += now_us_ - contact.came_us;
        hour_of(contact).wait_us += now_us_ - contact.came_us;
    }
    for (QueueDay& day : result_.queues) day.offered -= day.refused;
}

}  // namespace ol::simulator
