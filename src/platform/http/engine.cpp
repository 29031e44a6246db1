#include "platform/http/engine.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/http/origin.hpp"
#include "platform/http/problem.hpp"

namespace ol::http {
namespace {

constexpr int notes_per_s_max = 20;
constexpr Ms slow_after{1000};

bool has_credentials(const Request& request);
LiveHub::Options hub_options(const ServerOptions& options);
void counter_line(std::string& out, std::string_view name, std::uint64_t value);

}  // namespace

Engine::Engine(ServerOptions given, const Router& routes, Server::Authenticator who,
               LiveHub::InOrder in_order)
    : options(std::move(given)),
      router(routes),
      authenticator(std::move(who)),
      files(options.static_dir),
      live(hub_options(options), std::move(in_order)),
      buyers(options.public_sockets_per_ip_max),
      workers(options.workers, options.waiting_max),
      id_prefix_(crypto::hex(crypto::random_bytes(4))) {}

Response Engine::answer(Request& request, const Route* route) {
    const Time begin = system_clock().steady();
    Response out;
    if (route) {
        sign_in(request, *route);
        const auto error = forgery(request, *route, options.allowed_origins);
        out = error ? problem(*error) : router.run(*route, request);
    } else if (auto file = files.find(request)) {
        out = std::move(*file);
    } else if (is_socket_path(request.path)) {
        out = problem_with(
            426, invalid("http.websocket_only", {}, "This address takes only WebSocket upgrades."));
        out.headers.emplace_back("Upgrade", "websocket");
    } else {
        out = router.handle(request);  // 404, or 405 with Allow
    }
    note(request, route, out.status,
         std::chrono::duration_cast<Ms>(system_clock().steady() - begin));
    return out;
}

std::optional<Error> Engine::refusal(Request& request, const Route& route) {
    sign_in(request, route);
    if (auto error = forgery(request, route, options.allowed_origins)) return error;
    return Router::refuses(route, request);
}

Result<std::shared_ptr<Peer>> Engine::admit_socket(Request request) {
    if (request.path != live_path) return buyers.peer(std::move(request));
    // A browser sends cookies with any page's WebSocket and asks no preflight: Origin is the only
    // defence.
    if (!same_or_allowed_origin(request, options.allowed_origins)) {
        return forbidden(
            "http.foreign_origin",
            "The page that sent this is not ours; open the desk at this server's own address.");
    }
    auto who = authenticator(request);
    if (!who) return who.error();
    if (!who->person)
        return Error{Errc::unauthenticated, "http.unauthenticated", {}, "Sign in first.", {}};
    request.who = std::move(*who);
    return live.peer(std::move(request));
}

/// Open routes know a signed-in person too, but never fail for a stale cookie; /public/ never
/// looks.
void Engine::sign_in(Request& request, const Route& route) const {
    if (route.access == Route::Access::open &&
        (!has_credentials(request) || request.path.starts_with("/public/")))
        return;
    auto who = authenticator(request);
    if (who)
        request.who = std::move(*who);
    else
        request.auth_error = who.error();
}

void Engine::look_after_streams() {
    const Time now = system_clock().steady();
    live.sweep(now);
    for (const auto& peer : live.due_for_check(now)) {
        // A full queue skips this round: the next one asks again.
        workers.post(
            [this, peer] { live.checked(peer, authenticator(LiveHub::upgrade_of(*peer))); });
    }
}

std::string Engine::next_request_id() {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%s-%llx", id_prefix_.c_str(),
                  static_cast<unsigned long long>(++last_request_));
    return text.data();
}

/// Never the path or query as sent (they may hold a name or number): the route's pattern is enough.
void Engine::note(const Request& request, const Route* route, int status, Ms took) {
    ++counters.answers[static_cast<std::size_t>(std::clamp(status / 100, 0, 5))];
    std::size_t slot = 0;
    while (slot < took_limits_ms.size() && took.count() > took_limits_ms[slot]) ++slot;
    ++counters.took_at_most[slot];
    counters.took_sum_ms += static_cast<std::uint64_t>(took.count());
    if (status < 400 && took < slow_after) return;
    if (status == 404 && !route) return;  // scanners
    const std::int64_t second = to_ms(system_clock().steady()) / 1000;
    if (quiet_until_s_.exchange(second) != second) noted_this_s_ = 0;
    if (++noted_this_s_ > notes_per_s_max) return;
    const auto level = status >= 500 ? log::Level::warn : log::Level::info;
    log::write(level, "http", status < 400 ? "slow_request" : "request_refused",
               {{"request", request.request_id},
                {"method", std::string(method_name(request.method))},
                {"route", route ? route->path : "-"},
                {"status", std::to_string(status)},
                {"took_ms", std::to_string(took.count())}});
}

std::string Engine::metrics() const {
    std::string out = "# TYPE http_answers_total counter\n";
    for (std::size_t i = 1; i < counters.answers.size(); ++i) {
        out += "http_answers_total{class=\"" + std::to_string(i) + "xx\"} " +
               std::to_string(counters.answers[i]) + '\n';
    }
    out += "# TYPE http_took_ms histogram\n";
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < counters.took_at_most.size(); ++i) {
        sum += counters.took_at_most[i];
        const std::string limit =
            i < took_limits_ms.size() ? std::to_string(took_limits_ms[i]) : "+Inf";
        out += "http_took_ms_bucket{le=\"" + limit + "\"} " + std::to_string(sum) + '\n';
    }
    counter_line(out, "http_took_ms_sum", counters.took_sum_ms);
    counter_line(out, "http_took_ms_count", sum);
    counter_line(out, "http_connections_open", counters.connections_open);
    counter_line(out, "http_connections_total", counters.connections_total);
    counter_line(out, "http_connections_refused_total", counters.connections_refused);
    counter_line(out, "http_busy_total", counters.busy);
    counter_line(out, "http_timeouts_total", counters.timeouts);
    counter_line(out, "http_malformed_total", counters.malformed);
    counter_line(out, "http_requests_waiting", workers.waiting());
    counter_line(out, "http_live_sockets", live.sockets());
    counter_line(out, "http_live_streams", live.streams());
    counter_line(out, "http_live_events_total", live.published());
    counter_line(out, "http_public_sockets", buyers.sockets());
    counter_line(out, "http_sockets_total", counters.sockets_total);
    return out;
}

namespace {

bool has_credentials(const Request& request) {
    return request.headers.contains("cookie") || request.headers.contains("authorization");
}

LiveHub::Options hub_options(const ServerOptions& options) {
    return {options.ring_events_max, options.ring_bytes_max, Ms(options.stream_keep_ms),
            Ms(options.session_check_ms), 10};
}

void counter_line(std::string& out, std::string_view name, std::uint64_t value) {
    out += name;
    out += ' ' + std::to_string(value) + '\n';
}

}  // namespace
}  // namespace ol::http
