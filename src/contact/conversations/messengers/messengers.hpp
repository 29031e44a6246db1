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
/// What a partner adds (docs/guide/generic-channel.md), and SMS by a gateway that speaks the same.
const Channel& generic();
const Channel& sms_by_http();
/// Events as a partner's; no door and no sending by HTTP.
const Channel& xmpp_chat();

/// nullptr: none of these.
const Channel* messenger_of(ChannelKind kind);

}  // namespace ol::conversations
