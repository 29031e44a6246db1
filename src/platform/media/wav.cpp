// The header's sizes are rewritten after each flush of a recording, so a kill leaves at most one
// stale figure; repair_wav() trusts the file's length instead.
#include "platform/media/wav.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "platform/media/net.hpp"
#include "platform/media/pcm.hpp"

namespace ol::media {
namespace {

constexpr std::size_t head_max = 512;

std::uint32_t le(const std::uint8_t* p, int bytes) {
    std::uint32_t v = 0;
    for (int i = bytes - 1; i >= 0; --i) v = v << 8 | p[i];
    return v;
}
void put_le(std::uint8_t* p, std::uint32_t v, int bytes) {
    for (int i = 0; i < bytes; ++i) p[i] = static_cast<std::uint8_t>(v >> (8 * i));
}
std::uint32_t clamped(std::int64_t v) {
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(v, 0, 0xFFFFFFFF));
}

bool fourcc(const std::uint8_t* p, const char* name) { return std::memcmp(p, name, 4) == 0; }

Error not_wav() {
    return invalid("media.wav", "", "not a mu-law or PCM16 WAV file of one or two channels");
}

bool take_format(WavInfo& w, std::span<const std::uint8_t> body) {
    if (body.size() < 16) return false;
    w.format = static_cast<int>(le(body.data(), 2));
    w.channels = static_cast<int>(le(body.data() + 2, 2));
    w.rate_hz = static_cast<int>(le(body.data() + 4, 4) & 0x7FFFFFFF);
    const int sample_bytes = w.format == 7 ? 1 : 2;
    w.block_bytes = w.channels * sample_bytes;
    const bool width = static_cast<int>(le(body.data() + 14, 2)) == 8 * sample_bytes;
    return (w.format == 7 || w.format == 1) && width && (w.channels == 1 || w.channels == 2) &&
           w.rate_hz > 0;
}

std::int64_t duration_ms(const WavInfo& w) {
    return w.data_bytes / w.block_bytes * 1000 / w.rate_hz;
}

struct OpenWav {
    Socket file;  // any descriptor
    WavInfo info;
};

Result<OpenWav> open_wav(const std::string& path, int flags) {
    Socket file(::open(path.c_str(), flags | O_CLOEXEC));
    if (!file)
        return not_found("media.recording",
                         std::string("cannot open the recording: ") + std::strerror(errno));
    struct stat st{};
    if (fstat(file.fd(), &st) != 0 || !S_ISREG(st.st_mode)) return not_wav();
    std::array<std::uint8_t, head_max> head{};
    const auto n = pread(file.fd(), head.data(), head.size(), 0);
    auto info =
        parse_wav({head.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0))}, st.st_size);
    // Killed before the first flush: the file exists but its header is not there yet.
    if (!info && st.st_size < static_cast<off_t>(wav_header_bytes) &&
        (flags & O_ACCMODE) == O_RDWR) {
        const auto header = wav_header(0);
        if (pwrite(file.fd(), header.data(), header.size(), 0) !=
            static_cast<ssize_t>(header.size()))
            return not_wav();
        info = parse_wav(header, static_cast<std::int64_t>(header.size()));
    }
    if (!info) return info.error();
    return OpenWav{std::move(file), *info};
}

}  // namespace

std::array<std::uint8_t, wav_header_bytes> wav_header(std::int64_t data_bytes) {
    std::array<std::uint8_t, wav_header_bytes> h{};
    std::uint8_t* p = h.data();
    std::memcpy(p, "RIFF....WAVEfmt ", 16);
    put_le(p + 4, clamped(data_bytes + static_cast<std::int64_t>(wav_header_bytes) - 8), 4);
    put_le(p + 16, 18, 4);
    put_le(p + 20, 7, 2);  // WAVE_FORMAT_MULAW
    put_le(p + 22, 2, 2);  // channels
    put_le(p + 24, 8000, 4);
    put_le(p + 28, 16000, 4);        // bytes a second
    put_le(p + 32, 2, 2);            // bytes a frame
    put_le(p + 34, 8, 2);            // bits a sample; cbSize stays 0
    std::memcpy(p + 38, "fact", 4);  // required for non-PCM: frames
    put_le(p + 42, 4, 4);
    put_le(p + 46, clamped(data_bytes / 2), 4);
    std::memcpy(p + 50, "data", 4);
    put_le(p + 54, clamped(data_bytes), 4);
    return h;
}

Result<WavInfo> parse_wav(std::span<const std::uint8_t> head, std::int64_t file_bytes) {
    if (head.size() < 12 || !fourcc(head.data(), "RIFF") || !fourcc(head.data() + 8, "WAVE"))
        return not_wav();
    WavInfo w;
    bool format = false;
    for (std::size_t at = 12; at + 8 <= head.size();) {
        const std::size_t size = le(head.data() + at + 4, 4), body = at + 8;
        if (fourcc(head.data() + at, "data")) {
            if (!format) return not_wav();
            w.data_at = static_cast<std::int64_t>(body);
            const std::int64_t bytes = std::max<std::int64_t>(0, file_bytes - w.data_at);
            w.data_bytes = bytes - bytes % w.block_bytes;
            return w;
        }
        if (size > head.size() - body) return not_wav();
        if (fourcc(head.data() + at, "fmt ")) format = take_format(w, head.subspan(body, size));
        if (fourcc(head.data() + at, "fact") && size >= 4)
            w.fact_at = static_cast<std::int64_t>(body);
        at = body + size + size % 2;
    }
    return not_wav();
}

Result<Ms> repair_wav(const std::string& path) {
    auto open = open_wav(path, O_RDWR);
    if (!open) return open.error();
    const WavInfo& w = open->info;
    const auto fix = [&](std::int64_t at, std::int64_t value) {
        std::uint8_t bytes[4];
        put_le(bytes, clamped(value), 4);
        return pwrite(open->file.fd(), bytes, 4, at) == 4;
    };
    const bool fixed = ftruncate(open->file.fd(), w.data_at + w.data_bytes) == 0 &&
                       fix(4, w.data_at + w.data_bytes - 8) && fix(w.data_at - 4, w.data_bytes) &&
                       (w.fact_at < 0 || fix(w.fact_at, w.data_bytes / w.block_bytes));
    if (!fixed)
        return unavailable("media.recording",
                           std::string("cannot repair the recording: ") + std::strerror(errno));
    return Ms{duration_ms(w)};
}

namespace {

// Walks all frames in 64 KiB steps and keeps the greatest magnitude of each point.
struct PeakScan {
    const WavInfo& w;
    int points;
    std::vector<int> peak[2];
    std::int64_t frame = 0, frames = w.data_bytes / w.block_bytes;

    void block(std::span<const std::uint8_t> bytes) {
        for (std::size_t at = 0; at + static_cast<std::size_t>(w.block_bytes) <= bytes.size();
             at += static_cast<std::size_t>(w.block_bytes), ++frame) {
            const auto point = static_cast<std::size_t>(frame * points / frames);
            for (int c = 0; c < w.channels; ++c) note(point, c, bytes.data() + at);
        }
    }
    void note(std::size_t point, int channel, const std::uint8_t* p) {
        const int sample = w.format == 7 ? ulaw_samples[p[channel]]
                                         : static_cast<std::int16_t>(le(p + 2 * channel, 2));
        int& kept = peak[channel][point];
        kept = std::max(kept, std::abs(sample));
    }
};

}  // namespace

Result<Peaks> wav_peaks(const std::string& path, int points) {
    if (points < 1 || points > 20000)
        return invalid("media.points", "points", "points must be between 1 and 20000");
    auto open = open_wav(path, O_RDONLY);
    if (!open) return open.error();
    PeakScan scan{open->info, points, {}};
    for (auto& channel : scan.peak) channel.assign(static_cast<std::size_t>(points), 0);
    std::vector<std::uint8_t> buffer(65536);
    std::int64_t left = open->info.data_bytes, at = open->info.data_at;
    while (left > 0) {
        const auto n = pread(open->file.fd(), buffer.data(),
                             static_cast<std::size_t>(std::min<std::int64_t>(left, 65536)), at);
        if (n <= 0) break;
        const auto whole = n - n % open->info.block_bytes;
        if (whole == 0) break;
        scan.block({buffer.data(), static_cast<std::size_t>(whole)});
        left -= whole, at += whole;
    }
    for (auto& channel : scan.peak) {
        for (int& v : channel) v = std::min(100, (v * 100 + 16383) / 32767);
    }
    const bool mono = open->info.channels == 1;
    return Peaks{duration_ms(open->info), scan.peak[0],
                 std::move(mono ? scan.peak[0] : scan.peak[1])};
}

Result<Pcm> read_wav(const std::string& path, const TakePcm& take) {
    auto open = open_wav(path, O_RDONLY);
    if (!open) return open.error();
    const auto read = [&](std::int64_t offset, std::size_t n) -> Result<std::string> {
        std::string bytes(n, '\0');
        const auto got = pread(open->file.fd(), bytes.data(), n, offset);
        if (got < 0)
            return unavailable("media.recording",
                               std::string("cannot read the recording: ") + std::strerror(errno));
        bytes.resize(static_cast<std::size_t>(got));
        return bytes;
    };
    return read_wav(read, open->info.data_at + open->info.data_bytes, take);
}

Result<Pcm> read_wav(const ReadBytes& read, std::int64_t file_bytes, const TakePcm& take) {
    const auto octets = [](const std::string& s) {
        return std::span(reinterpret_cast<const std::uint8_t*>(s.data()), s.size());
    };
    const auto head = read(0, head_max);
    if (!head) return head.error();
    const auto w = parse_wav(octets(*head), file_bytes);
    if (!w) return w.error();
    const Pcm facts{w->channels, w->rate_hz, w->data_bytes / w->block_bytes};
    std::vector<std::int16_t> samples;
    for (std::int64_t at = w->data_at, left = w->data_bytes; left > 0;) {
        const auto some = read(at, static_cast<std::size_t>(std::min<std::int64_t>(left, 16384)));
        if (!some) return some.error();
        const auto bytes = octets(*some);
        const auto n = bytes.size() - bytes.size() % static_cast<std::size_t>(w->block_bytes);
        if (n == 0) break;  // it was cut short meanwhile
        samples.resize(w->format == 7 ? n : n / 2);
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i] = w->format == 7 ? decode_ulaw(bytes[i])
                                        : static_cast<std::int16_t>(le(&bytes[2 * i], 2));
        if (!take(facts, samples)) break;
        at += static_cast<std::int64_t>(n), left -= static_cast<std::int64_t>(n);
    }
    return facts;
}

}  // namespace ol::media
