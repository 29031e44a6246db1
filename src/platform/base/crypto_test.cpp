// Known answers from the RFCs, and the properties of what has none.
#include "platform/base/crypto.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ol::crypto {

TEST(Crypto, KnownDigests) {
    EXPECT_EQ(hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
    // RFC 4231 case 2, RFC 2202 case 2
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(hmac_sha1("Jefe", "what do ya want for nothing?")),
              "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    EXPECT_EQ(hex(hmac_sha256({}, "")),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Crypto, TotpOfRfc6238) {
    const std::string secret = "12345678901234567890";
    EXPECT_EQ(totp(secret, 59), "287082");
    EXPECT_EQ(totp(secret, 1111111109), "081804");
    EXPECT_EQ(totp(secret, 20000000000), "353130");
}

TEST(Crypto, Base64AndBase32OfRfc4648) {
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");
    EXPECT_EQ(base32("f"), "MY");
    EXPECT_EQ(*unbase64("Zm9vYmE="), "fooba");
    EXPECT_EQ(*unbase64("Zm9vYmE"), "fooba");
    EXPECT_EQ(*unbase64("-_8"), "\xfb\xff");
    EXPECT_EQ(*unbase64(""), "");
    for (const char* bad : {"Zm9vYm=E", "Z", "Zm9v YmE=", "Zm9vYmE==", "!!!!", "Zm9vYmF=", "===="})
        EXPECT_FALSE(unbase64(bad)) << bad;
    for (std::size_t n = 0; n < 100; ++n) {
        const auto raw = random_bytes(n);
        EXPECT_EQ(*unbase64(base64(raw)), raw);
    }
}

TEST(Crypto, RandomThingsDiffer) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto token = random_token();
        EXPECT_EQ(token.size(), 32u);
        EXPECT_EQ(token.find_first_of("+/="), std::string::npos);
        seen.insert(token);
        seen.insert(random_password());
    }
    EXPECT_EQ(seen.size(), 2000u);
    EXPECT_EQ(random_password().size(), 19u) << "four groups of four letters";
}

TEST(Crypto, PasswordsAreArgon2idAndSalted) {
    const auto hash = hash_password("довгий пароль");
    EXPECT_TRUE(hash.starts_with("$argon2id$")) << hash;
    EXPECT_NE(hash, hash_password("довгий пароль"));
    EXPECT_TRUE(verify_password(hash, "довгий пароль"));
    EXPECT_FALSE(verify_password(hash, "довгий парол"));
    EXPECT_FALSE(verify_password("", ""));
    EXPECT_FALSE(verify_password("x", "x"));
    EXPECT_FALSE(verify_password(std::string(1000, 'a'), "x"));
}

TEST(Crypto, SealedSecretsOpenOnlyWithTheirKeyAndUnchanged) {
    const auto key = random_bytes(32);
    const auto box = seal(key, "secret");
    EXPECT_EQ(*unseal(key, box), "secret");
    EXPECT_NE(seal(key, "secret"), box);
    EXPECT_FALSE(unseal(random_bytes(32), box));
    EXPECT_FALSE(unseal("short", box));
    for (std::size_t i = 3; i < box.size(); ++i) {
        std::string changed = box;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_NE(unseal(key, changed).has_value() ? *unseal(key, changed) : "",
                  changed == box ? "" : "secret")
            << i;
    }
    for (const char* bad : {"", "s1.", "s1.AAAA", "s2.AAAA", "x"})
        EXPECT_EQ(unseal(key, bad).error().code, "crypto.sealed");
    EXPECT_EQ(*unseal(key, seal(key, "")), "");
    EXPECT_THROW(seal("short", "x"), std::logic_error);
}

TEST(Crypto, ConstantTimeComparison) {
    EXPECT_TRUE(equal_constant_time("abc", "abc"));
    EXPECT_TRUE(equal_constant_time("", ""));
    EXPECT_FALSE(equal_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_constant_time("abc", "ab"));
}

}  // namespace ol::crypto
