#include "platform/http/buyer_sockets.hpp"

#include <deque>

namespace ol::http {
namespace {
constexpr std::size_t unsent_bytes_max = 1 << 20;
}

/// Counted against its address from construction to destruction, so a refused handshake gives its
/// place back.
class BuyerPeer final : public Peer {
public:
    BuyerPeer(BuyerSockets& house, Request upgrade, const PublicSockets::Events& events)
        : house_(house), upgrade_(std::move(upgrade)), events_(events) {}
    ~BuyerPeer() override {
        const std::lock_guard lock(house_.mutex_);
        house_.peers_.erase(id_);
        if (--house_.by_ip_[upgrade_.remote_ip] <= 0) house_.by_ip_.erase(upgrade_.remote_ip);
    }
    void opened(std::function<void()> wake, std::function<void(int, std::string)> close) override;
    Next next(Frame& out) override;
    void text(std::string_view message) override {
        if (events_.message) events_.message(id_, message);
    }
    void closed() override {
        house_.left(*this);
        if (events_.closed) events_.closed(id_);
    }
    void push(std::string text);  // with the house's lock
    void end(int code, std::string why) { close_(code, std::move(why)); }
    std::int64_t id() const { return id_; }
    const std::string& ip() const { return upgrade_.remote_ip; }

private:
    BuyerSockets& house_;
    Request upgrade_;
    const PublicSockets::Events& events_;
    std::function<void()> wake_;
    std::function<void(int, std::string)> close_;
    std::int64_t id_ = 0;
    std::deque<Payload> unsent_;
    std::size_t unsent_bytes_ = 0;
    bool overrun_ = false;
};

void BuyerSockets::serve(std::string path, Events events) {
    paths_.insert_or_assign(std::move(path), std::move(events));
}

Result<std::shared_ptr<Peer>> BuyerSockets::peer(Request upgrade) {
    const auto& events = paths_.at(upgrade.path);
    {
        const std::lock_guard lock(mutex_);
        int& count = by_ip_[upgrade.remote_ip];
        if (count >= per_ip_max_) {
            return Error{Errc::too_many,
                         "http.too_many_sockets",
                         {},
                         "Too many connections from this address.",
                         {}};
        }
        ++count;
    }
    return std::shared_ptr<Peer>(std::make_shared<BuyerPeer>(*this, std::move(upgrade), events));
}

void BuyerSockets::send(std::int64_t conn, std::string text) {
    const std::lock_guard lock(mutex_);
    const auto found = peers_.find(conn);
    if (found != peers_.end()) found->second->push(std::move(text));
}

void BuyerSockets::close(std::int64_t conn) {
    const std::lock_guard lock(mutex_);
    const auto found = peers_.find(conn);
    if (found != peers_.end()) found->second->end(1000, "");
}

void BuyerSockets::close_all() {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, peer] : peers_) peer->end(1001, "server stops");
}

std::size_t BuyerSockets::sockets() const {
    const std::lock_guard lock(mutex_);
    return peers_.size();
}

void BuyerSockets::left(BuyerPeer& peer) {
    const std::lock_guard lock(mutex_);
    peers_.erase(peer.id());
}

void BuyerPeer::opened(std::function<void()> wake, std::function<void(int, std::string)> close) {
    {
        const std::lock_guard lock(house_.mutex_);
        wake_ = std::move(wake);
        close_ = std::move(close);
        id_ = ++house_.last_id_;
        house_.peers_.emplace(id_, this);
    }
    if (events_.opened) events_.opened(id_, upgrade_);
}

Peer::Next BuyerPeer::next(Frame& out) {
    const std::lock_guard lock(house_.mutex_);
    if (overrun_) return Next::too_slow;
    if (unsent_.empty()) return Next::nothing;
    unsent_bytes_ -= unsent_.front()->size();
    out = {{}, std::move(unsent_.front())};
    unsent_.pop_front();
    return Next::frame;
}

void BuyerPeer::push(std::string text) {
    if (overrun_) return;
    unsent_bytes_ += text.size();
    overrun_ = unsent_bytes_ > unsent_bytes_max;
    if (!overrun_) unsent_.push_back(std::make_shared<const std::string>(std::move(text)));
    wake_();
    if (overrun_)
        close_(1008, "too slow");  // also when a write hangs: Beast gives the close 10 s, then cuts
}

}  // namespace ol::http
