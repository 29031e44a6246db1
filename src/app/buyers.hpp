#pragma once
// The buyer's page in the program. The page lives with its routes, which hold it.
#include "app/wiring.hpp"
#include "shop/customers/page/page.hpp"

namespace ol::app {

/// May this person reach that buyer now? Takes the lock when she may.
using MayReach = std::function<Result<>(PersonId, CustomerId)>;

/// Has this buyer an order, a contact or a promise in one of these shops?
bool known_in(const Centre::Parts& parts, db::Conn& c, CustomerId buyer,
              const std::vector<std::int64_t>& shops);
/// Adds the page's routes and lets its ledger follow the journal.
MayReach add_buyer_routes(Centre::Parts& parts);
/// The routes of calls, with that one door before a call out.
void add_call_routes(Centre::Parts& parts, MayReach may_reach);

}  // namespace ol::app
