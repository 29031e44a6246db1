#pragma once
// Reading what a messenger wrote: JSON whose numbers come as text and whose ids are longer than a
// double holds, times as seconds, milliseconds, their texts, or ISO. Room-internal.
#include <boost/json.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contact/conversations/channel.hpp"

namespace ol::conversations::wire {

namespace bj = boost::json;
inline constexpr std::size_t depth_max = 32, id_bytes_max = 512, line_bytes_max = 1000;

/// The body's object, at most 32 deep. conversations.json
Result<bj::object> root_of(std::string_view body);
Error not_ours(std::string field, std::string detail);  // conversations.json

const bj::object* object_at(const bj::object& o, std::string_view key);
/// An empty object where there is none: what is asked of it is then empty too.
const bj::object& in(const bj::object& o, std::string_view key);
/// The objects of a list; what else stands in it is nothing.
std::vector<const bj::object*> list(const bj::object& o, std::string_view key);
bool has(const bj::object& o, std::string_view key);

/// A string or a number as text, whole; NUL becomes U+FFFD.
std::string text(const bj::object& o, std::string_view key);
/// As text(), one line's worth: names, words and addresses. Longer is cut at a character.
std::string line(const bj::object& o, std::string_view key);
/// An id with all its digits. Longer than 512 bytes, or a number that JSON could not hold exactly:
/// "" (half an id would be another's).
std::string id(const bj::object& o, std::string_view key);
std::int64_t whole(const bj::object& o, std::string_view key);  // 0: none
/// true, 1, "1", "true"
bool yes(const bj::object& o, std::string_view key);
/// Seconds or milliseconds since 1970 (told apart by size), as number or text, or ISO 8601. What
/// cannot be read, or lies beyond 1970 to 2200, is Time{}: the channel did not say.
Time time(const bj::object& o, std::string_view key);

/// Decimal degrees into a place. What is no such number stays readable as its caption.
void put_place(Media& m, const bj::object& o, std::string_view latitude,
               std::string_view longitude);
std::string joined(std::initializer_list<std::string_view> parts, std::string_view between);

/// "+380501112233" for an id that is digits of a telephone number; "" when it cannot be one.
std::string phone_of(std::string_view digits);

// ---- going out ----
std::string body_of(const bj::object& o);
http::ClientRequest posting(std::string url, const bj::object& body);
/// conversations.too_long with the limit in its params; conversations.empty; conversations.buttons;
/// conversations.caption
Result<> fits(const Outgoing& m, const Limits& limits);
/// A name that may stand in an address: letters, digits and "-_.:" only.
bool plain(std::string_view name, std::size_t bytes_max = 256);
/// "image", "video", "audio", "file" by its MIME type.
std::string_view family(std::string_view mime);
/// What HTTP alone says of a failure: 401 bad_token, 413 too_long, 429 and 5xx again.
SendAnswer by_status(const http::ClientResponse& r);
/// hex HMAC-SHA256 of the raw body, in constant time; an empty secret fits nothing.
bool signed_by(std::string_view secret, std::string_view body, std::string_view hex_signature);

}  // namespace ol::conversations::wire
