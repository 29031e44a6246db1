// Tables of efforts: what is planned, what was tried, the shops' rules.
#include "shop/orders/confirming/efforts.hpp"

namespace ol::orders {
namespace {

constexpr std::string_view first = R"(create table order_effort (
    order_id bigint not null references shop_order(id),
    purpose text not null,
    shop_id bigint not null,
    customer_id bigint not null,
    state text not null,
    ended_how text not null,
    since bigint not null,
    next_at bigint,
    talked_at bigint,
    task_id bigint,
    until_at bigint,
    primary key (order_id, purpose)
);
create index order_effort_due on order_effort (state, next_at);
create index order_effort_task on order_effort (task_id);
create table order_attempt (
    id bigint primary key,
    order_id bigint not null references shop_order(id),
    purpose text not null,
    no bigint not null,
    channel text not null,
    outcome text not null,
    at bigint not null,
    contact_id bigint,
    person_id bigint
);
create index order_attempt_order on order_attempt (order_id, purpose, id);
create table order_attempt_rule (
    shop_id bigint primary key,
    rule text not null,
    version bigint not null,
    person_id bigint not null,
    at bigint not null
)
)";

constexpr std::string_view by_time =
    R"(create index order_attempt_at on order_attempt (at, id)
)";

constexpr db::Migration all[] = {
    {"order_efforts", 1, "calls to buyers about their orders, planned and made", first},
    {"order_efforts", 2, "attempts by time", by_time}};

}  // namespace

std::span<const db::Migration> effort_migrations() { return all; }

}  // namespace ol::orders
