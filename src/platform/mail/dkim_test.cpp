// DKIM: the vector of RFC 8463, letters of ours against the rules of RFC 6376, and records.
#include "platform/mail/dkim.hpp"

#include <gtest/gtest.h>

#include "platform/base/crypto.hpp"
#include "platform/mail/mail.hpp"

namespace ol::mail {
namespace dkim_test {

const std::string sixpack_body =
    "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";

/// The secret of RFC 8463 A.2 as PKCS #8.
std::string sixpack_secret() {
    const std::string prefix =
        "\x30\x2e\x02\x01" + std::string(1, '\0') + "\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
    return prefix + *crypto::unbase64("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
}

TEST(dkim, the_vector_of_rfc_8463) {
    EXPECT_EQ(crypto::base64(crypto::sha256(relaxed_body(sixpack_body))),
              "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
    EXPECT_EQ(*dkim_record(DkimKind::ed25519, sixpack_secret()),
              "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
}

TEST(dkim, fields_and_bodies_as_rfc_6376_relaxes_them) {
    EXPECT_EQ(relaxed_field("A: X"), "a:X");
    EXPECT_EQ(relaxed_field("B : Y\t\r\n\tZ  "), "b:Y Z");
    EXPECT_EQ(relaxed_field("Subject:=?UTF-8?B?0JTQtQ==?=\r\n =?UTF-8?B?0YDQvA==?="),
              "subject:=?UTF-8?B?0JTQtQ==?= =?UTF-8?B?0YDQvA==?=");
    EXPECT_EQ(relaxed_field("Empty:"), "empty:");
    EXPECT_EQ(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
    EXPECT_EQ(relaxed_body(""), "");
    EXPECT_EQ(relaxed_body("\r\n\r\n"), "");
    EXPECT_EQ(relaxed_body("no end"), "no end\r\n");
    // An empty body has the hash that RFC 6376 3.4.4 names.
    EXPECT_EQ(crypto::base64(crypto::sha256(relaxed_body(""))),
              "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

Letter letter() {
    Letter l;
    l.from = "help@shop.example", l.from_name = "Крамниця", l.to = {"olena@example.com"};
    l.subject = "Ваше замовлення 17 вже їде, і ось усе, що про нього варто знати сьогодні";
    l.text = std::string(3000, 'x') + "\n";
    l.attachments = {{"рахунок.pdf", "application/pdf", std::string(100000, '\x07')}};
    l.key = "ol.1", l.in_reply_to = "his@example.com", l.references = {"his@example.com"};
    return l;
}

TEST(dkim, both_signatures_stand_in_front_and_no_line_is_long) {
    const std::vector<DkimKey> keys{
        {"shop.example", "ol1", DkimKind::rsa, new_dkim_secret(DkimKind::rsa)},
        {"shop.example", "ol2", DkimKind::ed25519, new_dkim_secret(DkimKind::ed25519)}};
    const Time now = *parse_iso8601("2026-11-24T03:00:00Z");
    const auto plain = message_of(letter(), now);
    const auto out = dkim_signed(plain, keys, now);
    ASSERT_TRUE(out);
    EXPECT_TRUE(out->starts_with("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"));
    EXPECT_TRUE(out->ends_with(plain));
    EXPECT_NE(out->find("a=ed25519-sha256"), std::string::npos);
    EXPECT_NE(out->find("h=from:subject:date:to:"), std::string::npos);
    EXPECT_NE(out->find(":from:subject:to;"), std::string::npos);
    EXPECT_EQ(out->find("h=from:from"), std::string::npos);
    for (std::size_t at = 0, end = 0; at < out->size(); at = end + 2) {
        end = out->find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - at, 78u) << out->substr(at, 100);
    }
    EXPECT_EQ(*dkim_signed(plain, {}, now), plain);
    auto broken = keys;
    broken[0].secret = "no key";
    EXPECT_EQ(dkim_signed(plain, broken, now).error().code, "mail.dkim");
    std::swap(broken[0].secret, broken[1].secret);
    broken[0].secret = keys[1].secret;  // of another kind
    EXPECT_EQ(dkim_signed(plain, broken, now).error().code, "mail.dkim");
}

TEST(dkim, what_a_record_says_of_a_key) {
    const std::string ours = "v=DKIM1; k=rsa; p=MIIB";
    EXPECT_EQ(dkim_standing({}, ours), DkimStanding::missing);
    EXPECT_EQ(dkim_standing({"v=spf1 -all"}, ours), DkimStanding::missing);
    EXPECT_EQ(dkim_standing({"v=spf1 -all", "v=DKIM1;k=rsa;p=MI IB"}, ours), DkimStanding::found);
    EXPECT_EQ(dkim_standing({"p=MIIB"}, ours), DkimStanding::found);  // rsa unless said
    EXPECT_EQ(dkim_standing({"v=DKIM1; k=ed25519; p=MIIB"}, ours), DkimStanding::different);
    EXPECT_EQ(dkim_standing({"v=DKIM1; p="}, ours), DkimStanding::different);  // taken back
    EXPECT_EQ(dkim_standing({";;;=;p", "p"}, ours), DkimStanding::different);
}

TEST(dkim, selectors) {
    EXPECT_TRUE(is_selector("ol-2026a"));
    for (const char* bad : {"", "-a", "a-", "A", "a.b", "a b", "a;b", "кл"})
        EXPECT_FALSE(is_selector(bad)) << bad;
    EXPECT_FALSE(is_selector(std::string(64, 'a')));
}

}  // namespace dkim_test
}  // namespace ol::mail
