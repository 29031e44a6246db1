#include "contact/flows/flows.hpp"

namespace ol::flows {
namespace {

// What team/staff kept before becomes the first hours: the same interval on each working day.
constexpr std::string_view hours_sql = R"sql(
create table shop_hours(shop_id bigint primary key, version bigint not null, hours text not null);
insert into shop_hours(shop_id, version, hours)
select shop_id, 1, '{"week":[{"day":1,"open":['
  || (case when work_days like '%1%' then hours else '' end)
  || ']},{"day":2,"open":[' || (case when work_days like '%2%' then hours else '' end)
  || ']},{"day":3,"open":[' || (case when work_days like '%3%' then hours else '' end)
  || ']},{"day":4,"open":[' || (case when work_days like '%4%' then hours else '' end)
  || ']},{"day":5,"open":[' || (case when work_days like '%5%' then hours else '' end)
  || ']},{"day":6,"open":[' || (case when work_days like '%6%' then hours else '' end)
  || ']},{"day":7,"open":[' || (case when work_days like '%7%' then hours else '' end)
  || ']}],"dated":[],"closed_goes_to":"' || missed_goes_to || '"}'
from (select shop_id, work_days, missed_goes_to,
  '{"from":"' || hours_from || '","to":"' || hours_to || '"}' as hours
  from shop_hours_before) as old;
drop table shop_hours_before;
)sql";

constexpr std::string_view flows_sql = R"sql(
create table flow (
  id bigint primary key, shop_id bigint not null, name text not null, version bigint not null,
  published bigint not null, draft text not null);
create table flow_version (
  flow_id bigint not null, version bigint not null, at bigint not null, by_id bigint not null,
  note text not null, body text not null, primary key (flow_id, version));
create table flow_use (
  kind text not null, value text not null, flow_id bigint not null, primary key (kind, value));
create table flow_prompt (id bigint primary key, version bigint not null, prompt text not null);
create table flow_visit (
  contact_id bigint primary key, flow_id bigint not null, at bigint not null, record text not null);
create table flow_rating (
  contact_id bigint primary key, flow_id bigint not null, at bigint not null,
  score bigint not null);
)sql";

constexpr db::Migration all[] = {
    {"flows", 1, "hours of the shops", hours_sql},
    {"flows", 2, "flows, their versions and prompts", flows_sql},
};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::flows
