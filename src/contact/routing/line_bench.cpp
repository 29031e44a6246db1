// How fast the line decides: 5,000 agents in 10 queues each, 1,000 queues, 20,000 waiting. Prints
// one JSON line. "events_per_s": a full line, every agent who becomes free takes the next contact
// at once. "quiet_events_per_s": half of the agents idle, every contact is offered as it comes.
// Both per second of one core's time, so that a busy machine does not make the line look slow.
// "decision_p99_us": events that end in an offer, both cases, by the wall.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <deque>
#include <vector>

#include "contact/routing/routing.hpp"

namespace {

using namespace ol;
using namespace ol::routing;
using Stopwatch = std::chrono::steady_clock;

constexpr int agent_count = 5000, queue_count = 1000, queues_per_agent = 10, waiting_count = 20000;

class Floor {
public:
    explicit Floor(bool measured) : measured_(measured) {
        std::vector<QueueConfig> queues(queue_count);
        for (int q = 0; q < queue_count; ++q) {
            queues[q].id = {q + 1};
            queues[q].max_wait = Ms{3600000};
        }
        for (int a = 0; a < agent_count; ++a)
            for (int i = 0; i < queues_per_agent; ++i)
                queues[(a * 7 + i * 101) % queue_count].members.push_back(agent(a));
        for (auto& queue : queues) post(QueueConfigured{std::move(queue)});
        for (int a = 0; a < agent_count; ++a) {
            post(AgentSignedIn{agent(a)});
            post(AgentReachable{agent(a), true});
        }
    }
    static PersonId agent(int a) { return {100000 + a}; }
    void sign_on(int from, int to) {
        for (int a = from; a < to; ++a) post(AgentReady{agent(a)});
    }
    void queue_one() {
        const std::int64_t id = next_contact_++;
        post(ContactQueued{ContactId{id},
                           QueueId{1 + id * 7919 % queue_count},
                           Channel::call,
                           0,
                           now_,
                           {},
                           false});
    }
    /// One contact from its offer to the end of wrap-up: accepted, connected, done, wrap-up ended,
    /// and a new caller.
    void serve_one() {
        const auto [contact, agent] = offered_.front();
        offered_.pop_front();
        post(OfferAccepted{contact, agent});
        post(ContactConnected{contact, agent});
        post(ContactDone{contact, agent, true});
        post(WrapUpEnded{agent});
        queue_one();
    }
    std::size_t events = 0;
    std::vector<double> decisions_us;
    std::size_t waiting_offers() const { return offered_.size(); }

private:
    void post(const Event& event) {
        if (++events % 16 == 0) now_ += Ms{1};  // 16,000 events per second of the line's own time
        const auto start = measured_ ? Stopwatch::now() : Stopwatch::time_point{};
        const auto commands = router_.handle(now_, event);
        bool decided = false;
        for (const Command& command : commands)
            if (const auto* offer = std::get_if<OfferContact>(&command)) {
                offered_.emplace_back(offer->contact, offer->agent);
                decided = true;
            }
        if (measured_ && decided)
            decisions_us.push_back(
                std::chrono::duration<double, std::micro>(Stopwatch::now() - start).count());
    }
    Router router_;
    Time now_ = from_ms(1767225600000);
    std::deque<std::pair<ContactId, PersonId>> offered_;
    std::int64_t next_contact_ = 1;
    bool measured_;
};

/// Events per CPU-second over `rounds` served contacts.
double run(Floor& floor, int rounds) {
    floor.events = 0;
    floor.decisions_us.clear();
    const std::clock_t start = std::clock();
    for (int i = 0; i < rounds && floor.waiting_offers() > 0; ++i) floor.serve_one();
    const auto ticks = static_cast<double>(std::clock() - start);
    return static_cast<double>(floor.events) * CLOCKS_PER_SEC / ticks;
}

void fill(Floor& floor, bool full) {
    floor.sign_on(0, agent_count);
    const int callers = full ? agent_count + waiting_count : agent_count / 2;
    for (int i = 0; i < callers; ++i) floor.queue_one();
}

double speed(bool full, int rounds) {
    Floor floor(false);
    fill(floor, full);
    run(floor, rounds / 10);
    return run(floor, rounds);
}

}  // namespace

int main() {
    constexpr int rounds = 300000;
    const double full = speed(true, rounds), quiet = speed(false, rounds);
    std::vector<double> decisions;
    for (const bool is_full : {true, false}) {
        Floor floor(true);
        fill(floor, is_full);
        run(floor, rounds / 3);
        decisions.insert(decisions.end(), floor.decisions_us.begin(), floor.decisions_us.end());
    }
    std::sort(decisions.begin(), decisions.end());
    const auto at = [&](double share) {
        return decisions[static_cast<std::size_t>(share * (decisions.size() - 1))];
    };
    std::printf(
        "{\"bench\":\"router\",\"events_per_s\":%.0f,\"quiet_events_per_s\":%.0f,\"decision_p50_"
        "us\":%.2f,"
        "\"decision_p99_us\":%.2f,\"agents\":%d,\"queues\":%d,\"waiting\":%d}\n",
        full, quiet, at(0.5), at(0.99), agent_count, queue_count, waiting_count);
}
