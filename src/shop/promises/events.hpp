#pragma once
// What the room tells and does for the buyer's page; thin on purpose (promises.hpp is read by
// many).
#include "platform/db/db.hpp"
#include "shop/customers/thread.hpp"

namespace ol::promises {

/// Promises to him by the time they were made, of the reader's shops and of no shop. One of no shop
/// may have an order: whose that is, the wiring knows.
std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask);
/// The words go, kind, times and state stay.
void erase_buyer(db::Tx& tx, CustomerId customer);
/// Promises to him that nobody has kept yet.
std::int64_t open_promises(db::Conn& c, CustomerId customer);

}  // namespace ol::promises
