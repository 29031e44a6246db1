#pragma once
// The transfer key of an operator's SIP phone: the same transfer as from her desk.
#include "contact/calls/floor.hpp"

namespace ol::calls {

/// On the floor. What came of it is told to the phone: 200, or why not (404 nobody of that name,
/// 480 away, 486 busy, 403 she may not, 501 attended, which the desk does).
void phone_key(Calls::Impl& floor, const sip::Refer& key);

}  // namespace ol::calls
