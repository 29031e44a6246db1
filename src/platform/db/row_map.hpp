#pragma once
// Described structs to rows and back, by column name. The SQL stays hand-written; this saves the
// lists of fields.
//   Id, Time, Ms, integers -> bigint · bool -> boolean · double -> double precision · std::string,
//   enums, json::Raw -> text optional -> null when empty · Money "price" -> price_minor,
//   price_currency · a member's closing underscore is dropped vectors and other described structs
//   are left out, unless db::as_json<Type> says: kept as JSON text (needs OL_JSON)
// A member of another type is a compile error. A result's unknown columns are ignored; a missing
// one leaves the default.
#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>
#include <concepts>
#include <limits>
#include <map>

#include "platform/base/json.hpp"
#include "platform/base/money.hpp"
#include "platform/db/db.hpp"

namespace ol::db {

/// Specialise to std::true_type for a vector, map or described struct that is kept as JSON text in
/// one column.
template <class T>
struct as_json : std::false_type {};

namespace map {

using Names = std::vector<std::string>;
using Values = std::vector<Value>;

/// A row as the field codecs see it.
struct Row {
    const Rows& rows;
    std::size_t index;
    const Value* find(const std::string& column) const;  // null when the result has no such column
};

std::int64_t integer(const Value& v, const std::string& column, std::int64_t least,
                     std::int64_t most);
double real(const Value& v, const std::string& column);
std::string text(const Value& v, const std::string& column);
[[noreturn]] void unreadable(const std::string& column, const std::string& why);

std::string insert_sql(std::string_view table, const Names& columns);
std::string update_sql(std::string_view table, const Names& columns, std::string_view key);

/// Field<T>: names() adds its columns, values() their values, fetch() reads them. `skipped` fields
/// have none.
template <class T>
struct Field {
    static_assert(
        sizeof(T) == 0,
        "db: unsupported member type; see the list at the top of row_map.hpp, or db::as_json");
};

template <class Self, class T>
struct OneColumn {
    static constexpr bool skipped = false;
    static void names(Names& out, const std::string& column) { out.push_back(column); }
    static void values(Values& out, const T& v) { out.push_back(Self::put(v)); }
    static void nulls(Values& out) { out.push_back(nullptr); }
    static bool present(const Row& row, const std::string& column) {
        const Value* v = row.find(column);
        return v && !std::holds_alternative<std::nullptr_t>(*v);
    }
    static void fetch(const Row& row, const std::string& column, T& out) {
        if (present(row, column)) Self::get(*row.find(column), column, out);
    }
};

template <class T>
    requires(std::integral<T> && !std::same_as<T, char>)
struct Field<T> : OneColumn<Field<T>, T> {
    static Value put(T v) {
        if constexpr (std::same_as<T, bool>)
            return v;
        else
            return static_cast<std::int64_t>(v);
    }
    static void get(const Value& v, const std::string& column, T& out) {
        constexpr bool wide = sizeof(T) == 8;
        constexpr auto most = wide ? std::numeric_limits<std::int64_t>::max()
                                   : std::int64_t(std::numeric_limits<T>::max());
        constexpr auto least =
            std::is_signed_v<T> ? std::int64_t(std::numeric_limits<T>::min()) : 0;
        out = static_cast<T>(integer(v, column, least, most));
    }
};
template <>
struct Field<double> : OneColumn<Field<double>, double> {
    static Value put(double v) { return v; }
    static void get(const Value& v, const std::string& column, double& out) {
        out = real(v, column);
    }
};
template <>
struct Field<std::string> : OneColumn<Field<std::string>, std::string> {
    static Value put(const std::string& v) { return v; }
    static void get(const Value& v, const std::string& column, std::string& out) {
        out = text(v, column);
    }
};
template <class Tag>
struct Field<Id<Tag>> : OneColumn<Field<Id<Tag>>, Id<Tag>> {
    static Value put(Id<Tag> v) { return v.value; }
    static void get(const Value& v, const std::string& column, Id<Tag>& out) {
        Field<std::int64_t>::get(v, column, out.value);
    }
};
template <>
struct Field<Time> : OneColumn<Field<Time>, Time> {
    static Value put(Time v) { return to_ms(v); }
    static void get(const Value& v, const std::string& column, Time& out) {
        std::int64_t ms = 0;
        Field<std::int64_t>::get(v, column, ms);
        out = from_ms(ms);
    }
};
template <>
struct Field<Ms> : OneColumn<Field<Ms>, Ms> {
    static Value put(Ms v) { return std::int64_t{v.count()}; }
    static void get(const Value& v, const std::string& column, Ms& out) {
        std::int64_t ms = 0;
        Field<std::int64_t>::get(v, column, ms);
        out = Ms{ms};
    }
};
template <>
struct Field<json::Raw> : OneColumn<Field<json::Raw>, json::Raw> {
    static Value put(const json::Raw& v) { return v.text; }
    static void get(const Value& v, const std::string& column, json::Raw& out) {
        out.text = text(v, column);
    }
};
template <NamedEnum E>
struct Field<E> : OneColumn<Field<E>, E> {
    static Value put(E v) { return std::string(to_name(v)); }
    static void get(const Value& v, const std::string& column, E& out) {
        const auto found = from_name<E>(text(v, column));
        if (!found) unreadable(column, "holds an unknown name");
        out = *found;
    }
};

template <class T>
    requires(as_json<T>::value)
struct Field<T> : OneColumn<Field<T>, T> {
    static Value put(const T& v) { return json::write(v); }
    static void get(const Value& v, const std::string& column, T& out) {
        auto read = json::read<T>(text(v, column), std::size_t{1} << 26);
        if (!read) unreadable(column, read.error().code + " at " + read.error().field);
        out = std::move(*read);
    }
};

template <>
struct Field<Money> {
    static constexpr bool skipped = false;
    static void names(Names& out, const std::string& column) {
        out.push_back(column + "_minor");
        out.push_back(column + "_currency");
    }
    static void values(Values& out, const Money& v) {
        out.push_back(v.minor);
        out.push_back(v.currency);
    }
    static void nulls(Values& out) { out.insert(out.end(), 2, nullptr); }
    static bool present(const Row& row, const std::string& column) {
        return Field<std::string>::present(row, column + "_currency");
    }
    static void fetch(const Row& row, const std::string& column, Money& out) {
        Field<std::int64_t>::fetch(row, column + "_minor", out.minor);
        Field<std::string>::fetch(row, column + "_currency", out.currency);
    }
};

struct Skipped {
    static constexpr bool skipped = true;
};
template <class T>
    requires(!as_json<std::vector<T>>::value)
struct Field<std::vector<T>> : Skipped {};
template <class T>
    requires(!as_json<std::map<std::string, T>>::value)
struct Field<std::map<std::string, T>> : Skipped {};
template <class T>
    requires(std::is_class_v<T> && boost::describe::has_describe_members<T>::value &&
             !as_json<T>::value)
struct Field<T> : Skipped {};

template <class T>
    requires(!Field<T>::skipped)
struct Field<std::optional<T>> {
    static constexpr bool skipped = false;
    static void names(Names& out, const std::string& column) { Field<T>::names(out, column); }
    static void values(Values& out, const std::optional<T>& v) {
        v ? Field<T>::values(out, *v) : Field<T>::nulls(out);
    }
    static void fetch(const Row& row, const std::string& column, std::optional<T>& out) {
        if (Field<T>::present(row, column))
            Field<T>::fetch(row, column, out.emplace());
        else
            out.reset();
    }
};
template <class T>
    requires(Field<T>::skipped)
struct Field<std::optional<T>> : Skipped {};

template <class M>
struct Pointee;
template <class C, class V>
struct Pointee<V C::*> {
    using type = V;
};

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

/// Calls fn.template operator()<FieldCodec>(column, pointer) for each member that has columns.
template <class Fn, template <class...> class L, class... D>
void each_member(L<D...>, Fn&& fn) {
    const auto one = [&]<class Desc>(Desc) {
        using F = Field<typename Pointee<std::remove_cv_t<decltype(Desc::pointer)>>::type>;
        if constexpr (!F::skipped)
            fn.template operator()<F>(std::string(plain_name(Desc::name)), Desc::pointer);
    };
    (one(D{}), ...);
}

}  // namespace map

/// The columns of a struct, in the order of its description.
template <class T>
std::vector<std::string> columns() {
    map::Names out;
    map::each_member(map::Members<T>{},
                     [&]<class F>(const std::string& column, auto) { F::names(out, column); });
    return out;
}

/// Their values, in the same order.
template <class T>
std::vector<Value> values(const T& object) {
    map::Values out;
    map::each_member(map::Members<T>{}, [&]<class F>(const std::string&, auto pointer) {
        F::values(out, object.*pointer);
    });
    return out;
}

/// One row of a result as a struct. Throws Fault when a column holds what the member cannot.
template <class T>
T from_row(const Rows& rows, std::size_t index) {
    T out{};
    const map::Row row{rows, index};
    map::each_member(map::Members<T>{}, [&]<class F>(const std::string& column, auto pointer) {
        F::fetch(row, column, out.*pointer);
    });
    return out;
}

template <class T>
std::vector<T> from_rows(const Rows& rows) {
    std::vector<T> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(from_row<T>(rows, i));
    return out;
}

/// insert into table (columns) values (...). `conn` is a Conn or a Tx.
template <class T>
void insert(Conn& conn, std::string_view table, const T& object) {
    static const std::vector<std::string> names = columns<T>();
    conn.send(map::insert_sql(table, names), values(object));
}
template <class T>
void insert(Tx& tx, std::string_view table, const T& object) {
    insert(tx.conn, table, object);
}

/// update table set (all columns) where key = the object's. The key column must be of the struct.
template <class T>
void update(Conn& conn, std::string_view table, const T& object,
                    std::string_view key = "id") {
    static const std::vector<std::string> names = columns<T>();
    conn.send(map::update_sql(table, names, key), values(object));
}
template <class T>
void update(Tx& tx, std::string_view table, const T& object, std::string_view key = "id") {
    update(tx.conn, table, object, key);
}

template <class T, class... A>
std::vector<T> select(Conn& conn, std::string_view sql, const A&... args) {
    return from_rows<T>(conn.query(sql, args...));
}
template <class T, class... A>
std::vector<T> select(Tx& tx, std::string_view sql, const A&... args) {
    return select<T>(tx.conn, sql, args...);
}

/// The first row, or nothing.
template <class T, class... A>
std::optional<T> select_one(Conn& conn, std::string_view sql, const A&... args) {
    const Rows found = conn.query(sql, args...);
    if (found.empty()) return std::nullopt;
    return from_row<T>(found, 0);
}
template <class T, class... A>
std::optional<T> select_one(Tx& tx, std::string_view sql, const A&... args) {
    return select_one<T>(tx.conn, sql, args...);
}

}  // namespace ol::db
