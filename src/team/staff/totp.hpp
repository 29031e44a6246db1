#pragma once
// Second factor by time codes (RFC 6238: SHA-1, 30 s, 6 digits) and one-time recovery codes.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/time.hpp"

namespace ol::staff {

/// The step whose code matches: now, one before, one after (RFC 6238 section 5.2), and later than
/// `last_step`, since a verifier must not accept a code twice. Empty = wrong, malformed or
/// replayed.
std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, Time now,
                                      std::int64_t last_step);

std::string totp_base32(std::string_view secret);  // without padding
std::string totp_uri(std::string_view login,
                     std::string_view secret);  // otpauth://totp/Orderline:login?...

std::vector<std::string> make_recovery_codes();     // ten, 80 bits each: "ABCD-EFGH-IJKL-MNOP"
std::string recovery_hash(std::string_view typed);  // hex; case, spaces and dashes do not matter

}  // namespace ol::staff
