// Parsers here never copy and never look past the view; the fuzzers feed them directly.
#include "platform/sip/uri.hpp"

#include <charconv>
#include <cstring>

#include "platform/base/text.hpp"

namespace ol::sip {
namespace {

constexpr std::size_t text_max = 256;

bool same_word(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto lower = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        };
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7f; }
bool is_lws(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string limited_utf8(std::string text) {
    std::string valid = to_valid_utf8(text);
    if (valid.size() <= text_max) return valid;
    std::size_t cut = text_max;
    while (cut > 0 && (static_cast<unsigned char>(valid[cut]) & 0xc0) == 0x80) --cut;
    valid.resize(cut);
    return valid;
}

bool split_host_port(std::string_view text, Uri& out) {
    if (!text.empty() && text.front() == '[') {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return false;
        out.host = text.substr(1, close - 1);
        text.remove_prefix(close + 1);
    } else {
        out.host = text.substr(0, text.find(':'));
        text.remove_prefix(out.host.size());
    }
    if (out.host.empty() || out.host.size() > 255) return false;
    for (const char c : out.host)
        if (is_control(static_cast<unsigned char>(c)) || std::strchr(" <>\"@%,", c)) return false;
    if (text.empty()) return true;
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), port);
    if (text.front() != ':' || error != std::errc{} || end != text.data() + text.size())
        return false;
    if (port == 0 || port > 65535) return false;
    out.port = static_cast<std::uint16_t>(port);
    return true;
}

/// The next piece up to `sep` that stands outside of quotes; false where a quote never closes.
bool next_piece(std::string_view& rest, char sep, std::string_view& piece) {
    bool quoted = false;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (quoted && rest[i] == '\\') {
            ++i;
            continue;
        }
        if (rest[i] == '"') quoted = !quoted;
        if (!quoted && rest[i] == sep) {
            piece = rest.substr(0, i);
            rest.remove_prefix(i + 1);
            return true;
        }
    }
    piece = rest;
    rest = {};
    return !quoted;
}

std::optional<std::string_view> find_param(std::string_view params, std::string_view name,
                                           bool quotes) {
    std::string_view piece;
    while (!params.empty()) {
        if (quotes) {
            if (!next_piece(params, ';', piece)) return std::nullopt;
        } else {
            piece = params.substr(0, params.find(';'));
            params.remove_prefix(std::min(params.size(), piece.size() + 1));
        }
        const auto equals = piece.find('=');
        if (!same_word(trim_lws(piece.substr(0, equals)), name)) continue;
        return equals == std::string_view::npos ? std::string_view{}
                                                : trim_lws(piece.substr(equals + 1));
    }
    return std::nullopt;
}

/// Where a quoted display name ends, or npos.
std::size_t closing_quote(std::string_view value) {
    for (std::size_t i = 1; i < value.size(); ++i) {
        if (value[i] == '\\')
            ++i;
        else if (value[i] == '"')
            return i;
    }
    return std::string_view::npos;
}

}  // namespace

std::string_view trim_lws(std::string_view text) {
    while (!text.empty() && is_lws(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_lws(text.back())) text.remove_suffix(1);
    return text;
}

bool is_token(std::string_view text) {
    if (text.empty()) return false;
    for (const char c : text) {
        const bool alnum =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!alnum && (c == 0 || !std::strchr("-.!%*_+`'~", c))) return false;
    }
    return true;
}

std::string written_host(std::string_view host) {
    const std::string text(host);
    return host.find(':') == host.npos ? text : "[" + text + "]";
}

std::optional<Uri> parse_uri(std::string_view text) {
    Uri out;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || text.size() > 2048) return std::nullopt;
    out.scheme = text.substr(0, colon);
    if (!same_word(out.scheme, "sip") && !same_word(out.scheme, "sips")) return std::nullopt;
    text.remove_prefix(colon + 1);
    if (const auto at = text.find('@'); at != std::string_view::npos) {
        out.user = text.substr(0, at);
        text.remove_prefix(at + 1);
        if (out.user.empty()) return std::nullopt;
        for (const char c : out.user)
            if (is_control(static_cast<unsigned char>(c)) || std::strchr(" <>\"", c))
                return std::nullopt;
    }
    const auto end_of_host = text.find_first_of(";?");
    std::string_view host = text.substr(0, end_of_host);
    std::string_view rest =
        end_of_host == std::string_view::npos ? std::string_view{} : text.substr(end_of_host);
    if (!rest.empty() && rest.front() == ';') {
        const auto question = rest.find('?');
        out.params = rest.substr(1, question == std::string_view::npos ? question : question - 1);
        rest = question == std::string_view::npos ? std::string_view{} : rest.substr(question);
    }
    if (!rest.empty()) out.headers = rest.substr(1);
    if (!split_host_port(host, out)) return std::nullopt;
    return out;
}

std::optional<std::string_view> uri_param(std::string_view params, std::string_view name) {
    return find_param(params, name, false);
}
std::optional<std::string_view> header_param(std::string_view params, std::string_view name) {
    return find_param(params, name, true);
}

std::optional<NameAddr> parse_name_addr(std::string_view value) {
    NameAddr out;
    value = trim_lws(value);
    if (value.empty()) return std::nullopt;
    std::size_t open = 0;
    if (value.front() == '"') {
        const auto close = closing_quote(value);
        if (close == std::string_view::npos) return std::nullopt;
        open = value.find('<', close);
        if (open == std::string_view::npos ||
            !trim_lws(value.substr(close + 1, open - close - 1)).empty())
            return std::nullopt;
    } else {
        open = value.find('<');
    }
    if (open ==
        std::string_view::npos) {  // addr-spec: its parameters belong to the header (RFC 3261 20)
        const auto semicolon = value.find(';');
        out.uri = trim_lws(value.substr(0, semicolon));
        if (semicolon != std::string_view::npos) out.params = value.substr(semicolon + 1);
        if (out.uri.find_first_of(" \t\r\n?,\"<>") != std::string_view::npos) return std::nullopt;
    } else {
        out.display = trim_lws(value.substr(0, open));
        const auto close = value.find('>', open);
        if (close == std::string_view::npos) return std::nullopt;
        out.uri = value.substr(open + 1, close - open - 1);
        if (out.uri.find_first_of(" \t\r\n<\"") != std::string_view::npos) return std::nullopt;
        if (!out.display.empty() && out.display.front() != '"' &&
            out.display.find_first_of(",\";:") != std::string_view::npos)
            return std::nullopt;
        std::string_view rest = trim_lws(value.substr(close + 1));
        if (!rest.empty() && rest.front() != ';') return std::nullopt;
        if (!rest.empty()) out.params = rest.substr(1);
    }
    if (out.uri.empty()) return std::nullopt;
    std::string_view rest = out.params, piece;
    while (!rest.empty())
        if (!next_piece(rest, ';', piece)) return std::nullopt;
    return out;
}

std::string clean_user(std::string_view raw) {
    std::string out;
    for (std::size_t i = 0; i < raw.size() && out.size() < 4 * text_max; ++i) {
        const auto c = static_cast<unsigned char>(raw[i]);
        if (c == '%' && i + 2 < raw.size() && hex_digit(raw[i + 1]) >= 0 &&
            hex_digit(raw[i + 2]) >= 0) {
            const int value = hex_digit(raw[i + 1]) * 16 + hex_digit(raw[i + 2]);
            if (is_control(static_cast<unsigned char>(value)))
                out.append(raw.substr(i, 3));
            else
                out += static_cast<char>(value);
            i += 2;
        } else {
            out += is_control(c) ? ' ' : static_cast<char>(c);
        }
    }
    return limited_utf8(std::move(out));
}

std::string clean_display(std::string_view raw) {
    raw = trim_lws(raw);
    const bool quoted = raw.size() >= 2 && raw.front() == '"' && raw.back() == '"';
    if (quoted) raw = raw.substr(1, raw.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < raw.size() && out.size() < 4 * text_max; ++i) {
        if (quoted && raw[i] == '\\' && i + 1 < raw.size()) ++i;
        out += is_control(static_cast<unsigned char>(raw[i])) ? ' ' : raw[i];
    }
    return limited_utf8(std::move(out));
}

std::string escape_user(std::string_view user) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : user) {
        const bool alnum =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (alnum || (c != 0 && std::strchr("-_.!~*'()&=+$,", c))) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

std::string quote_display(std::string_view display) {
    if (display.empty()) return {};
    std::string out = "\"";
    for (const char c : display) {
        if (c == '"' || c == '\\') out += '\\';
        out += is_control(static_cast<unsigned char>(c)) ? ' ' : c;
    }
    return out + "\"";
}

}  // namespace ol::sip
