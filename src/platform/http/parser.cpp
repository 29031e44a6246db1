#include "platform/http/parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include "platform/base/text.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/uri.hpp"

namespace ol::http {
namespace {

namespace beast = boost::beast;
constexpr std::size_t fields_max = 100;
constexpr std::size_t body_reserve_max =
    1 << 16;  // an announced length costs the sender nothing, so it buys little

std::optional<Method> method_of(beast::http::verb verb);
bool comes_once(beast::http::field name);
boost::system::error_code stop_parsing() { return beast::http::error::bad_value; }

}  // namespace

RequestParser::RequestParser(std::size_t header_max) : header_max_(header_max) {
    header_limit(static_cast<std::uint32_t>(header_max));
    body_limit(boost::none);
}

RequestParser::Step RequestParser::feed(std::string_view bytes, std::size_t& used) {
    used = 0;
    if (failure_) return Step::failed;
    for (;;) {
        if (head_done_ && is_done())
            return Step::complete;  // Beast asserts that nothing is fed after the end
        Code ec;
        const auto rest = bytes.substr(used);
        const std::size_t taken = put(boost::asio::buffer(rest.data(), rest.size()), ec);
        used += taken;
        if (!head_done_) head_bytes_ += taken;
        if (failure_) return Step::failed;
        if (ec && ec != beast::http::error::need_more) return fail_syntax(ec);
        if (!head_done_ && is_header_done()) {
            head_done_ = true;
            return check_head();
        }
        if (is_done()) continue;
        const std::size_t unread = bytes.size() - used;
        // Also bounds a chunk's extension and a trailer line, which must be whole before Beast
        // takes them.
        if ((head_done_ ? 0 : head_bytes_) + unread > header_max_ && (taken == 0 || !head_done_)) {
            return fail_syntax(beast::http::error::header_limit);
        }
        if (taken == 0 || unread == 0) return Step::need_more;
    }
}

void RequestParser::on_request_impl(beast::http::verb verb, View method, View target, int version,
                                    Code& ec) {
    version_ = version;
    const auto known = method_of(verb);
    if (!known) {
        fail(501, invalid("http.method_unknown", {},
                          "The method " + to_valid_utf8({method.data(), method.size()}) +
                              " is not spoken here."));
        ec = stop_parsing();
        return;
    }
    request.method = *known;
    auto parsed = http::parse_target({target.data(), target.size()});
    if (!parsed) {
        fail(400, parsed.error());
        ec = stop_parsing();
        return;
    }
    request.path = std::move(parsed->path);
    request.query = std::move(parsed->query);
}

void RequestParser::on_field_impl(Field name, View name_text, View value, Code& ec) {
    if (++fields_ > fields_max) {
        fail(431, invalid("http.fields", {}, "More than 100 header fields."));
        ec = stop_parsing();
        return;
    }
    if (head_done_)
        return;  // a trailer: never mixed with what was checked as the header (RFC 9110
                 // section 6.5.1)
    std::string text(value.data(), value.size());
    if (name == Field::transfer_encoding)
        transfer_encoding_ += transfer_encoding_.empty() ? text : ", " + text;
    const auto [place, fresh] =
        request.headers.emplace(lower_ascii({name_text.data(), name_text.size()}), std::move(text));
    if (fresh) return;
    if (comes_once(name)) {
        fail(400, invalid("http.duplicate_field", place->first,
                          "The field " + place->first + " may come only once."));
        ec = stop_parsing();
        return;
    }
    place->second += (name == Field::cookie ? "; " : ", ");
    place->second.append(value.data(), value.size());
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) {
    if (length) request.body.reserve(std::min<std::size_t>(*length, body_reserve_max));
}

std::size_t RequestParser::on_body_impl(View body, Code&) {
    request.body.append(body.data(), body.size());
    return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, View extension, Code& ec) {
    if (extension.size() > header_max_) ec = beast::http::error::header_limit;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View body, Code&) {
    request.body.append(body.data(), body.size());
    return body.size();
}

RequestParser::Step RequestParser::fail(int status, Error error) {
    failure_ = problem_with(status, error);
    return Step::failed;
}

RequestParser::Step RequestParser::fail_syntax(const Code& ec) {
    if (ec == beast::http::error::header_limit) {
        return fail(
            431, invalid("http.header_too_large", {},
                         "The header may have at most " + std::to_string(header_max_) + " bytes."));
    }
    if (ec == beast::http::error::body_limit) {
        return fail(413, {Errc::too_large,
                          "http.body_too_large",
                          {},
                          "The body is larger than this address takes.",
                          {}});
    }
    return fail(400, invalid("http.malformed", {}, "This is not HTTP/1.1: " + ec.message() + "."));
}

/// RFC 9112 sections 3.2, 6.1, 6.3: whatever two servers could read differently is refused.
RequestParser::Step RequestParser::check_head() {
    const bool has_host = request.headers.contains("host");
    if (version_ == 11 && !has_host)
        return fail(400, invalid("http.host", "host", "HTTP/1.1 needs a Host field."));
    if (!transfer_encoding_.empty()) {
        if (version_ < 11 || lower_ascii(transfer_encoding_) != "chunked") {
            return fail(501, invalid("http.transfer_encoding", "transfer-encoding",
                                     "Only chunked, with HTTP/1.1."));
        }
    }
    if (const auto length = content_length()) body_length = *length;
    keep_alive = version_ == 11 && basic_parser::keep_alive();
    upgrade = basic_parser::upgrade() && lower_ascii(request.header("upgrade")) == "websocket";
    expects_continue = version_ == 11 && lower_ascii(request.header("expect")) == "100-continue";
    return Step::head_done;
}

namespace {

std::optional<Method> method_of(beast::http::verb verb) {
    if (verb == beast::http::verb::get) return Method::get;
    if (verb == beast::http::verb::head) return Method::head;
    if (verb == beast::http::verb::post) return Method::post;
    if (verb == beast::http::verb::put) return Method::put;
    if (verb == beast::http::verb::patch) return Method::patch;
    if (verb == beast::http::verb::delete_) return Method::del;
    return std::nullopt;
}

bool comes_once(beast::http::field name) {
    using F = beast::http::field;
    return name == F::host || name == F::content_length || name == F::transfer_encoding ||
           name == F::authorization || name == F::content_type || name == F::origin ||
           name == F::if_match || name == F::range || name == F::sec_websocket_key;
}

}  // namespace
}  // namespace ol::http
