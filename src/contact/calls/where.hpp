#pragma once
// At which of her phones an operator talks: what her desk says of a call that was moved.
#include "contact/calls/floor.hpp"

namespace ol::calls {

/// Kinds: browser, sip, outside; empty: none. On the floor.
struct Where {
    std::string phone;     // she talks there
    std::string rings_at;  // the call is on its way there
};
Where where_of(const Calls::Impl& floor, PersonId person, ContactId contact);

/// The card with it; on the cards loop.
ContactCard card_with(const CardSource& source, const Deps& deps, Where where);

}  // namespace ol::calls
