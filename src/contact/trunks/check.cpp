// What a trunk's settings must hold before they are kept. Every fault has a code of its own and
// names its field: the desk says what to write there.
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "contact/trunks/trunks.hpp"
#include "platform/base/text.hpp"

namespace ol::trunks {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool digits(std::string_view text) { return std::all_of(text.begin(), text.end(), digit); }
bool plain(std::string_view text, std::size_t most, std::string_view more) {
    return text.size() <= most && std::all_of(text.begin(), text.end(), [&](char c) {
               return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      more.find(c) != std::string_view::npos;
           });
}

bool ip(int family, std::string_view text) {
    std::array<unsigned char, 16> bytes{};
    return text.size() <= 45 && inet_pton(family, std::string(text).c_str(), bytes.data()) == 1;
}
bool up_to(std::string_view text, int most) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value >= 0 && value <= most;
}

/// A name, or an address. Only digits and dots must be an address: "300.1.1.1" is nobody's name.
bool server(std::string_view host) {
    if (host.find(':') != std::string_view::npos) return ip(AF_INET6, host);
    if (plain(host, 253, ".") && digits(host.substr(host.rfind('.') + 1))) return ip(AF_INET, host);
    if (!plain(host, 253, ".-") || host.starts_with('.') || host.starts_with('-')) return false;
    return host.find("..") == std::string_view::npos;
}

/// "192.0.2.1", "192.0.2.1:5060", "10.0.0.0/24", "2001:db8::1", "[2001:db8::1]:5060".
bool address(std::string_view text) {
    const auto slash = text.find('/');
    if (slash != std::string_view::npos) {
        const auto host = text.substr(0, slash), bits = text.substr(slash + 1);
        return (ip(AF_INET, host) && up_to(bits, 32)) || (ip(AF_INET6, host) && up_to(bits, 128));
    }
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos || !ip(AF_INET6, text.substr(1, end - 1))) return false;
        const auto rest = text.substr(end + 1);
        return rest.empty() || (rest.starts_with(':') && up_to(rest.substr(1), 65535));
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return ip(AF_INET, text);
    return ip(AF_INET6, text) ||
           (ip(AF_INET, text.substr(0, colon)) && up_to(text.substr(colon + 1), 65535));
}

/// `least` digits to 15 (E.164), a plus at most before them.
bool number(std::string_view text, std::size_t least) {
    if (text.starts_with('+')) text.remove_prefix(1);
    return text.size() >= least && text.size() <= 15 && digits(text);
}
bool shown(std::string_view text) { return text.empty() || number(text, 5); }

std::string bare(std::string_view text) {
    std::string out;
    for (const char c : trim(text))
        if (std::string_view(" -()./").find(c) == std::string_view::npos) out += c;
    return out;
}

Result<> check_server(const TrunkSettings& t) {
    if (!server(t.host) && !t.host.empty())
        return invalid("trunks.host", "settings.host",
                       "A host name or an address, without \"sip:\" and without the port.");
    if (t.port < 0 || t.port > 65535)
        return invalid("trunks.port", "settings.port",
                       "A port is 1 to 65535, 5060 (TLS: 5061) is usual; 0 leaves it to DNS.");
    for (const auto& codec : t.codecs)
        if (codec != "pcmu" && codec != "pcma" && codec != "g722" && codec != "opus")
            return invalid("trunks.codec", "settings.codecs",
                           "Codecs are pcmu, pcma, g722 and opus.");
    if (!plain(t.user, 64, "+.-_@"))
        return invalid("trunks.user", "settings.user",
                       "An account name has letters, digits and . - _ + @, at most 64.");
    if (t.registers && t.user.empty())
        return invalid("trunks.user_missing", "settings.user",
                       "To register, an account name is needed.");
    if (t.registers && t.host.empty())
        return invalid("trunks.register_host", "settings.host", "To register, a server is needed.");
    if (t.host.empty() && t.addresses.empty())
        return invalid("trunks.host_missing", "settings.host",
                       "Give the carrier's server, or the addresses that it calls from.");
    for (const auto& from : t.addresses)
        if (!address(from))
            return invalid("trunks.address", "settings.addresses",
                           "An address such as 192.0.2.1, 10.0.0.0/24 or [2001:db8::1].");
    return {};
}

Result<> check_numbers(const TrunkSettings& t) {
    for (const auto& own : t.numbers)
        if (!number(own.number, 2))
            return invalid("trunks.number", "settings.numbers",
                           "A number has 2 to 15 digits, and perhaps a plus before them.");
    for (const auto& own : t.caller_ids)
        if (!shown(own.number))
            return invalid("trunks.caller_id", "settings.caller_ids",
                           "The number that buyers see has 5 to 15 digits, a plus before them.");
    if (!shown(t.caller_id))
        return invalid("trunks.caller_id", "settings.caller_id",
                       "The number that buyers see has 5 to 15 digits, a plus before them.");
    if (t.prepend.size() > 32 || t.prepend.find_first_not_of("0123456789*#+") != std::string::npos)
        return invalid("trunks.prepend", "settings.prepend", "Digits, * and #, at most 32.");
    const auto& home = t.national_code;
    if (!home.empty() && (home.size() < 2 || home.size() > 8 || !home.starts_with('+') ||
                          !digits(std::string_view(home).substr(1))))
        return invalid("trunks.national_code", "settings.national_code",
                       "The country code with its plus: +380. Empty: no number is dialled so.");
    if (t.national_prefix.size() > 8 || !digits(t.national_prefix))
        return invalid("trunks.national_prefix", "settings.national_prefix",
                       "At most 8 digits, usually 0.");
    for (const auto& prefix : t.prefixes)
        if (!prefix.starts_with('+') || prefix.size() < 2 || prefix.size() > 16 ||
            !digits(std::string_view(prefix).substr(1)))
            return invalid("trunks.prefix", "settings.prefixes",
                           "A prefix begins with the country code: +380 or +38044.");
    for (const auto& country : t.countries)
        if (country.size() != 2 || !std::all_of(country.begin(), country.end(),
                                                [](char c) { return c >= 'A' && c <= 'Z'; }))
            return invalid("trunks.country", "settings.countries",
                           "Countries are two capital letters: UA, PL.");
    return {};
}

Result<> check_limits(const TrunkSettings& t) {
    const auto longest = [](const auto& list, std::size_t most, const char* field) -> Result<> {
        if (list.size() <= most) return {};
        return invalid("trunks.list", field, "That is too long a list.");
    };
    for (const auto& done : {longest(t.addresses, 64, "settings.addresses"),
                             longest(t.numbers, 1000, "settings.numbers"),
                             longest(t.prefixes, 200, "settings.prefixes"),
                             longest(t.caller_ids, 200, "settings.caller_ids"),
                             longest(t.countries, 250, "settings.countries")})
        if (!done) return done.error();
    if (t.max_calls < 1 || t.max_calls > 10000)
        return invalid("trunks.max_calls", "settings.max_calls", "1 to 10,000 calls at once.");
    if (t.max_per_day < 1 || t.max_per_day > 1000000)
        return invalid("trunks.max_per_day", "settings.max_per_day",
                       "1 to 1,000,000 calls in 24 hours.");
    if (t.priority < 0 || t.priority > 1000)
        return invalid("trunks.priority", "settings.priority", "The order is 0 to 1,000.");
    return {};
}

}  // namespace

TrunkSettings tidied(TrunkSettings t) {
    t.name = std::string(trim(t.name));
    for (std::string* text : {&t.host, &t.user}) *text = std::string(trim(*text));
    for (std::string* text : {&t.caller_id, &t.prepend, &t.national_code, &t.national_prefix})
        *text = bare(*text);
    for (auto& own : t.numbers) own.number = bare(own.number);
    for (auto& own : t.caller_ids) own.number = bare(own.number);
    for (auto& prefix : t.prefixes) prefix = bare(prefix);
    return t;
}

Result<> check(const TrunkSettings& t) {
    if (t.name.empty() || t.name.size() > 60)
        return invalid("trunks.name", "settings.name", "A name of 1 to 60 bytes, please.");
    if (auto good = check_limits(t); !good) return good;
    if (auto good = check_server(t); !good) return good;
    return check_numbers(t);
}

}  // namespace ol::trunks
