#pragma once
// What a letter means for threads: pure.
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/time.hpp"
#include "platform/mail/incoming.hpp"

namespace ol::letters {

/// A subject without what mail programs put before it (Re:, Fwd:, Відп:, Ответ:, 回复：...) and
/// without our token; folded, so that two of one thread are equal.
std::string plain_subject(std::string_view subject);
/// "Re: Kettle [#k7q2m9x4ab]" -> "k7q2m9x4ab"; "" when there is none.
std::string subject_token(std::string_view subject);
/// "Re: Kettle", with " [#token]" unless that is empty; never "Re: Re:".
std::string answer_subject(std::string_view subject, std::string_view token);
/// The ids that an answer names, oldest first, each once, the last 20: RFC 5322 3.6.4.
std::vector<std::string> answer_references(std::string_view theirs, std::string_view their_id);

/// Two letters with one key are one: the sender's id and what it says (an id alone may be forged or
/// used twice, and nothing is to be lost by that).
std::string key_of(const mail::Received& letter, std::string_view bytes);
/// Bytes of whole characters, at most so many.
std::string_view clipped(std::string_view text, std::size_t bytes_most);
/// Only a person's letter wakes a person; nothing is ever answered by itself.
bool wakes(const mail::Received& letter, const std::vector<std::string>& our_addresses);

/// After so many failures in a row: 5 s, doubled up to 5 minutes.
Ms again_in(int failures);

}  // namespace ol::letters
