// Parsing is bounded by the datagram at every step; a peer's bytes never reach an assertion.
#include "platform/media/rtp.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

#include "platform/media/octets.hpp"

namespace ol::media {
namespace {


constexpr std::string_view keys = "0123456789*#ABCD";
constexpr int wild_max = 2;  // so many packets in a row far from the window: the sender restarted
constexpr std::int64_t overtaken_max = 24;  // packets
constexpr std::int64_t step_max = 3000;     // RFC 3550 A.1 MAX_DROPOUT

}  // namespace

std::optional<Rtp> parse_rtp(std::span<const std::uint8_t> d) {
    if (d.size() < rtp_header_bytes || d[0] >> 6 != 2) return std::nullopt;
    if (d[1] >= 192 && d[1] <= 223) return std::nullopt;  // RTCP on the same port
    std::size_t begin = rtp_header_bytes + 4u * (d[0] & 15u), end = d.size();
    if ((d[0] & 0x10) != 0) {  // header extension
        if (begin + 4 > end) return std::nullopt;
        begin += 4 + 4u * get16(d.data() + begin + 2);
    }
    if (begin > end) return std::nullopt;
    if ((d[0] & 0x20) != 0) {  // padding: the last byte counts itself
        const std::size_t padding = d.back();
        if (padding == 0 || padding > end - begin) return std::nullopt;
        end -= padding;
    }
    return Rtp{static_cast<std::uint8_t>(d[1] & 127),
               (d[1] & 128) != 0,
               get16(d.data() + 2),
               get32(d.data() + 4),
               get32(d.data() + 8),
               d.subspan(begin, end - begin)};
}

void write_rtp_header(const Rtp& header, std::uint8_t* out) {
    out[0] = 0x80;
    out[1] = static_cast<std::uint8_t>((header.marker ? 128 : 0) | (header.payload_type & 127));
    put16(out + 2, header.sequence);
    put32(out + 4, header.timestamp);
    put32(out + 8, header.ssrc);
}

Wire wire_of(std::span<const std::uint8_t> datagram) {
    if (datagram.empty()) return Wire::other;
    const std::uint8_t b = datagram[0];
    if (b < 4) return Wire::stun;
    if (b >= 20 && b < 64) return Wire::dtls;
    return b >= 128 && b < 192 ? Wire::rtp : Wire::other;
}

std::optional<TelephoneEvent> parse_event(std::span<const std::uint8_t> p) {
    if (p.size() < 4) return std::nullopt;
    return TelephoneEvent{p[0], (p[1] & 0x80) != 0, static_cast<std::uint8_t>(p[1] & 0x3F),
                          get16(p.data() + 2)};
}

void write_event(const TelephoneEvent& event, std::uint8_t* out) {
    out[0] = event.event;
    out[1] = static_cast<std::uint8_t>((event.end ? 0x80 : 0) | (event.volume & 0x3F));
    put16(out + 2, event.duration);
}

char digit_of(std::uint8_t event) { return event < keys.size() ? keys[event] : '\0'; }

std::optional<std::uint8_t> event_of(char digit) {
    if (digit >= 'a' && digit <= 'd') digit = static_cast<char>(digit - 'a' + 'A');
    const auto at = keys.find(digit);
    if (at == keys.npos) return std::nullopt;
    return static_cast<std::uint8_t>(at);
}

char DigitReceiver::packet(const Rtp& rtp, const TelephoneEvent& event) {
    const bool same_source = known_ && rtp.ssrc == ssrc_;
    const std::int32_t step = static_cast<std::int32_t>(rtp.timestamp - timestamp_);
    if (same_source && step == 0 && event.event == event_) {  // update or repeated end
        ended_ = ended_ || event.end;
        duration_ = std::max(duration_, event.duration);
        return '\0';
    }
    if (same_source && step < 0 && step > -8000)
        return '\0';  // an older press, overtaken on the way
    // A press longer than 0xFFFF samples goes on as a new segment that begins where the last ended
    // (RFC 4733 2.5.1.3).
    const bool segment = same_source && !ended_ && event.event == event_ &&
                         step <= duration_ + 480 && duration_ > 0xF000;
    known_ = true, ended_ = event.end, ssrc_ = rtp.ssrc, timestamp_ = rtp.timestamp;
    event_ = event.event, duration_ = event.duration;
    return segment ? '\0' : digit_of(event.event);
}

void SequenceBook::restart(const Rtp& rtp) {
    if (started_) lost_before_ = lost(), received_before_ = received_;
    started_ = true, wild_ = 0, ssrc_ = rtp.ssrc;
    first_ = highest_ = rtp.sequence;
    seen_ = 1, transit_ = 0, last_timestamp_ = rtp.timestamp;
    ++received_;
}

std::int64_t SequenceBook::lost() const {
    if (!started_) return 0;
    const std::int64_t expected = highest_ - first_ + 1, got = received_ - received_before_;
    return lost_before_ + std::max<std::int64_t>(0, expected - got);
}

std::int64_t SequenceBook::never_came() const {
    if (!started_) return 0;
    const std::int64_t newest = std::min(overtaken_max, highest_ - first_ + 1);
    const std::uint64_t came = seen_ & ((std::uint64_t{1} << newest) - 1);
    return std::max(lost_before_, lost() - (newest - std::popcount(came)));
}

SequenceBook::Verdict SequenceBook::packet(const Rtp& rtp, std::int64_t arrival_us, bool timed) {
    if (!started_ || rtp.ssrc != ssrc_) {
        const bool again = started_;
        restart(rtp);
        return again ? Verdict::restarted : Verdict::first;
    }
    const std::int64_t step =
        static_cast<std::int16_t>(rtp.sequence - static_cast<std::uint16_t>(highest_));
    if (step > step_max || step <= -64) {
        if (++wild_ < wild_max) return Verdict::late;
        restart(rtp);
        return Verdict::restarted;
    }
    wild_ = 0;
    if (step <= 0) {
        const std::uint64_t bit = std::uint64_t{1} << -step;
        if ((seen_ & bit) != 0) return Verdict::duplicate;
        seen_ |= bit;
        ++received_;
        return Verdict::late;
    }
    seen_ = step >= 64 ? 1 : seen_ << step | 1;
    highest_ += step;
    ++received_;
    if (timed) measure(rtp, arrival_us);
    return Verdict::next;
}

void SequenceBook::set_clock(int hz) {
    if (hz / 1000 == clock_khz_) return;
    clock_khz_ = hz / 1000;
    transit_ = jitter_q4_ = 0;
}

void SequenceBook::measure(const Rtp& rtp, std::int64_t arrival_us) {
    const std::int64_t transit =
        arrival_us * clock_khz_ / 1000 - static_cast<std::int64_t>(rtp.timestamp);
    const std::int64_t d = std::abs(std::int64_t{static_cast<std::int32_t>(transit - transit_)});
    if (transit_ != 0 && d < clock_khz_ * 1000)
        jitter_q4_ += d - ((jitter_q4_ + 8) >> 4);  // RFC 3550 A.8
    transit_ = transit;
}

}  // namespace ol::media
