#include "platform/media/media.hpp"

#include <gtest/gtest.h>

namespace ol::media {
namespace quality_test {

TEST(quality, the_e_model_at_its_known_points) {
    EXPECT_NEAR(mos_x100(0, 0), 441, 1) << "G.107: R 93.2 is MOS 4.41";
    EXPECT_NEAR(mos_x100(0, 150), 435, 3);
    EXPECT_LT(mos_x100(0, 400), 360) << "G.114: beyond 400 ms nobody is content";
    EXPECT_NEAR(mos_x100(10, 0), 432, 3) << "1 % with concealment is hardly heard";
    EXPECT_LT(mos_x100(200, 50), 260) << "20 % loss is poor";
    EXPECT_EQ(mos_x100(1000, 5000), 100);
    for (int loss = 1; loss <= 1000; ++loss) EXPECT_LE(mos_x100(loss, 80), mos_x100(loss - 1, 80));
}

TEST(quality, a_stretch_counts_what_came_in_it) {
    LegStats before, now;
    before.packets_in = 1000, before.lost = 7;
    now.packets_in = 1095, now.lost = 10, now.late = 2, now.jitter_ms = 12;
    const auto q = quality_between(before, now);
    EXPECT_EQ(q.packets, 95);
    EXPECT_EQ(q.loss_permille, 51);  // 3 lost and 2 late of 98
    EXPECT_EQ(q.jitter_ms, 12);
    EXPECT_EQ(quality_between(now, now).mos_x100, 0) << "silence has no quality";
    EXPECT_EQ(quality_between(now, before).packets, 0) << "a counter that fell back says nothing";
}

}  // namespace quality_test

}  // namespace ol::media
