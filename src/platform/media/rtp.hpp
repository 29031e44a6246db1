#pragma once
// RTP headers (RFC 3550), telephone events (RFC 4733) and the sequence book-keeping of one incoming
// stream. Everything here is a pure function of bytes: no sockets, no clock.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace ol::media {

constexpr std::size_t rtp_header_bytes = 12;

struct Rtp {
    std::uint8_t payload_type = 0;
    bool marker = false;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0, ssrc = 0;
    std::span<const std::uint8_t> payload;
};

/// nullopt: not RTP version 2, truncated, padding or extension beyond the datagram, or RTCP (RFC
/// 5761 section 4).
std::optional<Rtp> parse_rtp(std::span<const std::uint8_t> datagram);
/// Writes the 12 fixed bytes; `payload` is not touched.
void write_rtp_header(const Rtp& header, std::uint8_t* out);

/// RFC 7983: what a datagram on a shared port is, by its first byte.
enum class Wire { stun, dtls, rtp, other };
Wire wire_of(std::span<const std::uint8_t> datagram);

struct TelephoneEvent {
    std::uint8_t event = 0;  // 0-9, 10 '*', 11 '#', 12-15 A-D
    bool end = false;
    std::uint8_t volume = 10;
    std::uint16_t duration = 0;  // samples
};
std::optional<TelephoneEvent> parse_event(std::span<const std::uint8_t> payload);
void write_event(const TelephoneEvent& event, std::uint8_t* out);  // 4 bytes
char digit_of(std::uint8_t event);                                 // 0 when it is no key
std::optional<std::uint8_t> event_of(char digit);

/// Tells each press once: from the first packet that arrives of it, whichever that is (start,
/// update or end).
class DigitReceiver {
public:
    /// The digit of a new press, or 0 for a repetition, a continuation or a non-key event.
    char packet(const Rtp& rtp, const TelephoneEvent& event);

private:
    bool known_ = false, ended_ = false;
    std::uint32_t ssrc_ = 0, timestamp_ = 0;
    std::uint8_t event_ = 0;
    std::uint16_t duration_ = 0;
};

/// Sequence numbers of one source: loss, duplicates, reordering (RFC 3550 appendix A.1,
/// simplified), jitter (A.8).
class SequenceBook {
public:
    enum class Verdict { first, next, late, duplicate, restarted };
    /// `timed`: an event's timestamp stands still, so it tells nothing of jitter.
    Verdict packet(const Rtp& rtp, std::int64_t arrival_us, bool timed = true);
    void set_clock(int hz);  // of the timestamps
    std::int64_t received() const { return received_; }
    std::int64_t lost() const;  // expected minus received, never negative
    /// The same without those that may only have been overtaken, for a newer packet is not 480 ms
    /// ahead: on a line of uneven packets a few are always on their way.
    std::int64_t never_came() const;
    std::uint16_t highest() const { return static_cast<std::uint16_t>(highest_); }
    std::uint32_t ssrc() const { return ssrc_; }
    bool started() const { return started_; }
    int jitter_ms() const { return static_cast<int>((jitter_q4_ >> 4) / clock_khz_); }
    std::int64_t jitter() const { return jitter_q4_ >> 4; }  // in the clock of its timestamps
    std::int64_t extended_highest() const { return highest_; }
    std::int64_t expected() const { return received_ + lost(); }

private:
    void restart(const Rtp& rtp);
    void measure(const Rtp& rtp, std::int64_t arrival_us);
    bool started_ = false;
    std::uint32_t ssrc_ = 0, last_timestamp_ = 0;
    std::int64_t first_ = 0, highest_ = 0;  // extended sequence numbers
    std::int64_t received_ = 0, received_before_ = 0, lost_before_ = 0;
    std::uint64_t seen_ = 0;                    // bit i: highest_ - i was received
    std::int64_t transit_ = 0, jitter_q4_ = 0;  // jitter in ticks of the clock, 4 fractional bits
    int wild_ = 0, clock_khz_ = 8;
};

}  // namespace ol::media
