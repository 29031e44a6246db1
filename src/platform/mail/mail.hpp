#pragma once
// Outgoing mail: a letter becomes a message (RFC 5322, MIME) and is handed to one mail server by
// SMTP. Letters to people outside are never sent in clear: without TLS only to this machine.
#include <atomic>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/mail/account.hpp"
#include "platform/mail/dkim.hpp"

namespace ol::mail {

struct Attachment {
    std::string name, type, bytes;  // "report.xlsx", its MIME type
};

/// Why a robot wrote it (RFC 3834); `no`: a person did.
enum class AutoSubmitted { no, generated, replied };

struct Letter {
    std::string from;
    std::vector<std::string> to;
    std::string subject, text;  // UTF-8
    std::vector<Attachment> attachments;
    std::string key;  // of the letter, not of the attempt: sent twice it has the same Message-ID
    std::string from_name, reply_to;  // reply_to: an address, with the thread's token in it
    std::vector<std::string> cc;
    std::string html;                     // beside the text, for who reads it so
    std::string in_reply_to;              // message ids, without angle brackets
    std::vector<std::string> references;  // oldest first
    AutoSubmitted auto_submitted = AutoSubmitted::generated;
    std::vector<DkimKey> dkim;  // each signs it when it leaves
};

struct Server {
    std::string url;  // "smtp://mail.example:587" (STARTTLS) or "smtps://mail.example:465"
    std::string user, password;
    int timeout_ms = 30000;
    const std::atomic<bool>* stop = nullptr;  // ends a transfer that is under way
    bool bearer = false;                      // the password is an OAuth 2 access token
};

/// One plain address, "ann@shop.example": ASCII, at most 254 characters.
bool is_address(std::string_view text);

/// Errors: mail.server (no smtp:// or smtps:// address).
Result<> check(const Server& server);

/// Whether it may leave. Errors: mail.address ("to[1]"), mail.header (a line break in the subject
/// or a name), mail.id, mail.too_many (over 100 people).
Result<> check(const Letter& letter);

/// "help@shop.example", "t7Qk" -> "help+t7Qk@shop.example": where an answer finds its thread.
std::string with_token(std::string_view address, std::string_view token);
/// The token in one of these addresses of ours; "" when there is none.
std::string token_of(const std::vector<std::string>& addresses, std::string_view ours);

/// Pure. Header fields cannot be forged by a subject or a file's name. Lines end with CRLF and
/// hold at most 76 characters of text.
std::string message_of(const Letter& letter, Time now);

/// Blocks, at most timeout_ms. All recipients or none. Errors: conflict "mail.refused" (for good;
/// params: answer, the server's number); unavailable "mail.unreachable", "mail.tls", "mail.login",
/// "mail.later" (the server says so), "mail.stopped": try again; "mail.unanswered": it may have
/// arrived; invalid "mail.dkim": a key that signs cannot be read.
Result<> send(const Server& server, const Letter& letter, Time now);

Server server_of(const Login& login);
/// Whether the server takes this login; nothing is sent. Errors: mail.name, mail.unreachable,
/// mail.tls, mail.login, mail.clear.
Result<> knock(const Login& login);

}  // namespace ol::mail
