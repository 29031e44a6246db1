// What stanzas tell, and what ours look like.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/xmpp/stanza.hpp"
#include "platform/xmpp/where.hpp"

namespace ol::xmpp {
namespace xmpp_test {

struct Context {
    xmpp_ctx_t* ctx = xmpp_ctx_new(nullptr, nullptr);
    ~Context() { xmpp_ctx_free(ctx); }
    std::optional<Told> told(const std::string& xml) {
        const Stanza s(xmpp_stanza_new_from_string(ctx, xml.c_str()));
        EXPECT_TRUE(s) << xml;
        return s ? told_by(s.get()) : std::nullopt;
    }
    std::string text(const Stanza& s) {
        char* out = nullptr;
        std::size_t size = 0;
        xmpp_stanza_to_text(s.get(), &out, &size);
        std::string text(out, size);
        xmpp_free(ctx, out);
        return text;
    }
};

std::string message(const std::string& inner, const std::string& more = "") {
    return "<message xmlns='jabber:client' from='ira@example.org/phone' id='m1' " + more + ">" +
           inner + "</message>";
}

TEST(XmppStanza, Words) {
    Context c;
    const auto t = c.told(message("<subject>Kettle</subject><body>Де &lt;b&gt; &amp; 😀</body>"));
    ASSERT_TRUE(t);
    EXPECT_EQ(t->what, Told::What::message);
    EXPECT_EQ(t->from, "ira@example.org");
    EXPECT_EQ(t->id, "m1");
    EXPECT_EQ(t->text, "Де <b> & 😀");
    EXPECT_EQ(t->subject, "Kettle");
    const auto late = c.told(
        message("<body>x</body><delay xmlns='urn:xmpp:delay' stamp='2026-11-23T10:00:00Z'/>"));
    EXPECT_EQ(late->at, *parse_iso8601("2026-11-23T10:00:00Z"));
    const auto file = c.told(message(
        "<body>https://f.example/1.png</body><x xmlns='jabber:x:oob'><url>https://f.example/1.png"
        "</url></x>"));
    EXPECT_EQ(file->url, "https://f.example/1.png");
    EXPECT_EQ(file->text, "") << "said once";
}

TEST(XmppStanza, ReceiptsMarksTypingCorrectionsErrors) {
    Context c;
    EXPECT_EQ(c.told(message("<received xmlns='urn:xmpp:receipts' id='41'/>"))->what,
              Told::What::received);
    const auto seen = c.told(message("<displayed xmlns='urn:xmpp:chat-markers:0' id='41'/>"));
    EXPECT_EQ(seen->what, Told::What::displayed);
    EXPECT_EQ(seen->id, "41");
    EXPECT_EQ(c.told(message("<composing xmlns='http://jabber.org/protocol/chatstates'/>"))->what,
              Told::What::typing);
    EXPECT_FALSE(c.told(message("<paused xmlns='http://jabber.org/protocol/chatstates'/>")));
    const auto edit =
        c.told(message("<body>Kettle</body><replace xmlns='urn:xmpp:message-correct:0' id='m0'/>"));
    EXPECT_EQ(edit->what, Told::What::corrected);
    EXPECT_EQ(edit->id, "m0");
    const auto bounced =
        c.told(message("<body>ours</body><error type='cancel'><service-unavailable "
                       "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
                       "type='error'"));
    EXPECT_EQ(bounced->what, Told::What::failed);
    EXPECT_EQ(bounced->error, "service-unavailable");
    EXPECT_FALSE(c.told(message("<body>x</body>", "type='groupchat'")));
    EXPECT_FALSE(c.told(message("<body>x</body>", "type='headline'")));
    EXPECT_FALSE(c.told("<message><body>of nobody</body></message>"));
}

TEST(XmppStanza, OursAreEscaped) {
    Context c;
    const auto text = c.text(message_of(c.ctx, {"ira@example.org", "41", "<i> & \"x\""}));
    EXPECT_NE(text.find("&lt;i&gt; &amp; "), text.npos) << text;
    EXPECT_NE(text.find("urn:xmpp:receipts"), text.npos);
    const auto again = c.told(
        "<message from='a@b' id='1'>" +
        text.substr(text.find("<body")).substr(0, text.find("</body>") - text.find("<body")) +
        "</body></message>");
    EXPECT_EQ(again->text, "<i> & \"x\"");
}

TEST(XmppStanza, Addresses) {
    EXPECT_TRUE(is_jid("shop@example.org"));
    for (const auto* bad : {"", "a", "@b", "a@", "a@b/c", "a@b@c", "a b@c", "a<b@c"})
        EXPECT_FALSE(is_jid(bad)) << bad;
}

/// A socket on this host that listens and takes nobody by itself.
struct Door {
    int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int port = 0;
    Door() {
        sockaddr_in at{};
        at.sin_family = AF_INET, at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&at), size), 0);
        EXPECT_EQ(::listen(fd, 4), 0);
        EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size), 0);
        port = ntohs(at.sin_port);
    }
    ~Door() { ::close(fd); }
    bool knocked(int within_ms) const {
        pollfd p{fd, POLLIN, 0};
        return ::poll(&p, 1, within_ms) == 1;
    }
};

TEST(XmppClient, NobodyConnectsToAPrivateAddressUnasked) {
    const Door door;

    const auto login = [&](bool allowed) {
        return Login{"shop@example.org", "secret", "127.0.0.1", door.port, allowed, ""};
    };
    const ClientEvents nothing{[](const Told&) { return true; }, [](const Standing&) {}};
    {
        Client refused(login(false), nothing, system_clock());
        EXPECT_EQ(refused.standing(Ms{10000}).code, "link.private");
        EXPECT_FALSE(door.knocked(0)) << "it connected before it refused";
    }
    Client allowed(login(true), nothing, system_clock());
    EXPECT_TRUE(door.knocked(10000));
}

TEST(XmppWhere, OnlyWhatMayBeConnectedToIsLeft) {
    const std::vector<Server> servers{{"one.example", 5222}, {"two.example", 443}};
    const auto look_up = [](const Server& s) -> std::vector<Endpoint> {
        if (s.name == "two.example") return {{"203.0.114.9", s.port}};
        return {{"10.0.0.7", s.port}, {"::1", s.port}, {"2a01:4f8::7", s.port}};
    };
    EXPECT_EQ(where_to(servers, false, look_up).to,
              (std::vector<Endpoint>{{"2a01:4f8::7", 5222}, {"203.0.114.9", 443}}));
    EXPECT_EQ(where_to(servers, true, look_up).to.size(), 4u);
    const auto inside = where_to({{"one.example", 5222}}, false, [](const Server& s) {
        return std::vector<Endpoint>{{"169.254.169.254", s.port}, {"fe80::1%lo", s.port}};
    });
    EXPECT_TRUE(inside.to.empty());
    EXPECT_EQ(inside.hint, "link.private");
    const auto none = [](const Server&) { return std::vector<Endpoint>{}; };
    EXPECT_EQ(where_to(servers, true, none).hint, "link.name");
}

TEST(XmppWhere, AnAnswerOfDnsIsReadInItsOrder) {
    using std::string_literals::operator""s;
    const auto record = [](char priority, const std::string& target) {
        const std::string rdata = "\0"s + priority + "\0\0\x14\x66"s + target;
        return "\xc0\x0c\0\x21\0\1\0\0\0\x3c\0"s + static_cast<char>(rdata.size()) + rdata;
    };
    const std::string head = "\0\1\x81\x80\0\1\0\3\0\0\0\0"s;
    const std::string asked = "\1a\7example\0\0\x21\0\1"s;
    const std::string answer =
        head + asked + record(20, "\6second\0"s) + record(1, "\0"s) + record(10, "\5first\0"s);
    const auto servers = read_servers(answer);
    ASSERT_EQ(servers.size(), 2u) << "the dot is no server";
    EXPECT_EQ(servers[0].name + " " + servers[1].name, "first second");
    EXPECT_EQ(servers[0].port, 5222);
    for (std::size_t cut = 0; cut < answer.size(); ++cut)
        EXPECT_LE(read_servers(answer.substr(0, cut)).size(), 2u);
}

}  // namespace xmpp_test
}  // namespace ol::xmpp
