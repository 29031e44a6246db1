#include "contact/callbacks/callbacks.hpp"

namespace ol::callbacks {
namespace {

// queue_id 0 in callback_rule: the shop's. In callback_booking rule_queue_id says whose places it
// takes, queue_id where the task waits.
constexpr std::string_view slots_sql = R"sql(
create table callback_rule (
  shop_id bigint not null, queue_id bigint not null, version bigint not null, rule text not null,
  primary key (shop_id, queue_id));
create table callback_booking (
  task_id bigint primary key, shop_id bigint not null, queue_id bigint not null,
  rule_queue_id bigint not null, slot_from bigint not null, slot_to bigint not null,
  promise_id bigint not null, booked_at bigint not null);
create index callback_booking_slot on callback_booking (shop_id, rule_queue_id, slot_to);
)sql";

constexpr db::Migration all[] = {{"callbacks", 1, "call-backs at a time", slots_sql}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::callbacks
