#include "app/config.hpp"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <cstdlib>
#include <limits>

#include "platform/base/text.hpp"
#include "platform/mail/mail.hpp"

namespace ol::app {
namespace {

Key text_key(std::string_view name, std::string_view description, std::string Config::*member) {
    return {name, description,
            [member](Config& c, const std::string& v) -> Result<> {
                c.*member = v;
                return {};
            },
            [member](const Config& c) { return c.*member; }};
}

/// Never printed: check-config says only whether it is there.
Key secret_key(std::string_view name, std::string_view description, std::string Config::*member) {
    Key key = text_key(name, description, member);
    key.get = [member](const Config& c) { return (c.*member).empty() ? "" : "(set)"; };
    return key;
}

Key flag_key(std::string_view name, std::string_view description, bool Config::*member) {
    return {name, description,
            [member, name](Config& c, const std::string& v) -> Result<> {
                if (v != "true" && v != "false")
                    return invalid("config.value", std::string(name),
                                   "true or false is wanted, not \"" + v + "\"");
                c.*member = v == "true";
                return {};
            },
            [member](const Config& c) { return std::string(c.*member ? "true" : "false"); }};
}

Key number_key(std::string_view name, std::string_view description, int Config::*member, int low,
               int high) {
    return {name, description,
            [=](Config& c, const std::string& v) -> Result<> {
                char* end = nullptr;
                const long value = std::strtol(v.c_str(), &end, 10);
                if (v.empty() || *end || value < low || value > high)
                    return invalid("config.value", std::string(name),
                                   "a whole number from " + std::to_string(low) + " to " +
                                       std::to_string(high) + " is wanted, not \"" + v + "\"");
                c.*member = static_cast<int>(value);
                return {};
            },
            [member](const Config& c) { return std::to_string(c.*member); }};
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); j++) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); i++) {
        std::size_t corner = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); j++) {
            const std::size_t above = row[j];
            row[j] =
                std::min({row[j] + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)});
            corner = above;
        }
    }
    return row[b.size()];
}

Result<> set(Config& config, const std::string& name, const std::string& value) {
    std::string_view nearest;
    std::size_t best = std::numeric_limits<std::size_t>::max();
    for (const auto& key : keys()) {
        if (key.name == name) return key.set(config, value);
        if (const auto d = distance(key.name, name); d < best) best = d, nearest = key.name;
    }
    return invalid(
        "config.unknown_key", name,
        "there is no key \"" + name + "\"; the nearest is \"" + std::string(nearest) + "\"");
}

Result<> read_table(Config& config, const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
        const std::string name = prefix + std::string(key.str());
        if (const auto* inner = node.as_table()) {
            if (auto r = read_table(config, *inner, name + "."); !r) return r;
            continue;
        }
        std::string value;
        if (const auto* s = node.as_string())
            value = s->get();
        else if (const auto* i = node.as_integer())
            value = std::to_string(i->get());
        else if (const auto* b = node.as_boolean())
            value = b->get() ? "true" : "false";
        else
            return invalid("config.value", name, "a text, a whole number or true/false is wanted");
        if (auto r = set(config, name, value); !r) return r;
    }
    return {};
}

Result<> read_file(Config& config, const std::string& file) {
    const auto parsed = toml::parse_file(file);
    if (!parsed) {
        const auto& e = parsed.error();
        return invalid(
            "config.file", file,
            std::string(e.description()) + " in line " + std::to_string(e.source().begin.line));
    }
    return read_table(config, parsed.table(), "");
}

bool is_loopback(const std::string& address) {
    return address.starts_with("127.") || address == "::1" || address == "localhost";
}

/// Passwords and buyers' data never cross a network in clear; a browser gives plain http no
/// microphone.
Result<> check_mail(const Config& c) {
    if (c.mail_server.empty()) return {};
    if (auto ok = mail::check({c.mail_server, "", ""}); !ok) return ok;
    if (!mail::is_address(c.mail_from))
        return invalid("config.value", "mail.from",
                       "with mail.server an address is wanted, like orderline@shop.example");
    return {};
}

/// RFC 7065: turn:host, turns:host:443?transport=tcp. What a browser would refuse stops the start
/// instead of every phone.
Result<> check_turn(const Config& c) {
    for (const auto& uri : split(c.turn_uris, ' ')) {
        if (uri.empty()) continue;
        const bool known = uri.starts_with("turn:") || uri.starts_with("turns:");
        const auto host = uri.find(':') + 1;
        if (!known || host == uri.size() || uri[host] == '/')
            return invalid(
                "config.value", "turn.uris",
                "turn:HOST or turns:HOST:443?transport=tcp is wanted, not \"" + uri + "\"");
    }
    if (!c.turn_uris.empty() && c.turn_secret_file.empty())
        return invalid("config.value", "turn.secret_file",
                       "with turn.uris the file is wanted that holds the relay's shared secret");
    return {};
}

Result<> check_doors(const Config& c) {
    if (c.tls_certificate.empty() != c.tls_key.empty())
        return invalid("config.value", c.tls_key.empty() ? "http.tls_key" : "http.tls_certificate",
                       "http.tls_certificate and http.tls_key go together: give both or neither");
    if (c.sip_tls_certificate.empty() != c.sip_tls_key.empty())
        return invalid("config.value",
                       c.sip_tls_key.empty() ? "sip.tls_key" : "sip.tls_certificate",
                       "sip.tls_certificate and sip.tls_key go together: give both or neither");
    if (c.tls_certificate.empty() && !is_loopback(c.http_address))
        return invalid("config.plain_http", "http.address",
                       "plain http is served on 127.0.0.1 only; use --lan, or give "
                       "http.tls_certificate and http.tls_key");
    return {};
}

std::vector<Key> with_file_keys(std::vector<Key> all) {
    all.push_back(text_key("files.scanner",
                           "socket of the virus scanner clamd: /run/clamav/clamd.ctl; empty = none",
                           &Config::scanner));
    all.push_back(flag_key("files.pass_unchecked",
                           "while the scanner is away, files are given out unchecked",
                           &Config::pass_unchecked));
    all.push_back(number_key("files.most_mb", "largest file of a conversation, MB",
                             &Config::file_most_mb, 1, 100));
    return all;
}

}  // namespace

std::span<const Key> keys() {
    static const std::vector<Key> all = with_file_keys({
        text_key("var", "folder of everything the centre keeps", &Config::var),
        flag_key("lan", "listen on all addresses, https on 8443", &Config::lan),
        flag_key("empty", "start without the demo shop", &Config::empty),
        text_key("log.level", "debug, info, warn or error", &Config::log_level),
        number_key("node", "number of this node, part of every id", &Config::node, 0, 31),
        text_key("user", "whom root becomes once ports are open; empty = orderline if it exists",
                 &Config::user),
        text_key("http.address", "address of the web desk", &Config::http_address),
        number_key("http.port", "port of the web desk", &Config::http_port, 0, 65535),
        text_key("http.tls_certificate", "PEM file; with http.tls_key the desk is served by https",
                 &Config::tls_certificate),
        text_key("http.tls_key", "PEM file", &Config::tls_key),
        text_key("http.desk", "folder of the built desk", &Config::desk),
        text_key("http.storefront", "folder of the demo storefront", &Config::storefront),
        text_key("http.widget", "folder of the built widget (chat on shops' pages)",
                 &Config::widget),
        number_key("http.workers", "threads that run requests", &Config::http_workers, 1, 256),
        number_key("recordings.settle_s", "a recording is made small so many seconds after its end",
                   &Config::recordings_settle_s, 0, 86400),
        text_key("sip.address", "address of SIP and RTP", &Config::sip_address),
        number_key("sip.port", "UDP and TCP port of SIP", &Config::sip_port, 0, 65535),
        text_key("sip.tls_certificate",
                 "PEM file with its chain; with sip.tls_key SIP is taken by TLS",
                 &Config::sip_tls_certificate),
        text_key("sip.tls_key", "PEM file", &Config::sip_tls_key),
        number_key("sip.tls_port", "TLS port of SIP", &Config::sip_tls_port, 0, 65535),
        text_key("sip.tls_authorities",
                 "PEM file: who vouches for trunks by TLS; empty = as the system says",
                 &Config::sip_tls_authorities),
        text_key("sip.trunks", "name=address,address ... of carriers that call us",
                 &Config::trunks),
        flag_key("sip.anonymous_calls", "take calls from addresses that are no trunk",
                 &Config::anonymous_calls),
        text_key("media.prompts", "folder of the prompts", &Config::prompts),
        text_key("media.public_address", "address in SDP when behind NAT", &Config::public_address),
        number_key("media.rtp_port_min", "first UDP port of RTP", &Config::rtp_port_min, 1024,
                   65000),
        number_key("media.rtp_port_max", "last UDP port of RTP", &Config::rtp_port_max, 1026,
                   65535),
        number_key("media.browser_port", "UDP port of all browser phones; 0 = any",
                   &Config::browser_port, 0, 65535),
        number_key("media.threads", "media threads", &Config::media_threads, 1, 64),
        text_key("media.rtp_codecs", "codecs of phones and trunks in order: pcmu pcma g722 opus",
                 &Config::rtp_codecs),
        text_key("media.browser_codecs", "codecs of browser phones in order: pcmu pcma g722 opus",
                 &Config::browser_codecs),
        text_key("turn.uris",
                 "relay of browser phones: turns:relay.example:443?transport=tcp ...; empty = none",
                 &Config::turn_uris),
        text_key("turn.secret_file", "file with the secret that the relay shares with us",
                 &Config::turn_secret_file),
        number_key("turn.ttl_s", "how long a name at the relay holds", &Config::turn_ttl_s, 300,
                   86400),
        text_key("http.public_url", "how shops reach the centre for webhooks: https://desk.example",
                 &Config::public_url),
        flag_key("stores.private_networks", "private nets of shops", &Config::private_stores),
        text_key("channels.telegram_api", "a Bot API server of your own", &Config::telegram_api),
        text_key("channels.authorities", "PEM file for SMPP and XMPP by TLS", &Config::authorities),
        text_key("mail.server", "smtp://host:587 or smtps://host:465; empty = no mail",
                 &Config::mail_server),
        text_key("mail.from", "address that letters come from", &Config::mail_from),
        text_key("mail.user", "sign-in at the mail server, if it wants one", &Config::mail_user),
        secret_key("mail.password", "give it by ORDERLINE_MAIL_PASSWORD", &Config::mail_password),
        text_key("database.url", "sqlite:FILE or postgresql://...; empty = sqlite in var",
                 &Config::database),
    });
    return all;
}

Result<Config> load_config(const std::string& file,
                           const std::vector<std::pair<std::string, std::string>>& overrides) {
    Config config;
    if (!file.empty())
        if (auto r = read_file(config, file); !r) return r.error();
    for (const auto& key : keys()) {
        std::string name = "ORDERLINE_" + std::string(key.name);
        for (auto& c : name)
            c = c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        if (const char* value = std::getenv(name.c_str()))
            if (auto r = key.set(config, value); !r) return r.error();
    }
    for (const auto& [name, value] : overrides)
        if (auto r = set(config, name, value); !r) return r.error();
    if (config.lan) {
        if (config.http_address == "127.0.0.1") config.http_address = "0.0.0.0";
        if (config.sip_address == "127.0.0.1") config.sip_address = "0.0.0.0";
        if (config.http_port == 8080) config.http_port = 8443;
        if (config.tls_certificate.empty())
            config.tls_certificate = config.var + "/tls/certificate.pem";
        if (config.tls_key.empty()) config.tls_key = config.var + "/tls/key.pem";
    }
    if (config.database.empty()) config.database = "sqlite:" + config.var + "/orderline.db";
    if (config.rtp_port_min > config.rtp_port_max)
        return invalid("config.value", "media.rtp_port_max",
                       "the last RTP port lies before the first one");
    if (auto r = check_mail(config); !r) return r.error();
    if (auto r = check_turn(config); !r) return r.error();
    if (auto r = check_doors(config); !r) return r.error();
    return config;
}

}  // namespace ol::app
