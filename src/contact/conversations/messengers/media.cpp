// Telegram: getFile, then the path under the bot's own address. WhatsApp: the id says an address
// for five minutes, and that wants the token too. The others tell an address that carries its own
// right.
#include "contact/conversations/messengers/media.hpp"

#include "contact/conversations/messengers/meta.hpp"
#include "contact/conversations/messengers/wire.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {
namespace media_wire {

using namespace wire;

constexpr int file_timeout_ms = 60'000;

Error no_address() {
    return invalid("files.address", "url", "The channel told no address that may be asked.");
}
Error bad_token() {
    return conflict("files.bad_token", "The channel does not take our token; see its settings.");
}

http::ClientRequest getting(std::string url) {
    http::ClientRequest r;
    r.url = std::move(url);
    r.timeout_ms = file_timeout_ms;
    return r;
}

/// "photos/file_5.jpg": what Telegram names, and nothing that leaves its place.
bool is_path(std::string_view path) {
    return !path.empty() && path.size() <= 500 && path.find("..") == path.npos &&
           path.find_first_not_of(
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
               "/_.-") == path.npos &&
           path.front() != '/';
}

/// The token goes to Meta's own servers alone.
bool is_meta(const std::string& url) {
    const auto origin = origin_of(url);
    for (const std::string_view end : {".fbsbx.com", ".facebook.com", ".whatsapp.net"})
        if (origin.starts_with("https://") && origin.ends_with(end)) return true;
    return false;
}

bool is_address(const std::string& url) {
    return !origin_of(url).empty() && url.size() <= 4000 &&
           url.find_first_of(std::string_view("\r\n\0 @", 5)) == url.npos;
}

Error said(Error e, std::string_view text) {
    if (!text.empty()) e.params = {{"channel_said", to_valid_utf8(text.substr(0, 300))}};
    return e;
}

Error expired() {
    return not_found("files.expired", "The channel does not keep this file any more.");
}

}  // namespace media_wire
}  // namespace

std::string origin_of(const std::string& url) {
    const bool web = url.starts_with("https://") || url.starts_with("http://");
    if (!web) return {};
    const auto host = url.find("://") + 3;
    const auto end = url.find_first_of("/?#", host);
    const std::string out = lower_ascii(url.substr(0, end));
    return out.size() > host ? out : "";
}

bool is_fetched(ChannelKind kind, const Media& m) {
    if (m.kind == MediaKind::location || m.kind == MediaKind::contact) return false;
    if (kind == ChannelKind::telegram || kind == ChannelKind::whatsapp) return !m.id.empty();
    return m.url.starts_with("https://") || m.url.starts_with("http://");
}

Result<MediaAsk> media_first(ChannelKind kind, const Credentials& c, const Media& m) {
    using namespace media_wire;
    if (kind == ChannelKind::telegram) {
        if (!plain(c.token)) return bad_token();
        auto r = wire::posting("https://api.telegram.org/bot" + c.token + "/getFile",
                               bj::object{{"file_id", m.id}});
        return MediaAsk{std::move(r), false};
    }
    if (kind == ChannelKind::whatsapp) {
        if (!plain(c.token, 1024)) return bad_token();
        if (!plain(m.id)) return no_address();
        auto r = getting("https://graph.facebook.com/" + std::string(meta::version) + "/" + m.id);
        r.headers.emplace_back("Authorization", "Bearer " + c.token);
        return MediaAsk{std::move(r), false};
    }
    if (!is_address(m.url)) return no_address();
    return MediaAsk{getting(m.url), true};
}

Result<MediaAsk> media_next(ChannelKind kind, const Credentials& c,
                            const http::ClientResponse& answer) {
    using namespace media_wire;
    if (answer.status != 200) return media_refused(kind, answer);
    const auto root = root_of(answer.body);
    if (!root) return media_refused(kind, answer);
    if (kind == ChannelKind::telegram) {
        const auto path = line(in(*root, "result"), "file_path");
        if (!is_path(path)) return no_address();
        return MediaAsk{getting("https://api.telegram.org/file/bot" + c.token + "/" + path), true};
    }
    const auto url = text(*root, "url");
    if (!is_address(url) || !is_meta(url)) return no_address();
    auto r = getting(url);
    r.headers.emplace_back("Authorization", "Bearer " + c.token);
    return MediaAsk{std::move(r), true};
}

Error media_refused(ChannelKind kind, const http::ClientResponse& r) {
    using namespace media_wire;
    std::string words;
    if (const auto root = root_of(r.body))
        words = line(*root, "description").empty() ? line(in(*root, "error"), "message")
                                                   : line(*root, "description");
    if (words.find("too big") != words.npos)
        return said({Errc::too_large, "files.too_large", {}, "It is too large to be fetched.", {}},
                    words);
    if (r.status == 429 || r.status >= 500 || r.status == 200)
        return said(unavailable("files.unreachable", "The channel does not give it now."), words);
    const bool telegram = kind == ChannelKind::telegram;
    if (telegram && r.status == 400)  // "... or the file is temporarily unavailable"
        return said(unavailable("files.refused", "The channel did not give the file."), words);
    const bool has_token = telegram || kind == ChannelKind::whatsapp;
    if (has_token && (r.status == 401 || (telegram && r.status == 404))) return bad_token();
    if (r.status == 403 || r.status == 404 || r.status == 410 || r.status == 400 || r.status == 401)
        return said(expired(), words);
    auto e = said(conflict("files.refused", "The channel did not give the file."), words);
    e.params.emplace_back("status", std::to_string(r.status));
    return e;
}

Result<std::string> media_redirect(const std::string& from, const std::string& location,
                                   bool allow_plain) {
    const Error bad = conflict("files.redirects", "The file's address leads where we do not go.");
    const auto origin = origin_of(from);
    if (location.starts_with('/') && !location.starts_with("//") && !origin.empty())
        return origin + location;
    const bool https = location.starts_with("https://");
    const bool fine = https || (allow_plain && location.starts_with("http://"));
    if (!fine || !media_wire::is_address(location)) return bad;
    return location;
}

}  // namespace ol::conversations
