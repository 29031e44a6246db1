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

constexpr db::Migration all[] = {
    {"promises", 1, "promises", first},
    {"promises", 2, "the promise of a task", by_contact},
};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace ol::promises
