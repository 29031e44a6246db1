// The channel that a partner adds: signed events in, messages out by HTTP; and SMS through any
// gateway that speaks the same. docs/guide/generic-channel.md is the contract.
#include <algorithm>

#include "contact/conversations/messengers/messengers.hpp"
#include "contact/conversations/messengers/sms.hpp"
#include "contact/conversations/messengers/wire.hpp"
#include "platform/base/crypto.hpp"

namespace ol::conversations {
namespace {

using namespace wire;

namespace generic_wire {

constexpr std::string_view signature_header = "x-orderline-signature";
constexpr std::size_t events_max = 1000;

What what_of(const std::string& type) {
    if (type == "message") return What::message;
    if (type == "edited") return What::edited;
    if (type == "deleted") return What::deleted;
    if (type == "reaction") return What::reaction;
    if (type == "queued" || type == "ping") return What::ignored;
    if (type == "sent") return What::sent;
    if (type == "delivered") return What::delivered;
    if (type == "read") return What::read;
    if (type == "failed" || type == "expired" || type == "undeliverable" || type == "rejected")
        return What::failed;
    if (type == "typing") return What::typing;
    if (type == "began") return What::began;
    if (type == "left") return What::left;
    return What::unsupported;
}

MediaKind kind_of(const std::string& type) {
    const auto of = family(type);
    return of == "image"   ? MediaKind::image
           : of == "video" ? MediaKind::video
           : of == "audio" ? MediaKind::audio
                           : MediaKind::file;
}

Sender sender_of(const bj::object& o) {
    Sender s;
    s.id = id(o, "id");
    s.name = line(o, "name");
    s.language = line(o, "language").substr(0, 16);
    s.phone = phone_of(line(o, "verified_phone"));
    s.email = line(o, "verified_email").substr(0, 254);
    s.avatar_url = line(o, "avatar_url");
    return s;
}

Media file_of(const bj::object& f) {
    Media m;
    m.type = line(f, "type");
    m.kind = kind_of(m.type);
    m.url = text(f, "url").substr(0, 4000);
    m.name = line(f, "name");
    m.bytes = std::max<std::int64_t>(0, whole(f, "bytes"));
    return m;
}

Incoming event_of(const bj::object& e) {
    Incoming out;
    out.raw_kind = line(e, "type").substr(0, 64);
    out.what = what_of(out.raw_kind);
    out.event_id = id(e, "event");
    out.message_id = id(e, "id");
    out.account = id(e, "account");
    out.sender = sender_of(in(e, "sender"));
    out.thread = id(e, "thread");
    if (out.thread.empty()) out.thread = out.sender.id;
    out.at = time(e, "at");
    out.text = text(e, "text");
    out.subject = line(e, "subject");
    out.reply_to = id(e, "reply_to");
    out.button = line(e, "button");
    out.referral = line(e, "referral");
    out.by_us = yes(e, "by_shop");
    out.error_code = line(e, "error_code").substr(0, 64);
    if (out.what == What::failed && out.error_code.empty()) out.error_code = out.raw_kind;
    out.error_text = line(e, "error_text");
    for (const auto* f : list(e, "files")) out.media.push_back(file_of(*f));
    return out;
}

Sent meaning(const std::string& error, Sent by_status) {
    if (error == "again") return Sent::again;
    if (error == "window_closed") return Sent::window_closed;
    if (error == "not_allowed") return Sent::not_allowed;
    if (error == "bad_token") return Sent::bad_token;
    if (error == "too_long") return Sent::too_long;
    if (error == "gone") return Sent::gone;
    return by_status;
}

/// https, a host, nothing that could break a line or name a user.
bool is_address(std::string_view url) {
    return url.starts_with("https://") && url.size() > 10 && url.size() <= 2000 &&
           std::ranges::all_of(url, [](char c) { return c > 0x20 && c < 0x7F; }) &&
           url.substr(8, url.find('/', 8) - 8).find('@') == url.npos;
}

bj::object body_of(const Outgoing& m) {
    bj::object body{{"type", "message"}, {"id", m.our_id}, {"thread", m.thread}, {"text", m.text}};
    const auto put = [&](const char* name, const std::string& value) {
        if (!value.empty()) body[name] = value;
    };
    put("account", m.account), put("subject", m.subject), put("reply_to", m.reply_to);
    if (!m.media_url.empty())
        body["file"] = {{"url", m.media_url},
                        {"type", m.media_type},
                        {"name", m.media_name},
                        {"bytes", m.media_bytes}};
    bj::array buttons;
    for (const auto& label : m.buttons) buttons.emplace_back(label);
    if (!buttons.empty()) body["buttons"] = std::move(buttons);
    return body;
}

}  // namespace generic_wire

class Generic final : public Channel {
public:
    explicit Generic(ChannelKind kind) : kind_(kind) {}
    ChannelKind kind() const override { return kind_; }
    Limits limits() const override {
        Limits l;
        if (kind_ == ChannelKind::sms) {
            l.text_chars = sms::segments_max * 153;
            return l;
        }
        l.text_chars = 10'000;
        if (kind_ == ChannelKind::xmpp) return l;  // files go by their address, in words
        l.caption_chars = 10'000;
        l.buttons = 20, l.media_bytes = 100u << 20;
        return l;
    }
    Window window(std::optional<Time>, Time) const override { return {}; }
    Knock knock(const Credentials& c, const http::Request& r) const override {
        const auto header = r.header(generic_wire::signature_header);
        const bool fits = kind_ != ChannelKind::xmpp && r.method == http::Method::post &&
                          header.starts_with("sha256=") &&
                          signed_by(c.secret, r.body, std::string_view(header).substr(7));
        return {fits ? Door::open : Door::refused, {}};
    }
    Result<std::vector<Incoming>> read(std::string_view body) const override;
    Result<http::ClientRequest> write(const Credentials& c, const Outgoing& m) const override;
    SendAnswer answered(const http::ClientResponse& r) const override;

private:
    ChannelKind kind_;
};

Result<std::vector<Incoming>> Generic::read(std::string_view body) const {
    const auto root = root_of(body);
    if (!root) return root.error();
    const auto events = list(*root, "events");
    if (events.empty())
        return not_ours("events", "Send at least one event: {\"events\": [{\"type\": ...}]}.");
    if (events.size() > generic_wire::events_max)
        return not_ours("events", "At most 1000 events in one delivery.");
    std::vector<Incoming> out;
    for (const auto* e : events) {
        auto event = generic_wire::event_of(*e);
        const auto at = "events[" + std::to_string(out.size()) + "].";
        if (event.raw_kind.empty()) return not_ours(at + "type", "Say what happened.");
        if (event.what != What::ignored && event.thread.empty())
            return not_ours(at + "thread", "Say in which conversation.");
        if (event.what == What::message && event.message_id.empty())
            return not_ours(at + "id",
                            "A message needs an id of yours, the same when it is sent again.");
        out.push_back(std::move(event));
    }
    return out;
}

Result<http::ClientRequest> Generic::write(const Credentials& c, const Outgoing& m) const {
    if (auto ok = fits(m, limits()); !ok) return ok.error();
    if (!generic_wire::is_address(c.account))
        return invalid("conversations.account", "account",
                       "Enter the partner's address, https://...");
    if (c.secret.empty())
        return invalid("conversations.secret", "secret", "Enter the shared secret.");
    auto body = generic_wire::body_of(m);
    if (kind_ == ChannelKind::sms) {
        const auto count = sms::segments(m.text);
        if (count > sms::segments_max)
            return Error{Errc::too_large,
                         "conversations.too_long",
                         "text",
                         "The text is longer than ten SMS: shorten it.",
                         {{"most", std::to_string(sms::segments_max)}, {"unit", "segments"}}};
        body["segments"] = count;
    }
    auto r = posting(c.account, body);
    r.headers.emplace_back("X-Orderline-Signature",
                           "sha256=" + crypto::hex(crypto::hmac_sha256(c.secret, r.body)));
    r.headers.emplace_back("Idempotency-Key", m.our_id);
    return r;
}

SendAnswer Generic::answered(const http::ClientResponse& r) const {
    auto a = by_status(r);
    if (r.status == 410) a.what = Sent::gone;
    const auto root = root_of(r.body);
    if (r.status >= 200 && r.status < 300) {
        a.what = Sent::accepted;
        if (root) a.message_id = id(*root, "id");
        return a;
    }
    if (!root) return a;
    const auto error = line(*root, "error").substr(0, 64);
    a.what = generic_wire::meaning(error, a.what);
    if (!error.empty()) a.code = error;
    a.text = line(*root, "text");
    return a;
}

}  // namespace

const Channel& generic() {
    static const Generic one(ChannelKind::generic);
    return one;
}

/// Its line is the room's (links/): here what it brings is read.
const Channel& xmpp_chat() {
    static const Generic one(ChannelKind::xmpp);
    return one;
}

const Channel& sms_by_http() {
    static const Generic one(ChannelKind::sms);
    return one;
}

}  // namespace ol::conversations
