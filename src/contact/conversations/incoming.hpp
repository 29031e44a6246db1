#pragma once
// What one event of a channel becomes in a conversation. Pure. Private to the room.
#include <functional>

#include "contact/conversations/channel.hpp"

namespace ol::conversations {

/// Its words as an operator reads them: text, then a line for each file, place or card that is not
/// `apart` (shown beside the words). At most 10,000 characters, without control characters.
std::string words_of(const Incoming& e, const std::function<bool(const Media&)>& apart = {});
/// The message's name within its account: the same for a repeat, an edit and a deletion.
std::string key_of(const Incoming& e);

}  // namespace ol::conversations
