#pragma once
// Signing in to a provider's mailbox without its password: OAuth 2 with a code (RFC 6749 4.1) and
// its proof (RFC 7636), and access tokens renewed before they end. Private to the room.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "contact/letters/sign_in_types.hpp"
#include "platform/base/time.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"

namespace ol::letters {

struct SignInDeps {
    db::Database& db;
    const Clock& clock;
    std::string key32;       // seals the tokens
    std::string public_url;  // "https://desk.example": where the provider sends the browser back to
    std::function<Result<http::ClientResponse>(const http::ClientRequest&)> fetch;
    bool allow_private = false;  // tests: a provider on this machine, in clear
};

/// Thread-safe. Two that need a token at once cause one renewal.
class SignIns {
public:
    explicit SignIns(SignInDeps deps) : d_(std::move(deps)) {}

    /// Nothing: this mailbox has none. The stored application; never its secret.
    Result<SignIn> shown(MailboxId id) const;
    /// Another application or scope ends the sign-in that stood. Errors: letters.needed,
    /// letters.line, letters.sign_in_url, naming the field.
    Result<SignIn> save(MailboxId id, const SignInIn& in);
    Result<> remove(MailboxId id);
    /// The provider's access is forgotten, the application stays: she signs in once more. In the
    /// transaction that moves the mailbox to another server.
    static void end(db::Tx& tx, MailboxId id, const std::string& key32);
    /// Where her browser goes to; good for ten minutes, in the browser that keeps `browser` (a
    /// cookie of 43 random characters). Errors: letters.no_public_url, letters.no_sign_in.
    Result<SignInBegun> begin(MailboxId id, const std::string& browser);
    /// The provider sent the browser back: which mailbox, signed in. Errors: letters.sign_in_gone
    /// (unknown or old state, another browser), letters.sign_in_refused, mail.token_unreachable.
    Result<MailboxId> back(const std::string& browser, const std::string& state,
                           const std::string& code, const std::string& error);
    /// A token that is good for a minute more; nothing: the mailbox has no sign-in. Blocks while it
    /// is renewed. Errors: mail.sign_in_again, mail.token_unreachable.
    Result<std::optional<std::string>> token(MailboxId id);
    /// The mail server refused this mailbox's token: the next one is a new one. False when it was
    /// new already, or there is none.
    bool refused(MailboxId id);

private:
    struct Begun {
        MailboxId id;
        std::string verifier, browser;  // browser: its hash
        Time until{};
    };
    std::shared_ptr<std::mutex> turn_of(MailboxId id);
    Result<> take_tokens(MailboxId id, const std::string& form, const Error& when_refused);
    Error put_trouble(MailboxId id, const Error& why);
    std::string redirect_url() const { return d_.public_url + "/api/v1/mailboxes/signed-in"; }

    SignInDeps d_;
    std::mutex mutex_;  // guards what is below
    std::map<std::string, Begun> begun_;
    std::map<MailboxId, std::shared_ptr<std::mutex>> turns_;
};

void add_sign_in_routes(http::Router& router, SignIns& signs,
                        std::function<Result<>(const http::Request&, MailboxId)> may);

}  // namespace ol::letters
