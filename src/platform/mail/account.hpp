#pragma once
// How to reach a mail server, for reading (IMAP) and for sending (SMTP): what libcurl is told of
// both.
#include <atomic>
#include <boost/describe.hpp>
#include <string>

#include "platform/base/result.hpp"

namespace ol::mail {

/// none: in clear, to this machine only.
enum class Tls { tls, starttls, none };
BOOST_DESCRIBE_ENUM(Tls, tls, starttls, none)

struct Login {
    std::string host;
    int port = 0;
    Tls tls = Tls::tls;
    std::string user, secret;
    bool bearer = false;  // the secret is an OAuth 2 access token (XOAUTH2, OAUTHBEARER)
    int timeout_ms = 30000;
    const std::atomic<bool>* stop = nullptr;  // ends what is under way
};

}  // namespace ol::mail
