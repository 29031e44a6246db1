// What is new in a letter and what it quotes: by the marks of mail programs in four languages.
#include <algorithm>

#include "platform/base/text.hpp"
#include "platform/mail/incoming.hpp"

namespace ol::mail {
namespace {

bool any_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](auto w) { return text.find(w) != text.npos; });
}

bool is_quoted(std::string_view line) { return trim(line).starts_with('>'); }

/// "-----Original Message-----", "-------- Переслане повідомлення --------"
bool is_separator(std::string_view line) {
    const auto t = trim(line);
    if (!t.starts_with("--") || t.size() > 120) return false;
    return any_of(ol::fold(t),
                  {"original message", "original appointment", "forwarded message",
                   "исходное сообщение", "пересылаемое сообщение", "пересылаемое письмо",
                   "вихідне повідомлення", "переслане повідомлення", "оригінальне повідомлення",
                   "原始邮件", "转发邮件", "reply message"});
}

bool is_field(const std::string& folded, std::initializer_list<std::string_view> names) {
    return std::ranges::any_of(names, [&](auto n) { return folded.starts_with(n); });
}

/// Outlook's and Hotmail's block: who, when, to whom, about what.
bool begins_header_block(const std::vector<std::string>& lines, std::size_t at) {
    const auto plain = [&](std::size_t i) {
        auto t = trim(lines[i]);
        while (t.starts_with('>') || t.starts_with('*')) t = trim(t.substr(1));
        return ol::fold(t.substr(0, 200));
    };
    static const std::initializer_list<std::string_view> names = {
        "from:",  "sent:",       "to:",    "cc:",      "date:",  "subject:", "от:",
        "кому:",  "отправлено:", "дата:",  "тема:",    "копия:", "від:",     "надіслано:",
        "копія:", "发件人",      "收件人", "发送时间", "主题",   "抄送"};
    if (lines[at].substr(0, 40).find_first_of(":\xEF\xE5") == std::string::npos) return false;
    if (!is_field(plain(at), {"from:", "от:", "від:", "发件人", "subject:"})) return false;
    int found = 0;
    for (auto i = at; i < std::min(at + 7, lines.size()); ++i) found += is_field(plain(i), names);
    return found >= 3;
}

bool says(const std::string& folded) {
    return any_of(folded, {"wrote", "writes", "написал", "пишет", "писал", "пише", "написав",
                           "писав", "写道", "寫道", "schrieb", "a ecrit"});
}

/// "14:41"
bool has_clock(std::string_view t) {
    const auto digit = [&](std::size_t i) { return i < t.size() && t[i] >= '0' && t[i] <= '9'; };
    for (std::size_t i = 1; i + 2 < t.size(); ++i)
        if (t[i] == ':' && digit(i - 1) && digit(i + 1) && digit(i + 2)) return true;
    return false;
}

/// How the line before a quotation ends: "wrote:", or an address alone as in mail.ru and Yandex.
bool ends_attribution(std::string_view text) {
    const auto t = trim(text);
    if (!t.ends_with(":") && !t.ends_with("：")) return false;
    const auto folded = ol::fold(t);
    const bool dated = (t.ends_with(">:") || t.ends_with("> :")) && t.find('@') != t.npos &&
                       has_clock(t) && folded.find("smtp") == folded.npos;
    return says(folded) || dated;
}

/// A date, a day's name, "On": what such a line begins with in four languages.
bool begins_attribution(std::string_view text) {
    while (text.starts_with('-') || text.starts_with(' ')) text.remove_prefix(1);
    const auto folded = ol::fold(text.substr(0, 60));
    if (folded.empty()) return false;
    return (folded[0] >= '0' && folded[0] <= '9') ||
           std::ranges::any_of(
               std::initializer_list<std::string_view>{
                   "on ",     "mon",     "tue",    "wed",   "thu",  "fri",   "sat",  "sun",
                   "пн",      "вт",      "ср",     "чт",    "пт",   "сб",    "вс",   "нд",
                   "понедел", "понеділ", "вівтор", "серед", "четв", "п'ятн", "пятн", "суб",
                   "воскр",   "неділ",   "am ",    "le ",   "\"",   "<",     "在",   "于"},
               [&](auto w) { return folded.starts_with(ol::fold(w)) || text.starts_with(w); });
}

/// "On ..., Ann wrote:" over one to three lines: how many, 0 when it is none.
std::size_t attribution(const std::vector<std::string>& lines, std::size_t at) {
    std::string joined;
    for (std::size_t n = 1; n <= 3 && at + n <= lines.size(); ++n) {
        const auto t = trim(lines[at + n - 1]);
        if (t.empty() || t.size() > 400 || is_quoted(t)) return 0;
        joined += (n > 1 ? " " : "") + std::string(t);
        if (ends_attribution(joined) && joined.find_first_of("0123456789@") != joined.npos)
            return n == 1 || begins_attribution(trim(lines[at])) ? n : 0;
    }
    return 0;
}

std::size_t next_words(const std::vector<std::string>& lines, std::size_t at) {
    while (at < lines.size() && trim(lines[at]).empty()) ++at;
    return at;
}

/// One behind the last line that is marked as quoted.
std::size_t quoted_end(const std::vector<std::string>& lines) {
    std::size_t end = lines.size();
    while (end > 0 && !is_quoted(lines[end - 1])) --end;
    return end;
}

/// Outlook's rule above its block.
bool is_rule(std::string_view line) {
    const auto t = trim(line);
    return t.size() >= 5 && t.find_first_not_of("_-") == t.npos;
}

struct Fold {
    const std::vector<std::string>& lines;
    std::vector<bool> old;

    void all_from(std::size_t at) {
        auto above = at;
        while (above > 0 && trim(lines[above - 1]).empty()) --above;
        if (above > 0 && is_rule(lines[above - 1])) at = above - 1;
        std::fill(old.begin() + static_cast<std::ptrdiff_t>(at), old.end(), true);
    }

    /// Lines behind ">" are quoted; what leads to them goes with them. Where no line is marked,
    /// everything behind "wrote:" is.
    void mark() {
        const auto marked_end = quoted_end(lines);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (is_quoted(lines[i])) {
                old[i] = true;
                continue;
            }
            if (is_separator(lines[i]) || begins_header_block(lines, i)) return all_from(i);
            auto n = attribution(lines, i);
            if (n == 0 && trim(lines[i]).ends_with(':') && i + 1 < lines.size() &&
                is_quoted(lines[next_words(lines, i + 1) % lines.size()]) &&
                says(ol::fold(trim(lines[i]).substr(0, 300))))
                n = 1;  // "Ann wrote:" above a line that is marked
            if (n == 0) continue;
            const auto next = next_words(lines, i + n);
            if (next >= marked_end) {
                if (next < lines.size()) return all_from(i);
                continue;  // "he wrote:" ends the letter: nothing is quoted
            }
            if (!is_quoted(lines[next])) continue;
            for (auto j = i; j < next; ++j) old[j] = true;
            i = next - 1;
        }
    }
};

std::string tidy(std::string_view s) {
    while (!s.empty() && (s.back() == '\n' || s.back() == ' ' || s.back() == '\t'))
        s.remove_suffix(1);
    while (!s.empty() && s.front() == '\n') s.remove_prefix(1);
    return std::string(s);
}

}  // namespace

Folded fold(std::string_view text) {
    const auto lines = split(text, '\n');
    Fold f{lines, std::vector<bool>(lines.size(), false)};
    f.mark();
    Folded out;
    for (std::size_t i = 0; i < lines.size(); ++i)
        (f.old[i] ? out.quoted : out.fresh).append(lines[i]).append("\n");
    out.fresh = tidy(out.fresh), out.quoted = tidy(out.quoted);
    if (out.fresh.empty()) std::swap(out.fresh, out.quoted);  // a forwarded letter is all there is
    return out;
}

}  // namespace ol::mail
