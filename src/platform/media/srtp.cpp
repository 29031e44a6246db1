// Policies and calls of libsrtp2; keys are copied into it and kept nowhere here.
#include "platform/media/srtp.hpp"

#include <srtp2/srtp.h>

#include <array>
#include <mutex>
#include <utility>

namespace ol::media {
namespace {

struct Named {
    Suite suite;
    std::string_view name;
    std::size_t key_bytes;
    void (*rtp)(srtp_crypto_policy_t*);
    void (*rtcp)(srtp_crypto_policy_t*);  // RFC 4568 6.2.2: SRTCP keeps the 80-bit tag
};
// The order of enum Suite.
constexpr std::array<Named, 6> suites{{
    {Suite::aes128_sha1_80, "AES_CM_128_HMAC_SHA1_80", 30, srtp_crypto_policy_set_rtp_default,
     srtp_crypto_policy_set_rtp_default},
    {Suite::aes128_sha1_32, "AES_CM_128_HMAC_SHA1_32", 30,
     srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32, srtp_crypto_policy_set_rtp_default},
    {Suite::aes256_sha1_80, "AES_256_CM_HMAC_SHA1_80", 46,
     srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80,
     srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80},
    {Suite::aes256_sha1_32, "AES_256_CM_HMAC_SHA1_32", 46,
     srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32,
     srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80},
    {Suite::aes128_gcm, "AEAD_AES_128_GCM", 28, srtp_crypto_policy_set_aes_gcm_128_16_auth,
     srtp_crypto_policy_set_aes_gcm_128_16_auth},
    {Suite::aes256_gcm, "AEAD_AES_256_GCM", 44, srtp_crypto_policy_set_aes_gcm_256_16_auth,
     srtp_crypto_policy_set_aes_gcm_256_16_auth},
}};

const Named& named(Suite suite) { return suites[static_cast<std::size_t>(suite)]; }

constexpr unsigned long replay_window = 128;

srtp_t context(Suite suite, const std::uint8_t* key, srtp_ssrc_type_t direction) {
    start_srtp();
    srtp_policy_t policy{};
    named(suite).rtp(&policy.rtp);
    named(suite).rtcp(&policy.rtcp);
    policy.window_size = replay_window;
    policy.ssrc.type = direction;
    policy.key = const_cast<std::uint8_t*>(key);
    srtp_t made = nullptr;
    return srtp_create(&made, &policy) == srtp_err_status_ok ? made : nullptr;
}

void replace(srtp_t& held, srtp_t made) {
    if (held != nullptr) srtp_dealloc(held);
    held = made;
}

template <class Call>
std::size_t in_place(srtp_t held, Call call, std::uint8_t* packet, std::size_t size) {
    int n = static_cast<int>(size);
    return held != nullptr && call(held, packet, &n) == srtp_err_status_ok
               ? static_cast<std::size_t>(n)
               : 0;
}

}  // namespace

void start_srtp() {
    static std::once_flag once;
    std::call_once(once, [] { srtp_init(); });
}

std::optional<Suite> suite_named(std::string_view name) {
    for (const Named& s : suites)
        if (s.name == name) return s.suite;
    return std::nullopt;
}
std::string_view name_of(Suite suite) { return named(suite).name; }
std::size_t key_bytes(Suite suite) { return named(suite).key_bytes; }

SrtpPair::SrtpPair(SrtpPair&& o) noexcept
    : receive_(std::exchange(o.receive_, nullptr)), send_(std::exchange(o.send_, nullptr)) {}
SrtpPair& SrtpPair::operator=(SrtpPair&& o) noexcept {
    std::swap(receive_, o.receive_);
    std::swap(send_, o.send_);
    return *this;
}
SrtpPair::~SrtpPair() {
    replace(receive_, nullptr);
    replace(send_, nullptr);
}

bool SrtpPair::create(Suite suite, const std::uint8_t* receive_key, const std::uint8_t* send_key,
                      SrtpPair& out) {
    const std::size_t n = key_bytes(suite);
    SrtpPair pair;
    if (!pair.set_receive(suite, {receive_key, n}) || !pair.set_send(suite, {send_key, n}))
        return false;
    out = std::move(pair);
    return true;
}

bool SrtpPair::set_receive(Suite suite, std::span<const std::uint8_t> key) {
    if (key.size() != key_bytes(suite)) return false;
    replace(receive_, context(suite, key.data(), ssrc_any_inbound));
    return receive_ != nullptr;
}
bool SrtpPair::set_send(Suite suite, std::span<const std::uint8_t> key) {
    if (key.size() != key_bytes(suite)) return false;
    replace(send_, context(suite, key.data(), ssrc_any_outbound));
    return send_ != nullptr;
}

void SrtpPair::renew(SrtpPair& fresh) {
    if (fresh.receive_ != nullptr) std::swap(receive_, fresh.receive_);
    if (fresh.send_ != nullptr) std::swap(send_, fresh.send_);
}

std::size_t SrtpPair::unprotect(std::uint8_t* packet, std::size_t size) {
    return in_place(receive_, srtp_unprotect, packet, size);
}
std::size_t SrtpPair::protect(std::uint8_t* packet, std::size_t size) {
    return in_place(send_, srtp_protect, packet, size);
}
std::size_t SrtpPair::unprotect_rtcp(std::uint8_t* packet, std::size_t size) {
    return in_place(receive_, srtp_unprotect_rtcp, packet, size);
}
std::size_t SrtpPair::protect_rtcp(std::uint8_t* packet, std::size_t size) {
    return in_place(send_, srtp_protect_rtcp, packet, size);
}

}  // namespace ol::media
