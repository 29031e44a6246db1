#pragma once
// Holds a bind to a centre of short messages: connects (TCP, or TLS with the system's authorities),
// connects again with growing pauses, and runs the session on a thread of its own.
#include <functional>
#include <memory>
#include <string>

#include "platform/http/line.hpp"
#include "platform/smpp/session.hpp"

namespace ol::smpp {

struct Login {
    http::LineTo to;
    Rules rules;
};

/// How the bind stands. `code`: "" while it stands; else link.name, link.unreachable, link.tls,
/// link.private, link.login, link.busy, link.refused, link.silent, link.garbled, link.lost.
struct Standing {
    bool bound = false;
    std::string code, said;  // said: the centre's status, "ESME_RBINDFAIL (0x0d)"
};

struct Answer {
    Outcome outcome = Outcome::not_left;
    std::uint32_t status = 0;
    std::string id;
};

/// All on the client's own thread.
struct ClientEvents {
    /// A message or a receipt; true: it is kept, and the centre may forget it.
    std::function<bool(const Message&, const std::string& raw)> arrived;
    /// The bind stands, or does not any more. Also after each attempt that failed.
    std::function<void(const Standing&)> stands;
    /// The answer to what was told as unanswered.
    std::function<void(Ticket, const Answer&)> late;
    /// About once a minute while it runs, bound or not.
    std::function<void()> minute;
};

class Client {
public:
    Client(Login login, ClientEvents events, const Clock& clock);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void stop();  // unbinds and ends; what waits is given back. Before the last owner goes
    /// Sends these pieces of one message and waits until each is answered or given up. Waits up to
    /// `wait` for the bind to stand. Any thread.
    std::vector<Answer> submit(std::int64_t message, std::vector<Message> pieces, Ms wait);
    /// As it stands; waits up to `wait` for the first bind or its refusal.
    Standing standing(Ms wait) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// "ESME_RTHROTTLED (0x58)"
std::string status_name(std::uint32_t status);

}  // namespace ol::smpp
