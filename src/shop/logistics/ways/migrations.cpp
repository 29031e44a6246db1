// Tables of the sub-room.
#include "shop/logistics/ways/directory.hpp"

namespace ol::logistics {
namespace {

constexpr std::string_view first = R"(create table place_city (
    id bigint primary key,
    courier text not null,
    ref text not null,
    name text not null,
    spellings text not null,
    region text not null,
    district text not null,
    points bigint not null,
    seen_reading bigint not null,
    closed_at bigint,
    unique (courier, ref)
);
create table place_point (
    id bigint primary key,
    courier text not null,
    ref text not null,
    city_ref text not null,
    kind text not null,
    number text not null,
    name text not null,
    spellings text not null,
    address text not null,
    postcode text not null,
    searched text not null,
    weight_max_g bigint not null,
    length_max_cm bigint not null,
    width_max_cm bigint not null,
    height_max_cm bigint not null,
    value_max bigint not null,
    takes_cod boolean not null,
    seen_reading bigint not null,
    closed_at bigint,
    unique (courier, ref)
);
create index place_point_city on place_point (courier, city_ref);
create table place_word (
    form text not null,
    word text not null,
    city_id bigint not null references place_city(id),
    primary key (form, word, city_id)
);
create index place_word_city on place_word (city_id);
create table place_reading (
    courier text primary key,
    state text not null,
    error text not null,
    reading bigint not null,
    step text not null,
    page bigint not null,
    plan text not null,
    rows_read bigint not null,
    rows_total bigint not null,
    nameless bigint not null,
    unreadable bigint not null,
    failures bigint not null,
    began_at bigint,
    ended_at bigint,
    next_at bigint not null
)
)";

constexpr std::string_view prices = R"(create table way_price (
    shop_id bigint not null,
    courier text not null,
    service text not null,
    city_ref text not null,
    weight_g bigint not null,
    value bigint not null,
    cod bigint not null,
    price bigint not null,
    currency text not null,
    days bigint,
    at bigint not null,
    primary key (shop_id, courier, service, city_ref, weight_g, value, cod)
);
create table way_tariff (
    id bigint primary key,
    shop_id bigint not null,
    courier text not null,
    valid_from text not null,
    tariff text not null,
    person_id bigint not null,
    at bigint not null
)
)";

constexpr db::Migration all[] = {
    {"ways", 1, "couriers' cities and points, how their reading stands", first},
    {"ways", 2, "what couriers said a delivery costs, tariffs by day", prices}};

}  // namespace

std::span<const db::Migration> way_migrations() { return all; }

}  // namespace ol::logistics
