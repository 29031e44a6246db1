#pragma once
// For this room's tests: an authority that makes certificates, and a peer that speaks TLS.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

namespace ol::sip::testing {

/// Files of one certificate.
struct Papers {
    std::string certificate, key;
};

class Authority {
public:
    Authority() {
        std::string pattern = std::filesystem::temp_directory_path() / "orderline-tls-XXXXXX";
        folder_ = mkdtemp(pattern.data());
        key_ = EVP_EC_gen("P-256");
        own_ = make("Test authority", {}, 0, 365, nullptr);
        file = folder_ + "/authority.pem";
        write_certificate(file, own_);
    }
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;
    ~Authority() {
        X509_free(own_);
        EVP_PKEY_free(key_);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    /// `names` as in OpenSSL's subjectAltName: "DNS:localhost,IP:127.0.0.1".
    Papers issue(const std::string& names, int from_days = 0, int to_days = 30) {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* certificate = make("Peer", names, from_days, to_days, key);
        const std::string base = folder_ + "/" + std::to_string(++serial_);
        write_certificate(base + ".pem", certificate);
        std::FILE* out = std::fopen((base + ".key").c_str(), "w");
        PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(out);
        X509_free(certificate);
        EVP_PKEY_free(key);
        return {base + ".pem", base + ".key"};
    }
    std::string file;  // who vouches, PEM

private:
    X509* make(const char* common, const std::string& names, int from_days, int to_days,
               EVP_PKEY* key) {
        X509* out = X509_new();
        X509_set_version(out, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(out), ++serial_);
        X509_gmtime_adj(X509_getm_notBefore(out), 86400L * from_days - 3600);
        X509_gmtime_adj(X509_getm_notAfter(out), 86400L * to_days);
        X509_NAME* subject = X509_get_subject_name(out);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(common), -1, -1, 0);
        X509_set_issuer_name(out, key ? X509_get_subject_name(own_) : subject);
        X509_set_pubkey(out, key ? key : key_);
        const auto extend = [&](int what, const char* value) {
            X509_EXTENSION* one = X509V3_EXT_conf_nid(nullptr, nullptr, what, value);
            X509_add_ext(out, one, -1);
            X509_EXTENSION_free(one);
        };
        extend(NID_basic_constraints, key ? "CA:FALSE" : "critical,CA:TRUE");
        if (!names.empty()) extend(NID_subject_alt_name, names.c_str());
        X509_sign(out, key_, EVP_sha256());
        return out;
    }
    static void write_certificate(const std::string& path, X509* certificate) {
        std::FILE* out = std::fopen(path.c_str(), "w");
        PEM_write_X509(out, certificate);
        std::fclose(out);
    }
    std::string folder_;
    EVP_PKEY* key_ = nullptr;
    X509* own_ = nullptr;
    int serial_ = 0;
};

/// A client that says anything by TLS (or, without `tls`, by TCP).
class StreamPeer {
public:
    explicit StreamPeer(std::uint16_t to_port, bool tls = true, std::string own_ip = "127.0.0.1") {
        fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in own{}, to{};
        own.sin_family = to.sin_family = AF_INET;
        inet_pton(AF_INET, own_ip.c_str(), &own.sin_addr);
        inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
        to.sin_port = htons(to_port);
        EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
        if (connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) return;
        socklen_t length = sizeof own;
        getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &length);
        port = ntohs(own.sin_port);
        if (tls) {
            context_ = SSL_CTX_new(TLS_client_method());
            ssl_ = SSL_new(context_);
            SSL_set_fd(ssl_, fd_);
            connected = SSL_connect(ssl_) == 1;
        } else {
            connected = true;
        }
    }
    StreamPeer(const StreamPeer&) = delete;
    StreamPeer& operator=(const StreamPeer&) = delete;
    ~StreamPeer() {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
        close(fd_);
    }
    bool send(const std::string& bytes) {
        if (ssl_) return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
        return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
    }
    /// What comes until `until` is in it, the connection ends, or the time is over.
    std::string receive(const std::string& until, int most_ms = 5000) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(most_ms);
        std::string bytes(16384, '\0');
        while (heard_.find(until) == std::string::npos && !ended) {
            pollfd waiting{fd_, POLLIN, 0};
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                                  end - std::chrono::steady_clock::now())
                                  .count();
            if (left <= 0) break;
            if (!(ssl_ && SSL_pending(ssl_)) && poll(&waiting, 1, static_cast<int>(left)) <= 0)
                break;
            const auto n = ssl_ ? SSL_read(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                : static_cast<int>(recv(fd_, bytes.data(), bytes.size(), 0));
            if (n <= 0)
                ended = true;
            else
                heard_.append(bytes, 0, static_cast<std::size_t>(n));
        }
        return std::exchange(heard_, {});
    }
    int fd() const { return fd_; }

    bool connected = false, ended = false;
    std::uint16_t port = 0;

private:
    int fd_ = -1;
    SSL_CTX* context_ = nullptr;
    SSL* ssl_ = nullptr;
    std::string heard_;
};

}  // namespace ol::sip::testing
