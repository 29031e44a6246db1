#pragma once
// FLAC by libFLAC (docs/decisions/040): every sample of the recording, in about half of its bytes.
// Private to the room.
#include "contact/recordings/files.hpp"
#include "platform/media/media.hpp"
#include "platform/media/wav.hpp"

namespace ol::recordings {

/// Loudness of a recording, found on the way. Two channels: left buyer, right operator.
struct Heard {
    std::int64_t duration_ms = 0;
    int silence_permille = 0;                       // of the time, in which neither said anything
    std::uint64_t print = 0;                        // of all samples: sound_print
    int level_left_db = -96, level_right_db = -96;  // RMS of what is not silence, dB full scale
};
/// FNV-1a over the samples: whether two files sound the same to the last bit.
constexpr std::uint64_t sound_print_start = 14695981039346656037ULL;
std::uint64_t sound_print(std::uint64_t so_far, std::span<const std::int16_t> samples);

/// A WAV file of media's becomes FLAC in the sink. Errors: media's, the sink's,
/// "recordings.flac", "recordings.stopped" when `go_on` says so.
Result<Heard> flac_of_wav(const std::string& wav_path, Sink& to,
                          const std::function<bool()>& go_on);
/// Only the loudness; for files that stay as they are.
Result<Heard> heard_in_wav(const std::string& wav_path);

/// From the beginning, as media::read_wav. Errors: "recordings.damaged", the bytes' own.
Result<media::Pcm> read_flac(const Bytes& from, const media::TakePcm& take);
bool is_flac(const Bytes& from);

/// The wave of a recording as FLAC or WAV, sealed or not. Errors: those of reading, "media.points".
Result<media::Peaks> peaks_of(const Bytes& from, int points);

}  // namespace ol::recordings
