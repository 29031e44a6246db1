#pragma once
// Included only by the one types.cpp of a room, which then says OL_JSON(ol::orders::Order) at
// global scope. What depends on the type is a table of members; all the work is done by plain
// functions in json.cpp, so a struct costs little to compile and simdjson is seen by nobody else.
#include <array>
#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/json.hpp"
#include "platform/base/money.hpp"
#include "platform/base/names.hpp"
#include "platform/base/time.hpp"

namespace ol::json::impl {

/// One value of the parsed document; the bytes are simdjson's own element, which json.cpp alone
/// knows.
struct Node {
    alignas(8) std::array<unsigned char, 16> raw{};
};

enum class Kind { object, array, string, integer, above_int64, real, boolean, null };
Kind kind(const Node& node);
std::int64_t as_int(const Node& node);         // Kind::integer
double as_real(const Node& node);              // any number
std::string_view as_string(const Node& node);  // Kind::string; lives as long as the document
bool as_bool(const Node& node);
std::string minified(const Node& node);

/// Where the first fault goes. Readers return false after fail(); each level on the way out adds
/// its step to the path.
class Reader {
public:
    bool fail(std::string code, std::string detail);
    bool wrong_kind(const char* wanted, const Node& got);  // "json.type"
    bool param(std::string name, std::string value);       // adds to the fault; false
    bool under(std::string_view key);                      // puts "key" before the path; false
    bool under(std::size_t index);                         // puts "[index]" before the path; false
    Error error;
};

struct SchemaBag {
    std::vector<Schema> parts;
    bool has(std::string_view name) const;
};

/// What is known of a member's type at run time.
struct Ops {
    void (*write)(std::string& out, const void* value);
    bool (*read)(const Node& node, void* value, Reader& reader);
    std::string (*schema)(SchemaBag& bag);
    bool (*absent)(
        const void* value);  // an optional that is empty; null when the type is never absent
};

struct Member {
    std::string_view name;
    const void* (*at)(const void* object);
    const Ops* ops;
};

struct Shape {
    std::string_view name;
    std::span<const Member> members;
    bool all_required = false;  // Money: an amount without its currency means nothing
};

void write_object(std::string& out, const void* object, const Shape& shape);
bool read_object(const Node& node, void* object, const Shape& shape, Reader& reader);
std::string schema_of_object(const Shape& shape,
                             SchemaBag& bag);  // the $ref; the body goes into the bag

using Visit = bool (*)(void* context, std::string_view key, const Node& value);
bool each_item(const Node& array, void* context, Visit visit);
bool each_entry(const Node& object, void* context, Visit visit);

void write_int(std::string& out, std::int64_t value);
void write_real(std::string& out, double value);
void write_quoted(std::string& out, std::string_view text);
void write_id(std::string& out, std::int64_t value);
void write_raw(std::string& out, std::string_view text);
bool read_int(const Node& node, std::int64_t least, std::int64_t most, std::int64_t& out,
              Reader& reader);
bool read_real(const Node& node, double& out, Reader& reader);
bool read_bool(const Node& node, bool& out, Reader& reader);
bool read_text(const Node& node, std::string& out, Reader& reader);
bool read_id(const Node& node, std::int64_t& out, Reader& reader);
bool unknown_value(std::string_view got, std::span<const std::string_view> known, Reader& reader);
bool unknown_key(std::string_view got, std::span<const std::string_view> known, Reader& reader);
std::string schema_of_names(std::span<const std::string_view> names);
std::string schema_of_int(std::int64_t least, std::int64_t most);

/// Parses `text` and calls `read` on its root. The document lives only during the call.
Result<> read_document(std::string_view text, std::size_t bytes_max, void* out, const Ops& ops);
Schema finish_schema(std::string root, SchemaBag bag);

template <class T>
constexpr std::string_view type_name() {
    std::string_view s = __PRETTY_FUNCTION__;
    s.remove_prefix(s.find("T = ") + 4);
    s = s.substr(0, s.find_first_of(";]"));
    if (const auto colon = s.rfind("::"); colon != s.npos) s.remove_prefix(colon + 2);
    return plain_name(s);
}

template <class T>
concept Described = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class T>
struct Codec {
    static_assert(sizeof(T) == 0,
                  "json: unsupported member type. Supported: bool, integers, double, std::string, "
                  "Id, Time, Ms, json::Raw, "
                  "enums with BOOST_DESCRIBE_ENUM, structs with BOOST_DESCRIBE_STRUCT, optional, "
                  "vector, map<string,T>, "
                  "pair, variant of described structs");
};

template <class T>
bool absent_of(const void* value) {
    return !static_cast<const T*>(value)->has_value();
}
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
void write_of(std::string& out, const void* value) {
    Codec<T>::write(out, *static_cast<const T*>(value));
}
template <class T>
bool read_of(const Node& node, void* value, Reader& reader) {
    return Codec<T>::read(node, *static_cast<T*>(value), reader);
}
template <class T>
constexpr Ops make_ops() {
    Ops ops{&write_of<T>, &read_of<T>, &Codec<T>::schema, nullptr};
    if constexpr (IsOptional<T>::value) ops.absent = &absent_of<T>;
    return ops;
}
template <class T>
inline constexpr Ops ops_of = make_ops<T>();

// ---- plain values ----

template <>
struct Codec<bool> {
    static void write(std::string& out, bool v) { out += v ? "true" : "false"; }
    static bool read(const Node& n, bool& v, Reader& r) { return read_bool(n, v, r); }
    static std::string schema(SchemaBag&) { return R"({"type":"boolean"})"; }
};

template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>)
struct Codec<T> {
    static constexpr std::int64_t least =
        std::is_signed_v<T> ? std::int64_t(std::numeric_limits<T>::min()) : 0;
    static constexpr std::int64_t most = sizeof(T) == 8
                                             ? std::numeric_limits<std::int64_t>::max()
                                             : std::int64_t(std::numeric_limits<T>::max());
    static void write(std::string& out, T v) { write_int(out, static_cast<std::int64_t>(v)); }
    static bool read(const Node& n, T& v, Reader& r) {
        std::int64_t wide = 0;
        if (!read_int(n, least, most, wide, r)) return false;
        v = static_cast<T>(wide);
        return true;
    }
    static std::string schema(SchemaBag&) { return schema_of_int(least, most); }
};

template <>
struct Codec<double> {
    static void write(std::string& out, double v) { write_real(out, v); }
    static bool read(const Node& n, double& v, Reader& r) { return read_real(n, v, r); }
    static std::string schema(SchemaBag&) { return R"({"type":"number"})"; }
};

template <>
struct Codec<std::string> {
    static void write(std::string& out, const std::string& v) { write_quoted(out, v); }
    static bool read(const Node& n, std::string& v, Reader& r) { return read_text(n, v, r); }
    static std::string schema(SchemaBag&) { return R"({"type":"string"})"; }
};

template <class Tag>
struct Codec<Id<Tag>> {
    static void write(std::string& out, Id<Tag> v) { write_id(out, v.value); }
    static bool read(const Node& n, Id<Tag>& v, Reader& r) { return read_id(n, v.value, r); }
    static std::string schema(SchemaBag&) {
        return R"({"type":"string","format":"id","pattern":"^[0-9]{1,16}$"})";
    }
};

template <>
struct Codec<Time> {
    static constexpr std::int64_t most = 253'402'300'799'999;  // the end of the year 9999
    static void write(std::string& out, Time v) { write_int(out, to_ms(v)); }
    static bool read(const Node& n, Time& v, Reader& r) {
        std::int64_t ms = 0;
        if (!read_int(n, -most, most, ms, r)) return false;
        v = from_ms(ms);
        return true;
    }
    static std::string schema(SchemaBag&) {
        return R"({"type":"integer","format":"int64","description":"UTC milliseconds since 1970"})";
    }
};

template <>
struct Codec<Ms> {
    static constexpr std::int64_t most =
        (std::int64_t{1} << 53) - 1;  // what JavaScript counts exactly
    static void write(std::string& out, Ms v) { write_int(out, v.count()); }
    static bool read(const Node& n, Ms& v, Reader& r) {
        std::int64_t ms = 0;
        if (!read_int(n, -most, most, ms, r)) return false;
        v = Ms{ms};
        return true;
    }
    static std::string schema(SchemaBag&) {
        return R"({"type":"integer","format":"int64","description":"milliseconds"})";
    }
};

template <>
struct Codec<Raw> {
    static void write(std::string& out, const Raw& v) { write_raw(out, v.text); }
    static bool read(const Node& n, Raw& v, Reader&) {
        v.text = minified(n);
        return true;
    }
    static std::string schema(SchemaBag&) { return "{}"; }
};

template <NamedEnum E>
struct Codec<E> {
    static constexpr auto names = [] {
        std::array<std::string_view, enum_names<E>.size()> out{};
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = enum_names<E>[i].name;
        return out;
    }();
    static void write(std::string& out, E v) { write_quoted(out, to_name(v)); }
    static bool read(const Node& n, E& v, Reader& r) {
        if (kind(n) != Kind::string) return r.wrong_kind("a name", n);
        const auto found = from_name<E>(as_string(n));
        if (!found) return unknown_value(as_string(n), names, r);
        v = *found;
        return true;
    }
    static std::string schema(SchemaBag&) { return schema_of_names(names); }
};

// ---- containers ----

template <class T>
struct Codec<std::optional<T>> {
    static void write(std::string& out, const std::optional<T>& v) {
        if (v)
            Codec<T>::write(out, *v);
        else
            out += "null";
    }
    static bool read(const Node& n, std::optional<T>& v, Reader& r) {
        v.reset();
        if (kind(n) == Kind::null) return true;
        return Codec<T>::read(n, v.emplace(), r);
    }
    static std::string schema(SchemaBag& bag) { return Codec<T>::schema(bag); }
};

template <class T>
struct Codec<std::vector<T>> {
    static void write(std::string& out, const std::vector<T>& v) {
        out += '[';
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (i) out += ',';
            Codec<T>::write(out, v[i]);
        }
        out += ']';
    }
    struct Context {
        std::vector<T>& out;
        Reader& reader;
    };
    static bool read(const Node& n, std::vector<T>& v, Reader& r) {
        if (kind(n) != Kind::array) return r.wrong_kind("an array", n);
        v.clear();
        Context context{v, r};
        return each_item(n, &context, [](void* c, std::string_view, const Node& item) {
            auto& [out, reader] = *static_cast<Context*>(c);
            T value{};
            if (!Codec<T>::read(item, value, reader)) return reader.under(out.size());
            out.push_back(std::move(value));
            return true;
        });
    }
    static std::string schema(SchemaBag& bag) {
        std::string item = Codec<T>::schema(bag);
        if constexpr (IsOptional<T>::value) item = R"({"anyOf":[)" + item + R"(,{"type":"null"}]})";
        return R"({"type":"array","items":)" + item + "}";
    }
};

template <class T>
struct Codec<std::map<std::string, T>> {
    using Map = std::map<std::string, T>;
    static void write(std::string& out, const Map& v) {
        out += '{';
        for (auto it = v.begin(); it != v.end(); ++it) {
            if (it != v.begin()) out += ',';
            write_quoted(out, it->first);
            out += ':';
            Codec<T>::write(out, it->second);
        }
        out += '}';
    }
    struct Context {
        Map& out;
        Reader& reader;
    };
    static bool read(const Node& n, Map& v, Reader& r) {
        if (kind(n) != Kind::object) return r.wrong_kind("an object", n);
        v.clear();
        Context context{v, r};
        return each_entry(n, &context, [](void* c, std::string_view key, const Node& item) {
            auto& [out, reader] = *static_cast<Context*>(c);
            if (key.find('\0') != key.npos)
                return reader.fail("json.syntax", "A key holds a NUL character; remove it.");
            const auto [slot, fresh] = out.try_emplace(std::string(key));
            if (!fresh) {
                reader.fail("json.duplicate_key", "The key stands twice; send it once.");
                return reader.under(key);
            }
            return Codec<T>::read(item, slot->second, reader) || reader.under(key);
        });
    }
    static std::string schema(SchemaBag& bag) {
        return R"({"type":"object","additionalProperties":)" + Codec<T>::schema(bag) + "}";
    }
};

template <class A, class B>
struct Codec<std::pair<A, B>> {
    static void write(std::string& out, const std::pair<A, B>& v) {
        out += '[';
        Codec<A>::write(out, v.first);
        out += ',';
        Codec<B>::write(out, v.second);
        out += ']';
    }
    struct Context {
        std::pair<A, B>& out;
        Reader& reader;
        std::size_t count = 0;
    };
    static bool read(const Node& n, std::pair<A, B>& v, Reader& r) {
        if (kind(n) != Kind::array) return r.wrong_kind("an array of two", n);
        Context context{v, r};
        const bool ok = each_item(n, &context, [](void* c, std::string_view, const Node& item) {
            auto& [out, reader, count] = *static_cast<Context*>(c);
            const std::size_t i = count++;
            if (i == 0) return Codec<A>::read(item, out.first, reader) || reader.under(i);
            if (i == 1) return Codec<B>::read(item, out.second, reader) || reader.under(i);
            return true;
        });
        if (ok && context.count != 2)
            return r.fail("json.type", "Wanted an array of exactly two values.");
        return ok;
    }
    static std::string schema(SchemaBag& bag) {
        const std::string a = Codec<A>::schema(bag), b = Codec<B>::schema(bag);
        return R"({"type":"array","prefixItems":[)" + a + "," + b +
               R"(],"minItems":2,"maxItems":2})";
    }
};

template <class... T>
struct Codec<std::variant<T...>> {
    using Variant = std::variant<T...>;
    static constexpr std::array<std::string_view, sizeof...(T)> names{type_name<T>()...};
    static void write(std::string& out, const Variant& v) {
        out += '{';
        write_quoted(out, names[v.index()]);
        out += ':';
        std::visit([&](const auto& x) { Codec<std::remove_cvref_t<decltype(x)>>::write(out, x); },
                   v);
        out += '}';
    }
    struct Context {
        Variant& out;
        Reader& reader;
        std::size_t count = 0;
    };
    static bool read(const Node& n, Variant& v, Reader& r) {
        if (kind(n) != Kind::object) return r.wrong_kind("an object with one key", n);
        Context context{v, r};
        const bool ok =
            each_entry(n, &context, [](void* c, std::string_view key, const Node& item) {
                auto& [out, reader, count] = *static_cast<Context*>(c);
                if (count++) return true;
                bool known = false, good = false;
                ((key == type_name<T>()
                      ? (known = true,
                         good = Codec<T>::read(item, out.template emplace<T>(), reader))
                      : false),
                 ...);
                if (!known) return unknown_key(key, names, reader);
                return good || reader.under(key);
            });
        if (ok && context.count != 1)
            return r.fail("json.type", "Wanted an object with exactly one key.");
        return ok;
    }
    static std::string schema(SchemaBag& bag) {
        std::string out = R"({"oneOf":[)";
        ((out += R"({"type":"object","properties":{)" + quote(type_name<T>()) + ":" +
                 Codec<T>::schema(bag) + R"(},"required":[)" + quote(type_name<T>()) +
                 R"(],"additionalProperties":false},)"),
         ...);
        out.back() = ']';
        return out + "}";
    }
};

// ---- described structs ----

template <class T, auto Pointer>
const void* member_at(const void* object) {
    return &(static_cast<const T*>(object)->*Pointer);
}
template <class M>
struct Pointee;
template <class C, class V>
struct Pointee<V C::*> {
    using type = V;
};
template <class T, class D>
constexpr Member make_member() {
    using Value = typename Pointee<std::remove_cv_t<decltype(D::pointer)>>::type;
    return {plain_name(D::name), &member_at<T, D::pointer>, &ops_of<Value>};
}

template <Described T>
struct Codec<T> {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                             boost::describe::mod_inherited>;
    template <template <class...> class L, class... D>
    static constexpr auto table(L<D...>) {
        return std::array<Member, sizeof...(D)>{make_member<T, D>()...};
    }
    static Shape shape() {
        static constexpr auto members = table(Members{});
        return {type_name<T>(), members, std::is_same_v<T, Money>};
    }
    static void write(std::string& out, const T& v) { write_object(out, &v, shape()); }
    static bool read(const Node& n, T& v, Reader& r) { return read_object(n, &v, shape(), r); }
    static std::string schema(SchemaBag& bag) { return schema_of_object(shape(), bag); }
};

}  // namespace ol::json::impl

namespace ol::json {

template <class T>
std::string write(const T& value) {
    std::string out;
    impl::Codec<T>::write(out, value);
    return out;
}

template <class T>
Result<T> read(std::string_view text, std::size_t bytes_max) {
    T out{};
    auto done = impl::read_document(text, bytes_max, &out, impl::ops_of<T>);
    if (!done) return done.error();
    return out;
}

template <class T>
Schema schema() {
    impl::SchemaBag bag;
    std::string root = impl::Codec<T>::schema(bag);
    return impl::finish_schema(std::move(root), std::move(bag));
}

}  // namespace ol::json

#define OL_JSON_ONE(...)                                                                         \
    template std::string ol::json::write<__VA_ARGS__>(const __VA_ARGS__&);                       \
    template ol::Result<__VA_ARGS__> ol::json::read<__VA_ARGS__>(std::string_view, std::size_t); \
    template ol::json::Schema ol::json::schema<__VA_ARGS__>();

/// Instantiates write, read and schema for the type and for a vector of it. At global scope, with
/// the full name.
#define OL_JSON(...)         \
    OL_JSON_ONE(__VA_ARGS__) \
    OL_JSON_ONE(std::vector<__VA_ARGS__>)
