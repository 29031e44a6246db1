// SMTP by libcurl's easy interface.
#include <curl/curl.h>

#include <cstring>
#include <memory>

#include "platform/mail/curl_login.hpp"
#include "platform/mail/mail.hpp"

namespace ol::mail {

namespace {

using curl::Easy;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

struct Upload {
    std::string text;
    std::size_t sent = 0;
    const std::atomic<bool>* stop;
};

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK || !text) return {};
    std::string out = text;
    curl_free(text);
    return out;
}

std::size_t read_some(char* to, std::size_t size, std::size_t count, void* user) {
    auto& upload = *static_cast<Upload*>(user);
    const std::size_t n = std::min(size * count, upload.text.size() - upload.sent);
    std::memcpy(to, upload.text.data() + upload.sent, n);
    upload.sent += n;
    return n;
}
int keep_on(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto* stop = static_cast<Upload*>(user)->stop;
    return stop && stop->load() ? 1 : 0;
}

Error failure(CURL* easy, CURLcode code) {
    long answer = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer);
    switch (code) {
        case CURLE_ABORTED_BY_CALLBACK:
            return unavailable("mail.stopped", "The server is stopping; the letter waits.");
        case CURLE_LOGIN_DENIED:
            return unavailable("mail.login",
                               "The mail server does not take mail.user and mail.password.");
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            return unavailable("mail.tls", "The mail server offers no TLS that can be trusted.");
        default: break;
    }
    const std::string number = std::to_string(answer);
    Error e = answer >= 500 ? conflict("mail.refused", "The mail server refused the letter (" +
                                                           number + "); look at its recipients.")
              : answer >= 400
                  ? unavailable("mail.later", "The mail server says: later (" + number + ").")
                  : unavailable("mail.unreachable",
                                "The mail server does not answer; look at mail.server.");
    if (answer >= 400) e.params.emplace_back("answer", number);
    return e;
}

}  // namespace

Result<> check(const Server& server) {
    const Url url(curl_url(), &curl_url_cleanup);
    const Error bad = invalid("mail.server", "mail.server",
                              "Write smtp://host:587 or smtps://host:465, nothing more.");
    if (curl_url_set(url.get(), CURLUPART_URL, server.url.c_str(), 0) != CURLUE_OK) return bad;
    const auto scheme = part_of(url.get(), CURLUPART_SCHEME);
    if (scheme != "smtp" && scheme != "smtps") return bad;
    if (!part_of(url.get(), CURLUPART_USER).empty()) return bad;
    const auto path = part_of(url.get(), CURLUPART_PATH);
    return path.empty() || path == "/" ? Result<>{} : Result<>{bad};
}

Result<> send(const Server& server, const Letter& letter, Time now) {
    curl::once();
    if (auto ok = check(server); !ok) return ok;
    const Easy easy(curl_easy_init(), &curl_easy_cleanup);
    const Url url(curl_url(), &curl_url_cleanup);
    if (!easy || !url) return unavailable("mail.unreachable", "libcurl has no memory.");
    curl_url_set(url.get(), CURLUPART_URL, server.url.c_str(), 0);
    const bool local = curl::is_this_machine(part_of(url.get(), CURLUPART_HOST));
    // The path is what we say at EHLO: the domain of the sender, not this machine's name.
    curl_url_set(url.get(), CURLUPART_PATH, letter.from.substr(letter.from.find('@') + 1).c_str(),
                 0);
    curl_slist* to = nullptr;
    for (const auto& one : letter.to) to = curl_slist_append(to, ("<" + one + ">").c_str());
    for (const auto& one : letter.cc) to = curl_slist_append(to, ("<" + one + ">").c_str());
    const List recipients(to, &curl_slist_free_all);
    auto message = dkim_signed(message_of(letter, now), letter.dkim, now);
    if (!message) return message.error();
    Upload upload{std::move(*message), 0, server.stop};
    // RFC 3834 3.3: nobody can answer to an automatic answer.
    const bool automatic = letter.auto_submitted == AutoSubmitted::replied;
    const std::string from = automatic ? "<>" : "<" + letter.from + ">",
                      address = part_of(url.get(), CURLUPART_URL);
    curl_easy_setopt(easy.get(), CURLOPT_URL, address.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(server.timeout_ms));
    curl_easy_setopt(easy.get(), CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(easy.get(), CURLOPT_USE_SSL,
                     static_cast<long>(local ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(easy.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(easy.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_READFUNCTION, &read_some);
    curl_easy_setopt(easy.get(), CURLOPT_READDATA, &upload);
    curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &keep_on);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &upload);
    if (!server.user.empty()) {
        curl_easy_setopt(easy.get(), CURLOPT_USERNAME, server.user.c_str());
        curl_easy_setopt(easy.get(), server.bearer ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
                         server.password.c_str());
    }
    const CURLcode code = curl_easy_perform(easy.get());
    if (code == CURLE_OK) return {};
    long answer = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &answer);
    if (upload.sent == upload.text.size() && answer < 400)
        return unavailable("mail.unanswered",
                           "The whole letter went to the mail server and no answer came.");
    return failure(easy.get(), code);
}

Result<> knock(const Login& login) {
    const auto easy = curl::connected("smtp", login);
    return easy ? Result<>{} : Result<>{easy.error()};
}

Server server_of(const Login& login) {
    Server out;
    out.url = std::string(login.tls == Tls::tls ? "smtps" : "smtp") + "://" + login.host + ":" +
              std::to_string(login.port);
    out.user = login.user, out.password = login.secret, out.bearer = login.bearer;
    out.stop = login.stop;
    return out;
}

}  // namespace ol::mail
