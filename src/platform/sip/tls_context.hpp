#pragma once
// Certificates of SIP over TLS: what we show, and how we look at the other side's (RFC 5922).
#include <memory>
#include <string>

#include <openssl/ssl.h>
#include "platform/base/result.hpp"

namespace ol::sip {

struct FreeSsl {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeSsl>;
using TlsSession = std::unique_ptr<SSL, FreeSsl>;

/// Shows the certificate with its chain. Errors name the key of the configuration:
/// sip.tls_certificate, sip.tls_key.
Result<TlsContext> server_context(const std::string& certificate, const std::string& key);
/// Trusts `authorities` (PEM), or those of the system when that is empty. Error:
/// sip.tls_authorities.
Result<TlsContext> client_context(const std::string& authorities);

/// A session towards `host` with its name in the hello, and refused unless the certificate is for
/// that name when `check`.
TlsSession client_session(SSL_CTX* context, const std::string& host, bool check);
/// Why a handshake failed, as a code: "certificate_expired", "certificate_name",
/// "certificate_untrusted", "tls".
const char* tls_trouble(const SSL* session);

}  // namespace ol::sip
