#include "contact/conversations/messengers/telegram.hpp"

#include "contact/conversations/messengers/messengers.hpp"
#include "contact/conversations/messengers/wire.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {
namespace telegram_send {

using namespace wire;

bool number(std::string_view s) {
    if (s.starts_with('-')) s.remove_prefix(1);
    return !s.empty() && s.size() <= 18 && s.find_first_not_of("0123456789") == s.npos;
}

/// Method and field by the file's type; Telegram fetches the address itself.
std::pair<std::string, std::string> method_of(const Outgoing& m) {
    if (m.media_url.empty()) return {"sendMessage", "text"};
    const auto family = wire::family(m.media_type);
    if (m.media_type == "image/gif") return {"sendAnimation", "animation"};
    if (family == "image") return {"sendPhoto", "photo"};
    if (family == "video") return {"sendVideo", "video"};
    if (m.media_type.starts_with("audio/ogg")) return {"sendVoice", "voice"};
    if (family == "audio") return {"sendAudio", "audio"};
    return {"sendDocument", "document"};
}

/// A button's payload is its own words, within the 64 bytes that Telegram keeps.
Result<bj::object> keyboard(const std::vector<std::string>& buttons) {
    bj::array rows;
    for (const auto& label : buttons) {
        if (label.empty() || label.size() > 64)
            return invalid("conversations.buttons", "buttons",
                           "A button's words must be 1 to 64 bytes long.");
        rows.push_back(bj::array{bj::object{{"text", label}, {"callback_data", label}}});
    }
    return bj::object{{"inline_keyboard", std::move(rows)}};
}

bool has_any(const std::string& text, std::initializer_list<std::string_view> words) {
    for (const auto word : words)
        if (text.find(word) != text.npos) return true;
    return false;
}

Sent meaning(std::int64_t code, const std::string& text) {
    if (code == 429 || code >= 500) return Sent::again;
    if (code == 401 || code == 404) return Sent::bad_token;
    if (has_any(text, {"blocked by the user", "user is deactivated", "chat not found",
                       "bot was kicked", "PEER_ID_INVALID"}))
        return Sent::gone;
    if (has_any(text, {"too long", "TOO_LONG", "Too Large"})) return Sent::too_long;
    if (code == 403 || has_any(text, {"not enough rights", "have no rights"}))
        return Sent::not_allowed;
    return Sent::refused;
}

}  // namespace telegram_send

using namespace wire;

class Telegram final : public Channel {
public:
    ChannelKind kind() const override { return ChannelKind::telegram; }
    Limits limits() const override {
        Limits l;
        l.caption_chars = 1024;
        l.buttons = 20;
        l.media_bytes = 20u << 20;  // fetched by address; 50 MB only by upload
        l.per_thread_ms = Ms{1000};
        l.per_second = 30;
        return l;
    }
    /// Whoever wrote once may be answered for ever; nobody may be written to first.
    Window window(std::optional<Time> his_last, Time) const override {
        if (his_last) return {};
        return {false, {}, {"letter", "call"}};
    }
    Knock knock(const Credentials& c, const http::Request& r) const override {
        const auto token = r.header("x-telegram-bot-api-secret-token");
        const bool fits = r.method == http::Method::post && !c.secret.empty() &&
                          crypto::equal_constant_time(c.secret, token);
        return {fits ? Door::open : Door::refused, {}};
    }
    Result<std::vector<Incoming>> read(std::string_view body) const override {
        return telegram_wire::read(body);
    }
    Result<http::ClientRequest> write(const Credentials& c, const Outgoing& m) const override;
    SendAnswer answered(const http::ClientResponse& r) const override;
};

Result<http::ClientRequest> Telegram::write(const Credentials& c, const Outgoing& m) const {
    if (auto ok = fits(m, limits()); !ok) return ok.error();
    if (!plain(c.token)) return invalid("conversations.token", "token", "Enter the bot's token.");
    if (!telegram_send::number(m.thread))
        return invalid("conversations.thread", "thread", "A chat of Telegram is a number.");
    const auto [method, field] = telegram_send::method_of(m);
    bj::object body{{"chat_id", std::stoll(m.thread)}};
    body[field] = m.media_url.empty() ? m.text : m.media_url;
    if (!m.media_url.empty() && !m.text.empty()) body["caption"] = m.text;
    if (telegram_send::number(m.reply_to))
        body["reply_parameters"] = {{"message_id", std::stoll(m.reply_to)},
                                    {"allow_sending_without_reply", true}};
    if (!m.buttons.empty()) {
        auto keys = telegram_send::keyboard(m.buttons);
        if (!keys) return keys.error();
        body["reply_markup"] = std::move(*keys);
    }
    return posting("https://api.telegram.org/bot" + c.token + "/" + method, body);
}

SendAnswer Telegram::answered(const http::ClientResponse& r) const {
    return telegram_wire::answered(r);
}

}  // namespace

SendAnswer telegram_wire::answered(const http::ClientResponse& r) {
    using namespace wire;
    auto a = by_status(r);
    const auto root = root_of(r.body);
    if (!root) return a;
    if (yes(*root, "ok")) {
        a.what = Sent::accepted;
        a.message_id = id(in(*root, "result"), "message_id");
        return a;
    }
    const auto code = whole(*root, "error_code") ? whole(*root, "error_code") : r.status;
    a.text = line(*root, "description");
    a.code = std::to_string(code);
    a.what = telegram_send::meaning(code, a.text);
    const auto after = whole(in(*root, "parameters"), "retry_after");
    if (a.what == Sent::again && after > 0 && after <= 86'400) a.retry_after_ms = Ms{after * 1000};
    return a;
}

const Channel& telegram() {
    static const Telegram one;
    return one;
}

}  // namespace ol::conversations
