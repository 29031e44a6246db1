#pragma once
// One TOML file, every key overridable by the environment (ORDERLINE_HTTP_PORT) and the command
// line (--http.port=8081). Unknown keys are errors that name the nearest known key.
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "platform/base/result.hpp"

namespace ol::app {

struct Config {
    std::string var = "var";
    bool lan = false;    // listen on all addresses, https only
    bool empty = false;  // no demo shop: the first visit asks the ten questions
    std::string log_level = "info";
    int node = 0;      // 0..31, in every id
    std::string user;  // whom root becomes; empty: orderline, if there is such a user

    std::string http_address = "127.0.0.1";
    int http_port = 8080;
    std::string tls_certificate, tls_key;
    std::string desk = "desk/dist", storefront = "widget/storefront", prompts = "build/prompts";
    std::string widget = "widget/dist";
    int http_workers = 16;

    std::string sip_address = "127.0.0.1";
    int sip_port = 5060, sip_tls_port = 5061;
    std::string sip_tls_certificate, sip_tls_key, sip_tls_authorities;
    std::string trunks;  // "name=192.0.2.1,192.0.2.2 other=198.51.100.7"
    bool anonymous_calls = true;

    std::string public_address;  // of SIP and RTP behind NAT
    int rtp_port_min = 20000, rtp_port_max = 29999, browser_port = 0;
    int media_threads = 1;
    std::string rtp_codecs, browser_codecs;  // "opus pcmu"; empty: the engine's own order

    std::string turn_uris, turn_secret_file;  // the relay of browser phones; empty: none
    int turn_ttl_s = 3600;

    std::string public_url;       // how shops reach us for webhooks: "https://desk.example"
    bool private_stores = false;  // may a connected shop lie in a private network
    std::string telegram_api;     // the shop's own Bot API server; empty: Telegram's
    std::string authorities;      // PEM file for SMPP and XMPP by TLS; empty: the system's

    std::string scanner;          // clamd's socket; empty: nobody looks for viruses
    bool pass_unchecked = false;  // while it is away
    int file_most_mb = 25;

    std::string mail_server, mail_from;  // reports by mail: "smtp://mail.example:587"
    std::string mail_user, mail_password;

    int recordings_settle_s = 120;  // a recording is made small so long after its end

    std::string database;  // empty: sqlite:<var>/orderline.db
};

struct Key {
    std::string_view name;         // "http.port"
    std::string_view description;  // for --help and check-config
    std::function<Result<>(Config&, const std::string&)> set;
    std::function<std::string(const Config&)> get;
};
std::span<const Key> keys();

/// Defaults, then the file (if the path is not empty), then the environment, then `overrides`
/// ("http.port" -> "8081"). Errors: config.unknown_key (with the nearest known one), config.value,
/// config.file.
Result<Config> load_config(const std::string& file,
                           const std::vector<std::pair<std::string, std::string>>& overrides);

}  // namespace ol::app
