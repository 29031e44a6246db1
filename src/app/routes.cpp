// Routes of the program itself: health, system, the storefront, first visit and demo.
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "app/asked.hpp"
#include "app/buyers.hpp"
#include "app/doors.hpp"
#include "app/metrics.hpp"
#include "app/faxes.hpp"
#include "app/parts.hpp"
#include "app/types.hpp"
#include "app/ways.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"

namespace ol::app {

using http::Method;
using http::Request;
using http::Response;
using http::Route;

namespace {

Route open_route(Method method, std::string path, std::string summary) {
    Route r;
    r.method = method;
    r.path = std::move(path);
    r.summary = std::move(summary);
    r.tag = "app";
    r.access = Route::Access::open;
    return r;
}
Route guarded(Method method, std::string path, std::string summary, std::string permission) {
    Route r = open_route(method, std::move(path), std::move(summary));
    r.access = Route::Access::permission;
    r.permission = std::move(permission);
    return r;
}
Route signed_in(Method method, std::string path, std::string summary) {
    Route r = open_route(method, std::move(path), std::move(summary));
    r.access = Route::Access::signed_in;
    return r;
}
Response text(std::string body, int status = 200) {
    Response r;
    r.status = status;
    r.body = std::move(body);
    r.content_type = "text/plain; charset=utf-8";
    return r;
}

std::int64_t disk_free_mb(const std::string& folder) {
    struct statvfs s {};
    if (statvfs(folder.c_str(), &s) != 0) return 0;
    return static_cast<std::int64_t>(s.f_bavail) * static_cast<std::int64_t>(s.f_frsize) /
           (1 << 20);
}

SystemState system_state(Centre::Parts& p) {
    SystemState s;
    s.uptime_ms = (system_clock().now() - p.started_at).count();
    s.database = p.db->healthy() ? "ok" : p.db->fault();
    s.disk_free_mb = disk_free_mb(p.config.var);
    s.not_saved = p.calls->not_saved();
    const auto sip = p.sip->counters();
    s.sip = {sip.legs,          sip.transactions, sip.invites,  sip.shed,
             sip.flood_refused, sip.auth_failed,  sip.malformed};
    const auto media = p.media->counters();
    s.media = {media.legs,       media.bridges,     media.recordings,
               media.packets_in, media.packets_out, media.late_ticks};
    return s;
}

std::string metrics(Centre::Parts& p) {
    const auto s = system_state(p);
    std::string out = p.server->metrics();
    auto add = [&out](const char* name, std::int64_t value) {
        out += std::string("orderline_") + name + " " + std::to_string(value) + "\n";
    };
    add("uptime_ms", s.uptime_ms);
    add("rows_not_saved", s.not_saved);
    add("disk_free_mb", s.disk_free_mb);
    add("sip_legs", s.sip.legs);
    add("sip_transactions", s.sip.transactions);
    add("sip_invites_total", s.sip.invites);
    add("sip_shed_total", s.sip.shed);
    add("sip_flood_refused_total", s.sip.flood_refused);
    add("sip_auth_failed_total", s.sip.auth_failed);
    add("sip_malformed_total", s.sip.malformed);
    add("media_legs", s.media.legs);
    add("media_bridges", s.media.bridges);
    add("media_recordings", s.media.recordings);
    add("media_packets_in_total", s.media.packets_in);
    add("media_packets_out_total", s.media.packets_out);
    add("media_late_ticks_total", s.media.late_ticks);
    return out;
}

/// The demo storefront's own files, by name; no path ever leaves the folder.
Response storefront_file(const std::string& folder, const std::string& name) {
    static const std::map<std::string, std::string> types{{".html", "text/html; charset=utf-8"},
                                                          {".js", "text/javascript; charset=utf-8"},
                                                          {".css", "text/css; charset=utf-8"},
                                                          {".svg", "image/svg+xml"}};
    const auto dot = name.rfind('.');
    const auto type = dot == std::string::npos ? types.end() : types.find(name.substr(dot));
    if (type == types.end() || name.find('/') != std::string::npos || name.starts_with('.'))
        return http::problem(not_found("app.file", "there is no such page in the demo shop"));
    Response r;
    r.file = folder + "/" + name;
    r.content_type = type->second;
    if (!std::filesystem::exists(r.file))
        return http::problem(not_found("app.file", "there is no such page in the demo shop"));
    return r;
}

/// The storefront's language and shop go with the way to its page; both are plain words.
std::string kept_query(const Request& r) {
    std::string out;
    for (const auto* name : {"lang", "shop"}) {
        const auto at = r.query.find(name);
        if (at == r.query.end() || at->second.empty()) continue;
        const auto plain = [](unsigned char c) { return std::isalnum(c) != 0; };
        if (!std::all_of(at->second.begin(), at->second.end(), plain)) continue;
        out += (out.empty() ? "?" : "&") + std::string(name) + "=" + at->second;
    }
    return out;
}

}  // namespace

void add_system_routes(Centre::Parts& parts) {
    auto* p = &parts;
    auto add = [p](Route route, http::Handler handler) {
        route.handler = std::move(handler);
        p->router.add(std::move(route));
    };
    add(open_route(Method::get, "/healthz", "The process lives"),
        [](Request&) { return text("ok\n"); });
    add(open_route(Method::get, "/readyz", "The database takes writes"), [p](Request&) {
        return p->db->healthy() ? text("ready\n") : text(p->db->fault() + "\n", 503);
    });
    add(open_route(Method::get, "/metrics",
                   "Prometheus figures, no personal data; from this machine, or with system.view"),
        [p](Request& r) {
            if (!may_read_metrics(r))
                return http::problem(
                    forbidden("app.metrics",
                              "read them on the server's own machine, or signed in with the "
                              "permission system.view"));
            return text(metrics(*p));
        });
    for (const auto* path : {"/shop", "/shop/"}) {
        auto shop = open_route(Method::get, path, "The demo storefront");
        shop.query = {"lang", "shop"};
        add(std::move(shop), [](Request& in) {
            Response r = text("");
            r.status = 302;
            r.headers.emplace_back("Location", "/shop/index.html" + kept_query(in));
            return r;
        });
    }
    add(open_route(Method::get, "/shop/{file}", "Files of the demo storefront"),
        [p](Request& r) { return storefront_file(p->config.storefront, r.params["file"]); });
    p->router.get<SystemState>(
        guarded(Method::get, "/api/v1/system", "State of the program", "system.view"),
        [p](Request&) -> Result<SystemState> { return system_state(*p); });
}

namespace {

/// What the restart found: counted from the database, to compare with what was there before the
/// plug was pulled.
CrashReport crash_report(Centre::Parts& p) {
    CrashReport r{p.recovery.died_at,    p.recovery.down_ms,        p.recovery.tasks_restored,
                  p.recovery.calls_lost, p.recovery.callbacks_made, p.recovery.recordings_repaired};
    if (auto page = p.orders->list(staff::Staff::system(), {.limit = 1}))
        for (const auto& [state, count] : page->counts) r.orders_checked += static_cast<int>(count);
    (void)p.db->read([&](db::Conn& conn) -> Result<> {
        const auto now = system_clock().now();
        const Time far = now + Ms{365LL * 86400000};
        r.promises_checked = static_cast<int>(p.promises->count_due(conn, now, far));
        return {};
    });
    return r;
}

}  // namespace

void add_demo_routes(Centre::Parts& parts) {
    auto* p = &parts;
    p->router.get<DemoState>(signed_in(Method::get, "/api/v1/demo", "What the demo offers"),
                             [p](Request&) -> Result<DemoState> {
                                 DemoState s;
                                 s.available = p->demo != nullptr;
                                 s.busy_hour = p->demo && p->demo->busy();
                                 s.scenarios = {"confirm", "angry", "courier"};
                                 if (p->recovery.crashed) s.last_crash = crash_report(*p);
                                 return s;
                             });
    p->router.on<DemoCall, Empty>(
        guarded(Method::post, "/api/v1/demo/calls", "A demo buyer calls now", "demo.run"),
        [p](Request&, const DemoCall& in) -> Result<Empty> {
            if (!p->demo) return conflict("demo.off", "this installation has no demo shop");
            if (in.scenario != "confirm" && in.scenario != "angry" && in.scenario != "courier")
                return invalid("demo.scenario", "scenario", "one of confirm, angry, courier");
            p->demo->call(in.scenario, demo_caller(*p, in.scenario));
            return Empty{};
        });
    p->router.on<DemoBusy, Empty>(
        guarded(Method::post, "/api/v1/demo/busy-hour", "Simulated buyers and operators over SIP",
                "demo.run"),
        [p](Request&, const DemoBusy& in) -> Result<Empty> {
            if (!p->demo) return conflict("demo.off", "this installation has no demo shop");
            busy_hour(*p, in.on);
            p->server->hub().to_permission(
                "desk.work", "demo",
                std::string("{\"busy_hour\":") + (in.on ? "true" : "false") + "}");
            return Empty{};
        });
    p->router.on<Empty, Empty>(guarded(Method::post, "/api/v1/demo/pull-the-plug",
                                       "Kill the server, and see what comes back", "demo.run"),
                               [p](Request&, const Empty&) -> Result<Empty> {
                                   if (!p->demo)
                                       return conflict("demo.off",
                                                       "this installation has no demo shop");
                                   std::ofstream(p->config.var + "/pulled-plug")
                                       << "pulled\n";  // tells ./run to start again
                                   ::kill(::getpid(), SIGKILL);
                                   return Empty{};
                               });
}

void Centre::Parts::add_routes() {
    staff::add_routes(router, *staff);
    phones::add_routes(router, *phones);
    customers::add_routes(router, *customers, customers_deps());
    add_buyer_routes(*this);
    add_kept_routes(*this);
    promises::add_routes(router, *promises, promises_deps());
    add_asked_routes(*this);
    catalogue::add_routes(router, *catalogue);
    approvals::add_routes(router, *approvals);
    orders::add_routes(router, *orders);
    logistics::add_routes(router, *logistics);
    add_way_routes(*this);
    orders::add_work_routes(router, *order_work);
    orders::add_effort_routes(router, *efforts);
    orders::add_pay_routes(router, *paying);
    orders::add_error_routes(router, *order_errors);
    orders::add_upsell_routes(router, *upsell);
    stores::add_routes(router, *stores, *imports);
    flows::add_routes(router, *flows);
    callbacks::add_routes(router, *callbacks);
    trunks::add_routes(router, *trunks);
    recordings::add_routes(router, *recordings);
    flows::add_flow_routes(router, *call_flows);
    add_call_routes(*this);
    conversations->add_routes(router);
    files->add_routes(router);
    add_door_routes(*this);
    canned::add_routes(router, *canned);
    letters->add_routes(router);
    faxes(*this).add_routes(router);
    add_widget_route(*this);
    add_chat_page(*this);
    emergency::add_routes(router, *emergencies);
    add_system_routes(*this);
    add_setup_routes(*this);
    add_demo_routes(*this);
    add_promise_files(*this);
    add_leaving_routes(*this);
    add_board_routes(*this);
    insight::add_routes(router, *reports);
    insight::add_routes(router, *schedules);
    trade::add_routes(router, *trade);
    make_what_if();
    whatif::add_routes(router, *what_if);
}

}  // namespace ol::app
