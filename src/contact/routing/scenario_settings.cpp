// Lines of a scenario that set something up: queues, members, rules, steps, agents.
#include "contact/routing/scenario.hpp"
#include "platform/base/names.hpp"

namespace ol::routing::scenario {

template <class E>
void Args::take_name(const std::string& key, E& into) {
    const std::string* text = named(key);
    if (!text) return;
    const auto value = from_name<E>(*text);
    if (!value) return note(key + " has no value " + *text);
    into = *value;
}

std::vector<PersonId> Teller::people(const std::string& list) {
    std::vector<PersonId> out;
    for (const auto& name : split_on(list, ',')) out.push_back(person(name));
    return out;
}

std::vector<QueueId> Teller::queue_list(const std::string& list) {
    std::vector<QueueId> out;
    for (const auto& name : split_on(list, ',')) out.push_back(queue_id(name));
    return out;
}

std::vector<QueueConfig> Teller::configured() const {
    std::vector<QueueConfig> all;
    for (const auto& [name, config] : queues_) all.push_back(config);
    return all;
}

QueueConfig* Teller::known(Args& args) {
    const auto it = queues_.find(args.at(0));
    if (it != queues_.end()) return &it->second;
    args.note("no queue " + args.at(0) + " was set up");
    return nullptr;
}

Event Teller::saved(QueueConfig& config) {
    ++config.version;
    return QueueConfigured{config};
}

namespace {

void take_conditions(Args& args, const std::string& key, std::vector<EmptyWhen>& into) {
    const std::string* list = args.named(key);
    if (!list) return;
    into.clear();
    for (const auto& name : split_on(*list, ',')) {
        const auto when = from_name<EmptyWhen>(name);
        if (!when) return args.note(key + " has no value " + name);
        into.push_back(*when);
    }
}

void take_announcements(Args& args, Announcements& a) {
    args.take_name("say_position", a.position);
    args.take("say_limit", a.position_limit);
    args.take("say_only_up", a.position_only_up);
    args.take("say_every", a.every);
    args.take("say_apart", a.at_least_apart);
    args.take_name("estimate", a.estimate);
    args.take("estimate_once", a.estimate_once);
    args.take("estimate_round", a.round_up_to);
    args.take("estimate_shortest", a.shortest_told);
    args.take("periodic_every", a.periodic_every);
    args.take("periodic_from", a.periodic_from);
}

}  // namespace

Event Teller::queue(Args& args) {
    QueueConfig& q = queues_[args.at(0)];
    q.id = queue_id(args.at(0));
    q.name = args.at(0);
    ++q.version;
    args.take("ring", q.ring_timeout);
    args.take("max_wait", q.max_wait);
    args.take("max_waiting", q.max_waiting);
    args.take("wrap", q.wrap_up);
    args.take("extend", q.wrap_up_extend_max);
    args.take("no_answer_max", q.no_answer_max);
    args.take("no_answer_delay", q.no_answer_delay);
    args.take("reject_delay", q.reject_delay);
    args.take("busy_delay", q.busy_delay);
    args.take("unreachable_delay", q.unreachable_delay);
    args.take("no_agent_exit", q.no_agent_exit);
    args.take("no_agent_grace", q.no_agent_grace);
    args.take("rounds", q.rounds_max);
    args.take("version", q.version);
    if (const std::string* list = args.named("members")) {
        q.members = people(*list);
        std::erase_if(q.memberships, [&](const Membership& m) {
            return std::find(q.members.begin(), q.members.end(), m.agent) == q.members.end();
        });
    }
    args.take_name("strategy", q.strategy);
    args.take_name("idle_since", q.idle_since);
    args.take("shortest_talk", q.shortest_talk);
    args.take("progress_every", q.progress_every);
    args.take("weight", q.weight);
    args.take_name("score", q.score);
    args.take("priority_worth", q.priority_worth);
    args.take("priority_cap", q.priority_cap);
    args.take("promote_after", q.promote_after);
    args.take("one_at_a_time", q.one_at_a_time);
    args.take("waiting_per_agent_milli", q.waiting_per_agent_milli);
    args.take("refuse_over_estimate", q.refuse_over_estimate);
    args.take_name("ring_limit", q.ring_limit);
    args.take("retry", q.retry);
    take_conditions(args, "join_empty", q.join_empty);
    take_conditions(args, "leave_empty", q.leave_empty);
    args.take("tier_wait", q.tier_wait);
    args.take("tier_multiply", q.tier_multiply);
    args.take("tier_skip_empty", q.tier_skip_empty);
    args.take("penalty_limit", q.penalty_limit);
    args.take("penalties_sign_out", q.penalties_sign_out);
    args.take("penalty_min", q.penalty_min);
    args.take("penalty_max", q.penalty_max);
    args.take_name("wrap_mode", q.wrap_up_mode);
    args.take_name("wrap_scope", q.wrap_up_scope);
    args.take_name("no_answer_scope", q.no_answer_scope);
    args.take("no_answer_mercy", q.no_answer_mercy);
    args.take("resume_within", q.resume_within);
    if (const std::string* list = args.named("yields_to")) q.yields_to = queue_list(*list);
    take_announcements(args, q.announcements);
    args.done(1);
    return QueueConfigured{q};
}

Event Teller::member(Args& args) {
    QueueConfig* q = known(args);
    if (!q) return TimerDue{};
    const PersonId who = person(args.at(1));
    auto it = std::find_if(q->memberships.begin(), q->memberships.end(),
                           [&](const Membership& m) { return m.agent == who; });
    if (it == q->memberships.end()) it = q->memberships.insert(it, Membership{who});
    args.take("tier", it->tier);
    args.take("penalty", it->penalty);
    args.take("position", it->position);
    args.take("grade", it->grade);
    args.take("priority", it->priority);
    args.take("delay", it->delay);
    if (const std::string* home = args.named("lent_by")) it->lent_by = queue_id(*home);
    args.take("lent_up_to", it->lent_up_to);
    args.take("paused", it->paused);
    args.take("wrap", it->wrap_up);
    args.done(2);
    return saved(*q);
}

Event Teller::rule(Args& args) {
    QueueConfig* q = known(args);
    if (!q) return TimerDue{};
    PenaltyRule rule;
    args.take("after", rule.after);
    for (const char* key : {"max", "min"})
        if (const std::string* text = args.named(key)) {
            rule.relative |= text->starts_with('+') || text->starts_with('-');
            const auto number = read_number(*text);
            if (!number) args.note(std::string(key) + " is no number: " + *text);
            (key[1] == 'a' ? rule.max : rule.min) = static_cast<int>(number.value_or(0));
        }
    if (const std::string* text = args.named("raise")) {
        rule.raise_order_only = text->starts_with('r');
        const auto number = read_number(std::string_view(*text).substr(rule.raise_order_only));
        if (!number) args.note("raise is no number: " + *text);
        rule.raise = static_cast<int>(number.value_or(0));
    }
    args.done(1);
    q->penalty_rules.push_back(rule);
    return saved(*q);
}

Event Teller::skill_step(Args& args) {
    QueueConfig* q = known(args);
    if (!q) return TimerDue{};
    SkillStep step;
    args.take("lasts", step.lasts);
    args.take("skills", step.skills);
    args.done(1);
    q->skill_steps.push_back(step);
    return saved(*q);
}

Event Teller::overflow(Args& args) {
    QueueConfig* q = known(args);
    if (!q) return TimerDue{};
    OverflowStep step;
    args.take("after", step.after);
    args.take("keep_age", step.keep_age);
    bool said = false;
    if (const std::string* other = args.named("to_queue"))
        step.action = StepAction::to_queue, step.queue = queue_id(*other), said = true;
    if (const std::string* other = args.named("add_queue"))
        step.action = StepAction::add_queue, step.queue = queue_id(*other), said = true;
    if (const std::string* by = args.named("priority"))
        step.action = StepAction::raise_priority,
        step.priority = static_cast<int>(read_number(*by).value_or(0)), said = true;
    if (const std::string* skills = args.named("skills"))
        step.action = StepAction::change_skills, step.argument = *skills, said = true;
    for (const StepAction action :
         {StepAction::play, StepAction::external, StepAction::voicemail, StepAction::offer_callback,
          StepAction::offer_chat, StepAction::hang_up}) {
        const std::string name(to_name(action));
        if (const std::string* argument = args.named(name))
            step.action = action, step.argument = *argument, said = true;
        else if (args.has(name))
            step.action = action, said = true;
    }
    if (!said) args.note("what shall happen?");
    args.done(1);
    q->overflow.push_back(step);
    return saved(*q);
}

Event Teller::agent(Args& args) {
    AgentConfig a;
    a.agent = person(args.at(0));
    if (const std::string* list = args.named("skills"))
        for (const auto& skill : split_on(*list, ',')) {
            const auto parts = split_on(skill, ':');
            const auto level =
                parts.size() > 1 ? read_number(parts[1]) : std::optional<std::int64_t>(100);
            if (parts.empty() || !level) {
                args.note("a skill is name:level, not " + skill);
                continue;
            }
            a.skills.push_back({parts[0], static_cast<int>(*level)});
        }
    for (const Channel channel : {Channel::call, Channel::task, Channel::chat, Channel::letter})
        if (const std::string* most = args.named(std::string(to_name(channel))))
            a.limits.push_back({channel, static_cast<int>(read_number(*most).value_or(1))});
    args.take("wrap", a.wrap_up);
    args.take("no_answer_max", a.no_answer_max);
    args.take("outbound_most", a.outbound_most);
    args.done(1);
    return AgentConfigured{a};
}

Event Teller::router(Args& args) {
    args.take_name("cross", router_.cross_queue);
    args.take("seed", router_.seed);
    args.done(0);
    return RouterConfigured{router_};
}

Event Teller::channel(Args& args) {
    const auto which = from_name<Channel>(args.at(0));
    if (!which) args.note("no channel " + args.at(0));
    ChannelRule rule{which.value_or(Channel::call), 100, {}};
    args.take("units", rule.units);
    if (const std::string* list = args.named("beside"))
        for (const auto& name : split_on(*list, ',')) {
            const auto other = from_name<Channel>(name);
            if (!other) args.note("no channel " + name);
            rule.beside.push_back(other.value_or(Channel::call));
        }
    args.done(1);
    std::erase_if(router_.channels,
                  [&](const ChannelRule& r) { return r.channel == rule.channel; });
    router_.channels.push_back(rule);
    return RouterConfigured{router_};
}

Event Teller::queued(Args& args, Time now) {
    ContactQueued e;
    e.contact = contact(args.at(0));
    e.at_head = args.has("head");
    e.outbound = args.has("outbound");
    e.entered_at = now;
    std::string name;
    args.take("queue", name);
    e.queue = queue_id(name);
    args.take("priority", e.priority);
    Ms age{0};
    args.take("age", age);
    e.entered_at = now - age;
    if (const std::string* list = args.named("excluded")) e.excluded = people(*list);
    args.take_name("channel", e.channel);
    args.take("position", e.position);
    if (const std::string* list = args.named("preferred")) e.preferred = people(*list);
    args.take("hold", e.prefer_for);
    args.take("identity", e.identity);
    if (const std::string* skills = args.named("skills")) e.skills = {{Ms{0}, *skills}};
    if (const std::string* list = args.named("also")) e.also = queue_list(*list);
    if (const std::string* after = args.named("expires"))
        e.expires_at = now + read_time(*after).value_or(Ms{0});
    args.done(1);
    return e;
}

Event Teller::changed(Args& args) {
    ContactChanged e;
    e.contact = contact(args.at(0));
    args.take("priority", e.priority);
    args.take("position", e.position);
    if (const std::string* name = args.named("queue")) e.queue = queue_id(*name);
    args.take("keep_age", e.keep_age);
    if (const std::string* skills = args.named("skills"))
        e.skills = std::vector<SkillStep>{{Ms{0}, *skills}};
    args.done(1);
    return e;
}

Event Teller::membership(Args& args) {
    MembershipChanged e;
    e.agent = person(args.at(0));
    if (const std::string* name = args.named("queue")) e.queue = queue_id(*name);
    args.take("penalty", e.penalty);
    args.take("tier", e.tier);
    args.take("position", e.position);
    args.take("grade", e.grade);
    args.take("paused", e.paused);
    args.take("reason", e.reason);
    args.done(1);
    return e;
}

std::vector<Event> Teller::events(const std::string& what, Args& args, Time now, Time start) {
    if (what == "queue") return {queue(args)};
    if (what == "member") return {member(args)};
    if (what == "rule") return {rule(args)};
    if (what == "skill-step") return {skill_step(args)};
    if (what == "overflow") return {overflow(args)};
    if (what == "agent") return {agent(args)};
    if (what == "router") return {router(args)};
    if (what == "channel") return {channel(args)};
    if (what == "contact-queued") return {queued(args, now)};
    if (what == "contact-changed") return {changed(args)};
    if (what == "membership") return {membership(args)};
    return simple(what, args, start);
}

std::vector<Event> Teller::simple(const std::string& what, Args& args, Time start) {
    const std::string first = args.at(0), second = args.at(1);
    std::vector<Event> out;
    std::size_t used = 1;
    const auto exit = [&](const std::string& name) {
        const auto value = from_name<Exit>(name);
        if (!value) args.note("no exit " + name);
        return value.value_or(Exit::abandoned);
    };
    if (what == "queue-gone") out = {QueueRemoved{queue_id(first)}};
    if (what == "contact-left") {
        out = {ContactLeft{contact(first), second.empty() ? Exit::abandoned : exit(second)}};
        used = 2;
    }
    if (what == "agent-on")
        out = {AgentSignedIn{person(first)}, AgentReachable{person(first)},
               AgentReady{person(first)}};
    if (what == "agent-signs-in") out = {AgentSignedIn{person(first)}};
    if (what == "agent-signs-out") out = {AgentSignedOut{person(first)}};
    if (what == "agent-ready") out = {AgentReady{person(first)}};
    const bool finishes = what == "agent-finishes";
    if (what == "agent-paused" || finishes) {
        const bool longer = args.has("long");
        out = {AgentPaused{person(first), args.at(1), finishes, longer}};
        used = 2;
    }
    if (what == "agent-reachable") out = {AgentReachable{person(first), true}};
    if (what == "agent-unreachable") out = {AgentReachable{person(first), false}};
    if (what == "agent-at-desk") out = {AgentAtDesk{person(first), true}};
    if (what == "agent-away-from-desk") out = {AgentAtDesk{person(first), false}};
    if (what == "wrap-up-ended") out = {WrapUpEnded{person(first), contact(second)}}, used = 2;
    if (what == "timer") out = {TimerDue{}}, used = 0;
    if (what == "resumed") out = {ContactResumed{contact(first)}};
    if (what == "deferred") {
        Ms until{0};
        args.take("until", until);
        out = {ContactDeferred{contact(first), start + until}};
    }
    if (what == "emergency") {
        EmergencyBegan e;
        e.emergency = read_number(first).value_or(0);
        if (const std::string* list = args.named("agents")) e.agents = people(*list);
        if (const std::string* list = args.named("queues")) e.queues = queue_list(*list);
        out = {e};
    }
    if (what == "all-clear") {
        EmergencyEnded e{read_number(first).value_or(0), Ms{0}};
        args.take("stagger", e.stagger);
        out = {e};
    }
    if (!out.empty()) {
        args.done(used);
        return out;
    }
    return of_two(what, args, start);
}

/// Of a contact and an agent, mostly.
std::vector<Event> Teller::of_two(const std::string& what, Args& args, Time start) {
    const std::string first = args.at(0), second = args.at(1), third = args.at(2);
    std::vector<Event> out;
    std::size_t used = 2;
    if (what == "accepted") out = {OfferAccepted{contact(first), person(second)}};
    if (what == "connected") out = {ContactConnected{contact(first), person(second)}};
    if (what == "answered")  // both at once
        out = {OfferAccepted{contact(first), person(second)},
               ContactConnected{contact(first), person(second)}};
    if (what == "refused") {
        const auto cause = from_name<OfferFailure>(third);
        if (!cause) args.note("no cause " + third);
        out = {
            OfferRefused{contact(first), person(second), cause.value_or(OfferFailure::declined)}};
        used = 3;
    }
    if (what == "done") {
        ContactDone e{contact(first), person(second), !args.has("no-wrap-up"),
                      args.has("wrap-up-asked"), ""};
        args.take("by", e.ended_by);
        out = {e};
    }
    if (what == "wrap-up-more") {
        const auto by = read_time(second);
        if (!by) args.note("how much more?");
        out = {WrapUpExtended{person(first), by.value_or(Ms{0}), contact(third)}};
        used = 3;
    }
    if (what == "parked") out = {ContactParked{contact(first), person(second), true}};
    if (what == "unparked") out = {ContactParked{contact(first), person(second), false}};
    if (what == "picked")
        out = {ContactPicked{contact(first), person(second), args.has("permitted")}};
    if (what == "dials") {
        AgentDials e{contact(first), person(second), {}};
        if (const std::string* queue = args.named("queue")) e.queue = queue_id(*queue);
        out = {e};
    }
    if (what == "directed") {
        ContactDirected e{contact(first), person(second), {}, Channel::call,
                          Time::max(),    Ms{20000},      0,  args.has("permitted")};
        std::string queue;
        args.take("queue", queue);
        if (!queue.empty()) e.queue = queue_id(queue);
        args.take("ring", e.ring_timeout);
        out = {e};
    }
    if (what == "renamed") out = {ContactRenamed{contact(first), contact(second), 0}};
    if (what == "to-callback") {
        ContactToCallback e{contact(first), contact(second), Channel::task, {}};
        Ms expires{0};
        args.take("expires", expires);
        args.take_name("channel", e.channel);
        if (expires > Ms{0}) e.expires_at = start + expires;
        out = {e};
    }
    if (out.empty()) args.note("unknown event " + what);
    args.done(used);
    return out;
}

}  // namespace ol::routing::scenario
