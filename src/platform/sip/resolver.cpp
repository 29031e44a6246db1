// DNS for SIP servers: SRV by the system's resolver (libresolv), addresses by getaddrinfo.
#include "platform/sip/resolver.hpp"

#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>
#include <sys/socket.h>

#include <algorithm>

#include "platform/base/crypto.hpp"

namespace ol::sip {
namespace {

std::uint32_t below(std::uint32_t most) {
    if (most == 0) return 0;
    const std::string bytes = crypto::random_bytes(4);
    std::uint32_t value = 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value % most;
}

std::vector<Address> addresses_of(const std::string& host, std::uint16_t port) {
    std::vector<Address> out;
    if (const auto ip = parse_ip(host)) return {{*ip, port}};
    addrinfo hints{}, *list = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return out;
    for (const addrinfo* i = list; i; i = i->ai_next) {
        Address address = from_sockaddr(i->ai_addr);
        address.port = port;
        if (std::find(out.begin(), out.end(), address) == out.end()) out.push_back(address);
    }
    freeaddrinfo(list);
    return out;
}

std::vector<Address> all_addresses(const std::string& host, std::uint16_t port,
                                   std::uint16_t fallback_port) {
    if (port || parse_ip(host)) return addresses_of(host, port ? port : fallback_port);
    unsigned char answer[4096];
    const std::string name = "_sips._tcp." + host;
    const int size = res_query(name.c_str(), ns_c_in, ns_t_srv, answer, sizeof answer);
    std::vector<Address> out;
    if (size > 0)
        for (const auto& record :
             srv_order(read_srv({reinterpret_cast<char*>(answer), static_cast<std::size_t>(size)}),
                       below))
            for (const auto& address : addresses_of(record.target, record.port))
                out.push_back(address);
    return out.empty() ? addresses_of(host, fallback_port) : out;
}

}  // namespace

std::vector<SrvRecord> srv_order(std::vector<SrvRecord> records,
                                 const std::function<std::uint32_t(std::uint32_t)>& random) {
    std::stable_sort(records.begin(), records.end(), [](const SrvRecord& a, const SrvRecord& b) {
        return a.priority != b.priority ? a.priority<b.priority : (a.weight == 0)>(b.weight == 0);
    });
    for (std::size_t i = 0; i < records.size(); ++i) {
        std::size_t last = i;
        std::uint32_t sum = 0;
        for (; last < records.size() && records[last].priority == records[i].priority; ++last)
            sum += records[last].weight;
        std::uint32_t wanted = random(sum + 1);
        std::size_t chosen = i;
        while (chosen + 1 < last && records[chosen].weight < wanted)
            wanted -= records[chosen++].weight;
        const auto begin = records.begin();
        std::rotate(begin + static_cast<std::ptrdiff_t>(i),
                    begin + static_cast<std::ptrdiff_t>(chosen),
                    begin + static_cast<std::ptrdiff_t>(chosen) + 1);
    }
    return records;
}

std::vector<SrvRecord> read_srv(std::string_view answer) {
    std::vector<SrvRecord> out;
    ns_msg message;
    if (ns_initparse(reinterpret_cast<const unsigned char*>(answer.data()),
                     static_cast<int>(answer.size()), &message) != 0)
        return out;
    for (int i = 0; i < ns_msg_count(message, ns_s_an) && out.size() < 32; ++i) {
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
        if (target[0] == 0 || number(4) == 0) continue;  // "." = the service is not offered
        out.push_back({number(0), number(2), number(4), target});
    }
    return out;
}

Resolver::Resolver() {
    std::thread([shared = shared_] { run(shared); }).detach();
}

Resolver::~Resolver() {
    const std::lock_guard lock(shared_->mutex);
    shared_->stopping = true;
    shared_->asked.notify_all();
}

void Resolver::look_up(std::string host, std::uint16_t port, std::uint16_t fallback_port,
                       Done done) {
    const std::lock_guard lock(shared_->mutex);
    shared_->wishes.push_back({std::move(host), port, fallback_port, std::move(done)});
    shared_->asked.notify_one();
}

void Resolver::run(const std::shared_ptr<Shared>& shared) {
    pthread_setname_np(pthread_self(), "sip-names");
    std::unique_lock lock(shared->mutex);
    while (true) {
        shared->asked.wait(lock, [&] { return shared->stopping || !shared->wishes.empty(); });
        if (shared->stopping) return;
        const Wish wish = std::move(shared->wishes.front());
        shared->wishes.pop_front();
        lock.unlock();
        auto found = all_addresses(wish.host, wish.port, wish.fallback_port);
        lock.lock();
        if (!shared->stopping) wish.done(std::move(found));
    }
}

}  // namespace ol::sip
