// From the sockets to the bridge: parsing, checks, events, forwarding.
#include <sys/epoll.h>

#include "platform/base/log.hpp"
#include "platform/media/transfer.hpp"

namespace ol::media {
namespace {

constexpr int events_max = 512, per_leg_max = 4;
constexpr std::int64_t pause_believed_us = 60'000'000;
constexpr std::int64_t pause_learnt_us = 1'000'000;  // DTX of Opus speaks every 400 ms

}  // namespace

void Worker::drain_sockets() {
    std::array<epoll_event, events_max> ready;
    // Sockets beyond the first 512 keep their turn: epoll rotates its ready list.
    for (int round = 0; round < 16; ++round) {
        const int n = epoll_wait(ready_.fd(), ready.data(), events_max, 0);
        for (int i = 0; i < n; ++i) {
            epoll_data data = ready[static_cast<std::size_t>(i)].data;
            const bool report = (data.u64 & report_mark) != 0;
            data.u64 &= ~report_mark;
            auto* leg = static_cast<Leg*>(data.ptr);
            if (leg == nullptr)
                drain_browsers();
            else if (report)
                drain_reports(*leg);
            else
                drain_leg(*leg);
        }
        if (n < events_max) return;
    }
}

void Worker::drain_leg(Leg& leg) {
    const int n = receive_->take(leg.socket.fd(), per_leg_max);
    for (int i = 0; i < n; ++i) {
        const auto bytes = receive_->datagram(i);
        if (is_rtcp(bytes)) {
            on_report(leg, bytes, receive_->from[static_cast<std::size_t>(i)]);
            continue;
        }
        auto rtp = parse_rtp(bytes);
        if (!rtp) {
            counters_.datagrams_dropped.add();
            continue;
        }
        // Before the latch: only who has the key may move the stream.
        if (leg.settings.encrypted && leg.described)
            rtp = parse_rtp(bytes.first(leg.srtp.unprotect(bytes.data(), bytes.size())));
        if (!rtp) {
            leg.counters->strangers.add();
            continue;
        }
        if (!leg.described || leg.latch.packet(receive_->from[static_cast<std::size_t>(i)], *rtp,
                                               now_us_) == Latch::Verdict::stranger) {
            leg.counters->strangers.add();
            continue;
        }
        on_packet(leg, *rtp);
    }
}

void Worker::drain_reports(Leg& leg) {
    const int n = receive_->take(leg.rtcp_socket.fd(), per_leg_max);
    for (int i = 0; i < n; ++i)
        on_report(leg, receive_->datagram(i), receive_->from[static_cast<std::size_t>(i)]);
}

/// Believed from the stream's own host, and only about a stream of ours, whose SSRC nobody else
/// knows.
void Worker::on_report(Leg& leg, std::span<std::uint8_t> bytes, const Address& from) {
    const bool ours = leg.described && is_rtcp(bytes) &&
                      (leg.browser != nullptr || from.same_ip(leg.latch.destination()));
    if (!ours) return counters_.datagrams_dropped.add();
    if (leg.browser != nullptr || leg.settings.encrypted)
        bytes = bytes.first(leg.srtp.unprotect_rtcp(bytes.data(), bytes.size()));
    const auto heard = parse_rtcp(bytes, leg.out.ssrc);
    if (!heard) return counters_.datagrams_dropped.add();
    if (!leg.settings.rtcp_mux) leg.reports_from = from;
    leg.rtcp.heard(*heard, now_us_);
    leg.reported_us = now_us_;
    LegCounters& c = *leg.counters;
    c.round_trip_ms.set(leg.rtcp.round_trip_ms());
    if (!heard->about) return;
    // Whoever reports on our stream is there, though it may have nothing to say.
    leg.quiet_until_us =
        std::max(leg.quiet_until_us, now_us_ + std::int64_t{config_.silence_lost_ms} * 1000);
    c.far_loss_permille.set(heard->about->fraction_lost * 1000 / 256);
    c.far_jitter_ms.set(heard->about->jitter / (clock_hz(leg.settings.codec) / 1000));
}

void Worker::drain_browsers() {
    for (int round = 0; round < 64; ++round) {
        const int n = receive_->take(browser_socket_.fd(), batch_max);
        for (int i = 0; i < n; ++i)
            on_browser_datagram(receive_->datagram(i), receive_->from[static_cast<std::size_t>(i)]);
        if (n < batch_max) return;
    }
}

void Worker::on_browser_datagram(std::span<std::uint8_t> bytes, const Address& from) {
    const Wire wire = wire_of(bytes);
    if (wire == Wire::stun) return on_stun(bytes, from);
    const auto found = by_address_.find(from.hash());
    if (found == by_address_.end() || !(found->second->browser->peer == from) ||
        wire == Wire::other) {
        return counters_.datagrams_dropped.add();
    }
    Leg& leg = *found->second;
    if (wire == Wire::dtls) return on_dtls(leg, bytes);
    if (is_rtcp(bytes)) return on_report(leg, bytes, from);
    if (bytes.size() < rtp_header_bytes) return;
    const std::size_t n = leg.srtp.unprotect(bytes.data(), bytes.size());
    if (n == 0) return leg.counters->strangers.add();
    if (const auto rtp = parse_rtp(bytes.first(n))) on_packet(leg, *rtp);
}

void Worker::on_stun(std::span<std::uint8_t> bytes, const Address& from) {
    const auto request = stun::parse_request(bytes);
    if (!request || request->our_ufrag().size() > 15) return counters_.datagrams_dropped.add();
    const auto found = by_ufrag_.find(std::string(request->our_ufrag()));  // short: no allocation
    if (found == by_ufrag_.end()) return counters_.datagrams_dropped.add();
    Leg& leg = *found->second;
    BrowserSide& b = *leg.browser;
    if (!stun::authentic(*request, b.password)) return leg.counters->strangers.add();
    std::array<std::uint8_t, 128> answer;
    queue_datagram(from, answer.data(), stun::write_response(*request, from, b.password, answer));
    b.last_check_us = now_us_;
    leg.lost = leg.lost && !b.secure;
    // RFC 8445: the nominated pair carries media; a later nomination moves it (the laptop changed
    // its network).
    if (!request->use_candidate && b.nominated) return;
    if (!(b.peer == from)) {
        by_address_.erase(b.peer.hash());
        b.peer = from;
        by_address_[from.hash()] = &leg;
    }
    b.nominated = b.nominated || request->use_candidate;
}

namespace {

struct DtlsSink final : DtlsSession::Sink {
    std::function<void(std::span<const std::uint8_t>)> out;
    void datagram(std::span<const std::uint8_t> bytes) override { out(bytes); }
};

}  // namespace

void Worker::on_dtls(Leg& leg, std::span<const std::uint8_t> bytes) {
    if (!leg.described)
        return;  // the browser is faster than its answer: without its fingerprint nobody is
                 // believed; it repeats
    DtlsSink sink;
    sink.out = [&](std::span<const std::uint8_t> d) {
        queue_datagram(leg.browser->peer, d.data(), d.size());
    };
    switch (leg.browser->dtls->feed(bytes, sink)) {
        case DtlsSession::State::handshake: return;
        case DtlsSession::State::ready: return leg.browser->secure ? void() : on_secured(leg);
        case DtlsSession::State::closed:
        case DtlsSession::State::failed: return report_lost(leg);
    }
}

void Worker::on_secured(Leg& leg) {
    leg.srtp = leg.browser->dtls->take_keys();
    leg.browser->secure = true;
    leg.connected = true;
    leg.heard_us = now_us_;
    if (events_.connected) events_.connected(leg.id);
}

void Worker::tick_browser(Leg& leg) {
    BrowserSide& b = *leg.browser;
    if (b.nominated && !b.secure) {
        DtlsSink sink;
        sink.out = [&](std::span<const std::uint8_t> d) {
            queue_datagram(b.peer, d.data(), d.size());
        };
        if (b.dtls->timeout(sink) == DtlsSession::State::failed) report_lost(leg);
    }
    // RFC 7675: consent ends when the peer's checks stop.
    const std::int64_t alive_us = std::max(b.last_check_us, leg.described_us);
    if (leg.described && now_us_ - alive_us > std::int64_t{config_.silence_lost_ms} * 1000)
        report_lost(leg);
}

void Worker::close_browser(Leg& leg) {
    if (leg.browser == nullptr || leg.browser->peer.empty()) return;
    DtlsSink sink;
    sink.out = [&](std::span<const std::uint8_t> d) {
        queue_datagram(leg.browser->peer, d.data(), d.size());
    };
    leg.browser->dtls->close(sink);
}

void Worker::report_lost(Leg& leg) {
    if (std::exchange(leg.lost, true)) return;
    if (events_.lost) events_.lost(leg.id);
}

void Worker::heard(Leg& leg) {
    leg.heard_us = now_us_;
    leg.lost = false;
    if (std::exchange(leg.hushed, false) && events_.hushed) events_.hushed(leg.id, false);
    if (leg.connected) return;
    leg.connected = true;
    if (events_.connected) events_.connected(leg.id);
}

void Worker::on_packet(Leg& leg, const Rtp& rtp) {
    counters_.packets_in.add();
    leg.counters->packets_in.add();
    const LegSettings& s = leg.settings;
    const int type = rtp.payload_type;
    const bool event = type == s.event_in || type == s.event_out || type == s.event_in_wide;
    if (!event) learn_pauses(leg, rtp);
    const auto verdict = leg.book.packet(rtp, now_us_, !event);
    if (verdict == SequenceBook::Verdict::duplicate) return leg.counters->duplicates.add();
    if (verdict == SequenceBook::Verdict::restarted) restarted(leg);
    leg.counters->lost.set(leg.book.never_came());
    leg.counters->jitter_ms.set(leg.book.jitter_ms());
    heard(leg);
    if (event) return on_event(leg, rtp);
    for (const Codec codec : {Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus})
        if (type == s.in[static_cast<std::size_t>(codec)]) return on_audio(leg, rtp, codec);
    if (type == s.noise_in) on_noise(leg, rtp);
}

/// Its next packet comes after seconds, and its own clock says so too: it kept silent by itself. A
/// network that fails loses packets; one that stalls delivers them late, without a gap in their
/// time.
void Worker::learn_pauses(Leg& leg, const Rtp& rtp) {
    const auto next = static_cast<std::uint16_t>(leg.book.highest() + 1);
    const std::uint32_t step = rtp.timestamp - std::exchange(leg.last_timestamp, rtp.timestamp);
    const bool paused = leg.book.started() && rtp.ssrc == leg.book.ssrc() && rtp.sequence == next &&
                        now_us_ - leg.heard_us > pause_learnt_us;
    const auto learnt = static_cast<std::uint32_t>(clock_hz(leg.settings.codec));
    leg.suppresses |= paused && step > learnt && step < 3600 * learnt;
}

/// Another source, or the same with other numbers: everybody begins anew with it.
void Worker::restarted(Leg& leg) {
    for (Leg* to : leg.heard_by) to->out.generated = true;
    if (leg.tap != nullptr) leg.tap->jitter.reset();
    if (leg.coder != nullptr) leg.coder->restart();
}

void Worker::press(Leg& leg, char digit) {
    if (events_.digit) events_.digit(leg.id, digit);
}

void Worker::on_event(Leg& leg, const Rtp& rtp) {
    const auto event = parse_event(rtp.payload);
    if (!event) return;
    const char digit = leg.digits.packet(rtp, *event);
    if (leg.tones != nullptr) leg.tones->events_win();
    if (digit != '\0') press(leg, digit);
    const bool wide = rtp.payload_type == leg.settings.event_in_wide;
    for (Leg* to : leg.heard_by) {
        if (to->hears.count != 1) continue;
        // Where the packets cannot pass (another clock, a stream of our own making, a phone without
        // events), the key is pressed anew.
        const bool same_clock = to->settings.event_out_hz == (wide ? 48000 : 8000);
        if (!to->tapped && same_clock && to->settings.event_out >= 0)
            forward_event(*to, rtp);
        else if (digit != '\0')
            to->digits_out.push(event->event);
    }
}

void Worker::on_audio(Leg& leg, const Rtp& rtp, Codec codec) {
    if (codec != leg.codec_in) speaks(leg, codec);
    overhear(leg, rtp, codec);
    for (Leg* to : leg.heard_by)
        if (!to->tapped) forward_audio(*to, rtp, codec, leg.muted);
}

/// RFC 3389: the peer pauses and says how its silence sounds.
void Worker::on_noise(Leg& leg, const Rtp& rtp) {
    leg.quiet_until_us = leg.noise_until_us = now_us_ + pause_believed_us;
    if (leg.listeners > 0 && leg.tap != nullptr && !rtp.payload.empty())
        leg.tap->jitter.comfort(rtp.payload[0] & 0x7F);
    for (Leg* to : leg.heard_by)
        if (!to->tapped) forward_noise(*to, rtp);
}

}  // namespace ol::media
