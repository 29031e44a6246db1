#pragma once
// UDPTL (ITU-T T.38, section 9): one IFP packet in each datagram, and those before it once more, so
// that a lost datagram is mended by the next. Pure functions of bytes: no sockets, no clock.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ol::modem {

constexpr std::size_t datagram_most = 1400;  // bytes that we send at most
constexpr std::size_t ifp_most = 500;        // of one IFP packet that we take
constexpr std::size_t before_most = 15;      // IFP packets of before in one datagram that we take

using Bytes = std::span<const std::uint8_t>;

struct Datagram {
    std::uint16_t sequence = 0;
    Bytes ifp;                              // of `sequence`; points into the datagram
    std::array<Bytes, before_most> before;  // [0] is sequence - 1, [1] sequence - 2...
    std::size_t before_count = 0;
};

/// Nothing: not UDPTL, truncated, or over a limit. Parity packets (FEC) are passed over: their
/// primary packet counts.
std::optional<Datagram> parse_udptl(Bytes datagram);

/// `before` as in Datagram; as many of them as `most` bytes have room for. Empty: the packet itself
/// is too large.
std::vector<std::uint8_t> write_udptl(std::uint16_t sequence, Bytes ifp,
                                      std::span<const std::vector<std::uint8_t>> before,
                                      std::size_t most = datagram_most);

/// Which packets of a datagram are new, in their order: each is told once, also when it came first
/// within a later datagram.
class UdptlOrder {
public:
    template <class Take>  // Take(Bytes ifp, std::uint16_t sequence)
    void datagram(const Datagram& d, const Take& take) {
        if (!started_) next_ = d.sequence, started_ = true;
        const auto ahead = static_cast<std::int16_t>(d.sequence - next_);
        if (ahead < -far_behind || ahead > far_ahead) {  // another sender, or nobody's garbage
            const bool goes_on =
                stranger_ && d.sequence == static_cast<std::uint16_t>(*stranger_ + 1);
            stranger_ = d.sequence;
            if (!goes_on) return;  // one alone moves nothing (as RFC 3550, A.1)
            next_ = static_cast<std::uint16_t>(d.sequence - 1);  // the first of them comes with it
        }
        stranger_.reset();
        for (std::size_t back = d.before_count; back > 0; --back) {
            const auto at = static_cast<std::uint16_t>(d.sequence - back);
            if (static_cast<std::int16_t>(at - next_) < 0) continue;
            if (!d.before[back - 1].empty()) take(d.before[back - 1], at), ++mended_;
            next_ = static_cast<std::uint16_t>(at + 1);
        }
        if (static_cast<std::int16_t>(d.sequence - next_) < 0) return;
        take(d.ifp, d.sequence);
        next_ = static_cast<std::uint16_t>(d.sequence + 1);
    }
    std::int64_t mended() const { return mended_; }  // packets that came by redundancy alone

private:
    static constexpr int far_behind = 500, far_ahead = 64;
    std::optional<std::uint16_t> stranger_;
    bool started_ = false;
    std::uint16_t next_ = 0;
    std::int64_t mended_ = 0;
};

}  // namespace ol::modem
