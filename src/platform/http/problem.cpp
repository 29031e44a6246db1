#include "platform/http/problem.hpp"

#include "platform/base/json.hpp"

namespace ol::http {

Response problem(const Error& e) { return problem_with(status_of(e.kind), e); }

Response problem_with(int status, const Error& e) {
    std::string body = R"({"type":"about:blank","title":)" + json::quote(reason_phrase(status));
    body += ",\"status\":" + std::to_string(status);
    body += ",\"code\":" + json::quote(e.code);
    if (!e.field.empty()) body += ",\"field\":" + json::quote(e.field);
    body += ",\"detail\":" + json::quote(e.detail);
    if (!e.params.empty()) {
        body += ",\"params\":[";
        for (const auto& [name, value] : e.params) {
            if (body.back() == ']') body += ',';
            body += '[' + json::quote(name) + ',' + json::quote(value) + ']';
        }
        body += ']';
    }
    body += '}';
    Response out{status, std::move(body), "application/problem+json"};
    if (status == 401)
        out.headers.emplace_back("WWW-Authenticate", "Bearer");  // RFC 9110 section 11.6.1
    if (status == 503) out.headers.emplace_back("Retry-After", "1");
    if (status == 429) {
        std::string wait_s = "1";
        for (const auto& [name, value] : e.params) {
            if (name == "retry_after_s") wait_s = value;
        }
        out.headers.emplace_back("Retry-After", wait_s);
    }
    return out;
}

int status_of(Errc kind) {
    switch (kind) {
        case Errc::invalid: return 400;
        case Errc::unauthenticated: return 401;
        case Errc::forbidden: return 403;
        case Errc::not_found: return 404;
        case Errc::conflict: return 409;
        case Errc::too_large: return 413;
        case Errc::too_many: return 429;
        case Errc::unavailable: return 503;
        case Errc::internal: return 500;
    }
    return 500;
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 101: return "Switching Protocols";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 422: return "Unprocessable Content";
        case 426: return "Upgrade Required";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        default: return "";
    }
}

std::string_view method_name(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::del: return "DELETE";
        case Method::head: return "HEAD";
    }
    return "GET";
}

bool is_unsafe(Method method) { return method != Method::get && method != Method::head; }

}  // namespace ol::http
