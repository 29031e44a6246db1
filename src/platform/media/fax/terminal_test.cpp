// Two machines face each other without sockets or clocks: by sound and by IFP, on good and bad
// lines.
#include "platform/media/fax/terminal.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <random>

#include "platform/media/fax/pages.hpp"
#include "platform/media/fax/test_page.hpp"
#include "platform/media/fax/udptl.hpp"
#include "platform/media/pcm.hpp"

namespace ol::modem {
namespace terminal_test {

using test::Paper;

struct Line {
    double loss = 0;       // of packets of 20 ms, or of datagrams
    int cut_after_ms = 0;  // nothing passes after that
    unsigned seed = 1;
};

struct Ends {
    Outcome sender, receiver;
    int took_ms = 0, pages_told = 0;
};

Job job(bool sends, const std::string& file, bool ecm) {
    Job j;
    j.sends = sends, j.file = file, j.ecm = ecm;
    j.station = sends ? "+380 44 111 22 33" : "+380 44 555 66 77";
    return j;
}

std::array<std::int16_t, 160> through_law(std::span<std::int16_t> pcm) {
    std::array<std::int16_t, 160> out;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = media::decode_alaw(media::encode_alaw(pcm[i]));
    return out;
}

Ends by_sound(const Job& sends, const Job& receives, const Line& line) {
    Terminal caller(sends, true, Wire::g711), answerer(receives, false, Wire::g711);
    Ends ends;
    answerer.on_page = [&](int) { ++ends.pages_told; };
    std::mt19937 dice(line.seed);
    std::bernoulli_distribution lost(line.loss);
    std::array<std::int16_t, 160> a, b;
    const auto carry = [&](std::span<std::int16_t> from, Terminal& to) {
        const bool cut = line.cut_after_ms > 0 && ends.took_ms > line.cut_after_ms;
        if (cut) return to.miss(160);
        if (lost(dice)) return to.lose(160);
        auto heard = through_law(from);
        to.hear(heard);
    };
    for (; ends.took_ms < 600'000 && !(caller.over() && answerer.over()); ends.took_ms += 20) {
        caller.speak(a), answerer.speak(b);
        carry(a, answerer), carry(b, caller);
    }
    ends.sender = caller.outcome(), ends.receiver = answerer.outcome();
    return ends;
}

/// The UDPTL between them is ours, with its redundancy.
struct Wirings {
    std::deque<std::vector<std::uint8_t>> before;
    std::uint16_t sequence = 0;
    std::deque<std::vector<std::uint8_t>> on_the_way;
    UdptlOrder order;
    std::size_t redundancy = 3;

    void put(std::span<const std::uint8_t> ifp, int times) {
        const std::vector<std::vector<std::uint8_t>> old(before.begin(), before.end());
        const auto d = write_udptl(sequence++, ifp, old);
        for (int i = 0; i < times; ++i) on_the_way.push_back(d);
        before.emplace_front(ifp.begin(), ifp.end());
        if (before.size() > redundancy) before.pop_back();
    }
};

Ends by_t38(const Job& sends, const Job& receives, const Line& line, std::size_t redundancy = 3) {
    Wirings there, back;
    there.redundancy = back.redundancy = redundancy;
    Terminal caller(sends, true, Wire::t38, [&](auto ifp, int n) { there.put(ifp, n); });
    Terminal answerer(receives, false, Wire::t38, [&](auto ifp, int n) { back.put(ifp, n); });
    Ends ends;
    answerer.on_page = [&](int) { ++ends.pages_told; };
    std::mt19937 dice(line.seed);
    std::bernoulli_distribution lost(line.loss);
    const auto carry = [&](Wirings& from, Terminal& to) {
        for (; !from.on_the_way.empty(); from.on_the_way.pop_front()) {
            const bool cut = line.cut_after_ms > 0 && ends.took_ms > line.cut_after_ms;
            if (cut || lost(dice)) continue;
            const auto d = parse_udptl(from.on_the_way.front());
            if (!d) continue;
            from.order.datagram(*d, [&](Bytes ifp, std::uint16_t n) { to.ifp(ifp, n); });
        }
    };
    for (; ends.took_ms < 600'000 && !(caller.over() && answerer.over()); ends.took_ms += 20) {
        caller.pass(160), answerer.pass(160);
        carry(there, answerer), carry(back, caller);
    }
    ends.sender = caller.outcome(), ends.receiver = answerer.outcome();
    ends.receiver.mended = there.order.mended();
    return ends;
}

struct FaxTerminal : testing::Test {
    Paper paper;  // two pages that can be told from each other
    std::string got = paper.folder + "/got.tif";
};

TEST_F(FaxTerminal, sound_carries_two_pages_whole) {
    const auto ends = by_sound(job(true, paper.tiff, true), job(false, got, true), {});
    EXPECT_EQ(ends.sender.code, "ok");
    EXPECT_EQ(ends.receiver.code, "ok");
    EXPECT_EQ(ends.receiver.pages, 2);
    EXPECT_EQ(ends.pages_told, 2);
    EXPECT_EQ(ends.receiver.station, "+380 44 111 22 33");
    EXPECT_TRUE(paper.same_as(got));
}

TEST_F(FaxTerminal, t38_carries_two_pages_whole) {
    const auto ends = by_t38(job(true, paper.tiff, true), job(false, got, true), {});
    EXPECT_EQ(ends.sender.code, "ok");
    EXPECT_EQ(ends.receiver.code, "ok");
    EXPECT_EQ(ends.receiver.pages, 2);
    EXPECT_TRUE(paper.same_as(got));
}

/// ECM asks for the frames again that a lost packet broke; where that is not enough, both ends say
/// so, and what was confirmed is there.
TEST_F(FaxTerminal, one_lost_packet_in_a_hundred_arrives_or_is_told_as_partial) {
    int whole = 0;
    for (unsigned seed = 1; seed <= 8; ++seed) {
        const auto ends = by_sound(job(true, paper.tiff, true), job(false, got, true),
                                   {.loss = 0.01, .seed = seed});
        const bool arrived = ends.receiver.code == "ok" && ends.receiver.pages == 2;
        if (arrived) {
            EXPECT_TRUE(paper.same_as(got)) << seed;
        } else {
            EXPECT_NE(ends.receiver.code, "ok") << seed;
        }
        EXPECT_GE(tiff_pages(got), ends.receiver.pages) << seed;
        whole += arrived;
        std::filesystem::remove(got);
    }
    EXPECT_GE(whole, 3);
    std::cout << "whole in " << whole << " of 8 calls\n";
}

TEST_F(FaxTerminal, every_tenth_datagram_lost_is_mended_by_redundancy) {
    const auto ends = by_t38(job(true, paper.tiff, true), job(false, got, true), {.loss = 0.1});
    EXPECT_EQ(ends.receiver.code, "ok");
    EXPECT_GT(ends.receiver.mended, 10);
    EXPECT_TRUE(paper.same_as(got));
}

TEST_F(FaxTerminal, a_peer_that_vanishes_leaves_its_first_page) {
    const auto whole = by_sound(job(true, paper.tiff, true), job(false, got, true), {});
    const Line line{.cut_after_ms = whole.took_ms * 2 / 3};
    const auto ends = by_sound(job(true, paper.tiff, true), job(false, got, true), line);
    EXPECT_NE(ends.receiver.code, "ok");
    EXPECT_EQ(ends.receiver.pages, 1);
    EXPECT_GE(tiff_pages(got), 1);
    EXPECT_TRUE(pdf_of_tiff(got).has_value());
}

TEST_F(FaxTerminal, hanging_up_in_the_middle_is_said_so) {
    Terminal machine(job(false, got, true), false, Wire::g711);
    std::array<std::int16_t, 160> pcm{};
    for (int i = 0; i < 100; ++i) machine.speak(pcm), machine.miss(160);
    machine.hang_up();
    EXPECT_EQ(machine.outcome().code, "fax.hung_up");
    EXPECT_EQ(machine.outcome().pages, 0);
}

TEST_F(FaxTerminal, nobody_faxes_is_said_so) {
    Terminal machine(job(false, got, true), false, Wire::g711);
    std::array<std::int16_t, 160> pcm{};
    int ms = 0;
    for (; ms < 120'000 && !machine.over(); ms += 20) machine.speak(pcm), machine.miss(160);
    EXPECT_EQ(machine.outcome().code, "fax.no_fax");
    EXPECT_LT(ms, 90'000);
}

TEST_F(FaxTerminal, garbage_does_not_end_it) {
    Terminal machine(job(false, got, true), false, Wire::t38, [](auto, int) {});
    std::mt19937 dice(7);
    for (int i = 0; i < 20'000; ++i) {
        std::vector<std::uint8_t> packet(1 + dice() % 60);
        for (auto& byte : packet) byte = static_cast<std::uint8_t>(dice());
        machine.ifp(packet, static_cast<std::uint16_t>(i));
        if (i % 5 == 0) machine.pass(160);
    }
    machine.hang_up();
    EXPECT_EQ(machine.outcome().pages, 0);
}

}  // namespace terminal_test
}  // namespace ol::modem
