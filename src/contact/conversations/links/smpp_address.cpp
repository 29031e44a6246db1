#include "contact/conversations/links/smpp_address.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/text.hpp"
#include "platform/http/uri.hpp"

namespace ol::conversations {
namespace {

constexpr std::uint8_t ton_unknown = 0, ton_international = 1, ton_short = 3, ton_letters = 5;

Error wrong(const char* detail) { return invalid("conversations.credentials", "account", detail); }

std::optional<int> number_of(std::string_view text, int least, int most) {
    int out = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), out);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || out < least || out > most)
        return std::nullopt;
    return out;
}

bool digits(std::string_view s) {
    return !s.empty() && s.find_first_not_of("0123456789") == s.npos;
}

/// Type of number and plan that fit who writes (section 5.2.5).
void kind_of_sender(SmppAddress& a) {
    const bool plus = a.from.starts_with('+');
    const std::string bare = plus ? a.from.substr(1) : a.from;
    if (!digits(bare)) {
        a.ton = ton_letters;
        return;
    }
    a.from = bare;
    a.ton = bare.size() <= 8 && !plus ? ton_short : ton_international;
    a.npi = a.ton == ton_international ? 1 : 0;
}

Result<> put(SmppAddress& a, const std::string& key, const std::string& value) {
    const auto whole = [&](int& to, int least, int most, const char* wrong_words) -> Result<> {
        const auto n = number_of(value, least, most);
        if (!n) return wrong(wrong_words);
        to = *n;
        return {};
    };
    if (key == "from") {
        if (value.empty() || value.size() > 20) return wrong("from: 1 to 20 characters.");
        a.from = value;
        kind_of_sender(a);
        if (a.ton == ton_letters && value.size() > 11)
            return wrong("from: a name has at most 11 letters.");
        return {};
    }
    if (key == "type") return a.type = value.substr(0, 12), Result<>{};
    if (key == "country") return a.country = value.substr(0, 2), Result<>{};
    if (key == "window") return whole(a.window, 1, 100, "window: 1 to 100.");
    if (key == "rate") return whole(a.rate, 0, 1000, "rate: 0 to 1000 messages a second.");
    if (key == "ton") return whole(a.ton, 0, 6, "ton: 0 to 6.");
    if (key == "npi") return whole(a.npi, 0, 18, "npi: 0 to 18.");
    if (key != "alphabet")
        return wrong("Known are from, type, window, rate, alphabet, country, ton and npi.");
    if (value == "gsm")
        a.alphabet = smpp::Alphabet::gsm;
    else if (value == "latin1")
        a.alphabet = smpp::Alphabet::latin1;
    else if (value == "ucs2")
        a.alphabet = smpp::Alphabet::ucs2;
    else
        return wrong("alphabet: gsm, latin1 or ucs2.");
    return {};
}

Result<> put_all(SmppAddress& a, std::string_view query) {
    std::vector<std::pair<std::string, std::string>> later;
    for (const auto& part : split(query, '&')) {
        if (part.empty()) continue;
        const auto cut = part.find('=');
        auto value = http::percent_decode(
            cut == part.npos ? std::string_view{} : std::string_view(part).substr(cut + 1), true);
        if (!value || !plain_line(*value)) return wrong("A value after ? cannot be read.");
        const auto key = part.substr(0, cut);
        if (key == "ton" || key == "npi") {
            later.emplace_back(key, *value);  // they stand above what `from` looks like
            continue;
        }
        if (auto ok = put(a, key, *value); !ok) return ok;
    }
    for (const auto& [key, value] : later)
        if (auto ok = put(a, key, value); !ok) return ok;
    return {};
}

}  // namespace

bool is_smpp_address(std::string_view s) {
    return s.starts_with("smpp://") || s.starts_with("smpps://");
}

Result<SmppAddress> smpp_address(std::string_view s) {
    SmppAddress a;
    if (!is_smpp_address(s)) return wrong("Enter smpp://login@host:port?from=Shop.");
    a.tls = s.starts_with("smpps");
    if (a.tls) a.port = 3550;
    s.remove_prefix(a.tls ? 8 : 7);
    const auto question = s.find('?');
    const auto query = question == s.npos ? std::string_view{} : s.substr(question + 1);
    s = s.substr(0, question);
    const auto at = s.rfind('@');
    if (at == s.npos || at == 0) return wrong("The login is missing: smpp://login@host:port.");
    if (s.substr(0, at).find(':') != s.npos)  // the account is shown in the settings
        return wrong("The password has a field of its own; the address has the login alone.");
    auto login = http::percent_decode(s.substr(0, at), false);
    if (!login || login->size() > 15 || !plain_line(*login))
        return wrong("A login (system_id) has at most 15 characters.");
    a.login = *login;
    auto place = s.substr(at + 1);
    while (place.ends_with('/')) place.remove_suffix(1);
    const auto colon = place.rfind(':');
    if (colon != place.npos && place.find(']', colon) == place.npos) {
        const auto port = number_of(place.substr(colon + 1), 1, 65535);
        if (!port) return wrong("A port is a number from 1 to 65535.");
        a.port = *port;
        place = place.substr(0, colon);
    }
    if (place.empty()) return wrong("The centre's name is missing: smpp://login@host:port.");
    a.host = std::string(place);
    if (auto ok = put_all(a, query); !ok) return ok.error();
    return a;
}

std::string thread_of_number(std::string_view number, std::uint8_t ton, std::string_view country) {
    const auto bare = number.starts_with('+') ? number.substr(1) : number;
    if (ton == ton_letters || !digits(bare)) return std::string(number);
    const bool whole = bare.size() >= 10 && bare.size() <= 15 && !bare.starts_with('0');
    if (ton == ton_international || number.starts_with('+') || (ton == ton_unknown && whole))
        return "+" + std::string(bare);
    if (!country.empty())
        if (auto normal = normal_phone(bare, country)) return *normal;
    return std::string(bare);
}

}  // namespace ol::conversations
