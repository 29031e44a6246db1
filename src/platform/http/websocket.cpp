#include "platform/http/websocket.hpp"

#include <array>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "platform/base/time.hpp"

namespace ol::http {
namespace {

namespace beast = boost::beast;
namespace ws = boost::beast::websocket;
using UpgradeRequest = beast::http::request<beast::http::empty_body>;
using Writing = boost::asio::const_buffer;

UpgradeRequest beast_request(const Request& upgrade);

/// Lets `messages_per_s` through in the long run and `messages_burst` at once.
class Rate {
public:
    explicit Rate(const SocketLimits& limits)
        : limits_(limits), tokens_milli_(limits.messages_burst * 1000) {}
    bool take(Time now) {
        const std::int64_t earned = (now - last_).count() * limits_.messages_per_s;
        tokens_milli_ =
            std::min<std::int64_t>(tokens_milli_ + earned, limits_.messages_burst * 1000);
        last_ = now;
        if (tokens_milli_ < 1000) return false;
        tokens_milli_ -= 1000;
        return true;
    }

private:
    SocketLimits limits_;
    std::int64_t tokens_milli_;
    Time last_ = system_clock().steady();
};

class BeastSocket final : public std::enable_shared_from_this<BeastSocket> {
public:
    BeastSocket(std::unique_ptr<Stream> stream, std::shared_ptr<Peer> peer, SocketLimits limits,
                std::function<void()> gone)
        : socket_(AnyStream(std::move(stream))),
          peer_(std::move(peer)),
          gone_(std::move(gone)),
          rate_(limits) {
        set_options(limits);
    }
    void start(const Request& upgrade);

private:
    void abort() { socket_.next_layer().base().close(); }  // at once, without a close frame
    void close(int code, std::string why);                 // any thread
    void set_options(const SocketLimits& limits);
    void opened();
    void wake();
    void read();
    void took(std::size_t bytes);
    void pump();
    void close_here(int code, const std::string& why);
    void ended();

    ws::stream<AnyStream> socket_;
    std::shared_ptr<Peer> peer_;
    std::function<void()> gone_;
    Rate rate_;
    UpgradeRequest upgrade_;
    beast::flat_buffer inbox_;
    Peer::Frame frame_;
    std::atomic<bool> woken_ = false;  // a pump is posted already
    bool writing_ = false, closing_ = false, ended_ = false;
};

}  // namespace

void WebSocket::accept(std::unique_ptr<Stream> stream, const Request& upgrade,
                       std::shared_ptr<Peer> peer, SocketLimits limits,
                       std::function<void()> gone) {
    std::make_shared<BeastSocket>(std::move(stream), std::move(peer), limits, std::move(gone))
        ->start(upgrade);
}

namespace {

void BeastSocket::set_options(const SocketLimits& limits) {
    ws::stream_base::timeout timeout;
    timeout.handshake_timeout = std::chrono::seconds(10);
    timeout.idle_timeout = std::chrono::seconds(limits.silence_max_s);
    timeout.keep_alive_pings = true;
    socket_.set_option(timeout);
    socket_.read_message_max(limits.message_bytes_max);
    socket_.auto_fragment(
        false);  // one write call per message; compression stays off (300 KB a socket)
    socket_.text(true);
}

void BeastSocket::start(const Request& upgrade) {
    upgrade_ = beast_request(upgrade);
    socket_.async_accept(upgrade_, [self = shared_from_this()](error_code ec) {
        if (!ec) return self->opened();
        self->ended_ = true;  // the peer never heard of this socket
        self->abort();
        self->gone_();
    });
}

void BeastSocket::opened() {
    upgrade_ = {};
    const std::weak_ptr<BeastSocket> weak = shared_from_this();
    peer_->opened(
        [weak] {
            if (const auto self = weak.lock()) self->wake();
        },
        [weak](int code, std::string why) {
            if (const auto self = weak.lock()) self->close(code, std::move(why));
        });
    read();
    pump();
}

/// Any thread. One posted pump serves all events that come before it runs.
void BeastSocket::wake() {
    if (woken_.exchange(true)) return;
    asio::post(socket_.get_executor(), [self = shared_from_this()] {
        self->woken_ = false;
        self->pump();
    });
}

void BeastSocket::read() {
    socket_.async_read(inbox_, [self = shared_from_this()](error_code ec, std::size_t bytes) {
        if (ec) return self->ended();
        self->took(bytes);
    });
}

void BeastSocket::took(std::size_t) {
    if (!closing_) {
        if (!socket_.got_text())
            close_here(1003, "text only");
        else if (!rate_.take(system_clock().steady()))
            close_here(4429, "too many messages");
        else
            peer_->text({static_cast<const char*>(inbox_.data().data()), inbox_.size()});
    }
    inbox_.consume(inbox_.size());
    if (inbox_.capacity() > 16384) inbox_.shrink_to_fit();
    read();  // also while closing: the peer's close frame comes this way
}

void BeastSocket::pump() {
    if (writing_ || closing_ || ended_) return;
    switch (peer_->next(frame_)) {
        case Peer::Next::nothing: return;
        case Peer::Next::too_slow:
            return abort();  // it comes back and resumes, or is told to start afresh
        case Peer::Next::frame: break;
    }
    writing_ = true;
    const std::array<Writing, 2> pieces{asio::buffer(frame_.head), asio::buffer(*frame_.body)};
    socket_.async_write(pieces, [self = shared_from_this()](error_code ec, std::size_t) {
        self->writing_ = false;
        if (ec) return self->abort();  // the read in flight ends with an error and calls ended()
        self->pump();
    });
}

void BeastSocket::close(int code, std::string why) {
    asio::post(socket_.get_executor(), [self = shared_from_this(), code, why = std::move(why)] {
        self->close_here(code, why);
    });
}

void BeastSocket::close_here(int code, const std::string& why) {
    if (closing_ || ended_) return;
    closing_ = true;
    // A close after the last frame, not in the middle of it; Beast gives up after
    // handshake_timeout.
    const ws::close_reason reason(static_cast<ws::close_code>(code), why.substr(0, 120));
    socket_.async_close(reason, [self = shared_from_this()](error_code) { self->abort(); });
}

void BeastSocket::ended() {
    if (std::exchange(ended_, true)) return;
    peer_->closed();
    gone_();
}

UpgradeRequest beast_request(const Request& upgrade) {
    UpgradeRequest out{beast::http::verb::get, upgrade.path, 11};
    for (const auto& [name, value] : upgrade.headers) out.insert(name, value);
    return out;
}

}  // namespace
}  // namespace ol::http
