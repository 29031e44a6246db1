#include "contact/recordings/recordings.hpp"

namespace ol::recordings {
namespace {

constexpr std::string_view settings_sql = R"sql(
create table recording_settings (
  id bigint primary key, version bigint not null, settings text not null);
)sql";

// Table recording was made by contact/calls, which runs before; what a recording is found by stands
// in its own row, so that a search of millions asks one table and one index.
constexpr std::string_view found_sql = R"sql(
alter table recording add column shop_id bigint not null default 0;
alter table recording add column queue_id bigint not null default 0;
alter table recording add column customer_id bigint not null default 0;
alter table recording add column number text not null default '';
alter table recording add column direction text not null default 'in';
alter table recording add column disposition text not null default '';
alter table recording add column closed_at bigint not null default 0;
alter table recording add column stage text not null default 'fresh';
alter table recording add column old_path text not null default '';
alter table recording add column hold boolean not null default false;
alter table recording add column silence_permille bigint not null default -1;
alter table recording add column level_left_db bigint not null default 0;
alter table recording add column level_right_db bigint not null default 0;
update recording set
  shop_id = coalesce((select c.shop_id from contact c where c.id = recording.contact_id), 0),
  queue_id = coalesce((select c.queue_id from contact c where c.id = recording.contact_id), 0),
  customer_id =
    coalesce((select c.customer_id from contact c where c.id = recording.contact_id), 0),
  number = coalesce((select c.number from contact c where c.id = recording.contact_id), ''),
  direction = coalesce((select c.direction from contact c where c.id = recording.contact_id), 'in'),
  disposition =
    coalesce((select c.disposition from contact c where c.id = recording.contact_id), ''),
  closed_at = started_at + duration_ms;
update recording set stage = 'erase' where state = 'erased';
update recording set stage = 'gone' where state = 'missing';
create index recording_stage on recording (stage, closed_at);
create index recording_operator on recording (operator_id, id);
create index recording_queue on recording (queue_id, id);
create index recording_customer on recording (customer_id, id);
create index recording_number on recording (number, id);
create index recording_disposition on recording (disposition, id);
create table recording_mark (
  id bigint primary key, recording_id bigint not null, at_ms bigint not null, to_ms bigint not null,
  what text not null, person_id bigint not null);
create index recording_mark_recording on recording_mark (recording_id, at_ms);
create table recording_key (id bigint primary key, sealed text not null, made_at bigint not null);
create table recording_duty (name text primary key, at bigint not null);
)sql";

// Whoever spoke in it, beside the operator it began with.
constexpr std::string_view voices_sql = R"sql(
create table recording_voice (
  recording_id bigint not null, person_id bigint not null, primary key (recording_id, person_id));
create index recording_voice_person on recording_voice (person_id, recording_id);
insert into recording_voice
  select id, operator_id from recording where operator_id is not null
  union select r.id, s.agent_id from recording r join contact_span s on
    s.contact_id = r.contact_id where r.operator_id is not null
  union select r.id, p.person_id from recording r join contact_part p on
    p.contact_id = r.contact_id where r.operator_id is not null and p.person_id <> 0 and
    p.what in ('conference', 'join');
)sql";

constexpr db::Migration all[] = {
    {"recordings", 1, "rules of recording and keeping", settings_sql},
    {"recordings", 2, "found, made small, sealed, marked", found_sql},
    {"recordings", 3, "whose voices it has", voices_sql},
};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::recordings
