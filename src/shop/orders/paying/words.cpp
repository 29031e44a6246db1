#include "shop/orders/paying/words.hpp"

#include <algorithm>
#include <array>

#include "platform/base/text.hpp"

namespace ol::orders {
namespace {

Error wrong(std::string field, std::string how) {
    return invalid("orders.pay_template", std::move(field), std::move(how));
}

/// Each {name} in the text; nullopt: a brace that does not close.
std::optional<std::vector<std::string>> names_in(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = text.find('{'); at != std::string_view::npos;) {
        const auto end = text.find('}', at);
        if (end == std::string_view::npos) return {};
        out.emplace_back(text.substr(at + 1, end - at - 1));
        at = text.find('{', end);
    }
    return out;
}

bool has(const std::vector<std::string>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

bool only(const std::vector<std::string>& names, std::initializer_list<std::string_view> known) {
    return std::ranges::all_of(
        names, [&](const std::string& n) { return std::ranges::find(known, n) != known.end(); });
}

/// What a buyer reads as the address is where it leads: no name and password before the server's
/// name, no characters that turn its direction or cannot be seen, and a server's name at all.
bool plain_address(std::string_view link) {
    constexpr std::string_view begin = "https://";
    if (!link.starts_with(begin) || !plain_line(link)) return false;
    if (link.find_first_of(" \"<>\\") != std::string_view::npos) return false;
    const auto rest = link.substr(begin.size());
    const auto server = rest.substr(0, rest.find_first_of("/?#"));
    return server.size() >= 4 && server.find_first_of("@{}") == std::string_view::npos &&
           server.find('.') != std::string_view::npos && server.front() != '.';
}

Result<> check_link(const std::string& link) {
    const auto names = names_in(link);
    if (link.size() > pay_link_max || !plain_address(link))
        return wrong("link",
                     "An address is https://, the server's name without a login before it, and "
                     "the rest, in visible characters; at most 500.");
    if (!names || !has(*names, "order") || !only(*names, {"order", "amount", "currency"}))
        return wrong("link", "The address names {order}; {amount} and {currency} may stand too.");
    return {};
}

Result<> check_words(const std::string& field, const std::string& text, bool link) {
    if (trim(text).empty() || !valid_utf8(text) || utf8_length(text) > pay_words_max)
        return wrong(field, "A text has 1 to 1000 characters.");
    const auto names = names_in(text);
    if (!names || !has(*names, "amount") || !only(*names, {"order", "amount", "currency", "link"}))
        return wrong(field, "A text names {amount}; {order}, {currency} and {link} may stand too.");
    if (link != has(*names, "link"))
        return wrong(field, link ? "The text names {link}, or nobody gets the address."
                                 : "There is no address for {link}; write one or take it out.");
    return {};
}

std::string encoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out += {'%', hex[u >> 4], hex[u & 15]};
    }
    return out;
}

/// What is put in is never read again: a brace in an order's number stays a brace.
std::string filled(std::string_view text, const std::map<std::string, std::string>& values) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto open = text.find('{', at);
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) break;
        out += text.substr(at, open - at);
        const auto it = values.find(std::string(text.substr(open + 1, close - open - 1)));
        if (it != values.end()) out += it->second;
        at = close + 1;
    }
    return out += text.substr(at);
}

}  // namespace

Result<> check_template(const PayTemplate& t) {
    if (!t.link.empty())
        if (auto ok = check_link(t.link); !ok) return ok;
    if (t.words.empty() || t.words.size() > 20)
        return wrong("words", "Write the text in at least one language.");
    for (const auto& [language, text] : t.words) {
        const bool code = language.size() == 2 && std::ranges::all_of(language, [](char c) {
                              return c >= 'a' && c <= 'z';
                          });
        if (!code) return wrong("words", "A language is two letters, as uk.");
        if (auto ok = check_words("words." + language, text, !t.link.empty()); !ok) return ok;
    }
    return {};
}

PayText pay_text(const PayTemplate& t, std::string_view order, const Money& amount,
                 std::string_view buyer_language, std::string_view shop_language) {
    auto it = t.words.find(std::string(buyer_language));
    if (it == t.words.end()) it = t.words.find(std::string(shop_language));
    if (it == t.words.end()) it = t.words.begin();
    if (it == t.words.end()) return {};
    const auto sum = to_decimal(amount);
    PayText out;
    out.language = it->first;
    out.link = filled(t.link, {{"order", encoded(order)},
                               {"amount", encoded(sum)},
                               {"currency", encoded(amount.currency)}});
    out.text = filled(it->second, {{"order", std::string(order)},
                                   {"amount", sum},
                                   {"currency", amount.currency},
                                   {"link", out.link}});
    return out;
}

}  // namespace ol::orders
