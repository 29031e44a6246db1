#pragma once
// HTTP Digest as SIP uses it (RFC 2617, RFC 3261 section 22): MD5 and qop=auth, the only kind every
// phone speaks.
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/base/time.hpp"
#include "platform/sip/address.hpp"

namespace ol::sip {

struct Credentials {  // of an Authorization or Proxy-Authorization header
    std::string username, realm, nonce, uri, response, qop, cnonce, nc, algorithm;
};
/// `value` starts with the scheme. Other schemes, broken quoting or missing parts give nothing (RFC
/// 4475 3.3.7).
std::optional<Credentials> parse_credentials(std::string_view value);

struct Challenge {  // of a WWW-Authenticate or Proxy-Authenticate header
    std::string realm, nonce, opaque, algorithm;
    bool qop_auth = false, stale = false;
};
std::optional<Challenge> parse_challenge(std::string_view value);

std::string digest_response(const Credentials& given, std::string_view password,
                            std::string_view method);
/// The whole Authorization value that answers `challenge`; empty for algorithms other than MD5.
std::string answer_challenge(const Challenge& challenge, std::string_view user,
                             std::string_view password, std::string_view method,
                             std::string_view uri, std::string_view cnonce);

/// Nonces of ours carry time, source and a keyed hash, so that nothing is kept until one was used
/// with success.
class Nonces {
public:
    explicit Nonces(std::string key32) : key_(std::move(key32)) {}
    std::string make(Time now, const Ip& source);
    enum class State { fresh, stale, foreign };
    State state(std::string_view nonce, const Ip& source, Time now) const;
    /// Notes the use of a count: false when it was used before (replay). Without qop a nonce serves
    /// once.
    bool use(const std::string& nonce, std::string_view nc, Time now);
    std::size_t remembered() const { return counts_.size(); }

    static constexpr Ms lifetime{300'000};
    static constexpr std::size_t remembered_max = 20'000;

private:
    std::string seal(std::string_view head, const Ip& source) const;
    std::string key_;
    std::uint64_t serial_ = 0;
    std::unordered_map<std::string, std::uint32_t> counts_;
    std::deque<std::pair<Time, std::string>> by_age_;
};

}  // namespace ol::sip
