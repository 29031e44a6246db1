#pragma once
// The buyer's page and the contact policy in the program.
#include "app/wiring.hpp"
#include "contact/conversations/conversations.hpp"
#include "shop/customers/page/page.hpp"

namespace ol::app {

/// Has this buyer an order, a contact or a promise in one of these shops?
bool known_in(const Centre::Parts& parts, db::Conn& c, CustomerId buyer,
              const std::vector<std::int64_t>& shops);
/// Makes the page, adds its routes and lets its ledger follow the journal.
void add_buyer_routes(Centre::Parts& parts);
/// The routes of calls, with the contact policy's door before a call out.
void add_call_routes(Centre::Parts& parts);
/// The same door before a message that the buyer did not wait for.
Result<> may_write(const Centre::Parts& parts, db::Tx& tx, const conversations::Unasked& message);

}  // namespace ol::app
