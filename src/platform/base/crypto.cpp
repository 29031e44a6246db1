// Hashes and encodings by OpenSSL; randomness, passwords and sealed secrets by libsodium.
#include "platform/base/crypto.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <stdexcept>

#include "platform/base/crypto_bytes.hpp"

namespace ol::crypto {
namespace {


void start_sodium() {
    static const bool ready = sodium_init() >= 0;
    if (!ready) throw std::runtime_error("libsodium cannot start: no source of randomness");
}

std::string digest(const EVP_MD* kind, std::string_view data) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_Digest(data.data(), data.size(), bytes(out), &size, kind, nullptr) != 1)
        throw std::runtime_error("OpenSSL refuses a digest");
    out.resize(size);
    return out;
}

std::string hmac(const EVP_MD* kind, std::string_view key, std::string_view data) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    // A null key pointer would mean "the key of before" to OpenSSL.
    const char* key_data = key.data() ? key.data() : "";
    if (!HMAC(kind, key_data, static_cast<int>(key.size()), bytes(data), data.size(), bytes(out),
              &size))
        throw std::runtime_error("OpenSSL refuses an HMAC");
    out.resize(size);
    return out;
}

std::string encode_base64(std::string_view raw, int variant) {
    start_sodium();
    std::string out(sodium_base64_encoded_len(raw.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes(raw), raw.size(), variant);
    out.pop_back();  // the closing NUL
    return out;
}

std::string_view without_padding(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    return text;
}

constexpr std::string_view sealed_mark =
    "s1.";  // the way it is sealed, so that a later one can live beside it

Error cannot_unseal() {
    return invalid(
        "crypto.sealed", "",
        "The stored secret cannot be opened; check that the key file is this installation's.");
}

}  // namespace

std::string random_bytes(std::size_t n) {
    start_sodium();
    std::string out(n, '\0');
    randombytes_buf(out.data(), n);
    return out;
}

std::string random_token(std::size_t count) {
    return encode_base64(random_bytes(count), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/// "bavo-kiru-...": 8 syllables of 20 consonants and 5 vowels are 53 bits.
std::string random_password() {
    start_sodium();
    constexpr std::string_view consonants = "bcdfghjkmnprstvwxyzl", vowels = "aeiou";
    std::string out;
    for (int syllable = 0; syllable < 8; ++syllable) {
        if (syllable && syllable % 2 == 0) out += '-';
        out += consonants[randombytes_uniform(20)];
        out += vowels[randombytes_uniform(5)];
    }
    return out;
}

std::string sha256(std::string_view data) { return digest(EVP_sha256(), data); }
std::string hmac_sha256(std::string_view key, std::string_view data) {
    return hmac(EVP_sha256(), key, data);
}
std::string hmac_sha1(std::string_view key, std::string_view data) {
    return hmac(EVP_sha1(), key, data);
}
std::string md5_hex(std::string_view data) { return hex(digest(EVP_md5(), data)); }

std::string hex(std::string_view raw) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(raw.size() * 2);
    for (const char c : raw) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[c & 15];
    }
    return out;
}

std::string base64(std::string_view raw) {
    return encode_base64(raw, sodium_base64_VARIANT_ORIGINAL);
}

Result<std::string> unbase64(std::string_view text) {
    start_sodium();
    const bool url_safe = text.find_first_of("-_") != text.npos;
    const int variant = url_safe ? sodium_base64_VARIANT_URLSAFE_NO_PADDING
                                 : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    const auto body = without_padding(text);
    std::string out(body.size() * 3 / 4 + 3, '\0');
    std::size_t size = 0;
    const bool padding_ok =
        text.size() == body.size() || (text.size() % 4 == 0 && text.size() - body.size() <= 2);
    const int fault = sodium_base642bin(bytes(out), out.size(), body.data(), body.size(), nullptr,
                                        &size, nullptr, variant);
    if (fault || !padding_ok)
        return invalid("crypto.base64", "", "Not base64 text; encode the bytes again.");
    out.resize(size);
    return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::string hash_password(std::string_view password) {
    start_sodium();
    char out[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(
            out, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::runtime_error("not enough memory to hash a password");
    return out;
}

bool verify_password(std::string_view hash, std::string_view password) {
    start_sodium();
    if (hash.size() >= crypto_pwhash_STRBYTES) return false;
    return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) ==
           0;
}

/// RFC 4226 section 5.3 over the 30 s step of RFC 6238 section 4.
std::string totp(std::string_view secret_raw, std::int64_t unix_seconds) {
    const auto step = static_cast<std::uint64_t>(unix_seconds / 30);
    std::string counter(8, '\0');
    for (int i = 0; i < 8; ++i)
        counter[static_cast<std::size_t>(i)] = static_cast<char>(step >> (56 - 8 * i));
    const std::string mac = hmac_sha1(secret_raw, counter);
    const std::size_t offset = static_cast<unsigned char>(mac.back()) & 15;
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < 4; ++i)
        code = code << 8 | static_cast<unsigned char>(mac[offset + i]);
    const std::string digits = std::to_string((code & 0x7fffffff) % 1000000);
    return std::string(6 - digits.size(), '0') + digits;
}

/// RFC 4648 section 6, without padding (as authenticator apps want it).
std::string base32(std::string_view raw) {
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : raw) {
        held = held << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) out += digits[held >> (bits - 5) & 31];
    }
    if (bits) out += digits[held << (5 - bits) & 31];
    return out;
}

std::string seal(std::string_view key32, std::string_view plain) {
    if (key32.size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
        throw std::logic_error("a sealing key has 32 bytes");
    std::string box = random_bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    const std::string nonce = box;
    box.resize(nonce.size() + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(box) + nonce.size(), nullptr, bytes(plain),
                                               plain.size(), nullptr, 0, nullptr, bytes(nonce),
                                               bytes(key32));
    return std::string(sealed_mark) + base64(box);
}

Result<std::string> unseal(std::string_view key32, std::string_view sealed) {
    constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    if (key32.size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES ||
        !sealed.starts_with(sealed_mark))
        return cannot_unseal();
    const auto box = unbase64(sealed.substr(sealed_mark.size()));
    if (!box || box->size() < nonce_size + tag_size) return cannot_unseal();
    std::string plain(box->size() - nonce_size - tag_size, '\0');
    const int fault = crypto_aead_xchacha20poly1305_ietf_decrypt(
        bytes(plain), nullptr, nullptr, bytes(*box) + nonce_size, box->size() - nonce_size, nullptr,
        0, bytes(*box), bytes(key32));
    if (fault) return cannot_unseal();
    return plain;
}

}  // namespace ol::crypto
