#pragma once
// Recordings on disk: RIFF/WAVE, G.711 mu-law, 8 kHz, two channels, with a fact chunk. PCM16 files
// are read too.
#include <array>
#include <cstdint>
#include <span>

#include "platform/base/result.hpp"
#include "platform/media/media.hpp"

namespace ol::media {

constexpr std::size_t wav_header_bytes = 58;
std::array<std::uint8_t, wav_header_bytes> wav_header(std::int64_t data_bytes);

struct WavInfo {
    int format = 7;  // 7 mu-law, 1 PCM16
    int channels = 2, rate_hz = 8000, block_bytes = 2;
    std::int64_t fact_at = -1;  // offset of the sample count, -1: none
    std::int64_t data_at = 0;   // offset of the first sample
    std::int64_t data_bytes =
        0;  // by the file's length, whole frames; the header's own figure may be stale
};
/// `head` is the file's beginning (512 bytes are enough). Not such a file: invalid "media.wav".
Result<WavInfo> parse_wav(std::span<const std::uint8_t> head, std::int64_t file_bytes);

/// A recording from its beginning as PCM16, channels interleaved; `take` gets some thousand frames
/// at a time, its false ends the reading. frames: by the file's length. Errors: "media.wav",
/// "media.recording". For contact/recordings too.
struct Pcm {
    int channels = 2, rate_hz = 8000;
    std::int64_t frames = 0;
};
using TakePcm = std::function<bool(const Pcm&, std::span<const std::int16_t>)>;
Result<Pcm> read_wav(const std::string& path, const TakePcm& take);
/// The same of bytes that lie elsewhere; `read` gives up to n of them from an offset, or its own
/// error.
using ReadBytes = std::function<Result<std::string>(std::int64_t offset, std::size_t n)>;
Result<Pcm> read_wav(const ReadBytes& read, std::int64_t file_bytes, const TakePcm& take);

}  // namespace ol::media
