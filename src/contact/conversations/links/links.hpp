#pragma once
// Channels to which we hold a line of our own: a centre of short messages, an XMPP server, Telegram
// that is asked for news. One link for each account that is switched on. Private to the room.
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "contact/conversations/carrier.hpp"
#include "contact/conversations/channel.hpp"
#include "platform/db/db.hpp"

namespace ol::conversations {

/// What a link may ask of the room. All block on the database; not within a transaction.
struct LinkHouse {
    db::Database& db;
    const Clock& clock;
    /// `news` says within the transaction what came, in the channel's own form (Channel::read; ""
    /// = nothing for the room), and writes the link's own rows. True: on disk, worked through soon.
    std::function<bool(ChannelAccountId, const std::function<std::string(db::Tx&)>& news)> keep;
    /// How the line stands: `accepted`, or what is wrong.
    std::function<void(ChannelAccountId, const SendAnswer&)> stands;
    std::function<Result<http::ClientResponse>(const http::ClientRequest&)> fetch;
    bool allow_private = false;
    std::string authorities, telegram_api;
};

struct LinkAccount {
    ChannelAccountId id;
    ChannelKind kind = ChannelKind::sms;
    Credentials credentials;
    bool enabled = true;
    std::string hook_path;  // of its webhook with us: "/public/v1/channels/telegram/ch_..."
};

/// Thread-safe. Stopped before its last owner goes.
class Link {
public:
    virtual ~Link() = default;
    /// As Carrier::carry.
    virtual Carried carry(const Parcel& parcel) = 0;
    /// Does it work? Waits up to 10 s for the first answer of the other end.
    virtual SendAnswer check() = 0;
    virtual void typing(const std::string& thread, bool on) {  // we write, or do no more
        (void)thread, (void)on;
    }
    virtual void stop() = 0;
};

/// Is this account a link's? ("smpp://..." of an SMS account; XMPP.) Telegram's is where no webhook
/// can reach us.
bool is_linked(ChannelKind kind, const Credentials& c);
/// conversations.credentials with the field: what such an account still needs.
Result<> link_complete(ChannelKind kind, const Credentials& c);

class Links {
public:
    explicit Links(LinkHouse house) : house_(std::move(house)) {}
    ~Links() { stop(); }
    /// The shop's accounts as they are now; those that changed connect anew. Before run() nothing
    /// connects.
    void set(const std::vector<LinkAccount>& accounts);
    void run();
    void stop();
    std::shared_ptr<Link> of(ChannelAccountId account) const;
    /// Is its line ours, also while it is switched off?
    bool linked(ChannelAccountId account) const;

private:
    struct Held {
        LinkAccount account;
        std::shared_ptr<Link> link;
    };
    std::shared_ptr<Link> made(const LinkAccount& account);

    LinkHouse house_;
    mutable std::mutex mutex_;  // guards what is below
    std::map<ChannelAccountId, Held> held_;
    std::set<ChannelAccountId> linked_;
    std::mutex changing_;  // one set() at a time
    bool running_ = false, stopped_ = false;
};

/// A carrier whose linked accounts go by their link, and the others by `other` (none: they fail).
std::shared_ptr<Carrier> link_carrier(const Channel& channel, Links& links,
                                      std::shared_ptr<Carrier> other);

std::shared_ptr<Link> smpp_link(const LinkHouse& house, const LinkAccount& account);
std::shared_ptr<Link> xmpp_link(const LinkHouse& house, const LinkAccount& account);
std::shared_ptr<Link> telegram_poll(const LinkHouse& house, const LinkAccount& account);

/// What a broken line means to who sends: link.login is the settings' fault, the rest passes.
SendAnswer standing_answer(const std::string& code, const std::string& said);

}  // namespace ol::conversations
