#pragma once
// Defence against requests that another site's page sends with our cookie (CSRF, cross-site
// WebSocket).
#include <set>
#include <string>

#include "platform/http/http.hpp"

namespace ol::http {

/// True when there is no Origin header (not a browser, or a same-origin GET), it names this very
/// host, or it is listed.
bool same_or_allowed_origin(const Request& request, const std::set<std::string>& allowed);

/// For unsafe methods that a cookie may have authenticated: a foreign Origin is
/// "http.foreign_origin"; a missing "X-Requested-With: orderline" is "http.csrf" (a foreign page
/// cannot send it without a preflight we never grant). Exempt: bearer keys, /public/ paths; open
/// routes need no X-Requested-With.
std::optional<Error> forgery(const Request& request, const Route& route,
                             const std::set<std::string>& allowed);

/// Behind a trusted proxy the last X-Forwarded-For entry that is no trusted proxy is the client: a
/// client can write only the entries before it. Changes remote_ip and secure; anything malformed
/// changes nothing.
void believe_proxy(Request& request, const std::set<std::string>& trusted);

bool has_bearer(const Request& request);

}  // namespace ol::http
