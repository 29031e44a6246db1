// Sequences as tried with Chromium; DTLS 1.2, MTU 1200, extended master secret by default.
#include "platform/media/dtls.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <cstring>

namespace ol::media {
namespace {

constexpr const char* profiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";
constexpr long mtu = 1200;

std::string fingerprint_of(const X509* certificate) {
    std::array<unsigned char, 32> digest{};
    unsigned n = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &n);
    std::string text;
    for (unsigned i = 0; i < n; ++i) {
        constexpr char hex[] = "0123456789ABCDEF";
        if (i != 0) text += ':';
        text += hex[digest[i] >> 4], text += hex[digest[i] & 15];
    }
    return text;
}

// A BIO that hands every write to the sink as one datagram: a memory BIO would glue a flight's
// records together and exceed the MTU. Its data pointer is the sink while the session is being
// driven, null otherwise.
int sink_write(BIO* bio, const char* data, int n) {
    auto* sink = static_cast<DtlsSession::Sink*>(BIO_get_data(bio));
    if (sink != nullptr)
        sink->datagram({reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(n)});
    return n;
}
long sink_ctrl(BIO*, int command, long, void*) {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_DGRAM_QUERY_MTU || command == BIO_CTRL_DGRAM_GET_MTU) return mtu;
    return command == BIO_CTRL_DGRAM_GET_MTU_OVERHEAD ? 28 : 0;
}
int sink_create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}
BIO_METHOD* sink_method() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagrams");
        BIO_meth_set_write(m, sink_write);
        BIO_meth_set_ctrl(m, sink_ctrl);
        BIO_meth_set_create(m, sink_create);
        return m;
    }();
    return method;
}

struct SinkScope {
    BIO* bio;
    SinkScope(SSL* ssl, DtlsSession::Sink& sink) : bio(SSL_get_wbio(ssl)) {
        BIO_set_data(bio, &sink);
    }
    ~SinkScope() { BIO_set_data(bio, nullptr); }
};

X509* self_signed(EVP_PKEY* key) {
    X509* x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -86400);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400L * 365);
    X509_set_pubkey(x, key);
    X509_NAME* name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("orderline"), -1, -1, 0);
    X509_set_issuer_name(x, name);
    X509_sign(x, key, EVP_sha256());
    return x;
}

}  // namespace

Result<std::unique_ptr<DtlsContext>> DtlsContext::create() {
    start_srtp();
    std::unique_ptr<DtlsContext> c(new DtlsContext);
    c->context_ = SSL_CTX_new(DTLS_server_method());
    EVP_PKEY* key = EVP_EC_gen("P-256");
    if (c->context_ == nullptr || key == nullptr)
        return unavailable("media.dtls", "OpenSSL gives no DTLS context or key");
    X509* certificate = self_signed(key);
    const bool ok = SSL_CTX_use_certificate(c->context_, certificate) == 1 &&
                    SSL_CTX_use_PrivateKey(c->context_, key) == 1 &&
                    SSL_CTX_set_tlsext_use_srtp(c->context_, profiles) ==
                        0;  // this one function returns 0 for success
    c->fingerprint_ = fingerprint_of(certificate);
    X509_free(certificate);
    EVP_PKEY_free(key);
    if (!ok)
        return unavailable("media.dtls", "OpenSSL refuses the certificate or the SRTP profiles");
    SSL_CTX_set_min_proto_version(c->context_, DTLS1_2_VERSION);
    // Any certificate passes here: it is checked against the fingerprint of the SDP before keys are
    // made.
    SSL_CTX_set_verify(c->context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       [](int, X509_STORE_CTX*) { return 1; });
    SSL_CTX_set_session_cache_mode(c->context_, SSL_SESS_CACHE_OFF);
    return c;
}

DtlsContext::~DtlsContext() { SSL_CTX_free(context_); }

std::unique_ptr<DtlsSession> DtlsContext::session() const {
    SSL* ssl = SSL_new(context_);
    if (ssl == nullptr) return nullptr;
    BIO* in = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in, -1);
    SSL_set_bio(ssl, in, BIO_new(sink_method()));
    SSL_set_options(ssl, SSL_OP_NO_QUERY_MTU);
    SSL_set_mtu(ssl, mtu);
    SSL_set_accept_state(ssl);
    return std::make_unique<DtlsSession>(ssl);
}

DtlsSession::DtlsSession(ssl_st* ssl) : ssl_(ssl) {}
DtlsSession::~DtlsSession() { SSL_free(ssl_); }

DtlsSession::State DtlsSession::feed(std::span<const std::uint8_t> datagram, Sink& sink) {
    if (state_ == State::failed || state_ == State::closed) return state_;
    const SinkScope scope(ssl_, sink);
    BIO_write(SSL_get_rbio(ssl_), datagram.data(), static_cast<int>(datagram.size()));
    return advance();
}

DtlsSession::State DtlsSession::timeout(Sink& sink) {
    if (state_ != State::handshake) return state_;
    const SinkScope scope(ssl_, sink);
    if (DTLSv1_handle_timeout(ssl_) < 0) set_state(State::failed);
    return state_;
}

void DtlsSession::close(Sink& sink) {
    if (state_ != State::ready) return;
    const SinkScope scope(ssl_, sink);
    SSL_shutdown(ssl_);
    set_state(State::closed);
}

DtlsSession::State DtlsSession::advance() {
    ERR_clear_error();
    std::array<char, 2048> ignored{};  // application data (data channels) is not ours
    const bool shaking = state_ == State::handshake;
    int result = shaking ? SSL_do_handshake(ssl_) : SSL_read(ssl_, ignored.data(), ignored.size());
    if (shaking && result == 1) return finish();
    while (!shaking && result > 0) result = SSL_read(ssl_, ignored.data(), ignored.size());
    const int error = SSL_get_error(ssl_, result);
    if (error == SSL_ERROR_ZERO_RETURN)
        set_state(State::closed);
    else if (error != SSL_ERROR_WANT_READ && shaking)
        set_state(State::failed);
    return state_;
}

DtlsSession::State DtlsSession::finish() {
    X509* peer = SSL_get1_peer_certificate(ssl_);
    const bool ours = peer != nullptr && !expected_.empty() && fingerprint_of(peer) == expected_;
    X509_free(peer);
    const SRTP_PROTECTION_PROFILE* profile = SSL_get_selected_srtp_profile(ssl_);
    if (!ours || profile == nullptr) return set_state(State::failed), state_;
    const bool gcm = profile->id == SRTP_AEAD_AES_128_GCM;
    const std::size_t salt = gcm ? 12 : 14, key = 16;
    std::array<std::uint8_t, 60> material{};
    SSL_export_keying_material(ssl_, material.data(), 2 * (key + salt), "EXTRACTOR-dtls_srtp", 19,
                               nullptr, 0, 0);
    std::array<std::uint8_t, 30> client{},
        server{};  // RFC 5764 section 4.2: client key, server key, client salt, server salt
    std::memcpy(client.data(), material.data(), key);
    std::memcpy(server.data(), material.data() + key, key);
    std::memcpy(client.data() + key, material.data() + 2 * key, salt);
    std::memcpy(server.data() + key, material.data() + 2 * key + salt, salt);
    const Suite suite = gcm ? Suite::aes128_gcm : Suite::aes128_sha1_80;
    const bool made = SrtpPair::create(suite, client.data(), server.data(), keys_);
    set_state(made ? State::ready : State::failed);
    return state_;
}

}  // namespace ol::media
