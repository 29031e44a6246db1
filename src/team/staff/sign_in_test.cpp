// Sign-in, throttling, sessions and the second factor, with time in the hand.
#include "team/staff/impl.hpp"
#include "team/staff/test_house.hpp"
#include "team/staff/totp.hpp"

namespace ol::staff {
namespace {

std::string unbase32(const std::string& text) {
    std::string out;
    std::uint32_t bits = 0;
    int n = 0;
    for (char c : text) {
        bits = (bits << 5) | static_cast<std::uint32_t>(c <= '9' ? c - '2' + 26 : c - 'A');
        n += 5;
        if (n >= 8) out += static_cast<char>((bits >> (n -= 8)) & 0xff);
    }
    return out;
}

std::string code_at(const std::string& secret, Time t) {
    return crypto::totp(secret, to_ms(t) / 1000);
}

/// Turns the factor on; returns the secret and the recovery codes.
std::pair<std::string, std::vector<std::string>> enable_totp(House& h, PersonId who) {
    auto begun = h.staff.begin_totp(who);
    EXPECT_TRUE(begun);
    const std::string secret = unbase32(begun->secret);
    auto codes = h.staff.confirm_totp(who, code_at(secret, h.clock.now()));
    EXPECT_TRUE(codes);
    return {secret, codes->recovery_codes};
}

TEST(sign_in, gives_a_session_whose_token_is_not_in_the_database) {
    for_each_house([](House& h) {
        const PersonId ann = h.person("ann", {"it"});
        auto in = h.sign_in(" Ann ");
        ASSERT_TRUE(in);
        auto who = h.authenticate(in->token);
        ASSERT_TRUE(who);
        EXPECT_EQ(who->person, ann);
        EXPECT_EQ(who->session, in->who.session);
        EXPECT_TRUE(who->may("system.view"));
        EXPECT_FALSE(who->may("customers.view"));
        const auto stored = h.db.read_as<std::string>([](db::Conn& c) -> Result<std::string> {
            return c.query("select token_hash from session").text(0, 0);
        });
        EXPECT_EQ(*stored, token_hash(in->token));
        EXPECT_EQ(stored->find(in->token), std::string::npos);
        EXPECT_TRUE(h.authenticate(in->token, true));
        http::Request planted;  // a neighbour host may plant a plain cookie, never a __Host- one
        planted.secure = true;
        planted.headers["cookie"] = "orderline=" + in->token;
        EXPECT_FALSE(h.staff.authenticate(planted));
        EXPECT_EQ(h.authenticate("guess").error().code, "staff.not_signed_in");
        EXPECT_EQ(h.authenticate("").error().kind, Errc::unauthenticated);
    });
}

TEST(sign_in, wrong_unknown_and_inactive_look_the_same) {
    for_each_house([](House& h) {
        const PersonId gone = h.person("gone", {});
        PersonPatch off;
        off.active = false;
        ASSERT_TRUE(h.staff.change_person(Staff::system(), gone, 1, off));
        h.person("ann", {});
        for (const auto& r : {h.sign_in("ann", "wrong password"), h.sign_in("nobody"),
                              h.sign_in("gone"), h.sign_in("ann", std::string(100'000, 'x'))}) {
            ASSERT_FALSE(r);
            EXPECT_EQ(r.error().code, "staff.wrong_credentials");
            EXPECT_EQ(r.error().kind, Errc::unauthenticated);
        }
    });
}

TEST(sign_in, is_throttled_per_login_known_or_not) {
    for_each_house([](House& h) {
        h.person("ann", {});
        for (const char* login : {"ann", "nobody"}) {
            for (int i = 0; i < 5; ++i)
                EXPECT_EQ(
                    h.sign_in(login, "wrong", {}, "192.0.2." + std::to_string(i)).error().code,
                    "staff.wrong_credentials");
            auto r = h.sign_in(login, test_password, {}, "192.0.2.99");
            ASSERT_FALSE(r);
            EXPECT_EQ(r.error().code, "staff.throttled");
            EXPECT_EQ(r.error().kind, Errc::too_many);
            ASSERT_EQ(r.error().params.size(), 1u);
            EXPECT_EQ(r.error().params[0],
                      (std::pair<std::string, std::string>("retry_after_s", "5")));
        }
        h.clock.advance(Ms{5'000});
        EXPECT_TRUE(h.sign_in("ann"));
        EXPECT_TRUE(h.sign_in("ann")) << "a success forgives the login";
    });
}

TEST(sign_in, is_throttled_per_source_over_many_logins) {
    for_each_house([](House& h) {
        h.person("ann", {});
        for (int i = 0; i < 20; ++i) h.sign_in("login" + std::to_string(i), std::string(300, 'x'));
        EXPECT_EQ(h.sign_in("ann").error().code, "staff.throttled");
        EXPECT_TRUE(h.sign_in("ann", test_password, {}, "192.0.2.2"));
    });
}

TEST(sessions, slide_twelve_hours_and_end_after_seven_days) {
    for_each_house([](House& h) {
        h.person("ann", {});
        auto in = h.sign_in("ann");
        ASSERT_TRUE(in);
        for (int i = 0; i < 14; ++i) {  // 14 x 11 h = 154 h, each time within twelve
            h.clock.advance(Ms{11 * 3'600'000});
            ASSERT_TRUE(h.authenticate(in->token)) << i;
        }
        h.clock.advance(Ms{11 * 3'600'000});
        ASSERT_TRUE(h.authenticate(in->token)) << "165 h";
        h.clock.advance(Ms{3 * 3'600'000});
        EXPECT_FALSE(h.authenticate(in->token)) << "168 h: seven days are over";
        auto idle = h.sign_in("ann");
        ASSERT_TRUE(idle);
        h.clock.advance(Ms{12 * 3'600'000});
        EXPECT_FALSE(h.authenticate(idle->token));
    });
}

TEST(sessions, survive_a_restart_with_their_last_use) {
    for_each_house([](House& h) {
        h.person("ann", {});
        auto in = h.sign_in("ann");
        ASSERT_TRUE(in);
        h.clock.advance(Ms{11 * 3'600'000});
        ASSERT_TRUE(h.authenticate(in->token));
        ASSERT_TRUE(h.db.write(
            [](db::Tx&) -> Result<> { return {}; }));  // the touch before it is committed now
        h.clock.advance(Ms{11 * 3'600'000});
        House again(h.db, h.clock);
        EXPECT_TRUE(again.authenticate(in->token));
    });
}

TEST(sessions, are_listed_and_revoked_by_their_owner_only) {
    for_each_house([](House& h) {
        const PersonId ann = h.person("ann", {}), bob = h.person("bob", {});
        auto first = h.sign_in("ann");
        h.clock.advance(Ms{1'000});
        auto second = h.sign_in("ann", test_password, {}, "192.0.2.7");
        ASSERT_TRUE(first && second);
        auto list = h.staff.sessions(ann, second->who.session);
        ASSERT_TRUE(list);
        ASSERT_EQ(list->size(), 2u);
        EXPECT_TRUE((*list)[0].current);
        EXPECT_EQ((*list)[0].ip, "192.0.2.7");
        EXPECT_EQ((*list)[0].agent, "test browser");
        EXPECT_FALSE((*list)[1].current);
        EXPECT_EQ(h.staff.sign_out(bob, first->who.session).error().code,
                  "staff.session_not_found");
        ASSERT_TRUE(h.authenticate(first->token));
        ASSERT_TRUE(h.staff.sign_out(ann, first->who.session));
        EXPECT_FALSE(h.authenticate(first->token));
        EXPECT_TRUE(h.authenticate(second->token));
        EXPECT_EQ(h.ended, std::vector{first->who.session});
    });
}

TEST(sessions, end_with_the_person_the_password_and_the_twenty_first) {
    for_each_house([](House& h) {
        const PersonId ann = h.person("ann", {});
        auto in = h.sign_in("ann");
        auto other = h.sign_in("ann");
        ASSERT_TRUE(in && other);
        ASSERT_TRUE(h.authenticate(in->token));
        EXPECT_EQ(h.staff.change_password(in->who, {"wrong", "another long one"}).error().code,
                  "staff.wrong_password");
        EXPECT_EQ(h.staff.change_password(in->who, {test_password, "short"}).error().field,
                  "new_password");
        ASSERT_TRUE(h.staff.change_password(in->who, {test_password, "another long one"}));
        EXPECT_TRUE(h.authenticate(in->token));
        EXPECT_FALSE(h.authenticate(other->token));
        EXPECT_FALSE(h.sign_in("ann"));
        auto reset = h.staff.reset_password(Staff::system(), ann);
        ASSERT_TRUE(reset);
        EXPECT_FALSE(h.authenticate(in->token));
        ASSERT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
            for (int i = 0; i < sessions_per_person; ++i) {  // rows, since each sign-in is slow
                const Time at = h.clock.now() + Ms{i};
                const Session s{h.ids.next_id<SessionId>(), ann, at, at};
                store::insert_session(tx, s, token_hash("token" + std::to_string(i)), "", "");
            }
            return {};
        }));
        EXPECT_TRUE(h.authenticate("token0"));
        h.clock.advance(Ms{1'000});
        EXPECT_TRUE(h.sign_in("ann", reset->password));
        EXPECT_FALSE(h.authenticate("token0")) << "the oldest gave way";
        EXPECT_TRUE(h.authenticate("token1"));
        EXPECT_EQ(h.staff.sessions(ann, {})->size(), static_cast<std::size_t>(sessions_per_person));
        PersonPatch off;
        off.active = false;
        ASSERT_TRUE(h.staff.change_person(Staff::system(), ann, 1, off));
        EXPECT_TRUE(h.staff.sessions(ann, {})->empty());
    });
}

TEST(sessions, the_memory_is_bounded_and_no_late_reader_revives_a_session) {
    SessionCache cache(2);
    const auto session = [](std::int64_t id) {
        return Session{SessionId{id}, PersonId{1}, from_ms(0), from_ms(0)};
    };
    cache.put("a", session(1), cache.ticket());
    cache.put("b", session(2), cache.ticket());
    EXPECT_TRUE(cache.find("a"));
    cache.put("c", session(3), cache.ticket());
    EXPECT_EQ(cache.size(), 2u);
    EXPECT_FALSE(cache.find("b")) << "least recently used";
    const auto ticket = cache.ticket();  // a reader looks into the database here ...
    const SessionId gone{4};
    cache.drop(std::span(&gone, 1));  // ... and the session ends before it comes back
    cache.put("d", session(4), ticket);
    EXPECT_FALSE(cache.find("d"));
}

TEST(second_factor, is_asked_for_and_no_code_works_twice) {
    for_each_house([](House& h) {
        const PersonId ann = h.person("ann", {});
        const auto [secret, recovery] = enable_totp(h, ann);
        EXPECT_TRUE(h.staff.me(h.as(ann))->totp_enabled);
        EXPECT_EQ(h.sign_in("ann").error().code, "staff.totp_required");
        EXPECT_EQ(h.sign_in("ann", "wrong").error().code, "staff.wrong_credentials")
            << "the password is asked first";
        EXPECT_EQ(h.sign_in("ann", test_password, code_at(secret, h.clock.now())).error().code,
                  "staff.wrong_credentials")
            << "the code of the confirmation is used up";
        h.clock.advance(Ms{30'000});
        const std::string code = code_at(secret, h.clock.now());
        EXPECT_TRUE(h.sign_in("ann", test_password, code));
        EXPECT_FALSE(h.sign_in("ann", test_password, code));
        EXPECT_TRUE(h.sign_in("ann", test_password, recovery[3]));
        EXPECT_FALSE(h.sign_in("ann", test_password, recovery[3]));
        EXPECT_EQ(h.staff.begin_totp(ann).error().code, "staff.totp_on");
    });
}

TEST(second_factor, codes_cannot_be_guessed_between_right_passwords) {
    for_each_house([](House& h) {
        enable_totp(h, h.person("ann", {}));
        for (int i = 0; i < 5; ++i) {
            EXPECT_EQ(h.sign_in("ann").error().code, "staff.totp_required");
            EXPECT_EQ(h.sign_in("ann", test_password, "000000").error().code,
                      "staff.wrong_credentials");
        }
        EXPECT_EQ(h.sign_in("ann").error().code, "staff.throttled");
    });
}

TEST(second_factor, is_removed_with_the_password_or_by_who_manages_her) {
    for_each_house([](House& h) {
        const PersonId ann = h.person("ann", {}), owner = h.person("owner", {"owner"});
        enable_totp(h, ann);
        EXPECT_EQ(h.staff.remove_totp(ann, "wrong").error().code, "staff.wrong_password");
        ASSERT_TRUE(h.staff.remove_totp(ann, test_password));
        EXPECT_TRUE(h.sign_in("ann"));
        h.clock.advance(Ms{60'000});
        const auto [secret, recovery] = enable_totp(h, ann);
        ASSERT_TRUE(h.staff.clear_totp(h.as(owner), ann));
        EXPECT_TRUE(h.sign_in("ann"));
        EXPECT_EQ(h.staff.confirm_totp(ann, "000000").error().code, "staff.totp_not_begun");
        ASSERT_TRUE(h.staff.begin_totp(ann));
        EXPECT_EQ(h.staff.confirm_totp(ann, "12345").error().code, "staff.totp_wrong");
        EXPECT_TRUE(h.sign_in("ann")) << "begun is not on";
    });
}

TEST(cookie, is_bound_to_the_host_over_tls) {
    EXPECT_EQ(session_cookie("T", true),
              "__Host-orderline=T; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure");
    EXPECT_EQ(session_cookie("", false), "orderline=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

}  // namespace
}  // namespace ol::staff
