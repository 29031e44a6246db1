#pragma once
// What WhatsApp, Messenger and Instagram share: the handshake, the signature over raw bytes
// (re-serialised JSON breaks it), Graph API's errors, and how their webhooks are read.
// Room-internal.
#include "contact/conversations/channel.hpp"
#include "contact/conversations/messengers/wire.hpp"

namespace ol::conversations::meta {

inline constexpr std::string_view version = "v23.0";
inline constexpr Ms day_ms{86'400'000};

Channel::Knock knock(const Credentials& c, const http::Request& r);
SendAnswer answered(const http::ClientResponse& r);
/// https://<host>/v23.0/<account>/messages. conversations.account, conversations.token
Result<http::ClientRequest> posting(std::string_view host, const Credentials& c, const Outgoing& m,
                                    const wire::bj::object& body);

/// The envelope entry x changes, and the older flat form. conversations.json
Result<std::vector<Incoming>> read_whatsapp(std::string_view body);
/// The envelope entry x messaging, standby and changes, and one item alone. conversations.json
Result<std::vector<Incoming>> read_pages(std::string_view body);

}  // namespace ol::conversations::meta
