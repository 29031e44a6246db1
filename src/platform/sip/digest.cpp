// Parsing of `Digest name=value, ...`, the MD5 response, and nonces that keep no state until used.
#include "platform/sip/digest.hpp"

#include <strings.h>

#include <charconv>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

constexpr std::size_t value_max = 512;
constexpr std::size_t nonce_head = 32;  // 16 hex digits of ms, 16 of serial
constexpr std::size_t nonce_seal = 32;

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool take_scheme(std::string_view& value) {
    value = trim_lws(value);
    constexpr std::string_view scheme = "Digest";
    if (value.size() <= scheme.size() || !same_word(value.substr(0, scheme.size()), scheme))
        return false;
    const char after = value[scheme.size()];
    value.remove_prefix(scheme.size());
    return after == ' ' || after == '\t' || after == '\r' || after == '\n';
}

/// One `name=value`; quoted values lose quotes and escapes. False where the text breaks the
/// grammar.
bool next_pair(std::string_view& rest, std::string_view& name, std::string& value) {
    while (!rest.empty() && (rest.front() == ',' || trim_lws(rest.substr(0, 1)).empty()))
        rest.remove_prefix(1);
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return false;
    name = trim_lws(rest.substr(0, equals));
    if (!is_token(name)) return false;
    rest.remove_prefix(equals + 1);
    while (!rest.empty() && trim_lws(rest.substr(0, 1)).empty()) rest.remove_prefix(1);
    value.clear();
    if (rest.empty()) return false;
    if (rest.front() != '"') {
        const std::string_view plain = rest.substr(0, rest.find(','));
        rest.remove_prefix(plain.size());
        value = trim_lws(plain);
        return value.size() <= value_max;
    }
    for (std::size_t i = 1; i < rest.size() && value.size() <= value_max; ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return true;
        }
        if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
        value += rest[i];
    }
    return false;
}

template <class Take>
bool each_pair(std::string_view value, Take take) {
    if (!take_scheme(value)) return false;
    std::string_view name;
    std::string text;
    int pairs = 0;
    while (!trim_lws(value).empty()) {
        if (++pairs > 32 || !next_pair(value, name, text)) return false;
        take(name, text);
    }
    return true;
}

std::string hex16(std::uint64_t value) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(16, '0');
    for (int i = 15; i >= 0; --i, value >>= 4)
        out[static_cast<std::size_t>(i)] = digits[value & 15];
    return out;
}

std::optional<std::uint64_t> from_hex(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

}  // namespace

std::optional<Credentials> parse_credentials(std::string_view value) {
    Credentials out;
    const bool good = each_pair(value, [&](std::string_view name, const std::string& text) {
        if (same_word(name, "username"))
            out.username = text;
        else if (same_word(name, "realm"))
            out.realm = text;
        else if (same_word(name, "nonce"))
            out.nonce = text;
        else if (same_word(name, "uri"))
            out.uri = text;
        else if (same_word(name, "response"))
            out.response = lower_ascii(text);
        else if (same_word(name, "qop"))
            out.qop = text;
        else if (same_word(name, "cnonce"))
            out.cnonce = text;
        else if (same_word(name, "nc"))
            out.nc = text;
        else if (same_word(name, "algorithm"))
            out.algorithm = text;
    });
    if (!good || out.username.empty() || out.nonce.empty() || out.uri.empty() ||
        out.response.size() != 32)
        return std::nullopt;
    if (!out.algorithm.empty() && !same_word(out.algorithm, "MD5")) return std::nullopt;
    if (!out.qop.empty() && (out.qop != "auth" || out.cnonce.empty() || out.nc.empty()))
        return std::nullopt;
    return out;
}

std::optional<Challenge> parse_challenge(std::string_view value) {
    Challenge out;
    const bool good = each_pair(value, [&](std::string_view name, const std::string& text) {
        if (same_word(name, "realm"))
            out.realm = text;
        else if (same_word(name, "nonce"))
            out.nonce = text;
        else if (same_word(name, "opaque"))
            out.opaque = text;
        else if (same_word(name, "algorithm"))
            out.algorithm = text;
        else if (same_word(name, "stale"))
            out.stale = same_word(text, "true");
        else if (same_word(name, "qop"))
            for (const auto& word : split(text, ','))
                out.qop_auth = out.qop_auth || trim_lws(word) == "auth";
    });
    if (!good || out.nonce.empty()) return std::nullopt;
    return out;
}

std::string digest_response(const Credentials& given, std::string_view password,
                            std::string_view method) {
    const std::string ha1 =
        crypto::md5_hex(given.username + ":" + given.realm + ":" + std::string(password));
    const std::string ha2 = crypto::md5_hex(std::string(method) + ":" + given.uri);
    if (given.qop.empty()) return crypto::md5_hex(ha1 + ":" + given.nonce + ":" + ha2);
    return crypto::md5_hex(ha1 + ":" + given.nonce + ":" + given.nc + ":" + given.cnonce + ":" +
                           given.qop + ":" + ha2);
}

std::string answer_challenge(const Challenge& challenge, std::string_view user,
                             std::string_view password, std::string_view method,
                             std::string_view uri, std::string_view cnonce) {
    if (!challenge.algorithm.empty() && !same_word(challenge.algorithm, "MD5")) return {};
    Credentials c{
        std::string(user), challenge.realm, challenge.nonce, std::string(uri), {}, {}, {}, {}, {}};
    if (challenge.qop_auth) {
        c.qop = "auth";
        c.cnonce = cnonce;
        c.nc = "00000001";
    }
    c.response = digest_response(c, password, method);
    std::string out = "Digest username=" + quoted(c.username) + ", realm=" + quoted(c.realm) +
                      ", nonce=" + quoted(c.nonce) + ", uri=" + quoted(c.uri) + ", response=\"" +
                      c.response + "\", algorithm=MD5";
    if (challenge.qop_auth) out += ", qop=auth, nc=" + c.nc + ", cnonce=" + quoted(c.cnonce);
    if (!challenge.opaque.empty()) out += ", opaque=" + quoted(challenge.opaque);
    return out;
}

std::string Nonces::seal(std::string_view head, const Ip& source) const {
    std::string data(head);
    data.append(reinterpret_cast<const char*>(source.data()), source.size());
    return crypto::hex(crypto::hmac_sha256(key_, data)).substr(0, nonce_seal);
}

std::string Nonces::make(Time now, const Ip& source) {
    const std::string head = hex16(static_cast<std::uint64_t>(to_ms(now))) + hex16(++serial_);
    return head + seal(head, source);
}

Nonces::State Nonces::state(std::string_view nonce, const Ip& source, Time now) const {
    if (nonce.size() != nonce_head + nonce_seal) return State::foreign;
    const std::string_view head = nonce.substr(0, nonce_head);
    if (!crypto::equal_constant_time(seal(head, source), nonce.substr(nonce_head)))
        return State::foreign;
    const auto made = from_hex(head.substr(0, 16));
    if (!made) return State::foreign;
    const Ms age = now - from_ms(static_cast<std::int64_t>(*made));
    return age < Ms{0} || age > lifetime ? State::stale : State::fresh;
}

bool Nonces::use(const std::string& nonce, std::string_view nc, Time now) {
    while (!by_age_.empty() &&
           (now - by_age_.front().first > lifetime || counts_.size() >= remembered_max)) {
        counts_.erase(by_age_.front().second);
        by_age_.pop_front();
    }
    const auto parsed = nc.empty() ? std::optional<std::uint64_t>{1} : from_hex(nc);
    if (!parsed || *parsed == 0 || *parsed > 0xffffffffu) return false;
    const auto count = static_cast<std::uint32_t>(*parsed);
    const auto [place, added] = counts_.try_emplace(nonce, count);
    if (added) {
        by_age_.emplace_back(now, nonce);
        return true;
    }
    if (count <= place->second) return false;
    place->second = count;
    return true;
}

}  // namespace ol::sip
