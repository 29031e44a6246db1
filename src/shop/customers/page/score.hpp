#pragma once
// How complete a buyer's card is and what to ask next (R57), pure.
#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "shop/customers/customers.hpp"

namespace ol::customers {

enum class Missing { name, surname, phone, address, city, language, email, time_zone, trusted };
BOOST_DESCRIBE_ENUM(Missing, name, surname, phone, address, city, language, email, time_zone,
                    trusted)

struct Completeness {
    std::int64_t percent = 0;
    std::vector<Missing> ask;  // what is not there, what weighs most first
};
BOOST_DESCRIBE_STRUCT(Completeness, (), (percent, ask))

Completeness completeness(const Customer& c);

}  // namespace ol::customers
