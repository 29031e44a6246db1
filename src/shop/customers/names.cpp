// Pure rules: when two names may be one person's, and what a mask leaves.
#include <algorithm>

#include "platform/base/text.hpp"
#include "shop/customers/customers.hpp"

namespace ol::customers {
namespace {

constexpr std::string_view stars = "***";

/// Folded words; everything that is not a letter or digit separates ("Koval-Shevchenko, O." gives
/// three).
std::vector<std::string> words(std::string_view name) {
    std::vector<std::string> out;
    std::string word;
    for (const char c : fold(name) + " ") {
        const auto u = static_cast<unsigned char>(c);
        const bool letter = u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z');
        const bool apostrophe = c == '\'';
        if (letter)
            word += c;
        else if (!apostrophe && !word.empty())
            out.push_back(std::exchange(word, {}));
    }
    return out;
}

bool same_word(const std::string& a, const std::string& b) {
    if (a == b) return true;
    const std::string& shorter = a.size() < b.size() ? a : b;
    const std::string& longer = a.size() < b.size() ? b : a;
    return utf8_length(shorter) == 1 && longer.starts_with(shorter);
}

std::string first_letters(std::string_view s, std::size_t n) {
    std::size_t at = 0;
    while (at < s.size() && n > 0) {
        ++at;
        while (at < s.size() && (static_cast<unsigned char>(s[at]) & 0xC0) == 0x80) ++at;
        --n;
    }
    return std::string(s.substr(0, at));
}

}  // namespace

bool compatible_names(std::string_view a, std::string_view b) {
    auto shorter = words(a), longer = words(b);
    if (shorter.size() > longer.size()) std::swap(shorter, longer);
    if (shorter.empty()) return false;
    bool whole_word = false;  // an initial alone proves nothing
    for (const auto& w : shorter) {
        const auto hit =
            std::ranges::find_if(longer, [&](const auto& other) { return same_word(w, other); });
        if (hit == longer.end()) return false;
        whole_word = whole_word || (*hit == w && utf8_length(w) > 1);
        longer.erase(hit);
    }
    return whole_word;
}

std::string mask_email(std::string_view email) {
    const auto at = email.find('@');
    if (at == std::string_view::npos) return std::string(stars);
    return first_letters(email.substr(0, at), at > 4 ? 2 : 1) + std::string(stars) +
           std::string(email.substr(at));
}

std::string mask_address(std::string_view text, std::string_view city) {
    if (text.empty() && city.empty()) return {};
    return city.empty() ? std::string(stars) : std::string(city) + " " + std::string(stars);
}

Customer masked(Customer c) {
    for (auto& i : c.identities) {
        i.value = i.kind == IdentityKind::phone ? mask_phone(i.value) : mask_email(i.value);
        i.masked = true;
    }
    for (auto& a : c.addresses) {
        a.text = mask_address(a.text, a.city);
        a.postcode.clear();
    }
    for (auto& t : c.trusted) t.phone = mask_phone(t.phone);
    c.notes.clear();  // free text may hold anything
    return c;
}

Caller masked(Caller c) {
    c.number.reset();
    return c;
}

}  // namespace ol::customers
