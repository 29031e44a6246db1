#pragma once
// AES-256-GCM for bulk data that is read in parts. Small secrets: crypto::seal.
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace ol::crypto {

constexpr std::size_t gcm_tag_bytes = 16, gcm_nonce_bytes = 12, gcm_key_bytes = 32;

/// The encrypted bytes with the tag behind them. A nonce is used once with a key.
std::string gcm_seal(std::string_view key32, std::string_view nonce12, std::string_view also,
                     std::string_view plain);
/// Errors: "crypto.gcm" (another key, or the bytes were changed).
Result<std::string> gcm_open(std::string_view key32, std::string_view nonce12,
                             std::string_view also, std::string_view sealed);

}  // namespace ol::crypto
