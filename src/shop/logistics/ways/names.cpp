#include "shop/logistics/ways/names.hpp"

#include <algorithm>

#include "shop/orders/address.hpp"

namespace ol::logistics::names {
namespace {

bool number(std::string_view word) {
    return !word.empty() && word.front() >= '0' && word.front() <= '9';
}

/// "kyiv", "київ" and "kiiv" are one: y is i, and a letter is not said twice.
std::string letters_of(const std::string& word) {
    if (number(word)) return orders::latin_word(word);
    std::string out;
    for (char c : orders::latin_word(word)) {
        if (c == 'y') c = 'i';
        if (out.empty() || out.back() != c) out += c;
    }
    return out;
}

/// The sounds that are written as capitals get letters that no sound uses.
std::string sound_key(const std::string& word) {
    if (number(word)) return orders::latin_word(word);
    std::string out = orders::sound_of(word);
    if (out == word) return letters_of(word);  // vowels only: then they are what it sounds like
    for (char& c : out) c = c == 'S' ? 'w' : c == 'C' ? 'q' : c == 'J' ? 'h' : c;
    return out;
}

bool begins(const std::vector<std::string>& words, const std::string& with) {
    return std::ranges::any_of(words, [&](const auto& w) { return w.starts_with(with); });
}

bool all_begin(const std::vector<std::string>& words, const std::vector<std::string>& asked) {
    return std::ranges::all_of(asked, [&](const auto& a) { return begins(words, a); });
}

bool all_inside(const std::vector<std::string>& words, const std::vector<std::string>& asked) {
    return std::ranges::all_of(asked, [&](const auto& a) {
        return std::ranges::any_of(
            words, [&](const auto& w) { return w.find(a) != std::string::npos && a.size() > 1; });
    });
}

int one_match(const Keys& asked, const Keys& name) {
    if (asked.letters == name.letters) return 0;
    if (all_begin(name.letters, asked.letters)) return 1;
    if (asked.sounds == name.sounds) return 2;
    if (all_begin(name.sounds, asked.sounds)) return 3;
    return all_inside(name.sounds, asked.sounds) ? 4 : -1;
}

}  // namespace

Keys keys_of(std::string_view text) {
    const auto all = orders::name_words(text);
    Keys out;
    for (const bool kinds_too : {false, true}) {
        for (const auto& word : all) {
            if (!kinds_too && orders::kind_word(word)) continue;
            out.letters.push_back(letters_of(word));
            out.sounds.push_back(sound_key(word));
        }
        if (!out.letters.empty()) break;
    }
    return out;
}

std::vector<Entry> entries_of(const std::vector<std::string>& spellings) {
    std::vector<Entry> out;
    for (const auto& name : spellings) {
        const auto keys = keys_of(name);
        for (const auto& word : keys.letters) out.push_back({'l', word});
        for (const auto& sound : keys.sounds) {
            out.push_back({'b', sound});
            const bool ascii =
                std::ranges::all_of(sound, [](char c) { return static_cast<signed char>(c) > 0; });
            for (std::size_t at = 0; at < (ascii ? sound.size() : 1); ++at)
                out.push_back({'s', sound.substr(at)});
        }
    }
    std::ranges::sort(out);
    const auto [from, to] = std::ranges::unique(out);
    out.erase(from, to);
    return out;
}

std::vector<Entry> probes_of(const Keys& asked) {
    if (asked.letters.empty()) return {};
    // The longest word is the rarest.
    const auto longest = [](const std::vector<std::string>& words) {
        return *std::ranges::max_element(words, {}, &std::string::size);
    };
    const auto sound = longest(asked.sounds);
    return {{'l', longest(asked.letters)}, {sound.size() > 1 ? 's' : 'b', sound}};
}

std::string searched(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts)
        for (const auto& sound : keys_of(text).sounds) out += " " + sound;
    return out;
}

std::vector<std::string> patterns_of(std::string_view asked) {
    std::vector<std::string> out;
    for (const auto& sound : keys_of(asked).sounds) {
        std::string safe;
        for (const char c : sound)
            (c == '%' || c == '_' || c == '\\' ? safe += '\\' : safe) += c;
        out.push_back((number(sound) || sound.size() == 1 ? "% " : "%") + safe + "%");
    }
    return out;
}

int match(const Keys& asked, const std::vector<Keys>& spellings) {
    int best = -1;
    if (asked.letters.empty()) return best;
    for (const auto& name : spellings) {
        const int one = one_match(asked, name);
        if (one >= 0 && (best < 0 || one < best)) best = one;
    }
    return best;
}

std::string after(std::string_view beginning) {
    std::string out(beginning);
    if (out.empty() || static_cast<signed char>(out.back()) <= 0) return {};
    ++out.back();
    return out;
}

}  // namespace ol::logistics::names
