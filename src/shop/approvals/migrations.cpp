// Tables of the room. Versions of a limit are never changed: a newer row holds from its day on.
#include "shop/approvals/approvals.hpp"

namespace ol::approvals {
namespace {

constexpr std::string_view first = R"(create table own_limit (
    id bigint primary key,
    shop_id bigint not null,
    role text not null,
    person_id bigint,
    money bigint,
    attempts bigint,
    days bigint,
    answer_min bigint not null,
    valid_from text not null,
    added_by bigint not null,
    added_at bigint not null
);
create index own_limit_shop on own_limit (shop_id);
create table approval (
    id bigint primary key,
    shop_id bigint not null,
    order_id bigint not null,
    order_number text not null,
    subject text not null,
    subject_id bigint not null,
    currency text not null,
    box text not null,
    request text not null,
    asked_by bigint not null,
    asked_at bigint not null,
    decide_by bigint not null,
    why text not null,
    superior_id bigint not null,
    state text not null,
    decided_by bigint,
    decided_at bigint,
    reason text not null,
    version bigint not null
);
create index approval_open on approval (state, decide_by);
create index approval_order on approval (order_id);
create index approval_subject on approval (subject, subject_id, state)
)";

constexpr std::string_view second =
    R"(alter table approval add column cause text not null default '';
alter table approval add column untold boolean not null default false;
create index approval_untold on approval (untold, id)
)";

constexpr db::Migration all[] = {
    {"approvals", 1, "own limits, requests for more", first},
    {"approvals", 2, "why a request closed by itself, and whether that was told", second}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::approvals
