// Every feature at random: queues with drawn strategies, tiers, penalties, skills, overflow,
// several channels, emergencies, restarts. After each step every invariant holds; who entered and
// did not leave is still here; the line said again is the same line; the log replays. A seed that
// fails is shrunk to a scenario and printed. OL_SIM_SEEDS=5000 runs more, OL_SIM_SEED=n one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "contact/routing/routing.hpp"

namespace ol::routing {
namespace world_test {

using Told = std::vector<std::pair<Time, Event>>;

class Dice {  // splitmix64: the same numbers everywhere
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
    bool chance(int percent) { return below(100) < percent; }
    template <class E>
    E one_of(int count) {
        return static_cast<E>(below(count));
    }

private:
    std::uint64_t state_;
};

/// Runs events and judges them. The first fault stays.
class Judge {
public:
    std::string fault;
    std::string transcript;
    std::map<std::int64_t, std::int64_t> ringing, talking;  // contact -> agent, for the drawing
    std::optional<Time> timer;
    Router router;

    void tell(Time now, const Event& event) {
        if (!fault.empty()) return;
        if (timer && *timer <= now) timer.reset();
        const auto commands = router.handle(now, event);
        for (const Command& command : commands) {
            if (const auto* asked = std::get_if<StartTimer>(&command)) timer = asked->at;
            count(command);
            transcript += to_text(command) + '\n';
        }
        const std::string broken = router.broken_invariant(now);
        if (!broken.empty()) note(broken);
        if (++told_ % 16 == 0) same_after_restart(now);
        if (!fault.empty()) fault += " after " + encode(now, event);
    }

private:
    void note(const std::string& what) {
        if (fault.empty()) fault = what;
    }
    void count(const Command& command) {
        if (const auto* c = std::get_if<OfferContact>(&command))
            ringing[c->contact.value] = c->agent.value;
        if (const auto* c = std::get_if<Record>(&command)) {
            if (c->verb == "connect" || c->verb == "dial")
                talking[c->contact.value] = c->agent.value;
            if (c->verb == "complete") talking.erase(c->contact.value);
            const bool enters = c->verb == "enter" || c->verb == "resume";
            if (enters && !entered_.insert(c->contact.value).second && c->info.empty() &&
                !flowing_.contains(c->contact.value))
                note("entered twice");
            if (c->verb == "flow_out") flowing_.insert(c->contact.value);
            if (c->verb == "ghost") entered_.erase(c->contact.value);
        }
        if (const auto* c = std::get_if<LeaveQueue>(&command)) {
            ringing.erase(c->contact.value);
            entered_.erase(c->contact.value);
            flowing_.erase(c->contact.value);
        }
    }
    /// The state rows, said to a new process, give the same line in each queue.
    void same_after_restart(Time now) {
        Router fresh;
        // Whose patience ended at this very moment, and who rang when a step of his was due: the
        // ring died with the process, so the step comes now.
        std::set<std::int64_t> gone;
        for (const Event& event : router.rebuild())
            for (const Command& command : fresh.handle(now, event)) {
                if (const auto* c = std::get_if<LeaveQueue>(&command))
                    gone.insert(c->contact.value);
                if (const auto* c = std::get_if<Record>(&command); c && c->verb == "overflow_step")
                    gone.insert(c->contact.value);
            }
        const auto line = [&](const View& view) {
            std::string text;
            for (const WaitingView& row : view.waiting)
                if (!gone.contains(row.contact.value))
                    text += std::to_string(row.queue.value) + ':' +
                            std::to_string(row.contact.value) + ' ';
            return text;
        };
        const std::string before = line(router.view()), after = line(fresh.view());
        if (before != after && !may_leave_at_restart_)
            note("restart: " + before + "is now " + after);
    }
    std::set<std::int64_t> entered_, flowing_;
    int told_ = 0;

public:
    bool may_leave_at_restart_ = false;  // some queue sends away who finds nobody
};

class World {
public:
    explicit World(std::uint64_t seed) : dice_(seed) {}
    Told told;
    Judge judge;

    void run(int steps) {
        post(RouterConfigured{{dice_.one_of<CrossQueue>(3), {}, dice_.below(1000)}});
        for (int a = 1; a <= agent_count; ++a) post(agent_config(a));
        for (int q = 1; q <= queue_count; ++q) post(queue_config(q));
        for (int i = 0; i < steps && judge.fault.empty(); ++i) step();
    }

private:
    static constexpr int agent_count = 6, queue_count = 3;

    void step() {
        const Time then = now_ + Ms{dice_.chance(20) ? dice_.below(20000) : dice_.below(1500)};
        while (judge.timer && *judge.timer <= then && !dice_.chance(5)) {
            now_ = std::max(now_, *judge.timer);
            post(TimerDue{});
            if (!judge.fault.empty()) return;
        }
        now_ = then;
        post(drawn());
    }
    void post(const Event& event) {
        told.emplace_back(now_, event);
        judge.tell(now_, event);
    }

    PersonId agent() { return {100 + dice_.below(agent_count + 1)}; }
    QueueId queue() { return {1 + dice_.below(queue_count + (dice_.chance(5) ? 1 : 0))}; }
    ContactId contact() { return {1000 + dice_.below(next_ + 1)}; }
    Ms time(int most) { return Ms{dice_.below(most)}; }
    std::string skills() {
        static const char* const drawn[] = {"",    "en>50",      "en", "en&sale",
                                            "!en", "de|sale>20", "xx"};
        return drawn[dice_.below(7)];
    }

    Event agent_config(int a) {
        AgentConfig c;
        c.agent = {100 + a};
        for (const char* skill : {"en", "de", "sale"})
            if (dice_.chance(50)) c.skills.push_back({skill, dice_.below(100)});
        if (dice_.chance(60)) c.limits.push_back({Channel::chat, dice_.below(4)});
        if (dice_.chance(30)) c.limits.push_back({Channel::letter, 2});
        if (dice_.chance(20)) c.outbound_most = dice_.below(100);
        return AgentConfigured{c};
    }

    Event queue_config(int number) {
        QueueConfig q;
        q.id = {number};
        q.version = ++version_;
        q.strategy = dice_.one_of<Strategy>(17);
        q.score = dice_.one_of<ScoreMode>(2);
        q.ring_timeout = Ms{5000} + time(15000);
        q.wrap_up = time(20000);
        q.wrap_up_mode = dice_.one_of<WrapUpMode>(6);
        q.wrap_up_scope = dice_.one_of<WrapUpScope>(2);
        q.max_wait = dice_.chance(30) ? Ms{10000} + time(90000) : Ms{0};
        q.ring_limit = dice_.one_of<RingLimit>(2);
        q.retry = dice_.chance(20) ? time(6000) : Ms{0};
        q.no_answer_max = 1 + dice_.below(3);
        q.no_answer_scope = dice_.one_of<RonaScope>(2);
        q.rounds_max = dice_.below(4);
        q.reject_delay = time(6000);
        q.weight = dice_.below(3);
        q.one_at_a_time = dice_.chance(10);
        q.promote_after = dice_.chance(20) ? time(60000) : Ms{0};
        q.tier_wait = dice_.chance(40) ? time(20000) : Ms{0};
        q.tier_skip_empty = dice_.chance(50);
        q.tier_multiply = dice_.chance(50);
        q.penalty_limit = dice_.chance(20) ? 3 : 0;
        q.resume_within = dice_.chance(30) ? time(30000) : Ms{0};
        if (dice_.chance(30)) q.no_agent_exit = time(10000), judge.may_leave_at_restart_ = true;
        if (dice_.chance(20))
            q.leave_empty = {EmptyWhen::unavailable}, judge.may_leave_at_restart_ = true;
        if (dice_.chance(20)) q.join_empty = {EmptyWhen::paused, EmptyWhen::inuse};
        if (dice_.chance(30)) q.penalty_max = dice_.below(3);
        if (dice_.chance(40))
            q.penalty_rules.push_back({time(20000), 2, {}, true, dice_.below(3), dice_.chance(50)});
        if (dice_.chance(30))
            q.skill_steps = {{time(20000), skills()}, {time(20000), skills()}, {{}, ""}};
        if (dice_.chance(30))
            q.overflow.push_back(
                {time(30000), dice_.one_of<StepAction>(9), queue(), dice_.chance(50), 2, "en"});
        if (dice_.chance(20)) q.yields_to = {queue()};
        if (dice_.chance(30)) {
            q.announcements.position = TellPosition::yes;
            q.announcements.estimate = dice_.one_of<Estimate>(3);
            q.announcements.every = time(20000);
            q.announcements.periodic_every = time(30000);
        }
        for (int a = 1; a <= agent_count; ++a)
            if (dice_.chance(60)) {
                Membership m{
                    {100 + a}, dice_.below(3), dice_.below(4), dice_.below(3), dice_.below(3)};
                if (dice_.chance(20)) m.priority = dice_.below(3), m.delay = time(10000);
                if (dice_.chance(15)) m.lent_by = queue(), m.lent_up_to = dice_.below(3);
                q.memberships.push_back(m);
            }
        return QueueConfigured{q};
    }

    Event queued() {
        ContactQueued e;
        e.contact = {1000 + next_++};
        e.queue = queue();
        e.channel = dice_.chance(70) ? Channel::call : dice_.one_of<Channel>(4);
        e.priority = dice_.chance(30) ? dice_.below(5) - 1 : 0;
        e.entered_at = now_ - (dice_.chance(20) ? time(60000) : Ms{0});
        e.at_head = dice_.chance(5);
        e.position = dice_.chance(10) ? dice_.below(5) : 0;
        if (dice_.chance(10)) e.excluded.push_back(agent());
        if (dice_.chance(20)) e.preferred = {agent(), agent()}, e.prefer_for = time(30000);
        if (dice_.chance(40)) e.identity = 1 + dice_.below(5);
        if (dice_.chance(20)) e.skills = {{time(9000), skills()}, {{}, skills()}};
        if (dice_.chance(10)) e.also = {queue()};
        if (dice_.chance(5)) e.expires_at = now_ + time(60000);
        e.outbound = dice_.chance(20);
        return e;
    }

    std::pair<ContactId, PersonId> pair_of(const std::map<std::int64_t, std::int64_t>& map) {
        if (map.empty() || dice_.chance(10)) return {contact(), agent()};
        auto it = map.begin();
        std::advance(it, dice_.below(static_cast<int>(map.size())));
        return {ContactId{it->first}, PersonId{it->second}};
    }

    Event drawn() {
        const auto [rings, whom] = pair_of(judge.ringing);
        const auto [talks, with] = pair_of(judge.talking);
        switch (dice_.below(45)) {
            case 0:
            case 1:
            case 2:
            case 3:
            case 4:
            case 5:
            case 6:
            case 7: return queued();
            case 8:
                return ContactLeft{contact(), dice_.chance(80) ? Exit::abandoned : Exit::key_exit};
            case 9:
            case 10: return AgentSignedIn{agent()};
            case 11: return AgentSignedOut{agent()};
            case 12:
            case 13:
            case 14:
            case 15: return AgentReady{agent()};
            case 16: return AgentPaused{agent(), "meal", dice_.chance(50), dice_.chance(50)};
            case 17:
            case 18: return AgentReachable{agent(), dice_.chance(85)};
            case 43:
            case 44: return AgentAtDesk{agent(), dice_.chance(60)};
            case 19:
            case 20:
            case 21: return OfferAccepted{rings, whom};
            case 22: return OfferRefused{rings, whom, dice_.one_of<OfferFailure>(7)};
            case 23:
            case 24:
            case 25: return ContactConnected{rings, whom};
            case 26:
            case 27: return ContactDone{talks, with, dice_.chance(80), dice_.chance(50), ""};
            case 28: return WrapUpEnded{agent(), {}};
            case 29: return WrapUpExtended{agent(), time(9000), {}};
            case 30:
                return dice_.chance(30) ? queue_config(1 + dice_.below(queue_count))
                                        : agent_config(1 + dice_.below(agent_count));
            case 31:
                return MembershipChanged{
                    agent(),
                    dice_.chance(50) ? queue() : QueueId{},
                    dice_.below(4),
                    dice_.chance(30) ? std::optional(dice_.below(3)) : std::nullopt,
                    {},
                    {},
                    dice_.chance(30),
                    "x"};
            case 32:
                return ContactChanged{
                    contact(),        dice_.below(4),
                    dice_.below(4),   dice_.chance(30) ? std::optional(queue()) : std::nullopt,
                    dice_.chance(50), {}};
            case 33: return ContactDeferred{contact(), now_ + time(9000)};
            case 34: return ContactToCallback{contact(), {1000 + next_++}, Channel::task, {}};
            case 35: return ContactParked{talks, with, dice_.chance(60)};
            case 36: return ContactPicked{contact(), agent(), dice_.chance(50)};
            case 37: return EmergencyBegan{1 + dice_.below(3), {agent(), agent()}, {queue()}};
            case 38: return EmergencyEnded{1 + dice_.below(3), time(5000)};
            case 41: {
                ContactDirected e{{1000 + next_++}, agent(), queue(), Channel::call, now_,
                                  time(20000), 0, dice_.chance(50)};
                if (dice_.chance(30)) e.contact = contact();
                return e;
            }
            case 42: return ContactRenamed{talks, {1000 + next_++}, 0};
            case 39:
                return dice_.chance(10) ? Event{QueueRemoved{queue()}}
                                        : Event{ContactResumed{contact()}};
            case 40:
                return AgentDials{dice_.chance(50) ? contact() : ContactId{1000 + next_++}, agent(),
                                  dice_.chance(90) ? queue() : QueueId{}};
        }
        return TimerDue{};
    }

    Dice dice_;
    Time now_ = from_ms(1767225600000);
    int next_ = 0;
    std::int64_t version_ = 0;
};

std::string fault_of(const Told& told, bool lenient) {
    Judge judge;
    judge.may_leave_at_restart_ = lenient;
    for (const auto& [now, event] : told) judge.tell(now, event);
    return judge.fault;
}

/// Leaves out events as long as it still fails; what remains is a scenario.
std::string shrunk(Told told, bool lenient) {
    for (std::size_t part = told.size() / 2; part > 0; part /= 2)
        for (std::size_t from = 0; from + part <= told.size();) {
            Told fewer = told;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(from),
                        fewer.begin() + static_cast<std::ptrdiff_t>(from + part));
            if (fault_of(fewer, lenient).empty())
                from += part;
            else
                told = std::move(fewer);
        }
    std::string text = "# " + fault_of(told, lenient) + '\n';
    for (const auto& [now, event] : told) {
        const std::string line = encode(now, event);
        const auto ms = to_ms(now) - 1767225600000;
        text += std::to_string(ms / 1000) + '.' + std::to_string(1000 + ms % 1000).substr(1) +
                "  event " + line.substr(line.find(' ') + 1) + '\n';
    }
    return text;
}

std::vector<std::uint64_t> seeds() {
    if (const char* one = std::getenv("OL_SIM_SEED")) return {std::strtoull(one, nullptr, 10)};
    const char* count = std::getenv("OL_SIM_SEEDS");
#ifdef __OPTIMIZE__
    constexpr std::size_t some = 150;
#else
    constexpr std::size_t some = 20;  // with sanitizers
#endif
    std::vector<std::uint64_t> all(count ? std::strtoull(count, nullptr, 10) : some);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = 71000 + i;
    return all;
}

TEST(world, every_invariant_holds_with_every_feature) {
    for (const std::uint64_t seed : seeds()) {
        World world(seed);
        world.run(200);
        ASSERT_EQ(world.judge.fault, "") << "seed " << seed << '\n'
                                         << shrunk(world.told, world.judge.may_leave_at_restart_);
    }
}

TEST(world, the_same_events_give_the_same_commands_and_state) {
    for (const std::uint64_t seed : seeds()) {
        if (seed % 10 != 0 && seeds().size() > 1) continue;
        World world(seed);
        world.run(200);
        Judge again;
        for (const auto& [now, event] : world.told) {
            const auto read = decode(encode(now, event));
            ASSERT_TRUE(read) << encode(now, event);
            again.tell(read->first, read->second);
        }
        ASSERT_EQ(again.transcript, world.judge.transcript) << "seed " << seed;
        ASSERT_EQ(again.router.fingerprint(), world.judge.router.fingerprint()) << "seed " << seed;
    }
}

/// What a simulation reads of the commands: everything but the why, the records and what is
/// said.
class Decisions {
public:
    std::string text;
    void take(const std::vector<Command>& commands) {
        for (const Command& command : commands) {
            if (const auto* c = std::get_if<OfferContact>(&command)) {
                OfferContact bare = *c;
                bare.why = {};
                text += to_text(bare) + '\n';
            } else if (const auto* c = std::get_if<AgentChanged>(&command)) {
                AgentState& last = states_[c->agent.value];
                if (std::exchange(last, c->state) != c->state)
                    text += std::to_string(c->agent.value) + " is " +
                            std::to_string(static_cast<int>(c->state)) + '\n';
            } else if (std::holds_alternative<CancelOffer>(command) ||
                       std::holds_alternative<LeaveQueue>(command) ||
                       std::holds_alternative<StartTimer>(command) ||
                       std::holds_alternative<TakeStep>(command)) {
                text += to_text(command) + '\n';
            }
        }
    }

private:
    std::map<std::int64_t, AgentState> states_;
};

TEST(world, a_quiet_line_decides_the_same) {
    for (const std::uint64_t seed : seeds()) {
        World world(seed);
        world.run(200);
        Router loud, quiet;
        quiet.be_quiet();
        Decisions told, kept;
        std::vector<Command> buffer;
        for (const auto& [now, event] : world.told) {
            told.take(loud.handle(now, event));
            quiet.handle(now, event, buffer);
            kept.take(buffer);
            for (const Command& command : buffer)
                ASSERT_FALSE(std::holds_alternative<Record>(command) ||
                             std::holds_alternative<Explain>(command) ||
                             std::holds_alternative<Announce>(command));
            ASSERT_EQ(quiet.broken_invariant(now), "") << "seed " << seed;
        }
        ASSERT_EQ(kept.text, told.text) << "seed " << seed;
    }
}

}  // namespace world_test
}  // namespace ol::routing
