#include "insight/store.hpp"

namespace ol::insight {
namespace {

constexpr std::string_view figures_sql = R"sql(
create table insight_visit (
  contact_id bigint not null, queue_id bigint not null, shop_id bigint not null, channel text not
  null, kind text not null,
  entered_at bigint not null, answered_at bigint, exited_at bigint, done_at bigint, exit text not
  null,
  wait_ms bigint not null, talk_ms bigint not null, hold_ms bigint not null, wrap_up_ms bigint not
  null,
  rings bigint not null, callback_met boolean not null, agent_id bigint not null, department_id
  bigint not null,
  source_contact_id bigint not null, sl_ms bigint not null, short_ms bigint not null, test boolean
  not null,
  primary key (contact_id, queue_id));
create index insight_visit_entered on insight_visit (entered_at, contact_id);
create index insight_visit_done on insight_visit (done_at, contact_id);
create index insight_visit_agent on insight_visit (agent_id, entered_at);
create table insight_state (person_id bigint primary key, state text not null, reason text not
  null, since bigint not null,
  department_id bigint not null);
create table insight_interval (person_id bigint not null, from_at bigint not null, to_at bigint
  not null,
  state text not null, reason text not null, primary key (person_id, from_at, to_at));
create index insight_interval_from on insight_interval (from_at);
create table insight_offer (seq bigint primary key, at bigint not null, contact_id bigint not null,
  queue_id bigint not null, agent_id bigint not null, answered boolean not null);
create index insight_offer_at on insight_offer (at, seq);
create table insight_order (order_id bigint primary key, shop_id bigint not null, currency text
  not null,
  total_minor bigint not null, confirmed_by bigint not null, confirmed_at bigint not null,
  confirmed_department_id bigint not null, cancelled_by bigint not null, cancelled_at bigint not
  null,
  cancelled_department_id bigint not null);
create index insight_order_confirmed on insight_order (confirmed_at, order_id);
create index insight_order_cancelled on insight_order (cancelled_at, order_id);
create table insight_sum (
  grain text not null, level text not null, day bigint not null, minute bigint not null, shop_id
  bigint not null,
  queue_id bigint not null, department_id bigint not null, agent_id bigint not null, channel text
  not null,
  tag text not null, late boolean not null,
  offered bigint not null, answered bigint not null, abandoned bigint not null, short_abandoned
  bigint not null,
  flow_out bigint not null, waiting bigint not null, refused bigint not null,
  closed_shop bigint not null, failed bigint not
  null,
  in_three_rings bigint not null, answered_in_t bigint not null, abandoned_in_t bigint not null,
  callback_in_t bigint not null, callback_met bigint not null, wait_ms bigint not null,
  abandon_wait_ms bigint not null,
  short_abandon_wait_ms bigint not null, handled bigint not null, talk_ms bigint not null, hold_ms
  bigint not null,
  wrap_up_ms bigint not null, unit_ms bigint not null, called_back bigint not null, offers bigint
  not null,
  no_answers bigint not null, ready_ms bigint not null, reserved_ms bigint not null, talking_ms
  bigint not null,
  after_talk_ms bigint not null, paused_ms bigint not null, not_responding_ms bigint not null,
  confirmed bigint not null,
  confirmed_minor bigint not null, cancelled bigint not null, cancelled_minor bigint not null,
  longest_ms bigint not null, waits text not null,
  primary key (grain, level, day, minute, shop_id, queue_id, department_id, agent_id, channel,
  tag, late));
create index insight_sum_agent on insight_sum (agent_id, grain, day);
create table insight_correction (
  seq bigint not null, at bigint not null, day bigint not null, shop_id bigint not null, queue_id
  bigint not null,
  agent_id bigint not null, subject bigint not null, change text not null,
  primary key (seq, day, shop_id, queue_id, agent_id));
create index insight_correction_day on insight_correction (day, seq);
create table insight_limits (day bigint not null, shop_id bigint not null, queue_id bigint not null,
  sl_ms bigint not null, short_ms bigint not null, primary key (day, shop_id, queue_id, sl_ms,
  short_ms));
create table insight_cursor (id bigint primary key, seq bigint not null, as_of bigint not null,
  live_since bigint not null);
)sql";

constexpr std::string_view schedules_sql = R"sql(
create table insight_schedule (
  id bigint primary key, version bigint not null, owner_id bigint not null, since bigint not null,
  name text not null, every text not null, at_minute bigint not null, files text not null,
  step text not null, cut text not null, channel text not null, shop_id bigint not null,
  queue_id bigint not null, department_id bigint not null, person_id bigint not null,
  recipients text not null, words text not null, active boolean not null);
create table insight_sending (
  schedule_id bigint not null, from_day bigint not null, to_day bigint not null,
  state text not null, attempts bigint not null, at bigint not null, next_at bigint not null,
  code text not null, primary key (schedule_id, from_day));
create index insight_sending_next on insight_sending (state, next_at);
)sql";

// What several operators had of one visit; of all others the visit itself tells it.
constexpr std::string_view talks_sql = R"sql(
create table insight_talk (
  contact_id bigint not null, queue_id bigint not null, agent_id bigint not null,
  department_id bigint not null, talk_ms bigint not null, hold_ms bigint not null,
  wrap_up_ms bigint not null, primary key (contact_id, queue_id, agent_id));
create index insight_talk_agent on insight_talk (agent_id, contact_id);
)sql";

// A buyer was asked how the talk with one operator was; score 0: he did not answer.
constexpr std::string_view ratings_sql = R"sql(
alter table insight_sum add column rating_asked bigint not null default 0;
alter table insight_sum add column rated bigint not null default 0;
alter table insight_sum add column rated_score bigint not null default 0;
alter table insight_sum add column rated_low bigint not null default 0;
create table insight_rating (
  contact_id bigint not null, agent_id bigint not null, shop_id bigint not null,
  queue_id bigint not null, department_id bigint not null, channel text not null,
  at bigint not null, score bigint not null, primary key (contact_id, agent_id));
create index insight_rating_at on insight_rating (at, contact_id);
)sql";

constexpr std::string_view beside_sql =
    "alter table insight_talk add column beside_ms bigint not null default 0";

constexpr db::Migration all[] = {
    {"insight", 1, "roll-ups of the figures", figures_sql},
    {"insight", 2, "reports by mail", schedules_sql},
    {"insight", 3, "each operator's own talk", talks_sql},
    {"insight", 4, "ratings by buyers", ratings_sql},
    {"insight", 5, "talks beside another operator", beside_sql},
};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::insight
