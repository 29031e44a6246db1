#include "platform/http/stream.hpp"

#include <boost/asio/ssl/stream.hpp>

namespace ol::http {
namespace {

void discard_rest(Socket& socket, Finished done);

class PlainStream final : public Stream {
public:
    explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}
    Socket& socket() override { return socket_; }
    bool secure() const override { return false; }
    void handshake(std::function<void(error_code)> done) override { done({}); }
    void read_some(asio::mutable_buffer into, IoDone done) override {
        socket_.async_read_some(into, std::move(done));
    }
    void write_some(std::span<const asio::const_buffer> from, IoDone done) override;
    void finish(Finished done) override;

private:
    Socket socket_;
};

class TlsStream final : public Stream {
public:
    TlsStream(Socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}
    Socket& socket() override { return stream_.next_layer(); }
    bool secure() const override { return true; }
    void handshake(std::function<void(error_code)> done) override {
        stream_.async_handshake(asio::ssl::stream_base::server, std::move(done));
    }
    void read_some(asio::mutable_buffer into, IoDone done) override {
        stream_.async_read_some(into, std::move(done));
    }
    void write_some(std::span<const asio::const_buffer> from, IoDone done) override;
    void finish(Finished done) override;

private:
    asio::ssl::stream<Socket> stream_;
    std::string flat_;  // one record for several small pieces
};

}  // namespace

std::unique_ptr<Stream> plain_stream(Socket socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

std::unique_ptr<Stream> tls_stream(Socket socket, asio::ssl::context& context) {
    return std::make_unique<TlsStream>(std::move(socket), context);
}

void beast_close_socket(AnyStream& stream) { stream.base().close(); }

/// Only named by Beast's blocking calls, which this room never makes.
void teardown(boost::beast::role_type, AnyStream& stream, error_code& ec) {
    stream.base().close();
    ec = {};
}

namespace {

void PlainStream::write_some(std::span<const asio::const_buffer> from, IoDone done) {
    if (from.size() == 1) return socket_.async_write_some(from.front(), std::move(done));
    // Asio copies the sequence into the operation, so it must own its pieces.
    std::array<asio::const_buffer, 8> pieces{};
    std::copy(from.begin(), from.end(), pieces.begin());
    socket_.async_write_some(pieces, std::move(done));
}

void TlsStream::write_some(std::span<const asio::const_buffer> from, IoDone done) {
    constexpr std::size_t record_bytes_max = 16384;  // RFC 8446 section 5.1
    if (from.size() == 1) return stream_.async_write_some(from.front(), std::move(done));
    flat_.clear();
    for (const auto& piece : from) {
        const auto room = record_bytes_max - flat_.size();
        flat_.append(static_cast<const char*>(piece.data()), std::min(piece.size(), room));
    }
    stream_.async_write_some(asio::buffer(flat_), std::move(done));
}

void discard_rest(Socket& socket, Finished done) {
    error_code ignored;
    socket.shutdown(asio::socket_base::shutdown_send, ignored);
    auto waste = std::make_unique<std::array<char, 4096>>();
    const auto into = asio::buffer(*waste);
    socket.async_read_some(into, [&socket, waste = std::move(waste), done = std::move(done)](
                                     error_code ec, std::size_t) mutable {
        if (ec) return std::move(done)();
        discard_rest(socket, std::move(done));
    });
}

void PlainStream::finish(Finished done) { discard_rest(socket_, std::move(done)); }

void TlsStream::finish(Finished done) {
    stream_.async_shutdown([this, done = std::move(done)](error_code) mutable {
        discard_rest(stream_.next_layer(), std::move(done));
    });
}

}  // namespace
}  // namespace ol::http
