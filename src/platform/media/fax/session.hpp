#pragma once
// One fax under way: its socket, its machine and the thread that runs both, 20 ms at a time.
#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "platform/media/fax/t38_sdp.hpp"
#include "platform/media/fax/terminal.hpp"
#include "platform/media/fax/udptl.hpp"
#include "platform/media/net.hpp"
#include "platform/media/pcm.hpp"
#include "platform/media/rtp.hpp"

namespace ol::modem {

/// Sound of the peer in its order: waits a little for what was overtaken, and says what is missing.
/// Pure.
class SoundOrder {
public:
    static constexpr std::size_t waits_most = 6;  // packets
    struct Piece {
        std::uint32_t missing = 0;  // samples before it that never came
        std::vector<std::uint8_t> bytes;
    };
    void put(const media::Rtp& rtp);
    /// The next piece, or nothing: it is waited for.
    std::optional<Piece> take();
    /// The modem was given silence for so many samples: what comes for them is too late.
    void passed(std::uint32_t samples) { next_ += started_ ? samples : 0; }
    std::int64_t lost() const { return lost_; }
    /// Is this a packet of the sound that came before?
    bool is_of(std::span<const std::uint8_t> datagram) const;

private:
    bool started_ = false;
    std::uint32_t ssrc_ = 0, next_ = 0;
    std::map<std::int32_t, std::vector<std::uint8_t>> waiting_;  // by distance to `base_`
    std::uint32_t base_ = 0;
    std::int64_t lost_ = 0;
};

class Session {
public:
    struct Far {
        media::Address address;
        media::Codec law = media::Codec::pcma;
        int payload_type = 8;
        T38Side t38;
    };
    Session(LegId leg, Job job, bool calling, media::Socket socket, const Events& events);
    ~Session() { stop(); }

    std::uint16_t port() const { return port_; }
    // ---- from the control side ----
    void sound(const Far& far);  // G.711 there, from now on
    void t38(const Far& far);    // T.38 there, from now on
    bool may_t38() const { return job_.t38 && !begun_; }
    void hold_still() { still_until_ms_ = now_ms() + still_most_ms; }
    void move() { still_until_ms_ = 0; }
    /// Ends the thread. The outcome when it was not told.
    std::optional<Outcome> stop();

private:
    static constexpr std::int64_t still_most_ms = 4000, silent_most_ms = 30000;
    static std::int64_t now_ms();
    void run();
    void take_orders();
    void tick();
    void drain();
    void datagram(std::span<const std::uint8_t> bytes);
    void sound_in(std::span<const std::uint8_t> bytes);
    void sound_out();
    void ifp_out(std::span<const std::uint8_t> ifp, int times);
    void send(std::span<const std::uint8_t> bytes);
    void begin(Wire wire);
    Outcome told() const;

    const LegId leg_;
    const Job job_;
    const bool calling_;
    media::Socket socket_;
    const std::uint16_t port_;
    const Events& events_;
    std::mutex mutex_;  // guards the next order alone
    std::optional<std::pair<Wire, Far>> order_;
    std::atomic<bool> stopping_ = false, begun_ = false;
    std::atomic<std::int64_t> still_until_ms_ = 0;
    // ---- of the thread ----
    std::unique_ptr<Terminal> machine_;
    Wire wire_ = Wire::g711;
    Far far_;
    bool has_far_ = false, done_ = false;
    SoundOrder sound_;
    UdptlOrder order_in_;
    std::deque<std::vector<std::uint8_t>> sent_;  // IFP packets, newest first
    std::uint16_t sequence_ = 0, udptl_sequence_ = 0;
    std::uint32_t timestamp_ = 0, ssrc_ = 0;
    std::int64_t heard_ms_ = 0, fed_ms_ = 0;
    std::thread thread_;
};

}  // namespace ol::modem
