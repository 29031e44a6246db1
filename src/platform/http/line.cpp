#include "platform/http/line.hpp"

#include <curl/curl.h>
#include <poll.h>
#include <sys/socket.h>

#include <mutex>

#include "platform/http/address.hpp"

namespace ol::http {
namespace {

constexpr long open_within_ms = 10'000;
constexpr int send_within_ms = 10'000, look_every_ms = 200;

int keep_on(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

struct Gate {
    bool allow_private = false, refused = false;
};

curl_socket_t open_line(void* data, curlsocktype, curl_sockaddr* address) {
    auto& gate = *static_cast<Gate*>(data);
    if (!gate.allow_private && !is_public(&address->addr)) {
        gate.refused = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Error failure(CURLcode code, const Gate& gate) {
    if (gate.refused)
        return forbidden("link.private",
                         "The address lies in a private network; allow it in the configuration.");
    if (code == CURLE_COULDNT_RESOLVE_HOST)
        return unavailable("link.name", "No server has this name; look at its spelling.");
    if (code == CURLE_ABORTED_BY_CALLBACK) return unavailable("link.lost", "We are stopping.");
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR ||
        code == CURLE_SSL_CACERT_BADFILE)
        return unavailable("link.tls", "The server offers no TLS that can be trusted.");
    return unavailable("link.unreachable", "Nothing answers there; look at the name and the port.");
}

bool is_host(const std::string& host) {
    return !host.empty() && host.size() <= 253 &&
           host.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
               ".-_[]:") == std::string::npos;
}

}  // namespace

struct Line::Impl {
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy{nullptr, &curl_easy_cleanup};
    Gate gate;
    int socket = -1;
};

Line::Line(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Line::Line(Line&&) noexcept = default;
Line& Line::operator=(Line&&) noexcept = default;
Line::~Line() = default;

Result<Line> Line::open(const LineTo& to, const std::atomic<bool>& stop) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    if (!is_host(to.host) || to.port < 1 || to.port > 65535)
        return unavailable("link.name", "No server has this name; look at its spelling.");
    auto impl = std::make_unique<Impl>();
    impl->easy.reset(curl_easy_init());
    impl->gate.allow_private = to.allow_private;
    CURL* easy = impl->easy.get();
    if (!easy) return unavailable("link.unreachable", "libcurl has no memory.");
    const std::string url =
        (to.tls ? "https://" : "http://") + to.host + ":" + std::to_string(to.port) + "/";
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, open_within_ms);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
    if (!to.authorities.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, to.authorities.c_str());
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &keep_on);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, static_cast<const void*>(&stop));
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_line);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &impl->gate);
    if (const CURLcode code = curl_easy_perform(easy); code != CURLE_OK)
        return failure(code, impl->gate);
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
    impl->socket = socket;
    return Line(std::move(impl));
}

int Line::socket() const { return impl_->socket; }

Line::Got Line::receive(std::string& bytes) {
    char buffer[16 << 10];
    std::size_t got = 0;
    const CURLcode code = curl_easy_recv(impl_->easy.get(), buffer, sizeof buffer, &got);
    if (code == CURLE_AGAIN) return Got::nothing;
    if (code != CURLE_OK || got == 0) return Got::gone;
    bytes.assign(buffer, got);
    return Got::bytes;
}

bool Line::send(std::string_view bytes, const std::atomic<bool>& stop) {
    for (int waited = 0; !bytes.empty();) {
        std::size_t sent = 0;
        const CURLcode code = curl_easy_send(impl_->easy.get(), bytes.data(), bytes.size(), &sent);
        if (code == CURLE_OK) {
            bytes.remove_prefix(sent);
            continue;
        }
        if (code != CURLE_AGAIN || waited >= send_within_ms || (stop && waited > 1000))
            return false;
        pollfd on{impl_->socket, POLLOUT, 0};
        (void)::poll(&on, 1, look_every_ms);
        waited += look_every_ms;
    }
    return true;
}

void Line::shut() { ::shutdown(impl_->socket, SHUT_RDWR); }

}  // namespace ol::http
