#pragma once
// libcurl as both halves of mail use it: a host, TLS and a login. Room-internal.
#include <curl/curl.h>

#include <memory>

#include "platform/mail/account.hpp"

namespace ol::mail::curl {

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

void once();  // libcurl's own start
/// Is it this machine, to which a letter may go in clear?
bool is_this_machine(const std::string& host);
/// "imap" or "smtp": address, TLS, login, limits of time, the stop. mail.clear, mail.unreachable.
Result<> prepare(CURL* easy, const char* scheme, const Login& login);
/// Connected and logged in; the connection is the caller's (curl_easy_send, curl_easy_recv).
Result<Easy> connected(const char* scheme, const Login& login);
/// What went wrong before a letter was spoken of: mail.name, mail.unreachable, mail.tls,
/// mail.login, mail.stopped.
Error failure(CURLcode code);

}  // namespace ol::mail::curl
