#pragma once
// A struct is described once (BOOST_DESCRIBE_STRUCT); these templates are declared here and instantiated
// in ONE .cpp per room with OL_JSON(Type) from json_impl.hpp, so that callers compile fast.
//   absent optional = empty · absent field = its default · unknown key = error naming the path · Id<> = string
//   Time = integer ms · Ms = integer ms · enums = their names · std::map<string,T> = object
// Reader limits: depth 32, 1 MiB unless told, strings must be UTF-8 (NUL is refused).
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace ol::json {

template <class T>
std::string write(const T& value);
template <class T>
Result<T> read(std::string_view text);  // errors: "json.syntax", "json.type", "json.unknown_key", "json.required", "json.range"

/// JSON Schema of the type as JSON text; nested described structs appear as {"$ref":"#/components/schemas/Name"}.
struct Schema {
    std::string name;  // "Order"; empty for plain values
    std::string text;  // the schema itself
    std::vector<Schema> parts;  // the described structs it refers to (transitively closed by the OpenAPI writer)
};
template <class T>
Schema schema();

std::string quote(std::string_view text);  // a JSON string with its quotes; invalid UTF-8 becomes U+FFFD

}  // namespace ol::json
