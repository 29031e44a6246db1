#pragma once
// One type-erased byte stream for plain and TLS, so that Beast's templates are instantiated once
// (spec of the stack: 20 s of compile time against 71). Include only from this room's .cpp files.
#include <array>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/role.hpp>
#include <functional>
#include <memory>
#include <span>

namespace ol::http {

namespace asio = boost::asio;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using IoDone = asio::any_completion_handler<void(error_code, std::size_t)>;
using Finished = asio::any_completion_handler<void()>;

class Stream {
public:
    virtual ~Stream() = default;
    virtual Socket& socket() = 0;
    virtual bool secure() const = 0;
    virtual void handshake(std::function<void(error_code)> done) = 0;  // plain: at once
    virtual void read_some(asio::mutable_buffer into, IoDone done) = 0;
    virtual void write_some(std::span<const asio::const_buffer> from, IoDone done) = 0;
    /// TLS close_notify, FIN, then what still comes is thrown away until the peer closes: closing
    /// with unread bytes would send RST, which may overtake our last answer. The caller sets the
    /// deadline and close()s.
    virtual void finish(Finished done) = 0;
    void close() {
        error_code ignored;
        socket().close(ignored);
    }
};

std::unique_ptr<Stream> plain_stream(Socket socket);
std::unique_ptr<Stream> tls_stream(Socket socket, asio::ssl::context& context);

/// What Beast's WebSocket sits on: an AsyncStream that forwards to a Stream.
class AnyStream {
public:
    using executor_type = Executor;
    explicit AnyStream(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
    executor_type get_executor() { return stream_->socket().get_executor(); }
    Stream& base() { return *stream_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, asio::mutable_buffer into) {
                stream_->read_some(into, std::move(handler));
            },
            token, first_of(buffers));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, Pieces pieces) {
                stream_->write_some(std::span(pieces.list.data(), pieces.count),
                                    std::move(handler));
            },
            token, pieces_of(buffers));
    }

private:
    struct Pieces {
        std::array<asio::const_buffer, 8> list;
        std::size_t count = 0;
    };
    template <class Buffers>
    static asio::mutable_buffer first_of(const Buffers& buffers) {
        for (auto at = asio::buffer_sequence_begin(buffers);
             at != asio::buffer_sequence_end(buffers); ++at) {
            if (asio::mutable_buffer(*at).size() > 0) return *at;
        }
        return {};
    }
    template <class Buffers>
    static Pieces pieces_of(
        const Buffers& buffers) {  // a part is enough: write_some may write less
        Pieces out;
        for (auto at = asio::buffer_sequence_begin(buffers);
             at != asio::buffer_sequence_end(buffers); ++at) {
            if (out.count == out.list.size()) break;
            if (asio::const_buffer(*at).size() > 0) out.list[out.count++] = *at;
        }
        return out;
    }
    std::unique_ptr<Stream> stream_;
};

// Beast finds these by argument-dependent lookup when a WebSocket ends. Both close frames have
// passed by then, so neither TLS's close_notify nor the peer's FIN is waited for: a peer that stays
// would stay "connected" meanwhile.
void beast_close_socket(AnyStream& stream);
void teardown(boost::beast::role_type role, AnyStream& stream, error_code& ec);
template <class Handler>
void async_teardown(boost::beast::role_type, AnyStream& stream, Handler&& handler) {
    error_code ignored;
    stream.base().socket().shutdown(asio::socket_base::shutdown_both, ignored);
    asio::post(stream.get_executor(),
               [handler = std::forward<Handler>(handler)]() mutable { handler(error_code{}); });
}

}  // namespace ol::http
