#pragma once
// What is asked of a channel to know that a shop's credentials work, and to tell it where our
// webhook is. Pure.
#include "contact/conversations/channel.hpp"

namespace ol::conversations {

/// In this order; each must succeed. `webhook_url`: "" or not https: the channel is not told.
std::vector<http::ClientRequest> check_requests(ChannelKind kind, const Credentials& c,
                                                const std::string& webhook_url);
/// What the channel said of such a request.
SendAnswer check_answer(const Channel& channel, const http::ClientResponse& response);
/// conversations.credentials (with the field that is missing).
Result<> complete(ChannelKind kind, const Credentials& c);

}  // namespace ol::conversations
