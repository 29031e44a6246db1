// The request of RFC 5769 section 2.1 (made by others) and our own round trip.
#include "platform/media/stun.hpp"

#include <gtest/gtest.h>

#include <cstring>

using namespace ol::media;

namespace stun_test {

using Bytes = std::vector<std::uint8_t>;

const Bytes rfc5769 = {
    0x00, 0x01, 0x00, 0x58, 0x21, 0x12, 0xa4, 0x42, 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86,
    0xfa, 0x87, 0xdf, 0xae, 0x80, 0x22, 0x00, 0x10, 0x53, 0x54, 0x55, 0x4e, 0x20, 0x74, 0x65, 0x73,
    0x74, 0x20, 0x63, 0x6c, 0x69, 0x65, 0x6e, 0x74, 0x00, 0x24, 0x00, 0x04, 0x6e, 0x00, 0x01, 0xff,
    0x80, 0x29, 0x00, 0x08, 0x93, 0x2f, 0xf9, 0xb1, 0x51, 0x26, 0x3b, 0x36, 0x00, 0x06, 0x00, 0x09,
    0x65, 0x76, 0x74, 0x6a, 0x3a, 0x68, 0x36, 0x76, 0x59, 0x20, 0x20, 0x20, 0x00, 0x08, 0x00, 0x14,
    0x9a, 0xea, 0xa7, 0x0c, 0xbf, 0xd8, 0xcb, 0x56, 0x78, 0x1e, 0xf2, 0xb5, 0xb2, 0xd3, 0xf2, 0x49,
    0xc1, 0xb5, 0x71, 0xa2, 0x80, 0x28, 0x00, 0x04, 0xe5, 0x7a, 0x3b, 0xcf};
constexpr const char* rfc5769_password = "VOkJxbRl1RmTxUk/WvJxBt";

Bytes bytes_of(const std::string& s) { return {s.begin(), s.end()}; }

TEST(Stun, ReadsTheRequestOfTheRfc) {
    const auto r = stun::parse_request(rfc5769);
    ASSERT_TRUE(r);
    EXPECT_EQ(r->username, "evtj:h6vY");
    EXPECT_EQ(r->our_ufrag(), "evtj");
    EXPECT_FALSE(r->use_candidate);
    EXPECT_TRUE(stun::authentic(*r, rfc5769_password));
    EXPECT_FALSE(stun::authentic(*r, "another password 12345"));
}

TEST(Stun, EveryChangedByteIsNoticed) {
    for (std::size_t i = 0; i < rfc5769.size(); ++i) {
        Bytes b = rfc5769;
        b[i] ^= 1;
        const auto r = stun::parse_request(b);
        const bool fingerprint_type =
            i == 100 || i == 101;  // then it is another attribute behind the integrity: ignored
        EXPECT_EQ(r && stun::authentic(*r, rfc5769_password), fingerprint_type) << i;
    }
    for (std::size_t n = 0; n < rfc5769.size(); ++n)
        EXPECT_FALSE(stun::parse_request(std::span(rfc5769).first(n))) << n;
}

TEST(Stun, AnswersWithTheSourceAndItsOwnIntegrity) {
    const Bytes request = bytes_of(stun::make_request("ours:theirs", "secret", "abcdefghijkl"));
    const auto r = stun::parse_request(request);
    ASSERT_TRUE(r && r->use_candidate && stun::authentic(*r, "secret"));
    for (const char* ip : {"192.0.2.33", "2001:db8::7"}) {
        std::array<std::uint8_t, 128> out{};
        const std::size_t n = stun::write_response(*r, *Address::parse(ip, 32853), "secret", out);
        ASSERT_EQ(n, ip[1] == '9' ? 64u : 76u);
        EXPECT_EQ(out[0], 1);
        EXPECT_EQ(out[1], 1);
        EXPECT_EQ(std::memcmp(out.data() + 8, "abcdefghijkl", 12), 0);
        EXPECT_EQ((out[26] << 8 | out[27]) ^ 0x2112, 32853);
        const std::uint32_t crc = stun::crc32(std::span(out).first(n - 8)) ^ 0x5354554E;
        EXPECT_EQ(crc, static_cast<std::uint32_t>(out[n - 4] << 24 | out[n - 3] << 16 |
                                                  out[n - 2] << 8 | out[n - 1]));
    }
}

}  // namespace stun_test
