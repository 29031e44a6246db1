#include "platform/http/connection.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "platform/http/origin.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/websocket.hpp"

namespace ol::http {
namespace {

constexpr Ms no_limit = Ms::max();
constexpr Ms finish_limit{2000};
constexpr std::size_t file_piece_bytes = 128 << 10;
constexpr std::size_t stranger_body_max = 4u << 20;  // more is taken from those who may send it
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

/// A request on its way through a worker.
struct Connection::Job {
    Request request;
    const Route* route = nullptr;
    bool keep_alive = false;
};

Connection::Connection(std::unique_ptr<Stream> stream, Engine& engine, Shard& shard,
                       std::string remote_ip)
    : stream_(std::move(stream)),
      executor_(shard.io.get_executor()),
      engine_(engine),
      shard_(shard),
      remote_ip_(std::move(remote_ip)) {
    ++engine_.counters.connections_total;
}

Connection::~Connection() = default;

void Connection::start() {
    set_state(State::handshake, Ms(engine_.options.header_timeout_ms));
    stream_->handshake([self = shared_from_this()](error_code ec) {
        if (ec || self->state_ != State::handshake) return self->close();
        self->next_request();
    });
}

void Connection::next_request() {
    if (engine_.stopping) return finish();
    parser_.emplace(engine_.options.header_max);
    route_ = nullptr;
    input_.shrink();
    set_state(State::idle, idle_limit());
    if (input_.unread().empty()) return read();
    parse();  // pipelined
}

void Connection::read() {
    const std::size_t want = state_ == State::body ? 64 << 10 : 4 << 10;
    stream_->read_some(input_.room(want),
                       [self = shared_from_this()](error_code ec, std::size_t bytes) {
                           if (self->state_ > State::body)
                               return;  // refused meanwhile (408): what comes now is thrown away
                           if (ec) return self->close();
                           self->input_.filled(bytes);
                           self->parse();
                       });
}

void Connection::parse() {
    if (state_ == State::idle) set_state(State::head, Ms(engine_.options.header_timeout_ms));
    std::size_t used = 0;
    const auto step = parser_->feed(input_.unread(), used);
    input_.consume(used);
    switch (step) {
        case RequestParser::Step::need_more: return read();
        case RequestParser::Step::head_done: return head_done();
        case RequestParser::Step::complete: return dispatch();
        case RequestParser::Step::failed:
            ++engine_.counters.malformed;
            return refuse(parser_->failure());
    }
}

/// Decides before the body is read: an unknown address or a body too large costs no more than its
/// header.
void Connection::head_done() {
    Request& request = parser_->request;
    route_ = engine_.router.match(request.method, request.path, request.params);
    const std::size_t body_max = route_ ? route_->body_max : 0;
    if (parser_->body_length.value_or(0) > body_max) {
        if (!route_) return dispatch();  // 404 or 405, then close: the body stays unread
        return refuse(problem({Errc::too_large,
                               "http.body_too_large",
                               {},
                               "The body may have at most " + std::to_string(body_max) + " bytes.",
                               {{"bytes_max", std::to_string(body_max)}}}));
    }
    parser_->body_max(body_max);
    if (route_ && body_max > stranger_body_max && route_->access != Route::Access::open)
        return ask_first();
    take_body();
}

/// A stranger's 512 MB must not lie in memory until the handler would have said 401.
void Connection::ask_first() {
    auto asked = std::make_shared<Request>(parser_->request);
    asked->remote_ip = remote_ip_;
    asked->secure = stream_->secure();
    believe_proxy(*asked, engine_.options.trusted_proxies);
    set_state(State::handling, no_limit);
    const bool taken = engine_.workers.post([self = shared_from_this(), asked, route = route_] {
        const auto error = self->engine_.refusal(*asked, *route);
        asio::post(self->executor_, [self, error] {
            if (self->state_ != State::handling) return;
            if (error) return self->refuse(problem(*error));
            self->take_body();
        });
    });
    if (!taken)
        refuse(problem(unavailable("http.busy", "All workers are busy; try again in a second.")));
}

void Connection::take_body() {
    // A large import on a slow line is no attack: one more ms for each 64 bytes, that is 64 KB/s.
    const auto extra_ms = static_cast<std::int64_t>(parser_->body_length.value_or(0) / 64);
    set_state(State::body, Ms(engine_.options.body_timeout_ms + extra_ms));
    if (!parser_->expects_continue || !input_.unread().empty()) return parse();
    const asio::const_buffer text = asio::buffer(go_on);
    stream_->write_some(std::span(&text, 1),
                        [self = shared_from_this()](error_code ec, std::size_t bytes) {
                            if (ec || bytes != go_on.size() || self->state_ != State::body)
                                return self->close();
                            self->parse();
                        });
}

void Connection::dispatch() {
    auto job = std::make_shared<Job>();
    const bool body_unread = !route_ && parser_->body_length.value_or(0) > 0;
    job->keep_alive = parser_->keep_alive && !body_unread;
    job->request = std::move(parser_->request);
    job->route = route_;
    job->request.remote_ip = remote_ip_;
    job->request.secure = stream_->secure();
    believe_proxy(job->request, engine_.options.trusted_proxies);
    job->request.request_id = engine_.next_request_id();
    set_state(State::handling, no_limit);
    const bool wants_socket = parser_->upgrade && job->request.method == Method::get && !route_;
    if (wants_socket && engine_.is_socket_path(job->request.path)) return upgrade(std::move(job));
    const bool taken = engine_.workers.post([self = shared_from_this(), job] {
        Response response = self->engine_.answer(job->request, job->route);
        const bool keep = job->keep_alive && !self->engine_.stopping;
        auto answer =
            std::make_shared<Answer>(make_answer(job->request, std::move(response), keep));
        asio::post(self->executor_, [self, answer] { self->send(std::move(*answer)); });
    });
    if (taken) return;
    ++engine_.counters.busy;
    const auto busy =
        problem(unavailable("http.busy", "All workers are busy; try again in a second."));
    send(make_answer(job->request, busy, job->keep_alive));
}

void Connection::upgrade(std::shared_ptr<Job> job) {
    if (!input_.unread().empty()) {  // RFC 6455 section 4.1: a client waits for our 101
        return refuse(problem(
            invalid("http.early_frames", {}, "Frames came before the answer to the upgrade.")));
    }
    const bool taken = engine_.workers.post([self = shared_from_this(), job] {
        auto peer = std::make_shared<Result<std::shared_ptr<Peer>>>(
            self->engine_.admit_socket(job->request));
        asio::post(self->executor_, [self, job, peer] {
            if (*peer) return self->become_socket(job, **peer);
            self->refuse(problem(peer->error()));
        });
    });
    if (!taken)
        refuse(problem(unavailable("http.busy", "All workers are busy; try again in a second.")));
}

/// From here the stream belongs to the socket; this connection ends.
void Connection::become_socket(const std::shared_ptr<Job>& job, std::shared_ptr<Peer> peer) {
    if (state_ != State::handling) return;
    if (engine_.stopping) return close();
    set_state(State::gone, no_limit);
    ++engine_.counters.sockets_total;
    const bool live = job->request.path == live_path;
    WebSocket::accept(std::move(stream_), job->request, std::move(peer),
                      live ? SocketLimits{} : BuyerSockets::limits(),
                      [engine = &engine_] { --engine->counters.connections_open; });
    shard_.connections.erase(this);
}

void Connection::refuse(Response response) {
    Request nothing;
    if (parser_) nothing.method = parser_->request.method;
    nothing.request_id = engine_.next_request_id();
    ++engine_.counters.answers[static_cast<std::size_t>(std::clamp(response.status / 100, 0, 5))];
    send(make_answer(nothing, std::move(response), false));
}

void Connection::send(Answer answer) {
    if (state_ >= State::answering) return;  // closed meanwhile
    answer_ = std::move(answer);
    written_ = 0;
    set_state(State::answering, idle_limit());
    write();
}

void Connection::write() {
    const std::size_t head = answer_.head.size(), body = answer_.body.size();
    if (written_ == head + body) return answer_.file_left > 0 ? load_more() : answered();
    std::array<asio::const_buffer, 2> pieces;
    std::size_t count = 0;
    if (written_ < head) pieces[count++] = asio::buffer(answer_.head) + written_;
    if (body > 0)
        pieces[count++] = asio::buffer(answer_.body) + (written_ > head ? written_ - head : 0);
    stream_->write_some(std::span(pieces.data(), count), [self = shared_from_this()](
                                                             error_code ec, std::size_t bytes) {
        if (ec || self->state_ != State::answering) return self->close();
        self->written_ += bytes;
        self->set_state(State::answering,
                        self->idle_limit());  // a reader that takes nothing for this long is gone
        self->write();
    });
}

/// The next piece of a file, read on a worker: a slow disk must not hold up the other connections.
void Connection::load_more() {
    set_state(State::answering, no_limit);
    engine_.workers.post_always([self = shared_from_this()] {
        const auto bytes = std::min<std::uint64_t>(self->answer_.file_left, file_piece_bytes);
        auto piece = std::make_shared<std::string>(
            self->answer_.file.read(self->answer_.file_offset, bytes));
        asio::post(self->executor_, [self, piece] {
            if (piece->empty() || self->state_ != State::answering)
                return self->close();  // the file was cut short
            self->answer_.head.clear();
            self->answer_.body = std::move(*piece);
            self->answer_.file_offset += self->answer_.body.size();
            self->answer_.file_left -= self->answer_.body.size();
            self->written_ = 0;
            self->set_state(State::answering, self->idle_limit());
            self->write();
        });
    });
}

void Connection::answered() {
    const bool keep = answer_.keep_alive;
    answer_ = {};
    if (keep) return next_request();
    finish();
}

void Connection::finish() {
    set_state(State::finishing, engine_.stopping ? finish_limit / 10 : finish_limit);
    stream_->finish([self = shared_from_this()] { self->close(); });
}

void Connection::close() {
    if (state_ == State::gone) return;
    set_state(State::gone, no_limit);
    stream_->close();
    --engine_.counters.connections_open;
    shard_.connections.erase(this);  // may be the last owner but the caller's
}

void Connection::check_deadline(Time now) {
    if (deadline_ > now) return;
    const auto self = shared_from_this();
    switch (state_) {
        case State::head:
        case State::body:
            ++engine_.counters.timeouts;
            return refuse(problem_with(
                408, invalid("http.timeout", {}, "The request did not arrive in time.")));
        case State::handshake:
        case State::answering: ++engine_.counters.timeouts; return close();
        case State::idle:
        case State::finishing: return close();
        case State::handling:
        case State::gone: return;
    }
}

void Connection::stop_soon() {
    const auto self = shared_from_this();
    switch (state_) {
        case State::handshake:
        case State::idle: return close();
        case State::head:
        case State::body:
        case State::answering:
            answer_.keep_alive = false;
            return;  // next_request() sees `stopping` too
        case State::handling:
        case State::finishing:
        case State::gone: return;
    }
}

void Connection::set_state(State state, Ms limit) {
    state_ = state;
    deadline_ = limit == no_limit ? Time::max() : system_clock().steady() + limit;
}

asio::mutable_buffer ReadBuffer::room(std::size_t bytes) {
    if (begin_ > 0) {
        std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(begin_),
                  bytes_.begin() + static_cast<std::ptrdiff_t>(end_), bytes_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    if (bytes_.size() - end_ < bytes) bytes_.resize(end_ + bytes);
    return asio::buffer(bytes_.data() + end_, bytes_.size() - end_);
}

void ReadBuffer::shrink() {
    if (bytes_.size() <= 8192 || begin_ != end_) return;
    bytes_ = {};
    begin_ = end_ = 0;
}

}  // namespace ol::http
