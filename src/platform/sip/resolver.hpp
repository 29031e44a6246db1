#pragma once
// Names of SIP servers (RFC 3263): SRV records in their order with the addresses behind them, or
// the addresses of the name itself. Looked up on a thread of its own, since the system's resolver
// blocks.
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "platform/sip/address.hpp"

namespace ol::sip {

struct SrvRecord {
    std::uint16_t priority = 0, weight = 0, port = 0;
    std::string target;
};
/// The order of RFC 2782: lower priorities first, among equals by weight; `random` gives numbers
/// below its argument.
std::vector<SrvRecord> srv_order(std::vector<SrvRecord> records,
                                 const std::function<std::uint32_t(std::uint32_t)>& random);
/// The SRV records of a DNS answer (RFC 1035); nothing usable = empty.
std::vector<SrvRecord> read_srv(std::string_view answer);

class Resolver {
public:
    Resolver();
    ~Resolver();
    using Done = std::function<void(std::vector<Address>)>;
    /// Addresses to try in this order; empty = the name leads nowhere. With `port` only those of
    /// the name (RFC 3263 4.2), else by "_sips._tcp.host" and then `fallback_port`. `done` is
    /// called on the resolver's thread, under its lock, and never after our end.
    void look_up(std::string host, std::uint16_t port, std::uint16_t fallback_port, Done done);

private:
    struct Wish {
        std::string host;
        std::uint16_t port, fallback_port;
        Done done;
    };
    /// Outlives us when a look-up still hangs in the system's resolver: nobody waits for that.
    struct Shared {
        std::mutex mutex;
        std::condition_variable asked;
        std::deque<Wish> wishes;
        bool stopping = false;
    };
    static void run(const std::shared_ptr<Shared>& shared);
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace ol::sip
