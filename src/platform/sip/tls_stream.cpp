// Messages on a TLS connection, cut and retold.
#include "platform/sip/tls_stream.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "platform/base/text.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

constexpr std::string_view header_end = "\r\n\r\n";

/// The value of the first header with one of two names: from behind the colon to the end of its
/// (perhaps folded) line.
struct Span {
    std::size_t at = 0, size = 0;
};
std::optional<Span> first_header(std::string_view head, std::string_view name,
                                 std::string_view brief) {
    std::size_t at = head.find("\r\n");
    while (at != std::string_view::npos && at + 2 < head.size()) {
        at += 2;
        std::size_t end = head.find("\r\n", at);
        while (end != std::string_view::npos && end + 2 < head.size() &&
               (head[end + 2] == ' ' || head[end + 2] == '\t'))
            end = head.find("\r\n", end + 2);
        if (end == std::string_view::npos) end = head.size();
        const std::string_view line = head.substr(at, end - at);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos) {
            const std::string found = lower_ascii(trim_lws(line.substr(0, colon)));
            if (found == name || found == brief)
                return Span{at + colon + 1, line.size() - colon - 1};
        }
        at = end;
    }
    return std::nullopt;
}

/// Bytes of the body; nothing when the header is there and no number.
std::optional<std::size_t> body_size(std::string_view head) {
    const auto span = first_header(head, "content-length", "l");
    if (!span) return 0;  // RFC 3261 20.14 wants it on streams; without it there is no body
    const std::string_view text = trim_lws(head.substr(span->at, span->size));
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Where the parts of the topmost Via stand in the message.
struct ViaParts {
    Span transport, sent_by, params;
};
std::optional<ViaParts> top_via(std::string_view message) {
    const auto head = message.substr(0, message.find(header_end));
    const auto value = first_header(head, "via", "v");
    if (!value) return std::nullopt;
    const std::string_view whole = message.substr(value->at, value->size);
    const std::string_view text = whole.substr(0, whole.find(','));
    const auto first = text.find('/');
    const auto second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    constexpr std::string_view blanks = " \t\r\n";
    const auto from = text.find_first_not_of(blanks, second + 1);
    const auto to = from == std::string_view::npos ? from : text.find_first_of(blanks, from);
    if (to == std::string_view::npos) return std::nullopt;
    const auto host = text.find_first_not_of(blanks, to);
    if (host == std::string_view::npos) return std::nullopt;
    const auto host_end = std::min(text.find(';', host), text.size());
    ViaParts out;
    out.transport = {value->at + from, to - from};
    out.sent_by = {value->at + host, host_end - host};
    out.params = {value->at + host_end, text.size() - host_end};
    return out;
}

/// The first value of `name` in ";a=b;name=value", replaced.
std::string with_param(std::string_view params, std::string_view name, const std::string& value) {
    std::string out;
    bool done = false;
    while (!params.empty()) {
        const auto end = std::min(params.find(';', 1), params.size());
        const std::string_view one = params.substr(0, end);
        const auto equals = one.find('=');
        const bool it = !done && equals != std::string_view::npos && one.front() == ';' &&
                        lower_ascii(trim_lws(one.substr(1, equals - 1))) == name;
        out += it ? ";" + std::string(name) + "=" + value : std::string(one);
        done |= it;
        params.remove_prefix(end);
    }
    return out;
}

std::string with_port(std::string_view sent_by, std::uint16_t port) {
    const std::string_view text = trim_lws(sent_by);
    const auto bracket = text.rfind(']');
    const auto colon = text.rfind(':');
    const bool has =
        colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    return std::string(has ? text.substr(0, colon) : text) + ":" + std::to_string(port);
}

}  // namespace

StreamCutter::Got StreamCutter::next(std::string& message) {
    if (buffer_.size() < header_end.size() && header_end.starts_with(buffer_))
        return Got::more;  // empty, or the begin of a keep-alive
    if (buffer_.starts_with(header_end)) {
        buffer_.erase(0, header_end.size());
        return Got::keep_alive;
    }
    if (buffer_.starts_with("\r\n")) buffer_.erase(0, 2);  // RFC 3261 7.5
    if (buffer_.front() < 'A') return Got::bad;            // no method and no "SIP/2.0" begins so
    const auto head = buffer_.find(header_end);
    if (head == std::string::npos)
        return buffer_.size() > stream_message_max ? Got::bad : Got::more;
    const auto body = body_size(std::string_view(buffer_).substr(0, head));
    if (!body || *body > stream_message_max || head + *body > stream_message_max) return Got::bad;
    const std::size_t size = head + header_end.size() + *body;
    if (buffer_.size() < size) return Got::more;
    message = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return Got::message;
}

std::string as_plain(std::string message) {
    const auto via = top_via(message);
    if (!via) return message;
    if (lower_ascii(std::string_view(message).substr(via->transport.at, via->transport.size)) ==
        "tls")
        message.replace(via->transport.at, via->transport.size, "TCP");
    return message;
}

std::string as_secure(std::string message, std::uint16_t own_port, const Address& peer) {
    const auto via = top_via(message);
    if (!via) return message;
    const bool answer = message.starts_with("SIP/2.0 ");
    const std::string_view whole(message);
    std::string params(whole.substr(via->params.at, via->params.size));
    std::string sent_by(whole.substr(via->sent_by.at, via->sent_by.size));
    if (answer) {
        params = with_param(params, "received", ip_text(peer.ip));
        params = with_param(params, "rport", std::to_string(peer.port));
    } else {
        sent_by = with_port(sent_by, own_port);
    }
    // From behind to the front, so that the places before stay true.
    message.replace(via->params.at, via->params.size, params);
    message.replace(via->sent_by.at, via->sent_by.size, sent_by);
    message.replace(via->transport.at, via->transport.size, "TLS");
    return message;
}

}  // namespace ol::sip
