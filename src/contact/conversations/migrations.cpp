#include "contact/conversations/conversations.hpp"

namespace ol::conversations {
namespace {

// channel_account: one of the shop's addresses in a channel (a web chat, a bot, a mailbox). thread
// is the channel's name of the conversation; of a web chat the hash of the buyer's token.
// external_id makes a duplicate harmless. Texts stand in rows only.
constexpr std::string_view chat_sql = R"sql(
create table channel_account (
  id bigint primary key, shop_id bigint not null, kind text not null, name text not null,
  public_key text not null, enabled boolean not null, queue_id bigint not null, look text not null,
  version bigint not null);
create unique index channel_account_key on channel_account (public_key);
create table conversation (
  id bigint primary key, shop_id bigint not null, channel text not null, account_id bigint not null,
  thread text not null, state text not null, place text not null, assignee_id bigint not null,
  queue_id bigint not null, contact_id bigint not null, customer_id bigint not null,
  buyer_name text not null, buyer_contact text not null, search text not null,
  language text not null, page text not null, preview text not null, last_from text not null,
  last_seq bigint not null, shop_read_seq bigint not null, buyer_read_seq bigint not null,
  buyer_got_seq bigint not null, unread bigint not null, began_at bigint not null,
  last_at bigint not null, last_buyer_at bigint not null, asked_at bigint not null,
  answer_due_at bigint not null, first_answered_at bigint not null, line_since bigint not null,
  snoozed_until bigint not null, resting boolean not null, disposition text not null,
  version bigint not null);
create unique index conversation_thread on conversation (account_id, thread);
create index conversation_place on conversation (place, assignee_id);
create index conversation_contact on conversation (contact_id);
create index conversation_customer on conversation (customer_id, id);
create index conversation_shop on conversation (shop_id, last_at, id);
create table message (
  id bigint primary key, conversation_id bigint not null, account_id bigint not null,
  seq bigint not null, direction text not null, text text not null, author_id bigint not null,
  external_id text not null, client_id text not null, state text not null,
  error_code text not null, at bigint not null);
create unique index message_external on message (account_id, external_id);
create unique index message_seq on message (conversation_id, seq);
)sql";

// out_message: what has to leave by a channel; its message has the same id. A row stays while it is
// queued or sending, and afterwards for what the channel tells later (channel_id: its own name).
constexpr std::string_view outbox_sql = R"sql(
alter table message add column trouble text not null default '';
create table out_message (
  id bigint primary key, conversation_id bigint not null, account_id bigint not null,
  channel text not null, state text not null, attempts bigint not null, next_at bigint not null,
  left_at bigint not null, channel_id text not null, created_at bigint not null);
create index out_message_due on out_message (account_id, state, next_at);
create index out_message_thread on out_message (conversation_id, id);
create index out_message_named on out_message (account_id, channel_id)
)sql";

// channel_event: a delivery as it came, until it is worked through. channel_seen: what the channel
// numbers. channel_late: news of a message whose sending is not answered yet.
constexpr std::string_view channels_sql = R"sql(
alter table channel_account add column sealed text not null default '';
alter table channel_account add column standing text not null default 'unchecked';
alter table channel_account add column trouble text not null default '';
create table channel_event (
  id bigint primary key, account_id bigint not null, body text not null, at bigint not null);
create index channel_event_account on channel_event (account_id, id);
create table channel_seen (
  account_id bigint not null, event_id text not null, at bigint not null,
  primary key (account_id, event_id));
create table channel_late (
  account_id bigint not null, channel_id text not null, course text not null, at bigint not null);
create index channel_late_named on channel_late (account_id, channel_id)
)sql";

// What the buyer said of it at its end; rating 0 = nothing yet.
constexpr std::string_view rating_sql = R"sql(
alter table conversation add column rating bigint not null default 0;
alter table conversation add column rating_words text not null default '';
alter table conversation add column rated_at bigint not null default 0;
)sql";

// fault: why it could not be worked through; it is kept and stands in nobody's way.
constexpr std::string_view aside_sql =
    "alter table channel_event add column fault text not null default ''";

constexpr std::string_view forgetting_sql = R"sql(
create index channel_seen_at on channel_seen (at);
create index channel_late_at on channel_late (at);
create index out_message_created on out_message (created_at)
)sql";

// message_words: which words stand in which message (text_index.hpp); the texts stay in message.
// message_words_left: messages of before it, up to that id, wait to be indexed after a start.
constexpr std::string_view words_left_sql = R"sql(
create table message_words_left (up_to bigint not null);
insert into message_words_left select coalesce(max(id), 0) from message
)sql";
constexpr std::string_view words_sqlite =
    "create virtual table message_words using fts5(words, detail='none', columnsize=0, "
    " tokenize='ascii', prefix='3 4')";
constexpr std::string_view words_postgres = R"sql(
create table message_words (message_id bigint primary key, words tsvector not null);
create index message_words_gin on message_words using gin (words)
)sql";

// external_id: hash of the shop's own name for a buyer that its page has signed.
constexpr std::string_view signed_sql = R"sql(
alter table conversation add column signed_id text not null default '';
create table signed_buyer (
  shop_id bigint not null, external_id text not null, customer_id bigint not null,
  primary key (shop_id, external_id));
create index signed_buyer_customer on signed_buyer (customer_id);
)sql";

// topic: in an operator's words. mention: who was named in which note; seen_at 0 = not seen yet.
constexpr std::string_view topic_sql =
    "alter table conversation add column topic text not null default ''";
constexpr std::string_view mention_sql = R"sql(
create table mention (
  message_id bigint not null, conversation_id bigint not null, person_id bigint not null,
  at bigint not null, seen_at bigint not null, primary key (message_id, person_id));
create index mention_person on mention (person_id, seen_at, at);
create index mention_conversation on mention (conversation_id, person_id)
)sql";

// sms_part: by which names a centre of short messages knows what we sent. sms_piece: pieces of what
// a buyer writes, until all have come; later without words, so that a repeat is known.
constexpr std::string_view sms_sql = R"sql(
create table sms_part (
  account_id bigint not null, centre_id text not null, message_id bigint not null,
  conversation_id bigint not null, part bigint not null, parts bigint not null,
  state text not null, error text not null, at bigint not null,
  primary key (account_id, centre_id));
create index sms_part_message on sms_part (message_id);
create index sms_part_at on sms_part (account_id, at);
create table sms_piece (
  account_id bigint not null, thread text not null, reference bigint not null,
  parts bigint not null, part bigint not null, text text not null, done boolean not null,
  at bigint not null, primary key (account_id, thread, reference, parts, part));
create index sms_piece_at on sms_piece (account_id, done, at)
)sql";

// telegram_poll: the update from which a bot without a webhook is read on.
constexpr std::string_view poll_sql =
    "create table telegram_poll (account_id bigint primary key, next_offset bigint not null)";

// conversation_before: how it stood before the last act that its doer can take back.
constexpr std::string_view before_sql = R"sql(
create table conversation_before (
  id bigint primary key, version bigint not null, seq bigint not null, by_id bigint not null,
  at bigint not null, state text not null, place text not null, assignee_id bigint not null,
  queue_id bigint not null, asked_at bigint not null, answer_due_at bigint not null,
  line_since bigint not null, snoozed_until bigint not null, resting boolean not null,
  disposition text not null)
)sql";

// removed_at: its credentials are gone and it is shown no more; its conversations stay.
constexpr std::string_view removed_sql =
    "alter table channel_account add column removed_at bigint not null default 0";

// conversation_round: an episode of a conversation (rounds/). Those that are under way and were
// never closed begin as the first one; open hours (-1) are not known of them. The rest begin when
// the buyer writes after a close. conversation_order: an order that was taken in a conversation.
constexpr std::string_view rounds_sql = R"sql(
create table conversation_round (
  id bigint primary key, conversation_id bigint not null, shop_id bigint not null,
  channel text not null, begun_at bigint not null, by_shop boolean not null,
  reopened boolean not null, asked_at bigint not null, due_at bigint not null,
  first_answer_at bigint not null, answered_by bigint not null, answer_open_ms bigint not null,
  ours_since bigint not null, ours_open_ms bigint not null, resolved_at bigint not null,
  resolved_by bigint not null, by_buyer boolean not null, disposition text not null,
  resolve_open_ms bigint not null, messages_in bigint not null, messages_out bigint not null,
  answers bigint not null, rating bigint not null, rated_at bigint not null);
insert into conversation_round
select c.id, c.id, c.shop_id, c.channel, c.began_at, false, false, c.began_at,
  case when c.first_answered_at = 0 then c.answer_due_at else 0 end, c.first_answered_at,
  coalesce((select m.author_id from message m where m.conversation_id = c.id and
    m.direction = 'out' and m.author_id <> 0 order by m.seq limit 1), 0),
  -1, c.asked_at, case when c.first_answered_at = 0 then 0 else -1 end, 0, 0, false, '', 0,
  (select count(*) from message m where m.conversation_id = c.id and m.direction = 'in'),
  (select count(*) from message m where m.conversation_id = c.id and m.direction = 'out'),
  case when c.first_answered_at = 0 then 0 else 1 end, 0, 0
from conversation c where c.state <> 'closed' and c.last_buyer_at > 0 and not exists (
  select 1 from message m where m.conversation_id = c.id and m.direction = 'system' and
  m.text in ('closed', 'closed_by_buyer'));
create index conversation_round_of on conversation_round (conversation_id, id);
create index conversation_round_asked on conversation_round (asked_at, id) where asked_at > 0;
create index conversation_round_answered on conversation_round (first_answer_at, id)
  where first_answer_at > 0;
create index conversation_round_due on conversation_round (due_at, id) where due_at > 0;
create index conversation_round_resolved on conversation_round (resolved_at, id)
  where resolved_at > 0;
create index conversation_round_rated on conversation_round (rated_at, id) where rated_at > 0;
create table conversation_order (
  order_id bigint primary key, conversation_id bigint not null, shop_id bigint not null,
  channel text not null, person_id bigint not null, at bigint not null);
create index conversation_order_at on conversation_order (at, order_id);
create index conversation_order_of on conversation_order (conversation_id)
)sql";

// cascade: a message that must arrive; id is the first message's. cascade_message: its steps.
constexpr std::string_view cascade_sql = R"sql(
create table cascade_rule (
  shop_id bigint primary key, steps text not null, version bigint not null);
create table cascade (
  id bigint primary key, conversation_id bigint not null, steps text not null,
  step bigint not null, message_id bigint not null, state text not null, unasked boolean not null,
  by_id bigint not null, next_at bigint not null, created_at bigint not null);
create index cascade_waiting on cascade (state, id) where state = 'waits';
create index cascade_of on cascade (conversation_id);
create table cascade_message (message_id bigint primary key, cascade_id bigint not null)
)sql";

constexpr db::Migration all[] = {
    {"conversations", 1, "conversations and messages", chat_sql},
    {"conversations", 2, "messages that leave", outbox_sql},
    {"conversations", 3, "channels of messages", channels_sql},
    {"conversations", 20, "what buyers say of them", rating_sql},
    {"conversations", 21, "deliveries set aside", aside_sql},
    {"conversations", 30, "words of messages", words_left_sql, words_sqlite, words_postgres},
    {"conversations", 31, "what was told goes", forgetting_sql},
    {"conversations", 32, "signed buyers", signed_sql},
    {"conversations", 33, "topics", topic_sql},
    {"conversations", 34, "mentions", mention_sql},
    {"conversations", 40, "short messages", sms_sql},
    {"conversations", 41, "how far a bot is read", poll_sql},
    {"conversations", 42, "what can be taken back", before_sql},
    {"conversations", 43, "channels that are removed", removed_sql},
    {"conversations", 44, "episodes of conversations", rounds_sql},
    {"conversations", 45, "messages that must arrive", cascade_sql}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::conversations
