#pragma once
// SIP URIs and name-addr values (RFC 3261 section 25.1) as far as the room decides on them; every
// byte is a stranger's.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ol::sip {

struct Uri {                                               // views into the parsed text
    std::string_view scheme, user, host, params, headers;  // host without brackets
    std::uint16_t port = 0;                                // 0 = not given
};
std::optional<Uri> parse_uri(std::string_view text);  // sip and sips only
std::string written_host(std::string_view host);      // as in a URI: IPv6 in brackets
std::optional<std::string_view> uri_param(std::string_view params, std::string_view name);

struct NameAddr {  // `"Display" <uri>;params` or `uri;params`
    std::string_view display, uri, params;
};
std::optional<NameAddr> parse_name_addr(std::string_view value);
/// A parameter behind name-addr, Via or Contact; flags give an empty view. LWS around "=" is
/// allowed (RFC 4475 3.1.1.1).
std::optional<std::string_view> header_param(std::string_view params, std::string_view name);

/// Percent-decoded, but what would decode to a control character stays escaped: "%00" must neither
/// cut nor merge names (RFC 4475 3.1.1.4). Valid UTF-8, at most 256 bytes.
std::string clean_user(std::string_view raw);
/// Without quotes and escapes; control characters become spaces; valid UTF-8, at most 256 bytes.
std::string clean_display(std::string_view raw);
std::string escape_user(std::string_view user);       // for the user part of a URI of ours
std::string quote_display(std::string_view display);  // with quotes; empty stays empty
bool is_token(std::string_view text);                 // RFC 3261 25.1, non-empty
std::string_view trim_lws(std::string_view text);     // also CR and LF of folded lines

}  // namespace ol::sip
