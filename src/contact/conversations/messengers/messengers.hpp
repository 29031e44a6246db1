#pragma once
// The messengers as channels: pure, one instance each. What their bytes mean is asserted file by
// file in samples/meaning.txt.
#include "contact/conversations/channel.hpp"

namespace ol::conversations {

const Channel& telegram();
const Channel& viber();
const Channel& whatsapp();
const Channel& messenger();
const Channel& instagram();

/// nullptr: none of these.
const Channel* messenger_of(ChannelKind kind);

}  // namespace ol::conversations
