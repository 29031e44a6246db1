// The tables of the room.
#include "shop/logistics/logistics.hpp"

namespace ol::logistics {
namespace {

constexpr std::string_view first = R"(create table courier_account (
    id bigint primary key,
    shop_id bigint not null,
    courier text not null,
    url text not null,
    key_sealed text not null,
    sender text not null,
    push_token text not null unique,
    state text not null,
    last_error text not null,
    last_poll_at bigint,
    next_poll_at bigint not null,
    failures bigint not null,
    version bigint not null,
    unique (shop_id, courier)
);
create table courier_rule (
    id bigint primary key,
    shop_id bigint not null,
    courier text not null,
    valid_from text not null,
    rule text not null,
    person_id bigint not null,
    at bigint not null
);
create index courier_rule_courier on courier_rule (shop_id, courier);
create table courier_code (
    courier text not null,
    code text not null,
    first_seen_at bigint not null,
    status text,
    person_id bigint,
    primary key (courier, code)
);
create table shipment (
    id bigint primary key,
    order_id bigint not null,
    shop_id bigint not null,
    courier text not null,
    service text not null,
    city text not null,
    waybill text,
    courier_ref text not null,
    before_id bigint,
    send_state text not null,
    send_error text not null,
    status text not null,
    status_at bigint,
    code text not null,
    at_point_at bigint,
    not_found_at bigint,
    next_poll_at bigint not null,
    created_at bigint not null,
    version bigint not null,
    unique (courier, waybill)
);
create index shipment_order on shipment (order_id);
create index shipment_poll on shipment (shop_id, courier, next_poll_at);
create index shipment_send on shipment (send_state);
create table track_event (
    id bigint primary key,
    shipment_id bigint not null references shipment(id),
    code text not null,
    at bigint not null,
    status text not null,
    reason text not null,
    place text not null,
    moved boolean not null,
    received_at bigint not null,
    unique (shipment_id, code, at)
);
create table delivery_attempt (
    id bigint primary key,
    shipment_id bigint not null references shipment(id),
    no bigint not null,
    at bigint not null,
    result text not null,
    fault text not null,
    told_by text not null,
    unique (shipment_id, no)
);
create table decision (
    id bigint primary key,
    order_id bigint not null,
    shipment_id bigint not null references shipment(id),
    shop_id bigint not null,
    attempt_no bigint not null,
    state text not null,
    asked_at bigint not null,
    decide_by bigint not null,
    owner_id bigint,
    facts text not null,
    snapshot text not null,
    ranking text not null,
    rule_version bigint not null,
    logic_version bigint not null,
    chosen text,
    chosen_rank bigint,
    person_id bigint,
    why text not null,
    ended_at bigint,
    outcome text,
    version bigint not null
);
create index decision_open on decision (state, decide_by);
create index decision_shipment on decision (shipment_id);
create table decision_limit (
    shop_id bigint primary key,
    money bigint not null,
    attempts bigint not null,
    days bigint not null,
    person_id bigint not null,
    at bigint not null
);
create table fault_entry (
    id bigint primary key,
    order_id bigint not null,
    shipment_id bigint not null,
    decision_id bigint,
    kind text not null,
    fault text not null,
    cost bigint not null,
    currency text not null,
    payer text not null,
    claim boolean not null,
    at bigint not null
);
create index fault_entry_order on fault_entry (order_id);
create table delivery_duty (
    id bigint primary key,
    shipment_id bigint not null references shipment(id),
    order_id bigint not null,
    kind text not null,
    due_at bigint not null,
    state text not null,
    done_at bigint,
    unique (shipment_id, kind)
);
create index delivery_duty_due on delivery_duty (state, due_at)
)";

constexpr std::string_view asked = R"(alter table courier_account add column ok_at bigint;
create index track_event_code on track_event (code))";

constexpr std::string_view leaving = R"(alter table shipment add column made_from text;
alter table shipment add column asked_from text;
alter table shipment add column sheet_id bigint;
alter table shipment add column due_at bigint;
create index shipment_sheet on shipment (sheet_id);
create index shipment_waiting on shipment (shop_id, status);
create table hand_over (
    id bigint primary key,
    shop_id bigint not null,
    courier text not null,
    courier_number text not null,
    register_state text not null,
    register_error text not null,
    person_id bigint not null,
    made_at bigint not null,
    given_by text not null,
    taken_by text not null,
    signed_at bigint,
    version bigint not null
);
create index hand_over_made on hand_over (made_at))";

// When a parcel was handed over: by the first thing that a courier told of it after its making.
constexpr std::string_view handed = R"(alter table shipment add column handed_at bigint;
update shipment set handed_at = (select min(e.at) from track_event e
    where e.shipment_id = shipment.id
    and e.moved and e.status not in ('registered', 'cancelled', 'unknown'));
create index shipment_handed on shipment (handed_at, id);
create index shipment_before on shipment (before_id) where before_id is not null)";

// How the buyer chose to have it delivered (ways/); the waybill says the point while the address
// is what it was then. The indexes count parcels by city and courier.
constexpr std::string_view ways = R"(create table order_way (
    order_id bigint primary key,
    courier text not null,
    service text not null,
    city_ref text not null,
    city text not null,
    region text not null,
    point_ref text not null,
    point_number text not null,
    address text not null,
    price bigint,
    currency text not null,
    basis text not null,
    arrives_on text not null,
    person_id bigint not null,
    at bigint not null
);
create index order_way_point on order_way (courier, point_ref);
create index shipment_city on shipment (courier, city, created_at);
create index shipment_newest on shipment (courier, created_at))";

// What an owner may decide alone is the approvals room's now, by role and person: a shop's limit
// becomes everybody's there. 0 meant "none".
constexpr std::string_view limits_moved = R"(insert into own_limit (id, shop_id, role, person_id,
    money, attempts, days, answer_min, valid_from, added_by, added_at)
    select shop_id, shop_id, '', null, nullif(money, 0), nullif(attempts, 0), nullif(days, 0), 30,
    '2025-01-01', person_id, at from decision_limit;
drop table decision_limit)";

constexpr db::Migration all[] = {
    {"logistics", 1, "shipments, couriers, decisions", first},
    {"logistics", 2, "when couriers last answered", asked},
    {"logistics", 3, "what leaves, and the list it leaves with", leaving},
    {"logistics", 4, "when parcels were handed over", handed},
    {"logistics", 5, "the way that a buyer chose", ways},
    {"logistics", 6, "own limits are the approvals room's", limits_moved}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::logistics
