#pragma once
// Telegram Bot API on the wire: what its updates mean. Traps: message ids count per chat and stay
// the same through edits; a contact card proves a number only when its user_id is the sender's; a
// "1" stands where true should; a document comes beside every animation. Room-internal.
#include "contact/conversations/channel.hpp"

namespace ol::conversations::telegram_wire {

/// One update of a webhook, or the answer of getUpdates with many. conversations.json
Result<std::vector<Incoming>> read(std::string_view body);
/// What an answer of the Bot API means, of any method.
SendAnswer answered(const http::ClientResponse& response);
/// The next `offset` of getUpdates; 0 when the answer holds no update.
std::int64_t next_offset(std::string_view body);

}  // namespace ol::conversations::telegram_wire
