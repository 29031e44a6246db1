// OpenAPI 3.1 out of the routes. The file is committed and compared, so its order is fixed and it
// is indented: a change of the API shows as a few lines in a diff.
#include <algorithm>
#include <map>
#include <set>

#include "platform/http/problem.hpp"
#include "platform/http/uri.hpp"

namespace ol::http {
namespace {

using Schemas = std::map<std::string, std::string>;  // name -> schema text

/// Names that stand for two different structs are added to `clashing`: a schema's name has no
/// namespace.
void collect(const json::Schema& schema, Schemas& into, std::set<std::string>& clashing);
std::string reference(const json::Schema& schema);
std::string operation(const Route& route);
std::string parameters(const Route& route);
std::string security(const Route& route);
std::string operation_id(const Route& route);
std::string indented(std::string_view compact);

constexpr std::string_view problem_schema =
    R"({"type":"object","description":"RFC 9457",)"
    R"("required":["type","title","status","code","detail"],"properties":{)"
    R"("type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},)"
    R"("code":{"type":"string","description":"stable, dotted by room"},)"
    R"("field":{"type":"string","description":"path of the offending input"},)"
    R"("detail":{"type":"string"},"params":{"type":"array",)"
    R"("items":{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":2}}}})";

constexpr std::string_view common_components =
    R"("responses":{"Problem":{"description":"What is wrong, where, and the way out","content":{)"
    R"("application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}},)"
    R"("securitySchemes":{"bearer":{"type":"http","scheme":"bearer"},)"
    R"("session":{"type":"apiKey","in":"cookie","name":"__Host-session","description":)"
    R"("Unsafe methods also need X-Requested-With: orderline and our own Origin"}})";

}  // namespace

std::string openapi(const Router& router, std::string_view version) {
    Schemas schemas{{"Problem", std::string(problem_schema)}};
    std::map<std::string, std::map<std::string, std::string>>
        paths;  // path -> lower-case method -> operation
    std::set<std::string> clashing;
    for (const Route& route : router.routes()) {
        if (route.in) collect(*route.in, schemas, clashing);
        if (route.out) collect(*route.out, schemas, clashing);
        std::string method(method_name(route.method));
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(c | 0x20); });
        paths[route.path][method] = operation(route);
    }
    std::string out = R"({"openapi":"3.1.0","info":{"title":"Orderline","version":)" +
                      json::quote(version) + "},";
    out += "\"paths\":{";
    for (const auto& [path, operations] : paths) {
        out += json::quote(path) + ":{";
        for (const auto& [method, text] : operations) out += json::quote(method) + ':' + text + ',';
        out.back() = '}';
        out += ',';
    }
    if (out.back() == ',') out.pop_back();
    out += "},\"components\":{" + std::string(common_components) + ",\"schemas\":{";
    for (const auto& [name, text] : schemas) out += json::quote(name) + ':' + text + ',';
    out.back() = '}';
    out += '}';
    for (const auto& name : clashing)
        out +=
            (&name == &*clashing.begin() ? ",\"x-clashing-schemas\":[" : ",") + json::quote(name);
    return indented(out + (clashing.empty() ? "}" : "]}"));
}

namespace {

void collect(const json::Schema& schema, Schemas& into, std::set<std::string>& clashing) {
    if (!schema.name.empty()) {
        const auto [known, fresh] = into.emplace(schema.name, schema.text);
        if (!fresh && known->second != schema.text) clashing.insert(schema.name);
        if (!fresh) return;  // also ends a recursion
    }
    for (const auto& part : schema.parts) collect(part, into, clashing);
}

std::string reference(const json::Schema& schema) {
    if (schema.name.empty()) return schema.text;
    return "{\"$ref\":" + json::quote("#/components/schemas/" + schema.name) + '}';
}

std::string operation(const Route& route) {
    std::string out = "{\"operationId\":" + json::quote(operation_id(route));
    if (!route.summary.empty()) out += ",\"summary\":" + json::quote(route.summary);
    if (!route.tag.empty()) out += ",\"tags\":[" + json::quote(route.tag) + ']';
    out += security(route);
    out += parameters(route);
    if (route.in) {
        out += R"(,"requestBody":{"required":true,"content":{"application/json":{"schema":)" +
               reference(*route.in) + "}}}";
    }
    out += R"(,"responses":{"200":{"description":"OK")";
    if (route.out)
        out += R"(,"content":{"application/json":{"schema":)" + reference(*route.out) + "}}";
    out += R"(},"default":{"$ref":"#/components/responses/Problem"}}})";
    return out;
}

std::string security(const Route& route) {
    if (route.access == Route::Access::open) return ",\"security\":[]";
    std::string out = R"(,"security":[{"session":[]},{"bearer":[]}])";
    if (route.access == Route::Access::permission)
        out += ",\"x-permission\":" + json::quote(route.permission);
    return out;
}

std::string parameters(const Route& route) {
    std::string list;
    constexpr std::string_view text = R"({"type":"string"})";
    const auto add = [&](std::string_view name, bool in_path, std::string_view schema) {
        if (!list.empty()) list += ',';
        list += "{\"name\":" + json::quote(name) +
                ",\"in\":" + (in_path ? "\"path\",\"required\":true" : "\"query\"") +
                ",\"schema\":" + std::string(schema) + '}';
    };
    for (const auto segment : path_segments(route.path)) {
        if (segment.starts_with('{')) add(segment.substr(1, segment.size() - 2), true, text);
    }
    for (const auto& param : route.query) add(param.name, false, query_schema(param));
    return list.empty() ? list : ",\"parameters\":[" + list + ']';
}

/// "POST /api/v1/orders/{id}/confirm" -> "post_orders_id_confirm"; /public/v1/... keeps its
/// "public".
std::string operation_id(const Route& route) {
    std::string out;
    for (const char c : method_name(route.method)) out += static_cast<char>(c | 0x20);
    for (const auto segment : path_segments(route.path)) {
        if (segment == "api" || segment == "v1") continue;
        out += '_';
        for (const char c : segment) {
            if (c == '{' || c == '}') continue;
            out += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
        }
    }
    return out;
}

/// Two blanks per level; an empty object or list stays on its line. Takes well-formed JSON.
std::string indented(std::string_view compact) {
    std::string out;
    std::size_t depth = 0;
    bool in_text = false;
    const auto new_line = [&] { out.append("\n").append(2 * depth, ' '); };
    for (std::size_t i = 0; i < compact.size(); ++i) {
        const char c = compact[i];
        const char after = i + 1 < compact.size() ? compact[i + 1] : '\0';
        if (in_text) {
            out += c;
            if (c == '\\')
                out += compact[++i];
            else if (c == '"')
                in_text = false;
        } else if ((c == '{' && after == '}') || (c == '[' && after == ']')) {
            out += c;
            out += compact[++i];
        } else if (c == '{' || c == '[') {
            out += c;
            ++depth;
            new_line();
        } else if (c == '}' || c == ']') {
            --depth;
            new_line();
            out += c;
        } else if (c == ',') {
            out += c;
            new_line();
        } else {
            in_text = c == '"';
            out += c;
            if (c == ':') out += ' ';
        }
    }
    return out + '\n';
}

}  // namespace
}  // namespace ol::http
