// Tables of the page. buyer_point.words are the only words here; an erasure takes them.
#include "shop/customers/page/page.hpp"

namespace ol::customers {
namespace {

constexpr std::string_view first = R"(create table buyer_look (
    customer_id bigint not null,
    person_id bigint not null,
    purpose text not null,
    since bigint not null,
    until bigint not null,
    primary key (customer_id, person_id)
);
create table buyer_lock (
    customer_id bigint primary key,
    person_id bigint not null,
    purpose text not null,
    since bigint not null,
    until bigint not null
);
create table buyer_point (
    id bigint primary key,
    customer_id bigint not null,
    person_id bigint not null,
    purpose text not null,
    words text not null,
    at bigint not null,
    said_at bigint,
    said_by bigint
);
create index buyer_point_customer on buyer_point (customer_id, at);
create table buyer_effort (
    fact_seq bigint primary key,
    customer_id bigint not null,
    person_id bigint not null,
    contact_id bigint not null,
    purpose text not null,
    at bigint not null
);
create index buyer_effort_customer on buyer_effort (customer_id, at);
create table contact_rules (
    id bigint primary key,
    rules text not null,
    version bigint not null,
    person_id bigint not null,
    at bigint not null
);
create table buyer_erasure (
    customer_id bigint primary key,
    at bigint not null,
    person_id bigint not null,
    reason text not null
)
)";

constexpr db::Migration all[] = {
    {"buyer_page", 1, "who looks, the lock, the ledger of calls, erasures", first}};

}  // namespace

std::span<const db::Migration> page_migrations() { return all; }

}  // namespace ol::customers
