// The shop's account at an XMPP server: words and typing both ways, receipts and read marks.
#include <charconv>

#include "contact/conversations/links/links.hpp"
#include "contact/conversations/links/xmpp_address.hpp"
#include "contact/conversations/messengers/wire.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

using wire::bj::array;
using wire::bj::object;
using Told = xmpp::Told;

constexpr Ms line_within{10'000}, typing_again{5000};

const char* type_of(Told::What what) {
    switch (what) {
        case Told::What::message: return "message";
        case Told::What::corrected: return "edited";
        case Told::What::typing: return "typing";
        case Told::What::received: return "delivered";
        case Told::What::displayed: return "read";
        case Told::What::failed: return "failed";
    }
    return "message";
}

/// The name before the domain: what a person reads.
std::string short_name(const std::string& jid) { return jid.substr(0, jid.find('@')); }

class XmppLink final : public Link {
public:
    XmppLink(const LinkHouse& house, const LinkAccount& account)
        : house_(house), account_(account.id) {
        auto login = *xmpp_address(account.credentials.account);
        login.password = account.credentials.token;
        login.allow_private = house_.allow_private;
        login.authorities = house_.authorities;
        xmpp::ClientEvents events;
        events.told = [this](const Told& t) { return told(t); };
        events.stands = [this](const xmpp::Standing& s) {
            house_.stands(account_, standing_answer(s.code, s.said));
        };
        client_ = std::make_unique<xmpp::Client>(std::move(login), events, house_.clock);
    }
    ~XmppLink() override { client_->stop(); }

    Carried carry(const Parcel& parcel) override {
        if (!parcel.files.empty()) return {{Sent::refused, "", {}, "xmpp.file", ""}, false};
        if (!xmpp::is_jid(parcel.out.thread))
            return {{Sent::gone, "", {}, "xmpp.address", parcel.out.thread}, false};
        const std::string id = parcel.out.our_id;
        const auto sent = client_->send({parcel.out.thread, id, parcel.out.text}, line_within);
        if (sent == xmpp::Sent::accepted) return {{Sent::accepted, id, {}, "", ""}, false};
        const auto s = client_->standing(Ms{0});
        const auto code = s.code.empty() ? std::string("link.lost") : s.code;
        return {standing_answer(code, s.said), sent == xmpp::Sent::unanswered};
    }
    SendAnswer check() override {
        const auto s = client_->standing(line_within);
        return standing_answer(s.code, s.said);
    }
    void typing(const std::string& thread, bool on) override { client_->typing(thread, on); }
    void stop() override { client_->stop(); }

private:
    bool told(const Told& t);

    LinkHouse house_;
    ChannelAccountId account_;
    std::map<std::string, Time> typed_;  // the client's thread: when each was last told to type
    std::unique_ptr<xmpp::Client> client_;
};

bool XmppLink::told(const Told& t) {
    const Time now = house_.clock.now();
    if (t.what == Told::What::typing) {
        auto& last = typed_[t.from];
        if (now - last < typing_again) return true;
        last = now;
        if (typed_.size() > 1000) typed_.clear();
    }
    object e{{"type", type_of(t.what)}, {"thread", t.from}, {"text", t.text}};
    e["id"] = t.id;
    if (t.id.empty() && t.what == Told::What::message)  // some clients give none
        e["id"] = "at-" + std::to_string(to_ms(t.at == Time{} ? now : t.at));
    e["sender"] = {{"id", t.from}, {"name", short_name(t.from)}};
    if (!t.subject.empty()) e["subject"] = t.subject;
    if (t.at != Time{}) e["at"] = iso8601(t.at);
    if (!t.error.empty()) e["error_code"] = t.error;
    if (!t.url.empty()) e["files"] = array{object{{"url", t.url}}};
    const auto body = wire::body_of(object{{"events", array{std::move(e)}}});
    return house_.keep(account_, [&](db::Tx&) { return body; });
}

Error wrong_jid(const char* detail) {
    return invalid("conversations.credentials", "account", detail);
}

}  // namespace

Result<xmpp::Login> xmpp_address(std::string_view s) {
    xmpp::Login out;
    const auto question = s.find('?');
    out.jid = lower_ascii(s.substr(0, question));
    if (!xmpp::is_jid(out.jid)) return wrong_jid("Enter the shop's address, as shop@example.org.");
    if (question == s.npos) return out;
    auto place = s.substr(question + 1);
    if (!place.starts_with("server=")) return wrong_jid("After ? only server=name:port is known.");
    place.remove_prefix(7);
    const auto colon = place.rfind(':');
    out.host = std::string(place.substr(0, colon));
    out.port = 5222;
    if (colon != place.npos) {
        const auto port = place.substr(colon + 1);
        const auto end = std::from_chars(port.data(), port.data() + port.size(), out.port);
        if (end.ec != std::errc{} || end.ptr != port.data() + port.size() || out.port < 1 ||
            out.port > 65535)
            return wrong_jid("A port is a number from 1 to 65535.");
    }
    if (out.host.empty()) return wrong_jid("The server's name is missing: ?server=name:port.");
    return out;
}

std::shared_ptr<Link> xmpp_link(const LinkHouse& house, const LinkAccount& account) {
    return std::make_shared<XmppLink>(house, account);
}

}  // namespace ol::conversations
