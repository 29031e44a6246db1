// Sockets, threads, start and stop. One io_context per I/O thread, so that a connection needs no
// lock and no strand.
#include <sys/resource.h>

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <condition_variable>
#include <thread>

#include "platform/base/log.hpp"
#include "platform/http/connection.hpp"
#include "platform/http/problem.hpp"

namespace ol::http {
namespace {

using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
constexpr auto tick_every = std::chrono::milliseconds(100);
constexpr auto stop_within = std::chrono::seconds(5);

Result<std::unique_ptr<asio::ssl::context>> tls_context(const ServerOptions& options);
Error listen_error(const ServerOptions& options, const error_code& ec);
void warn_about_descriptors(const ServerOptions& options);

class BeastServer final : public Server {
public:
    BeastServer(ServerOptions options, Router& router, Authenticator authenticator);
    ~BeastServer() override { stop(); }
    Result<> start() override;
    void stop() override;
    std::uint16_t port() const override { return port_; }
    Hub& hub() override { return engine_.live; }
    PublicSockets& public_sockets() override { return engine_.buyers; }
    std::string metrics() const override { return engine_.metrics(); }

private:
    Result<> listen();
    void accept();
    void take(Socket socket, Shard& shard);
    void tick(Shard& shard);
    void refuse_connection(Socket socket);
    bool all_gone() const;

    // Order matters: the shards (and with them all sockets) go before the engine they point into.
    Engine engine_;
    std::vector<std::unique_ptr<Shard>> shards_;
    std::unique_ptr<asio::ssl::context> tls_;
    std::unique_ptr<Acceptor> acceptor_;
    std::unique_ptr<asio::steady_timer> accept_again_;
    std::vector<std::thread> threads_;
    std::size_t next_shard_ = 0;
    std::uint16_t port_ = 0;
    bool running_ = false;
};

}  // namespace

std::unique_ptr<Server> Server::create(ServerOptions options, Router& router,
                                       Authenticator authenticator) {
    return std::make_unique<BeastServer>(std::move(options), router, std::move(authenticator));
}

namespace {

BeastServer::BeastServer(ServerOptions options, Router& router, Authenticator authenticator)
    : engine_(std::move(options), router, std::move(authenticator),
              [this](std::function<void()> call) {
                  asio::post(shards_.front()->io, std::move(call));
              }) {
    const int count = std::max(engine_.options.io_threads, 1);
    for (int i = 0; i < count; ++i) shards_.push_back(std::make_unique<Shard>());
}

Result<> BeastServer::start() {
    if (!engine_.options.tls_certificate.empty() || !engine_.options.tls_key.empty()) {
        auto context = tls_context(engine_.options);
        if (!context) return context.error();
        tls_ = std::move(*context);
    }
    if (auto listening = listen(); !listening) return listening;
    warn_about_descriptors(engine_.options);
    running_ = true;
    accept();
    for (auto& shard : shards_) {
        tick(*shard);
        threads_.emplace_back([&io = shard->io] {
            const auto work = asio::make_work_guard(io);
            io.run();
        });
    }
    log::info("http", "listening",
              {{"address", engine_.options.address},
               {"port", std::to_string(port_)},
               {"tls", tls_ ? "yes" : "no"}});
    return {};
}

/// Nothing new is taken, what is under way is finished (bounded), sockets hear 1001, then the
/// threads end.
void BeastServer::stop() {
    if (!std::exchange(running_, false)) return;
    engine_.stopping = true;
    asio::post(shards_.front()->io, [this] {
        error_code ignored;
        acceptor_->close(ignored);
        accept_again_->cancel();
    });
    engine_.live.close_all();
    engine_.buyers.close_all();
    for (auto& shard : shards_) {
        asio::post(shard->io, [&shard = *shard] {
            std::vector<std::shared_ptr<Connection>> all;
            for (const auto& [raw, connection] : shard.connections) all.push_back(connection);
            for (const auto& connection : all) connection->stop_soon();
        });
    }
    std::mutex mutex;
    std::condition_variable
        never;  // nobody notifies: this is a bounded look every few milliseconds, once in a life
    std::unique_lock lock(mutex);
    const auto give_up = std::chrono::steady_clock::now() + stop_within;
    while (!all_gone() && std::chrono::steady_clock::now() < give_up)
        never.wait_for(lock, std::chrono::milliseconds(5));
    engine_.workers.stop();
    for (auto& shard : shards_) shard->io.stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    // Sockets that did not end in time are destroyed with their shard, which takes no posts then.
    engine_.live.on_presence(nullptr);
    log::info("http", "stopped", {{"port", std::to_string(port_)}});
}

bool BeastServer::all_gone() const { return engine_.counters.connections_open == 0; }

Result<> BeastServer::listen() {
    const auto& options = engine_.options;
    error_code ec;
    const auto address = asio::ip::make_address(options.address, ec);
    if (ec)
        return invalid("http.address", "http.address",
                       "\"" + options.address + "\" is not an IP address.");
    const tcp::endpoint endpoint(address, options.port);
    acceptor_ = std::make_unique<Acceptor>(shards_.front()->io.get_executor());
    accept_again_ = std::make_unique<asio::steady_timer>(shards_.front()->io);
    acceptor_->open(endpoint.protocol(), ec);
    if (!ec) acceptor_->set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec) acceptor_->bind(endpoint, ec);
    if (!ec) acceptor_->listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return listen_error(options, ec);
    port_ = acceptor_->local_endpoint().port();
    return {};
}

void BeastServer::accept() {
    Shard& shard = *shards_[next_shard_++ % shards_.size()];
    acceptor_->async_accept(shard.io, [this, &shard](error_code ec, Socket socket) {
        if (engine_.stopping) return;
        if (ec) {  // no descriptor left, usually: wait, others will end
            log::warn("http", "accept_failed", {{"reason", ec.message()}});
            accept_again_->expires_after(tick_every);
            return accept_again_->async_wait([this](error_code stopped) {
                if (!stopped) accept();
            });
        }
        if (engine_.counters.connections_open >= engine_.options.connections_max) {
            refuse_connection(std::move(socket));
        } else {
            ++engine_.counters.connections_open;
            asio::post(shard.io, [this, &shard, socket = std::move(socket)]() mutable {
                take(std::move(socket), shard);
            });
        }
        accept();
    });
}

void BeastServer::take(Socket socket, Shard& shard) {
    error_code ec;
    const auto peer = socket.remote_endpoint(ec);
    if (ec) {
        --engine_.counters.connections_open;
        return;
    }
    socket.set_option(tcp::no_delay(true), ec);
    auto ip =
        peer.address().is_v6() && peer.address().to_v6().is_v4_mapped()
            ? asio::ip::make_address_v4(asio::ip::v4_mapped, peer.address().to_v6()).to_string()
            : peer.address().to_string();
    auto stream = tls_ ? tls_stream(std::move(socket), *tls_) : plain_stream(std::move(socket));
    auto connection =
        std::make_shared<Connection>(std::move(stream), engine_, shard, std::move(ip));
    shard.connections.emplace(connection.get(), connection);
    connection->start();
}

/// One try to say why, without waiting: under a flood the words matter less than the descriptor.
void BeastServer::refuse_connection(Socket socket) {
    ++engine_.counters.connections_refused;
    if (tls_) return;
    const auto text =
        make_answer({}, problem(unavailable("http.connections", "Too many connections.")), false);
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text.head + text.body), ignored);
}

void BeastServer::tick(Shard& shard) {
    shard.tick.expires_after(tick_every);
    shard.tick.async_wait([this, &shard](error_code ec) {
        if (ec) return;
        const Time now = system_clock().steady();
        std::vector<std::shared_ptr<Connection>> all;
        all.reserve(shard.connections.size());
        for (const auto& [raw, connection] : shard.connections) all.push_back(connection);
        for (const auto& connection : all) connection->check_deadline(now);
        if (&shard == shards_.front().get() && !engine_.stopping) engine_.look_after_streams();
        tick(shard);
    });
}

Result<std::unique_ptr<asio::ssl::context>> tls_context(const ServerOptions& options) {
    namespace ssl = asio::ssl;
    auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
    error_code ec;
    context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                             ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                             ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION,
                         ec);
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cipher_list(context->native_handle(),
                            "ECDHE+AESGCM:ECDHE+CHACHA20");  // TLS 1.2; 1.3 has its own list
    const auto fault = [&](std::string_view what, const std::string& file) {
        return invalid("http.tls", what == "certificate" ? "http.tls_certificate" : "http.tls_key",
                       "The TLS " + std::string(what) + " file " + file +
                           " cannot be used: " + ec.message() + ".");
    };
    context->use_certificate_chain_file(options.tls_certificate, ec);
    if (ec) return fault("certificate", options.tls_certificate);
    context->use_private_key_file(options.tls_key, ssl::context::pem, ec);
    if (ec) return fault("key", options.tls_key);
    return context;
}

Error listen_error(const ServerOptions& options, const error_code& ec) {
    const std::string place = options.address + ":" + std::to_string(options.port);
    const std::vector<std::pair<std::string, std::string>> params{
        {"address", options.address}, {"port", std::to_string(options.port)}};
    if (ec == asio::error::address_in_use) {
        return {Errc::conflict, "http.port_taken", "http.port",
                "Another program listens on " + place + "; end it or choose another http.port.",
                params};
    }
    return {Errc::invalid, "http.listen", "http.port",
            "Cannot listen on " + place + ": " + ec.message() + ".", params};
}

void warn_about_descriptors(const ServerOptions& options) {
    struct rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= options.connections_max + 256)
        return;
    log::warn("http", "few_descriptors",
              {{"allowed", std::to_string(limit.rlim_cur)},
               {"connections_max", std::to_string(options.connections_max)}});
}

}  // namespace
}  // namespace ol::http
