#include "platform/mail/curl_login.hpp"

#include <mutex>

namespace ol::mail::curl {
namespace {

int keep_on(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto* stop = static_cast<const std::atomic<bool>*>(user);
    return stop && stop->load() ? 1 : 0;
}

bool is_host(const std::string& host) {
    return !host.empty() && host.size() <= 253 &&
           host.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
               ".-_[]:") == std::string::npos;
}

}  // namespace

void once() {
    static std::once_flag flag;
    std::call_once(flag, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

bool is_this_machine(const std::string& host) {
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

Error failure(CURLcode code) {
    switch (code) {
        case CURLE_ABORTED_BY_CALLBACK:
            return unavailable("mail.stopped", "The server is stopping.");
        case CURLE_COULDNT_RESOLVE_HOST:
            return unavailable("mail.name", "No mail server has this name; look at its spelling.");
        case CURLE_LOGIN_DENIED:
        case CURLE_AUTH_ERROR:
            return unavailable("mail.login", "The mail server does not take this login.");
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            return unavailable("mail.tls", "The mail server offers no TLS that can be trusted.");
        default:
            return unavailable("mail.unreachable",
                               "The mail server does not answer; look at its name and port.");
    }
}

Result<> prepare(CURL* easy, const char* scheme, const Login& login) {
    if (!is_host(login.host) || login.port < 1 || login.port > 65535)
        return unavailable("mail.name", "No mail server has this name; look at its spelling.");
    const bool local = is_this_machine(login.host);
    if (login.tls == Tls::none && !local)
        return unavailable("mail.clear", "Letters go in clear to this machine only; choose TLS.");
    const std::string url = std::string(scheme) + (login.tls == Tls::tls ? "s" : "") + "://" +
                            login.host + ":" + std::to_string(login.port) + "/";
    const std::string protocols = std::string(scheme) + "," + scheme + "s";
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocols.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(login.timeout_ms));
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     static_cast<long>(login.tls == Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &keep_on);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, static_cast<const void*>(login.stop));
    if (login.user.empty()) return {};
    curl_easy_setopt(easy, CURLOPT_USERNAME, login.user.c_str());
    if (login.bearer)
        curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, login.secret.c_str());
    else
        curl_easy_setopt(easy, CURLOPT_PASSWORD, login.secret.c_str());
    return {};
}

Result<Easy> connected(const char* scheme, const Login& login) {
    once();
    Easy easy(curl_easy_init(), &curl_easy_cleanup);
    if (!easy) return unavailable("mail.unreachable", "libcurl has no memory.");
    if (auto ok = prepare(easy.get(), scheme, login); !ok) return ok.error();
    curl_easy_setopt(easy.get(), CURLOPT_CONNECT_ONLY, 1L);
    const CURLcode code = curl_easy_perform(easy.get());
    if (code != CURLE_OK) return failure(code);
    return easy;
}

}  // namespace ol::mail::curl
