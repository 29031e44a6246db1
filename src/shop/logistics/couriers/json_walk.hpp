#pragma once
// Reading foreign JSON whose types wander: numbers as text, text as numbers, null, absent.
#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace ol::logistics::walk {

namespace bj = boost::json;

/// At most 32 deep. "logistics.answer".
Result<bj::value> parse(std::string_view body);
Error wrong(std::string field, std::string detail);
const bj::object* object_at(const bj::object& o, std::string_view key);
const bj::array* array_at(const bj::object& o, std::string_view key);
std::string text_of(const bj::value* v);  // of a string or a whole number; else empty
std::string text_at(const bj::object& o, std::string_view key);
bool flag_at(const bj::object& o, std::string_view key);

}  // namespace ol::logistics::walk
