// A poor line, simulated packet by packet so that every run is the same: loss 1-20 %, jitter of
// 100 ms with reordering, doubled packets, clocks that drift, packets of 40 ms. How much of speech
// survives is measured: per 60 ms the best correlation with what was said, near its time.
#include <gtest/gtest.h>

#include <cmath>

#include "platform/media/coder.hpp"
#include "platform/media/jitter.hpp"
#include "platform/media/test_peer.hpp"

using namespace ol::media;

namespace line_test {

using Samples = std::vector<std::int16_t>;

struct Random {
    std::uint32_t state = 1;
    double next() {  // 0..1
        state = state * 1664525u + 1013904223u;
        return static_cast<double>(state >> 8) / (1 << 24);
    }
};

/// Syllables four times a second, a voice that rises and falls between 110 and 160 Hz.
Samples speech(int ms) {
    Samples s(static_cast<std::size_t>(ms) * 8);
    double phase = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const double t = static_cast<double>(i) / 8000;
        phase += 2 * M_PI * (135 + 25 * std::sin(2 * M_PI * 0.7 * t)) / 8000;
        double v = 0;
        for (int h = 1; h <= 12; ++h)
            v += std::sin(h * phase) / (1 + std::abs(h - 4 - 2 * std::sin(2 * M_PI * 1.3 * t)));
        s[i] = static_cast<std::int16_t>(3000 * v * (0.55 + 0.45 * std::sin(2 * M_PI * 4 * t)));
    }
    return s;
}

struct Line {
    double loss = 0, jitter_ms = 0, doubled = 0;
    std::uint32_t seed = 1;
};
struct Arrival {
    double at_ms = 0;
    std::vector<std::uint8_t> bytes;
};

std::vector<Arrival> through(const Line& line, const std::vector<Arrival>& sent) {
    Random random{line.seed};
    std::vector<Arrival> arrivals;
    for (const Arrival& p : sent) {
        const bool lost = random.next() < line.loss;
        const double at = p.at_ms + random.next() * line.jitter_ms;
        if (!lost) arrivals.push_back({at, p.bytes});
        if (!lost && random.next() < line.doubled) arrivals.push_back({at + 1, p.bytes});
    }
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const Arrival& a, const Arrival& b) { return a.at_ms < b.at_ms; });
    return arrivals;
}

std::vector<Arrival> spoken(const Samples& what, Codec codec) {
    test::Voice voice;
    voice.codec = codec;
    voice.sung = 0;
    voice.sound = [&](std::uint32_t i) { return i < what.size() ? what[i] : std::int16_t{0}; };
    std::vector<Arrival> sent;
    for (std::size_t i = 0; i < what.size() / frame_samples; ++i)
        sent.push_back({static_cast<double>(i) * 20, voice.next()});
    return sent;
}

/// What a recording hears of it.
Samples heard(const std::vector<Arrival>& arrivals, Codec codec, int ms) {
    JitterBuffer buffer;
    Coder coder;
    SequenceBook book;
    Samples out;
    std::size_t next = 0;
    const auto put = [&buffer](std::span<const Coder::Piece> pieces) {
        for (const auto& piece : pieces) {
            std::vector<std::uint8_t> law;
            for (const auto s : piece.samples) law.push_back(encode_ulaw(s));
            buffer.put(Codec::pcmu, piece.timestamp, law);
        }
    };
    for (int t = 0; t < ms; t += 20) {
        for (; next < arrivals.size() && arrivals[next].at_ms <= t; ++next) {
            const auto rtp = parse_rtp(arrivals[next].bytes);
            if (book.packet(*rtp, t * 1000) == SequenceBook::Verdict::duplicate) continue;
            if (is_g711(codec)) {
                buffer.put(codec, rtp->timestamp, rtp->payload);
                continue;
            }
            if (!coder.hold(codec, *rtp)) put(coder.hear(codec, *rtp));
            while (coder.due()) put(coder.release());
        }
        while (coder.due(buffer.wanted_until())) put(coder.release());
        std::array<std::uint8_t, frame_samples> frame;
        buffer.pull(frame.data());
        for (const auto byte : frame) out.push_back(decode_ulaw(byte));
    }
    return out;
}

/// 0..1: the mean over 60 ms stretches of the best correlation with what was said 0 to 300 ms
/// before.
double understood(const Samples& said, const Samples& got) {
    constexpr std::size_t stretch = 480, lag_max = 2400, lag_step = 4;
    double sum = 0;
    int count = 0;
    for (std::size_t at = 4000; at + stretch <= std::min(got.size(), said.size()); at += stretch) {
        double best = 0, energy = 1;
        for (std::size_t i = 0; i < stretch; ++i)
            energy += static_cast<double>(got[at + i]) * got[at + i];
        for (std::size_t lag = 0; lag <= lag_max; lag += lag_step) {
            double product = 0, other = 1;
            for (std::size_t i = 0; i < stretch; i += 2) {
                const double x = said[at + i - lag];
                product += 2 * x * got[at + i];
                other += 2 * x * x;
            }
            best = std::max(best, product / std::sqrt(energy * other));
        }
        sum += best;
        ++count;
    }
    return sum / std::max(count, 1);
}

/// What the play-out buffer makes of a talk of 60 s through a line, speech in it half of the time.
struct Played {
    std::int64_t concealed = 0;  // frames, after the first 2 s
    int frames = 0, late = 0, delay_most_ms = 0, delay_ms = 0;
    double share() const { return static_cast<double>(concealed) / frames; }
};
Played played(const Line& line, double stall_at_ms = 1e9) {
    static const std::vector<Arrival> talk = spoken(speech(60'000), Codec::pcma);
    auto sent = talk;
    for (Arrival& p : sent)  // nothing comes for 150 ms, then all of it at once
        if (p.at_ms >= stall_at_ms && p.at_ms < stall_at_ms + 150) p.at_ms = stall_at_ms + 150;
    const auto arrivals = through(line, sent);
    JitterBuffer buffer;
    Played r;
    std::int64_t before = 0;
    std::size_t next = 0;
    for (int t = 0; t < 60'000; t += 20, ++r.frames) {
        for (; next < arrivals.size() && arrivals[next].at_ms <= t; ++next) {
            const auto rtp = parse_rtp(arrivals[next].bytes);
            r.late += buffer.put(Codec::pcma, rtp->timestamp, rtp->payload) ? 0 : 1;
        }
        std::array<std::uint8_t, frame_samples> frame;
        buffer.pull(frame.data());
        r.delay_most_ms = std::max(r.delay_most_ms, buffer.delay_ms());
        if (t == 2000) before = buffer.concealed_frames(), r.frames = r.late = 0;
    }
    r.concealed = buffer.concealed_frames() - before;
    r.delay_ms = buffer.delay_ms();
    return r;
}

double through_line(const Line& line, Codec codec) {
    static const Samples said = speech(6000);
    return understood(said, heard(through(line, spoken(said, codec)), codec, 6000));
}

TEST(PoorLine, SpeechStaysUnderstandable) {
    struct Case {
        double loss, jitter_ms, least_law, least_opus;
    };
    for (const Case& c :
         {Case{0, 0, 0.99, 0.9}, Case{0.01, 0, 0.98, 0.9}, Case{0.05, 0, 0.96, 0.88},
          Case{0.10, 0, 0.92, 0.86}, Case{0.20, 0, 0.85, 0.8}, Case{0.01, 100, 0.93, 0.9},
          Case{0.10, 100, 0.85, 0.88}, Case{0.20, 100, 0.75, 0.84}}) {
        const Line line{c.loss, c.jitter_ms, 0.01};
        const double law = through_line(line, Codec::pcma), opus = through_line(line, Codec::opus),
                     g722 = through_line(line, Codec::g722);
        std::printf(
            "loss %2.0f %%, jitter %3.0f ms: understood G.711 %.3f, G.722 %.3f, Opus %.3f\n",
            100 * c.loss, c.jitter_ms, law, g722, opus);
        EXPECT_GT(law, c.least_law);
        EXPECT_GT(opus, c.least_opus);
        EXPECT_GT(g722, c.least_opus);
    }
    // What the figure says of a line that carries something else.
    EXPECT_LT(understood(speech(6000), Samples(48000, 3)), 0.2);
}

TEST(PoorLine, TheBufferIsAsDeepAsTheJitterAndNoDeeper) {
    struct Case {
        double jitter_ms, concealed_most;
        int delay_most_ms;
    };
    for (const Case& c : {Case{0, 0.001, 40}, Case{15, 0.001, 40}, Case{40, 0.01, 80},
                          Case{100, 0.02, 140}, Case{180, 0.02, 200}}) {
        for (std::uint32_t seed = 1; seed <= 5; ++seed) {
            const Played r = played({0, c.jitter_ms, 0, seed});
            std::printf(
                "jitter %3.0f ms, seed %u: concealed %.2f %%, late %d of %d, delay %d ms at the "
                "end, %d at most\n",
                c.jitter_ms, seed, 100 * r.share(), r.late, r.frames, r.delay_ms, r.delay_most_ms);
            EXPECT_LE(r.share(), c.concealed_most);
            EXPECT_LE(r.late, static_cast<int>(c.concealed_most * r.frames));
            EXPECT_LE(r.delay_ms, c.delay_most_ms);
        }
    }
}

TEST(PoorLine, AStallIsPlayedLaterAndTheDelayComesDownAgain) {
    const Played r = played({}, 30'000);
    EXPECT_EQ(r.late, 0) << "what can still be played is";
    EXPECT_LE(r.concealed, 9);
    EXPECT_GE(r.delay_most_ms, 140);
    EXPECT_EQ(r.delay_ms, 40);
}

TEST(PoorLine, KeysAreNeitherLostNorDoubled) {
    for (const double loss : {0.0, 0.01, 0.05, 0.1, 0.2}) {
        for (std::uint32_t seed = 1; seed <= 10; ++seed) {
            test::Voice voice;
            voice.press = "1122334455#*0099";
            const std::string pressed = voice.press;
            std::vector<Arrival> sent;
            for (int i = 0; i < 220; ++i) {
                // Keys 400 ms apart: six packets of the event, then speech.
                const std::string waiting = voice.press;
                if (i % 20 >= 6) voice.press.clear();
                sent.push_back({i * 20.0, voice.next()});
                if (i % 20 >= 6) voice.press = waiting;
            }
            for (int i = 220; !voice.press.empty(); ++i) sent.push_back({i * 20.0, voice.next()});
            std::string told;
            SequenceBook book;
            DigitReceiver digits;
            for (const auto& p : through({loss, 100, 0.1, seed}, sent)) {
                const auto rtp = parse_rtp(p.bytes);
                if (book.packet(*rtp, static_cast<std::int64_t>(p.at_ms * 1000)) ==
                    SequenceBook::Verdict::duplicate)
                    continue;
                const auto event = parse_event(rtp->payload);
                if (rtp->payload_type != 101 || !event) continue;
                if (const char digit = digits.packet(*rtp, *event); digit != '\0') told += digit;
            }
            EXPECT_EQ(told, pressed) << loss << " " << seed;
        }
    }
}

TEST(PoorLine, KeysAsTonesAreNeverDoubled) {
    const std::string pressed = "159D#0";
    constexpr double rows[] = {697, 770, 852, 941}, columns[] = {1209, 1336, 1477, 1633};
    const std::string keys = "123A456B789C*0#D";
    Samples tones;
    for (const char key : pressed) {  // 100 ms, 100 ms apart
        const auto at = keys.find(key);
        for (int i = 0; i < 1600; ++i) {
            const double t = i / 8000.0 * 2 * M_PI;
            const double v = std::sin(rows[at / 4] * t) + std::sin(columns[at % 4] * t);
            tones.push_back(i < 800 ? static_cast<std::int16_t>(5000 * v) : std::int16_t{0});
        }
    }
    int told = 0, lines = 0;
    for (const double loss : {0.0, 0.02, 0.05, 0.1}) {
        for (std::uint32_t seed = 1; seed <= 10; ++seed, ++lines) {
            ToneReceiver receiver;
            std::string got;
            for (const auto& p : through({loss, 0, 0, seed}, spoken(tones, Codec::pcmu))) {
                const auto rtp = parse_rtp(p.bytes);
                Samples pcm;
                for (const auto byte : rtp->payload) pcm.push_back(decode_ulaw(byte));
                const auto now_us = static_cast<std::int64_t>(p.at_ms * 1000);
                receiver.hear(rtp->timestamp, pcm, now_us);
                if (const char key = receiver.ready(now_us); key != '\0') got += key;
            }
            while (const char key = receiver.ready(10'000'000)) got += key;
            EXPECT_TRUE(loss > 0 || got == pressed) << got;
            // A tone of which too much is lost may be missed; none comes twice, none is invented.
            std::size_t from = 0;
            for (const char key : got) {
                from = pressed.find(key, from);
                ASSERT_NE(from, pressed.npos) << got;
                ++from;
            }
            told += static_cast<int>(got.size());
        }
    }
    EXPECT_GT(told, lines * static_cast<int>(pressed.size()) * 9 / 10);
}

TEST(PoorLine, WhereBothComeTheEventWins) {
    ToneReceiver receiver;
    Samples tone(800);
    for (std::size_t i = 0; i < tone.size(); ++i) {
        const double t = static_cast<double>(i) / 8000 * 2 * M_PI;
        tone[i] = static_cast<std::int16_t>(5000 * (std::sin(770 * t) + std::sin(1336 * t)));
    }
    receiver.hear(0, tone, 100'000);
    EXPECT_EQ(receiver.ready(150'000), '\0');  // it waits for the event
    EXPECT_EQ(receiver.ready(230'000), '5');
    EXPECT_EQ(receiver.ready(230'000), '\0');
    receiver.hear(800, Samples(800), 300'000);
    receiver.hear(1600, tone, 400'000);
    receiver.events_win();
    EXPECT_EQ(receiver.ready(900'000), '\0');
    receiver.hear(2400, Samples(800), 1'000'000);
    receiver.hear(3200, tone, 1'100'000);
    EXPECT_EQ(receiver.ready(2'000'000), '\0');
}

TEST(PoorLine, ClocksThatDriftCostAFrameNowAndThen) {
    for (const double ppm : {-200.0, 200.0}) {
        JitterBuffer buffer;
        const std::array<std::uint8_t, frame_samples> voice = [] {
            std::array<std::uint8_t, frame_samples> v;
            v.fill(0x90);
            return v;
        }();
        int torn = 0;
        double sent_ms = 0;
        std::uint32_t timestamp = 1;
        for (int t = 0; t < 600'000; t += 20) {  // ten minutes
            for (; sent_ms <= t; sent_ms += 20 * (1 + ppm / 1e6), timestamp += frame_samples)
                buffer.put(Codec::pcmu, timestamp, voice);
            std::array<std::uint8_t, frame_samples> frame;
            buffer.pull(frame.data());
            torn += t > 1000 && frame[159] != 0x90 ? 1 : 0;
        }
        EXPECT_LE(torn, 20) << ppm;
        EXPECT_LE(buffer.delay_ms(), 200) << ppm;
    }
}

TEST(PoorLine, PacketsOfFortyMillisecondsAndALeapInTime) {
    JitterBuffer buffer;
    const std::vector<std::uint8_t> voice(320, 0x90);
    std::array<std::uint8_t, frame_samples> frame;
    int torn = 0;
    std::uint32_t timestamp = 7;
    for (int i = 0; i < 200; ++i) {
        if (i == 100) timestamp += 0x40000000;  // the sender begins anew
        if (i % 2 == 0) buffer.put(Codec::pcmu, timestamp, voice), timestamp += 320;
        buffer.pull(frame.data());
        torn += i > 10 && frame[159] != 0x90 ? 1 : 0;
    }
    EXPECT_LE(torn, 4);
}

}  // namespace line_test
