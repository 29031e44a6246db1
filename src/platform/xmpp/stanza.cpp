#include "platform/xmpp/stanza.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ol::xmpp {
namespace {

constexpr const char* ns_receipts = "urn:xmpp:receipts";
constexpr const char* ns_states = "http://jabber.org/protocol/chatstates";
constexpr const char* ns_markers = "urn:xmpp:chat-markers:0";
constexpr const char* ns_correct = "urn:xmpp:message-correct:0";
constexpr const char* ns_delay = "urn:xmpp:delay";
constexpr const char* ns_oob = "jabber:x:oob";
constexpr const char* ns_ping = "urn:xmpp:ping";
constexpr std::size_t id_bytes_max = 512, text_bytes_max = 400'000;

xmpp_stanza_t* child(xmpp_stanza_t* s, const char* name, const char* ns) {
    return xmpp_stanza_get_child_by_name_and_ns(s, name, ns);
}

std::string text_of(xmpp_stanza_t* s) {
    char* text = s ? xmpp_stanza_get_text(s) : nullptr;
    if (!text) return {};
    std::string out = to_valid_utf8(std::string_view(text).substr(0, text_bytes_max));
    xmpp_free(xmpp_stanza_get_context(s), text);
    return out;
}

std::string plain_text(xmpp_stanza_t* s, const char* name) {
    return text_of(xmpp_stanza_get_child_by_name(s, name));
}

/// Half an id would be another's.
std::string id_of(xmpp_stanza_t* s) {
    auto id = attribute(s, "id");
    return id.size() <= id_bytes_max ? id : std::string();
}

Stanza named(xmpp_ctx_t* ctx, const char* name, const char* ns = nullptr) {
    Stanza s(xmpp_stanza_new(ctx));
    xmpp_stanza_set_name(s.get(), name);
    if (ns) xmpp_stanza_set_ns(s.get(), ns);
    return s;
}

void add(const Stanza& to, const Stanza& one) { xmpp_stanza_add_child(to.get(), one.get()); }

Stanza chat_to(xmpp_ctx_t* ctx, const std::string& to) {
    auto m = named(ctx, "message");
    xmpp_stanza_set_type(m.get(), "chat");
    xmpp_stanza_set_to(m.get(), to.c_str());
    return m;
}

/// The condition's name (RFC 6120 section 8.3.3).
std::string error_of(xmpp_stanza_t* s) {
    auto* error = xmpp_stanza_get_child_by_name(s, "error");
    auto* first = error ? xmpp_stanza_get_children(error) : nullptr;
    const char* name = first ? xmpp_stanza_get_name(first) : nullptr;
    return name ? std::string(name).substr(0, 64) : "error";
}

/// A receipt or a read mark names ours by id.
std::optional<Told> of_ours(xmpp_stanza_t* s, Told t) {
    for (const auto* name : {"received", "displayed"}) {
        auto* by_receipt = child(s, name, ns_receipts);
        auto* by_mark = child(s, name, ns_markers);
        auto* one = by_receipt ? by_receipt : by_mark;
        if (!one) continue;
        t.what =
            std::string_view(name) == "received" ? Told::What::received : Told::What::displayed;
        t.id = id_of(one);
        return t;
    }
    return std::nullopt;
}

}  // namespace

std::string attribute(xmpp_stanza_t* s, const char* name) {
    const char* value = xmpp_stanza_get_attribute(s, name);
    return value ? to_valid_utf8(value) : std::string();
}

std::string bare(const std::string& jid) { return jid.substr(0, jid.find('/')); }

bool is_jid(std::string_view jid) {
    const auto at = jid.find('@');
    return at != jid.npos && at > 0 && at + 1 < jid.size() && jid.size() <= 320 &&
           jid.find('@', at + 1) == jid.npos && jid.find_first_of("/\"&'<>: ") == jid.npos &&
           std::ranges::all_of(jid, [](char c) { return static_cast<unsigned char>(c) > 0x20; });
}

std::optional<Told> told_by(xmpp_stanza_t* s) {
    Told t;
    t.from = bare(attribute(s, "from"));
    const auto type = attribute(s, "type");
    if (t.from.empty() || type == "groupchat" || type == "headline") return std::nullopt;
    if (type == "error") {
        t.what = Told::What::failed;
        t.id = id_of(s), t.error = error_of(s);
        return t.id.empty() ? std::nullopt : std::optional(t);
    }
    if (auto told = of_ours(s, t)) return told;
    t.id = id_of(s);
    t.text = plain_text(s, "body"), t.subject = plain_text(s, "subject");
    if (auto* oob = child(s, "x", ns_oob)) t.url = plain_text(oob, "url");
    if (auto* delay = child(s, "delay", ns_delay))
        if (const auto at = parse_iso8601(attribute(delay, "stamp"))) t.at = *at;
    if (!t.url.empty() && t.text == t.url) t.text.clear();
    if (!t.text.empty() || !t.url.empty()) {
        if (auto* replace = child(s, "replace", ns_correct))
            t.what = Told::What::corrected, t.id = id_of(replace);
        return t;
    }
    if (!child(s, "composing", ns_states)) return std::nullopt;
    t.what = Told::What::typing;
    return t;
}

bool wants_receipt(xmpp_stanza_t* s) {
    return child(s, "request", ns_receipts) && attribute(s, "type") != "error";
}

Stanza message_of(xmpp_ctx_t* ctx, const Words& words) {
    auto m = chat_to(ctx, words.to);
    xmpp_stanza_set_id(m.get(), words.id.c_str());
    auto body = named(ctx, "body");
    Stanza text(xmpp_stanza_new(ctx));
    xmpp_stanza_set_text(text.get(), words.text.c_str());
    add(body, text), add(m, body);
    add(m, named(ctx, "request", ns_receipts));
    add(m, named(ctx, "markable", ns_markers));
    add(m, named(ctx, "active", ns_states));
    return m;
}

Stanza receipt_of(xmpp_ctx_t* ctx, const std::string& to, const std::string& id) {
    auto m = chat_to(ctx, to);
    auto received = named(ctx, "received", ns_receipts);
    xmpp_stanza_set_id(received.get(), id.c_str());
    add(m, received);
    return m;
}

Stanza typing_of(xmpp_ctx_t* ctx, const std::string& to, bool on) {
    auto m = chat_to(ctx, to);
    add(m, named(ctx, on ? "composing" : "paused", ns_states));
    return m;
}

Stanza ping_of(xmpp_ctx_t* ctx, const std::string& to, const std::string& id) {
    auto iq = named(ctx, "iq");
    xmpp_stanza_set_type(iq.get(), "get");
    xmpp_stanza_set_to(iq.get(), to.c_str());
    xmpp_stanza_set_id(iq.get(), id.c_str());
    add(iq, named(ctx, "ping", ns_ping));
    return iq;
}

}  // namespace ol::xmpp
