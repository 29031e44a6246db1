#include "app/cli.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "app/bench_server.hpp"
#include "app/config.hpp"
#include "app/import_queues.hpp"
#include "app/own_user.hpp"
#include "app/ports.hpp"
#include "app/scenarios.hpp"
#include "app/simulate.hpp"
#include "app/var_lock.hpp"
#include "app/wiring.hpp"
#include "contact/routing/routing.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "team/staff/staff.hpp"

namespace ol::app {
namespace {

struct Options {
    std::string config_file;
    std::vector<std::pair<std::string, std::string>> overrides;
};

/// Every key of the config is an option of each command: --http.port 8081.
void add_keys(CLI::App& command, Options& options) {
    command.add_option("--config", options.config_file, "TOML file");
    for (const auto& key : keys()) {
        const std::string name(key.name);
        const bool flag = name == "lan" || name == "empty";
        if (flag)
            command.add_flag_callback(
                "--" + name, [&options, name] { options.overrides.emplace_back(name, "true"); },
                std::string(key.description));
        else
            command.add_option_function<std::string>(
                "--" + name,
                [&options, name](const std::string& value) {
                    options.overrides.emplace_back(name, value);
                },
                std::string(key.description));
    }
}

int complain(const Error& e) {
    std::cerr << "orderline: " << e.detail << "\n";
    if (!e.field.empty()) std::cerr << "  at: " << e.field << "\n";
    std::cerr << "  code: " << e.code << "\n";
    return 1;
}

void set_log_level(const std::string& name) {
    if (name == "debug")
        log::set_level(log::Level::debug);
    else if (name == "warn")
        log::set_level(log::Level::warn);
    else if (name == "error")
        log::set_level(log::Level::error);
    else
        log::set_level(log::Level::info);
}

void greet(const Config& config, const Centre& centre) {
    const auto doors = centre.doors();
    std::cout << "\nOrderline is open: " << doors.url << "\n"
              << "SIP on " << reachable(config.sip_address) << ":" << doors.sip_port
              << " (UDP and TCP)\n";
    if (!centre.sign_ins().empty()) {
        std::cout << "\nSign in as (login, password):\n"
                  << centre.sign_ins()
                  << "\nTry first: sign in as the operator, allow the microphone, press Ready, "
                     "then Demo > \"calls to confirm\".\n"
                  << "The demo storefront with a call button: " << doors.url << "/shop\n";
    } else if (config.empty) {
        std::cout << "\nOpen the address: ten questions make your centre.\n";
    }
    if (config.lan && config.tls_certificate == config.var + "/tls/certificate.pem")
        std::cout
            << "\nThe certificate is self-made: browsers will warn \"Your connection is not "
               "private\"; choose Advanced, then Proceed.\n"
               "A real one needs a name in the DNS: sudo certbot certonly --standalone -d NAME, "
               "then start with\n  ./run --lan --http.tls_certificate "
               "/etc/letsencrypt/live/NAME/fullchain.pem --http.tls_key "
               "/etc/letsencrypt/live/NAME/privkey.pem\n";
    std::cout << std::endl;
}

int serve(const Options& options) {
    auto config = load_config(options.config_file, options.overrides);
    if (!config) return complain(config.error());
    set_log_level(config->log_level);
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);  // before any thread: only this one waits for them
    ::signal(SIGPIPE, SIG_IGN);
    if (auto ok = check_ports(*config); !ok) return complain(ok.error());
    auto account = account_for(*config);
    if (!account) return complain(account.error());
    auto lock = VarLock::take(config->var);
    if (!lock) return complain(lock.error());
    auto centre = Centre::start(*config);
    if (!centre) return complain(centre.error());
    std::remove((config->var + "/pulled-plug").c_str());
    if (*account)
        if (auto ok = become(**account, config->var); !ok) return complain(ok.error());
    greet(*config, **centre);
    int signal = 0;
    sigwait(&stop, &signal);
    std::cout << "closing" << std::endl;
    return 0;
}

Result<std::unique_ptr<db::Database>> open_database(const Config& config) {
    db::Database::Options o;
    o.url = config.database;
    auto opened = db::Database::open(o, system_clock());
    if (!opened) return opened.error();
    const auto all = all_migrations();
    if (auto r = (*opened)->migrate(all); !r) return r.error();
    return std::move(*opened);
}

int backup(const Options& options, const std::string& file) {
    auto config = load_config(options.config_file, options.overrides);
    if (!config) return complain(config.error());
    auto database = open_database(*config);
    if (!database) return complain(database.error());
    if (auto r = (*database)->backup(file); !r) return complain(r.error());
    std::cout << "backup written: " << file
              << " (recordings and keys/secret.key are files of their own in " << config->var
              << ")\n";
    return 0;
}

int restore(const Options& options, const std::string& file) {
    auto config = load_config(options.config_file, options.overrides);
    if (!config) return complain(config.error());
    if (auto r = db::restore(file, config->database); !r) return complain(r.error());
    std::cout << "restored from " << file
              << "; the database before it stays beside as *.before-restore\n";
    return 0;
}

int replay(const std::string& file) {
    auto result = routing::replay(file);
    if (!result) return complain(result.error());
    std::cout << result->events << " events, " << result->differences << " differences\n";
    if (result->differences) std::cout << result->first_difference << "\n";
    if (result->unreadable)
        std::cout << result->unreadable << " lines cannot be read; " << result->not_compared
                  << " events after them were not compared\n";
    return result->differences ? 1 : 0;
}

int print_scenarios(const std::string& folder) {
    auto results = app::check_scenarios(folder);
    if (!results) return complain(results.error());
    int failed = 0;
    for (const auto& r : *results) {
        if (r.first_difference.empty()) continue;
        ++failed;
        std::cout << r.first_difference << "\n";
    }
    std::cout << results->size() - failed << " pass, " << failed << " differ\n";
    return failed ? 1 : 0;
}

int user(const Options& options, const std::string& verb, const std::string& login,
         const std::string& name, const std::string& role) {
    auto config = load_config(options.config_file, options.overrides);
    if (!config) return complain(config.error());
    auto database = open_database(*config);
    if (!database) return complain(database.error());
    std::ifstream in(config->var + "/keys/secret.key", std::ios::binary);
    const std::string key((std::istreambuf_iterator<char>(in)), {});
    if (key.size() != 32)
        return complain(invalid("app.key", config->var + "/keys/secret.key",
                                "start the centre once before adding people"));
    IdSource ids(config->node, (*database)->greatest_id());
    staff::Staff people({**database,
                         system_clock(),
                         ids,
                         key,
                         [] { return std::string(); },
                         [] { return false; },
                         {}});
    if (auto r = people.load(); !r) return complain(r.error());
    if (verb == "list") {
        for (const auto& [id, member] : people.directory()->people)
            std::cout << member.person.login << "\t" << member.person.name << "\t"
                      << (member.person.active ? "active" : "inactive") << "\n";
        return 0;
    }
    if (verb == "add") {
        staff::NewPerson draft;
        draft.login = login;
        draft.name = name.empty() ? login : name;
        draft.roles = {role.empty() ? "inbound_operator" : role};
        auto created = people.create_person(staff::Staff::system(), draft);
        if (!created) return complain(created.error());
        std::cout << created->person.login << "\t" << created->password << "\n";
        return 0;
    }
    auto id = people.find_login(login);
    if (!id) return complain(id.error());
    auto fresh = people.reset_password(staff::Staff::system(), *id);
    if (!fresh) return complain(fresh.error());
    std::cout << login << "\t" << fresh->password << "\n";
    return 0;
}

int check_config(const Options& options) {
    auto config = load_config(options.config_file, options.overrides);
    if (!config) return complain(config.error());
    for (const auto& key : keys())
        std::cout << key.name << " = " << key.get(*config) << "    # " << key.description << "\n";
    return 0;
}

void add_import(CLI::App& app, ImportOptions& imports, int& code) {
    auto* q =
        app.add_subcommand("import-queues", "what becomes of the queues of Asterisk or FreeSWITCH");
    q->add_option("files", imports.files,
                  "queues.conf, queuerules.conf, agents.conf, or callcenter.conf.xml; with what "
                  "they include")
        ->required();
    q->add_option("--people", imports.people, "JSON: [{\"person\", \"login\", \"extension\"}]");
    q->add_flag("--json", imports.json, "everything as one JSON object");
    q->callback([&] { code = import_queues(imports); });
}

int print_openapi() {
    const std::string text = openapi_text();
    std::cout << text << "\n";
    if (text.find("x-clashing-schemas") == std::string::npos) return 0;
    std::cerr << "two structs have one name in the API: see x-clashing-schemas at its end, and "
                 "rename one\n";
    return 1;
}

}  // namespace

int run_cli(int argc, char** argv) {
    CLI::App app{"Orderline: the contact centre of an online store"};
    app.require_subcommand(1);
    Options options;
    std::string file, verb, login, name, role;
    BenchOptions bench;
    int code = 0;
    auto* s = app.add_subcommand("serve", "start the centre");
    add_keys(*s, options);
    s->callback([&] { code = serve(options); });
    auto* b = app.add_subcommand("backup", "copy the database to a file while the centre runs");
    b->add_option("file", file, "where to")->required();
    add_keys(*b, options);
    b->callback([&] { code = backup(options, file); });
    auto* r = app.add_subcommand("restore", "put a backup in place (the centre must not run)");
    r->add_option("file", file, "the backup")->required();
    add_keys(*r, options);
    r->callback([&] { code = restore(options, file); });
    auto* p = app.add_subcommand("replay", "run a floor log again and compare every decision");
    p->add_option("file", file, "var/floor/<day>.log")->required();
    p->callback([&] { code = replay(file); });
    auto* k = app.add_subcommand(
        "check-scenarios",
        "run a folder of scenarios through the line, or what their first word names");
    k->add_option("folder", file, "*.txt, see docs/guide/scenarios.md")->required();
    k->callback([&] { code = print_scenarios(file); });
    SimulateOptions sim;
    auto* m = app.add_subcommand("simulate", "many days of a model through the line, with figures");
    m->add_option("model", sim.model, "a JSON file, see docs/guide/simulate.md")->required();
    m->add_option("--compare", sim.other, "a second model: the same buyers, another plan");
    m->add_option("--days", sim.days, "instead of the model's own")->check(CLI::Range(1, 100000));
    m->add_option("--seed", sim.seed, "instead of the model's own")->check(CLI::NonNegativeNumber);
    m->add_option("--threads", sim.threads, "default: one per core")->check(CLI::Range(1, 64));
    m->add_flag("--json", sim.json, "everything as one JSON object");
    m->callback([&] { code = simulate(sim); });
    ImportOptions imports;
    add_import(app, imports, code);
    auto* u = app.add_subcommand("user", "add LOGIN | passwd LOGIN | list");
    u->add_option("verb", verb)->required()->check(CLI::IsMember({"add", "passwd", "list"}));
    u->add_option("login", login);
    u->add_option("--name", name);
    u->add_option("--role", role);
    add_keys(*u, options);
    u->callback([&] { code = user(options, verb, login, name, role); });
    auto* c = app.add_subcommand("check-config", "print every key with its value");
    add_keys(*c, options);
    c->callback([&] { code = check_config(options); });
    app.add_subcommand("openapi", "print the OpenAPI 3.1 description")->callback([&] {
        code = print_openapi();
    });
    app.add_subcommand("version", "print the version")->callback([] {
        std::cout << "orderline 0.1.0\n";
    });
    auto* l = app.add_subcommand(
        "bench-server", "for bench/load-server: a queue \"sales\" with fixed agents on loopback");
    l->add_option("--agents", bench.agents)->required();
    l->add_flag("--record", bench.record);
    l->add_option("--listen", bench.listen, "IP:PORT")->required();
    l->add_option("--agent-contact", bench.agent_contact, "IP:PORT")->required();
    l->add_option("--var", bench.var)->required();
    l->add_option("--prompts", bench.prompts);
    l->callback([&] { code = bench_server(bench); });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    return code;
}

}  // namespace ol::app
