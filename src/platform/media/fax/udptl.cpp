#include "platform/media/fax/udptl.hpp"

namespace ol::modem {
namespace {

constexpr std::size_t one_byte_length = 0x80, two_byte_length = 0x4000;

/// Reads PER (X.691): lengths of one byte below 128, of two below 16,384; fragments are refused.
struct Reader {
    Bytes rest;

    std::optional<std::size_t> length() {
        if (rest.empty()) return std::nullopt;
        const std::size_t first = rest[0];
        if (first < one_byte_length) return rest = rest.subspan(1), first;
        if ((first & 0x40) != 0 || rest.size() < 2) return std::nullopt;
        const std::size_t value = (first & 0x3F) << 8 | rest[1];
        return rest = rest.subspan(2), value;
    }
    std::optional<Bytes> open_type() {
        const auto n = length();
        if (!n || *n > rest.size() || *n > ifp_most) return std::nullopt;
        const Bytes out = rest.first(*n);
        rest = rest.subspan(*n);
        return out;
    }
};

bool read_before(Reader& in, Datagram& d) {
    const auto count = in.length();
    if (!count || *count > before_most) return false;
    for (; d.before_count < *count; ++d.before_count) {
        const auto packet = in.open_type();
        if (!packet) return false;
        d.before[d.before_count] = *packet;
    }
    return true;
}

void put_open_type(std::vector<std::uint8_t>& out, Bytes bytes) {
    if (bytes.size() >= one_byte_length)
        out.push_back(static_cast<std::uint8_t>(0x80 | bytes.size() >> 8));
    out.push_back(static_cast<std::uint8_t>(bytes.size() & 0xFF));
    out.insert(out.end(), bytes.begin(), bytes.end());
}

std::size_t size_of(std::size_t bytes) { return bytes + (bytes < one_byte_length ? 1 : 2); }

}  // namespace

std::optional<Datagram> parse_udptl(Bytes datagram) {
    if (datagram.size() < 5) return std::nullopt;
    Datagram d;
    d.sequence = static_cast<std::uint16_t>(datagram[0] << 8 | datagram[1]);
    Reader in{datagram.subspan(2)};
    const auto ifp = in.open_type();
    if (!ifp || ifp->empty() || in.rest.empty()) return std::nullopt;
    d.ifp = *ifp;
    const bool parity = (in.rest[0] & 0x80) != 0;
    in.rest = in.rest.subspan(1);
    if (!parity && (!read_before(in, d) || !in.rest.empty())) return std::nullopt;
    return d;
}

std::vector<std::uint8_t> write_udptl(std::uint16_t sequence, Bytes ifp,
                                      std::span<const std::vector<std::uint8_t>> before,
                                      std::size_t most) {
    std::size_t size = 2 + size_of(ifp.size()) + 2, count = 0;
    if (ifp.empty() || ifp.size() >= two_byte_length || size > most) return {};
    while (count < before.size() && count < before_most &&
           size + size_of(before[count].size()) <= most)
        size += size_of(before[count++].size());
    std::vector<std::uint8_t> out;
    out.reserve(size);
    out.push_back(static_cast<std::uint8_t>(sequence >> 8));
    out.push_back(static_cast<std::uint8_t>(sequence & 0xFF));
    put_open_type(out, ifp);
    out.push_back(0);  // secondary packets, not parity
    out.push_back(static_cast<std::uint8_t>(count));
    for (std::size_t i = 0; i < count; ++i) put_open_type(out, before[i]);
    return out;
}

}  // namespace ol::modem
