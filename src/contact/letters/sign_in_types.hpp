#pragma once
// Shapes of a mailbox's sign-in at its provider: row and routes.
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "contact/letters/types.hpp"

namespace ol::letters {

/// The application as the provider registered it.
struct SignInIn {
    std::string authorize_url, token_url, scope, client_id;
    std::optional<std::string> client_secret;  // absent: as it was
};
BOOST_DESCRIBE_STRUCT(SignInIn, (), (authorize_url, token_url, scope, client_id, client_secret))

struct SignIn {
    std::string authorize_url, token_url, scope, client_id;
    bool has_client_secret = false;
    bool signed_in = false;  // the provider gave what renews the access
    std::string trouble;     // a code: mail.sign_in_again, mail.token_unreachable
    std::string back_url;    // to be entered at the provider as allowed
};
BOOST_DESCRIBE_STRUCT(SignIn, (),
                      (authorize_url, token_url, scope, client_id, has_client_secret, signed_in,
                       trouble, back_url))

struct SignInBegun {
    std::string url;  // her browser goes there
};
BOOST_DESCRIBE_STRUCT(SignInBegun, (), (url))

/// What is kept sealed.
struct SignInSecrets {
    std::string client_secret, refresh, access;
};
BOOST_DESCRIBE_STRUCT(SignInSecrets, (), (client_secret, refresh, access))

}  // namespace ol::letters
