// Tables of the room. product_text is narrow on purpose: a search by any part reads it all.
#include "shop/catalogue/catalogue.hpp"

namespace ol::catalogue {
namespace {

constexpr std::string_view first = R"(create table product (
    id bigint primary key,
    shop_id bigint not null,
    origin text not null,
    external_id text not null,
    sku text not null,
    names text not null,
    currency text not null,
    price bigint not null,
    active boolean not null,
    stock_kept boolean not null,
    backorders boolean not null,
    modified_at bigint not null,
    changed_at bigint not null,
    version bigint not null,
    unique (origin, external_id)
);
create index product_sku on product (shop_id, sku);
create table product_text (
    product_id bigint primary key references product(id),
    shop_id bigint not null,
    searched text not null
);
create table stock_place (
    id bigint primary key,
    shop_id bigint not null,
    name text not null,
    kind text not null,
    unique (shop_id, name)
);
create table stock (
    product_id bigint not null references product(id),
    place_id bigint not null references stock_place(id),
    on_hand bigint not null check (on_hand >= 0),
    reserved bigint not null check (reserved >= 0),
    primary key (product_id, place_id)
);
create table stock_reserved (
    order_id bigint not null,
    product_id bigint not null,
    place_id bigint not null,
    quantity bigint not null check (quantity > 0),
    primary key (order_id, product_id, place_id)
);
create index stock_reserved_product on stock_reserved (product_id);
create table stock_movement (
    id bigint primary key,
    product_id bigint not null,
    place_id bigint not null,
    kind text not null,
    quantity bigint not null,
    order_id bigint not null,
    person_id bigint not null,
    reason text not null,
    at bigint not null
);
create index stock_movement_product on stock_movement (product_id, id);
create index stock_movement_order on stock_movement (order_id)
)";

// In SQLite a bigint key is an index beside the table, and a search that reads the newest first
// went through it row by row: two thirds of its time. An integer key is the table's own order.
constexpr std::string_view own_order = R"(create table product_words (
    product_id integer primary key references product(id),
    shop_id bigint not null,
    searched text not null
);
insert into product_words select product_id, shop_id, searched from product_text;
drop table product_text;
alter table product_words rename to product_text)";

constexpr db::Migration all[] = {
    {"catalogue", 1, "products, their text, stock by place, reservations, movements", first},
    {"catalogue", 2, "SQLite: texts in the order in which they are read", "", own_order}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::catalogue
