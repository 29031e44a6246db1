#include "contact/trunks/trunks.hpp"

namespace ol::trunks {
namespace {

constexpr std::string_view first_sql = R"sql(
create table trunk(id bigint primary key, version bigint not null, settings text not null,
  secret text not null, removed boolean not null);
create table trunk_call(id bigint primary key, contact_id bigint not null, trunk_id bigint not null,
  at bigint not null, result text not null, status bigint not null);
create index trunk_call_at on trunk_call(at);
create index trunk_call_contact on trunk_call(contact_id);
)sql";

constexpr db::Migration all[] = {
    {"trunks", 1, "trunks, and what went out by them", first_sql},
};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::trunks
