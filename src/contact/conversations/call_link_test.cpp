// A caller goes on by chat: the link that he is sent makes the chat his, for a day and on one chat
// alone; nothing is offered or sent where it cannot be.
#include "contact/conversations/channel_types.hpp"
#include "contact/conversations/test_house.hpp"
#include "platform/base/crypto.hpp"

namespace ol::conversations {
namespace call_link_test {

using namespace conversations_test;

const calls::ChatLinkAsk ask{kettles, CustomerId{700}, "+380501112233", "Olena", "uk"};

void add_sms(House& h) {
    NewChannelAccount in;
    in.shop_id = kettles, in.kind = ChannelKind::sms, in.name = "Texts";
    in.account = "https://sms.example/in", in.secret = "shared";
    auto who = h.who(oksana);
    ASSERT_TRUE(h.room->add_channel(who, in));
    h.run();
}

bool send(House& h, const calls::ChatLinkAsk& of = ask) {
    bool out = false;
    h.room->send_link(of, [&](bool sent) { out = sent; });
    h.run();
    return out;
}

std::string text_of_link(House& h) {
    std::string out;
    EXPECT_TRUE(h.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query("select text from message order by id desc limit 1");
        if (!r.empty()) out = r.text(0, 0);
        return {};
    }));
    return out;
}

std::string token_in(const std::string& text) { return text.substr(text.rfind('#') + 1); }

TEST(call_link, the_chat_that_opens_from_it_is_the_callers) {
    in_houses([](House& h) {
        add_sms(h);
        ASSERT_TRUE(h.room->sends_links(kettles));
        ASSERT_TRUE(send(h));
        const auto text = text_of_link(h);
        EXPECT_TRUE(text.starts_with("Kettles: ")) << text;
        EXPECT_NE(text.find("https://desk.example/chat/wc_kettles#"), text.npos) << text;
        EXPECT_EQ(h.count("select count(*) from out_message where state = 'queued'"), 1);
        EXPECT_EQ(h.row().state, State::closed) << "a link is nobody's work";
        ASSERT_EQ(h.unasked.size(), 1u) << "through the contact policy";
        EXPECT_TRUE(h.unasked[0].requested);
        EXPECT_EQ(h.unasked[0].buyer, CustomerId{700});

        const auto token = token_in(text);
        ASSERT_EQ(token.size(), 43u);
        ASSERT_EQ(h.says("It is me, from the phone", "client-01", "open", token).status, 200);
        EXPECT_EQ(h.row().channel, ChannelKind::webchat);
        EXPECT_EQ(h.row().customer_id, CustomerId{700});
        EXPECT_EQ(h.row().buyer_contact, "+380501112233");
        EXPECT_EQ(h.row().buyer_name, "Olena");
        // Its day is over: what has begun goes on.
        h.clock.advance(Ms{25LL * 3600 * 1000});
        EXPECT_EQ(h.says("Still there?", "client-02", "messages", token).status, 200);
    });
}

TEST(call_link, over_changed_or_on_another_chat_it_makes_nobody_of_him) {
    in_houses([](House& h) {
        add_sms(h);
        ASSERT_TRUE(send(h));
        const auto token = token_in(text_of_link(h));
        auto changed = token;
        changed[3] = changed[3] == 'A' ? 'B' : 'A';
        ASSERT_EQ(h.says("Hello", "client-01", "open", changed).status, 200);
        EXPECT_FALSE(h.row().customer_id) << "a stranger's chat, like any other";
        EXPECT_TRUE(h.row().buyer_contact.empty());
        ASSERT_EQ(h.page("open", R"({"key":"wc_lamps","token":")" + token +
                                     R"(","client_id":"client-02","text":"Hello"})")
                      .status,
                  200);
        EXPECT_FALSE(h.row().customer_id);
        h.clock.advance(Ms{24LL * 3600 * 1000 + 60000});
        ASSERT_EQ(h.says("Hello", "client-03", "open", token).status, 200);
        EXPECT_FALSE(h.row().customer_id);
    });
}

TEST(call_link, is_neither_offered_nor_sent_where_it_cannot_be) {
    in_houses([](House& h) {
        EXPECT_FALSE(h.room->sends_links(kettles)) << "no SMS";
        EXPECT_FALSE(send(h));
        add_sms(h);
        EXPECT_FALSE(h.room->sends_links(lamps)) << "another shop's";
        h.policy_allows = false;
        EXPECT_FALSE(send(h)) << "he may not be written to";
        EXPECT_EQ(h.count("select count(*) from message"), 0);
        EXPECT_EQ(h.count("select count(*) from conversation"), 0);
    });
}

}  // namespace call_link_test
}  // namespace ol::conversations
