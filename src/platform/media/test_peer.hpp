#pragma once
// For tests and the bench: a phone on 127.0.0.1 that sends a tone, hears, presses keys; and the
// stage that lets phones live in real time until something has happened (poll with a deadline,
// never a sleep).
#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>

#include "platform/media/coder.hpp"
#include "platform/media/media.hpp"
#include "platform/media/net.hpp"
#include "platform/media/pcm.hpp"
#include "platform/media/rtp.hpp"
#include "platform/media/srtp.hpp"

namespace ol::media::test {

/// Share of the signal's energy at that frequency, 0..1 (Goertzel over the last `n` samples).
inline double tone_share(const std::vector<std::int16_t>& heard, double hz, std::size_t n = 4000) {
    if (heard.size() < n) return 0;
    double s1 = 0, s2 = 0, energy = 0;
    const double c = 2 * std::cos(2 * M_PI * hz / 8000);
    for (std::size_t i = heard.size() - n; i < heard.size(); ++i) {
        const double x = heard[i], s0 = x + c * s1 - s2;
        s2 = s1, s1 = s0;
        energy += x * x;
    }
    if (energy < 1e6) return 0;
    return (s1 * s1 + s2 * s2 - c * s1 * s2) * 2 / (static_cast<double>(n) * energy);
}

/// The clearest 100 ms: a tone is there though a busy machine may have torn the stream elsewhere.
inline double best_share(const std::vector<std::int16_t>& heard, double hz) {
    double best = 0;
    for (std::size_t at = 0; at + 800 <= heard.size(); at += 160) {
        const auto from = heard.begin() + static_cast<std::ptrdiff_t>(at);
        best = std::max(best, tone_share({from, from + 800}, hz, 800));
    }
    return best;
}

inline std::string line_value(const std::string& sdp, const std::string& prefix) {
    const auto at = sdp.find(prefix);
    if (at == sdp.npos) return {};
    const auto from = at + prefix.size();
    return sdp.substr(from, sdp.find_first_of("\r\n", from) - from);
}
inline std::uint16_t port_of(const std::string& sdp) {
    return static_cast<std::uint16_t>(std::atoi(line_value(sdp, "m=audio ").c_str()));
}

/// What a far end hears and says, whatever the transport.
struct Ear {
    std::vector<std::int16_t> heard;
    std::set<std::pair<std::uint32_t, char>> presses;  // event timestamp and key
    std::string keys;
    std::int64_t packets = 0, gaps = 0;
    std::uint16_t last_sequence = 0;
    std::uint32_t last_timestamp = 0;
    int event_type = 101, codec_type = -1;
    std::vector<std::uint8_t> last_payload;
    std::shared_ptr<Coder> coder;  // for G.722 (9) and Opus (107, 111)
    int noise = 0;                 // comfort noise packets (13)

    void take(std::span<const std::uint8_t> datagram) {
        const auto rtp = parse_rtp(datagram);
        if (!rtp) return;
        if (packets > 0 && rtp->sequence != static_cast<std::uint16_t>(last_sequence + 1)) ++gaps;
        ++packets;
        last_sequence = rtp->sequence, last_timestamp = rtp->timestamp;
        if (rtp->payload_type == event_type) {
            const auto e = parse_event(rtp->payload);
            if (e && presses.insert({rtp->timestamp, digit_of(e->event)}).second)
                keys += digit_of(e->event);
            return;
        }
        codec_type = rtp->payload_type;
        last_payload.assign(rtp->payload.begin(), rtp->payload.end());
        if (codec_type == 13) ++noise;
        if (codec_type == 13) return;
        if (codec_type == 9 || codec_type > 100) {
            if (coder == nullptr) coder = std::make_shared<Coder>();
            for (const auto& piece : coder->hear(codec_type == 9 ? Codec::g722 : Codec::opus, *rtp))
                heard.insert(heard.end(), piece.samples.begin(), piece.samples.end());
            return;
        }
        for (const std::uint8_t b : rtp->payload)
            heard.push_back(rtp->payload_type == 8 ? decode_alaw(b) : decode_ulaw(b));
    }
};

struct Voice {
    std::uint32_t ssrc = 0x1000, timestamp = 160;
    std::uint16_t sequence = 100;
    Codec codec = Codec::pcmu;
    double hz = 0;  // 0 = silence
    bool sending = true;
    double amplitude = 8000;
    std::function<std::int16_t(std::uint32_t)>
        sound;          // instead of the tone: a sample by its number
    std::string press;  // keys still to send
    int press_step = 0, event_type = 101;
    std::uint32_t press_timestamp = 0;
    int opus_type = 107;
    std::uint32_t sung = 160;  // samples of the tone
    std::shared_ptr<Coder> coder;

    /// The next 20 ms (one datagram).
    std::vector<std::uint8_t> next() {
        std::vector<std::uint8_t> d(rtp_header_bytes + frame_samples);
        if (!press.empty()) return next_event();
        const int types[] = {0, 8, 9, opus_type};
        write_rtp_header({static_cast<std::uint8_t>(types[static_cast<int>(codec)]),
                          false,
                          sequence++,
                          timestamp,
                          ssrc,
                          {}},
                         d.data());
        std::array<std::int16_t, frame_samples> pcm;
        for (std::size_t i = 0; i < frame_samples; ++i) {
            pcm[i] = sound ? sound(sung + static_cast<std::uint32_t>(i))
                           : static_cast<std::int16_t>(
                                 amplitude *
                                 std::sin(2 * M_PI * hz * (sung + static_cast<double>(i)) / 8000));
            d[rtp_header_bytes + i] =
                codec == Codec::pcmu ? encode_ulaw(pcm[i]) : encode_alaw(pcm[i]);
        }
        if (!is_g711(codec)) {
            if (coder == nullptr) coder = std::make_shared<Coder>();
            std::array<std::uint8_t, Coder::encoded_max> out;
            const std::size_t n = coder->encode(codec, pcm, out);
            d.resize(rtp_header_bytes);
            d.insert(d.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(n));
        }
        sung += frame_samples;
        timestamp += static_cast<std::uint32_t>(clock_hz(codec) / 50);
        return d;
    }

private:
    std::vector<std::uint8_t> next_event() {
        std::vector<std::uint8_t> d(rtp_header_bytes + 4);
        if (press_step++ == 0) press_timestamp = timestamp;
        const bool end = press_step >= 4;
        write_rtp_header({static_cast<std::uint8_t>(event_type),
                          press_step == 1,
                          sequence++,
                          press_timestamp,
                          ssrc,
                          {}},
                         d.data());
        write_event({*event_of(press[0]), end, 10, static_cast<std::uint16_t>(press_step * 160)},
                    d.data() + rtp_header_bytes);
        timestamp += static_cast<std::uint32_t>(clock_hz(codec) / 50);
        sung += frame_samples;
        if (press_step == 6) press.erase(0, 1), press_step = 0;  // the end was sent three times
        return d;
    }
};

class Actor {
public:
    virtual ~Actor() = default;
    virtual int fd() const = 0;
    virtual void tick() = 0;     // every 20 ms
    virtual void receive() = 0;  // drain the socket
};

class Phone : public Actor {
public:
    std::string ip;
    Socket socket;
    Address remote;
    Voice voice;
    Ear ear;
    SrtpPair srtp;
    bool encrypted = false;
    std::int64_t refused = 0;  // what came with another key, or without

    explicit Phone(double hz = 0, Codec codec = Codec::pcmu, std::string at = "127.0.0.1")
        : ip(std::move(at)), socket(*udp_socket(*Address::parse(ip, 0), 0)) {
        static std::uint32_t next_ssrc = 0x1000;
        voice.hz = hz, voice.codec = codec, voice.ssrc = ++next_ssrc;
    }
    std::uint16_t port() const { return local_of(socket).port(); }
    std::string sdp(const std::string& formats = "0 8 101", const std::string& extra = "") const {
        const std::string host = (ip.find(':') == ip.npos ? "IN IP4 " : "IN IP6 ") + ip;
        return "v=0\r\no=- 1 1 " + host + "\r\ns=-\r\nc=" + host + "\r\nt=0 0\r\nm=audio " +
               std::to_string(port()) + " RTP/AVP " + formats +
               "\r\na=rtpmap:101 telephone-event/8000\r\n" + extra;
    }
    /// From now on speaks SRTP and hears nothing else.
    void lock(SrtpPair keys) {
        srtp = std::move(keys);
        encrypted = true;
    }
    void call(const std::string& answer) { remote = *Address::parse(ip, port_of(answer)); }
    int fd() const override { return socket.fd(); }
    void tick() override {
        if (!voice.sending || remote.empty()) return;
        auto d = voice.next();
        std::size_t n = d.size();
        d.resize(n + 32);
        if (encrypted) n = srtp.protect(d.data(), n);
        (void)!::sendto(socket.fd(), d.data(), n, 0, &remote.any, remote.size());
    }
    void receive() override {
        std::array<std::uint8_t, 2048> b;
        for (ssize_t n = 0; (n = ::recv(socket.fd(), b.data(), b.size(), 0)) > 0;) {
            auto size = static_cast<std::size_t>(n);
            if (encrypted) size = srtp.unprotect(b.data(), size);
            if (size == 0) ++refused;
            ear.take({b.data(), size});
        }
    }
};

/// Lets actors live until `done`, at most `limit`; true when it came true.
inline bool live(const std::vector<Actor*>& actors, const std::function<bool()>& done,
                 std::chrono::milliseconds limit = std::chrono::milliseconds(15000)) {
    Socket timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    const itimerspec spec{{0, 20'000'000}, {0, 1'000'000}};
    timerfd_settime(timer.fd(), 0, &spec, nullptr);
    std::vector<pollfd> fds{{timer.fd(), POLLIN, 0}};
    for (const Actor* a : actors) fds.push_back({a->fd(), POLLIN, 0});
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
        if (done()) return true;
        ::poll(fds.data(), fds.size(), 20);
        std::uint64_t ticks = 0;
        if (::read(timer.fd(), &ticks, sizeof ticks) != sizeof ticks) ticks = 0;
        for (Actor* a : actors) {
            a->receive();
            for (std::uint64_t i = 0; i < std::min<std::uint64_t>(ticks, 50); ++i) a->tick();
        }
    }
    return done();
}
inline bool live_for(const std::vector<Actor*>& actors, std::chrono::milliseconds span) {
    const auto end = std::chrono::steady_clock::now() + span;
    return live(
        actors, [&] { return std::chrono::steady_clock::now() >= end; },
        span + std::chrono::seconds(1));
}

/// Collects the engine's events, thread-safe.
struct Log {
    mutable std::mutex mutex;
    std::vector<std::string> lines;
    void add(std::string line) {
        const std::scoped_lock lock(mutex);
        lines.push_back(std::move(line));
    }
    bool has(const std::string& line) const { return count(line) > 0; }
    long count(const std::string& line) const {
        const std::scoped_lock lock(mutex);
        return std::count(lines.begin(), lines.end(), line);
    }
    std::string find(const std::string& prefix) const {
        const std::scoped_lock lock(mutex);
        for (const auto& l : lines) {
            if (l.starts_with(prefix)) return l;
        }
        return {};
    }
    Events events() {
        const auto n = [](LegId id) { return std::to_string(id.value); };
        Events e;
        e.digit = [this, n](LegId id, char d) { add("digit " + n(id) + " " + d); };
        e.played = [this, n](LegId id, std::string token) { add("played " + n(id) + " " + token); };
        e.connected = [this, n](LegId id) { add("connected " + n(id)); };
        e.lost = [this, n](LegId id) { add("lost " + n(id)); };
        e.hushed = [this, n](LegId id, bool on) { add((on ? "hushed " : "heard ") + n(id)); };
        e.recorded = [this](RecordingId id, std::int64_t ms, std::string sha) {
            add("recorded " + std::to_string(id.value) + " " + std::to_string(ms) + " " + sha);
        };
        e.record_failed = [this](RecordingId id, std::string code) {
            add("record_failed " + std::to_string(id.value) + " " + code);
        };
        return e;
    }
};

}  // namespace ol::media::test
