#pragma once
// SRTP and SRTCP of one leg (RFC 3711, 6188, 7714) by libsrtp2, and the suites of SDES (RFC 4568).
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

struct srtp_ctx_t_;

namespace ol::media {

enum class Suite : std::uint8_t {
    aes128_sha1_80,
    aes128_sha1_32,
    aes256_sha1_80,
    aes256_sha1_32,
    aes128_gcm,
    aes256_gcm,
};

std::optional<Suite> suite_named(std::string_view name);  // "AES_CM_128_HMAC_SHA1_80"
std::string_view name_of(Suite suite);
std::size_t key_bytes(Suite suite);  // master key and salt

/// libsrtp2's own tables; once, before any media thread needs a key.
void start_srtp();

/// Keys of both directions; either may be missing. Made off the media thread, moves with its owner.
class SrtpPair {
public:
    SrtpPair() = default;
    SrtpPair(SrtpPair&& other) noexcept;
    SrtpPair& operator=(SrtpPair&& other) noexcept;
    ~SrtpPair();
    /// Key material: key then salt. false: libsrtp refuses it.
    static bool create(Suite suite, const std::uint8_t* receive_key, const std::uint8_t* send_key,
                       SrtpPair& out);
    bool set_receive(Suite suite, std::span<const std::uint8_t> key);
    bool set_send(Suite suite, std::span<const std::uint8_t> key);
    /// Changes halves with `fresh` where it has one: a rekeyed direction begins anew, the other
    /// keeps its roll-over count.
    void renew(SrtpPair& fresh);
    explicit operator bool() const { return receive_ != nullptr; }

    // In place; the new length, 0 = not authentic, replayed or no keys.
    std::size_t unprotect(std::uint8_t* packet, std::size_t size);
    std::size_t protect(std::uint8_t* packet, std::size_t size);  // needs 16 bytes of room
    std::size_t unprotect_rtcp(std::uint8_t* packet, std::size_t size);
    std::size_t protect_rtcp(std::uint8_t* packet, std::size_t size);  // needs 20 bytes of room

private:
    srtp_ctx_t_* receive_ = nullptr;
    srtp_ctx_t_* send_ = nullptr;
};

}  // namespace ol::media
