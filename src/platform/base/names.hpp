#pragma once
// Names of described enums: what JSON, SQL and the desk call them. An enumerator that would be a
// C++ keyword is written with one underscore behind it (`new_`); the underscore is not part of its
// name.
#include <array>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/operators.hpp>
#include <optional>
#include <string_view>
#include <type_traits>

namespace ol {

template <class E>
concept NamedEnum = std::is_enum_v<E> && boost::describe::has_describe_enumerators<E>::value;

constexpr std::string_view plain_name(std::string_view name) {
    if (name.size() > 1 && name.back() == '_') name.remove_suffix(1);
    return name;
}

template <class E>
struct NamedValue {
    std::string_view name;
    E value{};
};

/// All names and values of a described enum, in the order of description.
template <NamedEnum E>
inline constexpr auto enum_names = []<template <class...> class L, class... D>(L<D...>) {
    return std::array<NamedValue<E>, sizeof...(D)>{NamedValue<E>{plain_name(D::name), D::value}...};
}(boost::describe::describe_enumerators<E>{});

/// "longest_idle"; empty for a value outside the description.
template <NamedEnum E>
constexpr std::string_view to_name(E value) {
    for (const auto& entry : enum_names<E>)
        if (entry.value == value) return entry.name;
    return {};
}

template <NamedEnum E>
constexpr std::optional<E> from_name(std::string_view name) {
    for (const auto& entry : enum_names<E>)
        if (entry.name == name) return entry.value;
    return std::nullopt;
}

}  // namespace ol
