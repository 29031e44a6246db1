#pragma once
// A media thread: an absolute-deadline tick of 1 ms, twenty phases of 20 ms. At each tick it
// carries out commands, drains the sockets that are ready (and forwards bridged packets at once),
// then makes the packets of the phase's legs.
#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "platform/media/leg.hpp"
#include "platform/media/recorder.hpp"
#include "platform/media/stun.hpp"

namespace ol::media {

class Worker;

struct Command : Node {
    std::function<void(Worker&)> run;
    /// Not before this is set (a leg on its way from another worker); null: at once.
    std::shared_ptr<std::atomic<bool>> after;
};

struct WorkerCounters {
    Counter legs, hearing, recordings, packets_in, packets_out, late_ticks, datagrams_dropped;
};

class Worker {
public:
    /// `browser_socket` may be empty: this worker then has rtp legs only.
    Worker(const Config& config, Events& events, Mailbox& trash, Socket browser_socket);
    ~Worker();

    /// Any thread. false: 65,536 commands are waiting; the command is dropped and logged.
    bool post(std::function<void(Worker&)> run, std::shared_ptr<std::atomic<bool>> after = nullptr);
    const WorkerCounters& counters() const { return counters_; }

    // Commands (this thread only)
    void add(Leg* leg);
    void remove(Leg& leg);  // unlinks it from everything; the caller disposes or moves it
    void dispose(Node* node) { trash_.push(node); }
    /// `taps`: for this leg and whom it hears, should the codec need them.
    void describe(Leg& leg, const LegSettings& settings, std::span<std::unique_ptr<Tap>> taps);
    void play(Leg& leg, std::unique_ptr<Playlist> list);
    void bridge(Leg& a, Leg& b);
    void unbridge(Leg& leg);
    void send_digits(Leg& leg, const std::string& digits);
    void add_recording(Recording* recording);
    void remove_recording(Recording& recording);
    /// Which legs it hears.
    void listen(Recording& recording, Leg* left, std::span<Leg* const> right);
    void seat(Leg& leg, std::span<Leg* const> hears);
    void give_tap(Leg& leg, std::unique_ptr<Tap>& tap);
    void close_browser(Leg& leg);  // close_notify

private:
    static constexpr int phases = 20, batch = 32;
    static constexpr std::size_t packet_max = 2048;

    void run();
    void start_clock();
    void wait();
    void wait_sparsely(std::int64_t until_us);
    void wait_quietly(std::int64_t until_us);
    std::int64_t next_occupied() const;
    void carry_out_ticks();
    void skip_time(std::int64_t ms);
    void carry_out_commands();
    void advance();
    void tick_leg(Leg& leg);
    void tick_browser(Leg& leg);
    void tick_level(Leg& leg);
    void tick_hushed(Leg& leg);
    void learn_pauses(Leg& leg, const Rtp& rtp);
    void tick_recording(Recording& recording);
    const std::uint8_t* heard_frame(Leg* leg);
    void untap(Leg& leg);
    const std::uint8_t* mixed(std::span<Leg* const> sources, std::uint8_t* room);
    void hear(Leg& leg, const LegSet& hears);
    void speaks(Leg& leg, Codec codec);

    // receive.cpp
    void drain_sockets();
    void drain_leg(Leg& leg);
    void drain_reports(Leg& leg);
    void on_report(Leg& leg, std::span<std::uint8_t> bytes, const Address& from);
    void drain_browsers();
    void on_browser_datagram(std::span<std::uint8_t> bytes, const Address& from);
    void on_stun(std::span<std::uint8_t> bytes, const Address& from);
    void on_dtls(Leg& leg, std::span<const std::uint8_t> bytes);
    void on_secured(Leg& leg);
    void on_packet(Leg& leg, const Rtp& rtp);
    void on_event(Leg& leg, const Rtp& rtp);
    void on_audio(Leg& leg, const Rtp& rtp, Codec codec);
    void on_noise(Leg& leg, const Rtp& rtp);
    void restarted(Leg& leg);
    void press(Leg& leg, char digit);
    void overhear(Leg& leg, const Rtp& rtp, Codec codec);
    void overhear_law(Leg& leg, const Rtp& rtp, Codec codec);
    void overhear_coded(Leg& leg, const Rtp& rtp, Codec codec);
    void hear_held(Leg& leg);
    void hear_pieces(Leg& leg, std::span<const Coder::Piece> pieces);
    void count_level(Leg& leg, float mean_square);
    /// false: too late for those who listen.
    bool put_tap(Leg& leg, Codec law, std::uint32_t timestamp, std::span<const std::uint8_t> bytes);
    void heard(Leg& leg);
    void report_lost(Leg& leg);

    // send.cpp
    bool can_send(const Leg& leg) const;
    void forward_audio(Leg& to, const Rtp& rtp, Codec codec, bool silenced);
    void forward_event(Leg& to, const Rtp& rtp);
    void forward_noise(Leg& to, const Rtp& rtp);
    bool shifted(Leg& to, const Rtp& rtp, Rtp& header);
    void generate(Leg& leg);
    void generate_digit(Leg& leg);
    void generate_tone(Leg& leg, std::uint8_t event, int step);
    void end_play(Leg& leg);
    bool fill(Leg& leg, Codec law, std::uint8_t* frame);
    std::size_t coded(Leg& leg, std::uint8_t* payload, bool sounds);
    bool pauses(Leg& leg, bool sounds);
    void next_generated(Leg& leg, Rtp& header);
    void send(Leg& leg, const Rtp& header, std::uint8_t* packet, std::size_t payload_bytes);
    void report(Leg& leg);
    void queue_datagram(const Address& to, const std::uint8_t* bytes, std::size_t n);
    void flush_datagrams();

    Config config_;
    Events& events_;
    Mailbox& trash_;
    WorkerCounters counters_;
    Mailbox commands_;
    Node* pending_ = nullptr;  // taken from the mailbox, not yet run
    std::atomic<int> waiting_{0};
    std::atomic<bool> stopping_{false}, idle_{false};
    Socket wake_, timer_, ready_,
        browser_socket_;  // eventfd, timerfd, epoll of all media sockets, the shared port
    std::int64_t now_us_ = 0, epoch_us_ = 0, planned_us_ = 0;
    std::int64_t ticks_ = 0, measured_in_ = 0;
    bool gathers_ = false;  // so many packets come that they are taken once a millisecond
    int phase_ = 0;
    std::array<Leg*, phases> legs_{};
    std::array<Recording*, phases> recordings_{};
    std::array<int, phases> load_{};
    std::unordered_map<std::string, Leg*> by_ufrag_;
    std::unordered_map<std::uint64_t, Leg*> by_address_;
    struct Receive;
    struct Transmit;
    std::unique_ptr<Receive> receive_;  // recvmmsg and sendmmsg vectors, allocated once
    std::unique_ptr<Transmit> transmit_;
    std::thread thread_;
};

}  // namespace ol::media
