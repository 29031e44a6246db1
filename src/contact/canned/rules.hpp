#pragma once
// What a key and a text must be, and how {{variables}} are filled. Pure.
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace ol::canned {

constexpr std::size_t key_chars_max = 30, text_chars_max = 4000, language_chars_max = 8;
constexpr int answers_of_shop_max = 1000, versions_shown = 50;

/// All that a text may name.
constexpr auto known_variables = std::to_array<std::string_view>(
    {"buyer_name", "operator_name", "shop_name", "order_number", "order_sum"});

/// As it is typed after "/": lower case, no blanks; any letters, digits, "-" and "_". Errors:
/// canned.key.
Result<std::string> checked_key(std::string_view key);
/// "uk", "zh", "pt-br". Errors: canned.language.
Result<std::string> checked_language(std::string_view language);
/// Errors: canned.text_empty, canned.text_too_long {max}, canned.variable {name}: a name that no
/// answer knows.
Result<std::string> checked_text(std::string_view text);

/// In their order, each once.
std::vector<std::string> variables_of(std::string_view text);
/// The first {{variable}} that still stands in a text: such a text is not sent.
std::optional<std::string> first_variable(std::string_view text);

using Facts = std::map<std::string, std::string, std::less<>>;  // empty value = not known
struct Filled {
    std::string text;
    std::vector<std::string> missing;
};
/// A value is put in as it is: what stands in it is not looked at again.
Filled fill(std::string_view text, const Facts& facts);

}  // namespace ol::canned
