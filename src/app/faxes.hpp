#pragma once
// The room of faxes among the others: made after conversations, which keep it.
#include "app/wiring.hpp"
#include "contact/fax/fax.hpp"

namespace ol::app {

/// Before SIP is created: its events pass through faxes(p).tap().
Result<> make_faxes(Centre::Parts& p);
fax::Faxes& faxes(Centre::Parts& p);
void attach_faxes(Centre::Parts& p);  // when SIP is there

}  // namespace ol::app
