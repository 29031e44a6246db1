// libopus and spandsp behind one face. Nothing here allocates after the constructors.
#include "platform/media/coder.hpp"

#include <opus/opus.h>
// clang-format off
#include <spandsp/telephony.h>
#include <spandsp/logging.h>
#include <spandsp/complex.h>
#include <spandsp/tone_detect.h>
#include <spandsp/tone_generate.h>
#include <spandsp/super_tone_rx.h>
#include <spandsp/queue.h>
#include <spandsp/dtmf.h>
#include <spandsp/g722.h>
// clang-format on

#include <algorithm>
#include <cstring>
#include <numeric>

namespace ol::media {
namespace {

constexpr int rate_hz = 8000, g722_bits = 64000;
constexpr int opus_bits = 20000, opus_complexity = 5, opus_expected_loss = 10;
constexpr int warm_up_frames = 10;  // until an encoder of silence says what it goes on saying

struct Silence {
    std::array<std::uint8_t, Coder::encoded_max> bytes{};
    std::size_t size = 0;
};

OpusEncoder* opus_encoder() {
    OpusEncoder* made = opus_encoder_create(rate_hz, 1, OPUS_APPLICATION_VOIP, nullptr);
    opus_encoder_ctl(made, OPUS_SET_BITRATE(opus_bits));
    opus_encoder_ctl(made, OPUS_SET_COMPLEXITY(opus_complexity));
    opus_encoder_ctl(made, OPUS_SET_INBAND_FEC(1));
    opus_encoder_ctl(made, OPUS_SET_PACKET_LOSS_PERC(opus_expected_loss));
    return made;
}

std::array<Silence, 2> made_silences() {
    std::array<Silence, 2> made;
    const std::array<std::int16_t, frame_samples> nothing{};
    OpusEncoder* opus = opus_encoder();
    g722_encode_state_t* g722 = g722_encode_init(nullptr, g722_bits, G722_SAMPLE_RATE_8000);
    for (int i = 0; i < warm_up_frames; ++i) {
        made[0].size = static_cast<std::size_t>(
            std::max(0, opus_encode(opus, nothing.data(), frame_samples, made[0].bytes.data(),
                                    static_cast<opus_int32>(made[0].bytes.size()))));
        made[1].size = static_cast<std::size_t>(
            g722_encode(g722, made[1].bytes.data(), nothing.data(), frame_samples));
    }
    opus_encoder_destroy(opus);
    g722_encode_free(g722);
    return made;
}

const std::array<Silence, 2>&
silences() {  // first asked for by a constructor, off the media thread
    static const std::array<Silence, 2> made = made_silences();
    return made;
}

}  // namespace

Coder::Coder()
    : opus_in_(opus_decoder_create(rate_hz, 1, nullptr)),
      opus_out_(opus_encoder()),
      g722_in_(g722_decode_init(nullptr, g722_bits, G722_SAMPLE_RATE_8000)),
      g722_out_(g722_encode_init(nullptr, g722_bits, G722_SAMPLE_RATE_8000)) {
    (void)silences();
    std::iota(held_order_.begin(), held_order_.end(), std::uint8_t{0});
}

Coder::~Coder() {
    opus_decoder_destroy(opus_in_);
    opus_encoder_destroy(opus_out_);
    g722_decode_free(g722_in_);
    g722_encode_free(g722_out_);
}

std::span<const Coder::Piece> Coder::hear(Codec codec, const Rtp& rtp) {
    pieces_count_ = 0;
    if (rtp.payload.empty()) return {};
    const bool anew = !started_ || codec != codec_;
    const int step = step_to(rtp.sequence);
    if (anew) held_count_ = 0;
    if (!anew && step <= 0) return {};  // the decoder's state has passed it
    if (anew) {
        at_ = codec == Codec::opus ? rtp.timestamp / 6 : rtp.timestamp;
    } else {
        const auto passed = static_cast<std::int32_t>(rtp.timestamp - timestamp_);
        at_ += static_cast<std::uint32_t>(passed / (clock_hz(codec) / rate_hz));
        if (codec == Codec::opus && step > 1 && step - 1 <= recovered_max)
            recover(rtp.payload, step - 1);
    }
    started_ = true, codec_ = codec, sequence_ = rtp.sequence, timestamp_ = rtp.timestamp;
    decode(codec, rtp.payload, at_);
    return {pieces_.data(), pieces_count_};
}

bool Coder::hold(Codec codec, const Rtp& rtp) {
    const int step = step_to(rtp.sequence);
    if (!started_ || codec != codec_ || step <= 1 || step > int{held_max} + recovered_max ||
        held_count_ == held_max || rtp.payload.size() > held_bytes_max)
        return false;
    std::size_t at = held_count_;
    while (at > 0 && step_to(held_[held_order_[at - 1]].sequence) > step) --at;
    std::rotate(held_order_.begin() + static_cast<std::ptrdiff_t>(at),
                held_order_.begin() + static_cast<std::ptrdiff_t>(held_count_),
                held_order_.begin() + static_cast<std::ptrdiff_t>(held_count_) + 1);
    ++held_count_;
    Held& held = held_[held_order_[at]];
    held.sequence = rtp.sequence, held.timestamp = rtp.timestamp;
    held.size = static_cast<std::uint16_t>(rtp.payload.size());
    std::copy(rtp.payload.begin(), rtp.payload.end(), held.bytes.begin());
    return true;
}

bool Coder::due() const {
    return held_count_ > 0 &&
           (held_count_ == held_max || step_to(held_[held_order_[0]].sequence) <= 1);
}

bool Coder::due(std::uint32_t wanted_until) const {
    const std::uint32_t awaited = at_ + static_cast<std::uint32_t>(duration_);
    return due() || (held_count_ > 0 && static_cast<std::int32_t>(wanted_until - awaited) > 0);
}

std::span<const Coder::Piece> Coder::release() {
    const Held& first = held_[held_order_[0]];
    std::rotate(held_order_.begin(), held_order_.begin() + 1,
                held_order_.begin() + static_cast<std::ptrdiff_t>(held_count_));
    --held_count_;
    Rtp rtp;
    rtp.sequence = first.sequence, rtp.timestamp = first.timestamp;
    rtp.payload = {first.bytes.data(), first.size};
    return hear(codec_, rtp);
}

void Coder::keep(std::uint32_t at, int samples) {
    if (samples <= 0) return;
    pieces_[pieces_count_] = {at, {room(), static_cast<std::size_t>(samples)}};
    ++pieces_count_;
}

void Coder::decode(Codec codec, std::span<const std::uint8_t> payload, std::uint32_t at) {
    int n = 0;
    if (codec == Codec::opus) {
        n = opus_decode(opus_in_, payload.data(), static_cast<opus_int32>(payload.size()), room(),
                        decoded_max, 0);
    } else {
        const std::size_t bytes = std::min(payload.size(), decoded_max);
        n = g722_decode(g722_in_, room(), payload.data(), static_cast<int>(bytes));
    }
    if (n > 0) duration_ = n;
    keep(at, n);
}

/// RFC 6716 section 2.1.7: a packet may carry a coarse copy of the one before it.
void Coder::recover(std::span<const std::uint8_t> payload, int lost) {
    for (int i = lost; i > 0; --i) {
        const bool copied = i == 1;
        const int n = opus_decode(opus_in_, copied ? payload.data() : nullptr,
                                  copied ? static_cast<opus_int32>(payload.size()) : 0, room(),
                                  duration_, copied ? 1 : 0);
        keep(at_ - static_cast<std::uint32_t>(i * duration_), n);
    }
}

std::size_t Coder::encode(Codec codec, std::span<const std::int16_t, frame_samples> frame,
                          std::span<std::uint8_t> out) {
    const auto samples = static_cast<int>(frame_samples);
    const auto room = static_cast<opus_int32>(std::min(out.size(), encoded_max));
    const int n = codec == Codec::opus
                      ? opus_encode(opus_out_, frame.data(), samples, out.data(), room)
                      : g722_encode(g722_out_, out.data(), frame.data(), samples);
    return n > 0 ? static_cast<std::size_t>(n) : 0;
}

std::span<const std::uint8_t> Coder::silence(Codec codec) const {
    const Silence& s = silences()[codec == Codec::opus ? 0 : 1];
    return {s.bytes.data(), s.size};
}

namespace {

// A gateway that sends both starts the event at most some packets after the tone.
constexpr std::int64_t event_may_follow_us = 120'000;
constexpr std::int32_t fill_max = 800;  // 100 ms: what is missing longer is another tone

dtmf_rx_state_t* dtmf(void* state) { return static_cast<dtmf_rx_state_t*>(state); }

}  // namespace

ToneReceiver::ToneReceiver() : state_(dtmf_rx_init(nullptr, nullptr, nullptr)) {}
ToneReceiver::~ToneReceiver() { dtmf_rx_free(dtmf(state_)); }

void ToneReceiver::hear(std::uint32_t timestamp, std::span<const std::int16_t> samples,
                        std::int64_t now_us) {
    if (wins_) return;
    const auto gap = static_cast<std::int32_t>(timestamp - next_);
    if (started_ && gap < 0 && gap > -rate_hz) return;  // overtaken: its place was filled
    // A lost packet neither ends a tone (one key would be two) nor begins one.
    if (started_ && gap > 0 && gap <= fill_max) dtmf_rx_fillin(dtmf(state_), gap);
    started_ = true;
    next_ = timestamp + static_cast<std::uint32_t>(samples.size());
    dtmf_rx(dtmf(state_), samples.data(), static_cast<int>(samples.size()));
    std::array<char, waiting_max + 1> keys{};
    const std::size_t n = dtmf_rx_get(dtmf(state_), keys.data(), waiting_max);
    for (std::size_t i = 0; i < n && count_ < waiting_max; ++i)
        waiting_[count_++] = {keys[i], now_us + event_may_follow_us};
}

char ToneReceiver::ready(std::int64_t now_us) {
    if (count_ == 0 || waiting_[0].due_us > now_us) return '\0';
    const char key = waiting_[0].key;
    std::copy(waiting_.begin() + 1, waiting_.end(), waiting_.begin());
    --count_;
    return key;
}

}  // namespace ol::media
