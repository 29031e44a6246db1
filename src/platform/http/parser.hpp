#pragma once
// Bytes -> Request, one message at a time, without I/O. Beast's parser reads the syntax; what RFC
// 9112 leaves to the server (request smuggling, limits, duplicates) is decided here. Include only
// from this room's .cpp files.
#include <boost/beast/http/basic_parser.hpp>
#include <optional>

#include "platform/http/http.hpp"

namespace ol::http {

class RequestParser final : private boost::beast::http::basic_parser<true> {
public:
    enum class Step { need_more, head_done, complete, failed };
    explicit RequestParser(std::size_t header_max);

    /// Takes from `bytes`; `used` says how many. head_done comes once: call body_max(), then feed
    /// again.
    Step feed(std::string_view bytes, std::size_t& used);
    void body_max(std::size_t bytes) { body_limit(bytes); }

    Request request;                           // headers after head_done, body after complete
    std::optional<std::uint64_t> body_length;  // announced; absent when chunked or none
    bool keep_alive = false, upgrade = false, expects_continue = false;
    bool started() const { return got_some(); }
    const Response& failure() const {
        return *failure_;
    }  // after failed: what to answer before closing

private:
    using Field = boost::beast::http::field;
    using View = boost::beast::string_view;
    using Code = boost::system::error_code;
    void on_request_impl(boost::beast::http::verb, View method, View target, int version,
                         Code& ec) override;
    void on_response_impl(int, View, int, Code&) override {}
    void on_field_impl(Field name, View name_text, View value, Code& ec) override;
    void on_header_impl(Code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code& ec) override;
    std::size_t on_body_impl(View body, Code& ec) override;
    void on_chunk_header_impl(std::uint64_t, View extension, Code& ec) override;
    std::size_t on_chunk_body_impl(std::uint64_t, View body, Code& ec) override;
    void on_finish_impl(Code&) override {}

    Step fail(int status, Error error);
    Step fail_syntax(const Code& ec);
    Step check_head();

    std::size_t header_max_, head_bytes_ = 0, fields_ = 0;
    int version_ = 11;
    bool head_done_ = false;
    std::string transfer_encoding_;
    std::optional<Response> failure_;
};

}  // namespace ol::http
