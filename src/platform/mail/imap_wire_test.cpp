// IMAP's answers as servers write them, in pieces of any size.
#include "platform/mail/imap_wire.hpp"

#include <gtest/gtest.h>

namespace ol::mail::imap {
namespace imap_wire_test {

std::vector<Answer> read_in(std::string_view bytes, std::size_t step) {
    Answers answers(1000);
    std::vector<Answer> out;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        answers.feed(bytes.substr(at, step));
        for (;;) {
            auto one = answers.next();
            if (!one || !*one) break;
            out.push_back(**one);
        }
    }
    return out;
}

TEST(ImapWire, an_answer_is_whole_whatever_the_pieces) {
    const std::string_view bytes =
        "* OK [UIDVALIDITY 17] valid\r\n"
        "* 3 FETCH (UID 5 BODY[] {12}\r\nA: b}\r\n{3}\r\n FLAGS (\\Seen))\r\nol2 OK done\r\n";
    for (const std::size_t step : {1u, 2u, 7u, 500u}) {
        const auto all = read_in(bytes, step);
        ASSERT_EQ(all.size(), 3u) << step;
        EXPECT_EQ(code_number(all[0].line, "UIDVALIDITY"), 17u);
        EXPECT_EQ(body_of(all[1]), "A: b}\r\n{3}\r\n");
        EXPECT_EQ(item_number(all[1].line, "UID"), 5u);
        EXPECT_EQ(all[2].line, "ol2 OK done");
    }
}

TEST(ImapWire, what_is_too_much_is_refused_before_it_is_kept) {
    Answers literal(1000);
    literal.feed("* 1 FETCH (BODY[] {1001}\r\n");
    EXPECT_EQ(literal.next().error().code, "mail.imap");
    Answers line(1000);
    line.feed(std::string((4u << 20) + 1, 'x'));
    EXPECT_EQ(line.next().error().code, "mail.imap");
}

TEST(ImapWire, numbers_are_of_their_own_item) {
    EXPECT_EQ(item_number("* 9 FETCH (RFC822.SIZE 99 UID 5)", "UID"), 5u);
    EXPECT_EQ(item_number("* 9 FETCH (RFC822.SIZE 99 UID 5)", "RFC822.SIZE"), 99u);
    EXPECT_FALSE(item_number("* 9 FETCH (FLAGS (XUID 7))", "UID"));
    EXPECT_FALSE(item_number("* OK still here", "UID"));
    EXPECT_FALSE(code_number("* OK [UIDVALIDITY x]", "UIDVALIDITY"));
    EXPECT_EQ(search_of("* SEARCH 3 5  9"), (std::vector<std::uint32_t>{3, 5, 9}));
    EXPECT_TRUE(search_of("* SEARCH").empty());
    EXPECT_TRUE(search_of("* 3 EXISTS").empty());
    EXPECT_TRUE(is_news("* 3 EXISTS"));
    EXPECT_FALSE(is_news("* 3 EXPUNGE"));
}

TEST(ImapWire, a_short_body_may_be_quoted_and_a_folder_cannot_forge_a_command) {
    EXPECT_EQ(body_of({"* 1 FETCH (UID 5 BODY[] \"a\\\"b\")", {}}), "a\"b");
    EXPECT_EQ(body_of({"* 1 FETCH (UID 5 BODY[] NIL)", {}}), std::nullopt);
    EXPECT_EQ(*quoted("A \"b\""), "\"A \\\"b\\\"\"");
    EXPECT_EQ(quoted("INBOX\r\nx DELETE INBOX").error().code, "mail.folder");
}

}  // namespace imap_wire_test
}  // namespace ol::mail::imap
