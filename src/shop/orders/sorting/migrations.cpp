// Tables of the work after confirmation.
#include "shop/orders/sorting/work.hpp"

namespace ol::orders {
namespace {

constexpr std::string_view first = R"(create table order_rules (
    shop_id bigint primary key,
    rules text not null,
    version bigint not null,
    person_id bigint not null,
    at bigint not null
);
create table order_duty (
    id bigint primary key,
    order_id bigint not null references shop_order(id),
    reason text not null,
    due_at bigint not null,
    opened_at bigint not null,
    told_at bigint,
    told_by bigint,
    closed_at bigint
);
create index order_duty_order on order_duty (order_id);
create table order_message (
    id bigint primary key,
    order_id bigint not null references shop_order(id),
    kind text not null,
    state text not null,
    at bigint not null,
    unique (order_id, kind)
);
create index shop_order_owner on shop_order (owner_id, desk_state)
)";

constexpr std::string_view chosen =
    R"(alter table order_duty add column outcome text not null default '';
alter table order_duty add column note text not null default ''
)";

constexpr db::Migration all[] = {
    {"order_work", 1, "rules of a shop, duties to call, messages wanted", first},
    {"order_work", 2, "what the buyer of short goods chose", chosen}};

}  // namespace

std::span<const db::Migration> work_migrations() { return all; }

}  // namespace ol::orders
