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

constexpr db::Migration all[] = {{"stores", 1, "stores, their events, imports", first}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::stores
