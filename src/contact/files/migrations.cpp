#include "contact/files/files.hpp"

namespace ol::files {
namespace {

// message_file: a file of a message; message_id 0: uploaded and not sent yet. file_blob: bytes that
// stand on the disk; its row comes after them and goes before them.
constexpr std::string_view files_sql = R"sql(
create table message_file (
  id bigint primary key, conversation_id bigint not null, message_id bigint not null,
  account_id bigint not null, person_id bigint not null, number bigint not null,
  state text not null, name text not null, told_bytes bigint not null, source text not null,
  sha256 text not null, attempts bigint not null, next_at bigint not null, trouble text not null,
  made_at bigint not null);
create index message_file_message on message_file (message_id, number);
create index message_file_due on message_file (state, next_at);
create index message_file_bytes on message_file (sha256);
create index message_file_thread on message_file (conversation_id);
create table file_blob (
  sha256 text primary key, bytes bigint not null, type text not null, sort text not null,
  showable boolean not null, width bigint not null, height bigint not null, verdict text not null,
  threat text not null, made_at bigint not null);
create index file_blob_verdict on file_blob (verdict, made_at)
)sql";

constexpr db::Migration all[] = {{"files", 1, "files of conversations", files_sql}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::files
