// Certificates of SIP over TLS.
#include "platform/sip/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <filesystem>

#include "platform/sip/address.hpp"

namespace ol::sip {
namespace {

TlsContext fresh(const SSL_METHOD* method) {
    TlsContext context(SSL_CTX_new(method));
    if (!context) return context;
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    // A renegotiation costs us more than who asks for it.
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    return context;
}

Error no_tls() { return unavailable("sip.tls", "OpenSSL gives no TLS context"); }

Result<> readable(const char* key, const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return invalid("sip.tls_file", key, "there is no file " + path + " that can be read");
    return {};
}

}  // namespace

Result<TlsContext> server_context(const std::string& certificate, const std::string& key) {
    if (auto there = readable("sip.tls_certificate", certificate); !there) return there.error();
    if (auto there = readable("sip.tls_key", key); !there) return there.error();
    TlsContext context = fresh(TLS_server_method());
    if (!context) return no_tls();
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1)
        return invalid("sip.tls_certificate", "sip.tls_certificate",
                       certificate + " holds no certificate in PEM form");
    if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
        const bool other = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
        return invalid("sip.tls_key", "sip.tls_key",
                       other ? key + " is the key of another certificate than " + certificate
                             : key + " holds no private key in PEM form without a passphrase");
    }
    if (SSL_CTX_check_private_key(context.get()) != 1)
        return invalid("sip.tls_key", "sip.tls_key",
                       key + " is the key of another certificate than " + certificate);
    return context;
}

Result<TlsContext> client_context(const std::string& authorities) {
    TlsContext context = fresh(TLS_client_method());
    if (!context) return no_tls();
    if (authorities.empty()) {
        SSL_CTX_set_default_verify_paths(context.get());
        return context;
    }
    if (auto there = readable("sip.tls_authorities", authorities); !there) return there.error();
    if (SSL_CTX_load_verify_locations(context.get(), authorities.c_str(), nullptr) != 1)
        return invalid("sip.tls_authorities", "sip.tls_authorities",
                       authorities + " holds no certificates in PEM form");
    return context;
}

TlsSession client_session(SSL_CTX* context, const std::string& host, bool check) {
    TlsSession session(SSL_new(context));
    if (!session) return session;
    const auto ip = parse_ip(host);
    if (!ip) SSL_set_tlsext_host_name(session.get(), host.c_str());
    if (check) {
        X509_VERIFY_PARAM* param = SSL_get0_param(session.get());
        if (ip)
            X509_VERIFY_PARAM_set1_ip_asc(param, ip_text(*ip).c_str());
        else
            SSL_set1_host(session.get(), host.c_str());
    }
    SSL_set_verify(session.get(), check ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    SSL_set_connect_state(session.get());
    return session;
}

const char* tls_trouble(const SSL* session) {
    switch (SSL_get_verify_result(session)) {
        case X509_V_OK: return "tls";
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID: return "certificate_expired";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH: return "certificate_name";
        default: return "certificate_untrusted";
    }
}

}  // namespace ol::sip
