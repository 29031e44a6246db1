// Fixed buffers, no allocation: runs on the media thread for every consent check.
#include "platform/media/stun.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstring>

#include "platform/media/octets.hpp"

namespace ol::media::stun {
namespace {

constexpr std::uint16_t binding_request = 0x0001, binding_success = 0x0101;
constexpr std::uint32_t cookie = 0x2112A442, fingerprint_mask = 0x5354554E;
constexpr std::uint16_t attr_username = 0x0006, attr_integrity = 0x0008, attr_mapped = 0x0020,
                        attr_use = 0x0025, attr_priority = 0x0024, attr_controlling = 0x802A,
                        attr_fingerprint = 0x8028;
constexpr std::size_t header_bytes = 20, integrity_bytes = 24, fingerprint_bytes = 8,
                      request_max = 1280;


constexpr std::array<std::uint32_t, 256> make_crc_table() {
    std::array<std::uint32_t, 256> t{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int k = 0; k < 8; ++k) c = (c >> 1) ^ (0xEDB88320u & -(c & 1));
        t[i] = c;
    }
    return t;
}
constexpr auto crc_table = make_crc_table();

using Digest = std::array<std::uint8_t, 20>;
Digest hmac(std::string_view key, const std::uint8_t* data, std::size_t n) {
    Digest d{};
    unsigned length = 0;
    HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), data, n, d.data(), &length);
    return d;
}

// Appends attributes to a message under construction; the caller has reserved enough room.
struct Writer {
    std::uint8_t* p;
    std::size_t n = 0;

    void u16(std::uint16_t v) {
        p[n++] = static_cast<std::uint8_t>(v >> 8), p[n++] = static_cast<std::uint8_t>(v);
    }
    void u32(std::uint32_t v) {
        u16(static_cast<std::uint16_t>(v >> 16)), u16(static_cast<std::uint16_t>(v));
    }
    void bytes(const void* data, std::size_t size) { std::memcpy(p + n, data, size), n += size; }
    void length(std::size_t total) {
        p[2] = static_cast<std::uint8_t>((total - header_bytes) >> 8);
        p[3] = static_cast<std::uint8_t>(total - header_bytes);
    }
    // RFC 8489 section 14.5: the length field covers the attribute itself while hashing.
    void integrity(std::string_view password) {
        length(n + integrity_bytes);
        const Digest d = hmac(password, p, n);
        u16(attr_integrity), u16(20), bytes(d.data(), d.size());
    }
    void fingerprint() {
        length(n + fingerprint_bytes);
        const std::uint32_t crc = crc32({p, n}) ^ fingerprint_mask;
        u16(attr_fingerprint), u16(4), u32(crc);
    }
};

bool fingerprint_holds(std::span<const std::uint8_t> d, std::size_t at) {
    return (crc32(d.first(at)) ^ fingerprint_mask) == get32(d.data() + at + 4);
}

}  // namespace

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
    std::uint32_t c = ~0u;
    for (const std::uint8_t b : bytes) c = crc_table[(c ^ b) & 0xFF] ^ (c >> 8);
    return ~c;
}

std::optional<Request> parse_request(std::span<const std::uint8_t> d) {
    if (d.size() < header_bytes || d.size() > request_max || d.size() % 4 != 0) return std::nullopt;
    if (get16(d.data()) != binding_request || get32(d.data() + 4) != cookie) return std::nullopt;
    if (get16(d.data() + 2) + header_bytes != d.size()) return std::nullopt;
    Request r;
    r.datagram = d;
    for (std::size_t at = header_bytes; at + 4 <= d.size();) {
        const std::uint16_t type = get16(d.data() + at), size = get16(d.data() + at + 2);
        if (at + 4 + size > d.size()) return std::nullopt;
        const auto* value = reinterpret_cast<const char*>(d.data() + at + 4);
        if (type == attr_fingerprint && (size != 4 || !fingerprint_holds(d, at)))
            return std::nullopt;
        if (r.integrity_at ==
            0) {  // what follows MESSAGE-INTEGRITY is not protected and is ignored
            if (type == attr_username) r.username = {value, size};
            if (type == attr_use) r.use_candidate = true;
            if (type == attr_integrity && size == 20) r.integrity_at = at;
        }
        at += 4 + ((size + 3u) & ~3u);
    }
    if (r.username.empty() || r.integrity_at == 0) return std::nullopt;
    return r;
}

bool authentic(const Request& r, std::string_view password) {
    std::array<std::uint8_t, request_max> copy;
    std::memcpy(copy.data(), r.datagram.data(), r.integrity_at);
    Writer{copy.data()}.length(r.integrity_at + integrity_bytes);
    const Digest d = hmac(password, copy.data(), r.integrity_at);
    return CRYPTO_memcmp(d.data(), r.datagram.data() + r.integrity_at + 4, d.size()) == 0;
}

std::size_t write_response(const Request& request, const Address& source, std::string_view password,
                           std::span<std::uint8_t> out) {
    if (out.size() < 96) return 0;
    Writer w{out.data()};
    w.u16(binding_success), w.u16(0);
    w.bytes(request.datagram.data() + 4, 16);  // cookie and transaction id
    w.u16(attr_mapped), w.u16(source.is_v6() ? 20 : 8);
    w.u16(source.is_v6() ? 2 : 1),
        w.u16(static_cast<std::uint16_t>(source.port() ^ (cookie >> 16)));
    const auto* ip = source.is_v6() ? source.v6.sin6_addr.s6_addr
                                    : reinterpret_cast<const std::uint8_t*>(&source.v4.sin_addr);
    for (std::size_t i = 0; i < (source.is_v6() ? 16u : 4u); ++i) {
        w.p[w.n++] = static_cast<std::uint8_t>(
            ip[i] ^ request.datagram[4 + i]);  // XOR with cookie, then transaction id
    }
    w.integrity(password);
    w.fingerprint();
    return w.n;
}

std::string make_request(std::string_view username, std::string_view password,
                         std::string_view transaction12) {
    std::array<std::uint8_t, 640> buffer{};
    Writer w{buffer.data()};
    w.u16(binding_request), w.u16(0), w.u32(cookie), w.bytes(transaction12.data(), 12);
    w.u16(attr_username), w.u16(static_cast<std::uint16_t>(username.size())),
        w.bytes(username.data(), username.size());
    while (w.n % 4 != 0) w.p[w.n++] = 0;
    w.u16(attr_priority), w.u16(4), w.u32(0x6E0001FF);
    w.u16(attr_controlling), w.u16(8), w.u32(1), w.u32(2);
    w.u16(attr_use), w.u16(0);
    w.integrity(password);
    w.fingerprint();
    return {reinterpret_cast<const char*>(buffer.data()), w.n};
}

}  // namespace ol::media::stun
