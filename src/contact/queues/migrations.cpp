#include "contact/queues/queues.hpp"

namespace ol::queues {
namespace {

// contact_queue and contact_queue_member were made by the first migration of contact/calls; since
// then they are read and written here alone.
constexpr std::string_view rules_sql = R"sql(
create table queue_rules (queue_id bigint primary key, rules text not null);
create table queue_version (
  queue_id bigint not null, version bigint not null, at bigint not null, by_id bigint not null,
  note text not null, settings text not null, primary key (queue_id, version));
create table agent_routing (
  person_id bigint primary key, version bigint not null, routing text not null);
create table routing_settings (
  id bigint primary key, version bigint not null, settings text not null);
create table team (
  id bigint primary key, shop_id bigint not null, version bigint not null, team text not null);
)sql";

constexpr db::Migration all[] = {
    {"queues", 1, "rules, versions, skills, teams", rules_sql},
};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::queues
