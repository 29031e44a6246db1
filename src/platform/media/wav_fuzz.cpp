// Repair and peaks on damaged recordings: never a crash, and a repaired file is stable.
#include <unistd.h>

#include <fstream>

#include "platform/media/wav.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::media;
    static const std::string path = "/tmp/ol_wav_fuzz_" + std::to_string(::getpid());
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    const auto first = repair_wav(path);
    if (first) {
        const auto second = repair_wav(path);
        if (!second || *second != *first) __builtin_trap();
        (void)wav_peaks(path, 100);
    }
    ::unlink(path.c_str());
    return 0;
}
