// The untyped half of the JSON mapping: everything that does not depend on a described struct's
// type.
#include "platform/base/json_impl.hpp"

#include <simdjson.h>

#include <bit>
#include <charconv>
#include <cmath>

#include "platform/base/text.hpp"

namespace ol::json {
namespace impl {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::size_t depth_max = 32;
constexpr std::int64_t id_max = (std::int64_t{1} << 53) - 1;

static_assert(sizeof(element) == sizeof(Node) && std::is_trivially_copyable_v<element>);
element element_of(const Node& node) { return std::bit_cast<element>(node.raw); }
Node node_of(const element& e) { return {std::bit_cast<decltype(Node::raw)>(e)}; }

Error syntax_error(simdjson::error_code code) {
    if (code == simdjson::DEPTH_ERROR)
        return invalid("json.syntax", "",
                       "The document is nested deeper than 32 levels; flatten it.");
    return invalid("json.syntax", "",
                   std::string("Not a JSON document: ") + simdjson::error_message(code));
}

std::string shortened(std::string_view text) {
    return text.size() <= 60 ? std::string(text) : to_valid_utf8(text.substr(0, 57)) + "...";
}

std::size_t distance(std::string_view a, std::string_view b) {  // Levenshtein, two rows
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row.back();
}

std::string_view nearest(std::string_view got, std::span<const std::string_view> known) {
    if (got.size() > 64) return {};
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(2, got.size() / 3) + 1;
    for (const auto name : known)
        if (const auto d = distance(got, name); d < best_distance) best = name, best_distance = d;
    return best;
}

bool unknown(const char* code, const char* what, std::string_view got,
             std::span<const std::string_view> known, Reader& reader) {
    const auto hint = nearest(got, known);
    std::string detail = std::string("Unknown ") + what + " " + quote(shortened(got));
    detail += hint.empty() ? "; see the schema for what is known."
                           : "; did you mean " + quote(hint) + "?";
    reader.fail(code, std::move(detail));
    reader.param("got", shortened(got));
    if (!hint.empty()) reader.param("nearest", std::string(hint));
    return false;
}

const char* kind_name(Kind k) {
    switch (k) {
        case Kind::object: return "an object";
        case Kind::array: return "an array";
        case Kind::string: return "a string";
        case Kind::integer:
        case Kind::above_int64: return "an integer";
        case Kind::real: return "a number with a fraction";
        case Kind::boolean: return "true or false";
        case Kind::null: return "null";
    }
    return "";
}

void escape(std::string& out, unsigned char c) {
    static constexpr char digits[] = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    out += "\\u00";
    out += digits[c >> 4];
    out += digits[c & 15];
}

void write_escaped(std::string& out, std::string_view text) {
    out += '"';
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, from, i - from);
        escape(out, c);
        from = i + 1;
    }
    out.append(text, from);
    out += '"';
}

}  // namespace

Kind kind(const Node& node) {
    switch (element_of(node).type()) {
        case element_type::OBJECT: return Kind::object;
        case element_type::ARRAY: return Kind::array;
        case element_type::STRING: return Kind::string;
        case element_type::INT64: return Kind::integer;
        case element_type::UINT64:
            return Kind::above_int64;  // simdjson: only when int64 cannot hold it
        case element_type::DOUBLE: return Kind::real;
        case element_type::BOOL: return Kind::boolean;
        case element_type::NULL_VALUE: return Kind::null;
    }
    return Kind::null;
}
std::int64_t as_int(const Node& node) { return element_of(node).get_int64().value_unsafe(); }
double as_real(const Node& node) { return element_of(node).get_double().value_unsafe(); }
std::string_view as_string(const Node& node) {
    return element_of(node).get_string().value_unsafe();
}
bool as_bool(const Node& node) { return element_of(node).get_bool().value_unsafe(); }
std::string minified(const Node& node) { return simdjson::minify(element_of(node)); }

bool Reader::fail(std::string code, std::string detail) {
    error = invalid(std::move(code), "", std::move(detail));
    return false;
}
bool Reader::wrong_kind(const char* wanted, const Node& got) {
    return fail("json.type",
                std::string("Wanted ") + wanted + ", got " + kind_name(kind(got)) + ".");
}
bool Reader::param(std::string name, std::string value) {
    error.params.emplace_back(std::move(name), std::move(value));
    return false;
}
bool Reader::under(std::string_view key) {
    const bool dot = !error.field.empty() && error.field.front() != '[';
    error.field = shortened(key) + (dot ? "." : "") + error.field;
    return false;
}
bool Reader::under(std::size_t index) {
    const bool dot = !error.field.empty() && error.field.front() != '[';
    error.field = "[" + std::to_string(index) + "]" + (dot ? "." : "") + error.field;
    return false;
}

bool SchemaBag::has(std::string_view name) const {
    return std::any_of(parts.begin(), parts.end(), [&](const Schema& s) { return s.name == name; });
}

void write_object(std::string& out, const void* object, const Shape& shape) {
    out += '{';
    bool first = true;
    for (const Member& member : shape.members) {
        const void* value = member.at(object);
        if (member.ops->absent && member.ops->absent(value)) continue;
        if (!first) out += ',';
        first = false;
        out += '"';
        out += member.name;
        out += "\":";
        member.ops->write(out, value);
    }
    out += '}';
}

namespace {

struct ObjectContext {
    void* object;
    const Shape& shape;
    Reader& reader;
    std::vector<bool> seen;
};

bool read_entry(void* context, std::string_view key, const Node& value) {
    auto& [object, shape, reader, seen] = *static_cast<ObjectContext*>(context);
    for (std::size_t i = 0; i < shape.members.size(); ++i) {
        const Member& member = shape.members[i];
        if (member.name != key) continue;
        if (seen[i]) {
            reader.fail("json.duplicate_key", "The key stands twice; send it once.");
            return reader.under(key);
        }
        seen[i] = true;
        void* target = const_cast<void*>(member.at(object));  // the object itself is ours to fill
        return member.ops->read(value, target, reader) || reader.under(key);
    }
    std::vector<std::string_view> known;
    for (const Member& member : shape.members) known.push_back(member.name);
    return unknown_key(key, known, reader);
}

}  // namespace

bool read_object(const Node& node, void* object, const Shape& shape, Reader& reader) {
    if (kind(node) != Kind::object) return reader.wrong_kind("an object", node);
    ObjectContext context{object, shape, reader, std::vector<bool>(shape.members.size())};
    if (!each_entry(node, &context, read_entry)) return false;
    if (!shape.all_required) return true;
    for (std::size_t i = 0; i < context.seen.size(); ++i) {
        if (context.seen[i]) continue;
        reader.fail("json.required", "This field must be given.");
        return reader.under(shape.members[i].name);
    }
    return true;
}

std::string schema_of_object(const Shape& shape, SchemaBag& bag) {
    std::string ref = R"({"$ref":"#/components/schemas/)" + std::string(shape.name) + "\"}";
    if (bag.has(shape.name)) return ref;
    const std::size_t place = bag.parts.size();
    bag.parts.push_back(
        {std::string(shape.name), "", {}});  // before its members: a struct may contain itself
    std::string properties, required;
    for (const Member& member : shape.members) {
        if (!properties.empty()) properties += ',';
        properties += quote(member.name) + ":" + member.ops->schema(bag);
        if (member.ops->absent) continue;
        if (!required.empty()) required += ',';
        required += quote(member.name);
    }
    std::string text = R"({"type":"object","properties":{)" + properties + "}";
    if (!required.empty()) text += R"(,"required":[)" + required + "]";
    bag.parts[place].text = text + R"(,"additionalProperties":false})";
    return ref;
}

bool each_item(const Node& array, void* context, Visit visit) {
    const simdjson::dom::array items = element_of(array).get_array().value_unsafe();
    for (const element item : items)
        if (!visit(context, {}, node_of(item))) return false;
    return true;
}

bool each_entry(const Node& object, void* context, Visit visit) {
    const simdjson::dom::object entries = element_of(object).get_object().value_unsafe();
    for (const auto entry : entries)
        if (!visit(context, entry.key, node_of(entry.value))) return false;
    return true;
}

void write_int(std::string& out, std::int64_t value) {
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.append(buffer, end);
}

void write_real(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    char buffer[40];
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, value).ptr;  // shortest that reads back equal
    const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
    out += text;
    // A long run of digits would be read as an integer, and refused when 64 bits cannot hold it.
    if (text.size() > 15 && text.find_first_of(".e") == text.npos) out += ".0";
}

void write_quoted(std::string& out, std::string_view text) {
    if (valid_utf8(text))
        write_escaped(out, text);
    else
        write_escaped(out, to_valid_utf8(text));
}

void write_id(std::string& out, std::int64_t value) {
    out += '"';
    write_int(out, value);
    out += '"';
}

void write_raw(std::string& out, std::string_view text) {
    if (text.empty())
        out += "null";
    else
        out += text;
}

bool read_int(const Node& node, std::int64_t least, std::int64_t most, std::int64_t& out,
              Reader& reader) {
    const Kind k = kind(node);
    if (k != Kind::integer && k != Kind::above_int64) return reader.wrong_kind("an integer", node);
    const bool fits = k == Kind::integer && as_int(node) >= least && as_int(node) <= most;
    if (fits) {
        out = as_int(node);
        return true;
    }
    reader.fail("json.range", "Wanted an integer from " + std::to_string(least) + " to " +
                                  std::to_string(most) + ".");
    reader.param("least", std::to_string(least));
    return reader.param("most", std::to_string(most));
}

bool read_real(const Node& node, double& out, Reader& reader) {
    const Kind k = kind(node);
    if (k != Kind::integer && k != Kind::above_int64 && k != Kind::real)
        return reader.wrong_kind("a number", node);
    out = as_real(node);
    return true;
}

bool read_bool(const Node& node, bool& out, Reader& reader) {
    if (kind(node) != Kind::boolean) return reader.wrong_kind("true or false", node);
    out = as_bool(node);
    return true;
}

bool read_text(const Node& node, std::string& out, Reader& reader) {
    if (kind(node) != Kind::string) return reader.wrong_kind("a string", node);
    const auto text = as_string(node);
    // PostgreSQL's text cannot hold NUL, and C libraries would cut the string there.
    if (text.find('\0') != text.npos)
        return reader.fail("json.type", "The string holds a NUL character; remove it.");
    out = text;
    return true;
}

bool read_id(const Node& node, std::int64_t& out, Reader& reader) {
    if (kind(node) != Kind::string)
        return reader.wrong_kind("an id, which is a string of digits", node);
    const auto text = as_string(node);
    std::int64_t value = -1;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool digits = fault == std::errc{} && end == text.data() + text.size() && value >= 0 &&
                        text.front() != '-';
    if (!digits) return reader.fail("json.type", "Wanted an id, which is a string of digits.");
    if (value > id_max)
        return reader.fail("json.range", "The id is above 2^53 - 1; ids are below.");
    out = value;
    return true;
}

bool unknown_value(std::string_view got, std::span<const std::string_view> known, Reader& reader) {
    return unknown("json.unknown_value", "value", got, known, reader);
}
bool unknown_key(std::string_view got, std::span<const std::string_view> known, Reader& reader) {
    unknown("json.unknown_key", "key", got, known, reader);
    return reader.under(got);
}

std::string schema_of_names(std::span<const std::string_view> names) {
    std::string out = R"({"type":"string","enum":[)";
    for (std::size_t i = 0; i < names.size(); ++i) out += (i ? "," : "") + quote(names[i]);
    return out + "]}";
}

std::string schema_of_int(std::int64_t least, std::int64_t most) {
    constexpr auto limit32 = std::numeric_limits<std::int32_t>::max();
    if (most > limit32) return R"({"type":"integer","format":"int64"})";
    if (most == limit32 && least < 0) return R"({"type":"integer","format":"int32"})";
    return R"({"type":"integer","minimum":)" + std::to_string(least) + R"(,"maximum":)" +
           std::to_string(most) + "}";
}

Result<> read_document(std::string_view text, std::size_t bytes_max, void* out, const Ops& ops) {
    if (text.size() > bytes_max)
        return Error{Errc::too_large,
                     "json.too_large",
                     "",
                     "The document is larger than " + std::to_string(bytes_max) +
                         " bytes; send less at once.",
                     {}};
    if (trim(text).empty())
        return invalid("json.required", "", "The body is empty; send a JSON document.");
    simdjson::dom::parser parser;
    if (auto fault = parser.allocate(text.size(), depth_max)) return syntax_error(fault);
    element root;
    if (auto fault = parser.parse(text.data(), text.size()).get(root)) return syntax_error(fault);
    Reader reader;
    if (!ops.read(node_of(root), out, reader)) return std::move(reader.error);
    return {};
}

Schema finish_schema(std::string root, SchemaBag bag) {
    if (bag.parts.empty()) return {"", std::move(root), {}};
    const bool is_struct =
        root == R"({"$ref":"#/components/schemas/)" + bag.parts.front().name + "\"}";
    if (!is_struct) return {"", std::move(root), std::move(bag.parts)};
    Schema out = std::move(bag.parts.front());
    bag.parts.erase(bag.parts.begin());
    out.parts = std::move(bag.parts);
    return out;
}

}  // namespace impl

std::string quote(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 2);
    impl::write_quoted(out, text);
    return out;
}

}  // namespace ol::json

OL_JSON(ol::Money)
OL_JSON(ol::json::Raw)
OL_JSON(std::string)
OL_JSON(std::int64_t)
OL_JSON_ONE(std::map<std::string, std::string>)
OL_JSON_ONE(std::vector<std::pair<std::string, std::string>>)
