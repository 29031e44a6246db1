#pragma once
// How a request keeps what was over and its words. Private.
#include "shop/approvals/approvals.hpp"

namespace ol::approvals {

struct Box {
    std::vector<Over> over;
    Params words;
};
BOOST_DESCRIBE_STRUCT(Box, (), (over, words))

}  // namespace ol::approvals
