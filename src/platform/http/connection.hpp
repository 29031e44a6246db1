#pragma once
// One client's connection on its I/O thread: reads a request, hands it to a worker, writes the
// answer, again. A pipelined request waits unread in the buffer until the one before is answered.
#include <boost/asio/steady_timer.hpp>
#include <unordered_map>

#include "platform/http/engine.hpp"
#include "platform/http/parser.hpp"
#include "platform/http/stream.hpp"

namespace ol::http {

class Connection;

/// One I/O thread and its connections. Deadlines are checked by one tick for all, not by a timer
/// each.
struct Shard {
    asio::io_context io{1};
    asio::steady_timer tick{io};
    std::unordered_map<Connection*, std::shared_ptr<Connection>>
        connections;  // HTTP only, not sockets
};

/// Bytes read and not yet parsed.
class ReadBuffer {
public:
    std::string_view unread() const { return {bytes_.data() + begin_, end_ - begin_}; }
    asio::mutable_buffer room(std::size_t bytes);
    void filled(std::size_t bytes) { end_ += bytes; }
    void consume(std::size_t bytes) { begin_ += bytes; }
    void shrink();  // an idle connection keeps little

private:
    std::vector<char> bytes_;
    std::size_t begin_ = 0, end_ = 0;
};

class Connection final : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::unique_ptr<Stream> stream, Engine& engine, Shard& shard, std::string remote_ip);
    ~Connection();
    void start();
    void check_deadline(Time now);
    void stop_soon();  // ends now when idle, else after the answer that is under way

private:
    enum class State { handshake, idle, head, body, handling, answering, finishing, gone };
    struct Job;
    void set_state(State state, Ms limit);
    void next_request();
    void read();
    void parse();
    void head_done();
    void ask_first();
    void take_body();
    void dispatch();
    void upgrade(std::shared_ptr<Job> job);
    void become_socket(const std::shared_ptr<Job>& job, std::shared_ptr<Peer> peer);
    void refuse(Response response);  // answers and closes: the rest of the input cannot be trusted
    void send(Answer answer);
    void write();
    void load_more();
    void answered();
    void finish();
    void close();
    Ms idle_limit() const { return Ms(engine_.options.idle_timeout_s * 1000); }

    std::unique_ptr<Stream> stream_;
    Executor executor_;
    Engine& engine_;
    Shard& shard_;
    const std::string remote_ip_;
    State state_ = State::handshake;
    Time deadline_{};
    ReadBuffer input_;
    std::optional<RequestParser> parser_;
    const Route* route_ = nullptr;
    Answer answer_;
    std::size_t written_ = 0;  // of answer_.head + answer_.body
};

}  // namespace ol::http
