#pragma once
// The logins of a mailbox, unsealed. Private to the room.
#include "contact/letters/rows.hpp"
#include "platform/mail/mail.hpp"

namespace ol::letters {

/// Errors: letters.secret_unreadable.
Result<mail::Login> login_to_fetch(const rows::Box& box, const std::string& key32);
Result<mail::Login> login_to_send(const rows::Box& box, const std::string& key32);

}  // namespace ol::letters
