#include "platform/xmpp/where.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "platform/http/address.hpp"

namespace ol::xmpp {
namespace {

constexpr std::uint16_t usual_port = 5222;
constexpr std::size_t servers_most = 8, addresses_most = 16;

bool is_public(const Endpoint& e) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    if (inet_pton(AF_INET, e.ip.c_str(), &v4.sin_addr) == 1)
        return http::is_public(reinterpret_cast<const sockaddr*>(&v4));
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    return inet_pton(AF_INET6, e.ip.c_str(), &v6.sin6_addr) == 1 &&
           http::is_public(reinterpret_cast<const sockaddr*>(&v6));
}

std::string_view domain_of(const Login& login) {
    const std::string_view jid = login.jid;
    return jid.substr(jid.find('@') + 1);
}

struct ListFree {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

}  // namespace

std::vector<Server> read_servers(std::string_view answer) {
    struct Offered {
        std::uint16_t priority = 0;
        Server server;
    };
    std::vector<Offered> all;
    ns_msg message;
    if (ns_initparse(reinterpret_cast<const unsigned char*>(answer.data()),
                     static_cast<int>(answer.size()), &message) != 0)
        return {};
    for (int i = 0; i < ns_msg_count(message, ns_s_an) && all.size() < servers_most; ++i) {
        ns_rr record;
        if (ns_parserr(&message, ns_s_an, i, &record) != 0) break;
        if (ns_rr_type(record) != ns_t_srv || ns_rr_rdlen(record) < 7) continue;
        const unsigned char* data = ns_rr_rdata(record);
        char target[NS_MAXDNAME];
        if (dn_expand(ns_msg_base(message), ns_msg_end(message), data + 6, target, sizeof target) <
            0)
            continue;
        const auto number = [&](int at) {
            return static_cast<std::uint16_t>(data[at] << 8 | data[at + 1]);
        };
        if (target[0] != 0 && number(4) != 0) all.push_back({number(0), {target, number(4)}});
    }
    std::ranges::stable_sort(all, {}, &Offered::priority);
    std::vector<Server> out;
    for (auto& one : all) out.push_back(std::move(one.server));
    return out;
}

std::vector<Server> servers_of(const Login& login) {
    const auto port = static_cast<std::uint16_t>(login.port ? login.port : usual_port);
    if (!login.host.empty()) return {{login.host, port}};
    const std::string domain(domain_of(login));
    unsigned char answer[4096];
    const std::string asked = "_xmpp-client._tcp." + domain;
    const int size = res_query(asked.c_str(), ns_c_in, ns_t_srv, answer, sizeof answer);
    if (size > 0) {
        const auto most = std::min(static_cast<std::size_t>(size), sizeof answer);
        auto offered = read_servers({reinterpret_cast<const char*>(answer), most});
        if (!offered.empty()) return offered;
    }
    return {{domain, port}};
}

std::vector<Endpoint> addresses_of(const Server& server) {
    addrinfo hints{}, *raw = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    std::vector<Endpoint> out;
    if (getaddrinfo(server.name.c_str(), nullptr, &hints, &raw) != 0) return out;
    const std::unique_ptr<addrinfo, ListFree> list(raw);
    for (const addrinfo* i = list.get(); i; i = i->ai_next) {
        char ip[NI_MAXHOST];
        if (getnameinfo(i->ai_addr, i->ai_addrlen, ip, sizeof ip, nullptr, 0, NI_NUMERICHOST) == 0)
            out.push_back({ip, server.port});
    }
    return out;
}

Where where_to(const std::vector<Server>& servers, bool allow_private,
               const std::function<std::vector<Endpoint>(const Server&)>& look_up) {
    Where out;
    bool refused = false;
    for (const auto& server : servers)
        for (const auto& one : look_up(server)) {
            const bool may = allow_private || is_public(one);
            refused = refused || !may;
            const bool known = std::ranges::find(out.to, one) != out.to.end();
            if (may && !known && out.to.size() < addresses_most) out.to.push_back(one);
        }
    if (out.to.empty()) out.hint = refused ? "link.private" : "link.name";
    return out;
}

}  // namespace ol::xmpp
