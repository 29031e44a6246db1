#pragma once
// Rows of conversations, messages and channel accounts. Private to the room; functions over one
// transaction or one read snapshot. Ids and times of 0 = none.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contact/conversations/types.hpp"
#include "platform/db/db.hpp"

namespace ol::conversations::rows {

struct Account {
    ChannelAccountId id;
    ShopId shop_id;
    ChannelKind kind = ChannelKind::webchat;
    std::string name, public_key;
    bool enabled = true;
    QueueId queue_id;
    std::string look = "{}";  // WebChatLook, ChannelLook
    std::string sealed;       // SealedCredentials
    std::string standing = "unchecked", trouble;
    Time removed_at{};
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, shop_id, kind, name, public_key, enabled, queue_id, look, sealed,
                       standing, trouble, removed_at, version))

struct Thread {
    ConversationId id;
    ShopId shop_id;
    ChannelKind channel = ChannelKind::webchat;
    ChannelAccountId account_id;
    std::string thread;
    State state = State::open;
    Place place = Place::none;
    PersonId assignee_id;  // of a closed one: who had it last
    QueueId queue_id;
    ContactId contact_id;
    CustomerId customer_id;
    std::string buyer_name, buyer_contact, search, language, page, preview, last_from;
    std::int64_t last_seq = 0, shop_read_seq = 0, buyer_read_seq = 0, buyer_got_seq = 0;
    int unread = 0;
    Time began_at{}, last_at{}, last_buyer_at{};
    Time asked_at{};       // since when he waits for a word of ours
    Time answer_due_at{};  // the clock that runs
    Time first_answered_at{}, line_since{}, snoozed_until{};
    bool resting = false;  // hers, and costs her nothing
    std::string disposition;
    int rating = 0;  // 1 to 5; 0 = he has not said
    std::string rating_words;
    Time rated_at{};
    std::string topic;      // in an operator's words
    std::string signed_id;  // hash of the shop's own name for him; "" = nobody signed
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Thread, (),
                      (id, shop_id, channel, account_id, thread, state, place, assignee_id,
                       queue_id, contact_id, customer_id, buyer_name, buyer_contact, search,
                       language, page, preview, last_from, last_seq, shop_read_seq, buyer_read_seq,
                       buyer_got_seq, unread, began_at, last_at, last_buyer_at, asked_at,
                       answer_due_at, first_answered_at, line_since, snoozed_until, resting,
                       disposition, rating, rating_words, rated_at, topic, signed_id, version))

struct Words {
    MessageId id;
    ConversationId conversation_id;
    ChannelAccountId account_id;
    std::int64_t seq = 0;
    Direction direction = Direction::in;
    std::string text;
    PersonId author_id;
    std::string external_id, client_id;
    MessageState state = MessageState::received;
    std::string error_code;
    std::string trouble;  // Trouble, or empty
    Time at{};
    std::vector<files::FileView> files;  // no column: contact/files has them
};
BOOST_DESCRIBE_STRUCT(Words, (),
                      (id, conversation_id, account_id, seq, direction, text, author_id,
                       external_id, client_id, state, error_code, trouble, at))

std::optional<Account> account(db::Conn& conn, ChannelAccountId id);
std::optional<Account> account_by_key(db::Conn& conn, std::string_view key);
std::vector<Account> accounts(db::Conn& conn);  // without those that were removed
void insert(db::Tx& tx, const Account& a);
void update(db::Tx& tx, const Account& a);

std::optional<Thread> thread(db::Conn& conn, ConversationId id);
std::optional<Thread> thread_named(db::Conn& conn, ChannelAccountId account, std::string_view name);
std::optional<Thread> thread_of_contact(db::Conn& conn, ContactId contact);
void insert(db::Tx& tx, const Thread& t);
void update(db::Tx& tx, const Thread& t);
/// Those in the line or in somebody's hands: what a start puts there again.
std::vector<Thread> standing(db::Conn& conn);
/// Snoozed whose time has come, and those that wait for the buyer since `quiet_since`.
std::vector<Thread> to_wake(db::Conn& conn, Time now);
std::vector<Thread> to_rest(db::Conn& conn, Time quiet_since);

enum class View { mine, waiting, all, closed };
BOOST_DESCRIBE_ENUM(View, mine, waiting, all, closed)
struct ThreadFilter {
    View view = View::mine;
    PersonId person;
    std::set<std::int64_t> shops;  // empty = all
    ShopId shop;                   // 0 = each of those
    bool of_all = true;            // closed: else only hers
    std::string q;                 // folded
    std::int64_t offset = 0;
    int limit = 50;
};
std::vector<Thread> threads(db::Conn& conn, const ThreadFilter& filter);
ConversationCounts counts(db::Conn& conn, PersonId person, const std::set<std::int64_t>& shops);

void insert(db::Tx& tx, const Words& w);
std::optional<Words> words_of(db::Conn& conn, MessageId id);
std::optional<Words> words_by_external(db::Conn& conn, ChannelAccountId account,
                                       std::string_view external_id);
/// Strictly between, oldest first: the newest `limit` (from_oldest: the oldest). Notes only when
/// told.
struct WordsFilter {
    ConversationId conversation;
    std::int64_t since = 0, before = 0;  // 0 = no bound
    bool notes = true, from_oldest = false;
    int limit = 50;
};
std::vector<Words> words(db::Conn& conn, const WordsFilter& filter);
/// His page has them, or he has read them.
void mark_out(db::Tx& tx, ConversationId conversation, std::int64_t up_to, MessageState state);
/// It was closed, we opened it again, and he has not written since.
bool opened_by_us(db::Conn& conn, ConversationId conversation);
/// Has a colleague named her in a note of it?
bool is_mentioned(db::Conn& conn, ConversationId conversation, PersonId person);
int unread_after(db::Conn& conn, ConversationId conversation, std::int64_t seq);

/// Whose record a signed name of a shop is; none: not known yet.
std::optional<CustomerId> signed_buyer(db::Conn& conn, ShopId shop, std::string_view id);
void keep_signed(db::Tx& tx, ShopId shop, std::string_view id, CustomerId customer);

std::vector<Thread> of_customer(db::Conn& conn, CustomerId customer);
/// His words, name and contact go; times, states and figures stay.
void erase(db::Tx& tx, CustomerId customer);

}  // namespace ol::conversations::rows
