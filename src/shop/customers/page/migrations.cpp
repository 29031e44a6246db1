// Tables of the page. Words stand in buyer_point.words and in the proofs of stops and consents; an
// erasure takes them.
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

// One gate over all channels: what it decided, what he said about being contacted. Rules that a
// shop had set keep their figures under the names that now mean every channel.
constexpr std::string_view policy = R"(alter table buyer_effort
    add column channel text not null default 'voice';
alter table buyer_effort add column answered boolean not null default false;
update contact_rules set rules = replace(replace(replace(rules, '"calls_per_day"',
    '"attempts_per_day"'), '"calls_per_week"', '"attempts_per_week"'), '"unasked_per_week"',
    '"marketing_per_week"');
create index buyer_effort_at on buyer_effort (at);
create index buyer_effort_contact on buyer_effort (contact_id);
create table contact_ledger (
    id bigint primary key,
    customer_id bigint not null,
    at bigint not null,
    purpose text not null,
    channel text not null,
    outcome text not null,
    because text not null,
    why text not null,
    until bigint,
    went boolean not null,
    door text not null,
    person_id bigint not null,
    subject bigint not null
);
create index contact_ledger_customer on contact_ledger (customer_id, id);
create index contact_ledger_at on contact_ledger (at);
create table contact_stop (
    id bigint primary key,
    customer_id bigint not null,
    scope text not null,
    source text not null,
    proof text not null,
    contact_id bigint not null,
    person_id bigint not null,
    at bigint not null,
    ended_at bigint,
    ended_by bigint,
    ended_source text
);
create index contact_stop_customer on contact_stop (customer_id);
create table contact_consent (
    id bigint primary key,
    customer_id bigint not null,
    purpose text not null,
    channel text not null,
    wording text not null,
    language text not null,
    source text not null,
    proof text not null,
    person_id bigint not null,
    at bigint not null,
    expires_at bigint,
    withdrawn_at bigint,
    withdrawn_by bigint,
    withdrawn_source text
);
create index contact_consent_customer on contact_consent (customer_id)
)";

constexpr std::string_view goes_on =
    "alter table contact_ledger add column goes_on boolean not null default false";

constexpr db::Migration all[] = {
    {"buyer_page", 1, "who looks, the lock, the ledger of calls, erasures", first},
    {"buyer_page", 2, "the contact policy: ledger, stops, consents", policy},
    {"buyer_page", 3, "one contact by several ways", goes_on}};

}  // namespace

std::span<const db::Migration> page_migrations() { return all; }

}  // namespace ol::customers
