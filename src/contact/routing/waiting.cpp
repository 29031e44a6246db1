// What time does to a waiting contact: tiers and skill steps open, penalty windows move, overflow
// steps fire, patience ends (A10-A13, A19, A22, A23). Everything fires at ">= t", the head of the
// line and those behind it alike.
#include <limits>

#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {
constexpr int lowest = std::numeric_limits<int>::min(), highest = std::numeric_limits<int>::max();
void earlier(std::optional<Time>& at, Time other) { at = at ? std::min(*at, other) : other; }
bool terminal(StepAction action) {
    return action == StepAction::voicemail || action == StepAction::external ||
           action == StepAction::hang_up;
}
const std::vector<SkillStep>& list_of(const Stand& stand, const Contact& contact) {
    return contact.wishes_ && !contact.wishes_->skills.empty() ? contact.wishes_->skills
                                                               : stand.queue->config.skill_steps;
}
}  // namespace

std::size_t Router::State::steps_of(const Stand& stand, const Contact& contact) const {
    return list_of(stand, contact).size();
}

int Router::State::expression_of(const Stand& stand, const Contact& contact) const {
    const auto& steps = list_of(stand, contact);
    if (steps.empty()) return 0;
    const auto& text = steps[std::min<std::size_t>(stand.step, steps.size() - 1)].skills;
    const auto known = expression_numbers.find(text);
    return known == expression_numbers.end() ? 0 : known->second;
}

/// The highest tier open after so much waiting (A12).
int Router::State::tier_open(const Queue& queue, Ms waited, int sticky) const {
    const auto& tiers = queue.tiers;
    const Ms w = queue.config.tier_wait;
    if (tiers.size() < 2 || w <= Ms{0}) return highest;
    std::size_t open = 0;
    for (std::size_t i = 1; i < tiers.size(); ++i)
        if (tiers[i] <= sticky || waited >= (queue.config.tier_multiply ? w * tiers[i] : w))
            open = i;
    if (queue.config.tier_skip_empty) {
        const auto nobody_in = [&](int tier) {
            return std::none_of(queue.bands.begin(), queue.bands.end(), [&](const Band& band) {
                return band.tier == tier && band.working() > 0;
            });
        };
        while (open + 1 < tiers.size() && nobody_in(tiers[open])) ++open;
    }
    return std::max(tiers[open], sticky);
}

/// Tier and skill step that the contact has reached in this queue by now.
bool Router::State::advance(Stand& stand, Contact& contact) {
    Queue& queue = *stand.queue;
    const Ms waited = now - contact.entered_at;
    const int sticky = stand.stage ? std::max(stand.tier, stand.stage->terms.tier) : stand.tier;
    const int tier = tier_open(queue, waited, sticky);
    const auto& steps = list_of(stand, contact);
    int step = 0;
    Ms end{0};
    for (std::size_t i = 0; i + 1 < steps.size(); ++i)
        if (waited >= (end += steps[i].lasts)) step = static_cast<int>(i) + 1;
    step = std::max(step, stand.step);
    // A step that nobody signed in can meet is not waited out (A13).
    while (step + 1 < static_cast<int>(steps.size())) {
        const auto number = expression(steps[step].skills);
        const Demand* wanted = number ? demand(queue, contact, *number) : nullptr;
        if (!wanted || wanted->matching > 0) break;
        ++step;
    }
    const bool changed = tier != stand.tier || step != stand.step;
    if (step > stand.step) record("step", &contact, nullptr, &queue, std::to_string(step));
    stand.tier = tier;
    stand.step = step;
    return changed;
}

Terms Router::State::terms_of(const Stand& stand, const Contact& contact) const {
    const Queue& queue = *stand.queue;
    const QueueConfig& config = queue.config;
    const Ms waited = now - contact.entered_at;
    Terms terms{
        queue.tiers.size() < 2 ? highest : stand.tier, Ms{0}, lowest, highest, lowest, false};
    for (const Ms delay : queue.delays)
        if (waited >= delay) terms.delay = delay;
    if (static_cast<int>(queue.members.size()) <= config.penalty_limit) {
        terms.raise = highest;
        return terms;
    }
    if (config.penalty_min) terms.penalty_min = *config.penalty_min;
    if (config.penalty_max) terms.penalty_max = *config.penalty_max;
    for (const PenaltyRule& rule : config.penalty_rules) {
        if (waited < rule.after) break;
        if (rule.max && !rule.relative) terms.penalty_max = *rule.max;
        if (rule.max && rule.relative && terms.penalty_max != highest)
            terms.penalty_max = std::max(0, terms.penalty_max + *rule.max);
        if (rule.min && !rule.relative) terms.penalty_min = *rule.min;
        if (rule.min && rule.relative)
            terms.penalty_min = std::max(0, std::max(0, terms.penalty_min) + *rule.min);
        if (rule.raise) terms.raise = *rule.raise, terms.raise_order_only = rule.raise_order_only;
        if (terms.penalty_max < terms.penalty_min) terms.penalty_min = terms.penalty_max;
    }
    return terms;
}

std::optional<Time> Router::State::next_change(const Stand& stand, const Contact& contact) const {
    std::optional<Time> at;
    if (!stand.queue) return at;
    const Queue& queue = *stand.queue;
    const Ms waited = now - contact.entered_at;
    const auto note = [&](Ms after) {
        if (after > waited) earlier(at, contact.entered_at + after);
    };
    const Ms w = queue.config.tier_wait;
    if (queue.tiers.size() > 1 && w > Ms{0})
        for (const int tier : queue.tiers)
            if (tier > stand.tier) note(queue.config.tier_multiply ? w * tier : w);
    for (const Ms delay : queue.delays) note(delay);
    for (const PenaltyRule& rule : queue.config.penalty_rules) note(rule.after);
    const auto& steps = list_of(stand, contact);
    Ms end{0};
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) note(end += steps[i].lasts);
    return at;
}

/// Into the sets of what is open to it by now; a look for an agent follows when that changed.
void Router::State::refresh(Contact& contact) {
    if (contact.place != Place::open) return;
    bool changed = false;
    contact.each_stand([&](Stand& stand) {
        if (!stand.queue || !stand.stage) return;
        changed |= advance(stand, contact);
        changed |= !(terms_of(stand, contact) == stand.stage->terms);
    });
    if (!changed) return;
    unfile(contact);
    file(contact);
    arm(contact);
    contacts_opened.push_back(contact.id);
}

Time Router::State::wait_end(const Contact& contact) const {
    return contact.joined_at + contact.frozen + contact.home.queue->config.max_wait;
}

bool Router::State::wait_is_over(const Contact& contact) const {
    const Queue& queue = *contact.home.queue;
    return queue.config.max_wait > Ms{0} && !queue.frozen() && now >= wait_end(contact);
}

namespace {
/// When patience with an empty queue ends, as things stand.
std::optional<Time> no_agent_end(const Contact& contact, const Queue& queue) {
    const QueueConfig& config = queue.config;
    if (config.no_agent_exit <= Ms{0} || queue.signed_in() > 0 || queue.frozen()) return {};
    if (config.no_agent_grace > Ms{0})
        return std::max(queue.empty_since + config.no_agent_exit,
                        contact.joined_at + config.no_agent_grace);
    return std::max(contact.joined_at, queue.empty_since) + config.no_agent_exit;
}
}  // namespace

/// One deadline: the earliest of all that time may bring. Who is being joined is finished first.
void Router::State::arm(Contact& contact) {
    if (!in_line(contact.place) || !contact.queue()) return deadlines.clear(contact.deadline);
    const Queue& queue = *contact.queue();
    const bool rings = contact.place == Place::ringing;
    std::optional<Time> at;
    const bool rings_on = rings && queue.config.ring_limit == RingLimit::conf;
    if (queue.config.max_wait > Ms{0} && !queue.frozen() && !rings_on)
        earlier(at, wait_end(contact));
    if (const auto end = no_agent_end(contact, queue)) earlier(at, *end);
    const Ms promote = queue.config.promote_after;
    if (promote > Ms{0} && !contact.promoted && !contact.at_head)
        earlier(at, contact.entered_at + promote);
    contact.each_stand([&](Stand& stand) {
        if (const auto change = next_change(stand, contact)) earlier(at, *change);
    });
    if (const auto step = next_step(contact); step && !rings && !queue.frozen()) earlier(at, *step);
    if (const auto saying = next_saying(contact); saying && !rings) earlier(at, *saying);
    if (const Wishes* wishes = contact.wishes_.get(); wishes && !rings) {
        if (wishes->held_for) earlier(at, wishes->prefer_until);
        if (wishes->deferred_until) earlier(at, *wishes->deferred_until);
        if (wishes->expires_at) earlier(at, *wishes->expires_at);
    }
    if (rings && queue.config.strategy == Strategy::ring_progressively) {
        const Ms every = queue.config.progress_every;
        const Time first = contact.hands.front()->offered_at;
        const Time next = first + every * ((now - first) / every + 1);
        earlier(at, next);
    }
    if (at)
        deadlines.set(contact.deadline, *at);
    else
        deadlines.clear(contact.deadline);
}

void Router::State::contact_due(Contact& contact) {
    const ContactId id = contact.id;
    const bool rings = contact.place == Place::ringing;
    const auto end_with = [&](Exit exit) {
        for (const Hand* hand : contact.hands) cancel(*hand, OfferFailure::caller_left);
        leave(contact, exit);
    };
    Wishes* wishes = contact.wishes_.get();
    const Queue& queue = *contact.queue();
    const bool rings_on = rings && queue.config.ring_limit == RingLimit::conf;
    if (wait_is_over(contact) && !rings_on) return end_with(Exit::timeout);
    if (wishes && wishes->expires_at && now >= *wishes->expires_at && !rings)
        return end_with(Exit::timeout);
    if (const auto end = no_agent_end(contact, queue); end && now >= *end)
        return end_with(Exit::empty);
    const Ms promote = queue.config.promote_after;
    if (promote > Ms{0} && !contact.promoted && now >= contact.entered_at + promote) {
        contact.promoted = true;
        contact.each_stand([&](Stand& stand) {
            if (stand.queue) rekey(contact, stand, key_of(contact, *stand.queue));
        });
        record("reorder", &contact, nullptr, &queue, "promoted").position = position_of(contact);
        if (!rings) contacts_opened.push_back(id);
    }
    if (wishes && contact.place == Place::open) {
        const bool hold_over = wishes->held_for && now >= wishes->prefer_until;
        const bool deferral_over = wishes->deferred_until && now >= *wishes->deferred_until;
        if (hold_over || deferral_over) {
            unfile(contact);
            if (hold_over) wishes->held_for = nullptr;
            if (deferral_over) wishes->deferred_until.reset();
            file(contact);
            contacts_opened.push_back(id);
        }
    }
    refresh(contact);
    if (!rings && fire_step(contact)) return;
    say(contact);
    if (rings && queue.config.strategy == Strategy::ring_progressively)
        contacts_opened.push_back(id);  // match rings a further phone
    arm(contact);
}

/// Who of the preferred works keeps the contact for herself for a time (A22).
void Router::State::hold_for_preferred(Contact& contact) {
    Wishes* wishes = contact.wishes_.get();
    if (!wishes || !contact.queue() || wishes->prefer_until <= now) return;
    for (const PersonId person : wishes->preferred) {
        Agent* agent = agents.find(person);
        if (!agent || !contact.may_be_offered_to(person)) continue;
        const Member* member = member_of(*agent, *contact.queue());
        if (!member || member->terms.paused) continue;
        const bool away = agent->base == AgentState::signed_out ||
                          agent->base == AgentState::not_responding ||
                          agent->after == AfterContact::sign_out ||
                          (agent->base == AgentState::paused && agent->long_break);
        if (away) continue;
        wishes->held_for = agent;
        return;
    }
}

/// She went for long: those who wait for her alone look for anybody again.
void Router::State::release_held(Agent& agent) {
    for (const LineKey& key : agent.held.keys()) {
        Contact& contact = *key.contact;
        unfile(contact);
        contact.wishes_->held_for = nullptr;
        hold_for_preferred(contact);  // the next of them
        file(contact);
        arm(contact);
        contacts_opened.push_back(contact.id);
    }
}

std::optional<Time> Router::State::next_step(const Contact& contact) const {
    const auto& steps = contact.home.queue->config.overflow;
    std::optional<Time> at;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const std::pair<QueueId, int> mark{contact.home.id, static_cast<int>(i)};
        const bool fired = contact.wishes_ &&
                           std::find(contact.wishes_->fired.begin(), contact.wishes_->fired.end(),
                                     mark) != contact.wishes_->fired.end();
        if (!fired) earlier(at, contact.joined_at + contact.frozen + steps[i].after);
    }
    return at;
}

namespace {
/// Nobody hangs on at a call-back, a voicemail or a letter: it waits until somebody takes it.
bool heard(const Contact& contact) {
    return contact.channel == Channel::call || contact.channel == Channel::chat;
}
bool ends_or_speaks(StepAction action) {
    return terminal(action) || action == StepAction::play ||
           action == StepAction::offer_callback || action == StepAction::offer_chat;
}
}  // namespace

/// All overflow steps that are due; each fires once per contact and queue, so no circle of queues
/// turns for ever.
bool Router::State::fire_step(Contact& contact) {
    for (;;) {
        Queue* queue = contact.queue();
        if (!queue || queue->frozen() || contact.place != Place::open) return false;
        const auto& steps = queue->config.overflow;
        std::optional<std::size_t> due;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const std::pair<QueueId, int> mark{contact.home.id, static_cast<int>(i)};
            const auto& fired = contact.wishes().fired;
            if (std::find(fired.begin(), fired.end(), mark) != fired.end()) continue;
            if (now < contact.joined_at + contact.frozen + steps[i].after) continue;
            if (!due || steps[i].after < steps[*due].after) due = i;
        }
        if (!due) return false;
        const OverflowStep step = steps[*due];
        contact.wishes().fired.emplace_back(contact.home.id, static_cast<int>(*due));
        if (!heard(contact) && ends_or_speaks(step.action)) continue;
        record("overflow_step", &contact, nullptr, queue, std::to_string(*due));
        if (terminal(step.action)) {
            const ContactId id = contact.id;
            const QueueId where = contact.home.id;
            emit(TakeStep{id, where, step.action, step.argument});
            leave(contact, Exit::overflow);
            return true;
        }
        Queue* other = step.queue ? queues.find(step.queue) : nullptr;
        switch (step.action) {
            case StepAction::add_queue:
                if (other && other != queue && contact.also.size() < 16) {
                    add_stand(contact, *other);
                    contacts_opened.push_back(contact.id);
                }
                break;
            case StepAction::to_queue:
                if (other && other != queue) change_home(contact, *other, step.keep_age);
                break;
            case StepAction::raise_priority:
                contact.priority += std::clamp(step.priority, -1000000, 1000000);
                contact.priority = std::clamp(contact.priority, -1000000, 1000000);
                contact.each_stand([&](Stand& stand) {
                    if (stand.queue) rekey(contact, stand, key_of(contact, *stand.queue));
                });
                contacts_opened.push_back(contact.id);
                break;
            case StepAction::change_skills:
                unfile(contact);
                contact.wishes().skills = {{Ms{0}, step.argument}};
                expression(step.argument);
                contact.each_stand([](Stand& stand) { stand.step = 0; });
                file(contact);
                contacts_opened.push_back(contact.id);
                break;
            case StepAction::play:
            case StepAction::offer_callback:
            case StepAction::offer_chat:
                emit(TakeStep{contact.id, contact.home.id, step.action, step.argument});
                break;
            case StepAction::voicemail:
            case StepAction::external:
            case StepAction::hang_up: break;
        }
    }
}

}  // namespace ol::routing
