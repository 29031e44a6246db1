// Parser and writer. Lines are taken one by one; each handler answers whether the line had a legal
// shape.
#include "platform/media/sdp.hpp"

#include <charconv>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::media::sdp {
namespace {

constexpr std::size_t bytes_max = 32 * 1024, lines_max = 1000, media_max = 32, formats_max = 64,
                      cryptos_max = 16, token_max = 256;

std::optional<int> number(std::string_view text, int max) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > max)
        return std::nullopt;
    return value;
}

std::string_view word(std::string_view& rest) {
    const auto from = std::min(rest.find_first_not_of(' '), rest.size());
    const auto to = std::min(rest.find(' ', from), rest.size());
    const auto w = rest.substr(from, to - from);
    rest.remove_prefix(to);
    return w;
}

std::string upper(std::string_view s) {
    std::string out(s);
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return out;
}

struct Parser {
    Session session;
    bool version = false;

    Media* media() { return session.media.empty() ? nullptr : &session.media.back(); }
    Transport& transport() { return media() != nullptr ? media()->transport : session.transport; }

    bool line(char type, std::string_view value);
    bool connection(std::string_view value);
    bool media_line(std::string_view value);
    bool attribute(std::string_view value);
    bool rtp_attribute(std::string_view name, std::string_view value);
    bool rtpmap(std::string_view value);
    void crypto(std::string_view value);
    Format* format(std::string_view payload_type);
};

bool Parser::line(char type, std::string_view value) {
    switch (type) {
        case 'v': return version = !version && value == "0";
        case 'c': return connection(value);
        case 'm': return media_line(value);
        case 'a': return attribute(value);
        default: return type >= 'a' && type <= 'z';
    }
}

bool Parser::connection(std::string_view value) {  // IN IP4 203.0.113.7[/ttl]
    if (word(value) != "IN") return false;
    const auto family = word(value);
    auto ip = word(value);
    if (family != "IP4" && family != "IP6") return false;
    ip = ip.substr(0, ip.find('/'));
    if (ip.empty() || ip.size() > token_max) return false;
    transport().ip = ip;
    return true;
}

void name_static(Format& f) {
    if (f.payload_type == 0) f.encoding = "PCMU";
    if (f.payload_type == 8) f.encoding = "PCMA";
    if (f.payload_type == 9) f.encoding = "G722";
    if (f.payload_type == 13) f.encoding = "CN";
}

bool Parser::media_line(std::string_view value) {  // audio 49170[/1] RTP/AVP 0 8 101
    if (session.media.size() >= media_max) return false;
    Media m;
    m.type = word(value);
    auto ports = word(value);
    const auto port = number(ports.substr(0, ports.find('/')), 65535);
    m.protocol = word(value);
    if (m.type.empty() || m.type.size() > token_max || !port || m.protocol.empty() ||
        m.protocol.size() > token_max) {
        return false;
    }
    m.port = *port;
    for (auto token = word(value); !token.empty(); token = word(value)) {
        if (m.format_tokens.size() >= formats_max || token.size() > token_max) return false;
        m.format_tokens.emplace_back(token);
        if (m.protocol.find("RTP/") == std::string::npos) continue;
        const auto payload_type = number(token, 127);
        if (!payload_type) return false;
        m.formats.push_back({*payload_type, "", 8000, 1, ""});
        name_static(m.formats.back());
    }
    if (m.format_tokens.empty()) return false;
    session.media.push_back(std::move(m));
    return true;
}

std::optional<Direction> direction_named(std::string_view name) {
    if (name == "sendrecv") return Direction::sendrecv;
    if (name == "sendonly") return Direction::sendonly;
    if (name == "recvonly") return Direction::recvonly;
    if (name == "inactive") return Direction::inactive;
    return std::nullopt;
}

bool Parser::attribute(std::string_view text) {
    const auto colon = std::min(text.find(':'), text.size());
    const auto name = text.substr(0, colon);
    auto value = text.substr(std::min(colon + 1, text.size()));
    if (const auto d = direction_named(name)) {
        (media() != nullptr ? media()->direction : session.direction) = d;
        return true;
    }
    if (name == "ice-ufrag")
        return value.size() <= token_max && (transport().ice_ufrag = value, true);
    if (name == "ice-pwd") return value.size() <= token_max && (transport().ice_pwd = value, true);
    if (name == "setup") return value.size() <= token_max && (transport().setup = value, true);
    if (name == "fingerprint") {
        const auto hash = word(value), print = word(value);
        if (print.empty() || print.size() > token_max || hash.size() > token_max) return false;
        transport().fingerprint_hash = lower_ascii(hash);
        transport().fingerprint = upper(print);
        return true;
    }
    if (name == "ice-lite") return session.ice_lite = true;
    if (name == "group" && media() == nullptr && word(value) == "BUNDLE") {
        for (auto mid = word(value); !mid.empty() && session.bundle.size() < media_max;
             mid = word(value)) {
            session.bundle.emplace_back(mid.substr(0, token_max));
        }
    }
    return media() == nullptr || rtp_attribute(name, value);
}

bool Parser::rtp_attribute(std::string_view name, std::string_view value) {
    Media& m = *media();
    if (name == "mid") return !value.empty() && value.size() <= token_max && (m.mid = value, true);
    if (name == "rtcp-mux") return m.rtcp_mux = true;
    if (name == "rtcp") return m.rtcp_port = number(word(value), 65535).value_or(0), true;
    if (name == "ptime")
        return m.ptime_ms = number(value.substr(0, value.find('.')), 1000).value_or(0), true;
    if (name == "maxptime") return m.maxptime_ms = number(value, 1000).value_or(0), true;
    if (m.formats.empty()) return true;
    if (name == "crypto") return crypto(value), true;
    if (name == "rtpmap") return rtpmap(value);
    if (name == "fmtp") {
        Format* f = format(word(value));
        if (f != nullptr) f->parameters = std::string(trim(value)).substr(0, token_max);
    }
    return true;
}

// 1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20 [parameters]
// What we cannot do is passed over, so that another line of the peer's may serve (RFC 4568
// 6.1, 6.3): unknown suites, MKI, several keys, parameters other than the harmless WSH.
void Parser::crypto(std::string_view value) {
    Media& m = *media();
    const auto tag = number(word(value), 999'999'999);
    const auto suite = suite_named(word(value));
    auto key = word(value);
    constexpr std::string_view method = "inline:";
    if (!tag || !suite || !key.starts_with(method) || m.crypto.size() >= cryptos_max) return;
    for (auto parameter = word(value); !parameter.empty(); parameter = word(value))
        if (!parameter.starts_with("WSH=")) return;
    key.remove_prefix(method.size());
    const auto bar = std::min(key.find('|'), key.size());
    if (key.substr(bar).find(':') != key.npos || key.find(';') != key.npos) return;
    auto raw = crypto::unbase64(key.substr(0, bar));
    if (raw && raw->size() == key_bytes(*suite)) m.crypto.push_back({*tag, *suite, *raw});
}

Format* Parser::format(std::string_view text) {
    const auto payload_type = number(text, 127);
    for (Format& f : media()->formats) {
        if (payload_type == f.payload_type) return &f;
    }
    return nullptr;
}

bool Parser::rtpmap(std::string_view value) {  // 101 telephone-event/8000[/1]
    const auto payload_type = word(value);
    if (!number(payload_type, 127)) return false;
    Format* f = format(payload_type);
    auto encoding = word(value);
    const auto slash = encoding.find('/');
    if (encoding.empty() || encoding.size() > token_max || slash == encoding.npos) return false;
    auto rate = encoding.substr(slash + 1);
    const auto second = std::min(rate.find('/'), rate.size());
    const auto hz = number(rate.substr(0, second), 10'000'000);
    if (!hz) return false;
    if (f == nullptr) return true;  // an rtpmap for a type that is not offered: harmless
    f->encoding = upper(encoding.substr(0, slash));
    f->clock_hz = *hz;
    f->channels = number(rate.substr(std::min(second + 1, rate.size())), 255).value_or(1);
    return true;
}

Error malformed(std::string_view line) {
    return invalid("media.sdp", std::string(line.substr(0, 2)),
                   "the session description is malformed at this line");
}

}  // namespace

Result<Session> parse(std::string_view text) {
    if (text.size() > bytes_max)
        return invalid("media.sdp", "", "the session description is larger than 32 KiB");
    if (text.find('\0') != text.npos)
        return invalid("media.sdp", "", "the session description holds a NUL byte");
    Parser p;
    std::size_t lines = 0;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (line.empty()) continue;
        const bool first = lines++ == 0;
        if (lines > lines_max || line.size() < 2 || line[1] != '=' || line.find('\r') != line.npos)
            return malformed(line);
        if (first != (line[0] == 'v') || !p.line(line[0], line.substr(2))) return malformed(line);
    }
    if (!p.version) return invalid("media.sdp", "v=", "the session description is empty");
    return std::move(p.session);
}

const Format* Media::find(std::string_view encoding, int clock_hz) const {
    for (const Format& f : formats) {
        if (f.encoding == encoding && f.clock_hz == clock_hz && f.channels == 1) return &f;
    }
    return nullptr;
}

const Media* Session::first_audio(bool keys) const {
    for (const Media& m : media) {
        const bool keyed = (m.keyed() || m.plain()) && !m.crypto.empty();
        if (m.type == "audio" && m.port != 0 &&
            (m.secure_browser() || keyed || (m.plain() && !keys)))
            return &m;
    }
    return nullptr;
}

Transport Session::transport_of(const Media& m) const {
    Transport t = m.transport;
    const auto fill = [](std::string& to, const std::string& from) { to = to.empty() ? from : to; };
    fill(t.ip, transport.ip);
    fill(t.ice_ufrag, transport.ice_ufrag);
    fill(t.ice_pwd, transport.ice_pwd);
    if (t.fingerprint.empty())
        t.fingerprint = transport.fingerprint, t.fingerprint_hash = transport.fingerprint_hash;
    fill(t.setup, transport.setup);
    return t;
}

Direction Session::direction_of(const Media& m) const {
    return m.direction ? *m.direction : direction.value_or(Direction::sendrecv);
}

std::string_view to_string(Direction d) {
    switch (d) {
        case Direction::sendrecv: return "sendrecv";
        case Direction::sendonly: return "sendonly";
        case Direction::recvonly: return "recvonly";
        case Direction::inactive: return "inactive";
    }
    return "inactive";
}
bool sends(Direction d) { return d == Direction::sendrecv || d == Direction::sendonly; }
bool receives(Direction d) { return d == Direction::sendrecv || d == Direction::recvonly; }
Direction combine(bool send, bool receive) {
    if (send) return receive ? Direction::sendrecv : Direction::sendonly;
    return receive ? Direction::recvonly : Direction::inactive;
}
Direction reversed(Direction d) { return combine(receives(d), sends(d)); }

namespace {

std::string family_of(const std::string& ip) {
    return ip.find(':') == std::string::npos ? "IN IP4 " : "IN IP6 ";
}

std::string attribute(std::string_view name, std::string_view value = {}) {
    std::string line = "a=" + std::string(name);
    if (!value.empty()) line.append(":").append(value);
    return line + "\r\n";
}

std::string encoding_name(const std::string& upper) {
    if (upper == "OPUS") return "opus";
    return upper == "TELEPHONE-EVENT" ? "telephone-event" : upper;
}

std::string format_lines(const std::vector<Format>& formats) {
    std::string out;
    for (const Format& f : formats) {
        const std::string type = std::to_string(f.payload_type);
        out += attribute("rtpmap", type + " " + encoding_name(f.encoding) + "/" +
                                       std::to_string(f.clock_hz) +
                                       (f.channels > 1 ? "/" + std::to_string(f.channels) : ""));
        if (!f.parameters.empty()) out += attribute("fmtp", type + " " + f.parameters);
    }
    return out + attribute("ptime", "20");
}

// RFC 8839 section 5.1: host candidates, the first preferred.
std::string candidate_lines(const Local& local) {
    std::string out;
    std::uint32_t preference = 65535;
    int foundation = 1;
    for (const std::string& ip : local.candidate_ips) {
        const std::uint32_t priority = 126u << 24 | preference-- << 8 | 255u;
        out += attribute("candidate", std::to_string(foundation++) + " 1 udp " +
                                          std::to_string(priority) + " " + ip + " " +
                                          std::to_string(local.port) + " typ host");
    }
    return out + attribute("end-of-candidates");
}

std::string secure_lines(const Local& local) {
    return attribute("ice-ufrag", local.ice_ufrag) + attribute("ice-pwd", local.ice_pwd) +
           attribute("fingerprint", "sha-256 " + local.fingerprint) +
           attribute("setup", local.setup) +
           attribute("ssrc", std::to_string(local.ssrc) + " cname:orderline") +
           attribute("msid", "orderline voice") + candidate_lines(local);
}

std::string audio_lines(const Local& local) {
    std::string out = "m=audio " + std::to_string(local.port) + " " + local.protocol;
    for (const Format& f : local.formats) out += " " + std::to_string(f.payload_type);
    out += "\r\n";
    if (local.secure) out += "c=" + family_of(local.ip) + local.ip + "\r\n";
    if (!local.mid.empty()) out += attribute("mid", local.mid);
    out += format_lines(local.formats) + attribute(to_string(local.direction));
    for (const Crypto& c : local.crypto)
        out += attribute("crypto", std::to_string(c.tag) + " " + std::string(name_of(c.suite)) +
                                       " inline:" + crypto::base64(c.key));
    if (local.rtcp_mux) out += attribute("rtcp-mux");
    return local.secure ? out + secure_lines(local) : out;
}

std::string refused_lines(const Media& m) {
    std::string out = "m=" + m.type + " 0 " + m.protocol;
    for (const std::string& token : m.format_tokens) out += " " + token;
    out += "\r\n";
    if (!m.mid.empty()) out += attribute("mid", m.mid);
    return out + attribute("inactive");
}

}  // namespace

std::string write(const Local& local, const Session* peer, const Media* chosen) {
    const std::string host = family_of(local.ip) + local.ip;
    std::string out = "v=0\r\no=- " + std::to_string(local.session_id) + " " +
                      std::to_string(local.version) + " " + host + "\r\ns=-\r\n";
    if (!local.secure) out += "c=" + host + "\r\n";
    out += "t=0 0\r\n";
    if (local.secure) out += attribute("ice-lite") + attribute("group", "BUNDLE " + local.mid);
    if (peer == nullptr) return out + audio_lines(local);
    if (chosen == nullptr) chosen = peer->first_audio();
    for (const Media& m : peer->media) out += &m == chosen ? audio_lines(local) : refused_lines(m);
    return out;
}

}  // namespace ol::media::sdp
