#pragma once
// Conversations: every written channel in one thread per buyer and channel. Public header of the
// room. Rows are the truth: who has what, and where it stands; the floor (calls::ChatLine) knows
// only places and loads, and is told again at a start.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>

#include "contact/calls/chats.hpp"
#include "contact/conversations/cascade_types.hpp"
#include "contact/conversations/outbox.hpp"
#include "contact/conversations/rows.hpp"
#include "contact/conversations/rules.hpp"
#include "contact/conversations/types.hpp"
#include "contact/files/files.hpp"
#include "platform/base/loop.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/customers/thread.hpp"

namespace ol::conversations {

std::span<const db::Migration> migrations();

/// What the chat needs to know of a shop now.
struct ShopFacts {
    std::string name, language;  // language: of the greeting
    std::vector<std::string> languages;
    bool open = true;
    std::optional<Time> opens_at;
};

/// What channels of messages need of the house.
struct ChannelDeps {
    std::function<Result<http::ClientResponse>(const http::ClientRequest&)> fetch;
    std::string key32;         // seals credentials (not in the backup)
    std::string public_url;    // "https://desk.example": where channels tell us
    std::string telegram_api;  // a shop's own Bot API server; empty: Telegram's
    bool allow_private = false;
    std::string authorities = {};  // PEM file trusted by lines of our own; empty: the system's
};

/// A message of ours that he waits for no more: we opened the conversation again, and he has not
/// written since.
struct Unasked {
    CustomerId buyer;
    ChannelKind channel = ChannelKind::webchat;
    ConversationId conversation;
    PersonId by;
    bool requested = false;              // he has just asked for it
    std::optional<Time> goes_on_from{};  // the same contact by another way, begun then
};

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    Loop& loop;  // the room's own; may block on the database
    calls::ChatLine& line;
    http::Hub* hub = nullptr;
    http::PublicSockets* sockets = nullptr;
    std::function<std::optional<ShopFacts>(ShopId)> shop;  // any thread, from memory
    std::function<std::string(PersonId)> person_name;
    std::function<bool(PersonId, ShopId)> works_in;  // may she have chats of this shop?
    std::function<bool(db::Conn&, CustomerId)> is_buyer;
    std::function<bool(db::Conn&, QueueId, ShopId)> has_queue;  // is it one of this shop?
    std::function<void(db::Tx&, PersonId, std::string_view what, std::int64_t subject)> audit;
    ChannelDeps channels;
    files::Files* files = nullptr;  // none: files of messages are told as lines
    /// May such a message go, by the house's contact policy? In the transaction that keeps it; an
    /// error is told to who wrote it, and nothing is kept. Answers to him are not asked about.
    std::function<Result<>(db::Tx&, const Unasked&)> may_contact = {};  // empty: always
    std::int64_t letter_files_most = 18 << 20;  // together: as base64 25 MB, what servers take
    /// The record of whom the shop's page has signed, made when there is none.
    std::function<Result<CustomerId>(db::Tx&, const SignedPerson&)> find_buyer{};
    /// Was she asked something in it, so that she may see it? None: nobody is.
    std::function<bool(db::Conn&, ConversationId, PersonId)> is_asked{};
    std::function<DoorsOpen(ShopId)> doors{};  // what else the window offers; none: nothing
    /// How long this shop was open between two moments, by its hours as they are now. Empty: all.
    std::function<Ms(ShopId, Time from, Time to)> open_time{};
};

namespace rows {
struct Cascade;  // cascade_rows.hpp
}
struct LinkHouse;  // links/links.hpp
class Links;
struct ChannelAccount;  // channel_types.hpp
struct ChannelAccountList;
struct NewChannelAccount;
struct ChannelAccountPatch;
/// A message that a channel's own room has fetched and understood (contact/letters).
struct Arrival {
    ShopId shop;
    ChannelKind channel = ChannelKind::email;
    ChannelAccountId account;
    std::optional<ConversationId> conversation;  // none: a new one, named `thread`
    std::string thread, key;                     // key: unique in the account; again: the same
    std::string text, buyer_name, buyer_contact;
    Direction direction = Direction::in;
    bool wakes = true;  // false: kept to be read, and no line, clock or person is moved by it
    Ms answer_within{0};
    QueueId queue;
};
struct Arrived {
    ConversationId conversation;
    MessageId message;
    bool twice = false;
};

/// What a committed change is to be followed by, in the order of commits.
struct Effects {
    std::vector<rows::Thread> changed;
    std::vector<rows::Words> words;
    std::vector<std::function<void()>> then;  // the line is told
};

class Turn;

/// The public methods are thread-safe; those of staff and buyers block on the database.
class Conversations {
public:
    explicit Conversations(Deps deps);

    Result<> start();  // after the floor has started, before traffic
    /// Who carries messages of a kind; before start().
    void carries(std::shared_ptr<Carrier> carrier) { outbox_.add(std::move(carrier)); }
    Outbox& outbox() { return outbox_; }
    void stop_sending();  // links, then the outbox
    void add_routes(http::Router& router);

    // ---- staff (desk.cpp); errors: conversations.not_found (also another shop's),
    // not_yours, version_conflict, state, has_owner, offer_gone, not_at_work ----
    struct Listing {
        rows::View view = rows::View::mine;
        ShopId shop;
        std::string q;
        std::int64_t offset = 0;
        int limit = 50;
    };
    Result<ConversationPage> list(const http::Principal& who, const Listing& what) const;
    Result<ConversationView> view(const http::Principal& who, ConversationId id) const;
    Result<MessagePage> messages(const http::Principal& who, ConversationId id, std::int64_t since,
                                 std::int64_t before, int limit) const;
    /// Messages that have each word of `q`, newest first, of what she may see (finding.cpp).
    Result<FoundPage> find(const http::Principal& who, const std::string& q, MessageId before,
                           int limit) const;
    /// Who a conversation is with, for another room. None: it is not there, or not hers to see.
    struct With {
        ShopId shop_id;
        CustomerId customer_id;
        std::string buyer_name;
    };
    std::optional<With> with(db::Conn& conn, const http::Principal& who, ConversationId id) const;
    /// Does this person have now, by that visit in the line, what this buyer writes?
    bool works_with(PersonId person, ContactId visit, CustomerId buyer) const;
    /// Whose it is; 0 = nobody's that we know.
    static CustomerId buyer_of(db::Conn& conn, ConversationId id);
    /// An order that she takes now in a visit of hers: it came from that conversation. No visit of
    /// a conversation: nothing is kept.
    static void order_taken(db::Tx& tx, OrderId order, ContactId visit, PersonId by);
    /// What rings at her desk now: for a desk that was opened during the ring.
    Result<ConversationOfferList> offered(const http::Principal& who) const;
    Result<Acted> accept(const http::Principal& who, ConversationId id);
    Result<Nothing> decline(const http::Principal& who, ConversationId id);
    Result<Acted> take(const http::Principal& who, ConversationId id, std::int64_t version);
    Result<Acted> reply(const http::Principal& who, ConversationId id, std::int64_t version,
                        const WordsIn& in);
    Result<Acted> note(const http::Principal& who, ConversationId id, const WordsIn& in);
    /// What failed or was perhaps sent, once more; by who has the conversation (sending.cpp).
    Result<Acted> send_again(const http::Principal& who, ConversationId id, MessageId message);
    Result<Nothing> typing(const http::Principal& who, ConversationId id, bool on);
    Result<Nothing> read(const http::Principal& who, ConversationId id, std::int64_t seq);
    Result<Acted> move(const http::Principal& who, ConversationId id, std::int64_t version,
                       const ChatTransferIn& in);
    Result<Acted> snooze(const http::Principal& who, ConversationId id, std::int64_t version,
                         Time until);
    Result<Acted> close(const http::Principal& who, ConversationId id, std::int64_t version,
                        const CloseIn& in);
    Result<Acted> reopen(const http::Principal& who, ConversationId id, std::int64_t version);
    /// Takes back what she last did with it, whole, within half an hour (undoing.cpp):
    /// conversations.nothing_to_undo, undo_late, undo_owner; nothing is changed then.
    Result<Acted> undo(const http::Principal& who, ConversationId id, std::int64_t version);
    Result<MentionPage> mentions(const http::Principal& who) const;  // mentions.cpp
    Result<Nothing> mentions_seen(const http::Principal& who, ConversationId id);
    Result<Acted> set_topic(const http::Principal& who, ConversationId id, const TopicIn& in);
    Result<Acted> wake_now(const http::Principal& who, ConversationId id, std::int64_t version);
    Result<Acted> link(const http::Principal& who, ConversationId id, std::int64_t version,
                       const BuyerIn& in);

    // ---- what other rooms fetch (arrivals.cpp); block on the database ----
    /// `decide` and `beside` (its own rows) are in the one transaction with the message; `beside`
    /// is not asked about what came twice.
    Result<Arrived> arrive(std::function<Result<Arrival>(db::Tx&)> decide,
                           std::function<Result<>(db::Tx&, const Arrived&)> beside);
    /// A message of ours did not arrive, as its channel told later.
    Result<Nothing> not_arrived(MessageId message, std::string code);
    /// The account of a channel whose settings stand in another room.
    static void keep_account(db::Tx& tx, const rows::Account& account);
    /// May she see it? conversations.not_found.
    Result<Nothing> seen_by(const http::Principal& who, ConversationId id) const;

    // ---- web chats (web_chats.cpp) ----
    Result<WebChatList> web_chats(const http::Principal& who) const;
    Result<WebChat> add_web_chat(const http::Principal& who, const NewWebChat& in);
    Result<WebChat> change_web_chat(const http::Principal& who, ChannelAccountId id,
                                    std::int64_t version, const WebChatPatch& in);
    /// For a set-up: a chat with a key of its choice.
    static WebChat make_web_chat(db::Tx& tx, IdSource& ids, ShopId shop, const std::string& name,
                                 const std::string& key);
    static void have_web_chat(db::Tx& tx, IdSource& ids, ShopId shop, const std::string& name,
                              const std::string& key);  // unless there is one

    // ---- a link for who waits on the phone (call_link.cpp); any thread ----
    /// A chat, and SMS to send its link by: both are there, and on.
    bool sends_links(ShopId shop) const;
    /// The chat that opens from the link, within a day, is this caller's. Through the contact
    /// policy; `done` after the commit.
    void send_link(const calls::ChatLinkAsk& ask, std::function<void(bool)> done);

    // ---- messages that must arrive (cascade.cpp): conversations.cascade, version_conflict ----
    Result<CascadeRuleList> cascades(const http::Principal& who) const;
    Result<CascadeRule> set_cascade(const http::Principal& who, ShopId shop, std::int64_t version,
                                    const CascadeIn& in);

    // ---- the shop's addresses in messengers (channels.cpp); errors: conversations.no_channel,
    // credentials, kind, name, queue, version_conflict ----
    Result<ChannelAccountList> channel_accounts(const http::Principal& who) const;
    Result<ChannelAccount> add_channel(const http::Principal& who, const NewChannelAccount& in);
    Result<ChannelAccount> change_channel(const http::Principal& who, ChannelAccountId id,
                                          std::int64_t version, const ChannelAccountPatch& in);
    /// It takes and sends nothing any more, and its credentials are gone; what was said stays.
    Result<Nothing> remove_channel(const http::Principal& who, ChannelAccountId id,
                                   std::int64_t version);
    Result<ChannelAccount> check_channel(const http::Principal& who, ChannelAccountId id);
    /// A channel at the public door: 200 only after commit, 401 when the signature does not fit.
    http::Response knocked(http::Request& request);
    void carry_messengers();  // before start()

    // ---- buyers (buyers.cpp). `from`: the request's address, origin and host ----
    struct From {
        std::string ip, origin, host;
    };
    static From from_of(const http::Request& request);
    Result<ChatWelcome> hello(const From& from, const ChatHello& in);
    Result<ChatOpened> open(const From& from, const ChatOpen& in);
    Result<ChatWritten> write(const From& from, const ChatWrite& in);
    /// A part of a file (sent_files.cpp): files.too_large {max}, files.empty, files.part {have},
    /// files.too_many_unsent, files.channel_sends_none, and what a message may be refused for.
    Result<ChatFileTaken> send_file(const From& from, const ChatFile& in, std::string_view bytes);
    Result<ChatHistory> history(const From& from, const ChatHistoryAsk& in);
    Result<Nothing> buyer_read(const From& from, const ChatRead& in);
    Result<Nothing> leave(const From& from, const ChatLeave& in);
    Result<ChatRated> rate(const From& from, const ChatRate& in);  // ratings.cpp
    /// By the shop's own word (signing.cpp): conversations.no_secret, signature, other_buyer.
    Result<ChatSigned> sign(const From& from, const ChatSign& in);
    Result<WebChatSecret> web_chat_secret(const http::Principal& who, ChannelAccountId id,
                                          const WebChatSecretAsk& in);

    // ---- for the window's other doors (doors/) ----
    struct Door {
        ChannelAccountId account;
        ShopId shop;
        QueueId queue;
    };
    /// May this page speak with this chat? conversations.no_channel, foreign_origin, too_fast.
    Result<Door> door(const From& from, const std::string& key);
    /// A system's word in his conversation, when there is one; conversations.no_conversation.
    Result<ConversationId> page_says(const From& from, const std::string& key,
                                     const std::string& token, const std::string& code);

private:
    friend class Turn;
    using Account = rows::Account;
    using Thread = rows::Thread;
    using Words = rows::Words;
    struct Wrote {
        Thread thread;
        Words words;
        bool twice = false;
    };
    struct Writing {
        Account account;
        std::string hash, client_id, text, ip;
        bool opens = false;
        std::string name, contact, language, page;
        std::optional<files::Kept> file;  // instead of words
        std::string file_name;
        ConversationId called_from;  // by a link that was sent to him while he waited on the phone
    };

    // ---- commits and what follows (conversations.cpp) ----
    template <class T>
    using Job = std::function<Result<T>(db::Tx&, Effects&)>;
    template <class T>
    void post(Job<T> job, std::function<void(Result<T>)> done);
    template <class T>
    Result<T> commit(Job<T> job);
    void publish(const Effects& effects);
    void tell_desk(const Thread& t);
    void tell_words(const Thread& t, const Words& w);
    void keep_time(const Thread& t);
    void wake(ConversationId id);
    void rest(ConversationId id);
    calls::Chat chat_of(const Thread& t) const;
    void lost(ContactId contact, PersonId person, bool stands);
    void offer(ContactId contact, PersonId person, Time expires_at);
    void offer_gone(ContactId contact, PersonId person, std::string_view cause);
    Conversation shown(const Thread& t, const http::Principal* who) const;
    Message shown(const Words& w) const;
    Acted acted(const Thread& t, const std::optional<Words>& w, const http::Principal& who) const;

    Result<bool> link_sent(db::Tx& tx, Effects& out, const calls::ChatLinkAsk& ask);
    Thread sms_thread(db::Tx& tx, const Account& sms, const calls::ChatLinkAsk& ask);
    /// Whom a link's token was sent to; none: no such token, or its day is over.
    ConversationId linked(const Account& chat, const std::string& token) const;
    void came_by_link(db::Tx& tx, Turn& turn, ConversationId from);

    // ---- what leaves by a channel (sending.cpp) ----
    Result<> may_send(const Thread& t, const std::string& text, Time now) const;
    Result<> may_contact(db::Tx& tx, const Thread& t, PersonId by) const;
    std::optional<Window> window_of(const Thread& t, Time now) const;
    void tell_message(ConversationId id, MessageId message);
    OutboxDeps outbox_deps();
    Result<Credentials> credentials_of(ChannelAccountId id) const;
    std::string webhook_of(const Account& a) const;
    ChannelAccount shown(db::Conn& conn, const Account& a) const;
    void channel_said(db::Tx& tx, ChannelAccountId id, const SendAnswer& answer);
    http::Response kept(ChannelAccountId id, const std::string& body);
    void add_channel_routes(http::Router& router);

    // ---- channels to which we hold a line (linking.cpp) ----
    LinkHouse link_house();
    void tell_links();
    bool is_link(ChannelAccountId id) const;
    SendAnswer checked_link(ChannelAccountId id) const;

    // ---- files of messages (media.cpp) ----
    void tie_files();
    bool sends_by_address(ChannelKind kind) const;
    std::int64_t files_most_of(ChannelKind kind) const;
    std::int64_t files_together_most_of(ChannelKind kind) const;
    Result<> together_fit(ChannelKind kind, const std::vector<files::FileView>& sent) const;
    bool fetches(const Account& a, const Media& m) const;
    void expect_files(db::Tx& tx, Effects& out, const Account& a, Words& w, const Incoming& e);
    void with_files(db::Conn& conn, Words& w) const;
    void with_files(db::Conn& conn, std::vector<Words>& all) const;
    Result<files::Fetched> fetch_media(const files::Wanted& wanted) const;
    Result<http::ClientResponse> followed(http::ClientRequest request, std::int64_t most) const;
    Result<Words> say(db::Tx& tx, Turn& turn, const http::Principal& who, const std::string& key,
                      const std::string& text, const WordsIn& in);

    // ---- what a channel told (incoming.cpp) ----
    void work_events(ChannelAccountId account, int at_once = 20);
    void index_older();  // finding.cpp
    void forget_old();   // forgetting.cpp
    void not_worked(ChannelAccountId account, int at_once, const Error& why);
    void took(db::Tx& tx, Effects& out, const Account& a, const Incoming& e);
    Thread begun(db::Tx& tx, const Account& a, const Incoming& e);
    void buyer_told(db::Tx& tx, Effects& out, const Account& a, const std::optional<Thread>& known,
                    const Incoming& e);
    void echoed(db::Tx& tx, Effects& out, const Account& a, const std::optional<Thread>& known,
                const Incoming& e);
    void told_of_ours(db::Tx& tx, Effects& out, const Account& a,
                      const std::optional<Thread>& known, const Incoming& e, Course course);

    // ---- desk.cpp ----
    static bool may_see(const http::Principal& who, const Thread& t);
    Result<Thread> found(db::Conn& conn, const http::Principal& who, ConversationId id) const;
    Result<Thread> found(db::Conn& conn, const http::Principal& who, ConversationId id,
                         std::int64_t version) const;
    Result<Acted> give(const http::Principal& who, ConversationId id, std::int64_t version,
                       PersonId to, const char* what, const std::string& note);
    Result<Acted> to_queue(const http::Principal& who, ConversationId id, std::int64_t version,
                           QueueId queue, const std::string& note);

    // ---- cascade.cpp ----
    Result<> must_arrive(db::Tx& tx, Effects& out, const Turn& turn, const Words& w, PersonId by);
    void watch_cascade(MessageId first, Time at);
    void go_on(MessageId first);
    void cascade_hears(db::Conn& conn, MessageId message);
    Result<bool> next_step(db::Tx& tx, Effects& out, MessageId first);
    void says_of_cascade(db::Tx& tx, Effects& out, const Thread& begun, const std::string& code);
    bool took_step(db::Tx& tx, Effects& out, rows::Cascade& c, const Thread& begun,
                   const std::string& text, const CascadeStep& step);
    std::optional<Thread> thread_by(db::Tx& tx, const Thread& begun, ChannelKind kind);

    // ---- mentions.cpp ----
    Result<> check_mentions(const Thread& t, const WordsIn& in) const;
    void mention(db::Tx& tx, Effects& out, const Thread& t, const Words& note,
                 const std::vector<PersonId>& people);

    // ---- buyers.cpp ----
    Result<Account> account_for(const From& from, const std::string& key);
    std::int64_t page_files_most(const Account& a) const;
    Result<> may_send_file(const From& from, const Account& a, const ChatFile& in);
    Result<ChatFileTaken> file_known(const Account& a, const ChatFile& in) const;
    void add_file_route(http::Router& router);
    Result<> slow_enough(Limiter& limiter, const std::string& key) const;
    Result<Wrote> wrote(db::Tx& tx, Effects& out, const Writing& w);
    Result<Thread> new_thread(db::Tx& tx, const Writing& w);
    Result<Thread> thread_for(db::Tx& tx, const Arrival& a);
    Result<Writing> checked(const From& from, const ChatOpen& in, bool opens);
    Result<Thread> his(db::Conn& conn, const Account& account, const std::string& token) const;
    ChatHistory history_of(db::Conn& conn, const Thread& t, const ChatHistoryAsk& in) const;
    BuyerConversation for_buyer(const Thread& t) const;
    BuyerMessage for_buyer(const Words& w) const;
    void marked(const Thread& t, std::int64_t seq, MessageState state);
    void load_accounts(db::Conn& conn);
    void reload_accounts();

    // ---- his page's socket (live.cpp); the room's loop ----
    struct Page {
        From from;
        ConversationId conversation;
        Account account;
        std::string token;
    };
    void open_socket();
    void heard(std::int64_t conn, const SocketIn& in);
    void heard_hello(std::int64_t conn, Page& page, const SocketIn& in);
    void heard_message(std::int64_t conn, const Page& page, const SocketIn& in);
    // ---- what he looks at (context.cpp) ----
    void heard_context(std::int64_t conn, const Page& page, const SocketIn& in);
    void forget_context(ConversationId id, std::optional<std::int64_t> conn = {});
    void tell_context(ConversationId id, PersonId owner);
    std::optional<BuyerContext> context_of(ConversationId id) const;
    void tell_page(std::int64_t conn, const std::string& text);
    void tell_pages(ConversationId id, const std::string& text);
    void tell_error(std::int64_t conn, const Error& error, const std::string& client_id = {});

    Deps d_;
    Outbox outbox_;
    std::shared_ptr<Links> links_;                        // none before carry_messengers()
    mutable std::mutex mutex_;                            // guards the accounts and the limiters
    std::map<std::string, Account> accounts_, channels_;  // web chats; the others; by key
    mutable Limiter messages_{{message_fast, message_slow}}, opens_{{opens_of_address}},
        requests_{{requests_of_address}}, contexts_told_{{contexts_of_chat}},
        files_of_token_{{files_of_chat}}, files_of_address_{{files_from_address}};
    std::map<ConversationId, std::map<std::int64_t, BuyerContext>> contexts_;  // by page; as above
    std::map<std::int64_t, Page> pages_;  // the room's loop, as is:
    std::map<ConversationId, std::set<std::int64_t>> watchers_;
    std::map<ConversationId, PersonId> owners_;  // of those with pages: who hears the typing
};

/// His messages in the buyer's page, newest first.
std::vector<customers::ThreadEntry> thread(db::Conn& conn, const customers::ThreadAsk& ask);
void erase_buyer(db::Tx& tx, CustomerId customer);
std::vector<ConversationId> of_buyer(db::Conn& conn, CustomerId customer);

}  // namespace ol::conversations
