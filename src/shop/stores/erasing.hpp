#pragma once
// A buyer's erasure, as far as connectors and imports keep anything of him; a public header of the
// room, thin on purpose.
#include <span>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/db/db.hpp"

namespace ol::stores {

struct ErasedBuyer {
    std::vector<OrderId> orders;
    std::vector<std::string> names, phones, emails;  // as they stand in his card; E.164
};

/// His unfinished purchases go; news of his orders that waits to be read loses its body (the order
/// is read from the shop, without his name); what the desk has not sent of him is not sent, and the
/// shop's words about it go; an import's sample rows go when he stands in them. Counts, sums,
/// hashes and the shop's order numbers stay.
void erase_buyer(db::Tx& tx, const ErasedBuyer& buyer);

}  // namespace ol::stores
