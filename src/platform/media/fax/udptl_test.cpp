#include "platform/media/fax/udptl.hpp"

#include <gtest/gtest.h>

namespace ol::modem {
namespace udptl_test {

using Packet = std::vector<std::uint8_t>;

TEST(Udptl, what_is_written_is_read) {
    const Packet ifp{0x06, 0x01, 0x02}, one{0x11}, two(200, 0x22);
    const auto d = parse_udptl(write_udptl(7, ifp, std::vector<Packet>{one, two}));
    // The span points into a temporary: only sizes and numbers are looked at.
    ASSERT_TRUE(d);
    EXPECT_EQ(d->sequence, 7);
    EXPECT_EQ(d->ifp.size(), 3u);
    ASSERT_EQ(d->before_count, 2u);
    EXPECT_EQ(d->before[0].size(), 1u);
    EXPECT_EQ(d->before[1].size(), 200u);
}

TEST(Udptl, a_datagram_stays_within_what_the_peer_takes) {
    const Packet ifp(60, 1);
    const auto out = write_udptl(1, ifp, std::vector<Packet>(3, Packet(60, 2)), 150);
    EXPECT_LE(out.size(), 150u);
    EXPECT_EQ(parse_udptl(out)->before_count, 1u);
    EXPECT_TRUE(write_udptl(1, Packet(200, 1), {}, 150).empty());
}

TEST(Udptl, shapes_that_are_none) {
    const auto none = [](Packet p) { EXPECT_FALSE(parse_udptl(p)); };
    none({});
    none({0, 1, 3, 1, 2});                                     // truncated
    none({0, 1, 0, 0, 0});                                     // empty primary
    none({0, 1, 0xC1, 1, 0, 0});                               // a fragment
    none({0, 1, 1, 9, 0, 16});                                 // more before than there may be
    none({0, 1, 1, 9, 0, 2, 1, 1});                            // says two, has one
    EXPECT_TRUE(parse_udptl(Packet{0, 1, 1, 9, 0x80, 1, 1}));  // parity is passed over
}

TEST(Udptl, each_packet_is_told_once_in_order) {
    UdptlOrder order;
    std::vector<int> told;
    const auto tell = [&](std::uint16_t sequence, std::vector<Packet> before) {
        const auto bytes =
            write_udptl(sequence, Packet{static_cast<std::uint8_t>(sequence)}, before);
        const auto d = parse_udptl(bytes);
        order.datagram(*d, [&](Bytes ifp, std::uint16_t n) {
            EXPECT_EQ(ifp[0], static_cast<std::uint8_t>(n));
            told.push_back(n);
        });
    };
    const auto p = [](int n) { return Packet{static_cast<std::uint8_t>(n)}; };
    tell(65534, {});
    tell(65534, {});                      // sent twice
    tell(1, {p(0), p(65535), p(65534)});  // two were lost on the way
    tell(0, {p(65535)});                  // overtaken
    tell(2, {p(1), p(0)});
    EXPECT_EQ(told, (std::vector<int>{65534, 65535, 0, 1, 2}));
    EXPECT_EQ(order.mended(), 2);
}

TEST(Udptl, garbage_moves_nothing_and_another_sender_is_followed) {
    UdptlOrder order;
    std::vector<int> told;
    const auto tell = [&](std::uint16_t sequence, std::vector<Packet> before = {}) {
        const auto bytes = write_udptl(sequence, Packet{1}, before);
        const auto d = parse_udptl(bytes);
        order.datagram(*d, [&](Bytes, std::uint16_t n) { told.push_back(n); });
    };
    for (const int n : {10, 11, 3000, 12, 40000, 13, 600, 14}) tell(static_cast<std::uint16_t>(n));
    EXPECT_EQ(told, (std::vector<int>{10, 11, 12, 13, 14}));
    tell(5000);
    tell(5001, {Packet{1}});
    tell(5002);
    EXPECT_EQ(told, (std::vector<int>{10, 11, 12, 13, 14, 5000, 5001, 5002}));
    EXPECT_FALSE(parse_udptl(Packet{0, 1, 1, 9, 0, 0, 77})) << "bytes behind its end";
}

}  // namespace udptl_test
}  // namespace ol::modem
