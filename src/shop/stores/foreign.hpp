#pragma once
// Reading what a shop wrote: JSON whose numbers come as text and whose text comes as numbers,
// decimal amounts, times with and without a zone. No value passes through floating-point
// arithmetic. Room-internal.
#include <boost/json.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "shop/orders/orders.hpp"

namespace ol::stores::foreign {

namespace bj = boost::json;
inline constexpr std::size_t depth_max = 32, lines_max = 500;

Error wrong(std::string code, std::string field, std::string detail);

/// At most 32 deep. stores.json
Result<bj::value> parse(std::string_view body);
const bj::object* object_at(const bj::object& o, std::string_view key);
const bj::array* array_at(const bj::object& o, std::string_view key);
/// An empty object where there is none: what is asked of it is then empty too.
const bj::object& object_or_none(const bj::object& o, std::string_view key);
/// The answer's object. stores.json
Result<bj::object> root_of(std::string_view body);
/// The members of an array, or the values of an object (RetailCRM keys lists by id).
std::vector<const bj::object*> objects_at(const bj::object& o, std::string_view key);

/// Text of a string or a number (29.35 -> "29.35"); anything else is empty.
std::string text_of(const bj::value* v);
std::string text_at(const bj::object& o, std::string_view key);
/// A whole number, also when written as "2", 2.0 or "2.000". nullopt: absent or not whole.
std::optional<std::int64_t> whole_at(const bj::object& o, std::string_view key);
/// true, 1, "1", "true"
bool yes_at(const bj::object& o, std::string_view key);
/// Absent, null and "" are 0. stores.money
Result<std::int64_t> money_at(const bj::object& o, std::string_view key, std::string_view currency);
/// For what is shown beside other things: unreadable is 0.
std::int64_t money_or_zero(const bj::object& o, std::string_view key, std::string_view currency);
/// "12.50" with two digits -> 1250; more digits than the currency has are rounded half up.
Result<std::int64_t> minor_units(std::string_view decimal, std::string_view currency);
/// Absent is Time{}. Without a zone it is local time of `zone` ("" = UTC); an hour that the clock
/// skips goes forward. stores.date
Result<Time> time_at(const bj::object& o, std::string_view key, std::string_view zone = {});

/// Amounts as people write them, "1 713,50 грн.": blanks and the currency's name are left out, the
/// last comma or point before one or two digits is the decimal one. Absent and "" are 0.
/// stores.money
Result<std::int64_t> written_money_at(const bj::object& o, std::string_view key,
                                      std::string_view currency);

/// Thousandths, for goods by weight and length: "0.5" -> 500. nullopt: absent or no quantity.
std::optional<std::int64_t> milli_at(const bj::object& o, std::string_view key);
/// price x thousandths, half up. stores.money
Result<std::int64_t> times_milli(std::int64_t price, std::int64_t milli);
/// Whole pieces are counted; 0.5 kg is one piece here, named as what it is. Needs `total_minor`.
void put_quantity(orders::ExternalLine& line, std::int64_t milli, const std::string& written);
/// The path with `name` = `value`: replaced where it stands, added where it does not.
std::string with_query(const std::string& path, std::string_view name, const std::string& value);
/// What `name` says in the path's query; "" when it is not there.
std::string query_of(const std::string& path, std::string_view name);
/// "2026-11-22T14:00:59" of `zone` ("" = UTC), `between` standing for the T; not encoded.
std::string local_stamp(Time t, std::string_view zone, char between);

std::string joined(std::string a, const std::string& b, const char* between);
bool has_any(const std::string& s, std::initializer_list<std::string_view> words);
/// An id that may stand in a path: letters, digits, - _ only, 1 to `max` of them.
bool plain_id(std::string_view id, std::size_t max = 40);
/// courier, branch, locker or pickup by the words that shops use in four languages.
orders::DeliveryMethod delivery_by(const std::string& folded);
/// Cash on delivery by the name of the gateway, in the languages that shops write it.
bool cash_by(const std::string& folded);
std::string percent_encoded(std::string_view text);
/// A header that could be a topic, else "unknown".
std::string sane_topic(std::string_view topic);

}  // namespace ol::stores::foreign
