#pragma once
// The shop's own account on any XMPP server, as a client: TLS, SASL, messages both ways with
// receipts and typing, connected again by itself. By libstrophe
// (docs/decisions/051-libstrophe-for-xmpp.md).
#include <functional>
#include <memory>
#include <string>

#include "platform/base/time.hpp"

namespace ol::xmpp {

struct Login {
    std::string jid, password;  // "shop@example.org"
    std::string host = {};      // "" = as DNS says for the JID's domain
    int port = 0;
    bool allow_private = false;
    std::string authorities = {};  // a PEM file; "" = the system's
};

/// What the other end told. Addresses are bare ("ira@example.org").
struct Told {
    enum class What { message, corrected, typing, received, displayed, failed };
    What what = What::message;
    std::string from, id;  // id: the message's; of the last three: which of ours
    std::string text, subject, url;
    Time at{};          // when it was written, where it was kept for us; else 0
    std::string error;  // of failed: "service-unavailable"
};

struct Words {
    std::string to, id, text;
};

enum class Sent {
    accepted,    // our server has it
    unanswered,  // it left, and nobody said so
    not_left
};

/// `code` as of http::Line, and link.login; "" while it stands.
struct Standing {
    bool stands = false;
    std::string code, said;
};

/// On the client's own thread.
struct ClientEvents {
    /// True: kept for good. False: the line is dropped, and the server has it still.
    std::function<bool(const Told&)> told;
    std::function<void(const Standing&)> stands;
};

class Client {
public:
    Client(Login login, ClientEvents events, const Clock& clock);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Waits up to `wait` for the line to stand, then for our server. Any thread.
    Sent send(const Words& words, Ms wait);
    void typing(const std::string& to, bool on);
    Standing standing(Ms wait) const;  // waits for the first answer
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// "name@domain", without a resource. For settings.
bool is_jid(std::string_view jid);

}  // namespace ol::xmpp
