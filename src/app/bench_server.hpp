#pragma once
#include <string>

namespace ol::app {

struct BenchOptions {
    int agents = 20;
    bool record = false;
    std::string listen, agent_contact, var, prompts = "build/prompts";
};

/// A centre without web: queue "sales", agents agent1..N always ready at fixed contacts, music for
/// the waiting. Unauthenticated fixed agents exist only here, and only inside 127.0.0.0/8. Prints
/// "ready" when it takes calls.
int bench_server(const BenchOptions& options);

}  // namespace ol::app
