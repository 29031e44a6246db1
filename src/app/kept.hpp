#pragma once
// What every room keeps of buyers, brought together: merges, files, and what nobody may forget.
#include "shop/customers/kept/merging.hpp"
#include "shop/customers/page/page.hpp"

namespace ol::app {

/// The lists of all rooms, and the tables that know buyers' contacts and orders only as figures.
customers::KeptTables kept_of_all_rooms();
/// Every room's part of an erasure, what holds it back, and what it would take.
void arrange_erasure(customers::PageDeps& page, const std::string& letters_folder);

}  // namespace ol::app
