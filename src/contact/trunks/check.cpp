// What a trunk's settings must hold before they are kept.
#include <algorithm>

#include "contact/trunks/trunks.hpp"

namespace ol::trunks {
namespace {

bool plain(std::string_view text, std::size_t most, std::string_view more) {
    return text.size() <= most && std::all_of(text.begin(), text.end(), [&](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      more.find(c) != std::string_view::npos;
           });
}
bool number(std::string_view text) { return text.empty() || plain(text, 32, "+*#"); }

}  // namespace

Result<> check(const TrunkSettings& t) {
    if (t.name.empty() || t.name.size() > 60)
        return invalid("trunks.name", "settings.name", "A name of 1 to 60 bytes, please.");
    if (!plain(t.host, 253, ".-:"))
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
                       "An account name has letters, digits and . - _ +");
    if (t.registers && (t.user.empty() || t.host.empty()))
        return invalid("trunks.user", "settings.user",
                       "To register, a server and an account name are needed.");
    if (t.host.empty() && t.addresses.empty())
        return invalid("trunks.host", "settings.host",
                       "Give the carrier's server, or the addresses that it calls from.");
    if (t.addresses.size() > 64 || t.numbers.size() > 1000 || t.prefixes.size() > 200 ||
        t.caller_ids.size() > 200 || t.countries.size() > 250)
        return invalid("trunks.limit", "settings", "That is too long a list.");
    for (const auto& address : t.addresses)
        if (!plain(address, 64, ".:/[]") || address.empty())
            return invalid("trunks.address", "settings.addresses",
                           "An address such as 192.0.2.1, 10.0.0.0/24 or [2001:db8::1].");
    for (const auto& own : t.numbers)
        if (own.number.empty() || !number(own.number))
            return invalid("trunks.number", "settings.numbers", "A number has digits and a plus.");
    for (const auto& own : t.caller_ids)
        if (!number(own.number))
            return invalid("trunks.number", "settings.caller_ids",
                           "A number has digits and a plus.");
    if (!number(t.caller_id) || !number(t.prepend))
        return invalid("trunks.number", "settings.caller_id", "A number has digits and a plus.");
    for (const auto& prefix : t.prefixes)
        if (!prefix.starts_with('+') || !plain(prefix.substr(1), 15, "") || prefix.size() < 2)
            return invalid("trunks.prefix", "settings.prefixes",
                           "A prefix begins with the country code: +380 or +38044.");
    for (const auto& country : t.countries)
        if (country.size() != 2 || !std::all_of(country.begin(), country.end(),
                                                [](char c) { return c >= 'A' && c <= 'Z'; }))
            return invalid("trunks.country", "settings.countries",
                           "Countries are two capital letters: UA, PL.");
    if (t.max_calls < 1 || t.max_calls > 10000 || t.max_per_day < 1 || t.max_per_day > 1000000 ||
        t.priority < 0 || t.priority > 1000)
        return invalid("trunks.limit", "settings.max_calls",
                       "1 to 10,000 calls at once, 1 to 1,000,000 a day, priority 0 to 1,000.");
    return {};
}

}  // namespace ol::trunks
