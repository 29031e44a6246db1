#pragma once
// Expected failures are values. An Error names what is wrong, which field, and the way out;
// http maps Errc to a status in one place, the desk tells `code` in the reader's language.
#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ol {

enum class Errc {
    invalid,          // 400: malformed or against a rule; `field` names the place
    unauthenticated,  // 401
    forbidden,        // 403
    not_found,        // 404
    conflict,         // 409: the state does not allow it, or If-Match lost the race
    too_large,        // 413
    too_many,         // 429: rate or count limit
    unavailable,      // 503: disk full, database locked, peer unreachable: try again later
    internal,         // 500
};

struct Error {
    Errc        kind = Errc::internal;
    std::string code;    // stable, snake_case, dotted by room: "orders.already_confirmed"
    std::string field;   // path of the offending input ("lines[2].quantity"), or empty
    std::string detail;  // one English sentence for logs and API users: the reason and the way out
    std::vector<std::pair<std::string, std::string>> params;  // for the translated message
};

/// Found by boost::system::result when .value() is called on an error: a programmer's mistake.
[[noreturn]] inline void throw_exception_from_error(const Error& e, const boost::source_location&) {
    throw std::logic_error("unchecked error " + e.code + ": " + e.detail);
}

template <class T = void>
using Result = boost::system::result<T, Error>;

inline Error invalid(std::string code, std::string field, std::string detail) {
    return {Errc::invalid, std::move(code), std::move(field), std::move(detail), {}};
}
inline Error not_found(std::string code, std::string detail) {
    return {Errc::not_found, std::move(code), {}, std::move(detail), {}};
}
inline Error conflict(std::string code, std::string detail) {
    return {Errc::conflict, std::move(code), {}, std::move(detail), {}};
}
inline Error forbidden(std::string code, std::string detail) {
    return {Errc::forbidden, std::move(code), {}, std::move(detail), {}};
}
inline Error unavailable(std::string code, std::string detail) {
    return {Errc::unavailable, std::move(code), {}, std::move(detail), {}};
}

}  // namespace ol
