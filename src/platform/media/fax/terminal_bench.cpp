// What one fax costs a processor: two machines for a page, both directions, per 20 ms of the line.
#include <array>
#include <chrono>
#include <cstdio>

#include "platform/media/fax/terminal.hpp"
#include "platform/media/fax/test_page.hpp"

using namespace ol::modem;

int main() {
    const test::Paper paper(3);
    Job sends{.sends = true, .file = paper.tiff, .station = "1"};
    Job receives{.file = paper.folder + "/in.tif", .station = "2"};
    Terminal a(sends, true, Wire::g711), b(receives, false, Wire::g711);
    std::array<std::int16_t, 160> x, y;
    using Steady = std::chrono::steady_clock;
    std::chrono::nanoseconds spent{}, worst{};
    long frames = 0;
    for (; frames < 50'000 && !(a.over() && b.over()); ++frames) {
        a.speak(x);
        const auto from = Steady::now();
        b.speak(y);
        b.hear(x);
        const auto took = Steady::now() - from;
        spent += took, worst = std::max<std::chrono::nanoseconds>(worst, took);
        a.hear(y);
    }
    std::printf("receiver by G.711: %.1f us a frame of 20 ms, worst %.1f us, %ld frames, %s\n",
                static_cast<double>(spent.count()) / 1e3 / static_cast<double>(frames),
                static_cast<double>(worst.count()) / 1e3, frames, b.outcome().code.c_str());
    return b.outcome().code == "ok" ? 0 : 1;
}
