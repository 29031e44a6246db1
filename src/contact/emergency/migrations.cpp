#include "contact/emergency/emergency.hpp"

namespace ol::emergency {
namespace {

constexpr std::string_view first_sql = R"sql(
create table emergency(id bigint primary key, kind text not null, source text not null,
  feed_id bigint not null, note text not null, stops text not null,
  began_at bigint not null, ended_at bigint, began_by bigint not null, ended_by bigint not null,
  promises_moved bigint not null, stagger_ms bigint not null);
create index emergency_running on emergency(ended_at, began_at);
create table alert_feed(id bigint primary key, settings text not null, token_sum text not null,
  last_at bigint, last_state text not null);
create unique index alert_feed_token on alert_feed(token_sum);
)sql";

constexpr db::Migration all[] = {
    {"emergency", 1, "emergencies and alert feeds", first_sql},
};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::emergency
