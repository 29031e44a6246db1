#include "platform/media/jitter.hpp"

#include <gtest/gtest.h>

using namespace ol::media;

namespace jitter_test {

using Frame = std::array<std::uint8_t, frame_samples>;

struct Line {
    JitterBuffer buffer;
    Frame pull() {
        Frame f{};
        buffer.pull(f.data());
        return f;
    }
    bool put(int n, std::uint8_t mark) {
        Frame f;
        f.fill(mark);
        return buffer.put(Codec::pcmu, static_cast<std::uint32_t>(n) * frame_samples + 0xFFFFFF00u,
                          f);  // wraps soon
    }
};
bool all(const Frame& f, std::uint8_t byte) {
    return std::all_of(f.begin(), f.end(), [&](std::uint8_t b) { return b == byte; });
}

TEST(Jitter, PlaysInOrderFortyMillisecondsLater) {
    Line l;
    l.put(0, 10);
    l.put(2, 12);
    l.put(1, 11);
    EXPECT_TRUE(all(l.pull(), ulaw_silence));
    EXPECT_TRUE(all(l.pull(), ulaw_silence));
    for (std::uint8_t mark : {10, 11, 12}) EXPECT_TRUE(all(l.pull(), mark)) << int{mark};
}

TEST(Jitter, ALostFrameFadesAndTheNextIsWhole) {
    Line l;
    l.put(0, 0x90);
    l.put(2, 0x92);
    l.pull(), l.pull();
    EXPECT_TRUE(all(l.pull(), 0x90));
    const Frame gap = l.pull();
    EXPECT_FALSE(all(gap, ulaw_silence));
    EXPECT_LT(std::abs(decode_ulaw(gap[159])), std::abs(decode_ulaw(gap[0])));
    const Frame next = l.pull();  // blended in, then untouched
    EXPECT_TRUE(
        std::all_of(next.begin() + 40, next.end(), [](std::uint8_t b) { return b == 0x92; }));
}

TEST(Jitter, LatenessDeepensTheBufferUpToTheLimit) {
    Line l;
    int late = 0;
    for (int i = 0; i < 60; ++i) {  // always three frames behind the tick
        if (i >= 5)
            late += l.put(i - 5, 1) ? 0 : 1;
        else if (i == 0)
            l.put(0, 1);
        l.pull();
    }
    EXPECT_GT(late, 0);
    EXPECT_LT(late, 10);
    EXPECT_GT(l.buffer.delay_ms(), 40);
    EXPECT_LE(l.buffer.delay_ms(), 200);
}

TEST(Jitter, AJumpOfTheClockStartsAnew) {
    Line l;
    for (int i = 0; i < 5; ++i) l.put(i, 1), l.pull();
    EXPECT_TRUE(l.put(100000, 7));
    l.pull(), l.pull(), l.pull();
    EXPECT_TRUE(l.put(100001, 7));
    EXPECT_TRUE(all(l.pull(), 7));
}

/// Timestamps are anybody's: half the circle ahead, and a little less, must not overflow.
TEST(Jitter, ATimestampHalfTheCircleAwayStartsAnew) {
    for (std::uint32_t step = 0x7FFFFFFFU - 4000; step < 0x80000000U + 80; step += 40) {
        JitterBuffer buffer;
        const std::vector<std::uint8_t> sound(160, 0x55);
        EXPECT_TRUE(buffer.put(Codec::pcma, 1000, sound));
        EXPECT_TRUE(buffer.put(Codec::pcma, 1000 + step, sound)) << step;
    }
}

}  // namespace jitter_test
