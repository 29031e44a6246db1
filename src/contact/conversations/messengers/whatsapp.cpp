// WhatsApp Cloud API: free words for 24 hours after the customer's last, else an approved template.
#include "contact/conversations/messengers/messengers.hpp"
#include "contact/conversations/messengers/meta.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

using namespace wire;

namespace whatsapp_send {

constexpr std::size_t body_with_buttons_chars = 1024, buttons_max = 3;

bj::object text_of(const Outgoing& m) { return {{"preview_url", false}, {"body", m.text}}; }

bj::object template_of(const Outgoing& m) {
    bj::object t{{"name", m.template_name}, {"language", {{"code", m.template_language}}}};
    bj::array values;
    for (const auto& value : m.template_values)
        values.push_back(bj::object{{"type", "text"}, {"text", value}});
    if (!values.empty()) t["components"] = {{{"type", "body"}, {"parameters", std::move(values)}}};
    return t;
}

std::string file_type(const Outgoing& m) {
    if (m.media_type == "image/jpeg" || m.media_type == "image/png") return "image";
    if (m.media_type == "video/mp4" || m.media_type == "video/3gpp") return "video";
    if (family(m.media_type) == "audio") return "audio";
    return "document";
}

bj::object file_of(const Outgoing& m, const std::string& type) {
    bj::object f{{"link", m.media_url}};
    if (!m.text.empty()) f["caption"] = m.text;
    if (type == "document" && !m.media_name.empty()) f["filename"] = m.media_name;
    return f;
}

/// Up to three are buttons, more are a list behind one.
bj::object choice_of(const Outgoing& m) {
    bj::array keys;
    const bool few = m.buttons.size() <= buttons_max;
    for (const auto& label : m.buttons)
        if (few)
            keys.push_back(
                bj::object{{"type", "reply"}, {"reply", {{"id", label}, {"title", label}}}});
        else
            keys.push_back(bj::object{{"id", label}, {"title", label}});
    bj::object action;
    if (few)
        action["buttons"] = std::move(keys);
    else
        action = {{"button", "\xE2\x8B\xAE"}, {"sections", bj::array{bj::object{{"rows", keys}}}}};
    return {{"type", few ? "button" : "list"},
            {"body", {{"text", m.text}}},
            {"action", std::move(action)}};
}

Result<> choice_fits(const Outgoing& m) {
    if (m.buttons.empty()) return {};
    if (!m.media_url.empty() || m.text.empty())
        return invalid("conversations.buttons", "buttons", "Buttons stand under words here.");
    if (utf8_length(m.text) > body_with_buttons_chars)
        return Error{Errc::too_large,
                     "conversations.too_long",
                     "text",
                     "The text is longer than this channel takes with buttons: shorten it.",
                     {{"most", "1024"}, {"unit", "characters"}}};
    const std::size_t most = m.buttons.size() <= buttons_max ? 20 : 24;
    for (const auto& label : m.buttons)
        if (label.empty() || utf8_length(label) > most)
            return invalid("conversations.buttons", "buttons",
                           "A button's words must be 1 to 20 characters long.");
    return {};
}

void put_content(const Outgoing& m, bj::object& body) {
    if (!m.template_name.empty()) {
        body["type"] = "template";
        body["template"] = template_of(m);
    } else if (!m.media_url.empty()) {
        const auto type = file_type(m);
        body["type"] = type;
        body[type] = file_of(m, type);
    } else if (!m.buttons.empty()) {
        body["type"] = "interactive";
        body["interactive"] = choice_of(m);
    } else {
        body["type"] = "text";
        body["text"] = text_of(m);
    }
}

}  // namespace whatsapp_send

class WhatsApp final : public Channel {
public:
    ChannelKind kind() const override { return ChannelKind::whatsapp; }
    Limits limits() const override {
        Limits l;
        l.caption_chars = 1024;
        l.buttons = 10;
        l.media_bytes = 100u << 20;
        l.per_thread_ms = Ms{6000};
        l.per_second = 80;
        return l;
    }
    Window window(std::optional<Time> his_last, Time now) const override {
        if (his_last && now < *his_last + meta::day_ms) return {true, *his_last + meta::day_ms, {}};
        return {false, {}, {"template", "letter", "call"}};
    }
    Knock knock(const Credentials& c, const http::Request& r) const override {
        return meta::knock(c, r);
    }
    Result<std::vector<Incoming>> read(std::string_view body) const override {
        return meta::read_whatsapp(body);
    }
    Result<http::ClientRequest> write(const Credentials& c, const Outgoing& m) const override;
    SendAnswer answered(const http::ClientResponse& r) const override { return meta::answered(r); }
};

Result<http::ClientRequest> WhatsApp::write(const Credentials& c, const Outgoing& m) const {
    if (auto ok = fits(m, limits()); !ok) return ok.error();
    if (auto ok = whatsapp_send::choice_fits(m); !ok) return ok.error();
    if (!m.template_name.empty() &&
        (!plain(m.template_name, 512) || !plain(m.template_language, 16)))
        return invalid("conversations.template", "template_name",
                       "Choose an approved template and its language.");
    if (!m.text.empty() && whatsapp_send::file_type(m) == "audio" && !m.media_url.empty())
        return invalid("conversations.caption", "text",
                       "A recording goes without words: send them as a message of their own.");
    bj::object body{
        {"messaging_product", "whatsapp"}, {"recipient_type", "individual"}, {"to", m.thread}};
    whatsapp_send::put_content(m, body);
    if (!m.reply_to.empty() && m.template_name.empty())
        body["context"] = {{"message_id", m.reply_to}};
    if (!m.our_id.empty()) body["biz_opaque_callback_data"] = m.our_id;
    return meta::posting("graph.facebook.com", c, m, body);
}

}  // namespace

const Channel& whatsapp() {
    static const WhatsApp one;
    return one;
}

}  // namespace ol::conversations
