#include "platform/mail/imap_wire.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace ol::mail::imap {
namespace {

constexpr std::size_t line_most = 4u << 20;  // a SEARCH of some 400,000 letters

std::string upper_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

Error too_much() {
    return unavailable("mail.imap", "The mail server answers with more than a letter can be.");
}

/// The number at the front of `text`.
template <class T>
std::optional<T> number_at(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end == text.data()) return std::nullopt;
    return value;
}

/// "BODY[] {310}" -> 310; "{310+}" too.
std::optional<std::size_t> literal_at_end(std::string_view line) {
    if (!line.ends_with('}')) return std::nullopt;
    const auto begin = line.rfind('{');
    if (begin == std::string_view::npos) return std::nullopt;
    auto inside = line.substr(begin + 1, line.size() - begin - 2);
    if (inside.ends_with('+')) inside.remove_suffix(1);
    const bool digits = !inside.empty() && inside.size() <= 12 &&
                        std::ranges::all_of(inside, [](char c) { return c >= '0' && c <= '9'; });
    return digits ? number_at<std::size_t>(inside) : std::nullopt;
}

}  // namespace

Result<bool> Answers::take_line() {
    const auto end = buffer_.find('\n');
    if (end == std::string::npos) {
        if (buffer_.size() > line_most) return too_much();
        return false;
    }
    std::string_view line(buffer_.data(), end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    literal_ = literal_at_end(line);
    if (literal_) line = line.substr(0, line.rfind('{'));
    if (partial_.line.size() + line.size() > line_most) return too_much();
    if (literal_ && *literal_ > literal_most_) return too_much();
    partial_.line += line;
    if (literal_) partial_.line += "{}";
    buffer_.erase(0, end + 1);
    return true;
}

Result<std::optional<Answer>> Answers::next() {
    for (;;) {
        if (literal_) {
            if (buffer_.size() < *literal_) return std::optional<Answer>{};
            partial_.literals.push_back(buffer_.substr(0, *literal_));
            if (partial_.literals.size() > 16) return too_much();
            buffer_.erase(0, *std::exchange(literal_, std::nullopt));
        }
        const auto whole = take_line();
        if (!whole) return whole.error();
        if (!*whole) return std::optional<Answer>{};
        if (!literal_) return std::optional(std::exchange(partial_, {}));
    }
}

std::optional<std::uint32_t> code_number(std::string_view line, std::string_view code) {
    const std::string upper = upper_ascii(line);
    const auto at = upper.find("[" + std::string(code) + " ");
    if (at == std::string::npos) return std::nullopt;
    return number_at<std::uint32_t>(line.substr(at + code.size() + 2));
}

std::optional<std::uint64_t> item_number(std::string_view line, std::string_view item) {
    const std::string upper = upper_ascii(line);
    const auto list = upper.find("FETCH (");
    if (list == std::string::npos) return std::nullopt;
    for (auto at = upper.find(item, list); at != std::string::npos; at = upper.find(item, at + 1)) {
        const char before = upper[at - 1];
        if ((before == '(' || before == ' ') && upper.compare(at + item.size(), 1, " ") == 0)
            return number_at<std::uint64_t>(line.substr(at + item.size() + 1));
    }
    return std::nullopt;
}

std::vector<std::uint32_t> search_of(std::string_view line) {
    std::vector<std::uint32_t> out;
    if (!upper_ascii(line.substr(0, 8)).starts_with("* SEARCH")) return out;
    std::size_t at = 8;
    while (at < line.size()) {
        if (line[at] == ' ') {
            ++at;
            continue;
        }
        const auto uid = number_at<std::uint32_t>(line.substr(at));
        if (!uid) break;
        out.push_back(*uid);
        at = std::min(line.find(' ', at), line.size());
    }
    return out;
}

std::optional<std::string> body_of(const Answer& answer) {
    const std::string upper = upper_ascii(answer.line);
    const auto at = upper.find("BODY[");
    if (at == std::string::npos || upper.find("FETCH (") == std::string::npos) return std::nullopt;
    const auto value = answer.line.find("] ", at);
    if (value == std::string::npos) return std::nullopt;
    const std::string_view rest = std::string_view(answer.line).substr(value + 2);
    if (rest.starts_with("{}") && !answer.literals.empty()) return answer.literals.back();
    if (!rest.starts_with('"')) return std::nullopt;
    std::string text;
    for (std::size_t i = 1; i < rest.size() && rest[i] != '"'; ++i)
        text.push_back(rest[i] == '\\' && i + 1 < rest.size() ? rest[++i] : rest[i]);
    return text;
}

bool is_news(std::string_view line) {
    const std::string upper = upper_ascii(line);
    return upper.starts_with("* ") && (upper.ends_with(" EXISTS") || upper.ends_with(" RECENT"));
}

Result<std::string> quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x20 || u >= 0x7f)
            return invalid("mail.folder", "folder",
                           "Write the folder's name as the server does: plain characters, other "
                           "letters in IMAP's own writing (&BB4-).");
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + "\"";
}

}  // namespace ol::mail::imap
