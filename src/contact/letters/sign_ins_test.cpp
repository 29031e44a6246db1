// The sign-in at a provider, on both databases: once, with proof, renewed before its end, never
// twice at once, and told when it was taken back.
#include "contact/letters/sign_ins.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "contact/letters/letters.hpp"
#include "platform/base/crypto.hpp"
#include "platform/db/test_db.hpp"

namespace ol::letters {
namespace sign_ins_test {

constexpr MailboxId help{41};
const std::string browser(43, 'b');

/// A provider as RFC 6749 has it: each access token is another, an old renewal ends with the next.
struct Provider {
    std::atomic<int> asked{0};
    int status = 200, expires_in_s = 3600;
    bool rotates = false, away = false;
    std::string last_form, renewal = "r-0";

    Result<http::ClientResponse> answer(const http::ClientRequest& r) {
        const int n = ++asked;
        last_form = r.body;
        if (away) return unavailable("http.client_timeout", "");
        if (status != 200) return http::ClientResponse{status, R"({"error":"invalid_grant"})", {}};
        if (rotates) renewal = "r-" + std::to_string(n);
        std::string body = R"({"access_token":"a-)" + std::to_string(n) + R"(","expires_in":)" +
                           std::to_string(expires_in_s) + R"(,"token_type":"Bearer")";
        if (n == 1 || rotates) body += R"(,"refresh_token":")" + renewal + '"';
        return http::ClientResponse{200, body + "}", {}};
    }
};

SignInIn google() {
    return {"https://id.example/auth", "https://id.example/token", "mail.read mail.send", "shop-1",
            "hush & hush"};
}

std::string part_of(const std::string& url, const std::string& name) {
    const auto at = url.find(name + "=");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 1;
    return url.substr(from, url.find('&', from) - from);
}

struct House {
    ManualClock& clock;
    db::Database& db;
    Provider provider;
    SignIns signs;

    House(db::Database& d, ManualClock& c, const std::string& url = "https://desk.example")
        : clock(c),
          db(d),
          signs({d, c, std::string(32, 'k'), url,
                 [this](const http::ClientRequest& r) { return provider.answer(r); }}) {}

    void sign_in() {
        ASSERT_TRUE(signs.save(help, google()));
        const auto begun = signs.begin(help, browser);
        ASSERT_TRUE(begun) << begun.error().code;
        ASSERT_TRUE(signs.back(browser, part_of(begun->url, "state"), "code-1", ""));
    }
    std::string token() {
        const auto t = signs.token(help);
        return !t ? t.error().code : t->value_or("none");
    }
};

void on_both(const std::function<void(House&)>& body) {
    ManualClock clock(Time{Ms{1'790'000'000'000}});
    db::for_each_database(
        migrations(),
        [&](db::Database& db) {
            House house(db, clock);
            body(house);
        },
        clock);
}

TEST(SignIns, AMailboxWithoutOneUsesItsPassword) {
    on_both([](House& h) {
        EXPECT_EQ(h.token(), "none");
        EXPECT_EQ(h.signs.shown(help).error().code, "letters.no_sign_in");
        EXPECT_EQ(h.signs.begin(help, browser).error().code, "letters.no_sign_in");
        EXPECT_FALSE(h.signs.refused(help));
        EXPECT_EQ(h.provider.asked, 0);
    });
}

TEST(SignIns, TheBrowserGoesWithAProofAndComesBackOnce) {
    on_both([](House& h) {
        ASSERT_TRUE(h.signs.save(help, google()));
        EXPECT_EQ(h.token(), "mail.sign_in_again") << "an application is no sign-in yet";
        const auto url = h.signs.begin(help, browser)->url;
        EXPECT_TRUE(url.starts_with("https://id.example/auth?response_type=code&client_id=shop-1"));
        EXPECT_EQ(part_of(url, "redirect_uri"),
                  "https%3A%2F%2Fdesk.example%2Fapi%2Fv1%2Fmailboxes%2Fsigned-in");
        EXPECT_EQ(part_of(url, "scope"), "mail.read%20mail.send");
        EXPECT_EQ(part_of(url, "code_challenge").size(), 43u);
        const auto state = part_of(url, "state");
        ASSERT_EQ(*h.signs.back(browser, state, "c&d", ""), help);
        const auto verifier = part_of(h.provider.last_form, "code_verifier");
        EXPECT_GE(verifier.size(), 43u);
        EXPECT_EQ(part_of(h.provider.last_form, "code"), "c%26d");
        EXPECT_EQ(part_of(h.provider.last_form, "client_secret"), "hush%20%26%20hush");
        EXPECT_EQ(h.signs.back(browser, state, "c", "").error().code, "letters.sign_in_gone");
        EXPECT_EQ(h.token(), "a-1");
        EXPECT_TRUE(h.signs.shown(help)->signed_in);
    });
}

TEST(SignIns, AnotherBrowserEndsNobodysSignIn) {
    on_both([](House& h) {
        ASSERT_TRUE(h.signs.save(help, google()));
        const auto state = part_of(h.signs.begin(help, browser)->url, "state");
        for (const auto& other : {std::string(), std::string(43, 'x')})
            EXPECT_EQ(h.signs.back(other, state, "c", "").error().code, "letters.sign_in_gone");
        EXPECT_EQ(h.provider.asked, 0);
        EXPECT_TRUE(h.signs.back(browser, state, "c", "")) << "hers is good still";
    });
}

TEST(SignIns, AnAddressNamesAServer) {
    on_both([](House& h) {
        for (const char* url : {"https://", "https:///auth", "https://?a=b", "https://:443/auth",
                                "https://id.example@thief.example/auth"}) {
            auto in = google();
            in.authorize_url = url;
            const auto saved = h.signs.save(help, in);
            ASSERT_FALSE(saved) << url;
            EXPECT_EQ(saved.error().code + " " + saved.error().field,
                      "letters.sign_in_url authorize_url");
        }
    });
}

TEST(SignIns, ANoAnOldAndAnUnknownReturnSignNobodyIn) {
    on_both([](House& h) {
        ASSERT_TRUE(h.signs.save(help, google()));
        const auto state = [&] { return part_of(h.signs.begin(help, browser)->url, "state"); };
        EXPECT_EQ(h.signs.back(browser, "guessed", "c", "").error().code, "letters.sign_in_gone");
        EXPECT_EQ(h.signs.back(browser, state(), "", "access_denied").error().code,
                  "letters.sign_in_refused");
        const auto old = state();
        h.clock.advance(Ms{10 * 60000 + 1});
        EXPECT_EQ(h.signs.back(browser, old, "c", "").error().code, "letters.sign_in_gone");
        h.provider.status = 400;
        EXPECT_EQ(h.signs.back(browser, state(), "c", "").error().code, "letters.sign_in_refused");
        EXPECT_FALSE(h.signs.shown(help)->signed_in);
    });
}

TEST(SignIns, ATokenIsRenewedBeforeItsEndAndARotatedOneIsKept) {
    on_both([](House& h) {
        h.provider.rotates = true;
        h.sign_in();
        EXPECT_EQ(h.token(), "a-1");
        h.clock.advance(Ms{(3600 - 61) * 1000});
        EXPECT_EQ(h.token(), "a-1");
        h.clock.advance(Ms{2000});
        EXPECT_EQ(h.token(), "a-2");
        EXPECT_EQ(part_of(h.provider.last_form, "refresh_token"), "r-1");
        h.clock.advance(Ms{3600 * 1000});
        EXPECT_EQ(h.token(), "a-3");
        EXPECT_EQ(part_of(h.provider.last_form, "refresh_token"), "r-2");
    });
}

TEST(SignIns, WhatTheProviderTookBackIsSaidAndWhatIsAwayIsTriedAgain) {
    on_both([](House& h) {
        h.sign_in();
        h.clock.advance(Ms{3600 * 1000});
        h.provider.away = true;
        EXPECT_EQ(h.token(), "mail.token_unreachable");
        EXPECT_EQ(h.signs.shown(help)->trouble, "mail.token_unreachable");
        h.provider.away = false, h.provider.status = 503;
        EXPECT_EQ(h.token(), "mail.token_unreachable");
        h.provider.status = 200;
        EXPECT_EQ(h.token(), "a-4");
        EXPECT_EQ(h.signs.shown(help)->trouble, "");
        h.clock.advance(Ms{3600 * 1000});
        h.provider.status = 400;
        EXPECT_EQ(h.token(), "mail.sign_in_again");
        EXPECT_EQ(h.signs.shown(help)->trouble, "mail.sign_in_again");
    });
}

TEST(SignIns, ARefusedTokenIsReplacedOnceAndNotForEver) {
    on_both([](House& h) {
        h.sign_in();
        EXPECT_TRUE(h.signs.refused(help));
        EXPECT_FALSE(h.signs.refused(help)) << "the next token is a new one already";
        EXPECT_EQ(h.token(), "a-2");
    });
}

TEST(SignIns, ManyThatNeedATokenAtOnceCauseOneRenewal) {
    on_both([](House& h) {
        h.sign_in();
        h.clock.advance(Ms{3600 * 1000});
        std::atomic<int> same{0};
        std::vector<std::thread> all;
        for (int i = 0; i < 8; ++i) all.emplace_back([&] { same += h.token() == "a-2"; });
        for (auto& one : all) one.join();
        EXPECT_EQ(same, 8);
        EXPECT_EQ(h.provider.asked, 2);
    });
}

TEST(SignIns, AnotherApplicationEndsTheSignInThatStood) {
    on_both([](House& h) {
        h.sign_in();
        auto other = google();
        other.client_secret.reset();
        ASSERT_TRUE(h.signs.save(help, other));
        EXPECT_TRUE(h.signs.shown(help)->signed_in) << "saved as it was";
        EXPECT_TRUE(h.signs.shown(help)->has_client_secret);
        other.client_id = "shop-2";
        ASSERT_TRUE(h.signs.save(help, other));
        EXPECT_FALSE(h.signs.shown(help)->signed_in);
        EXPECT_FALSE(h.signs.shown(help)->has_client_secret) << "it was the other one's";
        EXPECT_EQ(h.token(), "mail.sign_in_again");
        ASSERT_TRUE(h.signs.remove(help));
        EXPECT_EQ(h.token(), "none");
    });
}

TEST(SignIns, AddressesInClearAndWithoutAWayBackAreRefused) {
    ManualClock clock(Time{Ms{1'790'000'000'000}});
    db::for_each_database(
        migrations(),
        [&](db::Database& db) {
            House h(db, clock, "");
            ASSERT_TRUE(h.signs.save(help, google()));
            EXPECT_EQ(h.signs.begin(help, browser).error().code, "letters.no_public_url");
            for (const char* url : {"http://id.example/token", "https://x y", "ftp://a", ""}) {
                auto in = google();
                in.token_url = url;
                EXPECT_EQ(h.signs.save(help, in).error().field, "token_url") << url;
            }
            auto in = google();
            in.client_id = "";
            EXPECT_EQ(h.signs.save(help, in).error().field, "client_id");
        },
        clock);
}

TEST(SignIns, AnswersThatAreNoneSignNobodyInAndNothingIsKeptInClear) {
    on_both([](House& h) {
        h.provider.expires_in_s = -5;
        h.sign_in();
        EXPECT_EQ(h.token(), "a-1") << "an end that cannot be: soon";
        h.clock.advance(Ms{300'000});
        EXPECT_EQ(h.token(), "a-2");
        (void)h.db.read([](db::Conn& c) -> Result<> {
            const auto sealed = c.query("select sealed from mailbox_sign_in").text(0, 0);
            EXPECT_EQ(sealed.find("a-2"), std::string::npos);
            EXPECT_EQ(crypto::unbase64(sealed)->find("r-0"), std::string::npos);
            return {};
        });
    });
}

}  // namespace sign_ins_test
}  // namespace ol::letters
