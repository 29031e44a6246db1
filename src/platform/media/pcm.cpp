// The G.711 tables, made at compile time from the formulas in the header.
#include "platform/media/pcm.hpp"

#include <cstring>

namespace ol::media {
namespace {

template <class Table, class Make>
constexpr Table table(Make make) {
    Table t{};
    for (int i = 0; i < 256; ++i)
        t[static_cast<std::size_t>(i)] = make(static_cast<std::uint8_t>(i));
    return t;
}

}  // namespace

constinit const SampleTable ulaw_samples = table<SampleTable>(decode_ulaw);
constinit const SampleTable alaw_samples = table<SampleTable>(decode_alaw);
constinit const ByteTable ulaw_to_alaw =
    table<ByteTable>([](std::uint8_t b) { return encode_alaw(decode_ulaw(b)); });
constinit const ByteTable alaw_to_ulaw =
    table<ByteTable>([](std::uint8_t b) { return encode_ulaw(decode_alaw(b)); });
using Squares = std::array<float, 256>;
constinit const Squares ulaw_squares = table<Squares>([](std::uint8_t b) {
    return static_cast<float>(decode_ulaw(b)) * static_cast<float>(decode_ulaw(b));
});
constinit const Squares alaw_squares = table<Squares>([](std::uint8_t b) {
    return static_cast<float>(decode_alaw(b)) * static_cast<float>(decode_alaw(b));
});

namespace {
constexpr std::array<std::string_view, codecs> names{"pcmu", "pcma", "g722", "opus"};
}

std::string_view to_string(Codec codec) { return names[static_cast<std::size_t>(codec)]; }
std::optional<Codec> codec_named(std::string_view name) {
    for (std::size_t i = 0; i < codecs; ++i)
        if (names[i] == name) return static_cast<Codec>(i);
    return std::nullopt;
}

void transcode(Codec from, std::span<const std::uint8_t> in, Codec to, std::uint8_t* out) {
    if (from == to) {
        std::memcpy(out, in.data(), in.size());
        return;
    }
    const ByteTable& map = to == Codec::pcma ? ulaw_to_alaw : alaw_to_ulaw;
    for (std::size_t i = 0; i < in.size(); ++i) out[i] = map[in[i]];
}

}  // namespace ol::media
