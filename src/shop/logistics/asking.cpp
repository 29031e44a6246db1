// Requests to couriers, by each one's own protocol.
#include "shop/logistics/asking.hpp"

#include "shop/logistics/couriers/json_walk.hpp"

namespace ol::logistics::asking {
namespace {

http::ClientRequest bare(const Access& a, http::Method method, std::string_view path) {
    http::ClientRequest r;
    r.method = method;
    r.url = a.url;
    while (r.url.ends_with('/') && !path.empty()) r.url.pop_back();
    r.url += path;
    r.allow_private = a.allow_private;
    return r;
}

}  // namespace

std::string form_text(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain)
            out += c;
        else
            (out += '%') += {digits[u >> 4], digits[u & 15]};
    }
    return out;
}

http::ClientRequest novaposhta(const Access& a, std::string_view model, std::string_view method,
                               std::string_view properties) {
    auto r = bare(a, http::Method::post, "");
    r.headers = {{"Content-Type", "application/json"}};
    r.body = R"({"apiKey":)" + json::quote(a.key) + R"(,"modelName":)" + json::quote(model) +
             R"(,"calledMethod":)" + json::quote(method) + R"(,"methodProperties":)" +
             std::string(properties) + "}";
    return r;
}

http::ClientRequest ukrposhta(const Access& a, http::Method method, std::string_view path,
                              std::string body) {
    auto r = bare(a, method, path);
    // The bearer for tracking stands before the first colon.
    r.headers = {{"Authorization", "Bearer " + a.key.substr(0, a.key.find(':'))},
                 {"Accept", "application/json"}};
    if (!body.empty()) r.headers.emplace_back("Content-Type", "application/json");
    r.body = std::move(body);
    return r;
}

http::ClientRequest cdek(const Access& a, http::Method method, std::string_view path,
                         const Token& token, std::string body) {
    auto r = bare(a, method, path);
    r.headers = {{"Authorization", "Bearer " + token.text}};
    if (!body.empty()) r.headers.emplace_back("Content-Type", "application/json");
    r.body = std::move(body);
    return r;
}

http::ClientRequest cdek_token(const Access& a) {
    auto r = bare(a, http::Method::post, "/v2/oauth/token");
    const auto colon = a.key.find(':');
    r.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    r.body =
        "grant_type=client_credentials&client_id=" + form_text(a.key.substr(0, colon)) +
        "&client_secret=" + form_text(colon == std::string::npos ? "" : a.key.substr(colon + 1));
    return r;
}

Result<Token> read_token(std::string_view body) {
    const auto value = walk::parse(body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    Token token;
    if (o) token.text = walk::text_at(*o, "access_token");
    if (token.text.empty()) return walk::wrong("access_token", "The courier gave no token.");
    const auto* seconds = o->if_contains("expires_in");
    if (seconds && seconds->is_int64()) token.valid_s = seconds->as_int64();
    return token;
}

http::ClientRequest test(const Access& a, Time now) {
    if (a.courier == Courier::novaposhta)
        return novaposhta(a, "InternetDocument", "getDocumentList",
                          R"({"DateTimeFrom":")" + day_text(now) + R"(","DateTimeTo":")" +
                              day_text(now) + R"(","Page":"1"})");
    if (a.courier == Courier::cdek) return cdek_token(a);
    return ukrposhta(a, http::Method::get, "/statuses/last?barcode=0500000000000");
}

Result<std::string> answer_of(const Result<http::ClientResponse>& answer) {
    if (!answer || answer->status == 429 || answer->status >= 500)
        return unavailable("logistics.unreachable",
                           "The courier does not answer; it is asked again.");
    if (answer->status < 200 || answer->status > 299)
        return conflict("logistics.refused", "The courier refused the request.");
    return answer->body;
}

std::string day_text(Time t) {
    const auto text = iso8601(t);
    return text.substr(8, 2) + "." + text.substr(5, 2) + "." + text.substr(0, 4);
}

}  // namespace ol::logistics::asking
