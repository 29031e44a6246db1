#pragma once
// Randomness, hashes and their encodings. OpenSSL and libsodium stay behind this header.
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace ol::crypto {

std::string random_bytes(std::size_t n);
std::string random_token(std::size_t bytes = 24);  // URL-safe base64 without padding
std::string random_password();                      // readable: four syllable groups, about 52 bits
std::string sha256(std::string_view data);          // raw 32 bytes
std::string hmac_sha256(std::string_view key, std::string_view data);
std::string hmac_sha1(std::string_view key, std::string_view data);
std::string md5_hex(std::string_view data);  // SIP digest only (RFC 2617)
std::string hex(std::string_view raw);
std::string base64(std::string_view raw);
Result<std::string> unbase64(std::string_view text);
bool equal_constant_time(std::string_view a, std::string_view b);

std::string hash_password(std::string_view password);  // argon2id; slow on purpose: never on the floor or an I/O thread
bool verify_password(std::string_view hash, std::string_view password);
std::string totp(std::string_view secret_raw, std::int64_t unix_seconds);  // RFC 6238, 6 digits, 30 s, SHA-1
std::string base32(std::string_view raw);

/// Stored secrets: XChaCha20-Poly1305 with the installation's key file (not in the backup).
std::string seal(std::string_view key32, std::string_view plain);
Result<std::string> unseal(std::string_view key32, std::string_view sealed);

}  // namespace ol::crypto
