// The room's tables. One SQL for SQLite and PostgreSQL.
#include <array>

#include "team/staff/staff.hpp"

namespace ol::staff {
namespace {

constexpr std::string_view people_sql = R"(
create table shop(
  id bigint primary key, version bigint not null, created_at bigint not null,
  name text not null, brand text not null, tz text not null, currency text not null,
  languages text not null, country text not null, default_region text not null,
  greeting_language text not null, record_calls boolean not null,
  hours_from text not null, hours_to text not null, work_days text not null,
  missed_goes_to text not null);
create table department(
  id bigint primary key, name text not null unique, head_id bigint, created_at bigint not null);
create table person(
  id bigint primary key, version bigint not null, created_at bigint not null,
  name text not null, login text not null unique, password_hash text not null,
  active boolean not null, department_id bigint references department(id),
  superior_id bigint, stand_in_id bigint,
  language text not null, theme text not null, density text not null,
  single_keys boolean not null, phone_kind text not null,
  sip_user text not null unique, sip_secret text not null);
create table person_role(
  person_id bigint not null references person(id), role text not null,
  primary key(person_id, role));
create table person_shop(
  person_id bigint not null references person(id), shop_id bigint not null references shop(id),
  primary key(person_id, shop_id));
create table person_absence(
  id bigint primary key, person_id bigint not null references person(id),
  from_at bigint not null, until_at bigint not null);
create index person_absence_until on person_absence(until_at);
)";

constexpr std::string_view sign_in_sql = R"(
create table session(
  id bigint primary key, person_id bigint not null references person(id),
  token_hash text not null unique, created_at bigint not null, last_seen_at bigint not null,
  ip text not null, agent text not null);
create index session_person on session(person_id);
create index session_last_seen on session(last_seen_at);
create table person_totp(
  person_id bigint primary key references person(id), secret text not null,
  confirmed_at bigint, last_step bigint not null);
create table totp_recovery(
  id bigint primary key, person_id bigint not null references person(id),
  code_hash text not null, used_at bigint);
create index totp_recovery_person on totp_recovery(person_id);
)";

constexpr std::string_view audit_sql = R"(
create table audit(
  seq bigint primary key, at bigint not null, who bigint not null, what text not null,
  subject bigint not null, detail text not null, hash text not null);
create table audit_head(
  id bigint primary key, seq bigint not null, hash text not null, mac text not null);
create table presence_event(
  id bigint primary key, person_id bigint not null references person(id),
  at bigint not null, state text not null, reason text not null);
create index presence_event_person on presence_event(person_id, at, id);
create index presence_event_at on presence_event(at);
)";

// A shop's hours belong to contact/flows, whose first migration reads this table and drops it.
constexpr std::string_view hours_leave_sql = R"(
create table shop_hours_before(shop_id bigint primary key, hours_from text not null,
  hours_to text not null, work_days text not null, missed_goes_to text not null);
insert into shop_hours_before(shop_id, hours_from, hours_to, work_days, missed_goes_to)
  select id, hours_from, hours_to, work_days, missed_goes_to from shop;
alter table shop drop column hours_from;
alter table shop drop column hours_to;
alter table shop drop column work_days;
)";

// Her own telephone outside: the line rings it, a live call can be moved to it.
constexpr std::string_view outside_sql = R"(
alter table person add column outside_number text not null default '';
)";

// Calls out: who is rung first, and whether desk phones dial by themselves.
constexpr std::string_view dialling_sql = R"(
alter table shop add column buyer_first boolean not null default false;
alter table shop add column phones_dial boolean not null default false;
)";

// A device that rings beside her phone.
constexpr std::string_view second_sql = R"(
alter table person add column second_phone text not null default 'none';
)";

constexpr auto all = std::to_array<db::Migration>({
    {"staff", 1, "people, departments, shops", people_sql},
    {"staff", 2, "sessions and second factor", sign_in_sql},
    {"staff", 3, "audit and presence history", audit_sql},
    {"staff", 4, "hours leave for contact/flows", hours_leave_sql},
    {"staff", 5, "operators at numbers outside", outside_sql},
    {"staff", 6, "how calls out are made", dialling_sql},
    {"staff", 7, "a second device rings beside", second_sql},
});

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::staff
