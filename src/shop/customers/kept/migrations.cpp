// Tables of the sub-room. before_box (JSON) holds the card as it was; an erasure empties it, and
// such a merge cannot be undone. buyer_merge_row: what went over, by table and key.
#include "shop/customers/kept/merging.hpp"

namespace ol::customers {
namespace {

constexpr std::string_view merging = R"(create table buyer_merge (
    id bigint primary key,
    kept_id bigint not null,
    gone_id bigint not null,
    at bigint not null,
    person_id bigint not null,
    reason text not null,
    before_box text not null,
    undone_at bigint,
    undone_by bigint
);
create index buyer_merge_kept on buyer_merge (kept_id, id);
create index buyer_merge_gone on buyer_merge (gone_id, id);
create table buyer_merge_row (
    merge_id bigint not null references buyer_merge(id),
    table_name text not null,
    row_key bigint not null,
    primary key (merge_id, table_name, row_key)
);
create table buyer_apart (
    low_id bigint not null,
    high_id bigint not null,
    person_id bigint not null,
    at bigint not null,
    primary key (low_id, high_id)
)
)";

constexpr db::Migration all[] = {{"buyer_kept", 1, "merges of buyers, buyers kept apart", merging}};

}  // namespace

std::span<const db::Migration> kept_migrations() { return all; }

}  // namespace ol::customers
