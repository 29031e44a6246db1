#include "platform/base/crypto_aead.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "platform/base/crypto_bytes.hpp"

namespace ol::crypto {
namespace {


using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Context start(std::string_view key, std::string_view nonce, std::string_view also, bool seal) {
    if (key.size() != gcm_key_bytes || nonce.size() != gcm_nonce_bytes)
        throw std::logic_error("AES-256-GCM wants 32 bytes of key and 12 of nonce");
    Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int n = 0;
    if (!context || EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key),
                                      bytes(nonce), seal ? 1 : 0) != 1 ||
        EVP_CipherUpdate(context.get(), nullptr, &n, bytes(also), static_cast<int>(also.size())) !=
            1)
        throw std::runtime_error("OpenSSL refuses AES-256-GCM");
    return context;
}

}  // namespace

std::string gcm_seal(std::string_view key, std::string_view nonce, std::string_view also,
                     std::string_view plain) {
    const Context context = start(key, nonce, also, true);
    std::string out(plain.size() + gcm_tag_bytes, '\0');
    int n = 0, last = 0;
    if (EVP_CipherUpdate(context.get(), bytes(out), &n, bytes(plain),
                         static_cast<int>(plain.size())) != 1 ||
        EVP_CipherFinal_ex(context.get(), bytes(out) + n, &last) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, gcm_tag_bytes,
                            out.data() + plain.size()) != 1)
        throw std::runtime_error("OpenSSL refuses to encrypt");
    return out;
}

Result<std::string> gcm_open(std::string_view key, std::string_view nonce, std::string_view also,
                             std::string_view sealed) {
    const auto wrong = invalid("crypto.gcm", "", "another key, or the bytes were changed");
    if (sealed.size() < gcm_tag_bytes) return wrong;
    const Context context = start(key, nonce, also, false);
    std::string tag(sealed.substr(sealed.size() - gcm_tag_bytes));
    std::string out(sealed.size() - gcm_tag_bytes, '\0');
    int n = 0, last = 0;
    if (EVP_CipherUpdate(context.get(), bytes(out), &n, bytes(sealed),
                         static_cast<int>(out.size())) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, gcm_tag_bytes, tag.data()) != 1 ||
        EVP_CipherFinal_ex(context.get(), bytes(out) + n, &last) != 1)
        return wrong;
    return out;
}

}  // namespace ol::crypto
