#include "contact/letters/threading.hpp"

#include <algorithm>
#include <array>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::letters {
namespace {

constexpr std::size_t references_most = 20;
constexpr Ms first_wait{5000}, longest_wait{300000};

// As mail programs in English, German, Ukrainian, Russian and Chinese begin answers and forwards.
constexpr auto beginnings =
    std::to_array<std::string_view>({"re", "fw", "fwd", "aw", "wg", "відп", "відповідь", "пер",
                                     "ha", "на", "ответ", "отв", "回复", "答复", "转发"});

/// Bytes of a "Re:", "Re[2]:" or "回复：" at the front; 0 when there is none.
std::size_t beginning_of(std::string_view folded) {
    for (const auto word : beginnings) {
        if (!folded.starts_with(word)) continue;
        std::size_t at = word.size();
        if (at < folded.size() && folded[at] == '[') {
            const auto end = folded.find(']', at);
            if (end == std::string_view::npos || end > at + 4) continue;
            at = end + 1;
        }
        if (folded.substr(at).starts_with(':')) return at + 1;
        if (folded.substr(at).starts_with("：")) return at + std::string_view("：").size();
    }
    return 0;
}

/// Where "[#token]" stands: its begin and bytes; bytes 0 when there is none.
std::pair<std::size_t, std::size_t> mark_in(std::string_view subject) {
    const auto begin = subject.rfind("[#");
    if (begin == std::string_view::npos) return {0, 0};
    const auto end = subject.find(']', begin);
    if (end == std::string_view::npos || end - begin < 10 || end - begin > 20) return {0, 0};
    const auto inside = subject.substr(begin + 2, end - begin - 2);
    const bool plain = std::ranges::all_of(
        inside, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
    return plain ? std::pair{begin, end + 1 - begin} : std::pair{std::size_t{0}, std::size_t{0}};
}

std::string without_mark(std::string_view subject) {
    std::string out(subject);
    const auto [at, bytes] = mark_in(subject);
    out.erase(at, bytes);
    return std::string(trim(out));
}

}  // namespace

std::string plain_subject(std::string_view subject) {
    std::string folded = fold(without_mark(subject));
    std::string_view rest = trim(folded);
    while (const auto n = beginning_of(rest)) rest = trim(rest.substr(n));
    return std::string(rest);
}

std::string subject_token(std::string_view subject) {
    const auto [at, bytes] = mark_in(subject);
    return bytes ? std::string(subject.substr(at + 2, bytes - 3)) : std::string();
}

std::string answer_subject(std::string_view subject, std::string_view token) {
    std::string out = without_mark(subject);
    if (!beginning_of(fold(out))) out = "Re: " + out;
    if (!token.empty()) out += " [#" + std::string(token) + "]";
    return out;
}

std::vector<std::string> answer_references(std::string_view theirs, std::string_view their_id) {
    std::vector<std::string> out;
    for (const auto& one : split(theirs, ' '))
        if (!one.empty() && one != their_id && std::ranges::find(out, one) == out.end())
            out.push_back(one);
    if (!their_id.empty()) out.emplace_back(their_id);
    if (out.size() > references_most)
        out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(references_most));
    return out;
}

std::string key_of(const mail::Received& letter, std::string_view bytes) {
    if (letter.message_id.empty()) return "letter:" + crypto::hex(crypto::sha256(bytes));
    std::string said = letter.message_id + '\n' + letter.subject + '\n' + letter.text;
    if (!letter.from.empty()) said += '\n' + letter.from.front().address;
    return "letter:" + crypto::hex(crypto::sha256(said));
}

std::string_view clipped(std::string_view text, std::size_t bytes_most) {
    if (text.size() <= bytes_most) return text;
    while (bytes_most > 0 && (static_cast<unsigned char>(text[bytes_most]) & 0xc0) == 0x80)
        --bytes_most;
    return text.substr(0, bytes_most);
}

bool wakes(const mail::Received& letter, const std::vector<std::string>& our_addresses) {
    if (letter.sort != mail::Sort::letter || letter.from.empty()) return false;
    const std::string from = lower_ascii(letter.from.front().address);
    return std::ranges::find(our_addresses, from) == our_addresses.end();
}

Ms again_in(int failures) {
    Ms wait = first_wait;
    for (int i = 1; i < failures && wait < longest_wait; ++i) wait *= 2;
    return std::min(wait, longest_wait);
}

}  // namespace ol::letters
