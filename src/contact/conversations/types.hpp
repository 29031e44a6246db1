#pragma once
// Shapes of the routes and the live streams; docs/api/openapi.json is made of them.
#include <array>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "contact/conversations/channel.hpp"
#include "contact/conversations/door_types.hpp"
#include "contact/conversations/states.hpp"
#include "contact/files/types.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::conversations {

using ConversationId = Id<struct ConversationTag>;
using MessageId = Id<struct MessageTag>;
using ChannelAccountId = Id<struct ChannelAccountTag>;

enum class Direction { in, out, note, system };
BOOST_DESCRIBE_ENUM(Direction, in, out, note, system)

/// perhaps_sent: it left, and no answer came (or the process died between). deliveries.hpp has its
/// life.
enum class MessageState { received, queued, sending, sent, delivered, read, failed, perhaps_sent };
BOOST_DESCRIBE_ENUM(MessageState, received, queued, sending, sent, delivered, read, failed,
                    perhaps_sent)

struct TroubleParam {
    std::string name, value;
};
BOOST_DESCRIBE_STRUCT(TroubleParam, (), (name, value))
/// Why a message is not delivered (failed), perhaps not (perhaps_sent), or not yet (queued), and
/// what can be done. code: conversations.out_unreachable, out_slow_down, out_window_closed,
/// out_not_allowed, out_bad_token, out_too_long, out_gone, out_refused, out_unanswered,
/// out_given_up, out_channel_off, out_no_carrier, or what the channel's own rules refuse.
/// ways: again, wait, template, human_tag, letter, call, shorten, settings, look.
struct Trouble {
    std::string code;
    std::vector<TroubleParam> params;  // channel_code, channel_said: the channel's words
    std::vector<std::string> ways;
    std::optional<Time> next_at;  // of queued: when it is tried again
};
BOOST_DESCRIBE_STRUCT(Trouble, (), (code, params, ways, next_at))

// ---- staff ----

/// One thread of one buyer with the shop, as lists show it. `version` counts who has it and its
/// life, not messages.
struct Conversation {
    ConversationId id;
    ShopId shop_id;
    ChannelKind channel = ChannelKind::webchat;
    ChannelAccountId account_id;
    State state = State::open;
    Place place = Place::none;
    std::optional<PersonId> assignee;
    std::string assignee_name;
    std::optional<QueueId> queue_id;
    std::optional<ContactId> contact_id;    // its visit in the line
    std::string buyer_name, buyer_contact;  // contact: masked for who does not have it
    std::optional<CustomerId> customer_id;
    bool signed_buyer = false;  // the shop's page has signed who he is
    std::string language, page;
    std::string preview, last_from;  // last_from: buyer, shop
    std::int64_t last_seq = 0;
    int unread = 0;  // of his messages
    Time began_at{}, last_at{};
    std::optional<Time> last_buyer_at, answer_due_at, first_answered_at, snoozed_until;
    std::string disposition, topic;
    int rating = 0;            // the buyer's own word of it, 1 to 5; 0 = none
    std::string rating_words;  // beside it; empty where his words are hidden
    std::optional<Time> rated_at;
    std::int64_t version = 1;
    std::optional<Window> window;  // none: always (a web chat)
    std::int64_t files_most = 0;   // bytes of the largest file that may be sent here; 0: none
    std::int64_t files_together_most = 0;  // bytes of all files of one answer; 0: each for itself
};
BOOST_DESCRIBE_STRUCT(Conversation, (),
                      (id, shop_id, channel, account_id, state, place, assignee, assignee_name,
                       queue_id, contact_id, buyer_name, buyer_contact, customer_id, signed_buyer,
                       language, page, preview, last_from, last_seq, unread, began_at, last_at,
                       last_buyer_at, answer_due_at, first_answered_at, snoozed_until, disposition,
                       topic, rating, rating_words, rated_at, version, window, files_most,
                       files_together_most))

/// Of direction system the text is a code: assigned, transferred, returned_to_line, closed,
/// closed_by_buyer, reopened, undone, snoozed, buyer_left, "buyer_reacted <what>", "cascaded
/// <channel>", cascade_late, cascade_ended. Of direction in error_code says what it is: edited,
/// deleted, unsupported, call.
struct Message {
    MessageId id;
    std::int64_t seq = 0;
    Direction direction = Direction::in;
    std::string text;
    std::optional<PersonId> author_id;
    std::string author_name;
    Time at{};
    MessageState state = MessageState::received;
    std::string error_code, client_id;
    std::optional<Trouble> trouble;
    std::vector<files::FileView> files;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (id, seq, direction, text, author_id, author_name, at, state, error_code,
                       client_id, trouble, files))

struct ConversationCounts {
    int mine = 0, waiting = 0;
};
BOOST_DESCRIBE_STRUCT(ConversationCounts, (), (mine, waiting))
struct ConversationPage {
    std::vector<Conversation> items;
    std::optional<std::string> next;
    ConversationCounts counts;
};
BOOST_DESCRIBE_STRUCT(ConversationPage, (), (items, next, counts))
struct FoundMessage {
    Conversation conversation;
    Message message;
};
BOOST_DESCRIBE_STRUCT(FoundMessage, (), (conversation, message))
/// `next`: older ones, also when this page is short: the search went back to `searched_to`.
struct FoundPage {
    std::vector<FoundMessage> items;
    std::optional<std::string> next;
    std::optional<Time> searched_to;
};
BOOST_DESCRIBE_STRUCT(FoundPage, (), (items, next, searched_to))
struct ConversationView {
    Conversation conversation;
    std::vector<Message> messages;  // the newest, oldest first
    bool more = false;
    std::optional<BuyerContext> context;  // for who has it, while his page shows it
};
BOOST_DESCRIBE_STRUCT(ConversationView, (), (conversation, messages, more, context))
struct MessagePage {
    std::vector<Message> items;
    bool more = false;
};
BOOST_DESCRIBE_STRUCT(MessagePage, (), (items, more))
struct Acted {
    Conversation conversation;
    std::optional<Message> message;
};
BOOST_DESCRIBE_STRUCT(Acted, (), (conversation, message))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())
/// `files`: uploads of hers that go with it; the words may be empty then. A note takes none.
/// `mentions`: of a note: people who hear of it. `must_arrive`: of words without files: when they
/// do not arrive, they go on by the shop's cascade.
struct WordsIn {
    std::string client_id, text;
    std::vector<files::FileId> files;
    std::vector<PersonId> mentions;
    bool must_arrive = false;
};
BOOST_DESCRIBE_STRUCT(WordsIn, (), (client_id, text, files, mentions, must_arrive))
struct TopicIn {
    std::string topic;  // at most 40 characters
};
BOOST_DESCRIBE_STRUCT(TopicIn, (), (topic))
struct Mention {
    Conversation conversation;
    Message message;
    std::optional<Time> seen_at;
};
BOOST_DESCRIBE_STRUCT(Mention, (), (conversation, message, seen_at))
/// Unseen first, then the newest; at most 100.
struct MentionPage {
    std::vector<Mention> items;
    int unseen = 0;
};
BOOST_DESCRIBE_STRUCT(MentionPage, (), (items, unseen))
struct TypingIn {
    bool on = true;
};
BOOST_DESCRIBE_STRUCT(TypingIn, (), (on))
struct ReadIn {
    std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(ReadIn, (), (seq))
/// One of the two.
struct ChatTransferIn {
    std::optional<QueueId> queue_id;
    std::optional<PersonId> person_id;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(ChatTransferIn, (), (queue_id, person_id, note))
struct SnoozeIn {
    Time until{};
};
BOOST_DESCRIBE_STRUCT(SnoozeIn, (), (until))
struct CloseIn {
    std::string disposition, note;
};
BOOST_DESCRIBE_STRUCT(CloseIn, (), (disposition, note))
/// An operator's word for who he is; none takes it back.
struct BuyerIn {
    std::optional<CustomerId> customer_id;
};
BOOST_DESCRIBE_STRUCT(BuyerIn, (), (customer_id))

/// Words that stand beside the button by themselves, once in a visit: after so long on a page whose
/// address has `page` in it ("" = any), in one language ("" = any), with a cart alone when told.
struct ChatInvitation {
    std::string page, language, text;
    int after_s = 20;
    bool with_cart = false;
};
BOOST_DESCRIBE_STRUCT(ChatInvitation, (), (page, language, text, after_s, with_cart))

/// Out of hours: a form that leaves a message, or no button at all.
enum class WhenShut { form, hidden };
BOOST_DESCRIBE_ENUM(WhenShut, form, hidden)

/// A chat on a shop's pages.
struct WebChat {
    ChannelAccountId id;
    ShopId shop_id;
    std::string name, key;  // key: public, stands in the page
    bool enabled = true;
    std::optional<QueueId> queue_id;   // none: the shop's first
    std::vector<std::string> origins;  // pages besides our own that may use it
    std::string title, greeting, colour;
    int answer_within_s = 120;           // the promise to who writes in open hours; 0 = none
    std::vector<std::string> languages;  // that he may choose; none: all of the shop
    std::string shut_note;               // said out of hours; "": the widget's own words
    WhenShut when_shut = WhenShut::form;
    std::vector<ChatInvitation> invitations;
    Sharing share = Sharing::asks;  // his page and cart, beside the chat
    bool files = true;              // he may send files
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(WebChat, (),
                      (id, shop_id, name, key, enabled, queue_id, origins, title, greeting, colour,
                       answer_within_s, languages, shut_note, when_shut, invitations, share, files,
                       version))
struct WebChatList {
    std::vector<WebChat> items;
};
BOOST_DESCRIBE_STRUCT(WebChatList, (), (items))
struct NewWebChat {
    ShopId shop_id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NewWebChat, (), (shop_id, name))
struct WebChatPatch {  // absent = unchanged; queue_id "0": the shop's first
    std::optional<std::string> name, title, greeting, colour;
    std::optional<bool> enabled;
    std::optional<QueueId> queue_id;
    std::optional<std::vector<std::string>> origins;
    std::optional<int> answer_within_s;
    std::optional<std::vector<std::string>> languages;
    std::optional<std::string> shut_note;
    std::optional<WhenShut> when_shut;
    std::optional<std::vector<ChatInvitation>> invitations;
    std::optional<Sharing> share;
    std::optional<bool> files;
};
BOOST_DESCRIBE_STRUCT(WebChatPatch, (),
                      (name, title, greeting, colour, enabled, queue_id, origins, answer_within_s,
                       languages, shut_note, when_shut, invitations, share, files))
/// What a web chat keeps as one text in its row.
struct WebChatLook {
    std::vector<std::string> origins;
    std::string title, greeting, colour;
    int answer_within_s = 120;
    std::vector<std::string> languages;
    std::string shut_note;
    WhenShut when_shut = WhenShut::form;
    std::vector<ChatInvitation> invitations;
    Sharing share = Sharing::asks;
    bool files = true;
};
BOOST_DESCRIBE_STRUCT(WebChatLook, (),
                      (origins, title, greeting, colour, answer_within_s, languages, shut_note,
                       when_shut, invitations, share, files))

// ---- events of the desk's stream ----

struct ConversationMessage {
    ConversationId conversation_id;
    Message message;
};
BOOST_DESCRIBE_STRUCT(ConversationMessage, (), (conversation_id, message))
struct ConversationOffer {
    Conversation conversation;
    Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(ConversationOffer, (), (conversation, expires_at))
struct ConversationOfferList {
    std::vector<ConversationOffer> items;
};
BOOST_DESCRIBE_STRUCT(ConversationOfferList, (), (items))
struct ConversationOfferGone {
    ConversationId conversation_id;
    std::string cause;
};
BOOST_DESCRIBE_STRUCT(ConversationOfferGone, (), (conversation_id, cause))
struct ConversationTyping {
    ConversationId conversation_id;
    bool on = false;
};
BOOST_DESCRIBE_STRUCT(ConversationTyping, (), (conversation_id, on))
/// To who has it; without a context: his page shows nothing any more.
struct ConversationContext {
    ConversationId conversation_id;
    std::optional<BuyerContext> context;
};
BOOST_DESCRIBE_STRUCT(ConversationContext, (), (conversation_id, context))
struct ConversationRead {
    ConversationId conversation_id;
    std::int64_t buyer_read_seq = 0, buyer_got_seq = 0;
};
BOOST_DESCRIBE_STRUCT(ConversationRead, (), (conversation_id, buyer_read_seq, buyer_got_seq))

// ---- the buyer's page ----

struct BuyerOperator {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(BuyerOperator, (), (name))
/// state: waiting (nobody has it yet), active, closed.
struct BuyerConversation {
    std::string state;
    std::optional<BuyerOperator> operator_;
    std::int64_t last_seq = 0, read_seq = 0, shop_read_seq = 0;
    Time began_at{};
    int rating = 0;  // his own; 0 = he may still say it
};
BOOST_DESCRIBE_STRUCT(BuyerConversation, (),
                      (state, operator_, last_seq, read_seq, shop_read_seq, began_at, rating))
/// from: buyer, shop, system (the text is a code then).
/// `path`: on our own address, for a month; it opens this file alone. "": it is not given out yet,
/// or never: `why` not_checked, infected.
struct BuyerFile {
    std::string name, type, path;
    std::int64_t bytes = 0;
    bool picture = false;
    bool risky = false;  // opened it may run: said beside it
    std::string why;
};
BOOST_DESCRIBE_STRUCT(BuyerFile, (), (name, type, path, bytes, picture, risky, why))
struct BuyerMessage {
    std::int64_t seq = 0;
    std::string from, author, text;
    Time at{};
    std::string client_id, state;
    std::vector<BuyerFile> files;
};
BOOST_DESCRIBE_STRUCT(BuyerMessage, (), (seq, from, author, text, at, client_id, state, files))

struct ChatHello {
    std::string key;
    std::optional<std::string> token, language;
};
BOOST_DESCRIBE_STRUCT(ChatHello, (), (key, token, language))
/// file_bytes: of the largest file that he may send; 0: none. part_bytes: of one part of it.
struct ChatLimits {
    int text_chars = 0, name_chars = 0, contact_chars = 0;
    std::int64_t file_bytes = 0, part_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(ChatLimits, (),
                      (text_chars, name_chars, contact_chars, file_bytes, part_bytes))
struct ChatWelcome {
    std::string shop_name;
    std::vector<std::string> languages;
    std::string language;
    bool open = true;
    std::optional<Time> opens_at;
    std::string title, greeting, colour, shut_note;
    WhenShut when_shut = WhenShut::form;
    std::vector<ChatInvitation> invitations;
    Sharing share = Sharing::off;
    DoorsOpen doors;
    ChatLimits limits;
    std::optional<BuyerConversation> conversation;
};
BOOST_DESCRIBE_STRUCT(ChatWelcome, (),
                      (shop_name, languages, language, open, opens_at, title, greeting, colour,
                       shut_note, when_shut, invitations, share, doors, limits, conversation))
struct ChatOpen {
    std::string key, token, client_id, text;
    std::optional<std::string> name, contact, language, page;
};
BOOST_DESCRIBE_STRUCT(ChatOpen, (), (key, token, client_id, text, name, contact, language, page))
struct ChatOpened {
    BuyerConversation conversation;
    BuyerMessage message;
};
BOOST_DESCRIBE_STRUCT(ChatOpened, (), (conversation, message))
struct ChatWrite {
    std::string key, token, client_id, text;
};
BOOST_DESCRIBE_STRUCT(ChatWrite, (), (key, token, client_id, text))
struct ChatWritten {
    BuyerMessage message;
};
BOOST_DESCRIBE_STRUCT(ChatWritten, (), (message))
/// The first line of a part; `from` and `total` in bytes of the file.
struct ChatFile {
    std::string key, token, client_id, name;
    std::int64_t from = 0, total = 0;
    std::optional<std::string> language, page;
};
BOOST_DESCRIBE_STRUCT(ChatFile, (), (key, token, client_id, name, from, total, language, page))
/// `message`: all of it is here.
struct ChatFileTaken {
    std::int64_t have = 0;
    std::optional<BuyerConversation> conversation;
    std::optional<BuyerMessage> message;
};
BOOST_DESCRIBE_STRUCT(ChatFileTaken, (), (have, conversation, message))
struct ChatHistoryAsk {
    std::string key, token;
    std::optional<std::int64_t> since, before;
};
BOOST_DESCRIBE_STRUCT(ChatHistoryAsk, (), (key, token, since, before))
struct ChatHistory {
    BuyerConversation conversation;
    std::vector<BuyerMessage> messages;
    bool more = false;
};
BOOST_DESCRIBE_STRUCT(ChatHistory, (), (conversation, messages, more))
struct ChatRead {
    std::string key, token;
    std::int64_t seq = 0;
};
BOOST_DESCRIBE_STRUCT(ChatRead, (), (key, token, seq))
/// Once: again is answered with what stands.
struct ChatRate {
    std::string key, token;
    int score = 0;  // 1 to 5
    std::optional<std::string> words;
};
BOOST_DESCRIBE_STRUCT(ChatRate, (), (key, token, score, words))
struct ChatRated {
    BuyerConversation conversation;
};
BOOST_DESCRIBE_STRUCT(ChatRated, (), (conversation))
struct ChatLeave {
    std::string key, token;
};
BOOST_DESCRIBE_STRUCT(ChatLeave, (), (key, token))

/// A frame from his page: hello, message, typing, read, context (without one: no more), ping.
struct SocketIn {
    std::string type;
    std::optional<std::string> key, token, client_id, text;
    std::optional<std::int64_t> since, seq;
    std::optional<bool> on;
    std::optional<BuyerContext> context;
};
BOOST_DESCRIBE_STRUCT(SocketIn, (), (type, key, token, client_id, text, since, seq, on, context))

}  // namespace ol::conversations
