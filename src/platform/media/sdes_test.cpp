// SRTP with keys in the description (RFC 4568), from its lines to encrypted calls between sockets.
#include <gtest/gtest.h>

#include "platform/base/crypto.hpp"
#include "platform/media/negotiate.hpp"
#include "platform/media/test_peer.hpp"

using namespace ol;
using namespace ol::media;
using namespace ol::media::test;

namespace sdes_test {

constexpr LegId buyer{11}, operator_{12};
const std::string short_key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";  // RFC 4568 section 9.1

std::string key_of(Suite suite) { return crypto::base64(crypto::random_bytes(key_bytes(suite))); }

std::string crypto_line(int tag, const std::string& suite, const std::string& key) {
    return "a=crypto:" + std::to_string(tag) + " " + suite + " inline:" + key + "\r\n";
}

std::string savp(std::string sdp) {
    const auto at = sdp.find("RTP/AVP");
    return sdp.replace(at, 7, "RTP/SAVP");
}

/// The keys of a phone that sends with `ours` and hears what is made with `theirs`.
SrtpPair pair(Suite suite, const std::string& theirs, const std::string& ours) {
    const auto receive = *crypto::unbase64(theirs), send = *crypto::unbase64(ours);
    SrtpPair keys;
    EXPECT_TRUE(SrtpPair::create(suite, reinterpret_cast<const std::uint8_t*>(receive.data()),
                                 reinterpret_cast<const std::uint8_t*>(send.data()), keys));
    return keys;
}

std::string inline_key(const std::string& sdp, Suite suite) {
    return line_value(sdp, std::string(name_of(suite)) + " inline:");
}

struct SdesTest : testing::Test {
    Log log;
    std::unique_ptr<Engine> engine =
        *Engine::create({.rtp_port_min = 25000, .rtp_port_max = 26999}, log.events());

    /// Calls in by RTP/SAVP with that suite.
    void call(Phone& phone, LegId leg, Suite suite, const LegOptions& options = {}) {
        const std::string key = key_of(suite), name(name_of(suite));
        const auto answer =
            engine->answer(leg, savp(phone.sdp("0 8 101", crypto_line(4, name, key))), options);
        ASSERT_TRUE(answer) << answer.error().detail;
        EXPECT_NE(answer->find("RTP/SAVP 0 101"), answer->npos);
        EXPECT_NE(answer->find("a=crypto:4 " + name + " inline:"), answer->npos);
        EXPECT_EQ(answer->find(key), answer->npos);  // its own key, not an echo
        phone.lock(pair(suite, inline_key(*answer, suite), key));
        phone.call(*answer);
    }
};

const sdp::Media& audio(const sdp::Session& s) { return s.media.front(); }

sdp::Session offer(const std::string& lines) {
    return *sdp::parse("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/SAVP 0\r\n" + lines);
}

TEST(SdesLines, TakesWhatItCanDoAndPassesOverTheRest) {
    const auto s =
        offer(crypto_line(1, "AES_CM_128_HMAC_SHA1_80", short_key + "|2^20|1:4") +
              crypto_line(2, "F8_128_HMAC_SHA1_80", short_key) +
              crypto_line(3, "AES_CM_128_HMAC_SHA1_80", "tooshort") +
              crypto_line(4, "AES_CM_128_HMAC_SHA1_80", short_key + " UNENCRYPTED_SRTP") +
              crypto_line(5, "AES_CM_128_HMAC_SHA1_32", short_key + "|2^20 WSH=64") +
              "a=crypto:x\r\na=crypto:6 AES_CM_128_HMAC_SHA1_80 inline:\r\n");
    ASSERT_EQ(audio(s).crypto.size(), 1u);
    EXPECT_EQ(audio(s).crypto[0].tag, 5);
    EXPECT_EQ(audio(s).crypto[0].suite, Suite::aes128_sha1_32);
    EXPECT_EQ(audio(s).crypto[0].key, *crypto::unbase64(short_key));
}

TEST(SdesLines, WithoutAUsableKeyAnEncryptedStreamIsRefused) {
    EXPECT_EQ(agree(offer(""), {}).error().code, "media.sdp");
    EXPECT_EQ(agree(offer(""), {.security = Security::sdes}).error().code, "media.sdp");
    const auto plain = *sdp::parse("v=0\nc=IN IP4 127.0.0.1\nm=audio 4000 RTP/AVP 0\n");
    EXPECT_TRUE(agree(plain, {}));
    EXPECT_TRUE(agree(plain, {.security = Security::optional}));
    EXPECT_EQ(agree(plain, {.security = Security::sdes}).error().code, "media.insecure");
}

TEST(SdesLines, OfTwoStreamsTheEncryptedOneIsTakenWhereItMust) {
    const auto both = *sdp::parse(
        "v=0\nc=IN IP4 127.0.0.1\nm=audio 4000 RTP/AVP 0\n"
        "m=audio 4002 RTP/SAVP 0\n" +
        crypto_line(1, "AEAD_AES_256_GCM", key_of(Suite::aes256_gcm)));
    EXPECT_EQ(agree(both, {})->settings.remote.port(), 4000);
    const auto secure = agree(both, {.security = Security::sdes});
    ASSERT_TRUE(secure);
    EXPECT_EQ(secure->settings.remote.port(), 4002);
    sdp::Local local;
    local.ip = "127.0.0.1", local.port = 5000, local.formats = secure->formats;
    const std::string answer = sdp::write(local, &both, secure->media);
    EXPECT_NE(answer.find("m=audio 0 RTP/AVP 0"), answer.npos);
    EXPECT_NE(answer.find("m=audio 5000"), answer.npos);
}

TEST(SdesLines, AnAnswerMayOnlyNameAKeyOfTheOffer) {
    const std::vector<sdp::Crypto> ours{{1, Suite::aes128_sha1_80, "k"}};
    const auto answers = [&](int tag, const char* suite) {
        return agree(offer(crypto_line(tag, suite, short_key)), {.offered = ours, .answers = true});
    };
    EXPECT_TRUE(answers(1, "AES_CM_128_HMAC_SHA1_80"));
    EXPECT_EQ(answers(2, "AES_CM_128_HMAC_SHA1_80").error().code, "media.insecure");
    EXPECT_EQ(answers(1, "AES_CM_128_HMAC_SHA1_32").error().code, "media.insecure");
}

TEST_F(SdesTest, EverySuiteCarriesATalkToAPlainLeg) {
    int n = 100;
    for (const Suite suite : {Suite::aes128_sha1_80, Suite::aes128_sha1_32, Suite::aes256_sha1_80,
                              Suite::aes256_sha1_32, Suite::aes128_gcm, Suite::aes256_gcm}) {
        Phone a(440), b(1000);
        const LegId secret{++n}, plain{++n};
        call(a, secret, suite);
        const auto answer = engine->answer(plain, b.sdp());
        ASSERT_TRUE(answer);
        b.call(*answer);
        engine->bridge(secret, plain);
        EXPECT_TRUE(live({&a, &b}, [&] {
            return tone_share(a.ear.heard, 1000) > 0.9 && tone_share(b.ear.heard, 440) > 0.9;
        })) << name_of(suite);
        EXPECT_EQ(a.refused, 0);
        EXPECT_TRUE(engine->stats(secret).encrypted);
        EXPECT_FALSE(engine->stats(plain).encrypted);
    }
}

TEST_F(SdesTest, WhoHasNotTheKeyIsNotHeard) {
    Phone a(440), b(1000), thief(700);
    call(a, buyer, Suite::aes128_sha1_80);
    const auto answer = engine->answer(operator_, b.sdp());
    b.call(*answer);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return tone_share(b.ear.heard, 440) > 0.9; }));
    thief.remote = a.remote;
    thief.voice.ssrc = a.voice.ssrc, thief.voice.sequence = a.voice.sequence;
    a.voice.sending = false;
    const auto before = b.ear.packets;
    EXPECT_TRUE(live({&a, &b, &thief}, [&] { return engine->stats(buyer).strangers > 30; }));
    EXPECT_LT(tone_share(b.ear.heard, 700), 0.01);
    EXPECT_LE(b.ear.packets, before + 5);  // what was under way, and the keep-alive
    EXPECT_EQ(thief.ear.packets, 0);
}

TEST_F(SdesTest, OurOfferInsistsOrAsks) {
    const auto insists = engine->offer(buyer, LegKind::rtp, {.security = Security::sdes});
    ASSERT_TRUE(insists);
    EXPECT_NE(insists->find("RTP/SAVP 0 8 101"), insists->npos);
    for (const char* suite :
         {"1 AES_256_CM_HMAC_SHA1_80", "2 AES_CM_128_HMAC_SHA1_80", "3 AES_CM_128_HMAC_SHA1_32"})
        EXPECT_NE(insists->find(std::string("a=crypto:") + suite), insists->npos) << suite;
    Phone a(440), b(1000);
    EXPECT_EQ(engine->accept(buyer, a.sdp("0 101")).error().code, "media.insecure");
    const Suite chosen = Suite::aes128_sha1_32;
    const std::string key = key_of(chosen);
    const std::string answer = savp(a.sdp("0 101", crypto_line(3, "AES_CM_128_HMAC_SHA1_32", key)));
    ASSERT_TRUE(engine->accept(buyer, answer));
    a.lock(pair(chosen, inline_key(*insists, chosen), key));
    a.call(*insists);
    const auto asks = engine->offer(operator_, LegKind::rtp, {.security = Security::optional});
    ASSERT_TRUE(asks);
    EXPECT_NE(asks->find("RTP/AVP 0 8 101"), asks->npos);
    EXPECT_NE(asks->find("a=crypto:1 "), asks->npos);
    ASSERT_TRUE(engine->accept(operator_, b.sdp("0 101")));  // it would not
    b.call(*asks);
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] {
        return tone_share(a.ear.heard, 1000) > 0.9 && tone_share(b.ear.heard, 440) > 0.9;
    }));
    EXPECT_FALSE(engine->stats(operator_).encrypted);
    // A repeated answer (183, then 200) keeps the contexts, and our own re-offer the keys.
    ASSERT_TRUE(engine->accept(buyer, answer));
    const auto hold = engine->redirect(buyer, Direction::sendonly);
    ASSERT_TRUE(hold);
    EXPECT_NE(hold->find("RTP/SAVP"), hold->npos);
    EXPECT_EQ(inline_key(*hold, chosen), inline_key(*insists, chosen));
    EXPECT_EQ(hold->find("AES_256"), hold->npos);
    ASSERT_TRUE(engine->accept(buyer, answer + "a=recvonly\r\n"));
    ASSERT_TRUE(engine->redirect(buyer, Direction::sendrecv));
    ASSERT_TRUE(engine->accept(buyer, answer));
    a.ear.heard.clear();
    EXPECT_TRUE(live({&a, &b}, [&] { return tone_share(a.ear.heard, 1000) > 0.9; }));
    EXPECT_EQ(a.refused, 0);
}

TEST_F(SdesTest, AReOfferChangesTheKeysInMidTalk) {
    Phone a(440), b(1000);
    call(a, buyer, Suite::aes128_sha1_80);
    call(b, operator_, Suite::aes256_sha1_80);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return tone_share(b.ear.heard, 440) > 0.9; }));
    const Suite next = Suite::aes128_gcm;
    const std::string key = key_of(next), name(name_of(next));
    const auto again = engine->reoffer(buyer, savp(a.sdp("0 101", crypto_line(1, name, key))));
    ASSERT_TRUE(again);
    a.lock(pair(next, inline_key(again->sdp, next), key));
    a.ear.heard.clear(), b.ear.heard.clear();
    EXPECT_TRUE(live({&a, &b}, [&] {
        return tone_share(a.ear.heard, 1000) > 0.9 && tone_share(b.ear.heard, 440) > 0.9;
    }));
    // To plain RTP it goes only where that is allowed.
    ASSERT_TRUE(engine->reoffer(operator_, b.sdp("0 101")));
    b.encrypted = false;
    b.ear.heard.clear();
    EXPECT_TRUE(live({&a, &b}, [&] { return tone_share(b.ear.heard, 440) > 0.9; }));
    engine->close(operator_);
    call(b, LegId{13}, Suite::aes128_sha1_80, {.security = Security::sdes});
    EXPECT_EQ(engine->reoffer(LegId{13}, b.sdp("0 101")).error().code, "media.insecure");
}

}  // namespace sdes_test
