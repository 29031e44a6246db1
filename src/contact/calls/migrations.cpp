#include "contact/calls/calls.hpp"

namespace ol::calls {
namespace {

constexpr std::string_view contacts_sql = R"sql(
create table contact_queue (
  id bigint primary key, shop_id bigint not null, name text not null, version bigint not null,
  ring_timeout_ms bigint not null, max_wait_ms bigint not null, max_waiting bigint not null, wrap_up_ms bigint not null,
  wrap_up_extend_max_ms bigint not null, no_answer_max bigint not null, no_answer_delay_ms bigint not null,
  reject_delay_ms bigint not null, busy_delay_ms bigint not null, unreachable_delay_ms bigint not null,
  rounds_max bigint not null, service_level_ms bigint not null, short_abandon_ms bigint not null);
create table contact_queue_member (queue_id bigint not null, person_id bigint not null, primary key (queue_id, person_id));
create table contact (
  id bigint primary key, channel text not null, kind text not null, direction text not null, came_by text not null,
  shop_id bigint not null, queue_id bigint not null, state text not null,
  number text not null, caller_name text not null, caller_who text not null, customer_id bigint,
  entered_at bigint not null, queued_at bigint, answered_at bigint, ended_at bigint,
  exit text not null, wait_ms bigint not null, talk_ms bigint not null, hold_ms bigint not null, wrap_up_ms bigint not null,
  rings bigint not null, attempts bigint not null, agent_id bigint, hang_up_by text not null,
  disposition text not null, cause text not null, note text not null, note_draft text not null,
  source_contact_id bigint, task_reason text not null, recording_id bigint);
create index contact_entered on contact (entered_at);
create index contact_state on contact (state);
create index contact_customer on contact (customer_id, entered_at);
create table contact_explain (
  id bigint primary key, contact_id bigint not null, at bigint not null, agent_id bigint not null, code text not null,
  params text not null);
create index contact_explain_contact on contact_explain (contact_id, id);
create table recording (
  id bigint primary key, contact_id bigint not null, path text not null, state text not null, started_at bigint not null,
  duration_ms bigint not null, bytes bigint not null, sha256 text not null, operator_id bigint, erased_by bigint,
  erased_at bigint, erase_reason text not null);
create index recording_contact on recording (contact_id);
create table agent_chosen (person_id bigint primary key, state text not null, reason text not null, since bigint not null);
create table server_run (id bigint primary key, started_at bigint not null, beat_at bigint not null, clean boolean not null);
)sql";

constexpr std::string_view due_sql = "alter table contact add column due_at bigint;\n";

constexpr std::string_view lost_sql = R"sql(
alter table contact add column calls bigint not null default 1;
alter table contact add column tries bigint not null default 0;
create index contact_number on contact (number);
create table lost_call (
  contact_id bigint primary key, shop_id bigint not null, queue_id bigint not null,
  lost_at bigint not null,
  reason text not null, outcome text not null, outcome_at bigint, by_id bigint);
create index lost_call_at on lost_call (lost_at);
create index lost_call_open on lost_call (outcome, shop_id);
)sql";

constexpr std::string_view quality_sql = R"sql(
create table call_quality (
  contact_id bigint not null, side text not null, packets bigint not null,
  loss_permille bigint not null, jitter_ms bigint not null, mos_x100 bigint not null,
  mos_least_x100 bigint not null, silent_ms bigint not null, samples text not null,
  primary key (contact_id, side));
)sql";

constexpr std::string_view talk_sql = R"sql(
create table contact_part (
  id bigint primary key, contact_id bigint not null, what text not null, person_id bigint not null,
  by_id bigint not null, queue_id bigint not null, from_at bigint not null, to_at bigint not null,
  disposition text not null, cause text not null, note text not null);
create index contact_part_contact on contact_part (contact_id, from_at);
create table agent_monitoring (
  person_id bigint primary key, acknowledged_at bigint not null, by_id bigint not null);
create table shop_supervision (shop_id bigint primary key, operator_sees bigint not null);
)sql";

// The talks of transferred calls stood among the parts; of all others the contact tells the one.
constexpr std::string_view spans_sql = R"sql(
create table contact_span (
  id bigint primary key, contact_id bigint not null, agent_id bigint not null,
  queue_id bigint not null, from_at bigint not null, to_at bigint, ended text not null,
  hold_ms bigint not null, wrap_up_ms bigint not null,
  disposition text not null, cause text not null, note text not null);
create index contact_span_contact on contact_span (contact_id, from_at);
create index contact_span_agent on contact_span (agent_id, contact_id);
insert into contact_span select id, contact_id, person_id, queue_id, from_at, to_at, '', 0, 0,
  disposition, cause, note from contact_part where what = 'talk';
delete from contact_part where what = 'talk';
insert into contact_span select c.id, c.id, c.agent_id, c.queue_id, c.answered_at,
  c.answered_at + c.talk_ms, c.hang_up_by, c.hold_ms, c.wrap_up_ms, '', '', '' from contact c
  where c.channel = 'call' and c.answered_at is not null and c.agent_id is not null and
  c.state = 'done' and not exists (select 1 from contact_span s where s.contact_id = c.id);
)sql";
// How the buyer rated the talk: with the contact for lists, with the operator's own span for her.
constexpr std::string_view rating_sql = R"sql(
alter table contact add column rating bigint;
alter table contact_span add column rating bigint;
create index contact_rating on contact (rating, id);
)sql";
constexpr std::string_view order_sql = "alter table contact add column order_id bigint;\n";

constexpr db::Migration all[] = {
    {"calls", 1, "contacts, queues, recordings", contacts_sql},
    {"calls", 2, "tasks that wait for their hour", due_sql},
    {"calls", 3, "lost calls, one call-back per number", lost_sql},
    {"calls", 4, "quality of the line", quality_sql},
    {"calls", 5, "who talked when, listening-in", talk_sql},
    {"calls", 6, "the talk as a list of spans", spans_sql},
    {"calls", 7, "tasks about an order", order_sql},
    {"calls", 8, "how the talk was rated", rating_sql},
};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::calls
