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

std::string part_of(const Attachment& a) {
    const std::string type = all_plain(a.type, "/.+-") ? a.type : "application/octet-stream";
    return "--" + std::string(boundary) + "\r\nContent-Type: " + type +
           "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n "
           "filename=\"" +
           file_name(a.name) + "\"\r\n\r\n" + wrapped(a.bytes);
}

}  // namespace

bool is_address(std::string_view text) {
    const auto at = text.find('@');
    if (text.size() > 254 || at == std::string_view::npos || at == 0 || at > 64) return false;
    const auto local = text.substr(0, at), domain = text.substr(at + 1);
    if (domain.empty() || domain.front() == '.' || domain.front() == '-' ||
        domain.back() == '.' || domain.find("..") != std::string_view::npos)
        return false;
    return all_plain(local, "!#$%&'*+/=?^_`{|}~.-") && all_plain(domain, ".-");
}

std::string message_of(const Letter& letter, Time now) {
    std::string to;
    for (const auto& one : letter.to) to += (to.empty() ? "" : ",\r\n ") + one;
    std::string key;
    for (const char c : letter.key)
        if (plain(c, ".-")) key += c;
    const std::string domain = letter.from.substr(std::min(letter.from.find('@'),
                                                           letter.from.size() - 1) + 1);
    std::string out = "Date: " + date_of(now);
    out.append(crlf).append("From: " + letter.from).append(crlf).append("To: " + to);
    out.append(crlf).append("Subject: " + encoded(to_valid_utf8(letter.subject))).append(crlf);
    out += "Message-ID: <" + key + "@" + domain + ">\r\n";
    out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
    out += "Content-Type: multipart/mixed; boundary=\"" + std::string(boundary) + "\"\r\n\r\n";
    out += "--" + std::string(boundary) +
           "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
           "base64\r\n\r\n" +
           wrapped(to_valid_utf8(letter.text));
    for (const auto& a : letter.attachments) out += part_of(a);
    return out + "--" + std::string(boundary) + "--\r\n";
}

}  // namespace ol::mail
