// SRTP and SRTCP from any peer: without the key nothing passes, whatever the bytes.
#include <array>
#include <cstring>

#include "platform/media/srtp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::media;
    static std::array<SrtpPair, 3> pairs = [] {
        std::array<SrtpPair, 3> made;
        const std::array<std::uint8_t, 64> key{1, 2, 3};
        const Suite suites[] = {Suite::aes128_sha1_80, Suite::aes256_sha1_80, Suite::aes128_gcm};
        for (std::size_t i = 0; i < made.size(); ++i)
            if (!SrtpPair::create(suites[i], key.data(), key.data(), made[i])) __builtin_trap();
        return made;
    }();
    if (size < 1 || size > 1500) return 0;
    SrtpPair& pair = pairs[data[0] % pairs.size()];
    std::array<std::uint8_t, 1600> packet;
    std::memcpy(packet.data(), data + 1, size - 1);
    if (pair.unprotect(packet.data(), size - 1) != 0) __builtin_trap();
    std::memcpy(packet.data(), data + 1, size - 1);
    if (pair.unprotect_rtcp(packet.data(), size - 1) != 0) __builtin_trap();
    return 0;
}
