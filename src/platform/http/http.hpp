#pragma once
// HTTP/1.1 and WebSocket without any Boost type. Handlers are plain functions on a pool of worker
// threads (they may block on the database); I/O threads only parse and write.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/json.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/http/query.hpp"

namespace ol::http {

enum class Method { get, post, put, patch, del, head };

/// Who asks. Filled by the authenticator (staff session, bearer key) before the handler; absent on
/// public routes.
struct Principal {
    PersonId person;
    SessionId session;
    std::string name;
    std::string language = "en";
    std::set<std::string> permissions;   // "orders.confirm", ...
    std::set<std::int64_t> shops;        // scope; empty = all
    std::set<std::int64_t> departments;  // scope; empty = all
    bool may(std::string_view permission) const {
        return permissions.contains(std::string(permission));
    }
};

struct Request {
    Method method = Method::get;
    std::string path;                           // decoded, without query
    std::map<std::string, std::string> params;  // {id} of the route
    std::map<std::string, std::string> query;
    std::map<std::string, std::string> headers;  // lower-case names
    std::string body;                            // raw bytes
    std::string remote_ip;
    bool secure = false;  // TLS
    Principal who;
    std::optional<Error> auth_error;  // why `who` is empty although credentials were sent
    std::string request_id;           // also the X-Request-Id of the answer and in the logs
    std::string header(std::string_view name) const;  // "" when absent
    std::string cookie(std::string_view name) const;
    std::optional<std::int64_t> id_param(std::string_view name) const;
    /// A query parameter that the route describes (the router has held it against that already):
    /// "" and `otherwise` when it was not sent.
    std::string query_text(const std::string& name) const;
    std::int64_t query_number(const std::string& name, std::int64_t otherwise = 0) const;
};

/// The version that an edit was made against: If-Match: "7". Absent or not a number: invalid
/// "http.if_match".
inline Result<std::int64_t> if_match(const Request& request) {
    const std::string text = request.header("if-match");
    std::int64_t version = 0;
    for (const char c : text) {
        if (c == '"') continue;
        if (c < '0' || c > '9' || version > (std::int64_t{1} << 53)) version = -1;
        if (version < 0) break;
        version = version * 10 + (c - '0');
    }
    if (text.empty() || version <= 0)
        return invalid("http.if_match", "If-Match",
                       "Send the version you have seen: If-Match: \"7\".");
    return version;
}

struct Response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string file;  // when set: this file is streamed instead of body, with Range support
};

Response problem(const Error& e);  // RFC 9457: {type, title, status, code, field, detail, params}
inline Response json_response(std::string body, int status = 200) {
    return {status, std::move(body)};
}
template <class T>
Response json_of(const T& value, int status = 200) {
    return {status, json::write(value)};
}

using Handler = std::function<Response(Request&)>;

/// Default deny: a route without a permission must say `open` (public or any signed-in person).
struct Route {
    Method method = Method::get;
    std::string path;  // "/api/v1/orders/{id}"
    std::string summary;
    std::string tag;  // room, for OpenAPI
    enum class Access { permission, signed_in, open } access = Access::permission;
    std::string permission;
    std::size_t body_max = 1 << 20;
    std::optional<json::Schema> in, out;
    std::vector<Param> query;  // what it takes in the query: held against before the handler
    Handler handler;
};

class Router {
public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    /// Throws std::logic_error (a mistake at start-up) when the route is there twice, its path is
    /// malformed, or it names neither a permission nor another access.
    void add(Route route);
    const std::vector<Route>& routes() const { return routes_; }
    /// Finds, authorises (401/403 by `who`), runs. 404 and 405 with Allow. Catches exceptions as
    /// 500 with a log id.
    Response handle(Request& request) const;
    /// A fixed segment wins over {name}; head finds the route of get. No match: nullptr.
    const Route* match(Method method, std::string_view path,
                       std::map<std::string, std::string>& params) const;
    /// Authorises and runs a route found by match(); request.params must be filled.
    Response run(const Route& route, Request& request) const;
    /// Why this person may not come in here (401, 403); nothing when she may.
    static std::optional<Error> refuses(const Route& route, const Request& request);
    std::vector<Method> allowed(std::string_view path) const;  // for 405: the methods this path has

    /// Typed route: body -> In by json::read (errors are problems naming the field), Out -> JSON.
    template <class In, class Out>
    void on(Route route, std::function<Result<Out>(Request&, const In&)> fn) {
        route.in = json::schema<In>();
        route.out = json::schema<Out>();
        route.handler = [fn = std::move(fn), body_max = route.body_max](Request& r) -> Response {
            auto in = json::read<In>(r.body, body_max);
            if (!in) return problem(in.error());
            auto out = fn(r, *in);
            return out ? json_of(*out) : problem(out.error());
        };
        add(std::move(route));
    }
    template <class Out>
    void get(Route route, std::function<Result<Out>(Request&)> fn) {
        route.out = json::schema<Out>();
        route.handler = [fn = std::move(fn)](Request& r) -> Response {
            auto out = fn(r);
            return out ? json_of(*out) : problem(out.error());
        };
        add(std::move(route));
    }

private:
    struct Tree;
    std::vector<Route> routes_;
    std::unique_ptr<Tree> tree_;
};

std::string openapi(const Router& router,
                    std::string_view version);  // OpenAPI 3.1, keys in stable order

/// The desk's live stream: one numbered stream per session, kept in a ring so that a reload
/// resumes. A client connects to /api/v1/live?epoch=E&since=N; when N is not in the ring it gets
/// {"type":"resync"}. Every frame: {"seq":N,"type":"...","data":{...}}. All methods are thread-safe
/// and never block.
class Hub {
public:
    virtual ~Hub() = default;
    virtual void to_person(PersonId person, std::string_view type, std::string data_json) = 0;
    /// With a shop: only to those whose scope has it.
    virtual void to_permission(std::string_view permission, std::string_view type,
                               std::string data_json, ShopId shop = {}) = 0;
    /// To the tabs of one browser; a bearer key has no session: then to all that person's sockets.
    virtual void to_session(const Principal& who, std::string_view type, std::string data_json) = 0;
    virtual bool connected(PersonId person) const = 0;
    using OnMessage =
        std::function<void(const Principal&, std::string_view type, std::string_view data_json)>;
    using OnPresence =
        std::function<void(PersonId, bool connected)>;  // first socket up, last socket down
    virtual void on_message(OnMessage fn) = 0;  // called on an I/O thread: post, do not block
    virtual void on_presence(OnPresence fn) = 0;
    virtual void drop_session(SessionId session) = 0;  // signed out: close its sockets
};

/// A public WebSocket (buyers): raw text frames by connection id.
class PublicSockets {
public:
    virtual ~PublicSockets() = default;
    struct Events {
        std::function<void(std::int64_t conn, const Request& upgrade)> opened;
        std::function<void(std::int64_t conn, std::string_view text)> message;
        std::function<void(std::int64_t conn)> closed;
    };
    virtual void serve(std::string path, Events events) = 0;  // before start()
    virtual void send(std::int64_t conn, std::string text) = 0;
    virtual void close(std::int64_t conn) = 0;
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;             // 0 = any; see Server::port()
    std::string tls_certificate, tls_key;  // PEM files; both set = https on this port
    std::string static_dir;  // the desk: unknown GET paths under it fall back to index.html
    int io_threads = 1, workers = 8;
    std::size_t header_max = 16 << 10, connections_max = 20000;
    int idle_timeout_s = 60;
    std::set<std::string>
        allowed_origins;  // besides same-origin, for the WebSocket and unsafe methods
    int header_timeout_ms =
        10000;  // from the first byte to the end of the header (and the TLS handshake)
    int body_timeout_ms =
        60000;  // from the end of the header; plus one ms for each 64 announced bytes
    std::size_t waiting_max = 1024;  // requests waiting for a worker; more are answered 503
    int stream_keep_ms =
        60000;  // a live stream outlives its last socket by this (reload, network change)
    std::size_t ring_events_max = 2000, ring_bytes_max = 4u << 20;  // of one live stream
    int session_check_ms = 60000;  // how often a live socket's session is asked again
    int public_sockets_per_ip_max = 100;
    // Addresses of TLS proxies in front: from these X-Forwarded-For and -Proto are believed.
    std::set<std::string> trusted_proxies;
};

class Server {
public:
    using Authenticator =
        std::function<Result<Principal>(const Request&)>;  // no credentials -> unauthenticated
    static std::unique_ptr<Server> create(ServerOptions, Router&, Authenticator);
    virtual ~Server() = default;
    virtual Result<> start() = 0;  // a taken port: conflict "http.port_taken" naming it
    virtual void stop() = 0;
    virtual std::uint16_t port() const = 0;
    virtual Hub& hub() = 0;
    virtual PublicSockets& public_sockets() = 0;
    virtual std::string metrics() const = 0;  // Prometheus lines of this room
};

/// Outgoing requests (shop REST). Blocking, on the caller's (slow-work) thread. Private networks
/// refused unless allowed.
struct ClientRequest {
    Method method = Method::get;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string basic_user, basic_password;
    int timeout_ms = 20000;
    std::size_t response_max = 16u << 20;
    bool allow_private = false;
};
struct ClientResponse {
    int status = 0;
    std::string body;
    std::map<std::string, std::string> headers;  // lower-case names
};
Result<ClientResponse> fetch(const ClientRequest& request);

}  // namespace ol::http
