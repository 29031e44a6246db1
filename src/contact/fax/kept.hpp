#pragma once
// What the room keeps of buyers, for merges, files and the tests that nothing is forgotten.
#include "shop/customers/kept/tables.hpp"

namespace ol::fax {

customers::KeptRoom kept_tables();

}  // namespace ol::fax
