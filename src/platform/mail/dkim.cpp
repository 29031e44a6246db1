#include "platform/mail/dkim.hpp"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::mail {
namespace dkim {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

constexpr std::string_view signed_fields[] = {
    "from",       "reply-to",    "subject",    "date",         "to",           "cc",
    "message-id", "in-reply-to", "references", "mime-version", "content-type", "auto-submitted"};
constexpr std::string_view signed_once_more[] = {"from", "subject", "to"};

Error unreadable() {
    return invalid("mail.dkim", "dkim",
                   "The key of the DKIM signature cannot be read; make a new one.");
}

const unsigned char* data_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Key key_of(std::string_view secret) {
    const unsigned char* at = data_of(secret);
    return {d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(secret.size())), &EVP_PKEY_free};
}

bool blank(char c) { return c == ' ' || c == '\t'; }

/// Runs of blanks are one; none at the end.
std::string squeezed(std::string_view line) {
    std::string out;
    for (const char c : line) {
        if (!blank(c))
            out += c;
        else if (out.empty() || out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// Each field with its continuation lines, without the last CRLF.
std::vector<std::string_view> fields_of(std::string_view head) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < head.size();) {
        std::size_t end = head.find("\r\n", at);
        while (end != std::string_view::npos && end + 2 < head.size() && blank(head[end + 2]))
            end = head.find("\r\n", end + 2);
        end = std::min(end, head.size());
        out.push_back(head.substr(at, end - at));
        at = end + 2;
    }
    return out;
}

std::string name_of(std::string_view field) {
    return lower_ascii(trim(field.substr(0, field.find(':'))));
}

struct Chosen {
    std::string names, input;
};

/// Of several fields of a name the last comes first (RFC 6376 5.4.2).
Chosen choose(std::string_view head) {
    std::multimap<std::string, std::string_view> left;
    for (const auto field : fields_of(head)) left.emplace(name_of(field), field);
    Chosen out;
    for (const auto name : signed_fields) {
        const auto [from, to] = left.equal_range(std::string(name));
        for (auto it = to; it != from;) {
            --it;
            out.names += (out.names.empty() ? "" : ":") + std::string(name);
            out.input += relaxed_field(it->second) + "\r\n";
        }
    }
    for (const auto name : signed_once_more) out.names += ":" + std::string(name);
    return out;
}

/// Folded between its colons, so that no line is long.
std::string folded(const std::string& names) {
    std::string out;
    std::size_t line = 0;
    for (const char c : names) {
        out += c;
        if (++line > 60 && c == ':') out += "\r\n ", line = 0;
    }
    return out;
}

std::string in_lines(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += 70)
        out += (at ? "\r\n " : "") + text.substr(at, 70);
    return out;
}

Result<std::string> sign(const DkimKey& key, const std::string& input) {
    const Key secret = key_of(key.secret);
    const int wanted = key.kind == DkimKind::rsa ? EVP_PKEY_RSA : EVP_PKEY_ED25519;
    if (!secret || EVP_PKEY_base_id(secret.get()) != wanted) return unreadable();
    // RFC 8463 3: Ed25519 signs the hash, RSA (PKCS #1 1.5) hashes itself.
    const bool rsa = key.kind == DkimKind::rsa;
    const std::string text = rsa ? input : crypto::sha256(input);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> ctx(EVP_MD_CTX_new(),
                                                                      &EVP_MD_CTX_free);
    std::string out(1024, '\0');
    std::size_t size = out.size();
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    if (!ctx ||
        EVP_DigestSignInit(ctx.get(), nullptr, rsa ? EVP_sha256() : nullptr, nullptr,
                           secret.get()) != 1 ||
        EVP_DigestSign(ctx.get(), to, &size, data_of(text), text.size()) != 1)
        return unreadable();
    out.resize(size);
    return out;
}

/// "k=rsa; p=MII...": tags of a record; blanks within a value are nothing.
std::map<std::string, std::string> tags_of(std::string_view record) {
    std::map<std::string, std::string> out;
    for (std::size_t at = 0; at < record.size();) {
        const auto end = std::min(record.find(';', at), record.size());
        const auto tag = record.substr(at, end - at);
        const auto equals = tag.find('=');
        std::string value;
        if (equals != std::string_view::npos)
            for (const char c : tag.substr(equals + 1))
                if (!blank(c) && c != '\r' && c != '\n') value += c;
        out.emplace(trim(tag.substr(0, equals)), value);
        at = end + 1;
    }
    return out;
}

}  // namespace dkim

std::string relaxed_field(std::string_view field) {
    const auto colon = std::min(field.find(':'), field.size());
    std::string unfolded;
    for (const char c : field.substr(std::min(colon + 1, field.size())))
        if (c != '\r' && c != '\n') unfolded += c;
    std::string value = dkim::squeezed(unfolded);
    if (value.starts_with(' ')) value.erase(0, 1);
    return dkim::name_of(field) + ":" + value;
}

std::string relaxed_body(std::string_view body) {
    std::string out;
    std::size_t filled = 0;  // up to the last line that is not empty
    for (std::size_t at = 0; at < body.size();) {
        const auto end = std::min(body.find("\r\n", at), body.size());
        const std::string line = dkim::squeezed(body.substr(at, end - at));
        out += line + "\r\n";
        if (!line.empty()) filled = out.size();
        at = end + 2;
    }
    out.resize(filled);
    return out;
}

bool is_selector(std::string_view text) {
    if (text.empty() || text.size() > 63 || text.front() == '-' || text.back() == '-') return false;
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string new_dkim_secret(DkimKind kind) {
    const dkim::Key key(
        kind == DkimKind::rsa ? EVP_RSA_gen(2048) : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
        &EVP_PKEY_free);
    unsigned char* der = nullptr;
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, decltype(&PKCS8_PRIV_KEY_INFO_free)> info(
        key ? EVP_PKEY2PKCS8(key.get()) : nullptr, &PKCS8_PRIV_KEY_INFO_free);
    const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der) : 0;
    if (size <= 0) throw std::runtime_error("OpenSSL makes no key");
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_clear_free(der, static_cast<std::size_t>(size));
    return out;
}

Result<std::string> dkim_record(DkimKind kind, std::string_view secret) {
    const dkim::Key key = dkim::key_of(secret);
    if (!key) return dkim::unreadable();
    if (kind == DkimKind::ed25519) {  // RFC 8463 4: the 32 bytes alone
        std::string raw(32, '\0');
        std::size_t size = raw.size();
        if (EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(raw.data()),
                                        &size) != 1)
            return dkim::unreadable();
        return "v=DKIM1; k=ed25519; p=" + crypto::base64(raw);
    }
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key.get(), &der);
    if (size <= 0) return dkim::unreadable();
    const std::string raw(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return "v=DKIM1; k=rsa; p=" + crypto::base64(raw);
}

Result<std::string> dkim_signed(const std::string& message, std::span<const DkimKey> keys,
                                Time now) {
    if (keys.empty()) return message;
    const auto end = std::min(message.find("\r\n\r\n"), message.size());
    const std::string_view head = std::string_view(message).substr(0, end);
    const std::string_view body =
        std::string_view(message).substr(std::min(end + 4, message.size()));
    const auto chosen = dkim::choose(head);
    const std::string hash = crypto::base64(crypto::sha256(relaxed_body(body)));
    const auto at = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    std::string out;
    for (const DkimKey& key : keys) {
        const std::string field =
            "DKIM-Signature: v=1; a=" + std::string(key.kind == DkimKind::rsa ? "rsa" : "ed25519") +
            "-sha256; c=relaxed/relaxed;\r\n d=" + key.domain + ";\r\n s=" + key.selector +
            "; t=" + std::to_string(at) + ";\r\n h=" + dkim::folded(chosen.names) +
            ";\r\n bh=" + hash + ";\r\n b=";
        const auto signature = dkim::sign(key, chosen.input + relaxed_field(field));
        if (!signature) return signature.error();
        out += field + dkim::in_lines(crypto::base64(*signature)) + "\r\n";
    }
    return out + message;
}

DkimStanding dkim_standing(const std::vector<std::string>& records, std::string_view ours) {
    const auto wanted = dkim::tags_of(ours);
    bool another = false;
    for (const auto& record : records) {
        const auto tags = dkim::tags_of(record);
        const auto key = tags.find("p");
        if (key == tags.end()) continue;  // a record of something else
        const auto kind = tags.find("k");
        const std::string of = kind == tags.end() ? "rsa" : kind->second;
        if (key->second == wanted.at("p") && of == wanted.at("k")) return DkimStanding::found;
        another = true;
    }
    return another ? DkimStanding::different : DkimStanding::missing;
}

}  // namespace ol::mail
