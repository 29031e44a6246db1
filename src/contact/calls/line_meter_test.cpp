#include "contact/calls/line_meter.hpp"

#include <gtest/gtest.h>

namespace ol::calls {
namespace line_meter_test {

class Meter : public ::testing::Test {
protected:
    LineMeter meter;
    media::LegStats stats;
    Time now = from_ms(1'000'000);
    /// Two seconds with so many packets of the hundred, so many lost.
    bool passes(int packets, int lost = 0) {
        now += line_read_every;
        stats.packets_in += packets;
        stats.lost += lost;
        return meter.read(now, stats);
    }
};

TEST_F(Meter, OneWayAudioIsToldWithinSecondsAndEndsWithTheFirstPacket) {
    passes(0);
    EXPECT_FALSE(passes(0)) << "two seconds may be a late answer";
    EXPECT_TRUE(passes(0));
    EXPECT_EQ(meter.fault(), LineFault::no_audio);
    EXPECT_FALSE(passes(0)) << "told once";
    EXPECT_TRUE(passes(100));
    EXPECT_EQ(meter.fault(), LineFault::none);
    EXPECT_EQ(meter.without_audio(), Ms{6000});
}

TEST_F(Meter, APoorLineMustStayPoorToBeTold) {
    passes(100);
    passes(80, 20);
    EXPECT_FALSE(passes(100)) << "one bad moment";
    passes(80, 20);
    passes(80, 20);
    EXPECT_TRUE(passes(80, 20));
    EXPECT_EQ(meter.fault(), LineFault::poor);
    passes(100);
    passes(100);
    EXPECT_TRUE(passes(100));
    EXPECT_EQ(meter.fault(), LineFault::none);
    EXPECT_LT(meter.mos_least(), 310);
    EXPECT_GT(meter.mos_average(), meter.mos_least());
}

TEST_F(Meter, SecondsInWhichNothingCameAreTheWorstOfAll) {
    passes(100);
    for (int i = 0; i < 3; ++i) passes(100);
    const int good = meter.mos_average();
    EXPECT_GT(good, 400);
    for (int i = 0; i < 4; ++i) passes(0);
    EXPECT_EQ(meter.mos_least(), 100);
    EXPECT_EQ(meter.mos_average(), (3 * good + 4 * 100) / 7);
    EXPECT_EQ(meter.samples().back().mos_x100, 0) << "the graph shows a gap";
}

TEST_F(Meter, HoldIsNoSilence) {
    passes(100);
    passes(100);
    for (int i = 0; i < 10; ++i) {
        meter.pause();
        now += line_read_every;
    }
    EXPECT_FALSE(passes(0));
    EXPECT_FALSE(passes(100));
    EXPECT_EQ(meter.fault(), LineFault::none);
}

TEST_F(Meter, ItsMemoryIsBounded) {
    for (int i = 0; i < 5000; ++i) passes(100);
    EXPECT_EQ(meter.samples().size(), samples_max);
    EXPECT_EQ(meter.readings(), 4999);
}

}  // namespace line_meter_test
}  // namespace ol::calls
