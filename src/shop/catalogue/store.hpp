#pragma once
// How names are kept in their column.
#include "shop/catalogue/catalogue.hpp"

namespace ol::catalogue {

struct NamesBox {
    std::map<std::string, std::string> names;
};
BOOST_DESCRIBE_STRUCT(NamesBox, (), (names))

}  // namespace ol::catalogue
