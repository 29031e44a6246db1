#pragma once
// The transfer key of an operator's SIP phone: the same transfer as from her desk.
#include "contact/calls/floor.hpp"

namespace ol::calls {

/// On the floor. What came of it is told to the phone: 200, or why not (404 nobody of that name,
/// 480 away, 486 busy, 403 she may not). With Replaces it is attended: her two lines become one
/// call of the buyer and whom she asked.
void phone_key(Calls::Impl& floor, const sip::Refer& key);

/// Whom a name means that a phone has dialled: a colleague (SIP user or login) or a queue.
std::optional<TransferIn> target_of(const Calls::Impl& floor, const std::string& name);
/// What a phone is told instead: 404, 480, 486, 403.
int status_of(const Error& error);

}  // namespace ol::calls
