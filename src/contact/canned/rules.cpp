#include "contact/canned/rules.hpp"

#include <algorithm>
#include <functional>

#include "platform/base/text.hpp"

namespace ol::canned {
namespace {

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string_view trimmed(std::string_view s) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!s.empty() && blank(s.front())) s.remove_prefix(1);
    while (!s.empty() && blank(s.back())) s.remove_suffix(1);
    return s;
}

/// Pieces between variables go to `words`, names to `name`.
void walk(std::string_view text, const std::function<void(std::string_view)>& words,
          const std::function<void(std::string_view)>& name) {
    std::size_t said = 0;
    for (std::size_t at = text.find("{{"); at != text.npos; at = text.find("{{", at)) {
        const auto end = text.find("}}", at + 2);
        if (end == text.npos) break;
        const auto inner = trimmed(text.substr(at + 2, end - at - 2));
        if (!is_name(inner)) {
            ++at;
            continue;
        }
        words(text.substr(said, at - said));
        name(inner);
        said = at = end + 2;
    }
    words(text.substr(said));
}

/// "{order_number}", which nothing would fill in: the buyer would read it as it stands.
std::string in_single_braces(std::string_view text) {
    for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
        const auto end = text.find('}', at);
        if (end == text.npos) break;
        if (text.substr(at, 2) == "{{") {
            at = end + 1;
            continue;
        }
        if (const auto inner = trimmed(text.substr(at + 1, end - at - 1)); is_name(inner))
            return std::string(inner);
    }
    return {};
}

void note(std::vector<std::string>& names, std::string_view name) {
    if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
}

Error with(Error error, const char* name, std::string value) {
    error.params = {{name, std::move(value)}};
    return error;
}

}  // namespace

Result<std::string> checked_key(std::string_view key) {
    const auto bad = [] {
        return invalid("canned.key", "key",
                       "A key is 1 to 30 letters, digits, - and _, as it is typed after a slash.");
    };
    if (key.size() > key_chars_max * 4 || !valid_utf8(key)) return bad();
    std::string out = fold(key);
    if (out.starts_with('/')) out.erase(0, 1);
    const bool plain = std::ranges::all_of(out, [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return u >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
    if (!plain || out.empty() || utf8_length(out) > key_chars_max) return bad();
    return out;
}

Result<std::string> checked_language(std::string_view language) {
    const std::string out(language);
    const bool plain =
        std::ranges::all_of(out, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
    if (out.size() < 2 || out.size() > language_chars_max || !plain)
        return invalid("canned.language", "language", "A language is a code such as uk or zh.");
    return out;
}

Result<std::string> checked_text(std::string_view text) {
    const std::string out(trimmed(text));
    if (out.empty()) return invalid("canned.text_empty", "text", "Write what is to be answered.");
    if (out.size() > text_chars_max * 4 || !valid_utf8(out) || utf8_length(out) > text_chars_max)
        return with(invalid("canned.text_too_long", "text", "At most 4000 characters of UTF-8."),
                    "max", std::to_string(text_chars_max));
    if (const auto name = in_single_braces(out); !name.empty())
        return with(invalid("canned.braces", "text",
                            "A variable stands between double braces, like {{name}}."),
                    "name", name);
    for (const auto& name : variables_of(out))
        if (std::ranges::find(known_variables, name) == known_variables.end())
            return with(invalid("canned.variable", "text",
                                "There is no variable of this name; see the list of variables."),
                        "name", name);
    return out;
}

std::vector<std::string> variables_of(std::string_view text) {
    std::vector<std::string> out;
    walk(text, [](std::string_view) {}, [&](std::string_view name) { note(out, name); });
    return out;
}

std::optional<std::string> first_variable(std::string_view text) {
    auto all = variables_of(text);
    return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

Filled fill(std::string_view text, const Facts& facts) {
    Filled out;
    walk(
        text, [&](std::string_view words) { out.text += words; },
        [&](std::string_view name) {
            const auto at = facts.find(name);
            if (at != facts.end() && !at->second.empty()) {
                out.text += at->second;
                return;
            }
            ((out.text += "{{") += name) += "}}";
            note(out.missing, name);
        });
    return out;
}

}  // namespace ol::canned
