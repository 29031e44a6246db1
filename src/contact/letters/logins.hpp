#pragma once
// The logins of a mailbox, unsealed. Private to the room.
#include "contact/letters/rows.hpp"
#include "contact/letters/sign_ins.hpp"
#include "platform/mail/mail.hpp"

namespace ol::letters {

/// With a sign-in at the provider its token, renewed when it is due (then it blocks).
/// Errors: letters.secret_unreadable, mail.sign_in_again, mail.token_unreachable.
Result<mail::Login> login_to_fetch(const rows::Box& box, const std::string& key32, SignIns& signs);
Result<mail::Login> login_to_send(const rows::Box& box, const std::string& key32, SignIns& signs);

}  // namespace ol::letters
