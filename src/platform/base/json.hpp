#pragma once
// A struct is described once (BOOST_DESCRIBE_STRUCT); these templates are declared here and instantiated
// in ONE .cpp per room with OL_JSON(Type) from json_impl.hpp, so that callers compile fast.
//   absent optional = empty · absent field = its default · unknown key = error naming the path · Id<> = string
//   Time = integer ms · Ms = integer ms · enums = their names · std::map<string,T> = object · pair = array of two
//   variant of described structs = object with one key, the struct's name · a name's closing underscore is dropped
// Reader limits: depth 32, 1 MiB unless told, strings must be UTF-8 (NUL is refused), a key stands once.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace ol::json {

inline constexpr std::size_t default_bytes_max = 1u << 20;

/// Never fails; a double that is not finite is written as null.
template <class T>
std::string write(const T& value);

/// Errors: "json.syntax", "json.type", "json.unknown_key", "json.duplicate_key", "json.unknown_value" (an enum's name),
/// "json.required" (empty body, half a Money), "json.range", "json.too_large"; `field` is the path: "lines[2].quantity".
template <class T>
Result<T> read(std::string_view text, std::size_t bytes_max = default_bytes_max);

/// JSON Schema of the type as JSON text; nested described structs appear as {"$ref":"#/components/schemas/Name"}.
struct Schema {
    std::string name;  // "Order"; empty for plain values
    std::string text;  // the schema itself
    std::vector<Schema> parts;  // every described struct it refers to, directly or not, each once and without own parts
};
template <class T>
Schema schema();

/// Free-form JSON inside a described struct: checked by the reader, kept without spaces. Empty is written as null.
struct Raw {
    std::string text;
    friend bool operator==(const Raw&, const Raw&) = default;
};

std::string quote(std::string_view text);  // a JSON string with its quotes; invalid UTF-8 becomes U+FFFD

}  // namespace ol::json
