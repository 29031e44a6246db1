#pragma once
// Letters as conversations: mailboxes of the shops are fetched by IMAP, each letter joins its
// thread, and an answer of the desk leaves by SMTP. Public header of the room.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

#include "contact/conversations/conversations.hpp"
#include "contact/letters/copies.hpp"
#include "contact/letters/dkim.hpp"
#include "contact/letters/rows.hpp"
#include "contact/letters/sign_ins.hpp"
#include "contact/letters/types.hpp"
#include "platform/http/http.hpp"
#include "platform/mail/imap.hpp"
#include "platform/mail/incoming.hpp"
#include "platform/mail/mail.hpp"

namespace ol::letters {

std::span<const db::Migration> migrations();

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    conversations::Conversations& conversations;
    std::string key32;  // seals the secrets
    std::string dir;    // where the letters' bytes stand
    std::function<bool(ShopId)> has_shop;
    std::function<bool(db::Conn&, QueueId, ShopId)> has_queue;
    std::function<void(db::Tx&, PersonId, std::string_view what, std::int64_t subject)> audit;
    std::size_t letter_most = 25u << 20;  // a larger one is kept as a notice
    files::Files* files = nullptr;        // where attachments stand, checked
    std::string public_url;               // the way back from a provider's sign-in
    std::function<Result<http::ClientResponse>(const http::ClientRequest&)> fetch;
    bool allow_private = false;  // tests: a provider on this machine
    Dkims::Records records{};    // TXT records of a name; empty: the system's resolver
};

/// Where a letter that is being taken stands in its folder.
struct Spot {
    std::int64_t validity = 0, uid = 0;
    std::uint64_t bytes = 0;  // its size by the server
    bool headers_only = false;
};

/// Thread-safe. One thread for each mailbox that is switched on.
class Letters {
public:
    explicit Letters(Deps deps);
    ~Letters() { stop(); }

    /// Who carries answers; before Conversations::start().
    std::shared_ptr<conversations::Carrier> carrier();
    Result<> start();  // after Conversations::start()
    void stop();
    void add_routes(http::Router& router);

    // ---- mailboxes (mailboxes.cpp): letters.no_mailbox, letters.version_conflict, and what is
    // wrong with a field ----
    Result<MailboxList> mailboxes(const http::Principal& who) const;
    Result<Mailbox> add(const http::Principal& who, const MailboxIn& in);
    Result<Mailbox> change(const http::Principal& who, MailboxId id, std::int64_t version,
                           const MailboxIn& in);
    /// Tries what is stored: name, TLS and login of both servers, and the folder. Blocks.
    Result<MailboxCheck> check(const http::Principal& who, MailboxId id) const;
    /// A letter that answers nobody (copies.cpp), by the shop's first mailbox in use; blocks 10 s
    /// and the renewal of a token. Errors: letters.no_mailbox, mail.address, mail.header, those of
    /// the login and of mail::send.
    Result<> send_copy(const Copy& copy);

    // ---- letters of a conversation that she may see (reading.cpp) ----
    Result<LetterList> of(const http::Principal& who, ConversationId id) const;
    /// Its HTML, harmless, as a page for a frame; `pictures`: those on other servers too.
    http::Response page(const http::Principal& who, MessageId id, bool pictures) const;
    http::Response file(const http::Principal& who, MessageId id, int number) const;
    /// The letter as it came, to download.
    http::Response whole(const http::Principal& who, MessageId id) const;

    /// Puts one fetched letter into its thread and moves the mailbox's place, in one commit
    /// (taking.cpp).
    Result<conversations::Arrived> take(const rows::Box& box, const std::string& bytes,
                                        const Spot& spot);
    /// As take; but one that its own content keeps out (not a database or disk that is away) is
    /// kept as a notice with its bytes, so that the mailbox goes on (noticing.cpp).
    Result<conversations::Arrived> take_or_note(const rows::Box& box, const std::string& bytes,
                                                const Spot& spot);

private:
    struct Fetcher {
        std::thread thread;
        std::atomic<bool> stop = false;
    };
    struct Standing {
        MailboxState state = MailboxState::connecting;
        std::string trouble;
        Time at{};
    };
    // ---- answering.cpp ----
    friend class MailCarrier;
    struct Answer {
        mail::Letter letter;
        mail::Login login;
    };
    Result<Answer> answer_for(const conversations::Parcel& parcel);
    conversations::Carried carry(const conversations::Parcel& parcel);
    Result<> put_files(const conversations::Parcel& parcel, mail::Letter& letter) const;

    // ---- fetching.cpp ----
    void begin(MailboxId id);
    void end(MailboxId id);
    void work(MailboxId id, const std::atomic<bool>& stop);
    Result<> serve(MailboxId id, const std::atomic<bool>& stop, int& failures);
    Result<> drain(mail::Imap& imap, MailboxId id);
    Result<> fetch(mail::Imap& imap, const rows::Box& box, std::uint32_t uid);
    Result<> not_given(const rows::Box& box, const Spot& spot, const Error& why);
    Result<> find_place(const mail::Folder& folder, MailboxId id);
    void stands(MailboxId id, MailboxState state, const std::string& trouble = {});
    Result<rows::Box> box_now(MailboxId id) const;

    // ---- taking.cpp ----
    struct Heads {
        std::string from_name, from_address, subject;
    };
    Result<conversations::Arrived> note(const rows::Box& box, const std::string& bytes,
                                        const Spot& spot, const Heads& heads);
    Result<> bounced(const mail::Received& letter, ShopId shop);
    Result<std::string> keep_bytes(const std::string& bytes) const;  // its SHA-256
    Result<std::string> bytes_of(const std::string& raw) const;

    Mailbox shown(const rows::Box& box) const;
    Result<mail::Login> receiving(const rows::Box& box) const;
    Result<mail::Login> sending(const rows::Box& box) const;
    Result<> may_change(const http::Principal& who, MailboxId id) const;
    Result<> gives(MessageId id, int number) const;
    Result<rows::Letter> seen_letter(const http::Principal& who, MessageId id) const;

    Deps d_;
    mutable SignIns signs_;  // has locks of its own
    Dkims dkims_;
    mutable std::mutex mutex_;  // guards what is below
    std::condition_variable wake_;
    std::map<MailboxId, std::unique_ptr<Fetcher>> fetchers_;
    std::map<MailboxId, Standing> standing_;
    std::map<MailboxId, std::pair<std::int64_t, int>> refused_;  // uid, how often in a row
    std::atomic<bool> stopping_ = false;                         // ends a sending that is under way
};

/// His letters' subjects, addresses and bytes go. Before conversations::erase_buyer.
void erase_buyer(db::Tx& tx, CustomerId customer, const std::string& dir);

}  // namespace ol::letters
