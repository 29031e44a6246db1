// Tables of the room. order_check holds only fields that are confirmed or changed: no row means
// open.
#include "shop/orders/orders.hpp"

namespace ol::orders {
namespace {

constexpr std::string_view first = R"(create table shop_order (
    id bigint primary key,
    shop_id bigint not null,
    number text not null,
    customer_id bigint not null,
    desk_state text not null,
    hold_reason text,
    hold_until bigint,
    cancel_reason text,
    pay_state text not null,
    pay_method text not null,
    ship_state text not null,
    currency text not null,
    total bigint not null,
    cod_due bigint not null,
    paid bigint not null,
    extra bigint not null,
    recipient text not null,
    phone text not null,
    phone_reversed text not null,
    delivery_method text not null,
    address text not null,
    city text not null,
    delivery_from bigint,
    delivery_to bigint,
    owner_id bigint,
    source text not null,
    external_id text not null,
    note text not null,
    searched text not null,
    checks_done bigint not null,
    created_at bigint not null,
    version bigint not null
);
create index shop_order_newest on shop_order (created_at, id);
create index shop_order_state on shop_order (desk_state, created_at);
create index shop_order_customer on shop_order (customer_id);
create index shop_order_phone on shop_order (phone_reversed);
create table order_line (
    id bigint primary key,
    order_id bigint not null references shop_order(id),
    line_no bigint not null,
    sku text not null,
    name text not null,
    quantity bigint not null,
    price bigint not null,
    total bigint not null
);
create index order_line_order on order_line (order_id);
create table order_check (
    order_id bigint not null references shop_order(id),
    field text not null,
    state text not null,
    value text not null,
    before_value text,
    person_id bigint,
    at bigint,
    contact_id bigint,
    primary key (order_id, field)
);
create table order_change (
    id bigint primary key,
    order_id bigint not null references shop_order(id),
    order_version bigint not null,
    kind text not null,
    field text not null,
    before_value text not null,
    after_value text not null,
    price_delta bigint not null,
    person_id bigint not null,
    contact_id bigint not null,
    at bigint not null
);
create index order_change_order on order_change (order_id);
create table order_timeline (
    id bigint primary key,
    order_id bigint not null references shop_order(id),
    at bigint not null,
    kind text not null,
    person_id bigint not null,
    params text not null
);
create index order_timeline_order on order_timeline (order_id);
create table order_external (
    order_id bigint primary key references shop_order(id),
    origin text not null,
    external_id text not null,
    modified_at bigint not null,
    content_hash text not null,
    snapshot text not null,
    unique (origin, external_id)
);
create table order_counter (
    shop_id bigint primary key,
    last_number bigint not null
)
)";

constexpr std::string_view by_contact =
    R"(create index order_check_contact on order_check (contact_id);
create index order_change_contact on order_change (contact_id)
)";

constexpr std::string_view joins = R"(create table order_merge (
    id bigint primary key,
    target_id bigint not null references shop_order(id),
    standing boolean not null,
    saved bigint not null,
    before_box text not null,
    person_id bigint not null,
    contact_id bigint not null,
    at bigint not null
);
create index order_merge_target on order_merge (target_id);
create table order_link (
    id bigint primary key,
    kind text not null,
    order_id bigint not null references shop_order(id),
    other_id bigint not null references shop_order(id),
    merge_id bigint not null,
    at bigint not null
);
create index order_link_order on order_link (order_id);
create index order_link_other on order_link (other_id);
create table order_apart (
    low_id bigint not null,
    high_id bigint not null,
    person_id bigint not null,
    at bigint not null,
    primary key (low_id, high_id)
)
)";

// After its buyer's erasure a store still knows the name: what it says of him is not taken again.
constexpr std::string_view erased =
    R"(alter table order_external add column erased boolean not null default false;
create index shop_order_number on shop_order (number)
)";

// Reports ask what was done with orders in a period; most of a timeline is checks of single facts.
constexpr std::string_view moments =
    R"(create index order_timeline_moment on order_timeline (at, id)
    where kind in ('confirm','no_contact','hold','cancel','duplicate','reopen','merge')
)";

// What was given away by edits counts together against the limit of who decides (R19).
constexpr std::string_view given =
    R"(alter table order_change add column given bigint not null default 0;
alter table order_change add column later_days bigint not null default 0
)";

// order_words: the parts of words an order is found by (finding.hpp); order_words_left: orders of
// before it, up to that id, wait to be indexed after a start. order_count: how many stand where.
constexpr std::string_view found = R"sql(
create index shop_order_external on shop_order (external_id);
create table order_words_left (up_to bigint not null);
insert into order_words_left select coalesce(max(id), 0) from shop_order;
create table order_count (
    shop_id bigint not null,
    desk_state text not null,
    standing bigint not null,
    primary key (shop_id, desk_state)
);
insert into order_count select shop_id, desk_state, count(*) from shop_order
    group by shop_id, desk_state
)sql";
constexpr std::string_view found_sqlite =
    "create virtual table order_words using fts5(words, detail='none', columnsize=0, "
    "tokenize='ascii', prefix='1 2 3 4')";
constexpr std::string_view found_postgres = R"sql(
create table order_words (order_id bigint primary key, words tsvector not null);
create index order_words_gin on order_words using gin (words);
create index shop_order_phone_begins on shop_order (phone_reversed text_pattern_ops)
)sql";

constexpr db::Migration all[] = {
    {"orders", 1, "orders, lines, checks, change sets, timeline, stores' snapshots", first},
    {"orders", 2, "orders spoken of in a contact", by_contact},
    {"orders", 3, "merges with what was before, links, orders kept apart", joins},
    {"orders", 4, "orders whose buyer was erased, found by number", erased},
    {"orders", 5, "what was done with orders, by time", moments},
    {"orders", 6, "what edits gave away", given},
    {"orders", 7, "orders found by any part, counted by state", found, found_sqlite,
     found_postgres}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::orders
