#include "platform/mail/words.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::mail::words {
namespace {

/// Names that mail programs use and ICU knows otherwise.
std::string usual_name(std::string_view charset) {
    const auto name = lower_ascii(trim(charset));
    if (name == "x-gbk" || name == "gb_2312-80") return "gb18030";
    if (name == "ks_c_5601-1987" || name == "euc-kr") return "windows-949";
    if (name == "iso-8859-8-i") return "iso-8859-8";
    if (name == "unicode-1-1-utf-7") return "utf-7";
    if (name == "us-ascii" || name == "ascii" || name == "default") return {};
    return name;
}

std::string without_nul(std::string s) {
    std::erase(s, '\0');
    return s;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string unquoted(std::string_view q) {
    std::string out;
    for (std::size_t i = 0; i < q.size(); ++i) {
        const bool pair = q[i] == '=' && i + 2 < q.size() + 0 && hex_digit(q[i + 1]) >= 0 &&
                          hex_digit(q[i + 2]) >= 0;
        if (pair) {
            out += static_cast<char>(hex_digit(q[i + 1]) * 16 + hex_digit(q[i + 2]));
            i += 2;
        } else {
            out += q[i] == '_' ? ' ' : q[i];
        }
    }
    return out;
}

/// Base64 as senders write it: padding anywhere, or none.
std::string unbased(std::string_view b) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (const char c : b) {
        const auto value = digits.find(c);
        if (value == digits.npos) {
            if (c == '=') bits = 0;
            continue;
        }
        held = (held << 6 | static_cast<unsigned>(value)) & 0xFFFFFF;
        if ((bits += 6) >= 8) out += static_cast<char>(held >> (bits -= 8) & 0xFF);
    }
    return out;
}

struct Word {
    std::string charset, bytes;
    std::size_t end = 0;  // behind it in the value
};

/// =?charset*language?B?text?= at `at`.
std::optional<Word> word_at(std::string_view s, std::size_t at) {
    if (s.substr(at, 2) != "=?") return std::nullopt;
    const auto first = s.find('?', at + 2);
    if (first == s.npos || first + 2 >= s.size() || s[first + 2] != '?') return std::nullopt;
    const auto end = s.find("?=", first + 3);
    const auto charset = s.substr(at + 2, first - at - 2);
    if (end == s.npos || charset.empty() || charset.size() > 60) return std::nullopt;
    const auto body = s.substr(first + 3, end - first - 3);
    if (body.find_first_of("\r\n") != body.npos) return std::nullopt;
    Word w{std::string(charset.substr(0, charset.find('*'))), {}, end + 2};
    const char how = s[first + 1];
    if (how == 'B' || how == 'b')
        w.bytes = unbased(body);
    else if (how == 'Q' || how == 'q')
        w.bytes = unquoted(body);
    else
        return std::nullopt;
    return w;
}

/// Unfolded; 8-bit bytes as UTF-8.
std::string line_of(std::string_view raw) {
    std::string out;
    for (const char c : raw)
        if (c != '\r' && c != '\n' && c != '\0') out += c == '\t' ? ' ' : c;
    return text_in(out, {});
}

/// ISO-2022-JP begins anew in each word: where two meet, nothing stands between two escapes, which
/// ICU refuses.
std::string without_empty_shifts(std::string bytes) {
    constexpr std::string_view empty = "\x1b(B\x1b$B";
    for (auto at = bytes.find(empty); at != bytes.npos; at = bytes.find(empty, at))
        bytes.erase(at, empty.size());
    return bytes;
}

/// UTF-8 in which some bytes were damaged on the way.
bool mostly_utf8(std::string_view s) {
    std::size_t whole = 0, broken = 0;
    for (std::size_t i = 0; i < s.size();) {
        const auto lead = static_cast<unsigned char>(s[i]);
        const std::size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead >= 0x80) {
            const bool fits = i + size <= s.size() && valid_utf8(s.substr(i, size));
            ++(fits ? whole : broken);
            i += fits ? size : 1;
        } else {
            ++i;
        }
    }
    return whole >= 4 && whole >= broken * 4;
}

/// RFC 5322 4.5: blanks and comments within an id are no part of it.
std::string without_comments(std::string_view id) {
    std::string out;
    int depth = 0;
    for (const char c : id) {
        if (c == '(') ++depth;
        if (depth == 0 && c != ' ') out += c;
        if (c == ')' && depth > 0) --depth;
    }
    return out;
}

/// Calls `plain` and `run` for what stands outside of encoded words and for runs of them.
void walk(const std::string& s, const std::function<void(std::string_view)>& plain,
          const std::function<void(const std::string&)>& run) {
    for (std::size_t at = 0; at < s.size();) {
        auto word = word_at(s, at);
        if (!word) {
            const auto next = std::min(s.find("=?", at + 1), s.size());
            plain(std::string_view(s).substr(at, next - at));
            at = next;
            continue;
        }
        std::string text, bytes = word->bytes, charset = word->charset;
        at = word->end;
        for (;;) {  // blanks between two words belong to neither
            const auto next = std::min(s.find_first_not_of(' ', at), s.size());
            auto more = word_at(s, next);
            if (!more) break;
            if (lower_ascii(more->charset) != lower_ascii(charset)) {
                text += text_in(bytes, charset);
                bytes.clear();
                charset = more->charset;
            }
            bytes += more->bytes;
            at = more->end;
        }
        run(text + text_in(without_empty_shifts(std::move(bytes)), charset));
    }
}

}  // namespace

std::string text_in(std::string_view bytes, std::string_view charset) {
    const auto name = usual_name(charset);
    if (!name.empty())
        if (auto text = to_utf8(bytes, name)) return without_nul(std::move(*text));
    if (bytes.find("\x1b$") != bytes.npos)  // Japanese that does not say so
        if (auto text = to_utf8(bytes, "iso-2022-jp")) return without_nul(std::move(*text));
    if (valid_utf8(bytes)) return without_nul(std::string(bytes));
    if (mostly_utf8(bytes)) return without_nul(to_valid_utf8(bytes));
    if (name == "shift_jis")
        if (auto text = to_utf8(bytes, "windows-31j")) return without_nul(std::move(*text));
    if (auto text = to_utf8(bytes, guess_charset(bytes))) return without_nul(std::move(*text));
    return without_nul(to_valid_utf8(bytes));
}

std::string decoded(std::string_view raw) {
    std::string out;
    walk(
        line_of(raw), [&](std::string_view plain) { out += plain; },
        [&](const std::string& run) { out += run; });
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return std::string(trim(out));
}

std::string rejoined(std::string_view raw) {
    std::string out;
    walk(
        line_of(raw), [&](std::string_view plain) { out += plain; },
        [&](const std::string& run) { out += "=?utf-8?B?" + crypto::base64(run) + "?="; });
    return out;
}

std::vector<std::string> ids(std::string_view raw, std::size_t most) {
    std::vector<std::string> out;
    const auto line = line_of(raw);
    for (std::size_t at = line.find('<'); at != line.npos; at = line.find('<', at + 1)) {
        const auto end = line.find('>', at);
        if (end == line.npos) break;
        auto id = without_comments(std::string_view(line).substr(at + 1, end - at - 1));
        if (!id.empty() && id.size() <= 998 && std::ranges::find(out, id) == out.end())
            out.push_back(std::move(id));
    }
    if (out.empty() && !trim(line).empty() && trim(line).find(' ') == std::string_view::npos &&
        line.size() <= 998 && line.find_first_of("<>") == line.npos)
        out.push_back(std::string(trim(line)));
    if (out.size() > most && most > 0)
        out.erase(out.begin() + 1, out.end() - static_cast<std::ptrdiff_t>(most - 1));
    return out;
}

}  // namespace ol::mail::words
