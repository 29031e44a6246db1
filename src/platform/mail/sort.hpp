#pragma once
// What sort of letter it is, by its headers and parts. Room-internal.
#include "platform/mail/mime.hpp"

namespace ol::mail {

/// Fills sort, may_answer, failures and about.
void sort(const mime::Message& message, Received& letter);

}  // namespace ol::mail
