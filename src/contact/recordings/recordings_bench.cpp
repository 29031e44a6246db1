// What the pass after the call costs: recordings_bench [MINUTES] [PROMPTS_DIR]. One line each for
// FLAC, FLAC sealed and reading it back: CPU ms for a recorded minute, bytes against the WAV.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "contact/recordings/flac.hpp"

namespace {

namespace fs = std::filesystem;
using namespace ol::recordings;

double cpu_ms() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

std::string le(std::uint32_t v, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += static_cast<char>(v >> (8 * i));
    return out;
}

/// The centre's own sentences, left and right in turns; without them a tone in words' rhythm.
std::string speech(const std::string& prompts) {
    std::string all;
    std::error_code none;
    for (const auto& f : fs::directory_iterator(prompts, none)) {
        if (f.path().extension() != ".ulaw" || f.path().stem().string().find("music") == 0)
            continue;
        std::ifstream in(f.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(in), {});
    }
    for (int i = 0; all.size() < 80000; ++i)
        all += static_cast<char>(i % 4000 < 2500 ? 128 + 60 + (i * 7) % 50 : 255);
    return all;
}

std::string wav(int minutes, const std::string& voice) {
    std::string data;
    std::size_t at = 0;
    for (int second = 0; second < minutes * 60; ++second) {
        const bool left = (second / 4) % 2 == 0;
        for (int i = 0; i < 8000; ++i) {
            const char heard = voice[at++ % voice.size()];
            data += left ? heard : '\xFF';
            data += left ? '\xFF' : heard;
        }
    }
    const auto n = static_cast<std::uint32_t>(data.size());
    return "RIFF" + le(n + 50, 4) + "WAVEfmt " + le(18, 4) + le(7, 2) + le(2, 2) + le(8000, 4) +
           le(16000, 4) + le(2, 2) + le(8, 2) + le(0, 2) + "fact" + le(4, 4) + le(n / 2, 4) +
           "data" + le(n, 4) + data;
}

}  // namespace

int main(int argc, char** argv) {
    const int minutes = argc > 1 ? std::max(1, std::atoi(argv[1])) : 30;
    char folder[] = "/tmp/ol-recordings-bench-XXXXXX";
    if (!::mkdtemp(folder)) return 1;
    const std::string path = std::string(folder) + "/a.wav";
    std::ofstream(path, std::ios::binary) << wav(minutes, speech(argc > 2 ? argv[2] : ""));
    const auto wav_bytes = static_cast<double>(fs::file_size(path));
    const FileKey key{1, std::string(32, 'k')};
    const KeyOf key_of = [&](std::int64_t) -> ol::Result<std::string> { return key.key32; };
    for (const FileKey& with : {FileKey{}, key}) {
        const std::string out = path + (with.id ? ".sealed" : ".flac");
        const double before = cpu_ms();
        auto sink = create_file(out, with);
        if (!sink || !flac_of_wav(path, **sink, [] { return true; }) || !(*sink)->finish())
            return 1;
        const double written = cpu_ms();
        auto bytes = open_bytes(out, key_of);
        if (!bytes || !read_flac(**bytes, [](const ol::media::Pcm&, auto) { return true; }))
            return 1;
        std::printf(
            "%-12s %.1f CPU ms to write and %.1f to read a recorded minute, %.0f %% of %.1f "
            "MB WAV\n",
            with.id ? "flac sealed" : "flac", (written - before) / minutes,
            (cpu_ms() - written) / minutes,
            100 * static_cast<double>(fs::file_size(out)) / wav_bytes, wav_bytes / 1e6);
    }
    fs::remove_all(folder);
    return 0;
}
