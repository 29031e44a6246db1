#include "team/phones/files.hpp"

#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::phones {
namespace {

std::string xml(std::string_view text) {
    std::string out;
    for (const char c : text) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    return out;
}

/// Both makers count alike: 0 UDP, 1 TCP, 2 TLS.
std::string number(Transport t) { return std::to_string(static_cast<int>(t)); }

std::string entry(std::string_view name, std::string_view value) {
    return "    <entry name=\"" + std::string(name) + "\" overwrite=\"true\">" + xml(value) +
           "</entry>\n";
}

/// A display name as SIP writes it (RFC 3261 25.1, quoted-string).
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string linphone(const Account& a) {
    const std::string transport(to_name(a.transport));
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<config xmlns=\"http://www.linphone.org/xsds/lpconfig.xsd\">\n"
           "  <section name=\"sip\">\n" +
           entry("default_proxy", "0") +
           "  </section>\n"
           "  <section name=\"proxy_0\">\n" +
           entry("reg_proxy", "<sip:" + a.host + ":" + a.port + ";transport=" + transport + ">") +
           entry("reg_identity", quoted(display_of(a)) + " <sip:" + a.user + "@" + a.host + ">") +
           entry("reg_expires", "600") + entry("reg_sendregister", "1") +
           "  </section>\n"
           "  <section name=\"auth_info_0\">\n" +
           entry("username", a.user) + entry("userid", a.user) + entry("passwd", a.password) +
           entry("domain", a.host) +
           "  </section>\n"
           "</config>\n";
}

std::string yealink(const Account& a) {
    std::string out = "#!version:1.0.0.1\n";
    const auto set = [&out](std::string_view key, std::string_view value) {
        out += "account.1." + std::string(key) + " = " + std::string(value) + "\n";
    };
    set("enable", "1");
    set("label", display_of(a));
    set("display_name", display_of(a));
    set("user_name", a.user);
    set("auth_name", a.user);
    set("password", a.password);
    set("sip_server.1.address", a.host);
    set("sip_server.1.port", a.port);
    set("sip_server.1.transport_type", number(a.transport));
    set("sip_server.1.expires", "600");
    return out;
}

std::string grandstream(const Account& a) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gs_provision version=\"1\">\n"
        "  <config version=\"1\">\n";
    const auto set = [&out](std::string_view p, std::string_view value) {
        out += "    <P" + std::string(p) + ">" + xml(value) + "</P" + std::string(p) + ">\n";
    };
    set("271", "1");                   // the account is active
    set("270", display_of(a));         // its name, on the phone's own display
    set("3", display_of(a));           // and on that of whom it calls
    set("47", a.host + ":" + a.port);  // SIP server
    set("35", a.user);                 // user
    set("36", a.user);                 // authentication name
    set("34", a.password);             // password
    set("130", number(a.transport));   // transport
    set("31", "1");                    // registers
    set("32", "10");                   // every ten minutes
    return out + "  </config>\n</gs_provision>\n";
}

bool is_mac(std::string_view text) {
    return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

}  // namespace

std::string display_of(const Account& account) {
    constexpr std::size_t name_max = 60;
    std::string name = account.name;
    std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
    if (name.size() > name_max) {
        name.resize(name_max);  // and the rest of a letter that was cut
        while (!name.empty() && !valid_utf8(name)) name.pop_back();
    }
    if (name.empty() || name == account.user) return account.user;
    return name + " (" + account.user + ")";
}

File file_of(Make make, const Account& account) {
    switch (make) {
        case Make::linphone: return {linphone(account), "application/xml; charset=utf-8"};
        case Make::yealink: return {yealink(account), "text/plain; charset=utf-8"};
        case Make::grandstream: return {grandstream(account), "application/xml; charset=utf-8"};
    }
    return {};
}

bool asks_by(Make make, std::string_view name) {
    switch (make) {
        case Make::linphone: return name == "linphone.xml";
        case Make::yealink:
            return name.ends_with(".cfg") && is_mac(name.substr(0, name.size() - 4));
        case Make::grandstream:
            return name == "cfg.xml" || (name.starts_with("cfg") && name.ends_with(".xml") &&
                                         is_mac(name.substr(3, name.size() - 7)));
    }
    return false;
}

std::string address_of(Make make, std::string_view base, std::string_view token) {
    std::string folder = std::string(base) + "/public/v1/phones/" + std::string(token);
    switch (make) {
        case Make::linphone: return folder + "/linphone.xml";
        case Make::yealink: return folder + "/";
        case Make::grandstream: return folder;
    }
    return folder;
}

std::pair<std::string, std::string> host_and_port(std::string_view server) {
    const auto colon = server.rfind(':');
    if (colon == server.npos) return {std::string(server), "5060"};
    return {std::string(server.substr(0, colon)), std::string(server.substr(colon + 1))};
}

}  // namespace ol::phones
