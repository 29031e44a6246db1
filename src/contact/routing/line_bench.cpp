// How fast the line decides. Without arguments: 5,000 agents in 10 queues each, 1,000 queues,
// 20,000 waiting, one JSON line. "events_per_s": a full line, every agent who becomes free takes
// the next contact at once. "quiet_events_per_s": half of the agents idle, every contact is offered
// as it comes. Both per second of one core's time, so that a busy machine does not make the line
// look slow. "decision_p99_us": events that end in an offer, both cases, by the wall. With --grid:
// a line for each size of agents, queues and waiting, plain and with skills asked in steps, and the
// memory that an agent (with ten memberships) and a waiting contact take.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <deque>
#include <vector>

#include "contact/routing/routing.hpp"

namespace {

using namespace ol;
using namespace ol::routing;
using Stopwatch = std::chrono::steady_clock;

struct Size {
    int agents = 5000, queues = 1000, waiting = 20000;
    bool skills = false;
};
constexpr int queues_per_agent = 10;

std::size_t heap_bytes() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

class Floor {
public:
    Floor(Size size, bool measured) : size_(size), measured_(measured) {
        std::vector<QueueConfig> queues(size.queues);
        for (int q = 0; q < size.queues; ++q) {
            queues[q].id = {q + 1};
            queues[q].max_wait = Ms{3600000};
            if (size.skills)
                queues[q].skill_steps = {
                    {Ms{20000}, "english > 50 & sales"}, {Ms{20000}, "english"}, {Ms{0}, ""}};
        }
        for (int a = 0; a < size.agents; ++a)
            for (int i = 0; i < queues_per_agent; ++i)
                queues[(a * 7 + i * (size.queues > 100 ? 101 : 1)) % size.queues].members.push_back(
                    agent(a));
        for (auto& queue : queues) post(QueueConfigured{std::move(queue)});
        for (int a = 0; a < size.agents; ++a) {
            if (size.skills)
                post(AgentConfigured{
                    {agent(a), {{"english", a * 37 % 100}, {"sales", a * 13 % 100}}, {}, {}, {}}});
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
                           QueueId{1 + id * 7919 % size_.queues},
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
    Size size_;
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
    const auto ticks = static_cast<double>(std::max<std::clock_t>(std::clock() - start, 1));
    return static_cast<double>(floor.events) * CLOCKS_PER_SEC / ticks;
}

void fill(Floor& floor, Size size, bool full) {
    floor.sign_on(0, size.agents);
    // Half of the agents stay idle; with more queues than agents some callers find nobody.
    const int callers = full ? size.agents + size.waiting : size.agents / 2;
    for (int i = 0; i < callers; ++i) floor.queue_one();
}

double speed(Size size, bool full, int rounds) {
    Floor floor(size, false);
    fill(floor, size, full);
    run(floor, rounds / 10);
    return run(floor, rounds);
}

struct Decisions {
    double p50 = 0, p99 = 0, most = 0;
};

Decisions decisions(Size size, std::vector<bool> cases, int rounds) {
    std::vector<double> all;
    for (const bool full : cases) {
        Floor floor(size, true);
        fill(floor, size, full);
        run(floor, rounds);
        all.insert(all.end(), floor.decisions_us.begin(), floor.decisions_us.end());
    }
    if (all.empty()) return {};
    std::sort(all.begin(), all.end());
    const auto at = [&](double share) {
        return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
    };
    return {at(0.5), at(0.99), all.back()};
}

void headline() {
    constexpr int rounds = 300000;
    const Size size;
    const double full = speed(size, true, rounds), quiet = speed(size, false, rounds);
    const Decisions d = decisions(size, {true, false}, rounds / 3);
    std::printf(
        "{\"bench\":\"router\",\"events_per_s\":%.0f,\"quiet_events_per_s\":%.0f,"
        "\"decision_p50_us\":%.2f,\"decision_p99_us\":%.2f,\"agents\":%d,\"queues\":%d,"
        "\"waiting\":%d}\n",
        full, quiet, d.p50, d.p99, size.agents, size.queues, size.waiting);
}

/// Heap per agent (with her memberships; the queues are there) and per waiting contact.
void memory() {
    const Size size{20000, 1000, 0, false};
    const std::size_t empty = heap_bytes();
    const Floor without({0, size.queues, 0, false}, false);
    const std::size_t queues = heap_bytes() - empty;
    Floor floor(size, false);
    const std::size_t before = heap_bytes();
    const double per_agent = static_cast<double>(before - empty - 2 * queues) / size.agents;
    constexpr int contacts = 200000;
    for (int i = 0; i < contacts; ++i) floor.queue_one();
    const double per_contact = static_cast<double>(heap_bytes() - before) / contacts;
    std::printf("{\"bench\":\"router_memory\",\"agent_bytes\":%.0f,\"contact_bytes\":%.0f}\n",
                per_agent, per_contact);
}

void grid() {
    constexpr int rounds = 40000;
    for (const int agents : {200, 5000, 20000})
        for (const int queues : {10, 1000, 5000})
            for (const int waiting : {0, 20000, 200000})
                for (const bool skills : {false, true}) {
                    const Size size{agents, queues, waiting, skills};
                    const bool full = waiting > 0;
                    const double events = speed(size, full, rounds);
                    const Decisions d = decisions(size, {full}, rounds / 2);
                    std::printf(
                        "{\"bench\":\"router_grid\",\"agents\":%d,\"queues\":%d,\"waiting\":%d,"
                        "\"skills\":%s,\"events_per_s\":%.0f,\"decision_p50_us\":%.2f,"
                        "\"decision_p99_us\":%.2f,\"decision_max_us\":%.0f}\n",
                        agents, queues, waiting, skills ? "true" : "false", events, d.p50, d.p99,
                        d.most);
                    std::fflush(stdout);
                }
    memory();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "--grid") == 0)
        grid();
    else
        headline();
}
