#pragma once
// What a route takes in its query string. The router refuses what does not fit before the handler
// runs (400 http.query with the field and what is allowed) and OpenAPI says the same limits, so no
// list route has to guess at a limit, a cursor or a filter.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/names.hpp"
#include "platform/base/result.hpp"

namespace ol::http {

struct Param {
    enum class Kind { text, number, id, cursor, choice };
    std::string name;
    Kind kind = Kind::text;
    std::int64_t least = 0, most = 0;       // number
    std::optional<std::int64_t> otherwise;  // number: what the handler finds when it is not sent
    int parts = 1;                          // cursor: whole numbers with dots between
    std::vector<std::string> choices;

    Param(const char* text) : name(text) {}  // NOLINT(*-explicit-*): route.query = {"q"}
    Param(std::string of, Kind is) : name(std::move(of)), kind(is) {}
};

Param number_param(std::string name, std::int64_t least, std::int64_t most,
                   std::optional<std::int64_t> otherwise = {});
/// "limit": rows of one page, 1 to `most`.
Param limit_param(std::int64_t most, std::int64_t otherwise);
/// "cursor": the `next` of the page before, never made up by the client.
Param cursor_param(int parts = 1);
Param id_param(std::string name);
Param choice_param(std::string name, std::vector<std::string> choices);
/// The names of a described enum.
template <NamedEnum E>
Param choice_param(std::string name) {
    std::vector<std::string> choices;
    for (const auto& entry : enum_names<E>) choices.emplace_back(entry.name);
    return choice_param(std::move(name), std::move(choices));
}

using Query = std::map<std::string, std::string>;

/// Holds the query against what the route takes and puts in what was not sent. An empty value
/// counts as not sent (a form sends its empty fields); a name the route does not know is let be.
/// invalid "http.query" with the field, and in params least and most, or the choices.
Result<> take_query(const std::vector<Param>& takes, Query& query);

/// The parameter's OpenAPI schema.
std::string query_schema(const Param& param);

}  // namespace ol::http
