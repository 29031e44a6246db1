#include "app/wiring.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "app/buyers.hpp"
#include "app/faxes.hpp"
#include "app/parts.hpp"
#include "app/ports.hpp"
#include "contact/conversations/doors/doors.hpp"
#include "contact/queues/queues.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "platform/db/ending.hpp"
#include "shop/logistics/ways/directory.hpp"

namespace ol::app {

namespace fs = std::filesystem;

namespace {

/// The installation's key: made once, readable by us alone, not part of the backup.
Result<std::string> installation_key(const std::string& var) {
    const std::string path = var + "/keys/secret.key";
    fs::create_directories(fs::path(path).parent_path());
    std::ifstream in(path, std::ios::binary);
    std::string key((std::istreambuf_iterator<char>(in)), {});
    if (key.size() == 32) return key;
    if (!key.empty()) return invalid("app.key", path, "the key file must hold exactly 32 bytes");
    key = crypto::random_bytes(32);
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (fd < 0) return unavailable("app.key", "cannot write " + path);
    const bool ok = ::write(fd, key.data(), key.size()) == 32 && ::fsync(fd) == 0;
    ::close(fd);
    if (!ok) return unavailable("app.key", "cannot write " + path);
    return key;
}

/// 10,000 desks and 20,000 legs need more files than the usual soft limit.
void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

std::vector<sip::Trunk> trunks_of(const std::string& text) {
    std::vector<sip::Trunk> out;
    for (const auto& part : split(text, ' ')) {
        const auto eq = part.find('=');
        if (eq == std::string::npos) continue;
        out.push_back({part.substr(0, eq), split(std::string_view(part).substr(eq + 1), ',')});
    }
    return out;
}

calls::Shop call_shop(const staff::ShopSettings& s, flows::Rule hours) {
    calls::Shop shop;
    shop.id = s.id;
    shop.name = s.name;
    shop.tz = s.tz;
    shop.language = s.greeting_language.empty() ? "en" : s.greeting_language;
    shop.region = s.default_region.empty() ? s.country : s.default_region;
    shop.record = s.record_calls;
    shop.missed = s.missed_goes_to == staff::MissedGoesTo::voicemail ? calls::Missed::voicemail
                                                                     : calls::Missed::callback;
    shop.buyer_first = s.buyer_first;
    shop.phones_dial = s.phones_dial;
    shop.hours = std::move(hours);
    shop.ring_cadence = Ms{s.country == "CN" ? 5000 : s.country == "UA" ? 5000 : 6000};
    return shop;
}

/// The rules of queues that older versions removed are not read again.
Result<> load_callbacks(db::Database& db, callbacks::Callbacks& callbacks) {
    std::set<QueueId> queues;
    auto read = db.read([&](db::Conn& conn) -> Result<> {
        for (const auto& queue : queues::load_queues(conn)) queues.insert(queue.id);
        return {};
    });
    if (!read) return read;
    if (auto r = callbacks.forget_all_but(queues); !r) return r;
    return callbacks.load();
}

}  // namespace

Result<> Centre::Parts::open() {
    std::error_code error;
    fs::create_directories(config.var + "/recordings", error);
    if (error)
        return unavailable("app.var",
                           "cannot create the folder " + config.var + ": " + error.message());
    ::umask(0077);
    raise_file_limit();
    auto key = installation_key(config.var);
    if (!key) return key.error();
    key32 = *key;

    db::Database::Options options;
    options.url = config.database;
    auto opened = db::Database::open(options, system_clock());
    if (!opened) return opened.error();
    db = std::move(*opened);
    const auto migrations = all_migrations();
    if (auto r = db->migrate(migrations); !r) return r.error();
    ids = std::make_unique<IdSource>(config.node, db->greatest_id());
    started_at = system_clock().now();

    auto for_staff = staff_deps();
    if (!for_staff) return for_staff.error();
    staff = std::make_unique<staff::Staff>(std::move(*for_staff));
    if (auto r = staff->load(); !r) return r.error();
    phones = std::make_unique<phones::Phones>(phones_deps());
    flows = std::make_unique<flows::Flows>(flows::Deps{*db, *staff, system_clock()});
    if (auto r = flows->load(); !r) return r.error();
    callbacks = std::make_unique<callbacks::Callbacks>(callbacks_deps());
    if (auto r = load_callbacks(*db, *callbacks); !r) return r.error();
    trunks =
        std::make_unique<trunks::Trunks>(trunks::Deps{*db, *ids, system_clock(), *staff, key32});
    if (auto r = trunks->load(); !r) return r.error();
    call_flows = std::make_unique<flows::CallFlows>(call_flows_deps());
    if (auto r = call_flows->load(); !r) return r.error();

    customers::Deps customer_deps = customers_deps();
    customers = std::make_unique<customers::Customers>(customer_deps);
    promises = std::make_unique<promises::Promises>(promises_deps());
    catalogue = std::make_unique<catalogue::Catalogue>(catalogue::Deps{*db, *ids, system_clock()});
    approvals = std::make_unique<approvals::Approvals>(approvals_deps());
    orders = std::make_unique<orders::Orders>(orders_deps());
    logistics = std::make_unique<logistics::Logistics>(logistics_deps());
    tie_approvals();
    order_work = std::make_unique<orders::Work>(order_work_deps());
    efforts = std::make_unique<orders::Efforts>(effort_deps());
    paying = std::make_unique<orders::Paying>(pay_deps());
    order_errors = std::make_unique<orders::OrderErrors>(error_deps());
    upsell = std::make_unique<orders::Upsell>(upsell_deps());
    recordings = std::make_unique<recordings::Recordings>(
        recordings::Deps{*db, *ids, system_clock(), *staff, *customers, *orders, key32,
                         Ms{config.recordings_settle_s * 1000}, calls::Calls::caller_names});
    if (auto r = recordings->load(); !r) return r.error();
    stores = std::make_unique<stores::Stores>(stores_deps());
    imports = std::make_unique<stores::Imports>(stores_deps());
    board = std::make_unique<insight::LiveBoard>();
    feed = std::make_unique<BoardFeed>(*board);
    make_reports();
    make_schedules();
    return {};
}

customers::Deps Centre::Parts::customers_deps() {
    return {*db,
            *ids,
            system_clock(),
            [this](PersonId person, ContactId contact, CustomerId customer) {
                return (calls && calls->works_with(person, contact, customer)) ||
                       (conversations && conversations->works_with(person, contact, customer));
            },
            [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
                   std::string_view detail) {
                staff->audit(tx, who, what, subject, detail.empty() ? "{}" : detail);
            },
            [this](db::Conn& c, CustomerId buyer, const std::vector<std::int64_t>& shops) {
                return known_in(*this, c, buyer, shops);
            }};
}

orders::Deps Centre::Parts::orders_deps() {
    return {*db,
            *ids,
            system_clock(),
            *customers,
            *promises,
            [this](db::Conn&, ShopId shop) {
                orders::ShopFacts facts;
                const auto directory = staff->directory();
                if (auto it = directory->shops.find(shop); it != directory->shops.end())
                    facts = {it->second.tz, it->second.currency, it->second.default_region};
                return facts;
            },
            [this](db::Conn&, PersonId person) { return staff->directory()->name_of(person); },
            [this](OrderId order, std::int64_t version) {
                approvals->tell_closed();
                if (server)
                    server->hub().to_permission("orders.view", "order",
                                                "{\"id\":\"" + std::to_string(order.value) +
                                                    "\",\"version\":" + std::to_string(version) +
                                                    "}");
            },
            [this](const promises::Promise& p) { promise_changed(p); },
            catalogue.get(),
            approvals.get()};
}

orders::WorkDeps Centre::Parts::order_work_deps() {
    return {*db,
            *ids,
            system_clock(),
            *orders,
            *catalogue,
            *promises,
            [this](db::Conn&, PersonId person) { return staff->directory()->name_of(person); },
            [this](PersonId person) {
                const auto directory = staff->directory();
                const auto at = directory->people.find(person);
                return at != directory->people.end() && at->second.person.active &&
                       at->second.principal.may("orders.edit");
            },
            [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
                   std::string_view detail) {
                staff->audit(tx, who, what, subject, detail.empty() ? "{}" : detail);
            }};
}

stores::Deps Centre::Parts::stores_deps() {
    stores::Deps d{*db,
                   *ids,
                   system_clock(),
                   *orders,
                   [](const http::ClientRequest& r) { return http::fetch(r); },
                   key32,
                   "",
                   ""};
    d.public_url = config.public_url.empty()
                       ? (config.tls_certificate.empty() ? "http://" : "https://") +
                             reachable(config.http_address) + ":" + std::to_string(config.http_port)
                       : config.public_url;
    d.import_dir = config.var + "/imports";
    d.allow_private = config.private_stores;
    d.catalogue = catalogue.get();
    d.on_order = [this](OrderId order) {
        if (server)
            server->hub().to_permission(
                "orders.view", "order",
                "{\"id\":\"" + std::to_string(order.value) + "\",\"version\":0}");
    };
    return d;
}

emergency::Deps Centre::Parts::emergency_deps() {
    emergency::Deps d{*db, *ids, system_clock(), *staff, *promises, {}, {}, {}, {}, {}, {}};
    d.queues = [this] {
        std::vector<emergency::SiteQueue> out;
        for (const auto& queue : calls->queue_settings())
            out.push_back({queue.id, queue.shop_id, queue.member_ids});
        return out;
    };
    d.begin = [this](emergency::EmergencyId id, const emergency::Stops& stops) {
        calls->begin_emergency(id.value, stops.people, stops.queues);
    };
    d.end = [this](emergency::EmergencyId id, Ms stagger) {
        calls->end_emergency(id.value, stagger);
    };
    d.hub = &server->hub();
    d.public_url = stores_deps().public_url;
    d.promise_changed = [this](const promises::Promise& p) { promise_changed(p); };
    return d;
}

namespace {
std::optional<calls::Device> second_device(staff::SecondPhone second) {
    switch (second) {
        case staff::SecondPhone::none: break;
        case staff::SecondPhone::browser: return calls::Device{calls::PhoneKind::browser, false};
        case staff::SecondPhone::sip: return calls::Device{calls::PhoneKind::sip, false};
        case staff::SecondPhone::outside: return calls::Device{calls::PhoneKind::sip, true};
    }
    return std::nullopt;
}
}  // namespace

void Centre::Parts::people_changed() {
    if (approvals) approvals->tell_closed();
    const auto directory = staff->directory();
    std::vector<calls::Agent> agents;
    for (const auto& [id, member] : directory->people) {
        const bool listens = member.principal.may("calls.listen");
        const bool works = member.principal.may("desk.work");
        if (!member.person.active || (!works && !listens)) continue;
        calls::Agent a;
        a.listens_only = !works;
        a.department = member.person.department_id.value_or(DepartmentId{});
        a.superior = member.person.superior_id.value_or(PersonId{});
        a.id = id;
        a.name = member.person.name;
        a.language = member.person.language;
        a.sip_user = member.person.sip_user;
        a.login = member.person.login;
        // A number outside is a phone whose leg lives for one call, as a SIP phone's does.
        a.phone = !works || member.phone == staff::PhoneKind::browser ? calls::PhoneKind::browser
                                                                      : calls::PhoneKind::sip;
        a.outside = works && member.phone == staff::PhoneKind::outside;
        a.outside_number = member.outside_number;
        if (works) a.second = second_device(member.person.second_phone);
        a.may_dial = member.principal.may("calls.dial");
        agents.push_back(std::move(a));
    }
    std::vector<calls::Shop> shops;
    for (const auto& [id, settings] : directory->shops)
        shops.push_back(call_shop(settings, flows->rule(id)));
    calls->set_agents(std::move(agents));
    calls->set_shops(std::move(shops));
    if (!sip) return;
    std::vector<sip::Endpoint> endpoints;
    if (auto found = staff->sip_endpoints())
        for (auto& e : *found) endpoints.push_back({e.user, e.password, "", false});
    sip->set_endpoints(std::move(endpoints));
}

namespace {

/// Names, the record of deeds, and who may know of whom.
void know_people(calls::Deps& deps, staff::Staff& staff) {
    deps.person_name = [&staff](PersonId person) { return staff.directory()->name_of(person); };
    deps.audit = [&staff](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject) {
        staff.audit(tx, who, what, subject);
    };
    deps.share_shop = [&staff](PersonId a, PersonId b) {
        return staff.directory()->share_shop(a, b);
    };
    deps.sees_person = [&staff](const http::Principal& who, PersonId person) {
        const auto directory = staff.directory();
        const auto* member = directory->find(person);
        return member && staff::sees(who, *member);
    };
}

media::Config media_of(const Config& config) {
    media::Config out;
    out.address = config.sip_address;
    out.public_address = config.public_address;
    out.rtp_port_min = static_cast<std::uint16_t>(config.rtp_port_min);
    out.rtp_port_max = static_cast<std::uint16_t>(config.rtp_port_max);
    out.browser_port = static_cast<std::uint16_t>(config.browser_port);
    out.threads = config.media_threads;
    out.prompts_dir = config.prompts;
    out.rtp_codecs = split(config.rtp_codecs, ' ');
    out.browser_codecs = split(config.browser_codecs, ' ');
    return out;
}

}  // namespace

Result<> Centre::Parts::listen() {
    http::ServerOptions web;
    web.address = config.http_address;
    web.port = static_cast<std::uint16_t>(config.http_port);
    web.tls_certificate = config.tls_certificate;
    web.tls_key = config.tls_key;
    web.static_dir = config.desk;
    web.workers = config.http_workers;
    server = http::Server::create(
        web, router, [this](const http::Request& r) { return staff->authenticate(r); });

    floor_log = routing::FloorLog::open(config.var + "/floor");
    calls::Deps deps{system_clock(), *ids,       *db,     &server->hub(), &server->public_sockets(),
                     *floor_log,     *customers, *orders, *promises};
    deps.recordings_dir = config.var + "/recordings";
    know_people(deps, *staff);
    deps.visits = feed.get();
    deps.trunks = trunks.get();
    deps.recordings = recordings.get();
    deps.flows = call_flows.get();
    deps.callbacks = callbacks.get();
    deps.chat_links = chat_links();
    deps.board = [this](const calls::LineSnapshot& line) { push_board(line); };
    calls = std::make_unique<calls::Calls>(deps);
    make_files();
    make_conversations();
    make_canned();
    make_letters();
    if (auto made = make_faxes(*this); !made) return made.error();
    emergencies = std::make_unique<emergency::Emergencies>(emergency_deps());
    chores = std::make_unique<Loop>(system_clock(), Loop::Options{.name = "chores"});
    post_office = std::make_unique<Loop>(system_clock(), Loop::Options{.name = "post"});
    couriers = std::make_unique<Loop>(system_clock(), Loop::Options{.name = "couriers"});

    auto engine = media::Engine::create(media_of(config), calls->media_events());
    if (!engine) return engine.error();
    media = std::move(*engine);

    sip::Config sip_config;
    sip_config.address = config.sip_address;
    sip_config.port = static_cast<std::uint16_t>(config.sip_port);
    sip_config.public_address = config.public_address;
    sip_config.anonymous_calls = config.anonymous_calls;
    sip_config.tls_certificate = config.sip_tls_certificate;
    sip_config.tls_key = config.sip_tls_key;
    sip_config.tls_port = static_cast<std::uint16_t>(config.sip_tls_port);
    sip_config.tls_authorities = config.sip_tls_authorities;
    auto stack = sip::Stack::create(sip_config, faxes(*this).tap(calls->sip_events()));
    if (!stack) return stack.error();
    sip = std::move(*stack);
    calls->attach(*sip, *media);
    open_trunks();
    call_flows->speech().add = [this](const std::string& name, flows::Sound sound) {
        media->add_prompt(name, std::move(sound));
    };
    call_flows->speech().remove = [this](const std::string& name) { media->remove_prompt(name); };
    staff->people_changed = flows->changed = [this] { people_changed(); };
    staff->sessions_ended = [this](SessionId session) { server->hub().drop_session(session); };
    people_changed();
    return {};
}

Result<> Centre::Parts::start_demo() {
    auto all = trunks_of(config.trunks);
    if (demo_shop) {
        DemoPeers::Options options;
        options.prompts_dir = config.prompts;
        options.server_sip_port = sip->port();
        auto peers = DemoPeers::create(system_clock(), *ids, options);
        if (!peers) return peers.error();
        demo = std::move(*peers);
        demo->set_buyers(demo_buyers(*this));
        feed->on_answered = [this](const calls::Visit& v) {
            // The number is asked for off the floor; the demo buyer learns that she is talked to,
            // and speaks.
            chores->post([this, id = v.contact] {
                if (auto number = calls->number_of(id)) demo->answered(*number);
            });
        };
        all.push_back({"demo", {"127.0.0.1:" + std::to_string(demo->sip_port())}});
    }
    fixed_trunks = std::move(all);
    trunks_changed();
    return {};
}

Centre::Centre() : parts_(std::make_unique<Parts>()) {}
Centre::~Centre() = default;

Centre::Parts::~Parts() {
    if (db) db::end_followers(*db);  // they work on rooms that are taken apart below
    if (imports) imports->stop();
    if (stores) stores->stop();
    if (recordings) recordings->stop();
    if (order_work) order_work->stop();
    if (efforts) efforts->stop();
    demo.reset();
    stopping = true;
    if (post_office) post_office->stop();
    if (couriers) couriers->stop();
    if (chores) chores->stop();
    if (server) server->stop();
    what_if.reset();
    if (letters) letters->stop();
    if (conversations && sip) faxes(*this).stop();
    if (conversations) conversations->stop_sending();
    if (files) files->stop();
    if (chats) chats->stop();
    if (calls) calls->stop();
    if (call_flows) call_flows->stop();
    sip.reset();
    media.reset();
    canned.reset();
    conversations.reset();
    calls.reset();
    server.reset();
    if (rollups) rollups->stop();
}

Result<std::unique_ptr<Centre>> Centre::start(const Config& config) {
    std::unique_ptr<Centre> centre(new Centre());
    auto& p = *centre->parts_;
    p.config = config;
    if (auto r = p.open(); !r) return r.error();
    if (auto r = p.listen(); !r) return r.error();
    if (auto r = p.seed(); !r) return r.error();
    if (auto r = p.seed_demo_chat(); !r) return r.error();
    p.add_routes();
    auto recovered = p.calls->start();
    if (!recovered) return recovered.error();
    p.recovery = *recovered;
    if (auto r = p.conversations->start(); !r) return r.error();
    if (auto r = p.begin_letters(); !r) return r.error();
    attach_faxes(p);  // no number is known before its start
    if (auto r = faxes(p).start(); !r) return r.error();
    p.conversations->outbox().start();
    p.files->start();
    if (auto r = p.emergencies->resume(); !r) return r.error();
    p.load_figures();
    if (auto r = p.begin_reports(); !r) return r.error();
    p.order_work->follow();
    p.upsell->follow();
    p.efforts->follow();
    if (auto r = p.start_demo(); !r) return r.error();
    if (auto r = p.server->start(); !r) return r.error();
    p.stores->follow_orders();
    p.stores->start();
    p.imports->start();
    p.recordings->start();
    p.chores->post([&p] { p.promise_clock(); });
    p.couriers->post([&p] { p.delivery_clock(); });
    if (!p.config.mail_server.empty()) p.post_office->post([&p] { p.mail_reports(); });
    log::info("app", "started",
              {{"http", std::to_string(p.server->port())}, {"sip", std::to_string(p.sip->port())}});
    return centre;
}

Doors Centre::doors() const {
    Doors d;
    d.http_port = parts_->server->port();
    d.sip_port = parts_->sip->port();
    const bool tls = !parts_->config.tls_certificate.empty();
    const std::string host = reachable(parts_->config.http_address);
    d.url = std::string(tls ? "https" : "http") + "://" + host + ":" + std::to_string(d.http_port);
    return d;
}
bool Centre::first_start() const { return parts_->first_start; }
std::string Centre::sign_ins() const { return parts_->sign_ins; }

Result<> Centre::Parts::seed() {
    const auto directory = staff->directory();
    demo_shop = fs::exists(config.var + "/demo-people");
    if (config.empty || !directory->people.empty()) {
        if (demo_shop) {
            std::ifstream in(config.var + "/demo-people");
            sign_ins.assign((std::istreambuf_iterator<char>(in)), {});
        }
        return {};
    }
    first_start = demo_shop = true;
    return seed_demo_shop(*this);
}

std::string openapi_text() {
    const std::string folder =
        fs::temp_directory_path() / ("orderline-openapi-" + std::to_string(::getpid()));
    Centre::Parts parts;
    parts.config.var = folder;
    parts.config.database = "sqlite:" + folder + "/api.db";
    parts.config.http_port = parts.config.sip_port = 0;
    std::string text;
    if (parts.open() && parts.listen()) {
        parts.add_routes();
        text = http::openapi(parts.router, "0.1.0");
    }
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return text;
}

}  // namespace ol::app
