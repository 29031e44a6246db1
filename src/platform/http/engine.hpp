#pragma once
// What all connections of one server share: routes, workers, live streams, counters.
#include <array>
#include <atomic>

#include "platform/http/answer.hpp"
#include "platform/http/buyer_sockets.hpp"
#include "platform/http/files.hpp"
#include "platform/http/live.hpp"
#include "platform/http/workers.hpp"

namespace ol::http {

constexpr std::string_view live_path = "/api/v1/live";

struct Counters {
    using Count = std::atomic<std::uint64_t>;
    std::array<Count, 6> answers{};       // by hundreds of the status
    std::array<Count, 7> took_at_most{};  // by took_limits_ms, the last is the rest
    Count took_sum_ms{0}, connections_open{0}, connections_total{0}, connections_refused{0};
    Count busy{0}, timeouts{0}, malformed{0}, sockets_total{0};
};
constexpr std::array<std::int64_t, 6> took_limits_ms{5, 20, 100, 500, 1000, 5000};

class Engine {
public:
    Engine(ServerOptions options, const Router& router, Server::Authenticator authenticator,
           LiveHub::InOrder in_order);

    /// Worker thread: signs in, checks for forgery, runs the route or finds the static file, logs
    /// what went wrong.
    Response answer(Request& request, const Route* route);
    /// Why the body of this request is not wanted; asked before a large one is read.
    std::optional<Error> refusal(Request& request, const Route& route);
    /// Worker thread: may this upgrade become a socket? Fills request.who.
    Result<std::shared_ptr<Peer>> admit_socket(Request request);
    bool is_socket_path(const std::string& path) const {
        return path == live_path || buyers.serves(path);
    }
    /// Any thread, every second or so: forgets old streams, asks the authenticator about long-lived
    /// sockets.
    void look_after_streams();
    std::string next_request_id();
    std::string metrics() const;

    const ServerOptions options;
    const Router& router;
    const Server::Authenticator authenticator;
    const StaticFiles files;
    Counters counters;
    LiveHub live;
    BuyerSockets buyers;
    std::atomic<bool> stopping = false;
    Workers workers;  // last: its threads end before what they use

private:
    void sign_in(Request& request, const Route& route) const;
    void note(const Request& request, const Route* route, int status, Ms took);
    const std::string id_prefix_;
    std::atomic<std::uint64_t> last_request_ = 0;
    std::atomic<std::int64_t> quiet_until_s_ = 0;
    std::atomic<int> noted_this_s_ = 0;
};

}  // namespace ol::http
