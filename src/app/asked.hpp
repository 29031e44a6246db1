#pragma once
// Questions to colleagues inside a conversation. Private to app.
#include "app/parts.hpp"

namespace ol::app {

void add_asked_routes(Centre::Parts& parts);
/// May she look at this conversation, because she or her department was asked something in it?
bool asked_in(const Centre::Parts& parts, db::Conn& conn, conversations::ConversationId id,
              PersonId person);

}  // namespace ol::app
