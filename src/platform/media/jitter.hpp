#pragma once
// Play-out buffer of one stream: packets go in by RTP timestamp, 20 ms of mu-law come out at each
// tick. As deep as all but the rarest packets of the last seconds needed it, 40 to 200 ms behind
// the fastest. It deepens where nothing is there to be played, by waiting, and in silence; it gives
// back in gaps, in silence and by laying two frames over each other, which also makes good what two
// clocks drift apart.
#include <algorithm>
#include <array>
#include <climits>
#include <cstdint>
#include <span>

#include "platform/media/conceal.hpp"
#include "platform/media/pcm.hpp"

namespace ol::media {

/// How late the packets of the last four to eight seconds came, in samples against any clock that
/// runs as the sender's does.
class Lateness {
public:
    void came(int samples);
    void tick();     // 20 ms have passed
    void restart();  // the clock leaps: what was learned of the spread stays
    int fastest() const { return std::min(now_.least, before_.least); }
    /// By how much the packets trail the fastest, the latest of each four seconds left out.
    int spread() const;

private:
    struct Window {
        int least = INT_MAX, most = INT_MIN, second = INT_MIN;
    };
    Window now_, before_;
    int ticks_ = 0;
};

class JitterBuffer {
public:
    static constexpr int delay_min = 320, delay_max = 1600;  // samples: 40 and 200 ms

    /// false: the packet came after its time and was not used.
    bool put(Codec codec, std::uint32_t timestamp, std::span<const std::uint8_t> payload);
    /// The next 20 ms. Gaps repeat the last pitch period, fading over 50 ms (as G.711 appendix I),
    /// then silence, or the noise that the peer described.
    void pull(std::uint8_t* out);
    /// RFC 3389: the peer pauses; what it would hear as silence has this level, in -dBov.
    void comfort(std::uint8_t level);
    void reset();
    /// RTP time up to which the next pull plays: what is to be heard in it must be here by then.
    std::uint32_t wanted_until() const { return play_ + frame; }
    int delay_ms() const { return (started_ ? delay() : target()) / 8; }  // behind the fastest
    std::int64_t concealed_frames() const { return concealed_ / frame; }

private:
    static constexpr int frame = static_cast<int>(frame_samples);
    static constexpr std::uint32_t ring_size = 4096;  // 512 ms
    static constexpr std::uint8_t absent = 0x7F;  // negative zero: what comes as such is kept as 0
    static constexpr int concealed_max = 400;     // it has faded out after 50 ms

    static std::array<std::uint8_t, ring_size> nothing();
    void anchor(std::uint32_t timestamp);
    int delay() const;
    int target() const;
    bool empty() const;
    bool gone() const;                     // nothing of the next frame is there
    bool whole(std::uint32_t from) const;  // all of a frame is
    bool quiet() const;
    int step();
    void render(std::uint8_t* out);
    void overlap(std::uint8_t* out);
    void conceal(std::span<std::int16_t> gap);

    bool there(std::uint32_t at) const { return ring_[at % ring_size] != absent; }

    std::array<std::uint8_t, ring_size> ring_ = nothing();  // mu-law, or `absent`
    Concealer concealer_;
    Lateness lateness_;
    bool started_ = false;
    std::uint32_t play_ = 0, newest_ = 0, played_ = 0;  // RTP timestamps; the end of what was heard
    std::uint32_t clock_ = 0;                           // goes on 20 ms a tick whatever is played
    int missing_ = concealed_max, shrink_after_ = 0;
    std::int32_t noise_ = 0;  // peak of the noise; 0: none
    std::uint32_t noise_seed_ = 1;
    std::int64_t concealed_ = 0;  // samples
};

}  // namespace ol::media
