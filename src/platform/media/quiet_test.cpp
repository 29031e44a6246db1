// What a media thread allocates while people talk: nothing. Counted by the address sanitizer's
// hooks, so only in the tree that has it.
#include <gtest/gtest.h>
#include <sys/prctl.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <thread>

#include "platform/media/test_peer.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OL_COUNTS_ALLOCATIONS 1
#include <sanitizer/allocator_interface.h>
#endif
#endif

using namespace ol;
using namespace ol::media;
using namespace ol::media::test;
using std::chrono_literals::operator""ms;

namespace quiet_test {

constexpr LegId buyer{41}, operator_{42}, waiting{43};

std::atomic<bool> counting{false};
std::atomic<int> taken{0}, given_back{0};

bool on_a_media_thread() {
    char name[16] = {};
    ::prctl(PR_GET_NAME, name);
    return std::strcmp(name, "media") == 0;
}
void took(const volatile void*, std::size_t) {
    if (counting && on_a_media_thread()) ++taken;
}
void freed(const volatile void*) {
    if (counting && on_a_media_thread()) ++given_back;
}

/// A counter that never counts would prove nothing.
int counted_of_one_allocation() {
    counting = true;
    std::thread([] {
        ::prctl(PR_SET_NAME, "media");
        std::vector<std::string> some(1, std::string(1000, 'x'));
        EXPECT_EQ(some.size(), 1U);
    }).join();
    counting = false;
    given_back = 0;
    return taken.exchange(0);
}

TEST(Quiet, AMediaThreadNeitherAllocatesNorFreesWhilePeopleTalk) {
#ifndef OL_COUNTS_ALLOCATIONS
    GTEST_SKIP() << "without the address sanitizer nobody counts";
#else
    __sanitizer_install_malloc_and_free_hooks(took, freed);
    ASSERT_GT(counted_of_one_allocation(), 0);
    Log log;
    const auto prompts =
        std::filesystem::path(testing::TempDir()) / ("ol_quiet_" + std::to_string(::getpid()));
    std::filesystem::create_directories(prompts);
    const std::string file = prompts / "talk.wav";
    auto engine = *Engine::create(
        {.rtp_port_min = 28000, .rtp_port_max = 29999, .prompts_dir = prompts.string()},
        log.events());
    Phone a{440}, b{1000, Codec::pcma}, c{600};
    a.call(*engine->answer(buyer, a.sdp("0 101")));
    b.call(*engine->answer(operator_, b.sdp("8 101")));
    c.call(*engine->answer(waiting, c.sdp("0 101")));
    ASSERT_TRUE(live({&a, &b, &c}, [&] { return log.has("connected 43"); }));
    engine->record(RecordingId{51}, file, buyer, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live_for({&a, &b, &c}, 1000ms));

    const auto before = engine->stats(buyer).packets_in;
    counting = true;
    ASSERT_TRUE(live_for({&a, &b, &c}, 3000ms));
    counting = false;
    EXPECT_GT(engine->stats(buyer).packets_in, before + 100);
    EXPECT_EQ(taken, 0);
    EXPECT_EQ(given_back, 0);
    engine.reset();
    std::filesystem::remove_all(prompts);
#endif
}

}  // namespace quiet_test
