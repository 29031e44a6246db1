// What stanzas tell, and what ours look like.
#include <gtest/gtest.h>

#include "platform/xmpp/stanza.hpp"

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

}  // namespace xmpp_test
}  // namespace ol::xmpp
