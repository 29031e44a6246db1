#include "app/bench_server.hpp"

#include <csignal>
#include <filesystem>
#include <iostream>

#include "app/wiring.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::app {
namespace {

bool on_loopback(const std::string& address) {
    return address.starts_with("127.") && address.find(':') != std::string::npos;
}

void add_agents(const BenchOptions& o, calls::Calls& calls, sip::Stack& stack) {
    std::vector<calls::Agent> agents;
    std::vector<sip::Endpoint> endpoints;
    calls::QueueSettings queue;
    queue.id = QueueId{1};
    queue.shop_id = ShopId{1};
    queue.name = "sales";
    queue.ring_timeout_ms = 15000;
    queue.wrap_up_ms = 0;
    queue.no_answer_max = 1000000;
    for (int i = 1; i <= o.agents; i++) {
        const std::string user = "agent" + std::to_string(i);
        agents.push_back({PersonId{i}, user, "en", user, calls::PhoneKind::sip});
        endpoints.push_back({user, "", "sip:" + user + "@" + o.agent_contact, true});
        queue.member_ids.push_back(PersonId{i});
    }
    calls::Shop shop;
    shop.id = ShopId{1};
    shop.record = o.record;
    calls.set_shops({shop});
    calls.set_agents(std::move(agents));
    stack.set_endpoints(std::move(endpoints));
    calls.set_queues({queue});
    for (int i = 1; i <= o.agents; i++) calls.choose(PersonId{i}, "ready");
}

}  // namespace

int bench_server(const BenchOptions& o) {
    if (!on_loopback(o.listen) || !on_loopback(o.agent_contact)) {
        std::cerr << "orderline: bench-server works on 127.0.0.0/8 only, as IP:PORT\n";
        return 2;
    }
    log::set_level(log::Level::warn);
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);
    std::filesystem::create_directories(o.var);
    db::Database::Options db_options;
    db_options.url = "sqlite:" + o.var + "/orderline.db";
    auto db = db::Database::open(db_options, system_clock());
    const auto all = all_migrations();
    if (!db || !(*db)->migrate(all)) {
        std::cerr << "orderline: cannot open the database in " << o.var << "\n";
        return 1;
    }
    IdSource ids(0, (*db)->greatest_id());
    customers::Customers customers({**db, ids, system_clock(), {}, {}});
    promises::Promises promises({**db, ids, system_clock(), customers, {}, {}});
    orders::Orders orders({**db, ids, system_clock(), customers, promises, {}, {}, {}, {}});
    auto floor_log = routing::FloorLog::none();
    calls::Deps deps{system_clock(), ids,       **db,   nullptr, nullptr,
                     *floor_log,     customers, orders, promises};
    deps.recordings_dir = o.var + "/recordings";
    deps.answer_everyone = true;
    calls::Calls calls(deps);

    const auto colon = o.listen.find(':');
    media::Config media_config;
    media_config.address = o.listen.substr(0, colon);
    media_config.prompts_dir = o.prompts;
    auto engine = media::Engine::create(media_config, calls.media_events());
    sip::Config sip_config;
    sip_config.address = o.listen.substr(0, colon);
    sip_config.port = static_cast<std::uint16_t>(std::stoi(o.listen.substr(colon + 1)));
    sip_config.invite_per_source_per_s = 0;
    sip_config.register_per_source_per_s = 0;
    sip_config.options_interval_s = 0;
    auto stack = engine ? sip::Stack::create(sip_config, calls.sip_events())
                        : Result<std::unique_ptr<sip::Stack>>(engine.error());
    if (!stack) {
        std::cerr << "orderline: " << stack.error().detail << "\n";
        return 1;
    }
    calls.attach(**stack, **engine);
    (void)calls.start();
    add_agents(o, calls, **stack);
    calls.snapshot([](calls::LineSnapshot) { std::cout << "ready" << std::endl; });
    int signal = 0;
    sigwait(&stop, &signal);
    calls.stop();
    stack->reset();
    engine->reset();
    return 0;
}

}  // namespace ol::app
