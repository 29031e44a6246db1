// Requests per CPU second of the server, by a small client in another process: keep-alive, 32
// connections.
//   http_bench [seconds]      prints one JSON line
#include <arpa/inet.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "platform/http/http.hpp"

namespace {

using namespace ol;

double cpu_s() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * t.tv_usec;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

int connect_to(std::uint16_t port) {
    const int out = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(out, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) std::exit(1);
    return out;
}

/// Each connection sends its next request when the last one is answered; exits after the given
/// time.
[[noreturn]] void drive(std::uint16_t port, int connections, int seconds,
                        const std::string& request) {
    std::vector<pollfd> all;
    for (int i = 0; i < connections; ++i) all.push_back({connect_to(port), POLLIN, 0});
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    for (const auto& one : all) (void)!::write(one.fd, request.data(), request.size());
    char piece[16384];
    while (std::chrono::steady_clock::now() < end) {
        if (::poll(all.data(), all.size(), 100) <= 0) continue;
        for (const auto& one : all) {
            if (!(one.revents & POLLIN)) continue;
            if (::read(one.fd, piece, sizeof piece) <= 0)
                std::_Exit(1);  // an answer fits one read here
            (void)!::write(one.fd, request.data(), request.size());
        }
    }
    std::_Exit(0);
}

/// Server and client in two processes, so that the server's CPU stands alone.
void measure(http::Server& server, const char* name, const std::string& request, int connections,
             int seconds, const std::atomic<std::uint64_t>& handled) {
    const std::uint16_t port = server.port();
    const double cpu = cpu_s();
    const std::uint64_t before = handled;
    const pid_t child = ::fork();
    if (child == 0) drive(port, connections, seconds, request);
    int status = 0;
    ::waitpid(child, &status, 0);
    const double used = cpu_s() - cpu;
    const auto count = static_cast<double>(handled - before);
    std::printf(
        "{\"case\":\"%s\",\"requests\":%.0f,\"per_s\":%.0f,\"cpu_s\":%.2f,\"per_cpu_s\":%.0f}\n",
        name, count, count / seconds, used, used > 0 ? count / used : 0);
}

}  // namespace

int main(int argc, char** argv) {
    const int seconds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
    std::atomic<std::uint64_t> handled = 0;
    http::Router router;
    router.add({.path = "/api/v1/small",
                .access = http::Route::Access::signed_in,
                .handler = [&](http::Request&) {
                    ++handled;
                    return http::json_response(R"({"id":"1","name":"small"})");
                }});
    router.add({.method = http::Method::post,
                .path = "/public/v1/echo",
                .access = http::Route::Access::open,
                .handler = [&](http::Request& r) {
                    ++handled;
                    return http::json_response(r.body);
                }});
    http::ServerOptions options;
    options.port = 0;
    options.workers = 4;
    const auto server =
        http::Server::create(options, router, [](const http::Request&) -> Result<http::Principal> {
            return http::Principal{.person = PersonId{1}, .session = SessionId{1}};
        });
    if (!server->start()) return 1;
    const std::string host =
        " HTTP/1.1\r\nHost: bench\r\nCookie: sid=x\r\nAccept: application/json\r\n";
    const std::string get = "GET /api/v1/small" + host + "\r\n";
    const std::string post = "POST /public/v1/echo" + host + "Content-Length: 300\r\n\r\n";
    measure(*server, "get small json, signed in", get, 32, seconds, handled);
    measure(*server, "get, one connection", get, 1, seconds, handled);
    measure(*server, "post 300 bytes", post + std::string(300, 'x'), 32, seconds, handled);
    server->stop();
    return 0;
}
