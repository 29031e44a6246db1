#include "contact/conversations/messengers/meta.hpp"

#include <algorithm>

#include "platform/base/crypto.hpp"

namespace ol::conversations::meta {
namespace {

using namespace wire;

std::string asked(const http::Request& r, const std::string& name) {
    const auto found = r.query.find(name);
    return found == r.query.end() ? std::string() : found->second;
}

/// GET with hub.mode, hub.verify_token: the challenge goes back as it came, if it is a plain word.
Channel::Knock handshake(const Credentials& c, const http::Request& r) {
    const auto challenge = asked(r, "hub.challenge");
    const bool fits = !c.verify_token.empty() && asked(r, "hub.mode") == "subscribe" &&
                      crypto::equal_constant_time(c.verify_token, asked(r, "hub.verify_token")) &&
                      plain(challenge);
    if (!fits) return {};
    return {Channel::Door::challenge, challenge};
}

/// docs: Graph API "Handling Errors"; Cloud API "Error Codes"; Messenger Platform "Error Codes".
Sent meaning(std::int64_t code, std::int64_t sub) {
    if (sub == 2018278 || sub == 2534022 || code == 131047) return Sent::window_closed;
    if (sub == 2018001 || sub == 2018108 || sub == 1545041) return Sent::gone;
    switch (code) {
        case 190:
        case 102:
        case 463:
        case 467: return Sent::bad_token;
        case 1:
        case 2:
        case 4:
        case 17:
        case 32:
        case 613:
        case 80006:
        case 80007:
        case 130429:
        case 131000:
        case 131016:
        case 131056:
        case 131057:
        case 133004:
        case 133016: return Sent::again;
        case 551:
        case 131026: return Sent::gone;
        case 3:
        case 10:
        case 368:
        case 130472:
        case 130497:
        case 131005:
        case 131030:
        case 131031:
        case 131037:
        case 131042:
        case 131045:
        case 131048:
        case 131049:
        case 131050: return Sent::not_allowed;
    }
    return code >= 200 && code <= 299 ? Sent::not_allowed : Sent::refused;
}

std::string first_message_id(const bj::object& root) {
    const auto messages = list(root, "messages");
    return messages.empty() ? id(root, "message_id") : id(*messages.front(), "id");
}

}  // namespace

Channel::Knock knock(const Credentials& c, const http::Request& r) {
    if (r.method == http::Method::get) return handshake(c, r);
    const auto header = r.header("x-hub-signature-256");
    const bool fits = r.method == http::Method::post && header.starts_with("sha256=") &&
                      signed_by(c.secret, r.body, std::string_view(header).substr(7));
    return {fits ? Channel::Door::open : Channel::Door::refused, {}};
}

SendAnswer answered(const http::ClientResponse& r) {
    auto a = by_status(r);
    const auto root = root_of(r.body);
    if (!root) return a;
    const auto* error = object_at(*root, "error");
    if (!error) {
        a.message_id = first_message_id(*root);
        if (r.status >= 200 && r.status < 300 && !a.message_id.empty()) a.what = Sent::accepted;
        return a;
    }
    const auto code = whole(*error, "code");
    a.code = std::to_string(code);
    const auto details = line(in(*error, "error_data"), "details");
    a.text = details.empty() ? line(*error, "message") : details;
    a.what = meaning(code, whole(*error, "error_subcode"));
    if (a.what == Sent::refused && yes(*error, "is_transient")) a.what = Sent::again;
    if (code == 131056 && a.retry_after_ms == Ms{}) a.retry_after_ms = Ms{6000};
    return a;
}

Result<http::ClientRequest> posting(std::string_view host, const Credentials& c, const Outgoing& m,
                                    const bj::object& body) {
    const auto& account = m.account.empty() ? c.account : m.account;
    if (!plain(account, 64))
        return invalid("conversations.account", "account",
                       "Enter the account's id, as the channel's page shows it.");
    if (!plain(c.token, 1024))
        return invalid("conversations.token", "token", "Enter the access token.");
    auto r = wire::posting(
        "https://" + std::string(host) + "/" + std::string(version) + "/" + account + "/messages",
        body);
    r.headers.emplace_back("Authorization", "Bearer " + c.token);
    return r;
}

}  // namespace ol::conversations::meta
