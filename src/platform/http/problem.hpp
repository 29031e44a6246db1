#pragma once
// From an Error to an HTTP answer, in one place.
#include <string_view>

#include "platform/http/http.hpp"

namespace ol::http {

int status_of(Errc kind);
std::string_view reason_phrase(int status);  // "Not Found"; unknown -> ""
/// A problem with a status that has no Errc of its own: 405, 408, 416, 431, 501, ...
Response problem_with(int status, const Error& e);

std::string_view method_name(Method method);  // "GET"
bool is_unsafe(Method method);                // changes something: post, put, patch, del

}  // namespace ol::http
