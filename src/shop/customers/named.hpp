#pragma once
// Buyers by any part of their names (db::TextIndex), newest first.
#include <string>

#include "platform/db/db.hpp"
#include "shop/customers/customers.hpp"

namespace ol::customers::named {

/// In the transaction of the row whose name it is now; "" takes him out.
void written(db::Tx& tx, CustomerId id, std::string_view name, bool fresh = false);
/// He is erased: SQLite only hides what was taken out until its parts are merged.
void forget(db::Tx& tx, CustomerId id);
/// Ids below `before` whose folded name holds `folded`; of very many the newest.
std::vector<CustomerId> found(db::Conn& c, std::string_view folded, std::int64_t before, int limit);
/// Buyers of before there was an index: the next `count` of them, newest first. False: all done;
/// then a call goes on with what an erasure left to merge (db::TextIndex).
bool index_older(db::Tx& tx, int count);

}  // namespace ol::customers::named
