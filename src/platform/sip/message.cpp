// The walk over start line and headers. Order of the checks follows RFC 3261 8.2 and 16.3.
#include "platform/sip/message.hpp"

#include <charconv>
#include <cstring>
#include <optional>

#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

using Do = Verdict::Do;

constexpr int header_lines_max = 256;
constexpr std::size_t header_bytes_max = 12 * 1024;

struct Headers {  // how often single headers came, and where the walk ended
    int from = 0, to = 0, call_id = 0, cseq = 0, max_forwards = 0, content_length = 0;
    bool ended = false;  // an empty line was there
    bool bad_line = false;
    std::size_t body_at = 0;
};

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}
bool is_name(std::string_view name, std::string_view full, char compact) {
    return same_word(name, full) || (compact && name.size() == 1 && (name[0] | 0x20) == compact);
}

/// Takes one header with its folded lines off `rest`; `line` keeps the line ends.
bool next_header(std::string_view& rest, std::string_view& line) {
    std::size_t at = 0;
    while (true) {
        const auto newline = rest.find('\n', at);
        if (newline == std::string_view::npos) return false;
        at = newline + 1;
        const bool empty_line = at <= 2 && (rest[0] == '\n' || (rest[0] == '\r' && at == 2));
        if (empty_line || at >= rest.size() || (rest[at] != ' ' && rest[at] != '\t')) break;
    }
    line = rest.substr(0, at);
    rest.remove_prefix(at);
    return true;
}

int count_values(std::string_view value) {
    int values = 1;
    bool quoted = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (quoted && value[i] == '\\')
            ++i;
        else if (value[i] == '"')
            quoted = !quoted;
        else if (value[i] == ',' && !quoted)
            ++values;
    }
    return values;
}

void take_header(std::string_view line, Headers& seen, Sketch& out) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
        seen.bad_line = true;
        return;
    }
    std::string_view name = line.substr(0, colon);
    while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.remove_suffix(1);
    const std::string_view value = trim_lws(line.substr(colon + 1));
    if (!is_token(name)) {
        seen.bad_line = true;
        return;
    }
    const auto single = [&](std::string_view& place, int& count) {
        if (count++ == 0) place = value;
    };
    if (is_name(name, "Via", 'v')) {
        if (out.vias == 0) out.via = value;
        out.vias += count_values(value);
        if (out.via_line_count < static_cast<int>(out.via_lines.size()))
            out.via_lines[out.via_line_count++] = line;
        else
            seen.bad_line = true;
    } else if (is_name(name, "From", 'f'))
        single(out.from, seen.from);
    else if (is_name(name, "To", 't'))
        single(out.to, seen.to);
    else if (is_name(name, "Call-ID", 'i'))
        single(out.call_id, seen.call_id);
    else if (is_name(name, "CSeq", 0))
        single(out.cseq, seen.cseq);
    else if (is_name(name, "Max-Forwards", 0))
        single(out.max_forwards, seen.max_forwards);
    else if (is_name(name, "Content-Length", 'l'))
        single(out.content_length, seen.content_length);
    else if (is_name(name, "Contact", 'm')) {
        if (out.contact.empty()) out.contact = value;
    } else if (is_name(name, "User-Agent", 0))
        out.user_agent = value;
    else if (is_name(name, "Authorization", 0) || is_name(name, "Proxy-Authorization", 0))
        out.credentials = true;
}

Headers walk_headers(std::string_view message, std::size_t at, Sketch& out) {
    Headers seen;
    std::string_view rest = message.substr(at), line;
    for (int lines = 0; next_header(rest, line); ++lines) {
        if (line == "\r\n" || line == "\n") {
            seen.ended = true;
            seen.body_at = static_cast<std::size_t>(rest.data() - message.data());
            break;
        }
        if (lines >= header_lines_max) {
            seen.bad_line = true;
            break;
        }
        take_header(line, seen, out);
    }
    return seen;
}

/// `SIP/2.0/UDP host:port;params` with LWS between the parts (RFC 4475 3.1.1.1); of the first value
/// only.
bool read_via(Sketch& out) {
    std::string_view via = out.via;
    if (out.vias > 1) {  // cut at the first comma outside of quotes
        bool quoted = false;
        for (std::size_t i = 0; i < via.size(); ++i) {
            if (quoted && via[i] == '\\')
                ++i;
            else if (via[i] == '"')
                quoted = !quoted;
            else if (via[i] == ',' && !quoted) {
                via = via.substr(0, i);
                break;
            }
        }
    }
    const auto semicolon = via.find(';');
    std::string_view head = trim_lws(via.substr(0, semicolon));
    if (semicolon != std::string_view::npos) out.via_params = via.substr(semicolon + 1);
    out.rport = header_param(out.via_params, "rport").has_value();
    const auto slash = head.find('/'),
               second = head.find('/', slash == std::string_view::npos ? slash : slash + 1);
    if (slash == std::string_view::npos || second == std::string_view::npos) return false;
    if (!same_word(trim_lws(head.substr(0, slash)), "SIP")) return false;
    std::string_view rest = trim_lws(head.substr(second + 1));
    const auto space = rest.find_first_of(" \t\r\n");
    if (space == std::string_view::npos || !is_token(rest.substr(0, space))) return false;
    std::string_view sent_by = trim_lws(rest.substr(space));
    const auto bracket = sent_by.rfind(']');
    const auto colon = sent_by.find(':', bracket == std::string_view::npos ? 0 : bracket);
    out.via_host = trim_lws(sent_by.substr(0, colon));
    if (out.via_host.empty() ||
        out.via_host.find_first_of(" \t\r\n<>\"@") != std::string_view::npos)
        return false;
    if (colon != std::string_view::npos) {
        const std::string_view digits = trim_lws(sent_by.substr(colon + 1));
        unsigned port = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), port);
        // Port 0 would make the answer fail to be sent, and the ACK after it meet an assertion of
        // nta.
        if (error != std::errc{} || end != digits.data() + digits.size() || port == 0 ||
            port > 65535)
            return false;
        out.via_port = static_cast<std::uint16_t>(port);
    }
    // An answer is sent to the source, never where "maddr" points (reflection); multicast has no
    // place here.
    if (header_param(out.via_params, "maddr")) return false;
    // nta compares branches from their 8th byte on, whatever their length: short ones would be read
    // beyond.
    if (const auto branch = header_param(out.via_params, "branch"); branch && branch->size() < 8)
        return false;
    return true;
}

bool read_cseq(Sketch& out) {
    const char* end = out.cseq.data() + out.cseq.size();
    std::uint64_t number = 0;
    const auto [after, error] = std::from_chars(out.cseq.data(), end, number);
    if (error != std::errc{} || number > 0x7fffffffu || after == end ||
        std::strchr(" \t\r\n", *after) == nullptr)
        return false;
    out.cseq_number = static_cast<std::uint32_t>(number);
    out.cseq_method = trim_lws(std::string_view(after, static_cast<std::size_t>(end - after)));
    return is_token(out.cseq_method);
}

bool read_party(std::string_view value, std::string_view& uri, std::string_view& tag) {
    const auto address = parse_name_addr(value);
    if (!address) return false;
    uri = address->uri;
    if (const auto found = header_param(address->params, "tag")) {
        if (!is_token(*found)) return false;  // an empty tag would match any dialog in nta
        tag = *found;
    }
    return true;
}

/// A Contact without brackets must not carry "?" (RFC 3261 20.10): its headers would become ours.
bool contact_plausible(std::string_view value) {
    return value.empty() || value == "*" || value.find('<') != std::string_view::npos ||
           value.find('?') == std::string_view::npos;
}

Verdict bad(const char* phrase) { return {Do::answer, 400, phrase}; }

/// `METHOD SP URI SP SIP/2.0` with exactly these two spaces (RFC 3261 25.1). False = not even SIP.
bool read_start_line(std::string_view line, Sketch& out, bool& well_formed) {
    well_formed = true;
    if (line.substr(0, 4) == "SIP/" && line.size() > 8) {
        out.version = line.substr(0, line.find(' '));
        const std::string_view rest = trim_lws(line.substr(out.version.size()));
        const auto [end, error] =
            std::from_chars(rest.data(), rest.data() + rest.size(), out.status);
        const bool three = end == rest.data() + 3 && (rest.size() == 3 || rest[3] == ' ');
        well_formed = error == std::errc{} && three && out.status >= 100 && out.status <= 699;
        return true;
    }
    out.request = true;
    const auto first = line.find(' ');
    if (first == std::string_view::npos) return false;
    out.method = line.substr(0, first);
    const auto version_at = line.rfind("SIP/");
    if (!is_token(out.method) || version_at == std::string_view::npos || version_at <= first)
        return false;
    out.version = line.substr(version_at);
    if (version_at < first + 3 || line[version_at - 1] != ' ') {
        well_formed = false;
        return true;
    }
    out.uri = line.substr(first + 1, version_at - first - 2);
    well_formed = !out.uri.empty() && out.uri.size() <= 2048 &&
                  out.uri.find_first_of(" \t<>\"") == std::string_view::npos &&
                  out.version.find_first_of(" \t") == std::string_view::npos;
    return true;
}

std::optional<std::size_t> decimal(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Verdict judge_request(const Headers& seen, Sketch& out) {
    if (seen.from > 1 || seen.to > 1 || seen.call_id > 1 || seen.cseq > 1 ||
        seen.max_forwards > 1 || seen.content_length > 1)
        return bad("Repeated Header");
    if (!seen.from) return bad("Missing From Header");
    if (!seen.to) return bad("Missing To Header");
    if (out.call_id.empty()) return bad("Missing Call-ID Header");
    if (!read_cseq(out)) return bad("Bad CSeq Header");
    if (out.cseq_method != out.method) return bad("CSeq Method Differs");
    if (!read_party(out.from, out.from_uri, out.from_tag)) return bad("Bad From Header");
    if (!read_party(out.to, out.to_uri, out.to_tag)) return bad("Bad To Header");
    if (out.call_id.find_first_of(" \t\r\n") != std::string_view::npos)
        return bad("Bad Call-ID Header");
    if (!out.max_forwards.empty() && !decimal(out.max_forwards))
        return bad("Bad Max-Forwards Header");
    if (!contact_plausible(out.contact)) return bad("Bad Contact Header");
    return {Do::pass, 0, ""};
}

Verdict judge_response(const Headers& seen, Sketch& out) {
    // More than one Via left: it was not for us (RFC 3261 18.1.2), or it aims at others (RFC
    // 4475 3.3.10).
    const bool whole =
        seen.from == 1 && seen.to == 1 && seen.call_id == 1 && seen.cseq == 1 && out.vias == 1;
    if (!whole || !read_cseq(out) || !read_party(out.from, out.from_uri, out.from_tag) ||
        !read_party(out.to, out.to_uri, out.to_tag))
        return {Do::drop, 0, "bad response"};
    return {Do::pass, 0, ""};
}

/// Sets out.whole to the message that Content-Length describes.
bool cut_to_length(std::string_view datagram, const Headers& seen, Sketch& out) {
    out.whole = datagram;
    if (seen.content_length == 0) return true;
    const auto length = decimal(out.content_length);
    if (!length || *length > datagram.size() - seen.body_at) return false;
    out.whole =
        datagram.substr(0, seen.body_at + *length);  // RFC 3261 18.3: what follows is dropped
    return true;
}

bool known_method(std::string_view method) {  // case matters (RFC 3261 7.1)
    static constexpr std::array<std::string_view, 13> known{
        "INVITE", "ACK",   "CANCEL", "BYE",       "OPTIONS", "REGISTER", "INFO",
        "UPDATE", "REFER", "NOTIFY", "SUBSCRIBE", "MESSAGE", "PRACK"};
    for (const auto name : known)
        if (name == method) return true;
    return false;
}

/// Raw NULs in headers would cut strings in C; they are legal only as quoted pairs, which nobody
/// sends.
bool has_nul(std::string_view head) { return head.find('\0') != std::string_view::npos; }

}  // namespace

Verdict inspect(std::string_view datagram, Sketch& out) {
    out = Sketch{};
    if (datagram.size() < 20 || datagram.front() < 'A' || datagram.size() > datagram_max)
        return {Do::drop, 0, "size"};
    const auto newline = datagram.find('\n');
    if (newline == std::string_view::npos) return {Do::drop, 0, "no line"};
    std::string_view start = datagram.substr(0, newline);
    if (!start.empty() && start.back() == '\r') start.remove_suffix(1);
    bool well_formed = false;
    if (!read_start_line(start, out, well_formed)) return {Do::drop, 0, "start line"};
    const Headers seen = walk_headers(datagram, newline + 1, out);
    const bool via_ok = out.vias > 0 && read_via(out);
    if (!out.request) {
        if (!well_formed || !via_ok || !seen.ended || seen.bad_line || out.version != "SIP/2.0" ||
            !cut_to_length(datagram, seen, out) || has_nul(datagram.substr(0, seen.body_at)))
            return {Do::drop, 0, "bad response"};
        return judge_response(seen, out);
    }
    // Whom to answer is unknown without a Via, and an ACK is never answered.
    const bool answerable = out.vias > 0 && out.method != "ACK";
    const auto refuse = [&](Verdict v) { return answerable ? v : Verdict{Do::drop, 0, v.phrase}; };
    if (!via_ok) return refuse(bad("Bad Via Header"));
    if (!well_formed) return refuse(bad("Bad Request Line"));
    if (out.version != "SIP/2.0") return refuse({Do::answer, 505, "Version Not Supported"});
    if (!seen.ended) return refuse(bad("Headers Without End"));
    if (seen.bad_line) return refuse(bad("Bad Header Line"));
    if (seen.body_at > header_bytes_max) return refuse({Do::answer, 513, "Message Too Large"});
    if (!known_method(out.method)) return refuse({Do::answer, 501, "Not Implemented"});
    if (has_nul(datagram.substr(0, seen.body_at))) return refuse(bad("NUL In Header"));
    if (!cut_to_length(datagram, seen, out)) return refuse(bad("Bad Content-Length Header"));
    const Verdict verdict = judge_request(seen, out);
    return verdict.what == Do::answer ? refuse(verdict) : verdict;
}

std::string stateless_answer(const Sketch& request, int status, std::string_view phrase,
                             std::string_view to_tag, std::string_view source_host,
                             std::uint16_t source_port, std::string_view more_headers) {
    std::string out = "SIP/2.0 " + std::to_string(status) + " ";
    out.append(phrase).append("\r\n");
    const auto without_end = [](std::string_view line) {
        while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
        return line;
    };
    for (int i = 0; i < request.via_line_count; ++i) {
        std::string_view line = without_end(request.via_lines[i]);
        if (i == 0) {  // RFC 3581: the answer says where the request came from
            const std::size_t first_end =
                static_cast<std::size_t>(request.via_params.data() - line.data()) +
                request.via_params.size();
            const std::size_t at = request.via_params.data() == nullptr ? line.size() : first_end;
            const std::size_t cut =
                request.vias > 1 && request.via_params.data() == nullptr ? line.find(',') : at;
            out.append(line.substr(0, cut));
            out.append(";received=").append(source_host);
            if (request.rport) out.append(";rport=").append(std::to_string(source_port));
            out.append(line.substr(std::min(cut, line.size())));
        } else {
            out.append(line);
        }
        out += "\r\n";
    }
    const auto header = [&](const char* name, std::string_view value) {
        if (!value.empty()) out.append(name).append(": ").append(value).append("\r\n");
    };
    header("From", request.from);
    std::string to(request.to);
    if (!to.empty() && request.to_tag.empty() && !to_tag.empty()) to.append(";tag=").append(to_tag);
    header("To", to);
    header("Call-ID", request.call_id);
    header("CSeq", request.cseq);
    out.append(more_headers).append("Content-Length: 0\r\n\r\n");
    return out;
}

bool known_scanner(std::string_view user_agent) {
    static constexpr std::array names{"friendly-scanner",
                                      "friendly-request",
                                      "sipvicious",
                                      "sip-scan",
                                      "sundayddr",
                                      "sipcli",
                                      "VaxSIPUserAgent",
                                      "VaxIPUserAgent",
                                      "iWar",
                                      "pplsip",
                                      "smap",
                                      "Gulp",
                                      "scan"};
    for (const std::string_view name : names)
        for (std::size_t i = 0; i + name.size() <= user_agent.size(); ++i)
            if (same_word(user_agent.substr(i, name.size()), name)) return true;
    return false;
}

}  // namespace ol::sip
