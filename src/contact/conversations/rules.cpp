#include "contact/conversations/rules.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

bool url_safe(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

Error too_long(const char* code, const char* field, std::size_t max) {
    auto e = invalid(code, field,
                     std::string(field) + " has at most " + std::to_string(max) +
                         " characters; shorten it or send it in parts");
    e.params = {{"max", std::to_string(max)}};
    return e;
}

/// Bytes of the first `chars` code points.
std::string_view first_chars(std::string_view text, std::size_t chars) {
    std::size_t at = 0;
    for (std::size_t seen = 0; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
        if (begins && seen++ == chars) break;
    }
    return text.substr(0, at);
}

}  // namespace

Result<std::string> checked_text(std::string_view text, const char* field) {
    // Looked at before anything is counted: a million characters are refused by their bytes.
    if (text.size() > text_chars_max * 4)
        return too_long("conversations.text_too_long", field, text_chars_max);
    if (!valid_utf8(text))
        return invalid("conversations.text_utf8", field, "Send the text as UTF-8.");
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if (u >= 0x20 || c == '\n' || c == '\t') out.push_back(c);
    }
    std::erase(out, '\x7f');
    out = std::string(trim(out));
    if (out.empty()) return invalid("conversations.text_empty", field, "There is no text in it.");
    if (utf8_length(out) > text_chars_max)
        return too_long("conversations.text_too_long", field, text_chars_max);
    return out;
}

Result<std::string> checked_line(std::string_view text, std::size_t chars_max, const char* field) {
    if (!valid_utf8(text))
        return invalid("conversations.text_utf8", field, "Send the text as UTF-8.");
    std::string out;
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f') out.push_back(c);
    out = std::string(trim(out));
    if (utf8_length(out) > chars_max)
        return too_long("conversations.line_too_long", field, chars_max);
    return out;
}

Result<> check_client_id(std::string_view id) {
    if (id.size() >= 8 && id.size() <= 64 && url_safe(id)) return {};
    return invalid("conversations.client_id", "client_id",
                   "8 to 64 of A-Z, a-z, 0-9, _ and -; one for each message.");
}

Result<> check_token(std::string_view token) {
    if (token.size() >= 43 && token.size() <= 64 && url_safe(token)) return {};
    return invalid("conversations.token", "token",
                   "32 random bytes in base64url, without padding.");
}

Result<std::string> checked_origin(std::string_view origin, const char* field) {
    const std::string text = lower_ascii(trim(origin));
    const auto begin = text.find("://");
    const bool web = text.starts_with("https://") || text.starts_with("http://");
    const std::string host = begin == std::string::npos ? "" : text.substr(begin + 3);
    const bool plain = !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':';
    });
    if (web && plain) return text;
    return invalid("conversations.origin", field,
                   "The address of the shop's pages without a path: https://shop.example");
}

Result<> check_score(int score) {
    if (score >= 1 && score <= 5) return {};
    return invalid("conversations.score", "score", "1 (bad) to 5 (good).");
}

Result<> check_colour(std::string_view colour) {
    const bool hex =
        colour.size() == 7 && colour[0] == '#' && std::ranges::all_of(colour.substr(1), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        });
    if (colour.empty() || hex) return {};
    return invalid("conversations.colour", "colour", "Write the colour as #0a7d5a.");
}

bool origin_allowed(std::string_view origin, std::string_view host,
                    const std::vector<std::string>& allowed) {
    if (origin.empty()) return true;
    const std::string of = lower_ascii(origin), own = lower_ascii(host);
    // Behind a TLS proxy we are plain while the page is https: both are our own.
    if (!own.empty() && (of == "https://" + own || of == "http://" + own)) return true;
    return std::ranges::find(allowed, of) != allowed.end();
}

std::string preview_of(std::string_view text) {
    std::string line(first_chars(text, preview_chars));
    std::ranges::replace_if(
        line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return line;
}

std::string mask_contact(std::string_view contact) {
    if (contact.empty()) return {};
    const auto at = contact.find('@');
    const std::string first(first_chars(contact, 1));
    if (at != std::string_view::npos) return first + "***" + std::string(contact.substr(at));
    if (contact[0] == '+') return mask_phone(contact);
    return first + "***";
}

std::optional<Time> due_at(Time now, bool open, std::optional<Time> opens_at, Ms within) {
    if (within <= Ms{0}) return std::nullopt;
    if (open) return now + within;
    if (!opens_at) return std::nullopt;
    return *opens_at + within;
}

std::optional<Ms> Limiter::too_fast(const std::string& key, Time now) {
    if (seen_.size() >= keys_max_ && !seen_.contains(key)) forget_quiet(now);
    auto& times = seen_[key];
    Ms longest{0};
    for (const Pace& pace : paces_) longest = std::max(longest, pace.per);
    while (!times.empty() && times.front() + longest <= now) times.pop_front();
    for (const Pace& pace : paces_) {
        const auto in = std::ranges::count_if(times, [&](Time t) { return t + pace.per > now; });
        if (in < pace.count) continue;
        const Time oldest = times[times.size() - static_cast<std::size_t>(pace.count)];
        return std::max(Ms{1}, std::chrono::duration_cast<Ms>(oldest + pace.per - now));
    }
    times.push_back(now);
    return std::nullopt;
}

/// A flood of keys makes room by forgetting who said nothing lately; else everybody begins anew.
void Limiter::forget_quiet(Time now) {
    Ms longest{0};
    for (const Pace& pace : paces_) longest = std::max(longest, pace.per);
    std::erase_if(seen_, [&](const auto& row) {
        return row.second.empty() || row.second.back() + longest <= now;
    });
    if (seen_.size() >= keys_max_) seen_.clear();
}

}  // namespace ol::conversations
