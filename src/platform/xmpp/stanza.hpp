#pragma once
// What a stanza of XMPP tells us, and the ones that we send: messages (RFC 6121), receipts
// (XEP-0184), typing (XEP-0085), read marks (XEP-0333), corrections (XEP-0308), late delivery
// (XEP-0203). Pure but for libstrophe's own memory; room-internal.
#include <strophe.h>

#include <optional>

#include "platform/xmpp/xmpp.hpp"

namespace ol::xmpp {

struct StanzaFree {
    void operator()(xmpp_stanza_t* s) const { xmpp_stanza_release(s); }
};
using Stanza = std::unique_ptr<xmpp_stanza_t, StanzaFree>;

/// Nothing: it says nothing that is ours to tell.
std::optional<Told> told_by(xmpp_stanza_t* message);
/// Does its sender ask for a receipt of it?
bool wants_receipt(xmpp_stanza_t* message);

Stanza message_of(xmpp_ctx_t* ctx, const Words& words);
Stanza receipt_of(xmpp_ctx_t* ctx, const std::string& to, const std::string& id);
Stanza typing_of(xmpp_ctx_t* ctx, const std::string& to, bool on);
Stanza ping_of(xmpp_ctx_t* ctx, const std::string& to, const std::string& id);

std::string attribute(xmpp_stanza_t* s, const char* name);
std::string bare(const std::string& jid);

}  // namespace ol::xmpp
