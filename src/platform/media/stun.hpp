#pragma once
// STUN as an ICE-lite agent needs it (RFC 8489, RFC 8445): read a Binding request, check it, answer
// it.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "platform/media/net.hpp"

namespace ol::media::stun {

struct Request {
    std::string_view username;  // "ours:theirs", a view into the datagram
    bool use_candidate = false;
    std::size_t integrity_at = 0;  // offset of MESSAGE-INTEGRITY
    std::span<const std::uint8_t> datagram;

    std::string_view our_ufrag() const { return username.substr(0, username.find(':')); }
};

/// nullopt: not a Binding request, wrong cookie, attribute beyond the datagram, no username or no
/// integrity, a FINGERPRINT that does not match.
std::optional<Request> parse_request(std::span<const std::uint8_t> datagram);
/// HMAC-SHA1 with our password, in constant time.
bool authentic(const Request& request, std::string_view password);
/// Binding success with XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY and FINGERPRINT; returns its length
/// (at most 96).
std::size_t write_response(const Request& request, const Address& source, std::string_view password,
                           std::span<std::uint8_t> out);

/// Used by tests and by tools that play the browser: a Binding request with USE-CANDIDATE.
std::string make_request(std::string_view username, std::string_view password,
                         std::string_view transaction12);
std::uint32_t crc32(std::span<const std::uint8_t> bytes);

}  // namespace ol::media::stun
