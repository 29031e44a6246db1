#pragma once
#include <string>
#include <string_view>

namespace ol::db {

inline constexpr char null_mark = 'n';

/// "?1" becomes "$1" outside of quotes and comments, or the word null where the first letter of
/// `marks` is null_mark, the second for "?2" and so on: PostgreSQL cannot tell the type of a
/// parameter in "?1 is null or id = ?1". A "?" without a number throws Fault (syntax).
std::string with_dollars(std::string_view sql, std::string_view marks = {});

}  // namespace ol::db
