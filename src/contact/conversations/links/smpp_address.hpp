#pragma once
// The address of a shop at a centre of short messages, as one line of its settings:
// smpp://login@host:port?from=Kettles&window=10&rate=20. Pure.
#include "platform/smpp/smpp.hpp"

namespace ol::conversations {

/// Keys after "?": from (who writes: 11 letters, a number, a short number), type (system_type),
/// window (1 to 100), rate (messages a second, 0 = no limit), alphabet (gsm, latin1, ucs2), country
/// (of numbers without one: UA), ton and npi (of `from`, when the centre wants others).
struct SmppAddress {
    std::string login, host, from, type, country;
    int port = 2775, window = 10, rate = 0, ton = 0, npi = 0;
    bool tls = false;
    smpp::Alphabet alphabet = smpp::Alphabet::gsm;
};

bool is_smpp_address(std::string_view address);  // smpp:// or smpps:// (TLS)
/// conversations.credentials, field "account": what is wrong, in words.
Result<SmppAddress> smpp_address(std::string_view address);

/// A telephone number as the centre writes it to the name of its thread: "+380501112233" where it
/// is international; a short number or a name stays as it is.
std::string thread_of_number(std::string_view number, std::uint8_t ton, std::string_view country);

}  // namespace ol::conversations
