#pragma once
// The shop's XMPP address as its settings have it: shop@example.org, with ?server=name:port where
// DNS does not say which server that is. Pure.
#include "platform/xmpp/xmpp.hpp"

namespace ol::conversations {

/// conversations.credentials, field "account". Without a password.
Result<xmpp::Login> xmpp_address(std::string_view address);

}  // namespace ol::conversations
