// Two racks of lines face each other over real sockets; descriptions go by hand, as SIP would.
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>

#include "platform/media/fax/fax.hpp"
#include "platform/media/fax/session.hpp"
#include "platform/media/fax/t38_sdp.hpp"
#include "platform/media/fax/test_page.hpp"

namespace ol::modem {
namespace lines_test {

using test::Paper;

struct Ends {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::int64_t, Outcome> done;

    Events events() {
        Events e;
        e.done = [this](LegId leg, Outcome outcome) {
            const std::lock_guard lock(mutex);
            done[leg.value] = std::move(outcome);
            changed.notify_all();
        };
        return e;
    }
    bool both() {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(90), [&] { return done.size() == 2; });
    }
};

struct FaxLines : testing::Test {
    Paper paper{1};
    Ends ends;
    std::unique_ptr<Lines> lines =
        std::move(*Lines::create({.port_min = 36000, .port_max = 36998}, ends.events()));
    const LegId caller{1}, answerer{2};
    std::string got = paper.folder + "/got.tif";
    Job sends{.sends = true, .file = paper.tiff, .station = "111"};
    Job receives{.file = got, .station = "222"};

    void meet() {
        const auto offer = lines->offer(caller, sends);
        ASSERT_TRUE(offer);
        const auto answer = lines->answer(answerer, receives, *offer);
        ASSERT_TRUE(answer) << answer.error().code;
        ASSERT_TRUE(lines->accept(caller, *answer));
    }
};

TEST_F(FaxLines, a_page_goes_by_t38_after_the_answerer_asked) {
    meet();
    const auto offer = lines->offer_t38(answerer);
    ASSERT_TRUE(offer);
    EXPECT_NE(offer->find("m=image"), std::string::npos);
    const auto answer = lines->reoffer(caller, *offer);
    ASSERT_TRUE(answer);
    ASSERT_TRUE(lines->accept(answerer, *answer));
    ASSERT_TRUE(ends.both());
    EXPECT_EQ(ends.done[1].code, "ok");
    EXPECT_EQ(ends.done[2].code, "ok");
    EXPECT_EQ(ends.done[2].wire, Wire::t38);
    EXPECT_EQ(ends.done[2].station, "111");
    EXPECT_TRUE(paper.same_as(got));
    EXPECT_FALSE(lines->close(caller));  // it was told
}

TEST_F(FaxLines, refused_it_goes_by_sound) {
    sends.t38 = false;
    meet();
    const auto offer = lines->offer_t38(answerer);
    ASSERT_TRUE(offer);
    const auto answer = lines->reoffer(caller, *offer);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "media.codec");  // 488
    lines->refused(answerer);
    ASSERT_TRUE(ends.both());
    EXPECT_EQ(ends.done[2].code, "ok");
    EXPECT_EQ(ends.done[2].wire, Wire::g711);
    EXPECT_TRUE(paper.same_as(got));
}

TEST_F(FaxLines, what_is_neither_is_refused_and_a_full_rack_says_so) {
    const std::string head =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
    const auto code = [&](const std::string& media) {
        const auto out = lines->answer(answerer, receives, head + media);
        return out ? std::string("ok") : out.error().code;
    };
    EXPECT_EQ(code("m=audio 5000 RTP/AVP 9\r\n"), "media.codec");
    EXPECT_EQ(code("m=image 5000 tcp t38\r\n"), "media.codec");
    EXPECT_EQ(code("m=image 5000 udptl t38\r\na=T38FaxRateManagement:localTCF\r\n"), "media.codec");
    EXPECT_EQ(code("nothing"), "media.sdp");
    EXPECT_EQ(lines->busy(), 0);
    Ends none;
    auto small =
        Lines::create({.port_min = 36000, .port_max = 36998, .lines_most = 1}, none.events());
    EXPECT_TRUE((*small)->offer(caller, sends));
    EXPECT_EQ((*small)->offer(answerer, sends).error().code, "fax.lines");
}

TEST_F(FaxLines, an_answer_refuses_the_other_streams_of_an_offer) {
    const auto answer = lines->answer(
        answerer, receives,
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        "m=audio 5000 RTP/AVP 0\r\nm=image 5002 udptl t38\r\na=T38MaxBitRate:9600\r\n");
    ASSERT_TRUE(answer);
    EXPECT_NE(answer->find("m=audio 0 RTP/AVP 0"), std::string::npos);
    EXPECT_NE(answer->find("a=T38FaxUdpEC:t38UDPRedundancy"), std::string::npos);
    const auto outcome = lines->close(answerer);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->code, "fax.hung_up");
}

/// Sound that was under way when both went over to T.38 is no datagram of T.38.
TEST(FaxSound, packets_of_it_are_known_when_they_come_late) {
    const auto packet = [](std::uint32_t ssrc, std::uint16_t sequence) {
        std::vector<std::uint8_t> out(media::rtp_header_bytes + 160, 0x80);
        media::Rtp head;
        head.payload_type = 8, head.sequence = sequence, head.ssrc = ssrc;
        media::write_rtp_header(head, out.data());
        return out;
    };
    SoundOrder order;
    EXPECT_FALSE(order.is_of(packet(7, 1000)));  // nothing was heard yet
    order.put(*media::parse_rtp(packet(7, 1000)));
    EXPECT_TRUE(parse_udptl(packet(7, 2560)));  // it reads as one
    EXPECT_TRUE(order.is_of(packet(7, 2560)));
    EXPECT_FALSE(order.is_of(packet(8, 2560)));
    EXPECT_FALSE(order.is_of(std::vector<std::uint8_t>{0, 1, 1, 6, 0, 0}));
}

}  // namespace lines_test
}  // namespace ol::modem
