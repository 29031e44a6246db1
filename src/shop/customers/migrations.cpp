// Tables of the room. Personal data lives only here: one customer's erasure removes these rows.
#include "shop/customers/customers.hpp"

namespace ol::customers {
namespace {

constexpr std::string_view first = R"(create table customer (
    id bigint primary key,
    name text not null,
    name_folded text not null,
    language text not null,
    tz text not null,
    kind text not null check (kind in ('buyer','courier','supplier','other')),
    since bigint not null,
    order_count bigint not null,
    notes text not null,
    do_not_call boolean not null,
    version bigint not null
);
create table customer_identity (
    id bigint primary key,
    customer_id bigint not null references customer(id),
    kind text not null check (kind in ('phone','email')),
    value text not null,
    reversed text not null,
    verified boolean not null,
    shared boolean not null,
    unique (customer_id, kind, value)
);
create index customer_identity_value on customer_identity (value);
create index customer_identity_reversed on customer_identity (reversed);
create table customer_address (
    id bigint primary key,
    customer_id bigint not null references customer(id),
    line text not null,
    city text not null,
    region text not null,
    postcode text not null
);
create index customer_address_customer on customer_address (customer_id);
create table customer_trusted (
    id bigint primary key,
    customer_id bigint not null references customer(id),
    name text not null,
    relation text not null,
    phone text not null,
    may_receive boolean not null
);
create index customer_trusted_phone on customer_trusted (phone);
create index customer_trusted_customer on customer_trusted (customer_id);
create table customer_do_not_call (
    id bigint primary key,
    customer_id bigint not null references customer(id),
    at bigint not null,
    person_id bigint not null,
    reason text not null
);
create table pii_view (
    id bigint primary key,
    at bigint not null,
    person_id bigint not null,
    contact_id bigint not null,
    customer_id bigint not null,
    field text not null,
    reason text not null
);
create index pii_view_once on pii_view (customer_id, contact_id, person_id)
)";

// Of buyers who have no order, contact or promise yet: made by hand or imported with a shop.
constexpr std::string_view shops = R"(create table customer_shop (
    customer_id bigint not null,
    shop_id bigint not null,
    primary key (customer_id, shop_id)
))";

// A merged card stays as it was, so that the merge can be undone (kept/); it is found no more.
constexpr std::string_view merged = R"(alter table customer add column merged_into bigint;
create index customer_merged on customer (merged_into) where merged_into is not null
)";

// customer_words: parts of names (named.hpp); customer_words_left: buyers of before it, up to that
// id, wait to be indexed after a start.
constexpr std::string_view named = R"(create table customer_words_left (up_to bigint not null);
insert into customer_words_left select coalesce(max(id), 0) from customer
)";
constexpr std::string_view named_sqlite =
    "create virtual table customer_words using fts5(words, detail='none', columnsize=0, "
    "tokenize='ascii', prefix='1 2')";
constexpr std::string_view named_postgres =
    R"(create table customer_words (customer_id bigint primary key, words tsvector not null);
create index customer_words_gin on customer_words using gin (words);
create index customer_identity_begins on customer_identity (reversed text_pattern_ops)
)";

constexpr db::Migration all[] = {
    {"customers", 1, "customers, identities, addresses, trusted persons, views", first},
    {"customers", 2, "whose buyers they are", shops},
    {"customers", 3, "cards that went into another one", merged},
    {"customers", 4, "buyers found by any part of their names", named, named_sqlite,
     named_postgres}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::customers
