#pragma once
#include <string>
#include <string_view>

namespace ol::db {

/// "?1" becomes "$1" outside of quotes and comments. A "?" without a number throws Fault (syntax).
std::string with_dollars(std::string_view sql);

}  // namespace ol::db
