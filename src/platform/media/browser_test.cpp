// A browser played by the test: full ICE check, DTLS handshake as client (OpenSSL), SRTP; tone in,
// tone out.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstring>

#include "platform/base/crypto.hpp"
#include "platform/media/dtls.hpp"
#include "platform/media/stun.hpp"
#include "platform/media/test_peer.hpp"

using namespace ol;
using namespace ol::media;
using namespace ol::media::test;
using std::chrono_literals::operator""ms;

namespace browser_test {

constexpr LegId web{41}, phone_leg{42}, second_web{43};

struct Certificate {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* x = X509_new();
    std::string fingerprint;
    Certificate() {
        X509_set_version(x, 2);
        X509_gmtime_adj(X509_getm_notBefore(x), -60);
        X509_gmtime_adj(X509_getm_notAfter(x), 86400);
        X509_set_pubkey(x, key);
        X509_sign(x, key, EVP_sha256());
        unsigned char d[32];
        unsigned n = 0;
        X509_digest(x, EVP_sha256(), d, &n);
        char hex[4];
        for (unsigned i = 0; i < n; ++i)
            fingerprint += (std::snprintf(hex, sizeof hex, i ? ":%02X" : "%02X", d[i]), hex);
    }
    ~Certificate() { X509_free(x), EVP_PKEY_free(key); }
};

class Browser final : public Actor {
public:
    Voice voice;
    Ear ear;
    Certificate certificate;
    std::string ufrag = "brow", password = "browserpasswordbrowserpw";
    bool checks = true, lie_about_fingerprint = false;
    bool ready = false, closed_by_peer = false;
    int answered_checks = 0, datagram_max = 0, hellos = 0;

    explicit Browser(double hz,
                     const char* profiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80")
        : socket_(*udp_socket(*Address::parse("127.0.0.1", 0), 0)),
          context_(SSL_CTX_new(DTLS_client_method())) {
        static std::uint32_t next_ssrc = 0x9000;
        voice.hz = hz, voice.ssrc = ++next_ssrc, voice.event_type = ear.event_type = 126;
        SSL_CTX_use_certificate(context_, certificate.x);
        SSL_CTX_use_PrivateKey(context_, certificate.key);
        SSL_CTX_set_tlsext_use_srtp(context_, profiles);
        ssl_ = SSL_new(context_);
        BIO* in = BIO_new(BIO_s_mem());
        BIO_set_mem_eof_return(in, -1);
        BIO* out = BIO_new(BIO_s_mem());
        BIO_set_mem_eof_return(out, -1);
        SSL_set_bio(ssl_, in, out);
        SSL_set_options(ssl_, SSL_OP_NO_QUERY_MTU);
        SSL_set_mtu(ssl_, 1200);
        SSL_set_connect_state(ssl_);
    }
    ~Browser() override { SSL_free(ssl_), SSL_CTX_free(context_); }

    std::string media_lines(const std::string& setup) const {
        std::string print = certificate.fingerprint;
        if (lie_about_fingerprint) print[0] = print[0] == 'A' ? 'B' : 'A';
        return "a=mid:0\r\na=rtcp-mux\r\na=sendrecv\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:0 "
               "PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
               "a=rtpmap:126 telephone-event/8000\r\na=ice-ufrag:" +
               ufrag + "\r\na=ice-pwd:" + password + "\r\na=fingerprint:sha-256 " + print +
               "\r\na=setup:" + setup + "\r\n";
    }
    std::string sdp(const std::string& setup) const {
        return "v=0\r\no=- 4611 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
               "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 126\r\nc=IN IP4 0.0.0.0\r\n" +
               media_lines(setup);
    }
    void meet(const std::string& server_sdp) {
        peer_ = *Address::parse("127.0.0.1", port_of(server_sdp));
        peer_ufrag_ = line_value(server_sdp, "a=ice-ufrag:"),
        peer_password_ = line_value(server_sdp, "a=ice-pwd:");
    }
    void move() {
        socket_ = *udp_socket(*Address::parse("127.0.0.1", 0), 0);
    }  // another network, same session
    void hang_up() {
        SSL_shutdown(ssl_);
        flush();
    }

    int fd() const override { return socket_.fd(); }
    void tick() override {
        if (checks && ticks_++ % 10 == 0) {
            const std::string check = stun::make_request(peer_ufrag_ + ":" + ufrag, peer_password_,
                                                         crypto::random_bytes(12));
            send(check.data(), check.size());
        }
        if (answered_checks > 0 && !ready) shake();
        if (!ready || !voice.sending) return;
        auto d = voice.next();
        d.resize(d.size() + 32);
        send(d.data(), keys_.protect(d.data(), d.size() - 32));
    }
    void receive() override {
        std::array<std::uint8_t, 2048> b;
        for (ssize_t n = 0; (n = ::recv(socket_.fd(), b.data(), b.size(), 0)) > 0;) {
            const std::span<std::uint8_t> d(b.data(), static_cast<std::size_t>(n));
            datagram_max = std::max(datagram_max, static_cast<int>(n));
            switch (wire_of(d)) {
                case Wire::stun: answered_checks += d[0] == 1 && d[1] == 1 ? 1 : 0; break;
                case Wire::dtls: on_dtls(d); break;
                case Wire::rtp: ear.take(d.first(keys_.unprotect(d.data(), d.size()))); break;
                case Wire::other: break;
            }
        }
    }

private:
    void send(const void* data, std::size_t n) {
        (void)!::sendto(socket_.fd(), data, n, 0, &peer_.any, peer_.size());
    }
    void on_dtls(std::span<const std::uint8_t> d) {
        BIO_write(SSL_get_rbio(ssl_), d.data(), static_cast<int>(d.size()));
        if (!ready) return shake();
        char byte;
        if (SSL_read(ssl_, &byte, 1) <= 0)
            closed_by_peer = (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0;
    }
    void shake() {
        DTLSv1_handle_timeout(ssl_);
        const int result = SSL_do_handshake(ssl_);
        flush();
        if (result == 1) take_keys();
    }
    void flush() {  // one DTLS record a datagram: the smallest a browser may send
        std::string out(4096, '\0');
        const int n = BIO_read(SSL_get_wbio(ssl_), out.data(), static_cast<int>(out.size()));
        for (int at = 0; n > 0 && at + 13 <= n;) {
            const int size =
                13 + (static_cast<std::uint8_t>(out[static_cast<std::size_t>(at) + 11]) << 8 |
                      static_cast<std::uint8_t>(out[static_cast<std::size_t>(at) + 12]));
            send(out.data() + at, static_cast<std::size_t>(size));
            at += size, ++hellos;
        }
    }
    void take_keys() {
        const bool gcm = SSL_get_selected_srtp_profile(ssl_)->id == SRTP_AEAD_AES_128_GCM;
        const std::size_t salt = gcm ? 12 : 14;
        std::uint8_t m[60], ours[30], theirs[30];
        SSL_export_keying_material(ssl_, m, 2 * (16 + salt), "EXTRACTOR-dtls_srtp", 19, nullptr, 0,
                                   0);
        std::memcpy(ours, m, 16), std::memcpy(theirs, m + 16, 16);
        std::memcpy(ours + 16, m + 32, salt), std::memcpy(theirs + 16, m + 32 + salt, salt);
        ready =
            SrtpPair::create(gcm ? Suite::aes128_gcm : Suite::aes128_sha1_80, theirs, ours, keys_);
    }

    Socket socket_;
    Address peer_;
    std::string peer_ufrag_, peer_password_;
    SSL_CTX* context_;
    SSL* ssl_;
    SrtpPair keys_;
    int ticks_ = 0;
};

struct BrowserTest : testing::Test {
    Log log;
    std::unique_ptr<Engine> engine;
    void start(Config config = {}) {
        engine.reset();
        config.rtp_port_min = 31000, config.rtp_port_max = 31999;
        engine = *Engine::create(config, log.events());
    }
    void SetUp() override { start(); }
    std::string join(Browser& browser, LegId leg) {
        const auto answer = engine->answer(leg, browser.sdp("actpass"));
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().code);
        if (answer) browser.meet(*answer);
        return answer ? *answer : "";
    }
};

TEST_F(BrowserTest, TalksWithAPhone) {
    Browser browser(700);
    Phone phone(440, Codec::pcma);
    const std::string answer = join(browser, web);
    EXPECT_EQ(line_value(answer, "a=setup:"), "passive");
    EXPECT_EQ(line_value(answer, "a=group:BUNDLE "), "0");
    EXPECT_NE(answer.find("a=ice-lite"), answer.npos);
    EXPECT_NE(answer.find("UDP/TLS/RTP/SAVPF 0 8 111 126"), answer.npos);
    phone.call(*engine->answer(phone_leg, phone.sdp("8 101")));
    engine->bridge(web, phone_leg);
    EXPECT_TRUE(live({&browser, &phone}, [&] {
        return tone_share(browser.ear.heard, 440) > 0.9 && tone_share(phone.ear.heard, 700) > 0.9;
    }));
    EXPECT_TRUE(log.has("connected 41"));
    EXPECT_LE(browser.datagram_max, 1200);
    browser.voice.press = "12";
    phone.voice.press = "9";
    EXPECT_TRUE(live({&browser, &phone}, [&] {
        return log.has("digit 41 2") && phone.ear.keys == "12" && browser.ear.keys == "9";
    }));
}

TEST_F(BrowserTest, TwoBrowsersShareThePort) {
    Browser a(700), b(900, "SRTP_AES128_CM_SHA1_80");
    const std::string first = join(a, web), second = join(b, second_web);
    EXPECT_EQ(port_of(first), port_of(second));
    engine->bridge(web, second_web);
    EXPECT_TRUE(live({&a, &b}, [&] {
        return tone_share(a.ear.heard, 900) > 0.9 && tone_share(b.ear.heard, 700) > 0.9;
    }));
}

TEST_F(BrowserTest, AnswersOurOffer) {
    Browser browser(700);
    const auto offer = engine->offer(web, LegKind::browser);
    ASSERT_TRUE(offer);
    EXPECT_EQ(line_value(*offer, "a=setup:"), "actpass");
    browser.meet(*offer);
    ASSERT_TRUE(live({&browser}, [&] {
        return browser.answered_checks > 0 && browser.hellos > 0;
    }));  // faster than its answer
    ASSERT_TRUE(engine->accept(web, browser.sdp("active")));
    EXPECT_TRUE(live({&browser}, [&] { return browser.ready && browser.ear.packets > 10; }));
    EXPECT_EQ(engine->accept(web, browser.sdp("passive")).error().code, "media.setup");
}

TEST_F(BrowserTest, AFalseFingerprintGetsNoKeys) {
    Browser browser(700);
    browser.lie_about_fingerprint = true;
    join(browser, web);
    EXPECT_TRUE(live({&browser}, [&] { return log.has("lost 41"); }));
    EXPECT_FALSE(log.has("connected 41"));
    EXPECT_EQ(browser.ear.packets, 0);
}

TEST_F(BrowserTest, FollowsTheBrowserToAnotherNetwork) {
    Browser browser(700);
    Phone phone(440);
    join(browser, web);
    phone.call(*engine->answer(phone_leg, phone.sdp("0 101")));
    engine->bridge(web, phone_leg);
    ASSERT_TRUE(live({&browser, &phone}, [&] { return tone_share(phone.ear.heard, 700) > 0.9; }));
    browser.move();
    browser.ear.heard.clear(), phone.ear.heard.clear();
    EXPECT_TRUE(live({&browser, &phone}, [&] {
        return tone_share(browser.ear.heard, 440) > 0.9 && tone_share(phone.ear.heard, 700) > 0.9;
    }));
}

TEST_F(BrowserTest, ClosingEitherWayIsSeen) {
    Browser a(700), b(900);
    join(a, web);
    join(b, second_web);
    ASSERT_TRUE(live({&a, &b}, [&] { return a.ready && b.ready && log.has("connected 41"); }));
    a.hang_up();
    EXPECT_TRUE(live({&a, &b}, [&] { return log.has("lost 41"); }));
    engine->close(second_web);
    EXPECT_TRUE(live({&a, &b}, [&] { return b.closed_by_peer; }));
}

TEST_F(BrowserTest, WithoutConsentTheLegIsLost) {
    start({.silence_lost_ms = 600});
    Browser browser(700);
    join(browser, web);
    ASSERT_TRUE(live({&browser}, [&] { return browser.ready; }));
    browser.checks = false;  // media alone is no consent (RFC 7675)
    EXPECT_TRUE(live({&browser}, [&] { return log.has("lost 41"); }));
    EXPECT_EQ(log.count("lost 41"), 1);
}

TEST_F(BrowserTest, OffersThatCannotBecomeALegAreRefused) {
    Browser browser(0);
    const auto refused = [&](const std::string& from, const std::string& to) {
        std::string sdp = browser.sdp("actpass");
        sdp.replace(sdp.find(from), from.size(), to);
        return engine->answer(web, sdp).error().code;
    };
    EXPECT_EQ(refused("sha-256", "sha-1"), "media.fingerprint");
    EXPECT_EQ(refused("a=setup:actpass", "a=setup:passive"), "media.setup");
    EXPECT_EQ(refused("a=ice-pwd:", "a=x-pwd:"), "media.sdp");
    EXPECT_EQ(refused("111 0 8 126", "103"), "media.codec");
}

}  // namespace browser_test
