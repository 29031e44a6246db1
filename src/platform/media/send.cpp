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
constexpr int jump_max_s = 3;  // a clock that leaps so far is another stream to the far end
constexpr int digit_ticks = 5, gap_ticks = 5, end_packets = 3;
constexpr std::int64_t report_every_us = 4'000'000;
constexpr std::uint8_t noise_level = 70;  // -dBov: a quiet room
constexpr std::int64_t noise_again_us = 400'000;

std::uint32_t frame_time(Codec codec) { return static_cast<std::uint32_t>(clock_hz(codec) / 50); }
std::uint32_t elapsed_time(std::int64_t us, Codec codec) {
    const auto frames = std::clamp<std::int64_t>((us + 10'000) / 20'000, 1, 50 * 3600);
    return static_cast<std::uint32_t>(frames) * frame_time(codec);
}

}  // namespace

bool Worker::can_send(const Leg& leg) const {
    if (!leg.described || !leg.settings.send) return false;
    return leg.browser != nullptr ? leg.browser->secure : !leg.latch.destination().empty();
}

bool Worker::shifted(Leg& to, const Rtp& rtp, Rtp& header) {
    OutStream& o = to.out;
    const bool paused = now_us_ - o.sent_us > pause_us;  // a hold, not a loss
    const int clock = clock_hz(to.settings.codec);
    const auto jump = static_cast<std::int32_t>(rtp.timestamp + o.timestamp_shift - o.timestamp);
    const bool torn = jump < -jump_max_s * clock || jump > jump_max_s * clock;
    const bool anew = !o.started || o.generated || paused || torn || o.source_ssrc != rtp.ssrc;
    if (anew) {
        o.source_ssrc = rtp.ssrc;
        o.source_first = rtp.sequence;
        o.sequence_shift = static_cast<std::uint16_t>(o.sequence + 1 - rtp.sequence);
        o.timestamp_shift =
            o.timestamp + elapsed_time(now_us_ - o.sent_us, to.settings.codec) - rtp.timestamp;
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
    std::size_t n = rtp.payload.size();
    if (!is_g711(codec)) {
        if (silenced && to.coder == nullptr) return;
        const auto bytes = silenced ? to.coder->silence(codec) : rtp.payload;
        std::memcpy(payload, bytes.data(), n = bytes.size());
    } else if (silenced) {
        std::memset(payload, silence_of(to.settings.codec), n);
    } else {
        transcode(codec, rtp.payload, to.settings.codec, payload);
    }
    send(to, header, packet.data(), n);
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

void Worker::forward_noise(Leg& to, const Rtp& rtp) {
    Rtp header;
    if (to.settings.noise_out < 0 || rtp.payload.size() > 64 || !can_send(to) ||
        to.digits_out.active() || to.play != nullptr || !shifted(to, rtp, header))
        return;
    std::array<std::uint8_t, sent_max> packet;
    header.payload_type = static_cast<std::uint8_t>(to.settings.noise_out);
    header.marker = false;
    std::memcpy(packet.data() + rtp_header_bytes, rtp.payload.data(), rtp.payload.size());
    send(to, header, packet.data(), rtp.payload.size());
}

void Worker::next_generated(Leg& leg, Rtp& header) {
    OutStream& o = leg.out;
    const bool continues = o.started && o.generated && now_us_ - o.sent_us < pause_us;
    o.sequence = static_cast<std::uint16_t>(o.sequence + 1);
    const Codec codec = leg.settings.codec;
    o.timestamp += continues ? frame_time(codec) : elapsed_time(now_us_ - o.sent_us, codec);
    o.sent_us = now_us_;
    o.started = o.generated = true;
    header = {leg.settings.payload_type, !continues, o.sequence, o.timestamp, o.ssrc, {}};
}

void Worker::generate(Leg& leg) {
    if (leg.digits_out.active()) return generate_digit(leg);
    // A bridged leg's stream is carried by the other's packets, unless something plays into its
    // ear.
    const bool carried =
        leg.hears.count == 1 && !leg.tapped && now_us_ - leg.out.sent_us < keep_alive_us;
    if (carried && leg.play == nullptr) return;
    std::array<std::uint8_t, sent_max> packet;
    std::uint8_t* payload = packet.data() + rtp_header_bytes;
    const Codec law = law_of(leg.settings.codec);
    bool sounds = leg.play != nullptr && leg.play->next(law, payload);
    if (leg.play != nullptr && !sounds) end_play(leg);
    if (!sounds) sounds = fill(leg, law, payload);
    if (pauses(leg, sounds)) return;
    const std::size_t n = coded(leg, payload, sounds);
    Rtp header;
    next_generated(leg, header);
    if (n > 0) send(leg, header, packet.data(), n);
}

/// Who negotiated comfort noise gets it instead of silence: a packet now and then.
bool Worker::pauses(Leg& leg, bool sounds) {
    if (sounds || leg.settings.noise_out < 0) return leg.pausing = false;
    if (std::exchange(leg.pausing, true) && now_us_ - leg.out.sent_us < noise_again_us) return true;
    std::array<std::uint8_t, sent_max> packet;
    Rtp header;
    next_generated(leg, header);
    header.payload_type = static_cast<std::uint8_t>(leg.settings.noise_out);
    header.marker = false;
    packet[rtp_header_bytes] = noise_level;
    send(leg, header, packet.data(), 1);
    return true;
}

/// A frame of law in place to the leg's codec; how many bytes it has become.
std::size_t Worker::coded(Leg& leg, std::uint8_t* payload, bool sounds) {
    const Codec codec = leg.settings.codec;
    if (is_g711(codec)) return frame_samples;
    if (leg.coder == nullptr) return 0;
    if (!sounds) {
        const auto silence = leg.coder->silence(codec);
        std::memcpy(payload, silence.data(), silence.size());
        return silence.size();
    }
    std::array<std::int16_t, frame_samples> pcm;
    for (std::size_t i = 0; i < frame_samples; ++i) pcm[i] = ulaw_samples[payload[i]];
    return leg.coder->encode(codec, pcm, {payload, Coder::encoded_max});
}

/// A frame of its mix; false: silence, for who hears nobody (or one who pauses).
bool Worker::fill(Leg& leg, Codec law, std::uint8_t* out) {
    std::array<std::uint8_t, frame_samples> room;
    const std::uint8_t* frame = nullptr;
    if (leg.tapped)
        frame =
            mixed({leg.hears.legs.data(), static_cast<std::size_t>(leg.hears.count)}, room.data());
    if (frame == nullptr) {
        std::memset(out, silence_of(law), frame_samples);
        return false;
    }
    transcode(Codec::pcmu, {frame, frame_samples}, law, out);
    return true;
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
        send(leg, header, packet.data(), coded(leg, payload, false));
    } else if (leg.settings.event_out < 0) {
        generate_tone(leg, event, step);
    } else {
        header.payload_type = static_cast<std::uint8_t>(leg.settings.event_out);
        header.marker = step == 1;
        header.timestamp = d.timestamp;
        write_event({event, step == digit_ticks, 10,
                     static_cast<std::uint16_t>(step * (leg.settings.event_out_hz / 50))},
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
            leg.settings.codec == Codec::pcma ? encode_alaw(sample) : encode_ulaw(sample);
    }
    const std::size_t n = coded(leg, packet.data() + rtp_header_bytes, true);
    const OutStream& o = leg.out;
    send(leg, {leg.settings.payload_type, step == 1, o.sequence, o.timestamp, o.ssrc, {}},
         packet.data(), n);
}

void Worker::send(Leg& leg, const Rtp& header, std::uint8_t* packet, std::size_t payload_bytes) {
    write_rtp_header(header, packet);
    std::size_t n = rtp_header_bytes + payload_bytes;
    counters_.packets_out.add();
    leg.counters->packets_out.add();
    leg.octets_out += static_cast<std::uint32_t>(payload_bytes);
    if (leg.browser != nullptr || leg.settings.encrypted) n = leg.srtp.protect(packet, n);
    if (leg.browser == nullptr) {
        const Address& to = leg.latch.destination();
        if (n > 0) (void)!::sendto(leg.socket.fd(), packet, n, MSG_DONTWAIT, &to.any, to.size());
        return;
    }
    if (n > 0) queue_datagram(leg.browser->peer, packet, n);
}

/// Every five seconds or so (RFC 3550 section 6.2; the spread keeps legs apart).
void Worker::report(Leg& leg) {
    leg.next_report_us = now_us_ + report_every_us + leg.out.ssrc % 2000 * 1000;
    const bool reachable =
        leg.browser != nullptr ? leg.browser->secure : !leg.latch.destination().empty();
    if (!reachable || (!leg.out.started && !leg.book.started())) return;
    const OutStream& o = leg.out;
    RtcpSaid said{.ssrc = o.ssrc, .sender = o.started, .ntp = RtcpBook::ntp(now_us_)};
    const std::int64_t since_us = std::min<std::int64_t>(now_us_ - o.sent_us, 3'600'000'000);
    const std::int64_t passed = since_us * (clock_hz(leg.settings.codec) / 1000) / 1000;
    said.timestamp = o.timestamp + static_cast<std::uint32_t>(passed);
    said.packets = static_cast<std::uint32_t>(leg.counters->packets_out.get());
    said.octets = leg.octets_out;
    if (leg.book.started()) said.about = leg.rtcp.about(leg.book, now_us_);
    std::array<std::uint8_t, rtcp_bytes_max + 32> packet;
    std::size_t n = write_rtcp(said, std::span(packet).first<rtcp_bytes_max>());
    if (leg.browser != nullptr || leg.settings.encrypted)
        n = leg.srtp.protect_rtcp(packet.data(), n);
    if (n == 0) return;
    if (leg.browser != nullptr) return queue_datagram(leg.browser->peer, packet.data(), n);
    Address to = leg.latch.destination();
    const bool muxed = leg.settings.rtcp_mux;
    if (!muxed && !leg.rtcp_socket) return;
    if (!muxed) {
        const int asked = leg.settings.rtcp_port;
        to.set_port(static_cast<std::uint16_t>(asked > 0 ? asked : to.port() + 1));
        if (to.same_ip(leg.reports_from)) to = leg.reports_from;
    }
    const int fd = muxed ? leg.socket.fd() : leg.rtcp_socket.fd();
    (void)!::sendto(fd, packet.data(), n, MSG_DONTWAIT, &to.any, to.size());
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
