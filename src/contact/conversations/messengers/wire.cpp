#include "contact/conversations/messengers/wire.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations::wire {
namespace {

constexpr std::int64_t year_2200_s = 7'258'118'400;

bool digits(std::string_view s) {
    return !s.empty() && s.find_first_not_of("0123456789") == s.npos;
}

/// PostgreSQL holds no NUL in a text, and nobody reads one.
std::string without_nul(std::string_view s) {
    std::string out;
    out.reserve(s.size());
    for (const char c : s)
        if (c)
            out += c;
        else
            out += "\xEF\xBF\xBD";
    return out;
}

std::string cut(std::string s, std::size_t bytes) {
    if (s.size() <= bytes) return s;
    while (bytes > 0 && (s[bytes] & 0xC0) == 0x80) --bytes;
    s.resize(bytes);
    return s;
}

std::string text_of(const bj::value* v) {
    if (!v) return {};
    if (const auto* s = v->if_string()) return without_nul({s->data(), s->size()});
    if (const auto* i = v->if_int64()) return std::to_string(*i);
    if (const auto* u = v->if_uint64()) return std::to_string(*u);
    if (const auto* d =
            v->if_double()) {  // the shortest that reads back the same: what was written
        char buffer[400];
        const auto end =
            std::to_chars(buffer, buffer + sizeof buffer, *d, std::chars_format::fixed);
        return end.ec == std::errc{} ? std::string(buffer, end.ptr) : std::string();
    }
    return {};
}

/// "-122.3895553"; nothing else.
bool decimal(std::string_view s) {
    if (s.starts_with('-')) s.remove_prefix(1);
    const auto point = s.find('.');
    if (s.size() > 24) return false;
    return point == s.npos ? digits(s) : digits(s.substr(0, point)) && digits(s.substr(point + 1));
}

Time from_number(std::int64_t n) {
    const bool seconds = n < 100'000'000'000;  // as milliseconds that would be 1973
    if (n <= 0 || n / (seconds ? 1 : 1000) > year_2200_s) return {};
    return from_ms(seconds ? n * 1000 : n);
}

}  // namespace

Error not_ours(std::string field, std::string detail) {
    return invalid("conversations.json", std::move(field), std::move(detail));
}

Result<bj::object> root_of(std::string_view body) {
    bj::parse_options options;
    options.max_depth = depth_max;
    boost::system::error_code ec;
    auto value = bj::parse({body.data(), body.size()}, ec, {}, options);
    if (ec) return not_ours("body", "The body is not JSON, or more than 32 deep.");
    if (!value.is_object()) return not_ours("body", "The body is not a JSON object.");
    return std::move(value.get_object());
}

const bj::object* object_at(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v ? v->if_object() : nullptr;
}

const bj::object& in(const bj::object& o, std::string_view key) {
    static const bj::object none;
    const auto* found = object_at(o, key);
    return found ? *found : none;
}

std::vector<const bj::object*> list(const bj::object& o, std::string_view key) {
    std::vector<const bj::object*> out;
    const auto* v = o.if_contains(key);
    const auto* array = v ? v->if_array() : nullptr;
    if (!array) return out;
    for (const auto& one : *array)
        if (const auto* object = one.if_object()) out.push_back(object);
    return out;
}

bool has(const bj::object& o, std::string_view key) { return o.if_contains(key) != nullptr; }

std::string text(const bj::object& o, std::string_view key) { return text_of(o.if_contains(key)); }

std::string line(const bj::object& o, std::string_view key) {
    return cut(text(o, key), line_bytes_max);
}

std::string id(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    if (!v || v->is_double()) return {};
    auto out = text_of(v);
    return out.size() <= id_bytes_max ? out : std::string();
}

std::int64_t whole(const bj::object& o, std::string_view key) {
    const auto t = text(o, key);
    std::int64_t n = 0;
    const auto end = std::from_chars(t.data(), t.data() + t.size(), n);
    return end.ec == std::errc{} && end.ptr == t.data() + t.size() ? n : 0;
}

bool yes(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    if (v && v->is_bool()) return v->get_bool();
    const auto t = text_of(v);
    return t == "1" || t == "true";
}

Time time(const bj::object& o, std::string_view key) {
    const auto t = text(o, key);
    if (digits(t)) return from_number(whole(o, key));
    const auto parsed = parse_iso8601(t);
    return parsed && to_ms(*parsed) > 0 && to_ms(*parsed) / 1000 <= year_2200_s ? *parsed : Time{};
}

void put_place(Media& m, const bj::object& o, std::string_view latitude,
               std::string_view longitude) {
    m.kind = MediaKind::location;
    auto north = line(o, latitude), east = line(o, longitude);
    if (decimal(north) && decimal(east)) {
        m.latitude = std::move(north), m.longitude = std::move(east);
    } else {
        m.caption = joined({m.caption, north, east}, ", ");
    }
}

std::string joined(std::initializer_list<std::string_view> parts, std::string_view between) {
    std::string out;
    for (const auto part : parts) {
        if (part.empty()) continue;
        if (!out.empty()) out += between;
        out += part;
    }
    return out;
}

std::string phone_of(std::string_view number) {
    if (number.starts_with('+')) number.remove_prefix(1);
    if (!digits(number) || number.size() < 8 || number.size() > 15) return {};
    const auto whole = "+" + std::string(number);
    return normal_phone(whole, {}) == whole ? whole : std::string();  // never another's digits
}

std::string body_of(const bj::object& o) { return bj::serialize(o); }

http::ClientRequest posting(std::string url, const bj::object& body) {
    http::ClientRequest r;
    r.method = http::Method::post;
    r.url = std::move(url);
    r.headers = {{"Content-Type", "application/json"}};
    r.body = body_of(body);
    r.response_max = 1u << 20;
    return r;
}

Result<> fits(const Outgoing& m, const Limits& limits) {
    const bool file = !m.media_url.empty();
    const auto too_long = [&](std::size_t most, const char* unit) {
        Error e{Errc::too_large,
                "conversations.too_long",
                "text",
                "The text is longer than this channel takes: shorten or split it.",
                {}};
        e.params = {{"most", std::to_string(most)}, {"unit", unit}};
        return e;
    };
    if (m.thread.empty() || m.thread.size() > id_bytes_max)
        return invalid("conversations.thread", "thread", "Say whom the message is for.");
    if (m.text.empty() && !file && m.template_name.empty())
        return invalid("conversations.empty", "text", "Write something, or choose a file.");
    if (file && !m.text.empty() && !limits.caption_chars)
        return invalid("conversations.caption", "text",
                       "A file goes without words here: send them as a message of their own.");
    if (file && !limits.media_bytes)
        return invalid("conversations.media", "media_url", "This channel sends no files.");
    if (limits.media_bytes && m.media_bytes > static_cast<std::int64_t>(limits.media_bytes))
        return Error{Errc::too_large,
                     "conversations.too_large",
                     "media_url",
                     "The file is larger than this channel takes: send a link to it.",
                     {{"most", std::to_string(limits.media_bytes)}}};
    if (m.buttons.size() > limits.buttons)
        return invalid("conversations.buttons", "buttons", "More buttons than this channel shows.");
    const auto most = file ? limits.caption_chars : limits.text_chars;
    if (utf8_length(m.text) > most) return too_long(most, "characters");
    if (limits.text_bytes && m.text.size() > limits.text_bytes)
        return too_long(limits.text_bytes, "bytes");
    return {};
}

bool plain(std::string_view name, std::size_t bytes_max) {
    return !name.empty() && name.size() <= bytes_max && std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-_.:").find(c) != std::string_view::npos;
    }) && name.find("..") == name.npos;
}

std::string_view family(std::string_view mime) {
    if (mime.starts_with("image/")) return "image";
    if (mime.starts_with("video/")) return "video";
    if (mime.starts_with("audio/")) return "audio";
    return "file";
}

SendAnswer by_status(const http::ClientResponse& r) {
    SendAnswer a;
    a.code = std::to_string(r.status);
    if (r.status == 401) a.what = Sent::bad_token;
    if (r.status == 403) a.what = Sent::not_allowed;
    if (r.status == 413) a.what = Sent::too_long;
    if (r.status == 429 || r.status >= 500) a.what = Sent::again;
    const auto after = r.headers.find("retry-after");
    if (a.what == Sent::again && after != r.headers.end() && digits(after->second) &&
        after->second.size() <= 6)
        a.retry_after_ms = Ms{std::stol(after->second) * 1000};
    return a;
}

bool signed_by(std::string_view secret, std::string_view body, std::string_view hex_signature) {
    return !secret.empty() && hex_signature.size() == 64 &&
           crypto::equal_constant_time(crypto::hex(crypto::hmac_sha256(secret, body)),
                                       lower_ascii(hex_signature));
}

}  // namespace ol::conversations::wire
