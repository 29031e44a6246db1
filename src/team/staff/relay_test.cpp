#include "team/staff/relay.hpp"

#include <gtest/gtest.h>

#include "platform/base/crypto.hpp"

namespace ol::staff {
namespace {

const Relay relay{
    {"turn:192.0.2.5", "turns:relay.example:443?transport=tcp"}, "the quick brown fox jumps", 3600};

// printf '1767229200:4711' | openssl dgst -sha1 -hmac 'the quick brown fox jumps' -binary | base64
TEST(relay, a_name_and_its_password_as_coturn_reckons_them) {
    const auto servers = ice_servers(relay, PersonId{4711}, from_ms(1767225600999));
    ASSERT_EQ(servers.items.size(), 1u);
    EXPECT_EQ(servers.items[0].urls, relay.uris);
    EXPECT_EQ(servers.items[0].username, "1767229200:4711");
    EXPECT_EQ(servers.items[0].credential, "gBUDAjoU05AC/yoeyKSO85bwBdk=");
    EXPECT_EQ(servers.ttl_s, 3600);
}

// RFC 2202, test cases 2 and 6: a key shorter and one longer than the block.
TEST(relay, rfc_2202_vectors) {
    const auto hex = [](const std::string& base64) {
        return crypto::hex(crypto::unbase64(base64).value());
    };
    EXPECT_EQ(hex(relay_password("Jefe", "what do ya want for nothing?")),
              "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    EXPECT_EQ(hex(relay_password(std::string(80, '\xaa'),
                                 "Test Using Larger Than Block-Size Key - Hash Key First")),
              "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

TEST(relay, without_a_relay_there_is_nothing_to_give) {
    const auto none = ice_servers({}, PersonId{4711}, from_ms(1767225600000));
    EXPECT_TRUE(none.items.empty());
    EXPECT_EQ(none.ttl_s, 0);
}

}  // namespace
}  // namespace ol::staff
