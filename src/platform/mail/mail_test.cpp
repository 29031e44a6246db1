// Letters as text, and letters handed to a mail server of our own on the loopback.
#include "platform/mail/mail.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "platform/base/crypto.hpp"
#include "platform/mail/incoming.hpp"

namespace ol::mail {
namespace {

const Time noon = *parse_iso8601("2026-11-22T12:00:05Z");

Letter letter() {
    Letter l;
    l.from = "orderline@shop.example";
    l.to = {"ann@shop.example", "bob@shop.example"};
    l.subject = "Звіт за тиждень: черга «Магазин», усі оператори й паузи за причинами";
    l.text = "Надійшло: 341\n.\nПрийнято: 290\n";
    l.attachments = {{"report.csv", "text/csv", std::string(4000, 'x') + "\r\n.\r\n"}};
    l.key = "report.7.20261122";
    return l;
}

/// Takes one letter; `refuse` is answered to the first line that begins with `at`.
class MailServer {
public:
    explicit MailServer(std::string at = "-", std::string refuse = "")
        : at_(std::move(at)), refuse_(std::move(refuse)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof a;
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&a), sizeof a), 0);
        EXPECT_EQ(::listen(listener_, 1), 0);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&a), &size);
        port = ntohs(a.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~MailServer() {
        end();
        ::close(listener_);
    }
    void end() {
        if (thread_.joinable()) thread_.join();
    }
    Server settings() const { return {"smtp://127.0.0.1:" + std::to_string(port), "", "", 5000}; }
    int port = 0;
    std::vector<std::string> commands;
    std::string data;

private:
    bool more(int fd) {
        pollfd p{fd, POLLIN, 0};
        char buffer[4096];
        if (::poll(&p, 1, 5000) != 1) return false;
        const auto n = ::recv(fd, buffer, sizeof buffer, 0);
        if (n > 0) read_.append(buffer, static_cast<std::size_t>(n));
        return n > 0;
    }
    bool until(int fd, const std::string& mark, std::string& out) {
        while (read_.find(mark) == std::string::npos)
            if (!more(fd)) return false;
        const auto end = read_.find(mark);
        out = read_.substr(0, end);
        read_.erase(0, end + mark.size());
        return true;
    }
    void serve() {
        pollfd p{listener_, POLLIN, 0};
        if (::poll(&p, 1, 5000) != 1) return;
        const int fd = ::accept(listener_, nullptr, nullptr);
        const auto say = [fd](const std::string& s) {
            (void)::send(fd, s.data(), s.size(), MSG_NOSIGNAL);
        };
        say("220 here\r\n");
        for (std::string line; until(fd, "\r\n", line);) {
            commands.push_back(line);
            if (line.starts_with(at_)) {
                say(refuse_ + "\r\n");
            } else if (line == "DATA") {
                say("354 go on\r\n");
                if (!until(fd, "\r\n.\r\n", data)) break;
                say("250 taken\r\n");
            } else if (line == "QUIT") {
                say("221 bye\r\n");
                break;
            } else {
                say("250 fine\r\n");
            }
        }
        ::close(fd);
    }
    std::string at_, refuse_, read_;
    int listener_ = -1;
    std::thread thread_;
};

TEST(message, lines_are_short_and_the_subject_comes_back) {
    const std::string m = message_of(letter(), noon);
    std::string subject;
    std::size_t lines = 0;
    for (std::size_t at = 0; at < m.size(); ++lines) {
        const auto end = m.find("\r\n", at);
        ASSERT_NE(end, std::string::npos) << "every line ends with CRLF";
        const auto line = m.substr(at, end - at);
        EXPECT_LE(line.size(), 84u) << line;
        EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
        const std::string mark = "=?UTF-8?B?";
        if (const auto word = line.find(mark); word != std::string::npos)
            subject += *crypto::unbase64(
                line.substr(word + mark.size(), line.size() - word - mark.size() - 2));
        at = end + 2;
    }
    EXPECT_EQ(subject, letter().subject);
    EXPECT_GT(lines, 70u);
    EXPECT_NE(m.find("Date: Sun, 22 Nov 2026 12:00:05 +0000\r\n"), std::string::npos);
    EXPECT_NE(m.find("Message-ID: <report.7.20261122@shop.example>\r\n"), std::string::npos);
}

TEST(message, nothing_inside_becomes_a_header_field) {
    Letter l = letter();
    l.subject = "Report\r\nBcc: eve@evil.example";
    l.attachments[0].name = "a\"\r\nX-Evil: 1.csv";
    l.attachments[0].type = "text/csv\r\nX-Evil: 2";
    l.key = "k>\r\nX-Evil: 3";
    const std::string m = message_of(l, noon);
    EXPECT_EQ(m.find("\nBcc"), std::string::npos);
    EXPECT_EQ(m.find("\nX-Evil"), std::string::npos);
    EXPECT_NE(m.find("filename=\"a___X-Evil__1.csv\""), std::string::npos);
}

TEST(message, an_answer_goes_to_its_thread) {
    Letter l = letter();
    l.from_name = "Магазин";
    l.cc = {"eve@shop.example"};
    l.reply_to = with_token("help@shop.example", "t7Qk");
    l.in_reply_to = "2@buyer.example";
    l.references = {"1@buyer.example", "2@buyer.example"};
    l.html = "<p>Hi</p>";
    l.auto_submitted = AutoSubmitted::no;
    l.attachments[0].name = "Рахунок.pdf";
    ASSERT_TRUE(check(l));
    const std::string m = message_of(l, noon);
    EXPECT_EQ(m.find("Auto-Submitted"), std::string::npos) << "a person wrote it";
    const auto back = read(m);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->from.at(0).name, "Магазин");
    EXPECT_EQ(back->from.at(0).address, "orderline@shop.example");
    EXPECT_EQ(back->cc.at(0).address, "eve@shop.example");
    EXPECT_EQ(back->reply_to.at(0).address, "help+t7Qk@shop.example");
    EXPECT_EQ(back->in_reply_to, (std::vector<std::string>{"2@buyer.example"}));
    EXPECT_EQ(back->references, (std::vector<std::string>{"1@buyer.example", "2@buyer.example"}));
    EXPECT_EQ(back->subject, l.subject);
    EXPECT_EQ(back->text, l.text);
    EXPECT_EQ(back->html, "<p>Hi</p>");
    EXPECT_EQ(back->files.at(0).name, "Рахунок.pdf");
    EXPECT_EQ(back->files.at(0).bytes, l.attachments[0].bytes);
    EXPECT_TRUE(back->may_answer);
    l.auto_submitted = AutoSubmitted::replied;
    EXPECT_EQ(read(message_of(l, noon))->sort, Sort::automatic) << "ours is known as one";
}

TEST(message, what_would_forge_a_header_is_refused) {
    const auto refused = [](auto change) {
        Letter l = letter();
        change(l);
        const auto r = check(l);
        return r ? std::string("taken") : r.error().code + " " + r.error().field;
    };
    EXPECT_EQ(refused([](Letter&) {}), "taken");
    EXPECT_EQ(refused([](Letter& l) { l.subject = "a\r\nBcc: e@e.example"; }),
              "mail.header subject");
    EXPECT_EQ(refused([](Letter& l) { l.from_name = "a\nX: 1"; }), "mail.header from_name");
    EXPECT_EQ(refused([](Letter& l) { l.to[1] = "a@b.example\r\nX: 1"; }), "mail.address to[1]");
    EXPECT_EQ(refused([](Letter& l) { l.cc = {"nobody"}; }), "mail.address cc[0]");
    EXPECT_EQ(refused([](Letter& l) { l.reply_to = "x y"; }), "mail.address reply_to");
    EXPECT_EQ(refused([](Letter& l) { l.in_reply_to = "a>\r\nX: 1"; }), "mail.id in_reply_to");
    EXPECT_EQ(refused([](Letter& l) { l.to.clear(); }), "mail.address to");
    EXPECT_EQ(refused([](Letter& l) { l.to.assign(101, "a@b.example"); }), "mail.too_many to");
    Letter l = letter();  // and what passes by check() is left out all the same
    l.cc = {"a@b.example\r\nX-Evil: 1"}, l.in_reply_to = "a>\r\nX-Evil: 2";
    l.references = {"b>\r\nX-Evil: 3"}, l.from_name = "a\"\r\nX-Evil: 4";
    EXPECT_EQ(message_of(l, noon).find("\nX-Evil"), std::string::npos);
}

TEST(token, comes_back_in_the_address) {
    EXPECT_EQ(token_of({"Help+t7Qk@Shop.example"}, "help@shop.example"), "t7Qk");
    EXPECT_EQ(token_of({"eve@x.example", "help+a-b_c@shop.example"}, "help@shop.example"), "a-b_c");
    for (const char* none : {"help@shop.example", "help+@shop.example", "help+a@evil.example",
                             "help+a b@shop.example", "xhelp+a@shop.example"})
        EXPECT_EQ(token_of({none}, "help@shop.example"), "") << none;
}

TEST(address, one_plain_address) {
    for (const char* good : {"ann@shop.example", "a.b+c@x.y.example", "root@localhost"})
        EXPECT_TRUE(is_address(good)) << good;
    for (const char* bad : {"", "ann", "@x.example", "ann@", "ann@x..y", "a b@x.example",
                            "ann@x.example\r\nRCPT TO:<e@e>", "<ann@x.example>", "ann@b@c",
                            "анна@x.example", "ann@-x.example", "ann@x.example."})
        EXPECT_FALSE(is_address(bad)) << bad;
}

TEST(server, only_smtp_addresses) {
    for (const char* good : {"smtp://127.0.0.1:25", "smtps://mail.example:465"})
        EXPECT_TRUE(check({good, "", ""})) << good;
    for (const char* bad : {"", "mail.example", "http://mail.example", "file:///etc/passwd",
                            "smtp://user:word@mail.example", "smtp://mail.example/x"})
        EXPECT_FALSE(check({bad, "", ""})) << bad;
}

TEST(send, a_letter_arrives_whole_at_all) {
    MailServer server;
    ASSERT_TRUE(send(server.settings(), letter(), noon));
    server.end();
    ASSERT_GE(server.commands.size(), 5u);
    EXPECT_EQ(server.commands[0], "EHLO shop.example");
    EXPECT_TRUE(server.commands[1].starts_with("MAIL FROM:<orderline@shop.example>"));
    EXPECT_EQ(server.commands[2], "RCPT TO:<ann@shop.example>");
    EXPECT_EQ(server.commands[3], "RCPT TO:<bob@shop.example>");
    EXPECT_EQ(server.data + "\r\n", message_of(letter(), noon));
}

TEST(send, a_refusal_is_for_good_and_a_busy_server_is_not) {
    {
        MailServer server("RCPT", "550 no such person");
        const auto r = send(server.settings(), letter(), noon);
        ASSERT_FALSE(r);
        EXPECT_EQ(r.error().code, "mail.refused");
        EXPECT_EQ(r.error().kind, Errc::conflict);
        ASSERT_EQ(r.error().params.size(), 1u);
        EXPECT_EQ(r.error().params[0].second, "550");
        EXPECT_EQ(r.error().detail.find("ann@"), std::string::npos) << "no address in an error";
    }
    MailServer server("MAIL", "451 later");
    const auto r = send(server.settings(), letter(), noon);
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code, "mail.later");
    EXPECT_EQ(r.error().kind, Errc::unavailable);
}

TEST(send, no_server_and_a_stop_are_told) {
    int port = 0;
    {
        MailServer server;
        port = server.port;
        const std::atomic<bool> stop{true};
        auto settings = server.settings();
        settings.stop = &stop;
        const auto r = send(settings, letter(), noon);
        ASSERT_FALSE(r);
        EXPECT_EQ(r.error().code, "mail.stopped");
    }
    const auto r = send({"smtp://127.0.0.1:" + std::to_string(port), "", "", 3000}, letter(), noon);
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code, "mail.unreachable");
}

}  // namespace
}  // namespace ol::mail
