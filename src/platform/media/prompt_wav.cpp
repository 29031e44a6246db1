// WAV files become prompts: mixed to one channel, low-passed, brought to 8 kHz, made evenly loud.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "platform/media/pcm.hpp"
#include "platform/media/wav.hpp"

namespace ol::media {
namespace {

constexpr int prompt_rate_hz = 8000, rate_min_hz = 8000, rate_max_hz = 48000;
constexpr double pass_hz = 3500, loudest = 20000;
constexpr int half_taps = 32;  // of the filter, in samples of the slower rate

std::vector<float> mono_of(const WavInfo& info, std::span<const std::uint8_t> data) {
    const auto frames = data.size() / static_cast<std::size_t>(info.block_bytes);
    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<float> out(frames);
    for (std::size_t i = 0; i < frames; ++i) {
        float sum = 0;
        for (std::size_t c = 0; c < channels; ++c) {
            const std::uint8_t* p = data.data() + i * static_cast<std::size_t>(info.block_bytes) +
                                    c * (info.format == 7 ? 1 : 2);
            sum += info.format == 7
                       ? static_cast<float>(ulaw_samples[*p])
                       : static_cast<float>(static_cast<std::int16_t>(p[0] | p[1] << 8));
        }
        out[i] = sum / static_cast<float>(channels);
    }
    return out;
}

/// A windowed sinc, by table: so fine that the nearest value is good enough for eight bits.
class Kernel {
public:
    static constexpr int fine = 256;  // values for each input sample
    explicit Kernel(double cut) {     // cut: cycles for each input sample
        const double width = half_taps / (2 * cut);
        values_.resize(static_cast<std::size_t>(width * fine) + 1);
        for (std::size_t i = 0; i < values_.size(); ++i) {
            const double x = static_cast<double>(i) / fine, arc = 2 * std::numbers::pi * cut * x;
            const double sinc = i == 0 ? 1 : std::sin(arc) / arc;
            values_[i] = static_cast<float>(2 * cut * sinc *
                                            (0.5 + 0.5 * std::cos(std::numbers::pi * x / width)));
        }
    }
    std::int64_t reach() const { return static_cast<std::int64_t>(values_.size()) / fine; }
    float at(double x) const {
        const auto i = static_cast<std::size_t>(std::abs(x) * fine + 0.5);
        return i < values_.size() ? values_[i] : 0;
    }

private:
    std::vector<float> values_;
};

std::vector<float> to_prompt_rate(const std::vector<float>& in, int rate_hz) {
    const double step = static_cast<double>(rate_hz) / prompt_rate_hz;
    const Kernel kernel(std::min(pass_hz / rate_hz, 0.45));
    const auto end = static_cast<std::int64_t>(in.size()) - 1;
    std::vector<float> out(static_cast<std::size_t>(static_cast<double>(in.size()) / step));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double at = static_cast<double>(i) * step;
        const auto middle = static_cast<std::int64_t>(at);
        const auto first = std::max<std::int64_t>(0, middle - kernel.reach());
        const auto last = std::min(end, middle + kernel.reach() + 1);
        float sum = 0;
        for (std::int64_t j = first; j <= last; ++j)
            sum += in[static_cast<std::size_t>(j)] * kernel.at(static_cast<double>(j) - at);
        out[i] = sum;
    }
    return out;
}

void put_le(std::string& out, std::uint32_t v, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(v >> (8 * i));
}

}  // namespace

Result<std::vector<std::uint8_t>> prompt_of_wav(std::span<const std::uint8_t> wav) {
    const auto info = parse_wav(wav, static_cast<std::int64_t>(wav.size()));
    if (!info) return info.error();
    if (info->rate_hz < rate_min_hz || info->rate_hz > rate_max_hz)
        return invalid("media.wav_rate", "", "a prompt has 8,000 to 48,000 samples a second");
    // What follows the sound (a title, a cue list) is not sound; a stream's writer says 0 or "all".
    const auto at = static_cast<std::size_t>(info->data_at);
    std::size_t said = 0;
    for (std::size_t i = 1; i <= 4; ++i) said = said << 8 | wav[at - i];
    auto bytes = static_cast<std::size_t>(info->data_bytes);
    if (said > 0)
        bytes = std::min(bytes, said - said % static_cast<std::size_t>(info->block_bytes));
    const auto data = wav.subspan(at, bytes);
    auto sound = to_prompt_rate(mono_of(*info, data), info->rate_hz);
    float peak = 0;
    for (const float s : sound) peak = std::max(peak, std::abs(s));
    if (sound.empty() || peak < 1)
        return invalid("media.wav_empty", "", "there is no sound in this file");
    const auto gain = static_cast<float>(loudest) / peak;
    std::vector<std::uint8_t> out(sound.size());
    for (std::size_t i = 0; i < sound.size(); ++i)
        out[i] = encode_ulaw(static_cast<std::int16_t>(std::lround(sound[i] * gain)));
    return out;
}

std::string wav_of_prompt(std::span<const std::uint8_t> ulaw) {
    const auto size = static_cast<std::uint32_t>(ulaw.size());
    std::string out = "RIFF";
    put_le(out, size + 38, 4);
    out += "WAVEfmt ";
    put_le(out, 18, 4);
    put_le(out, 7, 2);  // mu-law
    put_le(out, 1, 2);
    put_le(out, prompt_rate_hz, 4);
    put_le(out, prompt_rate_hz, 4);
    put_le(out, 1, 2);
    put_le(out, 8, 2);
    put_le(out, 0, 2);
    out += "data";
    put_le(out, size, 4);
    out.append(reinterpret_cast<const char*>(ulaw.data()), ulaw.size());
    return out;
}

}  // namespace ol::media
