#pragma once
// IMAP's answers (RFC 9051) cut out of a stream of bytes, and what the few that we ask for say.
// Pure. Room-internal.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace ol::mail::imap {

/// One answer: its line with each literal cut out ("{}" stands in its place).
struct Answer {
    std::string line;
    std::vector<std::string> literals;
};

/// Gathers bytes into answers. Errors: mail.imap (a line or a literal over the limit).
class Answers {
public:
    explicit Answers(std::size_t literal_most) : literal_most_(literal_most) {}
    void feed(std::string_view bytes) { buffer_ += bytes; }
    Result<std::optional<Answer>> next();

private:
    Result<bool> take_line();  // true: the answer is whole
    std::size_t literal_most_;
    std::string buffer_;
    Answer partial_;
    std::optional<std::size_t> literal_;  // so many bytes follow
};

/// "* OK [UIDVALIDITY 17]", "UIDVALIDITY" -> 17.
std::optional<std::uint32_t> code_number(std::string_view line, std::string_view code);
/// "* FLAGS ...", "* 3 FETCH (UID 5 RFC822.SIZE 99)", "RFC822.SIZE" -> 99.
std::optional<std::uint64_t> item_number(std::string_view line, std::string_view item);
/// "* SEARCH 3 5 9", in their order; nothing when it is another answer.
std::vector<std::uint32_t> search_of(std::string_view line);
/// The bytes of "BODY[...]" in a FETCH answer: a literal or a quoted string.
std::optional<std::string> body_of(const Answer& answer);
/// "* 4 EXISTS", "* 4 RECENT", "* 4 EXPUNGE": the folder is another now.
bool is_news(std::string_view line);
/// A folder's name or a word, quoted. mail.folder when it has what a quoted string cannot.
Result<std::string> quoted(std::string_view text);

}  // namespace ol::mail::imap
