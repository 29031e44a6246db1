// Outgoing packets. A bridged stream is only shifted in sequence and timestamp, so that its gaps
// stay visible to the far end's own concealment; what we make ourselves (prompts, silence, digits)
// continues the same numbers.
#include <sys/socket.h>

#include <cmath>
#include <cstring>

#include "platform/media/transfer.hpp"

namespace ol::media {
namespace {

// A bridged stream that stops is left to the far end's own concealment, which makes the same
// silence as we could send: filled, a short gap would push what still comes behind its time, and a
// long one would cost fifty packets a second for nothing. One frame a second keeps NAT bindings and
// the RTP timers of phones.
constexpr std::int64_t keep_alive_us = 1'000'000, pause_us = 250'000;
constexpr std::size_t payload_max = 1280;
constexpr int digit_ticks = 5, gap_ticks = 5, end_packets = 3;
constexpr std::uint32_t frame_time = frame_samples;

std::uint32_t elapsed_samples(std::int64_t us) {
    const auto frames = std::clamp<std::int64_t>((us + 10'000) / 20'000, 1, 50 * 3600);
    return static_cast<std::uint32_t>(frames) * frame_time;
}

}  // namespace

bool Worker::can_send(const Leg& leg) const {
    if (!leg.described || !leg.settings.send) return false;
    return leg.browser != nullptr ? leg.browser->secure : !leg.latch.destination().empty();
}

bool Worker::shifted(Leg& to, const Rtp& rtp, Rtp& header) {
    OutStream& o = to.out;
    const bool paused = now_us_ - o.sent_us > pause_us;  // a hold, not a loss
    const bool anew = !o.started || o.generated || paused || o.source_ssrc != rtp.ssrc;
    if (anew) {
        o.source_ssrc = rtp.ssrc;
        o.source_first = rtp.sequence;
        o.sequence_shift = static_cast<std::uint16_t>(o.sequence + 1 - rtp.sequence);
        o.timestamp_shift = o.timestamp + elapsed_samples(now_us_ - o.sent_us) - rtp.timestamp;
    }
    const auto age = static_cast<std::int16_t>(rtp.sequence - o.source_first);
    if (age < 0) return false;  // sent before the bridge: its numbers are taken
    if (age > 2000) o.source_first = static_cast<std::uint16_t>(o.source_first + 1000);
    header = rtp;
    header.ssrc = o.ssrc;
    header.marker = rtp.marker || anew;
    header.sequence = static_cast<std::uint16_t>(rtp.sequence + o.sequence_shift);
    header.timestamp = rtp.timestamp + o.timestamp_shift;
    if (anew || static_cast<std::int16_t>(header.sequence - o.sequence) > 0) {
        o.sequence = header.sequence, o.timestamp = header.timestamp, o.sent_us = now_us_;
    }
    o.started = true, o.generated = false;
    return true;
}

void Worker::forward_audio(Leg& to, const Rtp& rtp, Codec codec, bool silenced) {
    Rtp header;
    if (!can_send(to) || to.digits_out.active() || to.play != nullptr ||
        rtp.payload.size() > payload_max || !shifted(to, rtp, header))
        return;
    std::array<std::uint8_t, sent_max> packet;
    std::uint8_t* payload = packet.data() + rtp_header_bytes;
    header.payload_type = to.settings.payload_type;
    if (silenced)
        std::memset(payload, silence_of(to.settings.codec), rtp.payload.size());
    else
        transcode(codec, rtp.payload, to.settings.codec, payload);
    send(to, header, packet.data(), rtp.payload.size());
}

void Worker::forward_event(Leg& to, const Rtp& rtp) {
    Rtp header;
    if (to.settings.event_out < 0 || rtp.payload.size() > 64 || !can_send(to) ||
        to.digits_out.active())
        return;
    if (!shifted(to, rtp, header)) return;
    std::array<std::uint8_t, sent_max> packet;
    header.payload_type = static_cast<std::uint8_t>(to.settings.event_out);
    header.marker = rtp.marker;
    std::memcpy(packet.data() + rtp_header_bytes, rtp.payload.data(), rtp.payload.size());
    send(to, header, packet.data(), rtp.payload.size());
}

void Worker::next_generated(Leg& leg, Rtp& header) {
    OutStream& o = leg.out;
    const bool continues = o.started && o.generated && now_us_ - o.sent_us < pause_us;
    o.sequence = static_cast<std::uint16_t>(o.sequence + 1);
    o.timestamp += continues ? frame_time : elapsed_samples(now_us_ - o.sent_us);
    o.sent_us = now_us_;
    o.started = o.generated = true;
    header = {leg.settings.payload_type, !continues, o.sequence, o.timestamp, o.ssrc, {}};
}

void Worker::generate(Leg& leg) {
    if (leg.digits_out.active()) return generate_digit(leg);
    // A bridged leg's stream is carried by the other's packets, unless something plays into its
    // ear.
    const bool carried = leg.hears.count == 1 && now_us_ - leg.out.sent_us < keep_alive_us;
    if (carried && leg.play == nullptr) return;
    std::array<std::uint8_t, sent_max> packet;
    std::uint8_t* payload = packet.data() + rtp_header_bytes;
    if (leg.play != nullptr && !leg.play->next(leg.settings.codec, payload)) end_play(leg);
    if (leg.play == nullptr) fill(leg, payload);
    Rtp header;
    next_generated(leg, header);
    send(leg, header, packet.data(), frame_samples);
}

/// A frame of its mix; silence for who hears nobody (or one who pauses).
void Worker::fill(Leg& leg, std::uint8_t* payload) {
    if (leg.hears.count < 2) {
        std::memset(payload, silence_of(leg.settings.codec), frame_samples);
        return;
    }
    std::array<std::uint8_t, frame_samples> room;
    const std::uint8_t* frame =
        mixed({leg.hears.legs.data(), static_cast<std::size_t>(leg.hears.count)}, room.data());
    transcode(Codec::pcmu, {frame, frame_samples}, leg.settings.codec, payload);
}

void Worker::end_play(Leg& leg) {
    Playlist* list = leg.play.release();
    if (!list->loop && events_.played) events_.played(leg.id, std::move(list->token));
    trash_.push(list);
}

void Worker::generate_digit(Leg& leg) {
    DigitSender& d = leg.digits_out;
    const std::uint8_t event = d.queue[static_cast<std::size_t>(d.head)];
    const int step = ++d.step;
    Rtp header;
    next_generated(leg, header);
    if (step == 1) d.timestamp = header.timestamp;
    std::array<std::uint8_t, sent_max> packet;
    std::uint8_t* payload = packet.data() + rtp_header_bytes;
    if (step > digit_ticks) {
        std::memset(payload, silence_of(leg.settings.codec), frame_samples);
        send(leg, header, packet.data(), frame_samples);
    } else if (leg.settings.event_out < 0) {
        generate_tone(leg, event, step);
    } else {
        header.payload_type = static_cast<std::uint8_t>(leg.settings.event_out);
        header.marker = step == 1;
        header.timestamp = d.timestamp;
        write_event({event, step == digit_ticks, 10, static_cast<std::uint16_t>(step * 160)},
                    payload);
        const int copies =
            step == digit_ticks ? end_packets : 1;  // RFC 4733 2.5.1.4: the end is sent three times
        for (int i = 0; i < copies; ++i) {
            if (i > 0) header.sequence = ++leg.out.sequence;
            send(leg, header, packet.data(), 4);
        }
    }
    if (step < digit_ticks + gap_ticks) return;
    d.step = 0;
    d.head = (d.head + 1) % DigitSender::queue_max;
    --d.count;
}

// For a phone that did not offer telephone-event: the two tones of the key in the audio itself
// (ITU-T Q.23).
void Worker::generate_tone(Leg& leg, std::uint8_t event, int step) {
    static constexpr double rows[] = {697, 770, 852, 941}, columns[] = {1209, 1336, 1477, 1633};
    static constexpr std::uint8_t row_of[] = {3, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 0, 1, 2, 3};
    static constexpr std::uint8_t column_of[] = {1, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 2, 3, 3, 3, 3};
    std::array<std::uint8_t, sent_max> packet;
    for (std::size_t i = 0; i < frame_samples; ++i) {
        const double t = (static_cast<double>(step - 1) * frame_samples + static_cast<double>(i)) *
                         2 * M_PI / 8000;
        const double v = 6000 * std::sin(rows[row_of[event & 15]] * t) +
                         6000 * std::sin(columns[column_of[event & 15]] * t);
        const auto sample = static_cast<std::int16_t>(v);
        packet[rtp_header_bytes + i] =
            leg.settings.codec == Codec::pcmu ? encode_ulaw(sample) : encode_alaw(sample);
    }
    const OutStream& o = leg.out;
    send(leg, {leg.settings.payload_type, step == 1, o.sequence, o.timestamp, o.ssrc, {}},
         packet.data(), frame_samples);
}

void Worker::send(Leg& leg, const Rtp& header, std::uint8_t* packet, std::size_t payload_bytes) {
    write_rtp_header(header, packet);
    std::size_t n = rtp_header_bytes + payload_bytes;
    counters_.packets_out.add();
    leg.counters->packets_out.add();
    if (leg.browser != nullptr || leg.settings.encrypted) n = leg.srtp.protect(packet, n);
    if (leg.browser == nullptr) {
        const Address& to = leg.latch.destination();
        if (n > 0) (void)!::sendto(leg.socket.fd(), packet, n, MSG_DONTWAIT, &to.any, to.size());
        return;
    }
    if (n > 0) queue_datagram(leg.browser->peer, packet, n);
}

void Worker::queue_datagram(const Address& to, const std::uint8_t* bytes, std::size_t n) {
    if (n == 0 || n > sent_max) return;
    Transmit& t = *transmit_;
    if (t.count == batch_max) flush_datagrams();
    std::memcpy(t.bytes[t.count].data(), bytes, n);
    t.to[t.count] = to;
    t.parts[t.count] = {t.bytes[t.count].data(), n};
    mmsghdr& m = t.messages[t.count];
    m = {};
    m.msg_hdr.msg_name = &t.to[t.count];
    m.msg_hdr.msg_namelen = to.size();
    m.msg_hdr.msg_iov = &t.parts[t.count];
    m.msg_hdr.msg_iovlen = 1;
    ++t.count;
}

void Worker::flush_datagrams() {
    Transmit& t = *transmit_;
    for (std::size_t at = 0; at < t.count;) {
        const int n = sendmmsg(browser_socket_.fd(), t.messages.data() + at,
                               static_cast<unsigned>(t.count - at), MSG_DONTWAIT);
        at += n > 0 ? static_cast<std::size_t>(n)
                    : 1;  // one that cannot be sent does not hold back the others
    }
    t.count = 0;
}

}  // namespace ol::media
