// Lines of our own without a network: addresses as settings have them, numbers as centres write
// them, rows of pieces and receipts on both databases, and which carrier an account has.
#include "contact/conversations/links/links.hpp"

#include <gtest/gtest.h>

#include "contact/conversations/conversations.hpp"
#include "contact/conversations/links/smpp_address.hpp"
#include "contact/conversations/links/sms_rows.hpp"
#include "contact/conversations/links/xmpp_address.hpp"
#include "contact/conversations/messengers/messengers.hpp"
#include "contact/conversations/messengers/sms.hpp"
#include "platform/db/test_db.hpp"

namespace ol::conversations {
namespace links_test {

TEST(LinkAddress, OfACentre) {
    auto a = smpp_address("smpp://ket%40tles@smsc.example:2776?from=Kettles&window=5&rate=20");
    ASSERT_TRUE(a);
    EXPECT_EQ(a->login, "ket@tles");
    EXPECT_EQ(a->host, "smsc.example");
    EXPECT_EQ(a->port, 2776);
    EXPECT_EQ(a->ton, 5);
    EXPECT_EQ(a->window, 5);
    EXPECT_EQ(a->rate, 20);
    a = smpp_address("smpps://a@[::1]?from=%2B380501112233&npi=8&alphabet=ucs2");
    ASSERT_TRUE(a);
    EXPECT_TRUE(a->tls);
    EXPECT_EQ(a->host, "[::1]");
    EXPECT_EQ(a->port, 3550);
    EXPECT_EQ(a->from, "380501112233");
    EXPECT_EQ(a->ton, 1);
    EXPECT_EQ(a->npi, 8) << "as told, above what the sender looks like";
    EXPECT_EQ(smpp_address("smpp://a@b?from=4040")->ton, 3) << "a short number";
}

TEST(LinkAddress, ACentreThatIsNoneSaysWhy) {
    for (const auto* bad :
         {"http://a@b", "smpp://b", "smpp://@b", "smpp://a@", "smpp://a@b:0", "smpp://a@b:65536",
          "smpp://a@b?from=", "smpp://a@b?from=TwelveLetters", "smpp://a@b?window=0",
          "smpp://a@b?rate=x", "smpp://a@b?alphabet=ebcdic", "smpp://a@b?rat=1",
          "smpp://a@b?from=%0A", "smpp://sixteen-letters-@b"}) {
        const auto a = smpp_address(bad);
        ASSERT_FALSE(a) << bad;
        EXPECT_EQ(a.error().field, "account");
        EXPECT_FALSE(a.error().detail.empty());
    }
}

TEST(LinkAddress, OfXmpp) {
    auto a = xmpp_address("Shop@Example.org?server=xmpp.example.org:5223");
    ASSERT_TRUE(a);
    EXPECT_EQ(a->jid, "shop@example.org");
    EXPECT_EQ(a->host, "xmpp.example.org");
    EXPECT_EQ(a->port, 5223);
    EXPECT_EQ(xmpp_address("shop@example.org")->host, "");
    for (const auto* bad : {"", "shop", "@example.org", "shop@", "a@b@c", "shop@b/phone",
                            "shop@b?port=1", "shop@b?server=", "shop@b?server=a:0"})
        EXPECT_FALSE(xmpp_address(bad)) << bad;
}

TEST(LinkAddress, NumbersNameOneThread) {
    EXPECT_EQ(thread_of_number("380501112233", 1, ""), "+380501112233");
    EXPECT_EQ(thread_of_number("+380501112233", 0, ""), "+380501112233");
    EXPECT_EQ(thread_of_number("380501112233", 0, ""), "+380501112233");
    EXPECT_EQ(thread_of_number("0501112233", 2, "UA"), "+380501112233");
    EXPECT_EQ(thread_of_number("0501112233", 2, ""), "0501112233");
    EXPECT_EQ(thread_of_number("4040", 3, "UA"), "4040");
    EXPECT_EQ(thread_of_number("Privat24", 5, ""), "Privat24");
}

TEST(LinkContract, WhatIsMissingIsNamed) {
    Credentials c;
    c.account = "smpp://kettles@smsc.example";
    EXPECT_TRUE(is_linked(ChannelKind::sms, c));
    EXPECT_EQ(link_complete(ChannelKind::sms, c).error().field, "token");
    c.token = "secret";
    EXPECT_TRUE(link_complete(ChannelKind::sms, c));
    c.account = "https://gateway.example/in";
    EXPECT_FALSE(is_linked(ChannelKind::sms, c));
    EXPECT_TRUE(is_linked(ChannelKind::xmpp, c));
    EXPECT_EQ(link_complete(ChannelKind::xmpp, c).error().field, "account");
}

TEST(LinkContract, XmppIsAChannelWithoutADoor) {
    const auto& channel = *messenger_of(ChannelKind::xmpp);
    EXPECT_EQ(channel.kind(), ChannelKind::xmpp);
    EXPECT_EQ(channel.knock({"a", "t", "s", "v"}, {}).door, Channel::Door::refused);
    EXPECT_TRUE(channel.window(std::nullopt, {}).free_text);
    const auto told =
        channel.read(R"({"events":[{"type":"read","id":"41","thread":"ira@example.org"}]})");
    ASSERT_TRUE(told);
    EXPECT_EQ(told->front().what, What::read);
}

TEST(LinkContract, SegmentsAreCountedAlikeEverywhere) {
    for (const auto* one : {"x", "я", "€", "😀", "["})
        for (const int times : {1, 35, 66, 67, 68, 70, 71, 80, 81, 134, 135, 153, 154, 160, 161}) {
            std::string text;
            for (int i = 0; i < times; ++i) text += one;
            EXPECT_EQ(smpp::pieces_of(text, smpp::Alphabet::gsm, 1).size(), sms::segments(text))
                << one << " " << times;
        }
}

TEST(LinkContract, ALineThatIsGoneMeansLaterAndAWrongLoginMeansSettings) {
    EXPECT_EQ(standing_answer("", "").what, Sent::accepted);
    EXPECT_EQ(standing_answer("link.unreachable", "").what, Sent::again);
    EXPECT_EQ(standing_answer("link.login", "").what, Sent::bad_token);
    EXPECT_EQ(trouble_of(standing_answer("link.login", "x"), {}).code, "conversations.link_login");
}

// ---- rows ----

void in_databases(const std::function<void(db::Tx&)>& body) {
    ManualClock clock;
    db::for_each_database(
        migrations(),
        [&](db::Database& database) {
            EXPECT_TRUE(database.write([&](db::Tx& tx) -> Result<> {
                body(tx);
                return {};
            }));
        },
        clock);
}

constexpr ChannelAccountId ours{3};

TEST(LinkRows, AReceiptFindsItsMessageInItsOwnConversation) {
    in_databases([](db::Tx& tx) {
        const auto keep = [&](const char* name, int message, int conversation) {
            rows::keep_part(tx, {ours, name, MessageId{message}, ConversationId{conversation}, 0, 1,
                                 "", "", tx.now});
        };
        keep("16", 1, 71), keep("10", 2, 72);
        const auto found = [&](std::string_view told, int conversation, bool early = false) {
            const auto p = rows::part_named(tx.conn, ours, smpp::same_ids(told),
                                            ConversationId{conversation}, early);
            return p ? p->message_id.value : 0;
        };
        EXPECT_EQ(found("16", 71), 1);
        EXPECT_EQ(found("16", 72), 2) << "hexadecimal 10 there is decimal 16 here";
        EXPECT_EQ(found("0016", 71), 1);
        EXPECT_EQ(found("16", 0), 1) << "an unknown number: by its own name alone";
        EXPECT_EQ(found("16", 73), 0);
        EXPECT_EQ(found("16", 71, true), 0);
        keep("16", 0, 71);  // the centre counts from the beginning again
        EXPECT_EQ(found("16", 71), 0);
        EXPECT_TRUE(rows::part_named(tx.conn, ours, {"16"}, ConversationId{71}, true).has_value());
    });
}

TEST(LinkRows, PiecesWaitForEachOther) {
    in_databases([](db::Tx& tx) {
        rows::SmsPiece p{ours, "+380501112233", 42, 3, 3, "c", false, tx.now};
        rows::keep_piece(tx, p);
        p.part = 1, p.text = "a";
        rows::keep_piece(tx, p);
        rows::keep_piece(tx, p);
        EXPECT_EQ(rows::pieces(tx.conn, p).size(), 2u);
        EXPECT_EQ(rows::pieces(tx.conn, p).front().text, "a");
        EXPECT_TRUE(rows::stale_pieces(tx.conn, ours, tx.now).empty());
        EXPECT_EQ(rows::stale_pieces(tx.conn, ours, tx.now + Ms{1}).size(), 1u) << "one of each";
        rows::pieces_done(tx, p);
        EXPECT_EQ(rows::pieces(tx.conn, p).front().text, "") << "words go once they are a message";
        EXPECT_TRUE(rows::stale_pieces(tx.conn, ours, tx.now + Ms{1}).empty());
        rows::forget_sms(tx, ours, tx.now, tx.now + Ms{1});
        EXPECT_TRUE(rows::pieces(tx.conn, p).empty());
    });
}

}  // namespace links_test
}  // namespace ol::conversations
