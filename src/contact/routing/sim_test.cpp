// A seeded world of callers and agents drives the core; after each step every invariant must hold
// and the ledger of offers and exits must balance. A failure prints the seed: run again with
// OL_SIM_SEED=<seed>.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "contact/routing/routing.hpp"

namespace ol::routing {
namespace sim_test {

/// splitmix64: the same numbers everywhere.
class Dice {
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

private:
    std::uint64_t state_;
};

/// What the outside can know from the commands alone.
struct Ledger {
    std::map<std::int64_t, int> visits, exits;     // per contact id
    std::map<std::int64_t, std::int64_t> offered;  // contact -> agent: ringing or joining
    std::map<std::int64_t, std::int64_t> talking;  // contact -> agent
    std::string fault;

    void note(const std::string& text) {
        if (fault.empty()) fault = text;
    }
    bool busy(std::int64_t agent) const {
        const auto has = [&](const auto& map) {
            return std::any_of(map.begin(), map.end(),
                               [&](const auto& pair) { return pair.second == agent; });
        };
        return has(offered) || has(talking);
    }
    void take(const Command& command) {
        if (const auto* c = std::get_if<OfferContact>(&command)) {
            if (offered.contains(c->contact.value) || talking.contains(c->contact.value))
                note("offered twice");
            if (busy(c->agent.value)) note("agent over capacity");
            offered[c->contact.value] = c->agent.value;
        } else if (const auto* c = std::get_if<CancelOffer>(&command)) {
            const auto it = offered.find(c->contact.value);
            if (it != offered.end() && it->second == c->agent.value) offered.erase(it);
        } else if (const auto* c = std::get_if<LeaveQueue>(&command)) {
            if (++exits[c->contact.value] > visits[c->contact.value] + (c->exit == Exit::full))
                note("an exit without a visit");
            if (c->exit == Exit::full) ++visits[c->contact.value];
            if (c->exit == Exit::answered) talking[c->contact.value] = offered[c->contact.value];
            offered.erase(c->contact.value);
        } else if (const auto* c = std::get_if<Record>(&command)) {
            if (c->verb == "enter") ++visits[c->contact.value];
            if (c->verb == "complete") talking.erase(c->contact.value);
            // refused by the shell itself: no cancel is sent for it
            if (c->verb == "declined" || c->verb == "busy" || c->verb == "unreachable" ||
                c->verb == "no_answer" || c->verb == "lost_race" || c->verb == "connect_failed" ||
                c->verb == "caller_left")
                offered.erase(c->contact.value);
        }
    }
};

class World {
public:
    explicit World(std::uint64_t seed) : dice_(seed) {}

    /// The whole run as text: floor log lines with their commands. Empty `fault` when all held.
    std::string run(int steps) {
        for (int i = 0; i < 3; ++i) post(configured(i + 1));
        for (int i = 0; i < steps && fault.empty(); ++i) step();
        balance();
        return transcript + router_.fingerprint();
    }
    std::string fault;
    std::string transcript;

private:
    static constexpr int agent_count = 7;

    Event configured(int queue) {
        QueueConfig q;
        q.id = {queue};
        q.name = "q" + std::to_string(queue);
        q.version = ++version_;
        q.ring_timeout = Ms{5000 + 1000 * dice_.below(20)};
        q.wrap_up = Ms{1000 * dice_.below(30)};
        q.max_wait = Ms{dice_.chance(30) ? 10000 + dice_.below(90000) : 0};
        q.max_waiting = dice_.chance(30) ? 1 + dice_.below(6) : 0;
        q.no_answer_max = 1 + dice_.below(3);
        q.no_agent_exit = Ms{dice_.chance(30) ? 1 + dice_.below(10000) : 0};
        q.rounds_max = dice_.below(4);
        q.reject_delay = Ms{dice_.below(3) * 4000};
        for (int a = 1; a <= agent_count; ++a)
            if (dice_.chance(50)) q.members.push_back(agent(a));
        return QueueConfigured{q};
    }
    static PersonId agent(int n) { return {100 + n}; }
    PersonId any_agent() {
        if (dice_.chance(2)) return {};  // nobody
        return agent(1 + dice_.below(agent_count + 1));
    }  // one of them is never a member
    ContactId any_contact() { return {1000 + dice_.below(next_contact_ + 1)}; }

    /// Somebody in hand now, most of the time; else anybody, so that late and wrong facts are told
    /// too.
    std::pair<ContactId, PersonId> pair_of(const std::map<std::int64_t, std::int64_t>& map) {
        if (map.empty() || dice_.chance(10)) return {any_contact(), any_agent()};
        auto it = map.begin();
        std::advance(it, dice_.below(static_cast<int>(map.size())));
        return {ContactId{it->first}, PersonId{it->second}};
    }

    Event queued() {
        ContactQueued e;
        e.contact = dice_.chance(95) ? ContactId{1000 + next_contact_++} : any_contact();
        e.queue = {1 + dice_.below(dice_.chance(95) ? 3 : 5)};
        e.priority = dice_.chance(20) ? dice_.below(5) : 0;
        e.entered_at = now_ - Ms{dice_.chance(20) ? dice_.below(100000) : 0};
        e.at_head = dice_.chance(5);
        if (dice_.chance(10)) e.excluded.push_back(any_agent());
        for (const PersonId person : e.excluded) not_for_.insert({e.contact.value, person.value});
        return e;
    }

    Event random_event() {
        const int roll = dice_.below(200);
        if (roll < 45) return queued();
        if (roll < 55)
            return ContactLeft{any_contact(), dice_.chance(80) ? Exit::abandoned : Exit::callback};
        if (roll < 65) return AgentSignedIn{any_agent()};
        if (roll < 68) return AgentSignedOut{any_agent()};
        if (roll < 90) return AgentReady{any_agent()};
        if (roll < 95)
            return AgentPaused{any_agent(), dice_.chance(50) ? "meal" : "break", dice_.chance(50)};
        if (roll < 105) return AgentReachable{any_agent(), dice_.chance(85)};
        if (roll < 145) return first_of<OfferAccepted>(ledger_.offered);
        if (roll < 155) {
            const auto [contact, person] = pair_of(ledger_.offered);
            return OfferRefused{contact, person, static_cast<OfferFailure>(dice_.below(7))};
        }
        if (roll < 175) return first_of<ContactConnected>(ledger_.offered);
        if (roll < 190) {
            const auto [contact, person] = pair_of(ledger_.talking);
            return ContactDone{contact, person, dice_.chance(80)};
        }
        if (roll < 194) return WrapUpEnded{any_agent()};
        if (roll < 196) return WrapUpExtended{any_agent(), Ms{dice_.below(90000)}};
        if (roll < 198) return configured(1 + dice_.below(3));
        if (roll < 199) return QueueRemoved{QueueId{1 + dice_.below(4)}};
        return ContactResumed{any_contact()};
    }
    template <class E>
    Event first_of(const std::map<std::int64_t, std::int64_t>& map) {
        const auto [contact, person] = pair_of(map);
        return E{contact, person};
    }

    void step() {
        const Time then = now_ + Ms{dice_.chance(20) ? dice_.below(20000) : dice_.below(1500)};
        // One wake-up in twenty is lost: the next event must heal that.
        while (timer_ && *timer_ <= then && !dice_.chance(5)) {
            now_ = std::max(now_, *timer_);
            post(TimerDue{});
        }
        now_ = then;
        post(random_event());
    }

    void post(const Event& event) {
        const std::string line = encode(now_, event);
        transcript += line + '\n';
        if (timer_ && *timer_ <= now_) timer_.reset();
        const auto commands = router_.handle(now_, event);
        for (const Command& command : commands) {
            if (const auto* timer = std::get_if<StartTimer>(&command)) timer_ = timer->at;
            ledger_.take(command);
            transcript += "> " + to_text(command) + '\n';
        }
        for (const Command& command : commands)
            if (const auto* offer = std::get_if<OfferContact>(&command)) nobody_overtaken(*offer);
        check(line);
    }

    /// First come, first served: nobody who stands before the offered contact and was never offered
    /// to this agent (nor is forbidden to her) may still be looking for somebody.
    void nobody_overtaken(const OfferContact& offer) {
        for (const WaitingView& row : router_.view().waiting) {
            if (row.queue != offer.queue) continue;
            if (row.contact == offer.contact) break;
            if (!row.ringing && !not_for_.contains({row.contact.value, offer.agent.value}))
                ledger_.note("contact " + std::to_string(row.contact.value) + " was overtaken by " +
                             std::to_string(offer.contact.value));
        }
        not_for_.insert({offer.contact.value, offer.agent.value});
    }

    void check(const std::string& line) {
        if (!fault.empty()) return;
        fault = router_.broken_invariant(now_);
        if (fault.empty()) fault = ledger_.fault;
        if (!fault.empty()) fault += " after " + line;
    }

    /// Sum of exits + those still in the line = visits (A28); those in talk have had their exit.
    void balance() {
        std::map<std::int64_t, int> still;
        for (const WaitingView& row : router_.view().waiting) ++still[row.contact.value];
        for (const auto& [contact, by] : ledger_.offered) still[contact] = 1;
        for (const auto& [contact, visits] : ledger_.visits)
            if (visits != ledger_.exits[contact] + still[contact] && fault.empty())
                fault = "visits and exits differ for contact " + std::to_string(contact);
    }

    Dice dice_;
    Router router_;
    Ledger ledger_;
    Time now_ = from_ms(1767225600000);
    std::optional<Time> timer_;
    std::set<std::pair<std::int64_t, std::int64_t>>
        not_for_;  // contact and agent: excluded, or offered before
    int next_contact_ = 0;
    std::int64_t version_ = 0;
};

std::vector<std::uint64_t> seeds() {
    if (const char* one = std::getenv("OL_SIM_SEED")) return {std::strtoull(one, nullptr, 10)};
    const char* count = std::getenv("OL_SIM_SEEDS");  // nightly: thousands
    std::vector<std::uint64_t> all(count ? std::strtoull(count, nullptr, 10) : 200);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = 20260 + i;
    return all;
}

TEST(simulation, invariants_hold_and_the_ledger_balances) {
    for (const std::uint64_t seed : seeds()) {
        World world(seed);
        world.run(200);
        ASSERT_EQ(world.fault, "") << "seed " << seed;
    }
}

TEST(simulation, same_seed_same_commands_and_state) {
    for (const std::uint64_t seed : seeds()) {
        if (seed % 10 != 0 && seeds().size() > 1) continue;
        ASSERT_EQ(World(seed).run(200), World(seed).run(200)) << "seed " << seed;
    }
}

/// The transcript as a floor log: decoded and run again it gives the same commands, and encodes to
/// the same bytes.
TEST(simulation, replay_gives_the_same_commands) {
    for (const std::uint64_t seed : seeds()) {
        if (seed % 10 != 0 && seeds().size() > 1) continue;
        World world(seed);
        const std::string whole = world.run(200);
        Router router;
        std::string again;
        std::size_t at = 0;
        while (at < world.transcript.size()) {
            const std::size_t end = world.transcript.find('\n', at);
            const std::string line = world.transcript.substr(at, end - at);
            at = end + 1;
            if (line.starts_with("> ")) continue;
            const auto event = decode(line);
            ASSERT_TRUE(event) << line << ' ' << event.error().detail;
            ASSERT_EQ(encode(event->first, event->second), line);
            again += line + '\n';
            for (const Command& command : router.handle(event->first, event->second))
                again += "> " + to_text(command) + '\n';
        }
        ASSERT_EQ(again + router.fingerprint(), whole) << "seed " << seed;
    }
}

}  // namespace sim_test
}  // namespace ol::routing
