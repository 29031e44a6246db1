#include "contact/conversations/checking.hpp"

#include "contact/conversations/links/links.hpp"
#include "contact/conversations/messengers/wire.hpp"
#include "platform/base/crypto.hpp"

namespace ol::conversations {
namespace {

using wire::bj::object;

std::vector<http::ClientRequest> of_telegram(const Credentials& c, const std::string& hook) {
    const std::string base = "https://api.telegram.org/bot" + c.token;
    std::vector<http::ClientRequest> out{wire::posting(base + "/getMe", object{})};
    if (hook.starts_with("https://"))
        out.push_back(
            wire::posting(base + "/setWebhook", object{{"url", hook}, {"secret_token", c.secret}}));
    else  // getUpdates answers only while there is no webhook
        out.push_back(wire::posting(base + "/deleteWebhook", object{}));
    return out;
}

std::vector<http::ClientRequest> of_viber(const Credentials& c, const std::string& hook) {
    object body;
    if (hook.starts_with("https://")) body["url"] = hook;
    const std::string base = "https://chatapi.viber.com/pa/";
    auto r = wire::posting(base + (body.empty() ? "get_account_info" : "set_webhook"), body);
    r.headers.emplace_back("X-Viber-Auth-Token", c.token);
    return {r};
}

std::vector<http::ClientRequest> of_meta(const Credentials& c) {
    http::ClientRequest r;
    r.url = "https://graph.facebook.com/v23.0/" + c.account + "?fields=id";
    r.headers = {{"Authorization", "Bearer " + c.token}};
    r.response_max = 1u << 20;
    return {r};
}

std::vector<http::ClientRequest> of_partner(const Credentials& c) {
    auto r = wire::posting(c.account, object{{"type", "ping"}});
    r.headers.emplace_back("X-Orderline-Signature",
                           "sha256=" + crypto::hex(crypto::hmac_sha256(c.secret, r.body)));
    return {r};
}

Error missing(const char* field, const char* detail) {
    return invalid("conversations.credentials", field, detail);
}

}  // namespace

std::vector<http::ClientRequest> check_requests(ChannelKind kind, const Credentials& c,
                                                const std::string& hook) {
    using enum ChannelKind;
    if (kind == telegram) return of_telegram(c, hook);
    if (kind == viber) return of_viber(c, hook);
    if (kind == whatsapp || kind == messenger || kind == instagram) return of_meta(c);
    if (kind == generic || kind == sms) return of_partner(c);
    return {};
}

SendAnswer check_answer(const Channel& channel, const http::ClientResponse& response) {
    auto a = channel.answered(response);
    const bool graph = channel.kind() == ChannelKind::whatsapp ||
                       channel.kind() == ChannelKind::messenger ||
                       channel.kind() == ChannelKind::instagram;
    if (graph && response.status == 200) a = {Sent::accepted, "", {}, "", ""};
    return a;
}

Result<> complete(ChannelKind kind, const Credentials& c) {
    using enum ChannelKind;
    if (is_linked(kind, c)) return link_complete(kind, c);
    const bool partner = kind == generic || kind == sms;
    const bool meta = kind == whatsapp || kind == messenger || kind == instagram;
    if (partner && !c.account.starts_with("https://") && !c.account.starts_with("http://"))
        return missing("account", "Enter the partner's address, https://...");
    if (!partner && !wire::plain(c.token))
        return missing("token", "Enter the token that the channel gave.");
    if (meta && !wire::plain(c.account))
        return missing("account", "Enter the number's, the page's or the account's id.");
    if (meta && c.secret.empty())
        return missing("secret", "Enter the app's secret: without it anybody could write here.");
    if (kind == viber && c.account.empty())
        return missing("account", "Enter the name that people see, at most 28 characters.");
    return {};
}

}  // namespace ol::conversations
