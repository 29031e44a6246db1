#pragma once
// What one event of a channel becomes in a conversation. Pure. Private to the room.
#include "contact/conversations/channel.hpp"

namespace ol::conversations {

/// Its words as an operator reads them: text, then a line for each file, place or card. At most
/// 10,000 characters, without control characters.
std::string words_of(const Incoming& e);
/// The message's name within its account: the same for a repeat, an edit and a deletion.
std::string key_of(const Incoming& e);

}  // namespace ol::conversations
