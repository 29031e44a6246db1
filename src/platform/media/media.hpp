#pragma once
// RTP, browser legs (ICE-lite, DTLS-SRTP), prompts and music, bridging, DTMF, stereo recording.
// Methods are thread-safe and never wait for the media tick (20 ms); callbacks run on a media
// thread and must not block.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::media {

struct Config {
    std::string address = "127.0.0.1";  // bound
    std::string public_address;         // put in SDP when behind NAT; empty = address
    std::uint16_t rtp_port_min = 20000, rtp_port_max = 29999;  // SIP legs: one even port each
    std::uint16_t browser_port = 0;  // the one UDP port for all browser legs; 0 = any
    int threads = 1;
    std::string prompts_dir;  // <name>.<lang>.ulaw or <name>.ulaw (8 kHz mu-law), loaded at start
    int silence_lost_ms = 10000;  // no RTP at all for so long (not on hold) -> lost()
    int hushed_ms = 4000;         // no sign of life for so long -> hushed()
    // "pcmu", "pcma", "g722", "opus" in our order of preference, for legs that name none. Empty:
    // pcmu, pcma (a table between them, no coder), then g722 and opus for who speaks nothing else.
    std::vector<std::string> rtp_codecs, browser_codecs;
};

/// On a media thread; recorded() on the disk thread, record_failed() on either.
struct Events {
    /// RFC 4733, once per press, from the first packet that arrives of it.
    std::function<void(LegId, char digit)> digit;
    /// A non-looping list came to its own end (also one without a known prompt); gives its token.
    /// Not called when bridge(), stop_play() or another play() cut it short.
    std::function<void(LegId, std::string token)> played;
    /// First media: a browser leg has its keys, an rtp leg got its first packet.
    std::function<void(LegId)> connected;
    /// Who had talked fell silent for silence_lost_ms (not on hold); a browser's ICE checks stopped
    /// for so long, its DTLS failed or it hung up. An rtp peer that never sent anything is not
    /// lost: some only listen. Told again only after the leg has lived again.
    std::function<void(LegId)> lost;
    /// Who had talked gives no sign of life for hushed_ms: no sound, noise, report or ICE check,
    /// and has told no pause (hold, RFC 3389); false: sound again. A peer that has stopped for
    /// seconds before without losing a packet suppresses silence: of it nothing is told.
    std::function<void(LegId, bool)> hushed;
    /// Closed; duration and SHA-256 of the whole file (empty: there is none). Also at the engine's
    /// end, before ~Engine returns.
    std::function<void(RecordingId, std::int64_t duration_ms, std::string sha256_hex)> recorded;
    /// Lost in part: "media.disk_full", "media.disk_error", "media.disk_slow" (once each); the call
    /// goes on, the recording too when it can. And "media.erase_failed".
    std::function<void(RecordingId, std::string code)> record_failed;
};

enum class LegKind { rtp, browser };
enum class Direction { sendrecv, sendonly, recvonly, inactive };

/// Keys in the description (SDES, RFC 4568) for rtp legs; worth as much as the signalling's TLS.
/// Browser legs always have DTLS-SRTP.
enum class Security {
    none,      // our offers are RTP/AVP; an offer of RTP/SAVP is answered with keys all the same
    optional,  // RTP/AVP with keys beside: the peer takes them or leaves them
    sdes,      // RTP/SAVP; a description without keys is refused: "media.insecure"
};

/// A leg's own terms, said once with its first description.
struct LegOptions {
    Security security = Security::none;
    std::vector<std::string> codecs;  // as Config::rtp_codecs; empty: those of the engine
    LegId like{};                     // an offer() names that leg's codec first: nothing to convert
    bool inband_digits = false;       // listens for the tones of keys; RFC 4733 wins over them
    bool comfort_noise = false;       // offers RFC 3389; an offer of it is always answered
};

struct Play {
    std::vector<std::string> prompts;  // names, in order; unknown names are skipped and logged
    std::string language;              // "uk"; falls back to "en", then to the bare name
    bool loop = false;                 // music
    std::string token;                 // given back in played()
};

struct LegStats {
    std::int64_t packets_in = 0, packets_out = 0, lost = 0, late = 0, duplicates = 0;
    std::int64_t strangers = 0;  // wrong source or not authentic: dropped
    int jitter_ms = 0;
    int level_in = 0;  // 0..32767, RMS of the last second
    // What the far end reports (RTCP, RFC 3550); -1: nothing yet.
    int round_trip_ms = -1, far_loss_permille = -1, far_jitter_ms = -1;
    bool encrypted = false;
    std::string codec;  // as we send: "pcmu", "opus"; empty: not agreed yet
};

/// One leg's seat in a talk: whom it hears. Nobody hears it but those who name it.
struct Seat {
    LegId leg;
    std::vector<LegId> hears;  // at most hears_max; gone and unknown ones are left out
    friend bool operator==(const Seat&, const Seat&) = default;
};
constexpr int hears_max = 8;

class Engine {
public:
    static Result<std::unique_ptr<Engine>> create(Config, Events);
    virtual ~Engine() = default;

    /// Takes the peer's offer and gives our answer. Understands PCMU, PCMA, G.722, Opus,
    /// telephone-event; a browser's offer (UDP/TLS/RTP/SAVPF) makes a browser leg. Malformed,
    /// without a common codec, without the keys that `options` demand -> invalid "media.sdp" /
    /// "media.codec" / "media.insecure".
    virtual Result<std::string> answer(LegId, std::string_view offer_sdp,
                                       const LegOptions& options = {}) = 0;
    /// Our offer for a leg that we invite (rtp), later completed by accept().
    virtual Result<std::string> offer(LegId, LegKind kind, const LegOptions& options = {}) = 0;
    virtual Result<> accept(LegId, std::string_view answer_sdp) = 0;
    /// A re-offer from the peer (hold, new address): returns our answer; `held` tells whether the
    /// peer put us on hold.
    struct Reanswer {
        std::string sdp;
        bool held = false;
    };
    virtual Result<Reanswer> reoffer(LegId, std::string_view offer_sdp) = 0;
    /// Our own re-offer with that direction (hold/resume from our side); accept() completes it.
    virtual Result<std::string> redirect(LegId, Direction direction) = 0;

    /// Replaces what plays; heard only by that leg, on a bridged one instead of the other voice.
    virtual void play(LegId, Play) = 0;
    virtual void stop_play(LegId) = 0;
    /// A prompt that was not there at the start ("name" or "name.uk", 8 kHz mu-law); the next
    /// play() finds it.
    virtual void add_prompt(const std::string& name, std::vector<std::uint8_t> ulaw) = 0;
    virtual void remove_prompt(const std::string& name) = 0;
    virtual void bridge(LegId a, LegId b) = 0;  // both hear each other only; ends play on both
    virtual void unbridge(LegId) = 0;           // hears nobody, is heard by nobody
    /// Who hears whom, for each leg named; the others' seats stay. One source is relayed untouched,
    /// several are mixed at 8 kHz. Ends play on those who hear somebody.
    virtual void seat(std::vector<Seat> seats) = 0;
    virtual void mute(LegId, bool muted) = 0;  // what this leg says is not passed on (nor recorded)
    virtual void send_digits(LegId, std::string digits) = 0;
    virtual void close(LegId) = 0;  // idempotent

    /// Stereo WAV, left = buyer, right = operator (or all who are said to speak to him), G.711
    /// mu-law or PCM16 8 kHz; valid up to the last second at any kill. Follows the legs whoever
    /// they are bridged to; either may be 0 and set later by record_legs().
    virtual void record(RecordingId, std::string path, LegId left, LegId right) = 0;
    virtual void record_legs(RecordingId, LegId left, LegId right) = 0;
    /// The same with several voices on the right, mixed; at most hears_max.
    virtual void record_voices(RecordingId, LegId left, std::vector<LegId> right) = 0;
    /// Silence is written, the clock goes on.
    virtual void record_pause(RecordingId, bool paused) = 0;
    virtual void record_stop(RecordingId) = 0;
    virtual void record_erase(RecordingId) = 0;  // stops and removes the file

    virtual LegStats stats(LegId) const = 0;
    struct Counters {
        std::int64_t legs = 0, bridges = 0, recordings = 0, packets_in = 0, packets_out = 0,
                     late_ticks = 0;
    };
    virtual Counters counters() const = 0;
};

// ---- how a line sounds ----
// ITU-T G.107 (the E-model) for G.711 with packet loss concealment (G.113 appendix I: Ie 0, Bpl
// 25.1). The delay counts the packet's, the jitter buffer's and half the round trip that RTCP
// measured; without reports 50 ms are assumed for the network.

/// One stretch of a leg's incoming stream.
struct LineQuality {
    std::int64_t packets = 0;  // received in it
    int loss_permille = 0;     // of those expected, late ones counted as lost
    int jitter_ms = 0;
    int mos_x100 = 0;  // 100..450; 0: nothing arrived
};

/// 100 (bad) to 450 (best). `delay_ms` mouth to ear, one way.
int mos_x100(int loss_permille, int delay_ms);

/// Between two readings of the same leg, the older first.
LineQuality quality_between(const LegStats& before, const LegStats& now);

/// Repairs WAV files left by a crash (sizes in the header); returns the duration. Called for each
/// open recording at start.
Result<Ms> repair_wav(const std::string& path);
/// Peaks for the waveform: `points` pairs (left, right), each 0..100.
struct Peaks {
    std::int64_t duration_ms = 0;
    std::vector<int> left, right;
};
Result<Peaks> wav_peaks(const std::string& path, int points);

/// A WAV file (mu-law or PCM16, one or two channels, 8 to 48 kHz) as a prompt: 8 kHz mu-law, both
/// channels mixed, band limited, at an even loudness. Errors: "media.wav", "media.wav_rate",
/// "media.wav_empty".
Result<std::vector<std::uint8_t>> prompt_of_wav(std::span<const std::uint8_t> wav);
/// The other way round, for listening: a mono mu-law WAV file.
std::string wav_of_prompt(std::span<const std::uint8_t> ulaw);

}  // namespace ol::media
