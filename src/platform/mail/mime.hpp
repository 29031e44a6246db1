#pragma once
// GMime behind a small face: a message as headers and leaves. Room-internal.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/mail/incoming.hpp"

namespace ol::mail::mime {

struct Header {
    std::string name;  // lower case
    std::string raw;   // the bytes as they came, folded
};

struct Headers {
    std::vector<Header> all;
    bool has(std::string_view name) const;
    /// Bytes of the first of that name; "" when there is none.
    std::string_view raw(std::string_view name) const;
    /// Decoded, on one line.
    std::string text(std::string_view name) const;
    std::vector<Person> people(std::string_view name, int most) const;
};

/// A part that has no parts.
struct Leaf {
    std::string type;  // "text/plain", lower case
    std::string charset, name, content_id, bytes;
    bool attachment = false;  // it says so
    bool flowed = false;
    bool letter = false;  // message/rfc822: bytes are the letter within
    Headers headers;      // of the letter within
};

struct Message {
    Headers headers;
    std::string type, report_type;  // "multipart/report", "delivery-status"
    std::vector<Leaf> leaves;
    std::vector<std::string> left_out;
};

/// A Date field, between 1970 and 2200; also the sloppy ones.
std::optional<Time> date_of(std::string_view raw);

/// mail.empty
Result<Message> parse(std::string_view bytes, const ReadLimits& limits);

}  // namespace ol::mail::mime
