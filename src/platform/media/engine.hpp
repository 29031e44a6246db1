#pragma once
// The control side behind media.hpp: who exists, on which worker, with which description. Every
// change is made under one mutex that no media thread ever takes, and reaches the media thread as a
// command.
#include <algorithm>
#include <chrono>
#include <mutex>
#include <unordered_map>

#include "platform/media/negotiate.hpp"
#include "platform/media/worker.hpp"

namespace ol::media {

class EngineImpl final : public Engine {
public:
    static Result<std::unique_ptr<Engine>> make(Config config, Events events);
    ~EngineImpl() override;

    Result<std::string> answer(LegId id, std::string_view offer_sdp,
                               const LegOptions& options) override;
    Result<std::string> offer(LegId id, LegKind kind, const LegOptions& options) override;
    Result<> accept(LegId id, std::string_view answer_sdp) override;
    Result<Reanswer> reoffer(LegId id, std::string_view offer_sdp) override;
    Result<std::string> redirect(LegId id, Direction direction) override;
    void play(LegId id, Play what) override;
    void add_prompt(const std::string& name, std::vector<std::uint8_t> ulaw) override;
    void remove_prompt(const std::string& name) override;
    void stop_play(LegId id) override;
    void bridge(LegId a, LegId b) override;
    void unbridge(LegId id) override;
    void seat(std::vector<Seat> seats) override;
    void mute(LegId id, bool muted) override;
    void send_digits(LegId id, std::string digits) override;
    void close(LegId id) override;
    void record(RecordingId id, std::string path, LegId left, LegId right) override;
    void record_legs(RecordingId id, LegId left, LegId right) override;
    void record_voices(RecordingId id, LegId left, std::vector<LegId> right) override;
    void record_pause(RecordingId id, bool paused) override;
    void record_stop(RecordingId id) override;
    void record_erase(RecordingId id) override;
    LegStats stats(LegId id) const override;
    Counters counters() const override;

private:
    struct LegEntry {
        Leg* leg = nullptr;
        std::size_t worker = 0;
        LegKind kind = LegKind::rtp;
        sdp::Local local;
        Direction wanted = Direction::sendrecv;
        std::shared_ptr<LegCounters> counters;
        bool described = false;
        LegOptions options;
        Codec codec = Codec::pcmu;
        bool coder = false;                          // G.722 or Opus was agreed once
        bool talks = false;                          // was described before
        std::optional<sdp::Crypto> sends, receives;  // SDES keys in use
    };
    struct RecordingEntry {
        std::shared_ptr<Recording> recording;
        std::size_t worker = 0;
        LegId left;
        std::vector<LegId> right;
        bool hears(LegId leg) const {
            return left == leg || std::find(right.begin(), right.end(), leg) != right.end();
        }
    };

    EngineImpl(Config config, Events events, Address bound);

    std::vector<Codec> order(LegKind kind, const LegOptions& options) const;
    std::vector<sdp::Format> formats(const LegEntry& entry, std::optional<Codec> first) const;
    bool must_convert(const std::vector<LegId>& legs) const;
    /// The peer's description for that leg (nullptr: a new one).
    Result<Agreed> understood(const sdp::Session& peer, const LegEntry* entry,
                              const Terms& terms) const;
    // All that follow with the mutex held:
    Result<LegEntry> make_leg(LegId id, LegKind kind);
    Result<Socket> rtp_socket(std::uint16_t& port);
    void add_leg(const LegEntry& entry);
    void describe(LegEntry& entry, const Agreed& agreed, std::shared_ptr<SrtpPair> keys);
    std::string answered(LegEntry& entry, const sdp::Session& peer, const Agreed& agreed);
    void offer_keys(LegEntry& entry);
    void answer_keys(LegEntry& entry, const Agreed& agreed);
    std::shared_ptr<SrtpPair> fresh_keys(LegEntry& entry, const Agreed& agreed);
    std::size_t least_loaded() const;
    LegEntry* find(LegId id);
    const LegEntry* find(LegId id) const;
    void on_leg(LegId id, std::function<void(Worker&, Leg&)> run);
    void gather(const std::vector<LegId>& legs);  // brings them to one worker
    void move(LegId id, std::size_t to);
    void listen(RecordingEntry& entry);
    void end_recording(RecordingId id, bool erase);
    std::string advertised(const Address& peer) const;
    std::vector<std::string> candidates() const;
    void fill_secure(LegEntry& entry);

    const Config config_;
    Events events_;
    const Address bound_;
    Prompts prompts_;
    std::unique_ptr<DtlsContext> dtls_;
    std::uint16_t browser_port_ = 0, next_port_ = 0;
    std::chrono::steady_clock::time_point ports_used_until_{};  // no search before
    Mailbox trash_;
    std::unique_ptr<DiskThread> disk_;
    std::vector<std::unique_ptr<Worker>> workers_;
    mutable std::mutex mutex_;
    std::unordered_map<LegId, LegEntry> legs_;
    std::unordered_map<RecordingId, RecordingEntry> recordings_;
};

}  // namespace ol::media
