// The text of a message. Everything that may hold foreign text is base64, so no line, header field
// or boundary can be forged from inside.
#include <algorithm>
#include <cstdio>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "platform/mail/mail.hpp"

namespace ol::mail {

namespace {

constexpr std::string_view boundary = "=_orderline";  // "=" then "_" cannot stand in base64
constexpr std::string_view inner_boundary = "=_alternative";
constexpr std::string_view crlf = "\r\n";

bool plain(char c, std::string_view more) {
    const auto u = static_cast<unsigned char>(c);
    return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') ||
           more.find(c) != std::string_view::npos;
}
bool all_plain(std::string_view text, std::string_view more) {
    return std::all_of(text.begin(), text.end(), [&](char c) { return plain(c, more); });
}

/// RFC 2047: words of at most 75 characters, cut between characters of UTF-8.
std::string encoded(const std::string& text) {
    if (text.size() <= 60 && all_plain(text, " .,:;()/-_'")) return text;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(at + 42, text.size());
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
        out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        out += crypto::base64(std::string_view(text).substr(at, end - at)) + "?=";
        at = end;
    }
    return out;
}

std::string wrapped(std::string_view bytes) {
    const std::string text = crypto::base64(bytes);
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += 76) out += text.substr(at, 76) + "\r\n";
    return out;
}

std::string date_of(Time now) {
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day d{day};
    const auto s = std::chrono::floor<std::chrono::seconds>(now - day).count();
    char text[64];
    std::snprintf(text, sizeof text, "%s, %u %s %d %02d:%02d:%02d +0000",
                  days[std::chrono::weekday{day}.c_encoding()], unsigned(d.day()),
                  months[unsigned(d.month()) - 1], int(d.year()), static_cast<int>(s / 3600),
                  static_cast<int>(s / 60 % 60), static_cast<int>(s % 60));
    return text;
}

std::string file_name(std::string name) {
    for (char& c : name)
        if (!plain(c, "._-")) c = '_';
    return name.substr(0, 60);
}

/// RFC 2231, for names that are more than ASCII.
std::string extended_name(const std::string& name) {
    if (all_plain(name, "._- ")) return {};
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : to_valid_utf8(name)) {
        if (plain(c, "._-")) {
            out += c;
        } else if (static_cast<unsigned char>(c) >= 0x20) {
            const auto u = static_cast<unsigned char>(c);
            ((out += '%') += digits[u >> 4]) += digits[u & 15];
        }
        if (out.size() > 600) break;
    }
    return ";\r\n filename*=utf-8''" + out;
}

std::string part_of(const Attachment& a) {
    const std::string type = all_plain(a.type, "/.+-") ? a.type : "application/octet-stream";
    return "--" + std::string(boundary) + "\r\nContent-Type: " + type +
           "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment" +
           extended_name(a.name) + ";\r\n filename=\"" + file_name(a.name) + "\"\r\n\r\n" +
           wrapped(a.bytes);
}

std::string text_part(std::string_view within, const char* type, const std::string& text) {
    return "--" + std::string(within) + "\r\nContent-Type: text/" + type +
           "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           wrapped(to_valid_utf8(text));
}

/// The words, and beside them the same as HTML where there is some.
std::string words_of(const Letter& letter) {
    if (letter.html.empty()) return text_part(boundary, "plain", letter.text);
    const std::string inner(inner_boundary);
    return "--" + std::string(boundary) + "\r\nContent-Type: multipart/alternative; boundary=\"" +
           inner + "\"\r\n\r\n" + text_part(inner, "plain", letter.text) +
           text_part(inner, "html", letter.html) + "--" + inner + "--\r\n";
}

std::string addresses(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& one : all)
        if (is_address(one)) out += (out.empty() ? "" : ",\r\n ") + one;
    return out;
}

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= 900 && std::all_of(id.begin(), id.end(), [](char c) {
        return c > 0x20 && c < 0x7F && c != '<' && c != '>';
    });
}

/// One id a line; the first and the latest 20.
std::string thread_of(const Letter& letter) {
    std::string out;
    if (is_id(letter.in_reply_to)) out += "In-Reply-To: <" + letter.in_reply_to + ">\r\n";
    std::string chain;
    for (std::size_t i = 0; i < letter.references.size(); ++i)
        if (is_id(letter.references[i]) && (i == 0 || i + 20 >= letter.references.size()))
            chain += (chain.empty() ? "<" : "\r\n <") + letter.references[i] + ">";
    if (!chain.empty()) out += "References: " + chain + "\r\n";
    return out;
}

std::string auto_of(AutoSubmitted why) {
    switch (why) {
        case AutoSubmitted::no: return {};
        case AutoSubmitted::generated: return "Auto-Submitted: auto-generated\r\n";
        case AutoSubmitted::replied: return "Auto-Submitted: auto-replied\r\n";
    }
    return {};
}

std::string sender_of(const Letter& letter) {
    if (letter.from_name.empty()) return letter.from;
    auto name = encoded(to_valid_utf8(letter.from_name));
    if (!name.starts_with("=?")) name = "\"" + name + "\"";
    return name + "\r\n <" + letter.from + ">";
}

bool breaks_line(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

bool is_address(std::string_view text) {
    const auto at = text.find('@');
    if (text.size() > 254 || at == std::string_view::npos || at == 0 || at > 64) return false;
    const auto local = text.substr(0, at), domain = text.substr(at + 1);
    if (domain.empty() || domain.front() == '.' || domain.front() == '-' || domain.back() == '.' ||
        domain.find("..") != std::string_view::npos)
        return false;
    return all_plain(local, "!#$%&'*+/=?^_`{|}~.-") && all_plain(domain, ".-");
}

Result<> check(const Letter& letter) {
    const auto all = [](const std::vector<std::string>& list, const char* name) -> Result<> {
        for (std::size_t i = 0; i < list.size(); ++i)
            if (!is_address(list[i]))
                return invalid("mail.address", std::string(name) + "[" + std::to_string(i) + "]",
                               "This is no address: ann@shop.example.");
        return {};
    };
    if (!is_address(letter.from))
        return invalid("mail.address", "from", "This is no address: ann@shop.example.");
    if (!letter.reply_to.empty() && !is_address(letter.reply_to))
        return invalid("mail.address", "reply_to", "This is no address: ann@shop.example.");
    if (letter.to.empty()) return invalid("mail.address", "to", "Say whom the letter is for.");
    if (auto ok = all(letter.to, "to"); !ok) return ok;
    if (auto ok = all(letter.cc, "cc"); !ok) return ok;
    if (letter.to.size() + letter.cc.size() > 100)
        return invalid("mail.too_many", "to", "A letter goes to 100 people at most.");
    for (const auto& [name, value] :
         {std::pair<const char*, const std::string&>{"subject", letter.subject},
          {"from_name", letter.from_name}})
        if (breaks_line(value))
            return invalid("mail.header", name, "A line break or control character: take it out.");
    if (!letter.in_reply_to.empty() && !is_id(letter.in_reply_to))
        return invalid("mail.id", "in_reply_to", "This is no message id.");
    return {};
}

std::string with_token(std::string_view address, std::string_view token) {
    const auto at = address.find('@');
    return std::string(address.substr(0, at)) + "+" + std::string(token) +
           std::string(address.substr(std::min(at, address.size())));
}

std::string token_of(const std::vector<std::string>& addresses, std::string_view ours) {
    const auto at = ours.find('@');
    const auto begin = lower_ascii(ours.substr(0, at)) + "+";
    const auto end = lower_ascii(ours.substr(std::min(at, ours.size())));
    for (const auto& one : addresses) {
        const auto lower = lower_ascii(one);
        if (lower.size() <= begin.size() + end.size() || !lower.starts_with(begin) ||
            !lower.ends_with(end))
            continue;
        const auto token = one.substr(begin.size(), one.size() - begin.size() - end.size());
        if (token.size() <= 100 && all_plain(token, "-_")) return token;
    }
    return {};
}

std::string message_of(const Letter& letter, Time now) {
    std::string key;
    for (const char c : letter.key)
        if (plain(c, ".-")) key += c;
    const std::string domain =
        letter.from.substr(std::min(letter.from.find('@'), letter.from.size() - 1) + 1);
    std::string out = "Date: " + date_of(now);
    out.append(crlf).append("From: " + sender_of(letter));
    out.append(crlf).append("To: " + addresses(letter.to)).append(crlf);
    if (const auto cc = addresses(letter.cc); !cc.empty()) out += "Cc: " + cc + "\r\n";
    if (is_address(letter.reply_to)) out += "Reply-To: " + letter.reply_to + "\r\n";
    out += "Subject: " + encoded(to_valid_utf8(letter.subject)) + "\r\n";
    out += "Message-ID: <" + key + "@" + domain + ">\r\n" + thread_of(letter);
    out += auto_of(letter.auto_submitted) + "MIME-Version: 1.0\r\n";
    out += "Content-Type: multipart/mixed; boundary=\"" + std::string(boundary) + "\"\r\n\r\n";
    out += words_of(letter);
    for (const auto& a : letter.attachments) out += part_of(a);
    return out + "--" + std::string(boundary) + "--\r\n";
}

}  // namespace ol::mail
