#pragma once
// One leg as the media thread sees it: where packets come from and go to, what plays, whom it is
// bridged to. Owned by its worker; everybody else reaches it by commands only.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "platform/media/coder.hpp"
#include "platform/media/dtls.hpp"
#include "platform/media/jitter.hpp"
#include "platform/media/latch.hpp"
#include "platform/media/mailbox.hpp"
#include "platform/media/media.hpp"
#include "platform/media/net.hpp"
#include "platform/media/prompts.hpp"
#include "platform/media/rtcp.hpp"
#include "platform/media/rtp.hpp"

namespace ol::media {

/// Written by one media thread, read by anybody.
class Counter {
public:
    void add(std::int64_t n = 1) {
        value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    void set(std::int64_t n) { value_.store(n, std::memory_order_relaxed); }
    std::int64_t get() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

struct LegCounters {
    Counter packets_in, packets_out, lost, late, duplicates, strangers, jitter_ms, level_in;
    Counter round_trip_ms, far_loss_permille, far_jitter_ms;  // by the peer's reports; -1: none yet
    LegCounters() {
        for (Counter* c : {&round_trip_ms, &far_loss_permille, &far_jitter_ms}) c->set(-1);
    }
};

/// What a completed offer/answer says about the stream.
struct LegSettings {
    Address remote;        // rtp legs: the SDP's address; empty: not known yet
    bool send = false;     // we may send
    bool expects = false;  // the peer may send: silence counts as lost
    Codec codec = Codec::pcmu;
    std::uint8_t payload_type = 0;             // as we send it
    std::array<int, codecs> in{0, 8, -1, -1};  // payload types as we receive them, by codec
    int event_out = -1, event_out_hz = 8000;   // telephone-event, -1: none
    int event_in = -1, event_in_wide = -1;     // at 8,000 and at 48,000 ticks a second
    int noise_out = -1, noise_in = -1;         // comfort noise (RFC 3389)
    bool rtcp_mux = false;                     // reports on the same port
    int rtcp_port = 0;                         // where the peer wants them; 0: the next port
    bool encrypted = false;                    // SDES: nothing goes in or out without keys
};

/// Digits on their way out: 100 ms each, three end packets, 100 ms apart (RFC 4733
/// section 2.5.1.4).
struct DigitSender {
    static constexpr int queue_max = 64;
    std::array<std::uint8_t, queue_max> queue{};
    int head = 0, count = 0;
    int step = 0;  // ticks within the current digit; 0 = idle
    std::uint32_t timestamp = 0;

    bool active() const { return step > 0 || count > 0; }
    void push(std::uint8_t event) {
        if (count < queue_max)
            queue[static_cast<std::size_t>((head + count++) % queue_max)] = event;
    }
};

/// The outgoing stream: one SSRC for the leg's life, continuous for the far end whatever feeds it.
struct OutStream {
    std::uint32_t ssrc = 0;
    std::uint16_t sequence = 0;   // last sent
    std::uint32_t timestamp = 0;  // last sent
    std::int64_t sent_us = 0;     // when
    bool started = false;
    bool generated = true;  // the last packet was made by us, not forwarded
    // A forwarded stream keeps its own gaps: sequence and timestamp are only shifted.
    std::uint32_t source_ssrc = 0;
    std::uint16_t sequence_shift = 0, source_first = 0;
    std::uint32_t timestamp_shift = 0;
};

/// What recordings and mixes hear of a leg: 20 ms at a time, shared by all that listen.
struct Tap {
    JitterBuffer jitter;
    std::array<std::uint8_t, frame_samples> frame{};
    std::int64_t pulled_tick = -1000;
};

/// Legs that a leg hears, or that hear it. Small and of fixed size: the tick walks it.
struct Leg;
struct LegSet {
    std::array<Leg*, hears_max> legs{};
    int count = 0;

    bool contains(const Leg* leg) const { return std::find(begin(), end(), leg) != end(); }
    bool add(Leg* leg) {
        if (count == hears_max || contains(leg)) return false;
        legs[static_cast<std::size_t>(count++)] = leg;
        return true;
    }
    void drop(const Leg* leg) {
        Leg** last = std::remove(legs.begin(), legs.begin() + count, const_cast<Leg*>(leg));
        count = static_cast<int>(last - legs.begin());
    }
    Leg* const* begin() const { return legs.data(); }
    Leg* const* end() const { return legs.data() + count; }
};

struct BrowserSide {
    std::string ufrag, password;  // ours
    std::unique_ptr<DtlsSession> dtls;
    Address peer;
    bool nominated = false, secure = false;
    std::int64_t last_check_us = 0;
};

struct Leg : Node {
    LegId id;
    LegKind kind = LegKind::rtp;
    Socket socket, rtcp_socket;  // rtp legs
    std::unique_ptr<BrowserSide> browser;
    SrtpPair srtp;  // browsers, and rtp legs with SDES
    std::shared_ptr<LegCounters> counters;
    LegSettings settings;
    bool described = false;  // settings are complete: the peer's description is known

    // Incoming
    Latch latch;
    SequenceBook book;
    DigitReceiver digits;
    std::int64_t described_us = 0, heard_us = 0;  // last media packet
    bool connected = false, lost = false;
    float level_sum = 0;
    int level_frames = 0, level_ticks = 0;
    std::unique_ptr<Tap> tap;      // given with the first recording or mix
    int listeners = 0;             // recordings and mixes that listen now
    Codec codec_in = Codec::pcmu;  // what it speaks now: it may change from packet to packet
    std::unique_ptr<Coder> coder;  // given when G.722 or Opus was agreed
    std::unique_ptr<ToneReceiver> tones;
    std::int64_t quiet_until_us = 0;  // it said that it would pause (comfort noise)
    std::int64_t noise_until_us = 0, reported_us = 0;  // the same of comfort noise alone; last RTCP
    std::uint32_t last_timestamp = 0;                  // of its last sound
    bool hushed = false, suppresses = false;  // told so; stops sending when nobody talks there

    // Reports
    RtcpBook rtcp;
    Address reports_from;  // where the peer's come from (not muxed)
    std::int64_t next_report_us = 0;
    std::uint32_t octets_out = 0;

    // Outgoing
    OutStream out;
    DigitSender digits_out;
    std::unique_ptr<Playlist> play;
    // Who hears whom. One source: its packets are passed on as they come; more: they are mixed in
    // this leg's tick, from their taps.
    LegSet hears, heard_by;
    bool tapped =
        false;  // hears by taps: several sources, or one of a codec that must be converted
    bool muted = false;
    bool pausing = false;  // its silence is told as comfort noise

    int phase = 0;
    Leg *previous = nullptr, *following = nullptr;  // the worker's list of its phase
};

}  // namespace ol::media
