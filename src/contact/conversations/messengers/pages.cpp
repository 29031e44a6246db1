// Messenger and Instagram: free words for 24 hours, then HUMAN_AGENT for a real person up to 7
// days. Both send a file without words.
#include "contact/conversations/messengers/messengers.hpp"
#include "contact/conversations/messengers/meta.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

using namespace wire;

class Page final : public Channel {
public:
    explicit Page(bool instagram) : instagram_(instagram) {}
    ChannelKind kind() const override {
        return instagram_ ? ChannelKind::instagram : ChannelKind::messenger;
    }
    Limits limits() const override {
        Limits l;
        l.text_chars = instagram_ ? 1000 : 2000;
        l.text_bytes = instagram_ ? 1000 : 0;
        l.buttons = 13;
        l.media_bytes = 25u << 20;
        return l;
    }
    Window window(std::optional<Time> his_last, Time now) const override {
        if (his_last && now < *his_last + meta::day_ms) return {true, *his_last + meta::day_ms, {}};
        if (his_last && now < *his_last + 7 * meta::day_ms)
            return {false, *his_last + 7 * meta::day_ms, {"human_tag", "letter", "call"}};
        return {false, {}, {"letter", "call"}};
    }
    Knock knock(const Credentials& c, const http::Request& r) const override {
        return meta::knock(c, r);
    }
    Result<std::vector<Incoming>> read(std::string_view body) const override {
        return meta::read_pages(body);
    }
    Result<http::ClientRequest> write(const Credentials& c, const Outgoing& m) const override;
    SendAnswer answered(const http::ClientResponse& r) const override { return meta::answered(r); }

private:
    bool instagram_;
};

Result<bj::array> quick_replies(const std::vector<std::string>& buttons) {
    bj::array out;
    for (const auto& label : buttons) {
        if (label.empty() || utf8_length(label) > 20)
            return invalid("conversations.buttons", "buttons",
                           "A button's words must be 1 to 20 characters long.");
        out.push_back(bj::object{{"content_type", "text"}, {"title", label}, {"payload", label}});
    }
    return out;
}

Result<http::ClientRequest> Page::write(const Credentials& c, const Outgoing& m) const {
    if (auto ok = fits(m, limits()); !ok) return ok.error();
    if (!m.template_name.empty())
        return invalid("conversations.template", "template_name",
                       "This channel has no templates: answer within the window, or call.");
    if (!m.tag.empty() && m.tag != "HUMAN_AGENT")
        return invalid("conversations.tag", "tag", "Only HUMAN_AGENT may be set.");
    bj::object message;
    if (m.media_url.empty())
        message["text"] = m.text;
    else
        message["attachment"] = {{"type", family(m.media_type)},
                                 {"payload", {{"url", m.media_url}, {"is_reusable", false}}}};
    auto replies = quick_replies(m.buttons);
    if (!replies) return replies.error();
    if (!replies->empty()) message["quick_replies"] = std::move(*replies);
    bj::object body{{"recipient", {{"id", m.thread}}},
                    {"messaging_type", m.tag.empty() ? "RESPONSE" : "MESSAGE_TAG"},
                    {"message", std::move(message)}};
    if (!m.tag.empty()) body["tag"] = m.tag;
    return meta::posting(instagram_ ? "graph.instagram.com" : "graph.facebook.com", c, m, body);
}

}  // namespace

const Channel& messenger() {
    static const Page one(false);
    return one;
}

const Channel& instagram() {
    static const Page one(true);
    return one;
}

const Channel* messenger_of(ChannelKind kind) {
    switch (kind) {
        case ChannelKind::telegram: return &telegram();
        case ChannelKind::viber: return &viber();
        case ChannelKind::whatsapp: return &whatsapp();
        case ChannelKind::messenger: return &messenger();
        case ChannelKind::instagram: return &instagram();
        case ChannelKind::generic: return &generic();
        case ChannelKind::sms: return &sms_by_http();
        case ChannelKind::xmpp: return &xmpp_chat();
        case ChannelKind::webchat:
        case ChannelKind::email:
        case ChannelKind::fax: return nullptr;
    }
    return nullptr;
}

}  // namespace ol::conversations
