#include "team/staff/totp.hpp"

#include <gtest/gtest.h>

#include <set>

#include "platform/base/crypto.hpp"

namespace ol::staff {
namespace {

const std::string rfc_secret = "12345678901234567890";

// RFC 6238 appendix B, SHA-1: the last six of its eight digits.
TEST(totp, rfc_6238_vectors) {
    const std::pair<std::int64_t, const char*> cases[] = {
        {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (const auto& [at_s, code] : cases)
        EXPECT_EQ(totp_step(rfc_secret, code, from_ms(at_s * 1000), 0), at_s / 30) << at_s;
}

TEST(totp, one_step_of_drift_either_way_not_two) {
    const Time now = from_ms(1234567890'000);
    const std::int64_t step = 1234567890 / 30;
    for (int drift : {-1, 0, 1})
        EXPECT_EQ(totp_step(rfc_secret, crypto::totp(rfc_secret, (step + drift) * 30), now, 0),
                  step + drift);
    for (int drift : {-2, 2})
        EXPECT_EQ(totp_step(rfc_secret, crypto::totp(rfc_secret, (step + drift) * 30), now, 0),
                  std::nullopt);
}

TEST(totp, a_used_step_and_all_before_it_are_refused) {
    const Time now = from_ms(1234567890'000);
    const std::int64_t step = 1234567890 / 30;
    EXPECT_EQ(totp_step(rfc_secret, "005924", now, step), std::nullopt);
    EXPECT_EQ(totp_step(rfc_secret, crypto::totp(rfc_secret, (step - 1) * 30), now, step),
              std::nullopt);
    EXPECT_EQ(totp_step(rfc_secret, crypto::totp(rfc_secret, (step + 1) * 30), now, step),
              step + 1);
}

TEST(totp, what_is_no_code_is_refused) {
    for (const char* code : {"", "28708", "2870820", "28708a", "٢٨٧", "-28708"})
        EXPECT_EQ(totp_step(rfc_secret, code, from_ms(59'000), 0), std::nullopt) << code;
}

TEST(totp, the_uri_is_what_authenticator_apps_read) {
    EXPECT_EQ(totp_uri("ann@shop", rfc_secret),
              "otpauth://totp/"
              "Orderline:ann%40shop?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Orderline"
              "&algorithm=SHA1&digits=6&period=30");
}

TEST(totp, recovery_codes_are_ten_different_ones_however_typed) {
    const auto codes = make_recovery_codes();
    EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10u);
    EXPECT_EQ(codes[0].size(), 19u);
    EXPECT_EQ(recovery_hash("abcd-efgh ijkl-mnop"), recovery_hash("ABCDEFGHIJKLMNOP"));
    EXPECT_NE(recovery_hash(codes[0]), recovery_hash(codes[1]));
}

}  // namespace
}  // namespace ol::staff
