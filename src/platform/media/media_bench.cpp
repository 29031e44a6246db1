// media_bench [CALLS] [SECONDS] [--json]: bridged calls (50 packets/s both ways) without and with
// recording, one side encrypted, three-ways that are mixed, and waiting callers with music, each as
// "per core" from the engine's own CPU time (process minus generator thread). Loopback only. The
// kernel's price of one datagram in and one out ("relay floor") is measured in the same run with
// the same generator. With --json a line of JSON for each scene.
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/media/test_peer.hpp"

using namespace ol;
using namespace ol::media;
using namespace ol::media::test;

namespace {

std::int64_t steady_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}
double cpu_s(int who) {
    rusage u{};
    getrusage(who, &u);
    return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}
std::int64_t resident_kb() {
    std::ifstream in("/proc/self/statm");
    std::int64_t pages = 0, resident = 0;
    in >> pages >> resident;
    return resident * 4;
}

bool as_json = false;

struct Stream {
    int socket = 0;
    Address to;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0, ssrc = 0;
    SrtpPair* keys = nullptr;  // encrypts what it sends; what it hears is counted as it comes
};

struct Measure {
    double engine_cpu = 0, seconds = 0;  // CPU seconds of everything but the generator
    std::int64_t sent = 0, received = 0;
    std::vector<float> latency_ms;
};

// Sends 50 packets/s per stream, phased, from a few sockets; stamps the payload; reads everything
// that comes back.
class Generator {
public:
    std::vector<Socket> sockets;
    std::vector<Stream> streams;
    bool sends = true;
    Generator() {
        for (int i = 0; i < 8; ++i)
            sockets.push_back(*udp_socket(*Address::parse("127.0.0.1", 0), 8 << 20));
    }
    Measure run(double seconds) {
        Measure m;
        Socket timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
        const itimerspec spec{{0, 1'000'000}, {0, 1'000'000}};
        timerfd_settime(timer.fd(), 0, &spec, nullptr);
        const std::int64_t end = steady_us() + static_cast<std::int64_t>(seconds * 1e6);
        const double all = cpu_s(RUSAGE_SELF), mine = cpu_s(RUSAGE_THREAD);
        const std::int64_t begin = steady_us();
        for (std::size_t phase = 0; steady_us() < end;) {
            std::uint64_t n = 0;
            (void)!::read(timer.fd(), &n, sizeof n);
            for (std::uint64_t i = 0; i < std::min<std::uint64_t>(n, 40); ++i)
                send_phase(phase++ % 20, m);
            receive(m);
        }
        m.seconds = static_cast<double>(steady_us() - begin) / 1e6;
        m.engine_cpu = (cpu_s(RUSAGE_SELF) - all) - (cpu_s(RUSAGE_THREAD) - mine);
        return m;
    }

private:
    void send_phase(std::size_t phase, Measure& m) {
        if (!sends) return;
        std::array<std::uint8_t, 172 + 16> p{};  // room for the tag of SRTP
        for (std::size_t i = phase; i < streams.size(); i += 20) {
            Stream& s = streams[i];
            write_rtp_header({0, false, s.sequence++, s.timestamp, s.ssrc, {}}, p.data());
            s.timestamp += 160;
            const std::int64_t now = steady_us();
            std::memcpy(p.data() + 12, "STMP", 4);
            std::memcpy(p.data() + 16, &now, 8);
            const std::size_t size = s.keys ? s.keys->protect(p.data(), 172) : 172;
            (void)!::sendto(sockets[static_cast<std::size_t>(s.socket)].fd(), p.data(), size, 0,
                            &s.to.any, s.to.size());
            ++m.sent;
        }
    }
    void receive(Measure& m) {
        std::array<std::uint8_t, 2048> b;
        for (const Socket& s : sockets) {
            for (ssize_t n = 0; (n = ::recv(s.fd(), b.data(), b.size(), MSG_DONTWAIT)) > 0;) {
                ++m.received;
                std::int64_t at = 0;
                if (n < 172 || std::memcmp(b.data() + 12, "STMP", 4) != 0) continue;
                std::memcpy(&at, b.data() + 16, 8);
                m.latency_ms.push_back(static_cast<float>(steady_us() - at) / 1000);
            }
        }
    }
};

std::string leg_sdp(std::uint16_t port, bool opus) {
    return "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio " + std::to_string(port) + " RTP/AVP " +
           (opus ? "107" : "0") +
           " 101\r\na=rtpmap:101 telephone-event/8000\r\na=rtpmap:107 opus/48000/2\r\n";
}

void report(const char* what, int n, Measure m) {
    std::sort(m.latency_ms.begin(), m.latency_ms.end());
    const auto at = [&](double q) {
        return m.latency_ms.empty() ? 0.0
                                    : static_cast<double>(m.latency_ms[static_cast<std::size_t>(
                                          q * static_cast<double>(m.latency_ms.size() - 1))]);
    };
    const double share = m.engine_cpu / m.seconds;
    if (as_json) {
        std::printf(R"({"scene":"%s","n":%d,"cpu_pct":%.3f,"per_core":%.0f,"us_per_packet":%.2f,)"
                    R"("sent":%lld,"received":%lld,"latency_p50_ms":%.3f,"latency_p99_ms":%.3f})"
                    "\n",
                    what, n, 100 * share, n / share,
                    1e6 * m.engine_cpu / static_cast<double>(std::max<std::int64_t>(m.received, 1)),
                    static_cast<long long>(m.sent), static_cast<long long>(m.received), at(0.5),
                    at(0.99));
        std::fflush(stdout);
        return;
    }
    std::printf(
        "%-22s %5d  cpu %5.1f %%  per core %6.0f  us/packet %5.2f  sent %lld received %lld  "
        "latency ms p50 %.2f p99 %.2f\n",
        what, n, 100 * share, n / share,
        1e6 * m.engine_cpu / static_cast<double>(std::max<std::int64_t>(m.received, 1)),
        static_cast<long long>(m.sent), static_cast<long long>(m.received), at(0.5), at(0.99));
    std::fflush(stdout);
}

// The least a media path can do: one thread, recvfrom and sendto per packet, one socket per leg, as
// the engine's.
void relay_floor(int calls, double seconds) {
    Generator g;
    std::vector<Socket> legs;
    std::vector<Address> home;
    Socket ready(::epoll_create1(EPOLL_CLOEXEC));
    for (int i = 0; i < 2 * calls; ++i) {
        legs.push_back(*udp_socket(*Address::parse("127.0.0.1", 0), 0));
        home.push_back(local_of(g.sockets[static_cast<std::size_t>(i % 8)]));
        g.streams.push_back({i % 8, local_of(legs.back()), 0, 0, static_cast<std::uint32_t>(i)});
        epoll_event e{EPOLLIN, {.u32 = static_cast<std::uint32_t>(i)}};
        epoll_ctl(ready.fd(), EPOLL_CTL_ADD, legs.back().fd(), &e);
    }
    std::atomic<bool> stop{false};
    std::thread relay([&] {
        std::array<epoll_event, 256> events;
        std::array<std::uint8_t, 2048> b;
        while (!stop) {
            const int n = epoll_wait(ready.fd(), events.data(), 256, 10);
            for (int i = 0; i < n; ++i) {
                const auto leg = events[static_cast<std::size_t>(i)].data.u32;
                const auto size = ::recv(legs[leg].fd(), b.data(), b.size(), 0);
                const Address& to = home[leg ^ 1];
                if (size > 0)
                    (void)!::sendto(legs[leg ^ 1].fd(), b.data(), static_cast<std::size_t>(size), 0,
                                    &to.any, to.size());
            }
        }
    });
    report("relay floor", calls, g.run(seconds));
    stop = true;
    relay.join();
}

/// A browser's voice towards a SIP phone: by the suite that browsers agree on, with keys of SDES
/// instead of a DTLS handshake, which is no part of a packet's price.
struct Locked {
    static constexpr Suite suite = Suite::aes128_gcm;
    std::string ours = crypto::random_bytes(key_bytes(suite));
    SrtpPair keys;
    std::string offer(std::uint16_t port) const {
        return "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio " + std::to_string(port) +
               " RTP/SAVP 0\r\na=crypto:1 " + std::string(name_of(suite)) +
               " inline:" + crypto::base64(ours) + "\r\n";
    }
    void met(const std::string& answer) {
        const auto theirs =
            crypto::unbase64(line_value(answer, std::string(name_of(suite)) + " inline:"));
        const auto* mine = reinterpret_cast<const std::uint8_t*>(ours.data());
        if (!theirs ||
            !SrtpPair::create(suite, reinterpret_cast<const std::uint8_t*>(theirs->data()), mine,
                              keys))
            std::exit(4);
    }
};

struct Scene {
    Generator g;
    std::deque<Locked> locked;
    std::unique_ptr<Engine> engine;
    /// Every second leg is encrypted.
    void lock_half(int legs) {
        engine = *Engine::create({.rtp_port_min = 20000, .rtp_port_max = 60000}, {});
        for (int i = 0; i < legs; ++i) {
            const auto port = local_of(g.sockets[static_cast<std::size_t>(i % 8)]).port();
            const bool plain = i % 2 == 0;
            if (!plain) locked.emplace_back();
            const auto answer = engine->answer(
                LegId{i + 1}, plain ? leg_sdp(port, false) : locked.back().offer(port));
            if (!answer) std::exit(3);
            if (!plain) locked.back().met(*answer);
            g.streams.push_back({i % 8, *Address::parse("127.0.0.1", port_of(*answer)), 0, 0,
                                 static_cast<std::uint32_t>(i + 7),
                                 plain ? nullptr : &locked.back().keys});
        }
    }
    Scene() = default;
    Scene(const std::string& prompts, int legs, bool opus = false) {
        engine = *Engine::create(
            {.rtp_port_min = 20000, .rtp_port_max = 60000, .prompts_dir = prompts}, {});
        for (int i = 0; i < legs; ++i) {
            const auto answer = engine->answer(
                LegId{i + 1}, leg_sdp(local_of(g.sockets[static_cast<std::size_t>(i % 8)]).port(),
                                      opus && i % 2 == 1));
            if (!answer) std::exit(3);
            g.streams.push_back({i % 8, *Address::parse("127.0.0.1", port_of(*answer)), 0, 0,
                                 static_cast<std::uint32_t>(i + 7)});
        }
    }
};

// `opus`: the second leg of each call is sent Opus, so one direction is converted.
void bridged(int calls, double seconds, bool record, bool opus = false) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("ol_bench_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    {
        const auto before = resident_kb();
        Scene s("", 2 * calls, opus);
        for (int i = 1; i <= calls; ++i) {
            s.engine->bridge(LegId{2 * i - 1}, LegId{2 * i});
            if (record)
                s.engine->record(RecordingId{i}, folder / (std::to_string(i) + ".wav"),
                                 LegId{2 * i - 1}, LegId{2 * i});
        }
        s.g.run(0.5);
        report(opus     ? "to Opus, one way"
               : record ? "bridged and recorded"
                        : "bridged",
               calls, s.g.run(seconds));
        if (!as_json)
            std::printf("    resident kB per call %lld, late ticks %lld\n",
                        static_cast<long long>((resident_kb() - before) / calls),
                        static_cast<long long>(s.engine->counters().late_ticks));
    }
    std::filesystem::remove_all(folder);
}

void half_encrypted(int calls, double seconds) {
    Scene s;
    s.lock_half(2 * calls);
    for (int i = 1; i <= calls; ++i) s.engine->bridge(LegId{2 * i - 1}, LegId{2 * i});
    s.g.run(0.5);
    report("SRTP leg to plain leg", calls, s.g.run(seconds));
}

/// Three who all hear each other: what each hears is the sum of the two others.
void mixed(int rooms, double seconds) {
    Scene s("", 3 * rooms);
    std::vector<Seat> seats;
    for (int i = 0; i < rooms; ++i) {
        const LegId a{3 * i + 1}, b{3 * i + 2}, c{3 * i + 3};
        seats.insert(seats.end(), {Seat{a, {b, c}}, Seat{b, {a, c}}, Seat{c, {a, b}}});
    }
    s.engine->seat(seats);
    s.g.run(0.5);
    report("three-way, mixed", rooms, s.g.run(seconds));
}

void waiting(int callers, double seconds, bool talk) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("ol_bench_music_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "music.ulaw", std::ios::binary) << std::string(80000, '\x55');
    const auto before = resident_kb();
    Scene s(folder, callers);
    s.g.sends = talk;
    for (int i = 1; i <= callers; ++i) s.engine->play(LegId{i}, {{"music"}, "en", true, ""});
    s.g.run(0.5);
    report(talk ? "waiting, talking" : "waiting with music", callers, s.g.run(seconds));
    if (!as_json)
        std::printf("    resident kB per caller %lld\n",
                    static_cast<long long>((resident_kb() - before) / callers));
    std::filesystem::remove_all(folder);
}

// What a coder costs for 20 ms of speech-like sound, from this thread's own CPU time.
void coders() {
    Coder coder;
    test::Voice voice;
    constexpr int frames = 3000;
    for (const Codec codec : {Codec::g722, Codec::opus}) {
        voice.codec = codec, voice.coder = nullptr;
        voice.sound = [](std::uint32_t i) {
            return static_cast<std::int16_t>(9000 * std::sin(i * 0.11) * std::sin(i * 0.003));
        };
        double begin = cpu_s(RUSAGE_THREAD);
        std::vector<std::vector<std::uint8_t>> packets;
        for (int i = 0; i < frames; ++i) packets.push_back(voice.next());
        const double encoded = cpu_s(RUSAGE_THREAD) - begin;
        begin = cpu_s(RUSAGE_THREAD);
        for (const auto& p : packets) (void)coder.hear(codec, *parse_rtp(p));
        const double decoded = cpu_s(RUSAGE_THREAD) - begin;
        std::printf("%-22s encode %5.1f us, decode %5.1f us for 20 ms\n", to_string(codec).data(),
                    1e6 * encoded / frames, 1e6 * decoded / frames);
    }
    std::fflush(stdout);
}

// Each scene in a process of its own, so that its memory is its own.
template <class Scenery>
void in_child(Scenery scenery) {
    const pid_t child = ::fork();
    if (child == 0) {
        scenery();
        std::fflush(stdout);
        std::_Exit(0);
    }
    ::waitpid(child, nullptr, 0);
}

}  // namespace

int main(int count, char** values) {
    const int calls = count > 1 ? std::atoi(values[1]) : 200;
    const double seconds = count > 2 ? std::atof(values[2]) : 4;
    as_json = count > 3 && std::string_view(values[3]) == "--json";
    start_srtp();
    log::set_level(log::Level::warn);
    in_child([&] { relay_floor(calls, seconds); });
    in_child([&] { bridged(calls, seconds, false); });
    in_child([&] { bridged(calls, seconds, true); });
    in_child([&] { half_encrypted(calls, seconds); });
    in_child([&] { mixed(calls / 2, seconds); });
    in_child([&] { waiting(2 * calls, seconds, true); });
    in_child([&] { waiting(2 * calls, seconds, false); });
    in_child([&] { bridged(calls / 5, seconds, false, true); });
    if (!as_json) in_child([] { coders(); });
    in_child([&] { waiting(1, seconds, true); });  // the price of being there
    return 0;
}
