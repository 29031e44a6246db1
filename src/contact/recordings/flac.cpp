#include "contact/recordings/flac.hpp"

#include <FLAC/stream_decoder.h>
#include <FLAC/stream_encoder.h>

#include <algorithm>
#include <optional>

#include "contact/recordings/loudness.hpp"

namespace ol::recordings {
namespace {

// Level 5 is what the flac program does by itself; 8 costs three times as much for 1 % here.
constexpr unsigned level = 5;
constexpr std::int64_t points_max = 20000;

Heard heard(const Loudness& loudness, int channels, std::int64_t duration_ms) {
    return {duration_ms, loudness.silence_permille(), sound_print_start, loudness.level_db(0),
            loudness.level_db(channels == 2 ? 1 : 0)};
}

// ---- encoding ----

struct Encoding {
    Sink& to;
    std::uint64_t at = 0;  // where libFLAC writes; it goes back to the head once, at the end
    std::uint64_t end = 0;
    Result<> fault{};
};

FLAC__StreamEncoderWriteStatus write_some(const FLAC__StreamEncoder*, const FLAC__byte* bytes,
                                          std::size_t n, std::uint32_t, std::uint32_t,
                                          void* client) {
    auto& e = *static_cast<Encoding*>(client);
    const std::string_view some(reinterpret_cast<const char*>(bytes), n);
    e.fault = e.at == e.end ? e.to.write(some) : e.to.rewrite(e.at, some);
    if (!e.fault) return FLAC__STREAM_ENCODER_WRITE_STATUS_FATAL_ERROR;
    e.at += n;
    e.end = std::max(e.end, e.at);
    return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
}
FLAC__StreamEncoderSeekStatus seek_to(const FLAC__StreamEncoder*, FLAC__uint64 to, void* client) {
    static_cast<Encoding*>(client)->at = to;
    return FLAC__STREAM_ENCODER_SEEK_STATUS_OK;
}
FLAC__StreamEncoderTellStatus tell(const FLAC__StreamEncoder*, FLAC__uint64* at, void* client) {
    *at = static_cast<Encoding*>(client)->at;
    return FLAC__STREAM_ENCODER_TELL_STATUS_OK;
}

using Encoder = std::unique_ptr<FLAC__StreamEncoder, decltype(&FLAC__stream_encoder_delete)>;

Error flac_error(const char* what) { return unavailable("recordings.flac", what); }

bool begin(FLAC__StreamEncoder* e, const media::Pcm& pcm, Encoding& out) {
    return FLAC__stream_encoder_set_channels(e, static_cast<unsigned>(pcm.channels)) != 0 &&
           FLAC__stream_encoder_set_bits_per_sample(e, 16) != 0 &&
           FLAC__stream_encoder_set_sample_rate(e, static_cast<unsigned>(pcm.rate_hz)) != 0 &&
           FLAC__stream_encoder_set_compression_level(e, level) != 0 &&
           FLAC__stream_encoder_set_total_samples_estimate(
               e, static_cast<FLAC__uint64>(pcm.frames)) != 0 &&
           FLAC__stream_encoder_init_stream(e, write_some, seek_to, tell, nullptr, &out) ==
               FLAC__STREAM_ENCODER_INIT_STATUS_OK;
}

// ---- decoding ----

struct Decoding {
    const Bytes& from;
    const media::TakePcm& take;
    std::int64_t at = 0, frames = 0;
    media::Pcm pcm{};
    std::vector<std::int16_t> samples{};
    Result<> fault{};
    bool enough = false, broken = false;
};

FLAC__StreamDecoderReadStatus read_some(const FLAC__StreamDecoder*, FLAC__byte* bytes,
                                        std::size_t* n, void* client) {
    auto& d = *static_cast<Decoding*>(client);
    auto some = d.from.read(d.at, *n);
    if (!some) {
        d.fault = some.error();
        return FLAC__STREAM_DECODER_READ_STATUS_ABORT;
    }
    std::copy(some->begin(), some->end(), reinterpret_cast<char*>(bytes));
    *n = some->size();
    d.at += static_cast<std::int64_t>(some->size());
    return some->empty() ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM
                         : FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
}
FLAC__StreamDecoderWriteStatus take_frame(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                          const FLAC__int32* const channels[], void* client) {
    auto& d = *static_cast<Decoding*>(client);
    const std::size_t count = frame->header.channels;
    if (static_cast<int>(count) != d.pcm.channels || frame->header.bits_per_sample != 16) {
        d.broken = true;
        return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
    }
    d.frames += frame->header.blocksize;
    d.samples.resize(frame->header.blocksize * count);
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t i = 0; i < frame->header.blocksize; ++i)
            d.samples[i * count + c] = static_cast<std::int16_t>(channels[c][i]);
    if (d.take(d.pcm, d.samples)) return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
    d.enough = true;
    return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
}
void take_facts(const FLAC__StreamDecoder*, const FLAC__StreamMetadata* metadata, void* client) {
    if (metadata->type != FLAC__METADATA_TYPE_STREAMINFO) return;
    const auto& info = metadata->data.stream_info;
    auto& d = *static_cast<Decoding*>(client);
    d.pcm = {static_cast<int>(info.channels), static_cast<int>(info.sample_rate),
             static_cast<std::int64_t>(info.total_samples)};
}
void note_fault(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* client) {
    static_cast<Decoding*>(client)->broken = true;
}

using Decoder = std::unique_ptr<FLAC__StreamDecoder, decltype(&FLAC__stream_decoder_delete)>;

}  // namespace

Result<Heard> flac_of_wav(const std::string& wav_path, Sink& to,
                          const std::function<bool()>& go_on) {
    const Encoder encoder(FLAC__stream_encoder_new(), FLAC__stream_encoder_delete);
    if (!encoder) return flac_error("libFLAC has no memory");
    Encoding out{to};
    std::optional<Loudness> loudness;
    std::vector<FLAC__int32> wide;
    bool stopped = false, refused = false;
    std::int64_t frames = 0;
    std::uint64_t print = sound_print_start;
    const auto pcm = media::read_wav(wav_path, [&](const media::Pcm& facts, auto samples) {
        if (!loudness) {
            loudness.emplace(facts.channels, facts.rate_hz);
            refused = !begin(encoder.get(), facts, out);
        }
        stopped = !go_on();
        if (refused || stopped) return false;
        loudness->add(samples);
        print = sound_print(print, samples);
        wide.assign(samples.begin(), samples.end());
        const auto n = samples.size() / static_cast<std::size_t>(facts.channels);
        frames += static_cast<std::int64_t>(n);
        refused = FLAC__stream_encoder_process_interleaved(encoder.get(), wide.data(),
                                                           static_cast<unsigned>(n)) == 0;
        return !refused;
    });
    if (!pcm) return pcm.error();
    if (stopped) return unavailable("recordings.stopped", "the server stops");
    if (!loudness) {  // nothing was said at all
        loudness.emplace(pcm->channels, pcm->rate_hz);
        refused = !begin(encoder.get(), *pcm, out);
    }
    const bool finished = FLAC__stream_encoder_finish(encoder.get()) != 0;
    if (!out.fault) return out.fault.error();
    if (refused || !finished) return flac_error("libFLAC refuses the recording");
    Heard all = heard(*loudness, pcm->channels, frames * 1000 / pcm->rate_hz);
    all.print = print;
    return all;
}

std::uint64_t sound_print(std::uint64_t so_far, std::span<const std::int16_t> samples) {
    for (const std::int16_t sample : samples)
        so_far = (so_far ^ static_cast<std::uint16_t>(sample)) * 1099511628211ULL;
    return so_far;
}

Result<Heard> heard_in_wav(const std::string& wav_path) {
    std::optional<Loudness> loudness;
    const auto pcm = media::read_wav(wav_path, [&](const media::Pcm& facts, auto samples) {
        if (!loudness) loudness.emplace(facts.channels, facts.rate_hz);
        loudness->add(samples);
        return true;
    });
    if (!pcm) return pcm.error();
    if (!loudness) loudness.emplace(pcm->channels, pcm->rate_hz);
    return heard(*loudness, pcm->channels, pcm->frames * 1000 / pcm->rate_hz);
}

bool is_flac(const Bytes& from) {
    const auto head = from.read(0, 4);
    return head && *head == "fLaC";
}

Result<media::Pcm> read_flac(const Bytes& from, const media::TakePcm& take) {
    const Decoder decoder(FLAC__stream_decoder_new(), FLAC__stream_decoder_delete);
    Decoding d{from, take};
    if (!decoder || FLAC__stream_decoder_init_stream(
                        decoder.get(), read_some, nullptr, nullptr, nullptr, nullptr, take_frame,
                        take_facts, note_fault, &d) != FLAC__STREAM_DECODER_INIT_STATUS_OK)
        return flac_error("libFLAC refuses to read");
    const bool read = FLAC__stream_decoder_process_until_end_of_stream(decoder.get()) != 0;
    if (!d.fault) return d.fault.error();
    if (d.enough) return d.pcm;
    const bool short_of = d.pcm.frames > 0 && d.frames != d.pcm.frames;
    if (!read || d.broken || short_of || d.pcm.rate_hz <= 0)
        return unavailable("recordings.damaged",
                           "the file of this recording was cut or changed; look in the backup");
    return d.pcm;
}

Result<media::Peaks> peaks_of(const Bytes& from, int points) {
    if (points < 1 || points > points_max)
        return invalid("media.points", "points", "points must be between 1 and 20000");
    const auto count = static_cast<std::size_t>(points);
    std::vector<int> peak[2] = {std::vector<int>(count), std::vector<int>(count)};
    std::int64_t frame = 0;
    const auto note = [&](const media::Pcm& facts, std::span<const std::int16_t> samples) {
        const auto channels = static_cast<std::size_t>(facts.channels);
        for (std::size_t i = 0; i + channels <= samples.size(); i += channels, ++frame) {
            const auto at = static_cast<std::size_t>(std::min<std::int64_t>(
                points - 1, frame * points / std::max<std::int64_t>(1, facts.frames)));
            for (std::size_t c = 0; c < std::min<std::size_t>(2, channels); ++c)
                peak[c][at] = std::max(peak[c][at], std::abs(int{samples[i + c]}));
        }
        return true;
    };
    const auto read = [&](std::int64_t offset, std::size_t n) { return from.read(offset, n); };
    const auto pcm =
        is_flac(from) ? read_flac(from, note) : media::read_wav(read, from.size(), note);
    if (!pcm) return pcm.error();
    for (auto& channel : peak)
        for (int& v : channel) v = std::min(100, (v * 100 + 16383) / 32767);
    return media::Peaks{frame * 1000 / pcm->rate_hz, peak[0],
                        std::move(pcm->channels == 1 ? peak[0] : peak[1])};
}

}  // namespace ol::recordings
