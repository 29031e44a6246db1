#include "contact/fax/fax.hpp"

namespace ol::fax {
namespace {

// fax: a row before the call is answered or placed; message_id 0 while there is no message of it.
constexpr std::string_view fax_sql = R"sql(
create table fax_line (
  id bigint primary key, shop_id bigint not null, number text not null, name text not null,
  station text not null, header text not null, queue_id bigint not null,
  answer_within_s bigint not null, t38 boolean not null, ecm boolean not null,
  enabled boolean not null, made_at bigint not null, version bigint not null);
create unique index fax_line_number on fax_line (number);
create table fax (
  id bigint primary key, line_id bigint not null, shop_id bigint not null,
  conversation_id bigint not null, message_id bigint not null, sends boolean not null,
  number text not null, station text not null, state text not null, code text not null,
  pages bigint not null, pages_all bigint not null, wire text not null, ecm boolean not null,
  bits_per_second bigint not null, began_at bigint not null, ended_at bigint not null);
create index fax_thread on fax (conversation_id, id);
create index fax_of_line on fax (line_id, id);
create index fax_message on fax (message_id);
create index fax_open on fax (state) where state <> 'done';
create table by_hand (
  message_id bigint primary key, conversation_id bigint not null, sort text not null,
  dated_at bigint not null, by_person bigint not null,
  client_key text not null);
create unique index by_hand_key on by_hand (client_key);
create index by_hand_thread on by_hand (conversation_id, message_id);
)sql";

constexpr db::Migration all[] = {{"fax", 1, "numbers for faxes, faxes, by hand", fax_sql}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::fax
