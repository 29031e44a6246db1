// Tables of the room. An event's body is emptied once it is applied: its hash stays for the
// sameness of deliveries.
#include "shop/stores/stores.hpp"

namespace ol::stores {
namespace {

constexpr std::string_view first = R"(create table store (
    id bigint primary key,
    shop_id bigint not null,
    kind text not null,
    name text not null,
    url text not null,
    key_sealed text not null,
    secret_sealed text not null,
    webhook_secret_sealed text not null,
    token text not null unique,
    state text not null,
    last_event_at bigint,
    last_poll_at bigint,
    cursor_at bigint,
    events bigint not null,
    gaps_repaired bigint not null,
    last_error text not null,
    created_at bigint not null,
    version bigint not null
);
create table external_event (
    id bigint primary key,
    store_id bigint not null references store(id),
    source text not null,
    topic text not null,
    ext_key text not null,
    body_hash text not null,
    body text not null,
    received_at bigint not null,
    state text not null check (state in ('waiting','done','failed','ignored')),
    attempts bigint not null,
    next_at bigint not null,
    error text not null,
    unique (source, topic, ext_key, body_hash)
);
create index external_event_waiting on external_event (state, next_at);
create table import_job (
    id bigint primary key,
    shop_id bigint not null,
    file_name text not null,
    state text not null,
    charset text not null,
    separator text not null,
    head text not null,
    row_count bigint not null,
    done bigint not null,
    created bigint not null,
    updated bigint not null,
    unchanged bigint not null,
    failed bigint not null,
    error text not null,
    person_id bigint not null,
    created_at bigint not null
);
create table import_seen (
    import_id bigint not null,
    number text not null,
    primary key (import_id, number)
);
create table import_map (
    id bigint primary key,
    shop_id bigint not null,
    name text not null,
    columns text not null,
    unique (shop_id, name)
)
)";

// What a connector has taken, order by order: the count that is compared with the shop's, and the
// refused ones by name.
constexpr std::string_view connectors =
    R"(alter table store add column feed text not null default '';
alter table store add column former_secret_sealed text not null default '';
alter table store add column former_until bigint not null default 0;
alter table store add column hooks_restored bigint not null default 0;
create table store_order (
    store_id bigint not null references store(id),
    ext_key text not null,
    order_id bigint not null,
    number text not null,
    status text not null,
    created_at bigint not null,
    total_minor bigint not null,
    currency text not null,
    error text not null,
    primary key (store_id, ext_key)
);
create index store_order_day on store_order (store_id, created_at);
create index store_order_of on store_order (order_id);
create table store_status (
    store_id bigint not null references store(id),
    code text not null,
    name text not null,
    meaning text not null,
    asked_at bigint not null,
    answered_at bigint not null,
    answered_by bigint not null,
    primary key (store_id, code)
);
create table store_checkout (
    store_id bigint not null references store(id),
    ext_key text not null,
    phone text not null,
    email text not null,
    currency text not null,
    recover_url text not null,
    total_minor bigint not null,
    line_count bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    completed boolean not null,
    primary key (store_id, ext_key)
);
create index store_checkout_age on store_checkout (updated_at)
)";

constexpr std::string_view jobs =
    R"(alter table store add column write_back boolean not null default false;
create table store_job (
    id bigint primary key,
    store_id bigint not null references store(id),
    kind text not null,
    state text not null,
    day text not null,
    repair boolean not null,
    pages bigint not null,
    products bigint not null,
    buyers bigint not null,
    orders bigint not null,
    created bigint not null,
    changed bigint not null,
    here bigint not null,
    walk text not null,
    error text not null,
    person_id bigint not null,
    started_at bigint not null,
    ended_at bigint
);
create index store_job_of on store_job (store_id, id);
create table store_job_seen (
    job_id bigint not null references store_job(id),
    ext_key text not null,
    primary key (job_id, ext_key)
);
create table store_outbox (
    id bigint primary key,
    store_id bigint not null references store(id),
    order_id bigint not null,
    ext_key text not null,
    number text not null,
    kind text not null,
    text text not null,
    state text not null,
    attempts bigint not null,
    next_at bigint not null,
    error text not null,
    fact_seq bigint not null,
    created_at bigint not null,
    unique (store_id, fact_seq)
);
create index store_outbox_waiting on store_outbox (state, next_at)
)";

constexpr std::string_view history =
    "alter table store add column history_only boolean not null default false";

// `sent_at`: when an order first left for the shop; from then on it is looked up before it is sent.
constexpr std::string_view made_here =
    R"(alter table store add column send_orders boolean not null default false;
alter table store_outbox add column said text not null default '';
alter table store_outbox add column sent_at bigint not null default 0;
create unique index store_outbox_create on store_outbox (order_id) where kind = 'create'
)";

// Statuses of the shop by which it is told what the desk decided, and those that it has.
constexpr std::string_view words_table =
    R"(alter table store add column choices_at bigint not null default 0;
create table store_told_as (
    store_id bigint not null references store(id),
    what text not null,
    code text not null,
    name text not null,
    person_id bigint not null,
    at bigint not null,
    primary key (store_id, what)
);
create table store_choice (
    store_id bigint not null references store(id),
    code text not null,
    name text not null,
    primary key (store_id, code)
)
)";

constexpr db::Migration all[] = {{"stores", 1, "stores, their events, imports", first},
                                 {"stores", 2, "connectors: orders taken, statuses", connectors},
                                 {"stores", 3, "imports of shops, days compared, outbox", jobs},
                                 {"stores", 4, "a former system's history alone", history},
                                 {"stores", 5, "orders of the desk go to the shop", made_here},
                                 {"stores", 6, "statuses by which a shop is told", words_table}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::stores
