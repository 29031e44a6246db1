// Viber's REST bot API. Traps: message_token is longer than a double holds; "status 0" may be
// followed by `failed`; the person's id differs per bot; his number is never vouched for.
#include "contact/conversations/messengers/messengers.hpp"
#include "contact/conversations/messengers/wire.hpp"

namespace ol::conversations {
namespace {

using namespace wire;

namespace viber_wire {

Sender sender_of(const bj::object& o) {
    Sender s;
    s.id = id(o, "id");
    s.name = line(o, "name");
    s.language = line(o, "language").substr(0, 16);
    s.avatar_url = line(o, "avatar");
    return s;
}

Media file_of(const bj::object& m, MediaKind kind) {
    Media f;
    f.kind = kind;
    f.url = text(m, "media").substr(0, 4000);
    f.name = line(m, "file_name");
    f.bytes = std::max<std::int64_t>(0, whole(m, has(m, "file_size") ? "file_size" : "size"));
    return f;
}

Media card_of(const bj::object& card) {
    Media c;
    c.kind = MediaKind::contact;
    c.name = line(card, "name");
    c.phone = line(card, "phone_number");
    if (const auto normal = phone_of(c.phone); !normal.empty()) c.phone = normal;
    return c;
}

void message_of(const bj::object& m, Incoming& out) {
    const auto type = line(m, "type").substr(0, 64);
    out.raw_kind = "message." + type;
    out.text = text(m, "text");
    if (type == "text") return;
    if (type == "url" && has(m, "media")) {
        out.text = text(m, "media");
    } else if (type == "picture" || type == "video" || type == "file") {
        const auto kind = type == "picture" ? MediaKind::image
                          : type == "video" ? MediaKind::video
                                            : MediaKind::file;
        out.media.push_back(file_of(m, kind));
    } else if (type == "sticker") {
        auto sticker = file_of(m, MediaKind::sticker);
        sticker.id = id(m, "sticker_id");
        out.media.push_back(std::move(sticker));
    } else if (type == "location") {
        Media place;
        put_place(place, in(m, "location"), "lat", "lon");
        out.media.push_back(std::move(place));
    } else if (type == "contact") {
        out.media.push_back(card_of(in(m, "contact")));
    } else {
        out.what = What::unsupported;
    }
}

What what_of(const std::string& event) {
    if (event == "message") return What::message;
    if (event == "delivered") return What::delivered;
    if (event == "seen") return What::read;
    if (event == "failed") return What::failed;
    if (event == "subscribed" || event == "conversation_started") return What::began;
    if (event == "unsubscribed") return What::left;
    if (event == "webhook") return What::ignored;
    return What::unsupported;
}

/// docs: developers.viber.com, "Error codes".
Sent meaning(std::int64_t status) {
    switch (status) {
        case 0: return Sent::accepted;
        case 2: return Sent::bad_token;
        case 5:
        case 6: return Sent::gone;  // not registered; not subscribed any more
        case 7:
        case 8:
        case 9:
        case 10:
        case 15:
        case 16:
        case 18:
        case 19:
        case 20:
        case 21:
        case 23:
        case 24: return Sent::not_allowed;
        case 12: return Sent::again;
    }
    return Sent::refused;
}

void put_file(const Outgoing& m, bj::object& body) {
    const auto family = wire::family(m.media_type);
    const bool picture = m.media_type == "image/jpeg" || m.media_type == "image/png";
    body["type"] = picture ? "picture" : family == "video" ? "video" : "file";
    body["media"] = m.media_url;
    if (picture) {
        body["text"] = m.text;
    } else {
        body["size"] = m.media_bytes;
        if (family == "video" && !m.text.empty()) body["text"] = m.text;
        if (family != "video") body["file_name"] = m.media_name.empty() ? "file" : m.media_name;
    }
}

bj::object keyboard(const std::vector<std::string>& buttons) {
    bj::array keys;
    for (const auto& label : buttons)
        keys.push_back(bj::object{{"ActionType", "reply"}, {"ActionBody", label}, {"Text", label}});
    return {{"Type", "keyboard"}, {"DefaultHeight", false}, {"Buttons", std::move(keys)}};
}

Result<> file_fits(const Outgoing& m) {
    const bool picture = m.media_type == "image/jpeg" || m.media_type == "image/png";
    if (m.media_url.empty() || picture) return {};
    if (m.media_bytes <= 0)
        return invalid("conversations.media_bytes", "media_bytes",
                       "Viber wants to know how many bytes the file has.");
    if (!m.text.empty() && family(m.media_type) != "video")
        return invalid("conversations.caption", "text",
                       "A file goes without words here: send them as a message of their own.");
    return {};
}

}  // namespace viber_wire

class Viber final : public Channel {
public:
    ChannelKind kind() const override { return ChannelKind::viber; }
    Limits limits() const override {
        Limits l;
        l.text_chars = 7000;
        l.caption_chars = 768;
        l.buttons = 24;
        l.media_bytes = 50u << 20;
        return l;
    }
    /// Nobody is written to first. After 24 hours an answer still goes, and is billed.
    Window window(std::optional<Time> his_last, Time now) const override {
        if (!his_last) return {false, {}, {"letter", "call"}};
        if (now < *his_last + Ms{86'400'000}) return {};
        return {true, {}, {"billed", "letter", "call"}};
    }
    Knock knock(const Credentials& c, const http::Request& r) const override {
        const bool fits = r.method == http::Method::post &&
                          signed_by(c.token, r.body, r.header("x-viber-content-signature"));
        return {fits ? Door::open : Door::refused, {}};
    }
    Result<std::vector<Incoming>> read(std::string_view body) const override;
    Result<http::ClientRequest> write(const Credentials& c, const Outgoing& m) const override;
    SendAnswer answered(const http::ClientResponse& r) const override;
};

Result<std::vector<Incoming>> Viber::read(std::string_view body) const {
    const auto root = root_of(body);
    if (!root) return root.error();
    const auto event = line(*root, "event").substr(0, 64);
    if (event.empty()) return not_ours("event", "This is no callback of Viber: it names no event.");
    Incoming out;
    out.what = viber_wire::what_of(event);
    out.raw_kind = event;
    out.sender = viber_wire::sender_of(in(*root, has(*root, "sender") ? "sender" : "user"));
    if (out.sender.id.empty()) out.sender.id = id(*root, "user_id");
    out.thread = out.sender.id;
    out.message_id = id(*root, "message_token");
    out.at = time(*root, "timestamp");
    if (event == "message") viber_wire::message_of(in(*root, "message"), out);
    if (event == "conversation_started") out.referral = line(*root, "context");
    if (event == "failed") out.error_text = line(*root, "desc");
    return std::vector<Incoming>{std::move(out)};
}

Result<http::ClientRequest> Viber::write(const Credentials& c, const Outgoing& m) const {
    if (auto ok = fits(m, limits()); !ok) return ok.error();
    if (auto ok = viber_wire::file_fits(m); !ok) return ok.error();
    if (!plain(c.token)) return invalid("conversations.token", "token", "Enter the bot's token.");
    bj::object body{{"receiver", m.thread},
                    {"min_api_version", m.buttons.empty() ? 1 : 3},
                    {"sender", {{"name", c.account.empty() ? "-" : c.account}}},
                    {"tracking_data", m.our_id}};
    if (m.media_url.empty())
        body["type"] = "text", body["text"] = m.text;
    else
        viber_wire::put_file(m, body);
    if (!m.buttons.empty()) body["keyboard"] = viber_wire::keyboard(m.buttons);
    auto r = posting("https://chatapi.viber.com/pa/send_message", body);
    r.headers.emplace_back("X-Viber-Auth-Token", c.token);
    if (r.body.size() > 30'000)
        return Error{Errc::too_large,
                     "conversations.too_long",
                     "text",
                     "The message is longer than this channel takes: shorten or split it.",
                     {{"most", "30000"}, {"unit", "bytes"}}};
    return r;
}

SendAnswer Viber::answered(const http::ClientResponse& r) const {
    auto a = by_status(r);
    const auto root = root_of(r.body);
    if (!root || r.status != 200 || !has(*root, "status")) return a;
    a.code = line(*root, "status");
    a.text = line(*root, "status_message");
    a.what = a.code == "0" || whole(*root, "status") ? viber_wire::meaning(whole(*root, "status"))
                                                     : Sent::refused;
    if (a.what == Sent::accepted) a.message_id = id(*root, "message_token");
    return a;
}

}  // namespace

const Channel& viber() {
    static const Viber one;
    return one;
}

}  // namespace ol::conversations
