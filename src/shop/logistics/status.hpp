#pragma once
// Where a parcel is, in one set of words for all couriers (store.md section 4). A courier's own
// code is always kept beside it; a code that nobody has explained yet is `unknown`, never
// "delivered".
#include <boost/describe.hpp>

#include "platform/base/names.hpp"

namespace ol::logistics {

enum class Status {
    registered,
    handed_over,
    in_transit,
    at_city,
    at_point,
    out_for_delivery,
    attempt_failed,
    on_hold,
    redirected,
    delivered,
    partly_delivered,
    refused,
    returning,
    returned,
    lost,
    cancelled,
    unknown
};
BOOST_DESCRIBE_ENUM(Status, registered, handed_over, in_transit, at_city, at_point,
                    out_for_delivery, attempt_failed, on_hold, redirected, delivered,
                    partly_delivered, refused, returning, returned, lost, cancelled, unknown)

/// Whose fault a failed attempt was (N2): it moves fees, claims and the next decision.
enum class Fault { courier, customer, store, other };
BOOST_DESCRIBE_ENUM(Fault, courier, customer, store, other)

}  // namespace ol::logistics
