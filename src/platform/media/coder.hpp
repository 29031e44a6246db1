#pragma once
// G.722 and Opus of one leg, both ways. Inside the engine all sound that is mixed, recorded or made
// is 8 kHz, so both work at that rate: spandsp's G.722 on its lower band, libopus with its own
// resampling. Who speaks the same codec on both sides of a bridge never comes here.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "platform/media/pcm.hpp"
#include "platform/media/rtp.hpp"

struct OpusDecoder;
struct OpusEncoder;
struct g722_decode_state_s;
struct g722_encode_state_s;

namespace ol::media {

class Coder {
public:
    static constexpr std::size_t decoded_max = 960, encoded_max = 400;  // 120 ms; bytes of 20 ms

    Coder();  // allocates: off the media thread
    ~Coder();
    Coder(const Coder&) = delete;
    Coder& operator=(const Coder&) = delete;

    /// What one packet brings, in order of time: lost packets of Opus first (from the redundancy
    /// in this one, else concealed), at 8 kHz RTP time. Late and broken packets bring nothing.
    struct Piece {
        std::uint32_t timestamp = 0;
        std::span<const std::int16_t> samples;
    };
    std::span<const Piece> hear(Codec codec, const Rtp& rtp);
    void restart() { started_ = false, held_count_ = 0; }  // another source

    /// A decoder cannot go back. So a packet that has overtaken others is put aside, encoded, until
    /// they have come, or until their turn to be played has. false: it is to be heard at once.
    bool hold(Codec codec, const Rtp& rtp);
    /// Whether a packet put aside is due: nothing stands before it any more, or what does would be
    /// played before `wanted_until` (8 kHz RTP time), or there is no room for another.
    bool due() const;
    bool due(std::uint32_t wanted_until) const;
    /// hear() of the first packet put aside.
    std::span<const Piece> release();

    /// 20 ms; how many bytes, 0: it failed.
    std::size_t encode(Codec codec, std::span<const std::int16_t, frame_samples> frame,
                       std::span<std::uint8_t> out);
    /// The same of silence, made once: cheap to send for hours.
    std::span<const std::uint8_t> silence(Codec codec) const;

private:
    static constexpr int recovered_max = 3;  // packets; a longer gap is left to the play-out buffer

    static constexpr std::size_t held_max = 12, held_bytes_max = 640;  // more: heard at once
    struct Held {
        std::uint16_t sequence = 0, size = 0;
        std::uint32_t timestamp = 0;
        std::array<std::uint8_t, held_bytes_max> bytes;
    };

    int step_to(std::uint16_t sequence) const {
        return static_cast<std::int16_t>(sequence - sequence_);
    }
    void decode(Codec codec, std::span<const std::uint8_t> payload, std::uint32_t at);
    void recover(std::span<const std::uint8_t> payload, int lost);
    std::int16_t* room() { return pcm_[pieces_count_].data(); }
    void keep(std::uint32_t at, int samples);

    OpusDecoder* opus_in_;
    OpusEncoder* opus_out_;
    g722_decode_state_s* g722_in_;
    g722_encode_state_s* g722_out_;
    bool started_ = false;
    Codec codec_ = Codec::opus;
    std::uint16_t sequence_ = 0;
    std::uint32_t timestamp_ = 0, at_ = 0;  // of the last packet: as sent, at 8 kHz
    int duration_ = frame_samples;
    std::array<std::array<std::int16_t, decoded_max>, recovered_max + 1> pcm_;
    std::array<Piece, recovered_max + 1> pieces_;
    std::size_t pieces_count_ = 0;
    std::array<Held, held_max> held_;                     // never moved
    std::array<std::uint8_t, held_max> held_order_ = {};  // by sequence; the rest is free
    std::size_t held_count_ = 0;
};

/// Keys that come as tones in the audio (ITU-T Q.23), from 8 kHz samples.
class ToneReceiver {
public:
    ToneReceiver();  // allocates
    ~ToneReceiver();
    ToneReceiver(const ToneReceiver&) = delete;
    ToneReceiver& operator=(const ToneReceiver&) = delete;

    /// A key is told by ready() only when no RFC 4733 event of it came in the meantime.
    void hear(std::uint32_t timestamp, std::span<const std::int16_t> samples, std::int64_t now_us);
    char ready(std::int64_t now_us);  // 0: none
    /// The peer sends RFC 4733: from now on its tones are only sound.
    void events_win() { wins_ = true, count_ = 0; }

private:
    static constexpr std::size_t waiting_max = 16;
    struct Waiting {
        char key = 0;
        std::int64_t due_us = 0;
    };
    void* state_;  // dtmf_rx_state_t
    std::array<Waiting, waiting_max> waiting_{};
    std::size_t count_ = 0;
    bool started_ = false, wins_ = false;
    std::uint32_t next_ = 0;
};

}  // namespace ol::media
