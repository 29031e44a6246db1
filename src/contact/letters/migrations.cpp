#include "contact/letters/letters.hpp"

namespace ol::letters {
namespace {

// mailbox: validity and last_uid say how far its folder is fetched; they move in the transaction
// that keeps the letter. letter: id is its message's. letter_token: what an answer carries.
constexpr std::string_view letters_sql = R"sql(
create table mailbox (
  id bigint primary key, shop_id bigint not null, address text not null, name text not null,
  imap_host text not null, imap_port bigint not null, imap_tls text not null,
  smtp_host text not null, smtp_port bigint not null, smtp_tls text not null, login text not null,
  sealed text not null, bearer boolean not null, folder text not null, signature text not null,
  plus_addresses boolean not null, queue_id bigint not null, answer_within_s bigint not null,
  enabled boolean not null, validity bigint not null, last_uid bigint not null,
  made_at bigint not null, version bigint not null);
create unique index mailbox_address on mailbox (shop_id, address);
create table letter (
  id bigint primary key, mailbox_id bigint not null, shop_id bigint not null,
  conversation_id bigint not null, ours boolean not null, rfc_id text not null,
  reply_ids text not null, subject text not null, plain_subject text not null,
  from_name text not null, from_address text not null, to_line text not null,
  quoted text not null, sort text not null, answer_to text not null,
  files text not null, left_out text not null,
  raw text not null, has_page boolean not null, remote_pictures bigint not null,
  at bigint not null);
create index letter_rfc on letter (rfc_id);
create index letter_thread on letter (conversation_id, id);
create index letter_alike on letter (mailbox_id, from_address, plain_subject);
create index letter_raw on letter (raw);
create table letter_token (
  conversation_id bigint primary key, shop_id bigint not null, token text not null);
create unique index letter_token_token on letter_token (token);
)sql";

// id is the mailbox's; until: the access token's end, 0 = renew it.
constexpr std::string_view sign_in_sql = R"sql(
create table mailbox_sign_in (
  id bigint primary key, authorize_url text not null, token_url text not null, scope text not null,
  client_id text not null, sealed text not null, until bigint not null, trouble text not null);
)sql";

// A key that signs a mailbox's letters; `record` is its public side, `sealed` the other.
constexpr std::string_view dkim_sql = R"sql(
create table mailbox_dkim (
  mailbox_id bigint not null, kind text not null, domain text not null, selector text not null,
  sealed text not null, record text not null, signs boolean not null, standing text not null,
  checked_at bigint not null, made_at bigint not null, primary key (mailbox_id, kind))
)sql";

constexpr db::Migration all[] = {{"letters", 1, "mailboxes and letters", letters_sql},
                                 {"letters", 2, "sign-in at the provider", sign_in_sql},
                                 {"letters", 3, "keys that sign letters", dkim_sql}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::letters
