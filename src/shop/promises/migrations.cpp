// The table of promises.
#include "shop/promises/promises.hpp"

namespace ol::promises {
namespace {

constexpr std::string_view first = R"(create table promise (
    id bigint primary key,
    kind text not null check (kind in ('reply','callback','delivery','refund')),
    customer_id bigint not null,
    order_id bigint,
    contact_id bigint,
    words text not null,
    due_at bigint not null,
    due_from bigint,
    owner_id bigint,
    state text not null check (state in ('open','kept','late','broken','cancelled')),
    ended_at bigint,
    end_reason text not null,
    source text not null,
    created_at bigint not null,
    version bigint not null
);
create index promise_due on promise (state, due_at);
create index promise_customer on promise (customer_id, state);
create index promise_order on promise (order_id)
)";

constexpr std::string_view by_contact = "create index promise_contact on promise (contact_id);\n";

/// Of promises made before, the warning time is what it was: half an hour before.
constexpr std::string_view watched = R"(alter table promise add column shop_id bigint;
alter table promise add column courier text not null default '';
alter table promise add column warn_at bigint not null default 0;
alter table promise add column warned_at bigint;
alter table promise add column escalated_to bigint;
alter table promise add column escalated_at bigint;
alter table promise add column question boolean not null default false;
update promise set warn_at = due_at - 1800000;
create index promise_warn on promise (state, warn_at);
create index promise_owner on promise (owner_id, due_at);
create index promise_day on promise (due_at, id)
)";

constexpr std::string_view questions = R"(create table question (
    promise_id bigint primary key,
    contacted_at bigint not null,
    contact text not null,
    content text not null,
    taken_by bigint not null,
    reply text not null,
    replied_by bigint,
    replied_at bigint
)
)";

/// department_id 0: a colleague by name. Who asks and what stands in question.
constexpr std::string_view asked = R"(create table asked (
    promise_id bigint primary key,
    conversation_id bigint not null,
    department_id bigint not null
);
create index asked_conversation on asked (conversation_id);
create index asked_department on asked (department_id);
create index question_taker on question (taken_by)
)";

constexpr db::Migration all[] = {
    {"promises", 1, "promises", first},
    {"promises", 2, "the promise of a task", by_contact},
    {"promises", 3, "warned, escalated, of a shop and a courier", watched},
    {"promises", 4, "difficult questions", questions},
    {"promises", 5, "questions to colleagues", asked},
};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::promises
