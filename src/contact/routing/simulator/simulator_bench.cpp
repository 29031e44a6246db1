// How fast days pass: 48 agents, ten hours, three queues with priorities, patience, lognormal talks
// and wrap-up, shifts and breaks, a rate that changes. Prints one JSON line.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "contact/routing/simulator/simulator.hpp"
#include "platform/base/time.hpp"

namespace {

using namespace ol::simulator;

/// One line of 48 agents at nine tenths of their time.
SimModel plain_day() {
    SimModel m;
    m.name = "48 agents";
    m.opens = "08:00", m.closes = "18:00";
    SimQueue q;
    q.name = "sales";
    q.arrivals = {{"08:00", 400}, {"10:00", 620}, {"13:00", 480}, {"15:00", 560}};
    q.handle = {Shape::lognormal, 300, 1};
    q.patience = {Shape::exponential, 180, 1};
    m.queues = {q};
    m.teams.resize(2);
    m.teams[0] = {"early", 24, {"sales"}, "08:00", "17:00", {{"12:00", 30, 4}}, {}, 0, 60};
    m.teams[1] = {"late", 24, {"sales"}, "09:00", "18:00", {{"13:00", 30, 4}}, {}, 0, 60};
    return m;
}

/// Three queues, two skills an agent, ringing and wrap-up: what a real plan looks like.
SimModel full_day() {
    SimModel m = plain_day();
    m.name = "48 agents, three queues";
    SimQueue q = m.queues[0];
    m.queues.clear();
    for (const char* name : {"sales", "orders", "vip"}) {
        q.name = name;
        for (auto& rate : q.arrivals) rate.per_hour /= m.queues.empty() ? 2 : 1.6;
        q.handle.mean_s = 240, q.wrap_up = {Shape::lognormal, 40, 0.8};
        q.priority = q.name == "vip" ? 1 : 0;
        m.queues.push_back(q);
    }
    m.teams[0].queues = {"sales", "vip"};
    m.teams[1].queues = {"orders", "sales", "vip"};
    for (auto& team : m.teams) team.answer = {Shape::lognormal, 4, 0.5}, team.misses = 0.02;
    return m;
}

void measure(const char* name, SimModel model, int threads, bool last) {
    const std::clock_t cpu = std::clock();
    const ol::Time wall = ol::system_clock().steady();
    const auto result = simulate(model, {.threads = threads, .progress = {}, .stop = {}});
    const double cpu_s = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    const double wall_s = std::chrono::duration<double>(ol::system_clock().steady() - wall).count();
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().detail.c_str());
        std::exit(1);
    }
    std::printf(
        "\"%s\":{\"days\":%d,\"threads\":%d,\"cpu_s\":%.3f,\"wall_s\":%.3f,"
        "\"events_per_cpu_s\":%.0f,\"events_per_day\":%.0f,\"offered\":%.0f}%s",
        name, result->days, threads, cpu_s, wall_s, static_cast<double>(result->events) / cpu_s,
        static_cast<double>(result->events) / result->days, *result->subjects[0].figures[0].mean,
        last ? "}\n" : ",");
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const int days = argc > 1 ? std::atoi(argv[1]) : 1000;
    SimModel plain = plain_day(), full = full_day();
    plain.days = full.days = days;
    std::printf("{\"bench\":\"simulator\",");
    measure("plain", plain, 2, false);
    measure("full", full, 2, true);
}
