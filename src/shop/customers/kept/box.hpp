#pragma once
// The card that stays, as it was before a merge and as the merge left it. Private to the sub-room.
#include "shop/customers/customers.hpp"

namespace ol::customers {

struct CardWords {
    std::string name, language, tz, notes;
    friend bool operator==(const CardWords&, const CardWords&) = default;
};
BOOST_DESCRIBE_STRUCT(CardWords, (), (name, language, tz, notes))

struct MergeBox {
    CardWords before, after;
    bool do_not_call = false;
    Time since{};
    std::int64_t orders_added = 0;
    std::vector<IdentityId> unshared;  // only the two had them: no longer shared
};
BOOST_DESCRIBE_STRUCT(MergeBox, (), (before, after, do_not_call, since, orders_added, unshared))

}  // namespace ol::customers
