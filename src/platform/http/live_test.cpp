// Live streams and public sockets over real WebSockets: numbering, resume, resync, presence,
// limits.
#include <charconv>
#include <thread>

#include "platform/http/test_kit.hpp"

namespace ol::http::test {
namespace {

class LiveTest : public testing::Test {
protected:
    LiveTest() {
        options.port = 0;
        options.workers = 2;
        options.session_check_ms = 200;
        options.public_sockets_per_ip_max = 3;
    }
    void start() {
        server = Server::create(options, router,
                                [this](const Request& request) { return people(request); });
        server->hub().on_message(
            [this](const Principal& who, std::string_view type, std::string_view data) {
                messages.put(who.name + ' ' + std::string(type) + ' ' + std::string(data));
            });
        server->hub().on_presence([this](PersonId person, bool up) {
            presence.put(std::to_string(person.value) + (up ? " up" : " down"));
        });
        server->public_sockets().serve(
            "/public/v1/call",
            {[this](std::int64_t conn, const Request& upgrade) {
                 opened.put({conn, upgrade.query.contains("shop") ? upgrade.query.at("shop") : ""});
             },
             [this](std::int64_t conn, std::string_view text) {
                 messages.put(std::to_string(conn) + ' ' + std::string(text));
                 server->public_sockets().send(conn, "got " + std::string(text));
             },
             [this](std::int64_t conn) { closed.put(conn); }});
        ASSERT_TRUE(server->start());
    }
    std::unique_ptr<Socket> live(const std::string& who, const std::string& query = "",
                                 int receive_buffer = 0) {
        return std::make_unique<Socket>(server->port(), "/api/v1/live" + query,
                                        "Cookie: sid=" + who + "\r\n", receive_buffer);
    }
    /// The epoch in a hello frame.
    static std::string epoch_of(const std::string& hello) {
        const auto begin = hello.find("\"epoch\":\"") + 9;
        return hello.substr(begin, hello.find('"', begin) - begin);
    }
    static std::uint64_t seq_of(const std::string& frame) {
        const auto begin = frame.find("\"seq\":");
        std::uint64_t out = 0;
        if (begin != std::string::npos)
            std::from_chars(frame.data() + begin + 6, frame.data() + frame.size(), out);
        return out;
    }
    ServerOptions options;
    Router router;
    People people;
    Inbox<std::string> messages, presence;
    Inbox<std::pair<std::int64_t, std::string>> opened;
    Inbox<std::int64_t> closed;
    std::unique_ptr<Server> server;  // last: its threads use the inboxes
};

TEST_F(LiveTest, NumbersEventsOfASession) {
    start();
    auto ann = live("ann");
    EXPECT_EQ(ann->answer.status, 101);
    const auto hello = ann->next();
    EXPECT_EQ(hello, R"({"type":"hello","data":{"epoch":")" + epoch_of(hello) + R"(","seq":0}})");
    EXPECT_EQ(presence.take(), "1 up");
    EXPECT_TRUE(server->hub().connected(PersonId{1}));
    server->hub().to_person(PersonId{1}, "offer", R"({"contact_id":"5"})");
    server->hub().to_person(PersonId{2}, "offer", "{}");
    server->hub().to_permission("orders.view", "order", R"({"id":"9"})");
    server->hub().to_permission("board.view", "board", "{}");
    EXPECT_EQ(ann->next(), R"({"seq":1,"type":"offer","data":{"contact_id":"5"}})");
    EXPECT_EQ(ann->next(), R"({"seq":2,"type":"order","data":{"id":"9"}})");
    ann->text(R"({"type":"ping"})");
    EXPECT_EQ(ann->next(), R"({"type":"pong"})");
    ann->text(R"({"type":"phone.offer","data":{"sdp":"v=0"}})");
    EXPECT_EQ(messages.take(), R"(Ann phone.offer {"sdp":"v=0"})");
    ann.reset();
    EXPECT_EQ(presence.take(), "1 down");
    EXPECT_FALSE(server->hub().connected(PersonId{1}));
}

TEST_F(LiveTest, OnlyOurPagesAndSignedInPeople) {
    start();
    EXPECT_EQ(Socket(server->port(), "/api/v1/live", "").answer.status, 401);
    EXPECT_EQ(Socket(server->port(), "/api/v1/live",
                     "Cookie: sid=ann\r\nOrigin: https://evil.example\r\n")
                  .answer.status,
              403);
    EXPECT_EQ(Socket(server->port(), "/api/v1/live", "Cookie: sid=ann\r\nOrigin: http://here\r\n")
                  .answer.status,
              101);
    EXPECT_EQ(Socket(server->port(), "/api/v1/other", "Cookie: sid=ann\r\n").answer.status, 404);
    EXPECT_EQ(Socket(server->port(), "/api/v1/live", "Authorization: Bearer key\r\n").answer.status,
              101);
    Wire early(server->port());
    early.send(
        "GET /api/v1/live HTTP/1.1\r\nHost: here\r\nCookie: sid=ann\r\nUpgrade: "
        "websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x80");
    EXPECT_EQ(early.reply().status, 400);
}

/// A publisher that never stops, and a reader that reconnects at any moment: nothing is lost,
/// nothing comes twice.
TEST_F(LiveTest, ResumesWithoutLossOverReconnects) {
    options.ring_events_max = 100000;
    start();
    constexpr std::uint64_t events = 3000;
    auto socket = live("ann");
    const std::string epoch = epoch_of(socket->next());
    std::thread publisher([&] {
        for (std::uint64_t i = 1; i <= events; ++i)
            server->hub().to_person(PersonId{1}, "n", std::to_string(i));
    });
    std::uint64_t seen = 0;
    int reconnects = 0;
    while (seen < events) {
        const int until = 1 + static_cast<int>(seen * 7 % 97);
        for (int i = 0; i < until && seen < events; ++i) {
            const std::string frame = socket->next();
            const std::string number = std::to_string(seen + 1);
            ASSERT_EQ(frame, "{\"seq\":" + number + R"(,"type":"n","data":)" + number + '}');
            ++seen;
        }
        socket = live("ann", "?epoch=" + epoch + "&since=" + std::to_string(seen));
        const std::string hello = socket->next();
        ASSERT_EQ(epoch_of(hello), epoch);
        ++reconnects;
    }
    publisher.join();
    EXPECT_GT(reconnects, 20);
}

TEST_F(LiveTest, EventsWhileAwayAreKept) {
    start();
    auto first = live("ann");
    const std::string epoch = epoch_of(first->next());
    EXPECT_EQ(presence.take(), "1 up");
    first.reset();
    EXPECT_EQ(presence.take(), "1 down");
    server->hub().to_person(PersonId{1}, "offer", "1");  // nobody listens now
    auto second = live("ann", "?epoch=" + epoch + "&since=0");
    EXPECT_EQ(seq_of(second->next()), 1u);  // hello tells where the stream is
    EXPECT_EQ(second->next(), R"({"seq":1,"type":"offer","data":1})");
}

TEST_F(LiveTest, AGapIsToldAsResync) {
    options.ring_events_max = 5;
    options.stream_keep_ms = 0;
    start();
    auto first = live("ann");
    const std::string epoch = epoch_of(first->next());
    for (int i = 0; i < 10; ++i) server->hub().to_person(PersonId{1}, "n", "1");
    const auto after = [&](const std::string& query) {
        auto socket = live("ann", query);
        socket->next();  // hello
        server->hub().to_person(PersonId{1}, "mark", "{}");
        return socket->next();
    };
    EXPECT_EQ(after("?epoch=" + epoch + "&since=2"), R"({"type":"resync"})");
    EXPECT_EQ(after("?epoch=other&since=10"), R"({"type":"resync"})");
    EXPECT_EQ(after("?epoch=" + epoch + "&since=999999"), R"({"type":"resync"})");
    EXPECT_EQ(after("?epoch=" + epoch + "&since=x"), R"({"type":"resync"})");
    EXPECT_EQ(seq_of(after("")), 15u);  // a fresh page starts at the present
    first.reset();
    ASSERT_TRUE(comes_true(
        [&] { return server->metrics().find("http_live_streams 0") != std::string::npos; }));
    auto late = live("ann", "?epoch=" + epoch +
                                "&since=15");  // its stream is forgotten: a new life, other numbers
    EXPECT_NE(epoch_of(late->next()), epoch);
    EXPECT_EQ(late->next(), R"({"type":"resync"})");
}

TEST_F(LiveTest, BroadcastReachesAllTabsOfAllWhoMay) {
    options.io_threads = 2;
    start();
    auto ann = live("ann"), ann_too = live("ann"), bob = live("bob");
    ann->next(), ann_too->next(), bob->next();
    server->hub().to_permission("board.view", "board", "1");
    server->hub().to_permission("orders.view", "order", "2");
    EXPECT_EQ(bob->next(), R"({"seq":1,"type":"board","data":1})");
    EXPECT_EQ(ann->next(), R"({"seq":1,"type":"order","data":2})");
    EXPECT_EQ(ann_too->next(), R"({"seq":1,"type":"order","data":2})");
}

TEST_F(LiveTest, OneBrowserOfAPersonIsTold) {
    start();
    const auto here = live("ann"), there = live("ann2");
    here->next(), there->next();  // hello
    server->hub().to_session(Principal{PersonId{1}, SessionId{11}}, "phone.down", "{}");
    server->hub().to_session(Principal{PersonId{1}, SessionId{99}}, "lost", "{}");
    server->hub().to_person(PersonId{1}, "both", "{}");
    EXPECT_NE(here->next().find("phone.down"), std::string::npos);
    EXPECT_NE(here->next().find("both"), std::string::npos);
    EXPECT_NE(there->next().find("both"), std::string::npos) << "the other heard nothing before";
}

TEST_F(LiveTest, ABroadcastStaysInItsShop) {
    start();
    const auto in_two = live("shop2"), everywhere = live("bob");
    in_two->next(), everywhere->next();  // hello
    server->hub().to_permission("board.view", "of_one", "{}", ShopId{1});
    server->hub().to_permission("board.view", "of_two", "{}", ShopId{2});
    EXPECT_NE(in_two->next().find("of_two"), std::string::npos);
    EXPECT_NE(everywhere->next().find("of_one"), std::string::npos);
}

TEST_F(LiveTest, ASlowReaderIsDroppedAndOthersAreNot) {
    options.ring_events_max = 20;
    start();
    auto slow = live("ann", "", 4096), quick = live("bob");
    slow->next(), quick->next();
    const std::string big(100000, 'x');
    for (int i = 1; i <= 200; ++i) {
        server->hub().to_person(PersonId{1}, "n", '"' + big + '"');
        server->hub().to_person(PersonId{2}, "n", std::to_string(i));
        ASSERT_EQ(seq_of(quick->next()), static_cast<std::uint64_t>(i));
    }
    std::string frame;
    std::uint64_t last = 0;
    while (!(frame = slow->next()).empty()) last = seq_of(frame);
    EXPECT_LT(last, 200u);
    EXPECT_TRUE(slow->wire.ends());
}

TEST_F(LiveTest, AnEndedSessionClosesItsSockets) {
    start();
    auto ann = live("ann"), bob = live("bob");
    ann->next(), bob->next();
    server->hub().drop_session(SessionId{11});
    EXPECT_EQ(ann->next(), "");
    EXPECT_EQ(ann->close_code, 4401);
    people.end_session("bob");  // nobody told the hub: the look every session_check_ms finds it
    EXPECT_EQ(bob->next(), "");
    EXPECT_EQ(bob->close_code, 4401);
    EXPECT_EQ(live("bob")->answer.status, 401);
}

TEST_F(LiveTest, RefusesNonsenseAndFloods) {
    start();
    const auto code_after = [&](const std::function<void(Socket&)>& act) {
        auto socket = live("ann");
        socket->next();
        act(*socket);
        while (!socket->next().empty()) continue;
        return socket->close_code;
    };
    EXPECT_EQ(code_after([](Socket& s) { s.text("no json"); }), 1007);
    EXPECT_EQ(code_after([](Socket& s) { s.text(R"({"data":{}})"); }), 1007);
    EXPECT_EQ(code_after([](Socket& s) { s.frame(2, "binary"); }), 1003);
    EXPECT_EQ(code_after([](Socket& s) { s.text("\xff\xfe"); }), 1007);
    EXPECT_EQ(code_after([](Socket& s) { s.text(std::string((256 << 10) + 1, ' ')); }), 1009);
    EXPECT_EQ(code_after([](Socket& s) {
                  for (int i = 0; i < 300; ++i) s.text(R"({"type":"ping"})");
              }),
              4429);
    EXPECT_EQ(code_after([](Socket& s) { s.frame(8, "\x03\xe8"); }), 1000);
}

TEST_F(LiveTest, StopSaysGoingAway) {
    start();
    auto ann = live("ann");
    ann->next();
    std::thread stopping([&] { server->stop(); });
    EXPECT_EQ(ann->next(), "");
    EXPECT_EQ(ann->close_code, 1001);
    stopping.join();
}

TEST_F(LiveTest, BuyersTalkByConnection) {
    start();
    Socket buyer(server->port(), "/public/v1/call?shop=4", "Origin: https://shop.example\r\n");
    EXPECT_EQ(buyer.answer.status, 101);
    const auto first = opened.take();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->second, "4");
    buyer.text("hello");
    EXPECT_EQ(messages.take(), std::to_string(first->first) + " hello");
    EXPECT_EQ(buyer.next(), "got hello");
    server->public_sockets().send(first->first + 100, "nobody");
    server->public_sockets().close(first->first);
    EXPECT_EQ(buyer.next(), "");
    EXPECT_EQ(buyer.close_code, 1000);
    EXPECT_EQ(closed.take(), first->first);
}

TEST_F(LiveTest, BuyersAreBounded) {
    start();
    const auto open = [&] {
        return std::make_unique<Socket>(server->port(), "/public/v1/call", "");
    };
    auto a = open(), b = open(), c = open();
    EXPECT_EQ(c->answer.status, 101);
    EXPECT_EQ(open()->answer.status, 429);
    for (int i = 0; i < 3; ++i) opened.take();
    a.reset();
    EXPECT_TRUE(closed.take());
    auto again = open();
    EXPECT_EQ(again->answer.status, 101);
    again->text(std::string((64 << 10) + 1, 'x'));
    EXPECT_EQ(again->next(), "");
    EXPECT_EQ(again->close_code, 1009);
    for (int i = 0; i < 200; ++i) b->text("x");
    while (!b->next().empty()) continue;
    EXPECT_EQ(b->close_code, 4429);
}

}  // namespace
}  // namespace ol::http::test
