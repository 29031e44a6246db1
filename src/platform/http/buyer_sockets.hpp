#pragma once
// Public WebSockets (a buyer's page): text frames by connection id, bounded per address and per
// socket.
#include <map>
#include <mutex>

#include "platform/http/peer.hpp"

namespace ol::http {

class BuyerPeer;

class BuyerSockets final : public PublicSockets {
public:
    explicit BuyerSockets(int per_ip_max) : per_ip_max_(per_ip_max) {}
    void serve(std::string path, Events events) override;
    void send(std::int64_t conn, std::string text) override;
    void close(std::int64_t conn) override;

    bool serves(const std::string& path) const { return paths_.contains(path); }
    /// "http.too_many_sockets" when the address has its share already.
    Result<std::shared_ptr<Peer>> peer(Request upgrade);
    void close_all();
    std::size_t sockets() const;
    static SocketLimits limits() { return {64 << 10, 20, 60, 60}; }

private:
    friend class BuyerPeer;
    void left(BuyerPeer& peer);

    int per_ip_max_;
    std::map<std::string, Events> paths_;  // constant after start()
    mutable std::mutex mutex_;
    std::map<std::int64_t, BuyerPeer*> peers_;
    std::map<std::string, int> by_ip_;
    std::int64_t last_id_ = 0;
};

}  // namespace ol::http
