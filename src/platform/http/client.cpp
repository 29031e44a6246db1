// Outgoing requests by libcurl's easy interface. The address is checked when the socket is made,
// after the name was resolved, so a name that answers differently the second time (DNS rebinding)
// gains nothing.
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "platform/base/text.hpp"
#include "platform/http/address.hpp"
#include "platform/http/problem.hpp"

namespace ol::http {
namespace {

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

struct Transfer {
    const ClientRequest& request;
    ClientResponse response;
    bool too_large = false, refused_address = false;
    std::size_t header_bytes = 0;
};
constexpr std::size_t header_bytes_max = 64 << 10;

void start_curl_once();
Result<> check(const ClientRequest& request);
List header_list(const ClientRequest& request);
void set_options(CURL* easy, Transfer& transfer, curl_slist* headers);
Error failure(const Transfer& transfer, CURLcode code, bool left);
curl_socket_t open_socket(void* transfer, curlsocktype, curl_sockaddr* address);
std::size_t on_body(char* data, std::size_t size, std::size_t count, void* transfer);
std::size_t on_header(char* data, std::size_t size, std::size_t count, void* transfer);

}  // namespace

Result<ClientResponse> fetch(const ClientRequest& request) {
    start_curl_once();
    if (auto fine = check(request); !fine) return fine.error();
    const Easy easy(curl_easy_init(), &curl_easy_cleanup);
    if (!easy) return unavailable("http.client", "libcurl has no memory for a request.");
    Transfer transfer{request, {}};
    const List headers = header_list(request);
    set_options(easy.get(), transfer, headers.get());
    const CURLcode code = curl_easy_perform(easy.get());
    curl_off_t ready_us = 0;  // from then on something of the request may have arrived
    curl_easy_getinfo(easy.get(), CURLINFO_PRETRANSFER_TIME_T, &ready_us);
    if (code != CURLE_OK) return failure(transfer, code, ready_us > 0);
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    transfer.response.status = static_cast<int>(status);
    return std::move(transfer.response);
}

namespace {

void start_curl_once() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Result<> check(const ClientRequest& request) {
    using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;
    const Url url(curl_url(), &curl_url_cleanup);
    const Error bad = invalid("http.client_url", "url",
                              "The address must be http:// or https:// with a host name.");
    if (request.url.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return bad;
    if (curl_url_set(url.get(), CURLUPART_URL, request.url.c_str(), 0) != CURLUE_OK) return bad;
    char* scheme = nullptr;
    curl_url_get(url.get(), CURLUPART_SCHEME, &scheme, 0);
    const std::string name = scheme ? scheme : "";
    curl_free(scheme);
    if (name != "http" && name != "https") return bad;
    for (const auto& [field, value] : request.headers) {
        if ((field + value).find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos)
            continue;
        return invalid("http.client_header", "headers",
                       "A header field must not hold a line break.");
    }
    return {};
}

List header_list(const ClientRequest& request) {
    curl_slist* list = nullptr;
    for (const auto& [name, value] : request.headers) {
        // "Name;" is libcurl's way to send a field without a value.
        list = curl_slist_append(list, (value.empty() ? name + ';' : name + ": " + value).c_str());
    }
    list = curl_slist_append(list, "Expect:");  // no waiting for 100-continue
    return {list, &curl_slist_free_all};
}

void set_options(CURL* easy, Transfer& transfer, curl_slist* headers) {
    const ClientRequest& request = transfer.request;
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);  // a redirect could carry the key elsewhere
    curl_easy_setopt(easy, CURLOPT_PROXY,
                     "");  // a proxy would hide the real address from open_socket
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min(request.timeout_ms, 10000)));
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "orderline");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    if (!request.basic_user.empty()) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(easy, CURLOPT_USERNAME, request.basic_user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, request.basic_password.c_str());
    }
    if (request.method == Method::head) curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    if (is_unsafe(request.method) || !request.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
                         std::string(method_name(request.method)).c_str());
    }
}

Error unreached(std::string code, std::string detail, bool left) {
    auto error = unavailable(std::move(code), std::move(detail));
    if (!left) error.params = {{"left", "no"}};
    return error;
}

/// The detail never holds the address: its query or user part may be a secret.
Error failure(const Transfer& transfer, CURLcode code, bool left) {
    if (transfer.refused_address) {
        return forbidden("http.client_private",
                         "The address lies in a private network; allow it in the configuration "
                         "if it is meant.");
    }
    if (transfer.too_large) {
        return {Errc::too_large,
                "http.client_too_large",
                {},
                "The answer is larger than it may be.",
                {{"bytes_max", std::to_string(transfer.request.response_max)}}};
    }
    const std::string reason = curl_easy_strerror(code);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return unreached("http.client_timeout", "No answer in time: " + reason + ".", left);
    if (code == CURLE_PEER_FAILED_VERIFICATION) {
        return unreached("http.client_certificate",
                         "The certificate of the other side is not valid: " + reason + ".", false);
    }
    return unreached("http.client_unreachable", "The other side cannot be reached: " + reason + ".",
                     left);
}

curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(data);
    if (!transfer.request.allow_private && !is_public(&address->addr)) {
        transfer.refused_address = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* out) {
    auto& transfer = *static_cast<Transfer*>(out);
    transfer.too_large =
        transfer.response.body.size() + size * count > transfer.request.response_max;
    if (transfer.too_large) return 0;
    transfer.response.body.append(data, size * count);
    return size * count;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* out) {
    auto& transfer = *static_cast<Transfer*>(out);
    const std::string_view line(data, size * count);
    transfer.header_bytes += line.size();
    transfer.too_large = transfer.header_bytes > header_bytes_max;
    if (transfer.too_large) return 0;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return line.size();
    auto [place, fresh] = transfer.response.headers.emplace(lower_ascii(line.substr(0, colon)),
                                                            trim(line.substr(colon + 1)));
    if (!fresh) place->second.append(", ").append(trim(line.substr(colon + 1)));
    return line.size();
}

}  // namespace
}  // namespace ol::http
